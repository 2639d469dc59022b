"""Zones behind interfaces, and ways between them, from connected networks, routes and what is declared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keur.plant.model import FirewallInterface, FirewallNote, Place
from keur.reach.devices import Device
from keur.reach.topology import INTERNET, UNKNOWN, Basis, Topology
from tests.reach.plants import forward, linux, plant

ZONES = {"plc": "10.1.0.0/24", "scada": "10.2.0.0/24", "office": "10.4.0.0/24"}
OPEN = forward(policy="accept")


def topology(*devices: Device, zones: dict[str, str] | None = None) -> Topology:
    return Topology(plant(zones or ZONES), devices)


def behind(found: Topology, zone: str) -> list[tuple[str, str, Basis]]:
    return [(one.device, one.interface, one.forwarding.basis) for one in found.attachments[zone]]


def through(found: Topology, source: str, destination: str) -> list[tuple[bool, list[str]]]:
    return [(way.known, [step.device for step in way.crossings]) for way in found.ways(source, destination)]


def test_connected_networks_say_what_lies_behind_an_interface() -> None:
    found = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}))
    assert behind(found, "plc") == [("fw", "a", Basis.CONNECTED)]
    assert behind(found, "office") == []
    assert through(found, "plc", "scada") == [(True, ["fw"])]


def test_static_routes_say_it_and_the_longest_prefix_holds() -> None:
    routes = ["10.0.0.0/8 via 10.2.0.9 dev b", "10.4.0.0/24 via 10.1.0.9 dev a"]
    found = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}, routes))
    assert behind(found, "office") == [("fw", "a", Basis.ROUTE)]
    without = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}, routes[:1]))
    assert behind(without, "office") == [("fw", "b", Basis.ROUTE)]


@pytest.mark.parametrize(("metrics", "out"), [((10, 20), "a"), ((20, 10), "b")])
def test_of_routes_to_one_destination_the_lowest_metric_holds(metrics: tuple[int, int], out: str) -> None:
    routes = [f"10.4.0.0/24 via 10.{net}.0.9 metric {metrics[net - 1]}" for net in (1, 2)]
    found = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}, routes))
    assert behind(found, "office") == [("fw", out, Basis.ROUTE)]


def test_a_route_to_nowhere_leads_nowhere() -> None:
    routes = ["blackhole 10.4.0.0/24", "default via 10.2.0.9 dev b"]
    found = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}, routes))
    assert through(found, "plc", "office") == []


def test_an_interface_that_is_off_has_no_network() -> None:
    device = linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"})
    off = tuple(replace(one, enabled=one.name != "b") for one in device.firewall.interfaces)
    found = topology(replace(device, firewall=replace(device.firewall, interfaces=off)))
    assert behind(found, "scada") == []


def test_what_is_declared_comes_before_what_a_configuration_says() -> None:
    note = FirewallNote("fw", (), None, (FirewallInterface("b", ("plc",), False),), Place("declared/topology.yaml", 2))
    device = replace(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}), note=note)
    assert behind(topology(device), "plc") == [("fw", "b", Basis.DECLARED)]


def test_the_default_route_leads_to_outer_zones_only() -> None:
    interfaces = {"a": "10.1.0.1/24", "wan": "198.51.100.2/24"}
    found = topology(linux("fw", OPEN, interfaces, ["default via 198.51.100.1 dev wan"]))
    assert (INTERNET in found.attachments, behind(found, INTERNET)[0][:2]) == (True, ("fw", "wan"))
    assert behind(found, "office") == []  # level 1: not to be sought in the outside world


def test_networks_that_no_zone_holds_are_unknown_but_for_those_between_firewalls() -> None:
    one = linux("one", OPEN, {"a": "10.1.0.1/24", "x": "10.77.0.1/24", "up": "10.9.0.1/30"})
    other = linux("other", OPEN, {"down": "10.9.0.2/30", "c": "10.4.0.1/24"})
    found = topology(one, other)
    strangers = found.zones[UNKNOWN].v4
    assert 0x0A4D0005 in strangers  # 10.77.0.5
    assert 0x0A090001 not in strangers  # 10.9.0.1


def test_a_way_goes_from_firewall_to_firewall_and_not_in_circles() -> None:
    one = linux("one", OPEN, {"a": "10.1.0.1/24", "up": "10.9.0.1/30"}, ["default via 10.9.0.2 dev up"])
    other = linux("other", OPEN, {"down": "10.9.0.2/30", "c": "10.4.0.1/24"}, ["default via 10.9.0.1 dev down"])
    found = topology(one, other)
    assert through(found, "plc", "office") == [(True, ["one", "other"])]
    assert through(found, "plc", "scada") == []  # each of them sends it to the other


def test_ways_forth_and_back_through_different_firewalls_are_found() -> None:
    first = linux("first", OPEN, {"a": "10.1.0.1/24", "c": "10.9.0.1/29"}, ["10.4.0.0/24 via 10.9.0.3 dev c"])
    second = linux("second", OPEN, {"a": "10.1.0.2/24", "c": "10.9.0.2/29"}, ["10.4.0.0/24 via 10.9.0.3 dev c"])
    edge = linux("edge", OPEN, {"c": "10.9.0.3/29", "d": "10.4.0.1/24"}, ["10.1.0.0/24 via 10.9.0.1 dev c"])
    pairs = {(one, other): (forth, back) for one, other, forth, back in topology(first, second, edge).asymmetric()}
    assert pairs == {("office", "plc"): (("edge", "first"), ("second", "edge"))}
    alone = topology(first, edge)
    assert list(alone.asymmetric()) == []


def test_a_route_of_which_nobody_knows_the_next_router_is_open() -> None:
    several = [
        "10.4.0.0/24 proto static",
        "\tnexthop via 10.2.0.8 dev b weight 1",
        "\tnexthop via 10.2.0.9 dev b weight 1",
    ]
    for routes in (several, ["throw 10.4.0.0/24", "default via 10.2.0.9 dev b"]):
        found = topology(linux("fw", OPEN, {"a": "10.1.0.1/24", "b": "10.2.0.1/24"}, routes))
        assert through(found, "plc", "office") == [(False, ["fw"])]
