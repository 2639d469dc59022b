"""Parts of software and exploited vulnerabilities in a check's cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keur.facts.software import Exploited
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sboms.model import Part, Sbom
from keur.products.verdict import State


def bills(rows: Iterable[Mapping[str, Any]]) -> GatheredSboms:
    """Bills of materials: a row is a part, with `asset`, `name` and perhaps `supplier`."""
    found = GatheredSboms()
    for row in rows:
        file = f"observed/sboms/{row['asset']}.cdx.json"
        part = Part(row["name"], "", row.get("supplier", ""), "", "", "", (), "", (), 0, file, "0" * 64, "")
        found.by_asset[row["asset"]].append(Sbom(file, part.sha256, "CycloneDX 1.6 JSON", "", (part,), ()))
    return found


def found_exploited(row: Mapping[str, Any]) -> Exploited:
    """A row of the table `exploited`."""
    state = State(row.get("state", State.AFFECTED.value))
    return Exploited(row["asset"], row["advisory"], row["cve"], state, row.get("added"), row.get("feed_day"))
