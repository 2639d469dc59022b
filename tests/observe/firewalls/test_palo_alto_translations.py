"""PAN-OS: translation of destinations and sources, and what security rules see of it."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.intervals import show_addresses, show_numbers
from keur.observe.firewalls.model import Effect, Firewall, Translation, Way
from tests.observe.firewalls.deciding import packet, sample
from tests.observe.firewalls.panos import NETWORK, nat, panos, passes, rule


def told(found: Firewall, way: Way) -> list[str]:
    """Each translation of a way in short."""
    return [_told(one) for one in found.translations if one.way is way and one.enabled]


def _told(one: Translation) -> str:
    if one.doubt:
        return f"{one.name} ?"
    to = "own" if one.interface_address else show_addresses(one.to) if one.to else "-"
    ports = f":{show_numbers(one.to_ports)}" if one.to_ports else ""
    return f"{one.name} {to}{ports}"


def first(found: Firewall, way: Way, said: str) -> str:
    """The first translation of a way that is for a packet, in short; empty for none."""
    asked = packet(said)
    return next(
        (
            _told(one)
            for one in found.translations
            if one.way is way and one.enabled and any(asked.fits(box) for box in one.matches)
        ),
        "",
    )


def test_the_plant_translates() -> None:
    plant = sample("palo-alto/plant.set")
    outside = "198.51.100.7 > 203.0.113.4 tcp/443 in=ethernet1/1"
    assert first(plant, Way.DESTINATION, outside) == "portal 10.30.0.20:8443"
    assert first(plant, Way.DESTINATION, outside.replace("/443", "/80")) == ""
    # Two addresses that lie behind one zone: the portal cannot be reached by its outer address from inside.
    assert first(plant, Way.DESTINATION, outside.replace("1/1", "1/2")) == ""
    history = "198.51.100.7 > 203.0.113.5 tcp/443 in=ethernet1/1"
    assert first(plant, Way.DESTINATION, history) == "history 10.30.0.10"
    assert (
        first(plant, Way.SOURCE, "10.30.0.10 > 8.8.8.8 tcp/443 in=ethernet1/4 out=ethernet1/1") == "history 203.0.113.5"
    )
    assert first(plant, Way.SOURCE, "10.30.0.11 > 8.8.8.8 tcp/443 in=ethernet1/4 out=ethernet1/1") == "out 203.0.113.2"
    assert first(plant, Way.SOURCE, "10.20.1.11 > 8.8.8.8 tcp/443 in=ethernet1/3.101 out=ethernet1/1") == ""


PUBLISHED = "from outside;to outside;destination 203.0.113.80;destination-translation translated-address 10.2.0.8"


def test_security_rules_see_the_address_before_and_the_zone_after_translation() -> None:
    # PAN-OS Networking Administrator's Guide, "NAT Policy Overview".
    found = panos(nat(PUBLISHED), rule("from outside;to dmz;destination 203.0.113.80"))
    assert all(hook.original for hook in found.hooks if hook.chain == "security")
    assert passes(found, "198.51.100.7 > 203.0.113.80 tcp/80 out=ethernet1/2") == "permitted"
    assert passes(found, "198.51.100.7 > 10.2.0.8 tcp/80") == "blocked"
    assert passes(found, "198.51.100.7 > 203.0.113.80 tcp/80 out=ethernet1/3") == "permitted"  # within a zone
    assert passes(found, "198.51.100.7 > 203.0.113.81 tcp/80 out=ethernet1/2") == "blocked"


def test_a_nat_rule_is_for_the_zone_of_the_route_to_the_original_address() -> None:
    # "NAT Policy Rules": the destination zone is that of the packet before it is translated.
    found = panos(nat(PUBLISHED))
    assert told(found, Way.DESTINATION) == ["n 10.2.0.8"]
    (box,) = found.translations[0].matches
    assert show_addresses(box.destination) == "203.0.113.80"
    assert box.in_interfaces.mentioned() == {"ethernet1/3"}
    assert not box.out_interfaces.mentioned()
    elsewhere = panos(nat(PUBLISHED.replace("to outside", "to dmz")))
    assert [one.matches for one in elsewhere.translations] == [()]
    assert [
        one.matches[0].destination for one in panos(nat(PUBLISHED.replace("to outside", "to any"))).translations
    ] == [box.destination]


def test_without_routes_it_is_not_known_for_which_addresses_a_nat_rule_is() -> None:
    found = panos(nat(PUBLISHED), network=NETWORK.replace("virtual-router default interface", "vlan x interface"))
    assert told(found, Way.DESTINATION) == ["n ?"]
    assert {gap.effect for gap in found.gaps} == {Effect.RULE}
    assert told(panos(nat(PUBLISHED.replace("to outside", "to any")), network=NETWORK), Way.DESTINATION) == [
        "n 10.2.0.8"
    ]


def test_with_dynamic_routes_only_connected_networks_are_where_they_are() -> None:
    ospf = "set network virtual-router default protocol ospf enable yes"
    assert told(panos(ospf, nat(PUBLISHED)), Way.DESTINATION) == ["n 10.2.0.8"]
    far = PUBLISHED.replace("203.0.113.80", "198.51.100.80")
    assert told(panos(nat(far)), Way.DESTINATION) == ["n 10.2.0.8"]
    assert told(panos(ospf, nat(far)), Way.DESTINATION) == ["n ?"]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("destination-translation translated-port 8443", "n 10.2.0.8:8443"),
        ("destination-translation dns-rewrite direction reverse", "n 10.2.0.8"),
        ("destination-translation translated-port many", "n ?"),
        ("destination-translation translated-address gone", "n ?"),
        ("destination-translation something new", "n ?"),
        ("service gone", "n ?"),
        ("source gone", "n ?"),
        ("from gone", "n ?"),
        ("nat-type nat64", "n ?"),
        ("nat-type ipv4", "n 10.2.0.8"),
        ("something new", "n ?"),
        ("target devices 012345", "n ?"),
        ("disabled yes", ""),
        ("description text", "n 10.2.0.8"),
    ],
)
def test_destinations(settings: str, wanted: str) -> None:
    outside = f"{PUBLISHED};{settings}"
    if settings.startswith(("service", "source", "from")):
        outside = (
            PUBLISHED.replace("from outside;", "" if settings.startswith("from") else "from outside;") + f";{settings}"
        )
    assert told(panos(nat(outside)), Way.DESTINATION) == ([wanted] if wanted else [])


def test_a_nat_rule_that_is_off_is_kept_as_such() -> None:
    (one,) = panos(nat(f"{PUBLISHED};disabled yes;source gone")).translations
    assert (one.enabled, one.name) == (False, "n")
    assert panos(nat(f"{PUBLISHED};disabled yes;source gone")).gaps == ()


def test_destinations_go_one_by_one_or_all_to_one() -> None:
    # PAN-OS Web Interface Help, "NAT Translated Packet Tab".
    ranges = "from outside;to outside;destination 203.0.113.80-203.0.113.83;destination-translation translated-address "
    (one,) = panos(nat(f"{ranges}10.2.0.8/30")).translations
    assert one.one_to_one
    (one,) = panos(nat(f"{ranges}10.2.0.8")).translations
    assert (one.one_to_one, told(panos(nat(f"{ranges}10.2.0.8")), Way.DESTINATION)) == (False, ["n 10.2.0.8"])
    assert told(panos(nat(f"{ranges}10.2.0.8/31")), Way.DESTINATION) == ["n ?"]
    # The rule is for a part of the addresses only, the others being routed elsewhere.
    far = (
        "set network virtual-router default routing-table ip static-route f destination 203.0.113.82/31 nexthop discard"
    )
    assert told(panos(far, nat(f"{ranges}10.2.0.8/30")), Way.DESTINATION) == ["n ?"]


def test_destinations_that_are_shared_out() -> None:
    many = PUBLISHED.replace("destination-translation", "dynamic-destination-translation")
    found = panos("set address-group g static [ 10.2.0.8 10.2.0.9 ]", nat(many.replace("10.2.0.8", "g")))
    assert told(found, Way.DESTINATION) == ["n 10.2.0.8/31"]
    named = panos("set address x fqdn www.example.com", nat(many.replace("10.2.0.8", "x")))
    assert told(named, Way.DESTINATION) == ["n ?"]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("source-translation dynamic-ip-and-port translated-address 203.0.113.9", "n 203.0.113.9"),
        (
            "source-translation dynamic-ip-and-port translated-address [ 203.0.113.9 203.0.113.10 ]",
            "n 203.0.113.9-203.0.113.10",
        ),
        ("source-translation dynamic-ip translated-address 203.0.113.8/30", "n 203.0.113.8/30"),
        ("source-translation dynamic-ip-and-port interface-address interface ethernet1/3", "n 203.0.113.2"),
        ("source-translation dynamic-ip-and-port interface-address interface ethernet1/9", "n ?"),
        (
            "source-translation dynamic-ip-and-port interface-address interface ethernet1/3;"
            "source-translation dynamic-ip-and-port interface-address ip 203.0.113.2/24",
            "n 203.0.113.2",
        ),
        (
            "source-translation dynamic-ip-and-port interface-address interface ethernet1/3;"
            "source-translation dynamic-ip-and-port interface-address ip 192.0.2.1",
            "n ?",
        ),
        (
            "source 10.1.0.8/30;source-translation static-ip translated-address 203.0.113.8/30",
            "n 203.0.113.8/30",
        ),
        ("source 10.1.0.8/30;source-translation static-ip translated-address 203.0.113.8/31", "n ?"),
        ("source 10.1.0.8/30;source-translation static-ip translated-address 203.0.113.8", "n ?"),
        ("source-translation dynamic-ip-and-port interface-address floating-ip 203.0.113.7", "n 203.0.113.7"),
        (
            "source-translation dynamic-ip translated-address 203.0.113.8/30;"
            "source-translation dynamic-ip fallback translated-address 203.0.113.2",
            "n ?",
        ),
        ("source-translation dynamic-ip-and-port translated-address gone", "n ?"),
        ("source-translation dynamic-ip-and-port something new", "n ?"),
        ("source-translation newest translated-address 203.0.113.9", "n ?"),
    ],
)
def test_sources(settings: str, wanted: str) -> None:
    assert told(panos(nat(settings)), Way.SOURCE) == [wanted]


def test_the_address_of_an_interface_that_gets_it_by_dhcp() -> None:
    network = NETWORK.replace("ethernet1/3 layer3 ip 203.0.113.2/24", "ethernet1/3 layer3 dhcp-client enable yes")
    dynamic = "to any;source-translation dynamic-ip-and-port interface-address interface ethernet1/3"
    assert told(panos(nat(dynamic), network=network), Way.SOURCE) == ["n ?"]
    found = panos(nat(dynamic.replace("to any", "to outside")), network=network)
    assert not found.routes_known
    assert told(found, Way.SOURCE) == ["n own"]


def test_sources_are_translated_where_they_leave() -> None:
    found = panos(nat("source-translation dynamic-ip-and-port translated-address 203.0.113.9"))
    assert first(found, Way.SOURCE, "10.1.0.5 > 8.8.8.8 tcp/1 in=ethernet1/1 out=ethernet1/3") == "n 203.0.113.9"
    assert first(found, Way.SOURCE, "10.1.0.5 > 10.2.0.5 tcp/1 in=ethernet1/1 out=ethernet1/2") == ""
    assert first(found, Way.SOURCE, "10.2.0.5 > 8.8.8.8 tcp/1 in=ethernet1/2 out=ethernet1/3") == ""


POOL = "source-translation dynamic-ip-and-port translated-address 203.0.113.9"


def test_the_first_nat_rule_that_fits_holds_also_when_it_translates_nothing() -> None:
    # "NAT Policy Rules": rules without translation keep packets from those after them.
    found = panos(nat("destination 8.8.8.8", "none"), nat(POOL))
    said = "10.1.0.5 > 8.8.8.8 tcp/1 in=ethernet1/1 out=ethernet1/3"
    assert first(found, Way.SOURCE, said) == "none -"
    assert first(found, Way.SOURCE, said.replace("8.8.8.8", "9.9.9.9")) == "n 203.0.113.9"
    found = panos(nat("from outside;to outside;source 198.51.100.7", "none"), nat(PUBLISHED))
    assert first(found, Way.DESTINATION, "198.51.100.7 > 203.0.113.80 tcp/1 in=ethernet1/3") == "none -"
    assert first(found, Way.DESTINATION, "198.51.100.8 > 203.0.113.80 tcp/1 in=ethernet1/3") == "n 10.2.0.8"


def test_a_packet_meets_one_nat_rule_for_both_its_sides() -> None:
    # A rule for destinations comes first: the source of its packets stays, whatever later rules say.
    both = nat(PUBLISHED.replace("from outside", "from any"), "d")
    found = panos(both, nat(f"from any;to any;{POOL}"))
    assert first(found, Way.SOURCE, "10.1.0.5 > 10.2.0.8 tcp/1 in=ethernet1/1 out=ethernet1/2 translated=yes") == ""
    assert first(found, Way.SOURCE, "10.1.0.5 > 10.2.0.8 tcp/1 in=ethernet1/1 out=ethernet1/2") == "n 203.0.113.9"


def test_a_rule_for_both_sides() -> None:
    # "Configure Destination NAT with ...", the turn inside: clients get the address of the firewall.
    turn = PUBLISHED.replace("from outside", "from plant")
    found = panos(nat(f"{turn};source-translation dynamic-ip-and-port interface-address interface ethernet1/2"))
    assert told(found, Way.DESTINATION) == ["n 10.2.0.8"]
    inner = "10.1.0.5 > 10.2.0.8 tcp/1 in=ethernet1/1 out=ethernet1/2"
    assert first(found, Way.SOURCE, f"{inner} translated=yes") == "n 10.2.0.1"
    assert first(found, Way.SOURCE, inner) == ""
    # Another rule leads to the same inner address and leaves the source alone.
    other = nat("to outside;destination 203.0.113.81;destination-translation translated-address 10.2.0.8", "o")
    mixed = panos(nat(f"{turn};{POOL}"), other)
    assert first(mixed, Way.SOURCE, f"{inner} translated=yes") == "n ?"


STATIC = "source 10.1.0.8;source-translation static-ip translated-address 203.0.113.8"


def test_a_static_translation_goes_both_ways_when_it_is_told_to() -> None:
    # "Enable Bi-Directional Address Translation for Your Public-Facing Servers".
    one_way = panos(nat(STATIC))
    outside = "198.51.100.7 > 203.0.113.8 tcp/1 in=ethernet1/3"
    assert told(one_way, Way.DESTINATION) == []
    found = panos(nat(f"{STATIC};source-translation static-ip bi-directional yes"))
    assert first(found, Way.DESTINATION, outside) == "n 10.1.0.8"
    assert first(found, Way.DESTINATION, outside.replace("1/3", "1/2")) == "n ?"
    assert first(found, Way.DESTINATION, outside.replace("113.8", "113.9")) == ""
    assert first(found, Way.SOURCE, "10.1.0.8 > 198.51.100.7 tcp/1 in=ethernet1/1 out=ethernet1/3") == "n 203.0.113.8"
    http = panos(nat(f"service service-http;{STATIC};source-translation static-ip bi-directional yes"))
    assert first(http, Way.DESTINATION, outside) == "n ?"
    vague = panos(nat(f"{STATIC.replace('10.1.0.8', 'gone')};source-translation static-ip bi-directional yes"))
    assert first(vague, Way.DESTINATION, outside) == "n ?"


@pytest.mark.parametrize(
    ("binding", "device", "wanted"),
    [
        ("0", "0", ["n 203.0.113.9"]),
        ("1", "0", []),
        ("1", "1", ["n 203.0.113.9"]),
        ("both", "1", ["n 203.0.113.9"]),
        ("primary", "0", ["n ?"]),
        ("0", "", ["n ?"]),
    ],
)
def test_rules_of_the_other_of_two_active_firewalls(binding: str, device: str, wanted: list[str]) -> None:
    # "NAT in Active/Active HA Mode".
    ha = f"set deviceconfig high-availability group mode active-active device-id {device}" if device else ""
    found = panos(ha, nat(f"{POOL};active-active-device-binding {binding}"))
    assert told(found, Way.SOURCE) == wanted


def test_a_nat_rule_for_an_interface() -> None:
    port = (
        "set network interface ethernet ethernet1/4 layer3 ip 198.51.100.1/24",
        "set network virtual-router default interface ethernet1/4",
        "set zone outside network layer3 ethernet1/4",
    )
    found = panos(*port, nat(f"to-interface ethernet1/4;{POOL}"))
    said = "10.1.0.5 > 198.51.100.7 tcp/1 in=ethernet1/1 out="
    assert first(found, Way.SOURCE, f"{said}ethernet1/4") == "n 203.0.113.9"
    assert first(found, Way.SOURCE, f"{said}ethernet1/3") == ""
    behind = PUBLISHED.replace("203.0.113.80", "198.51.100.80")
    assert [bool(one.matches) for one in panos(*port, nat(f"to-interface ethernet1/4;{behind}")).translations] == [True]
    assert [bool(one.matches) for one in panos(*port, nat(f"to-interface ethernet1/3;{behind}")).translations] == [
        False
    ]


def test_where_a_packet_leaves_is_known_without_its_route() -> None:
    ospf = "set network virtual-router default protocol ospf enable yes"
    found = panos(ospf, nat(POOL))
    assert (told(found, Way.SOURCE), found.gaps) == (["n 203.0.113.9"], ())


def test_many_rules_for_destinations_are_not_all_held_against_each_other() -> None:
    rules = [
        nat(f"{PUBLISHED};{POOL}".replace("203.0.113.80", f"203.0.113.{n % 200 + 3}"), f"n{n}") for n in range(520)
    ]
    found = panos(*rules)
    assert {one.doubt is not None for one in found.translations if one.way is Way.SOURCE} == {True}
