"""The bills of materials of a plant as JSON: the contract `keur-sboms`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from keur.observe.advisories.model import Problem
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sboms.model import Part, Sbom

FORMAT = "keur-sboms"
VERSION = 1


def render(gathered: GatheredSboms, assets: Collection[str]) -> str:
    """Canonical text: keys sorted, two spaces of indent, UTF-8, one line feed at the end."""
    text = json.dumps(document(gathered, assets), ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def document(gathered: GatheredSboms, assets: Collection[str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "assets": [{"asset": one, "bills": _bills(gathered.by_asset.get(one, ()))} for one in assets],
        "without_asset": _bills(gathered.without_asset),
        "problems": [_problem(one) for one in gathered.problems],
    }


def _bills(bills: Iterable[Sbom]) -> list[dict[str, Any]]:
    return [
        {
            "file": one.file,
            "sha256": one.sha256,
            "format": one.format,
            "subject": one.subject,
            "parts": [part(each) for each in one.parts],
        }
        for one in bills
    ]


def part(one: Part) -> dict[str, Any]:
    """A part; what the file does not say is null."""
    return {
        "name": one.name,
        "version": one.version or None,
        "supplier": one.supplier or None,
        "kind": one.kind or None,
        "purl": one.purl or None,
        "cpe": one.cpe or None,
        "licence": one.licence or None,
        "hashes": [{"algorithm": algorithm, "value": value} for algorithm, value in one.hashes],
        "path": list(one.path),
        "depth": one.depth,
        "file": one.file,
        "position": one.position,
    }


def _problem(one: Problem) -> dict[str, Any]:
    return {"file": one.file, "where": one.where, "text": {"nl": one.text.nl, "en": one.text.en}}
