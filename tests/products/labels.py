"""Pairs of asset and advisory that were judged by hand from the advisory, and how matching does on them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from keur.observe.advisories.csaf import read_advisory
from keur.observe.advisories.model import Advisory
from keur.plant.model import Asset, Place

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "csaf"
HELD_BACK = 3
"""Every so many-th pair was held back while matching was tuned."""


@dataclass(frozen=True)
class Label:
    asset: Asset
    advisory: str
    expected: str
    why: str
    held_back: bool


def asset(name: str, **cells: str) -> Asset:
    blank = dict.fromkeys(
        (
            "kind",
            "vendor",
            "product",
            "order_number",
            "firmware",
            "hostname",
            "owner",
            "location",
            "process",
            "criticality",
        ),
        "",
    )
    return Asset(id=name, zone="", mac=(), ipv4=(), ipv6=(), place=Place("assets.csv", 1), **(blank | cells))


def labels(file: str = "labelled.csv") -> list[Label]:
    found = []
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as lines:
        for at, row in enumerate(csv.DictReader(lines, delimiter=";"), start=1):
            known = {name: row[name] for name in ("vendor", "product", "order_number", "firmware", "hardware_version")}
            found.append(
                Label(asset(f"row-{at}", **known), row["advisory"], row["expected"], row["why"], at % HELD_BACK == 0)
            )
    return found


def corpus() -> list[Advisory]:
    return [read_advisory(path.read_bytes(), path.stem)[0] for path in sorted(CORPUS.glob("*/*.json"))]
