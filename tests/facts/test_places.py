"""Where observed addresses are in the declared plant."""

from __future__ import annotations

import pytest

from keur.checks import case
from keur.facts.places import Placed, Seen, locate

PLANT = case.plant(
    {
        "zones": [
            {"id": "site", "networks": ["10.0.0.0/8", "fd00::/16"]},
            {"id": "cell-1", "networks": ["10.1.0.0/24"], "segments": ["one"], "vlans": [12]},
            {"id": "cell-2", "networks": ["10.1.0.0/24"], "segments": ["two"]},
            {"id": "public", "networks": ["145.20.0.0/16"]},
        ],
        "assets": [
            {"id": "plc-1", "zone": "cell-1", "ipv4": ["10.1.0.5"], "mac": ["02:00:00:00:01:05"]},
            {"id": "plc-2", "zone": "cell-2", "ipv4": ["10.1.0.5"]},
            {"id": "odd", "zone": "cell-1", "ipv4": ["172.16.0.1"]},
            {"id": "drive", "zone": "cell-1", "mac": ["02:00:00:00:01:09"]},
        ],
    }
)


@pytest.mark.parametrize(
    ("segment", "address", "mac", "vlan", "expected"),
    [
        ("one", "10.1.0.5", "", "", Placed("plc-1", "cell-1")),
        ("two", "10.1.0.5", "", "", Placed("plc-2", "cell-2")),
        ("three", "10.1.0.5", "", "", Placed(None, "site")),
        ("one", "10.1.0.6", "", "", Placed(None, "cell-1")),
        ("one", "10.2.0.6", "", "", Placed(None, "site")),
        ("one", "172.16.0.1", "", "", Placed("odd", "cell-1")),
        ("one", "172.16.0.2", "", "", Placed(None, "unknown")),
        ("one", "145.20.3.4", "", "", Placed(None, "public")),
        ("one", "8.8.8.8", "", "", Placed(None, "internet")),
        ("one", "203.0.113.9", "", "", Placed(None, "internet")),
        ("one", "2a00:1450::1", "", "", Placed(None, "internet")),
        ("one", "fd00::1", "", "", Placed(None, "site")),
        ("one", "fd01::1", "", "", Placed(None, "unknown")),
        ("one", "239.1.1.1", "", "", Placed(None, "group")),
        ("one", "255.255.255.255", "", "", Placed(None, "group")),
        ("one", "ff02::1", "", "", Placed(None, "group")),
        ("one", "01:80:c2:00:00:0e", "01:80:c2:00:00:0e", "", Placed(None, "group")),
        ("one", "02:00:00:00:01:05", "02:00:00:00:01:05", "", Placed("plc-1", "cell-1")),
        ("one", "02:00:00:00:77:77", "02:00:00:00:77:77", "100,12", Placed(None, "cell-1")),
        ("one", "02:00:00:00:77:77", "02:00:00:00:77:77", "", Placed(None, "cell-1")),
        ("three", "02:00:00:00:77:77", "02:00:00:00:77:77", "", Placed(None, "unknown")),
        ("one", "fe80::5", "02:00:00:00:01:05", "", Placed("plc-1", "cell-1")),
        ("three", "169.254.3.4", "02:00:00:00:77:77", "", Placed(None, "unknown")),
        ("three", "0.0.0.0", "02:00:00:00:01:09", "", Placed("drive", "cell-1")),
        ("one", "10.1.0.99", "02:00:00:00:01:09", "", Placed("drive", "cell-1")),
        ("one", "10.1.0.98", "02:00:00:00:01:05", "", Placed(None, "cell-1")),
    ],
)
def test_an_address_is_placed_by_what_is_declared_for_its_segment(
    segment: str, address: str, mac: str, vlan: str, expected: Placed
) -> None:
    [(_, placed)] = locate(PLANT, [Seen(segment, address, mac, vlan)])
    assert placed == expected


def test_a_mac_with_many_addresses_is_a_router_and_says_nothing_of_them() -> None:
    mac = "02:00:00:00:01:09"
    placed = locate(PLANT, [Seen("one", "10.1.0.50", mac, ""), Seen("one", "10.9.0.1", mac, "")])
    assert [place for _, place in placed] == [Placed(None, "cell-1"), Placed(None, "site")]


def test_a_mac_alone_is_where_its_one_ip_address_is() -> None:
    mac = "02:00:00:00:77:77"
    placed = locate(PLANT, [Seen("three", "10.1.0.50", mac, ""), Seen("three", mac, mac, "")])
    assert [place for _, place in placed] == [Placed(None, "site"), Placed(None, "site")]
