"""Translations of Junos. Source: Junos OS NAT User Guide."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import Firewall, Names, Translation, Way
from tests.observe.firewalls.deciding import packet, sample
from tests.observe.firewalls.junos_lines import zoned

NAT = "set security nat"


def addresses(word: str) -> Addresses:
    return Addresses.of(ip_network(word))


def named(found: Firewall, name: str, way: Way) -> Translation:
    (one,) = (one for one in found.translations if one.name == name and one.way is way)
    return one


def fits(one: Translation, asked: str) -> bool:
    return any(packet(asked).fits(box) for box in one.matches)


def test_static_ones_go_first_and_their_way_back_goes_before_sources() -> None:
    # "Static NAT": static rules take precedence over destination NAT, their reverse mapping over source NAT.
    found = sample("juniper-srx/plant.conf")
    order = [(one.name, one.way) for one in found.translations]
    assert order == [
        ("VENDOR-BOX", Way.DESTINATION),
        ("WEB", Way.DESTINATION),
        ("VENDOR-BOX", Way.SOURCE),
        ("KEEP", Way.SOURCE),
        ("POOLED", Way.SOURCE),
        ("REST", Way.SOURCE),
    ]


def test_a_static_rule_is_one_to_one_in_both_directions() -> None:
    found = sample("juniper-srx/plant.conf")
    there, back = (named(found, "VENDOR-BOX", way) for way in (Way.DESTINATION, Way.SOURCE))
    assert (there.to, there.one_to_one) == (addresses("10.31.0.40/32"), True)
    assert (back.to, back.one_to_one) == (addresses("192.0.2.5/32"), True)
    assert fits(there, "198.51.100.1 > 192.0.2.5 tcp/22 in=ge-0/0/3.0")
    assert not fits(there, "10.1.0.1 > 192.0.2.5 tcp/22 in=ge-0/0/0.0")
    assert fits(back, "10.31.0.40 > 198.51.100.1 tcp/22 out=ge-0/0/3.0")
    assert not fits(back, "10.31.0.40 > 198.51.100.1 tcp/22 out=ge-0/0/0.0")


def test_a_destination_rule_has_a_pool_with_a_port() -> None:
    web = named(sample("juniper-srx/plant.conf"), "WEB", Way.DESTINATION)
    assert (web.to, web.to_ports) == (addresses("10.2.0.50/32"), Intervals.of(8080))
    assert fits(web, "198.51.100.1 > 192.0.2.3 tcp/443 in=ge-0/0/3.0")
    assert not fits(web, "198.51.100.1 > 192.0.2.3 tcp/80 in=ge-0/0/3.0")
    assert (web.comment, web.doubt) == ("Reports for the supplier", None)


def test_source_rules_have_pools_the_interface_or_nothing() -> None:
    found = sample("juniper-srx/plant.conf")
    keep, pooled, rest = (named(found, name, Way.SOURCE) for name in ("KEEP", "POOLED", "REST"))
    assert (keep.to, keep.to_ports, keep.interface_address) == (None, None, False)
    assert pooled.to == addresses("192.0.2.4/31")
    assert pooled.to_ports == Intervals([(1_024, 65_535)])
    assert (rest.to, rest.interface_address) == (None, True)
    assert fits(pooled, "10.2.0.9 > 198.51.100.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/3.0")
    assert not fits(pooled, "10.2.0.9 > 198.51.100.1 tcp/80 in=ge-0/0/2.31 out=ge-0/0/3.0")


RULE = f"{NAT} source rule-set S rule R"
SOURCE = f"{NAT} source rule-set S from zone inside\n{NAT} source rule-set S to zone outside\n{NAT} source rule-set S"


@pytest.mark.parametrize(
    ("pool", "ports"),
    [
        ("port no-translation", None),
        ("port range 2000 to 3000", Intervals([(2_000, 3_000)])),
        ("description x", Intervals([(1_024, 65_535)])),
    ],
)
def test_a_pool_says_which_ports_sources_get(pool: str, ports: Intervals | None) -> None:
    found = zoned(
        f"{NAT} source pool P address 192.0.2.9/32",
        f"{NAT} source pool P {pool}",
        f"{SOURCE} rule R match source-address 10.1.0.0/24",
        f"{NAT} source rule-set S rule R then source-nat pool P",
    )
    (one,) = found.translations
    assert (one.to, one.to_ports, one.doubt) == (addresses("192.0.2.9/32"), ports, None)


def test_a_rule_set_for_an_interface_goes_first() -> None:
    # "If multiple rules overlap, an interface match is more specific than a zone match, and that than a routing
    # instance match." What a packet meets that the first has no rule for is not said.
    lines = []
    for name, context in (("I", "routing-instance R"), ("Z", "zone outside"), ("F", "interface ge-0/0/2.0")):
        lines += [
            f"{NAT} destination pool {name} address 10.1.0.{ord(name)}/32",
            f"{NAT} destination rule-set {name} from {context}",
            f"{NAT} destination rule-set {name} rule {name} match destination-address 192.0.2.1/32",
            f"{NAT} destination rule-set {name} rule {name} then destination-nat pool {name}",
        ]
    lines += [
        "set security zones security-zone outside interfaces ge-0/0/3.0",
        "set routing-instances R interface ge-0/0/3.0",
    ]
    found = zoned(*lines)
    assert [(one.name, one.doubt is None) for one in found.translations] == [
        ("F", True),
        ("Z", True),
        ("", False),
        ("I", True),
    ]
    assert [str(box.in_interfaces) for box in found.translations[2].matches] == ["ge-0/0/2.0|ge-0/0/3.0 ge-0/0/2.0"]
    assert not any("ge-0/0/2.0" in box.in_interfaces for box in found.translations[1].matches)


@pytest.mark.parametrize(
    "lines",
    [
        [f"{NAT} source rule-set S rule R then source-nat pool NONE"],
        [f"{NAT} source rule-set S rule R then source-nat interface persistent-nat permit any-remote-host"],
        [
            f"{NAT} source rule-set S rule R match novelty 5",
            f"{NAT} source rule-set S rule R then source-nat interface",
        ],
        [
            f"{NAT} source rule-set S rule R match source-address-name NONE",
            f"{NAT} source rule-set S rule R then source-nat off",
        ],
        [f"{NAT} source pool P address 10.1.0.1/33", f"{NAT} source rule-set S rule R then source-nat pool P"],
        [f"{NAT} source pool P routing-instance X", f"{NAT} source rule-set S rule R then source-nat pool P"],
        [f"{NAT} source rule-set S from zone NONE", f"{NAT} source rule-set S rule R then source-nat interface"],
        [f"{NAT} source rule-set S rule R then novelty"],
    ],
)
def test_a_rule_that_is_not_understood_is_in_doubt_for_all_that_it_may_concern(lines: list[str]) -> None:
    found = zoned(f"{SOURCE} rule R match destination-address 0.0.0.0/0", *lines)
    assert [one.doubt is not None for one in found.translations] == [True]
    assert fits(found.translations[0], "10.1.0.1 > 198.51.100.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0")
    assert found.gaps


def test_a_destination_port_alone_is_of_tcp_and_udp() -> None:
    found = zoned(
        f"{NAT} destination pool P address 10.1.0.1/32",
        f"{NAT} destination rule-set D from interface ge-0/0/2.0",
        f"{NAT} destination rule-set D rule R match destination-port 100 to 200",
        f"{NAT} destination rule-set D rule R then destination-nat pool P",
    )
    (one,) = found.translations
    assert fits(one, "198.51.100.1 > 10.2.0.254 udp/150 in=ge-0/0/2.0")
    assert not fits(one, "198.51.100.1 > 10.2.0.254 132/150 in=ge-0/0/2.0")
    assert one.matches[0].in_interfaces == Names.among("ge-0/0/2.0")


def test_a_static_rule_for_a_port_maps_that_port_only() -> None:
    found = zoned(
        f"{NAT} static rule-set S from zone outside",
        f"{NAT} static rule-set S rule R match destination-address 192.0.2.1/32",
        f"{NAT} static rule-set S rule R match destination-port 8022",
        f"{NAT} static rule-set S rule R then static-nat prefix 10.1.0.9/32 mapped-port 22",
    )
    there, back = found.translations
    assert (there.to_ports, back.to_ports) == (Intervals.of(22), Intervals.of(8022))
    assert fits(back, "10.1.0.9 > 198.51.100.1 tcp/50000:22 out=ge-0/0/2.0")
    assert not fits(back, "10.1.0.9 > 198.51.100.1 tcp/50000:23 out=ge-0/0/2.0")


def test_rules_that_are_inactive_are_there_and_do_nothing() -> None:
    found = zoned(
        f"{SOURCE} rule R match source-address 0.0.0.0/0",
        f"{NAT} source rule-set S rule R then source-nat interface",
        "deactivate security nat source rule-set S rule R",
    )
    assert [one.enabled for one in found.translations] == [False]
