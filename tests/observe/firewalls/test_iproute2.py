"""What `ip addr` and `ip route` print."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface, ip_network

import pytest

from keur.observe.firewalls.model import Effect, Firewall
from tests.observe.firewalls.deciding import firewall, sample


def effects(found: Firewall) -> list[tuple[int, Effect]]:
    return [(gap.line, gap.effect) for gap in found.gaps]


def test_addresses() -> None:
    found = {one.name: one for one in sample("iproute2/addresses.txt").interfaces}
    assert found["scada"].addresses == (ip_interface("10.10.0.1/24"), ip_interface("2001:db8:10::1/64"))
    assert [name for name, one in found.items() if not one.enabled] == ["spare"]
    assert list(found) == ["lo", "scada", "line1", "spare"]  # without the device that `line1` is a part of
    as_json = sample("iproute2/addresses.json").interfaces
    assert [(one.name, one.enabled) for one in as_json] == [("scada", True), ("line1", True), ("spare", False)]


@pytest.mark.parametrize("name", ["routes.txt", "routes.json"])
def test_routes(name: str) -> None:
    found = sample(f"iproute2/{name}")
    routes = {str(one.destination): one for one in found.routes}
    default, behind = routes["0.0.0.0/0"], routes["10.20.128.0/17"]
    assert (default.gateway, default.interface, default.distance) == (ip_address("203.0.113.1"), "wan", 100)
    assert (behind.gateway, behind.interface) == (ip_address("10.20.1.254"), "line1")
    assert routes["10.99.0.0/16"].discard
    assert found.routes_known
    assert not found.gaps


def test_addresses_alone_do_not_say_that_there_are_no_other_routes() -> None:
    assert not sample("iproute2/addresses.txt").routes_known


def test_routes_of_the_machine_to_itself_and_of_other_tables_are_apart() -> None:
    found = firewall(
        "local 10.0.0.1 dev a table local proto kernel\nbroadcast 10.0.0.255 dev a table local\n"
        "10.7.0.0/16 via 10.0.0.9 dev a table 100\n10.8.0.0/16 dev a proto static\n"
    )
    assert [(str(one.destination), one.table) for one in found.routes] == [("10.7.0.0/16", "100"), ("10.8.0.0/16", "")]


@pytest.mark.parametrize(
    "text",
    [
        "default via 10.0.0.1 dev a\n10.300.0.0/16 via 10.0.0.2 dev a\n",
        "default via 10.0.0.1 dev a\nError: something\n",
        "default via 10.0.0.1 dev a\n10.7.0.0/16 via 10.0.0.2 dev a metric x\n",
        "default via 10.0.0.1 dev a\n10.7.0.0/16 via inet6 fe80::1 dev a\n",
        "2: a: <UP> mtu 1500\n    inet 10.0.0.1/99 scope global a\n",
        '[{"dst":"default","dev":"a","metric":{}}]\n',
        '[{"ifname":"a","flags":5,"addr_info":[]}]\n',
        '[{"ifname":"a","addr_info":7}]\n',
        '[{"dst":"default","dev":"a"}, 7]\n',
        '[{"dst":"default","dev":"a"}\n',
    ],
)
def test_a_part_that_is_not_understood_makes_everything_unknown(text: str) -> None:
    """Without a route or a network, packets would be taken to go where another one leads."""
    found = firewall(text, "iproute2")
    assert Effect.EVERYTHING in {gap.effect for gap in found.gaps}
    assert not found.routes_known


def test_a_route_over_several_routers_has_none_that_is_sure() -> None:
    found = firewall(
        "default proto static metric 20\n\tnexthop via 10.0.0.1 dev a weight 1\n\tnexthop via 10.0.1.1 dev b\n"
    )
    assert [(one.gateway, one.interface, one.discard) for one in found.routes] == [(None, "", False)]
    assert effects(found) == [(2, Effect.RULE), (3, Effect.RULE)]


def test_networks_are_as_written() -> None:
    assert firewall("10.1.2.3 via 10.0.0.1 dev a\n").routes[0].destination == ip_network("10.1.2.3/32")
