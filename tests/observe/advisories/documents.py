"""Small CSAF documents to test with."""

from __future__ import annotations

import copy
import json
from typing import Any

Json = dict[str, Any]


def leaf(name: str, version: str, id: str, kind: str = "product_version_range", **helper: Any) -> Json:
    product: Json = {"name": f"{name} {version}", "product_id": id}
    if helper:
        product["product_identification_helper"] = helper
    return {
        "category": "product_name",
        "name": name,
        "branches": [{"category": kind, "name": version, "product": product}],
    }


def document(
    *leaves: Json,
    id: str = "TST-26-001",
    vendor: str = "Siemens",
    status: dict[str, list[str]] | None = None,
    remediations: list[Json] | None = None,
    revision: str = "1",
    csaf: str = "2.0",
    tree: Json | None = None,
    cve: str = "CVE-2026-1000",
    **tracking: Any,
) -> Json:
    leaves = copy.deepcopy(leaves)
    ids = [one["branches"][0]["product"]["product_id"] for one in leaves]
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": csaf,
            "title": "Something in a product",
            "publisher": {"category": "vendor", "name": "The maker", "namespace": "https://example.com"},
            "tracking": {
                "id": id,
                "version": revision,
                "status": "final",
                "initial_release_date": "2026-01-01T00:00:00Z",
                "current_release_date": f"2026-01-{int(revision.split('.')[0]):02}T00:00:00Z",
                "revision_history": [{"number": revision, "date": "2026-01-01T00:00:00Z", "summary": "Initial"}],
            }
            | tracking,
        },
        "product_tree": {"branches": [{"category": "vendor", "name": vendor, "branches": list(leaves)}]} | (tree or {}),
        "vulnerabilities": [
            {"cve": cve, "product_status": status or {"known_affected": ids}, "remediations": remediations or []}
        ],
    }


def dumped(value: Json) -> bytes:
    return json.dumps(value).encode()
