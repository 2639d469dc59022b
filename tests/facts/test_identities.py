"""What devices said of themselves, from the tables of a capture to the asset that is meant."""

from __future__ import annotations

from pathlib import Path

from keur.checks import case
from keur.facts.identities import identities
from keur.products.observed import Said

PLANT = {
    "zones": [{"id": "plc", "networks": ["10.1.0.0/24"]}],
    "assets": [{"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.5"]}],
}


def test_identities_are_those_of_assets_with_the_frame_that_shows_them(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT})
    rows = [("10.1.0.5", "firmware", "4.6.0"), ("10.1.0.5", "hostname", "plc"), ("10.1.0.9", "firmware", "1.0")]
    for at, (address, attribute, value) in enumerate(rows, start=1):
        row = {"address": address, "vlan": None, "protocol": "s7comm", "attribute": attribute, "value": value}
        place = {"count": 1, "first_us": at, "file": 0, "first_frame": at, "first_offset": 0}
        one.captures[0].tables["identity"].append(row | place)
    with one.open(tmp_path) as facts:
        found = identities(facts)
    assert found == (Said("plc-1", "firmware", "4.6.0", "s7comm", "observed/captures/plant.pcap", 1),)
