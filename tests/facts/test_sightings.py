"""The last traffic of each asset, as the captures tell it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from keur.checks import case
from keur.facts.sightings import last_sightings

PLANT = {
    "zones": [{"id": "plc", "networks": ["10.1.0.0/24"]}],
    "assets": [
        {"id": id, "zone": "plc", "ipv4": [address]}
        for id, address in (("scada", "10.1.0.5"), ("plc-1", "10.1.0.6"), ("plc-2", "10.1.0.7"))
    ],
}


def test_what_counts_is_what_an_asset_sent_last_and_not_what_was_sent_to_it(tmp_path: Path) -> None:
    ends = {"client": "10.1.0.5", "port": 502}
    one = case.build(
        {
            "plant": PLANT,
            "captures": {"day": "plant", "night": "plant"},
            "conversations": [
                ends | {"server": "10.1.0.6", "capture": "day"},
                ends | {"server": "10.1.0.7", "capture": "night", "tried": True},
            ],
        }
    )
    for at, capture in enumerate(one.captures, start=1):
        for row in capture.tables["conversation"]:
            row["first_us"], row["last_us"] = at * 1_000_000, at * 1_000_000 + 500_000
    with one.open(tmp_path) as facts:
        found = last_sightings(facts)
    assert {asset: (seen.last.timestamp(), Path(seen.file).stem) for asset, seen in found.items()} == {
        "plc-1": (1.5, "day"),
        "scada": (2.5, "night"),
    }
    assert all(seen.last.tzinfo is dt.UTC and seen.frame > 0 for seen in found.values())
