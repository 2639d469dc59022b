"""Cisco IOS: zones and translation, each rule with the document that says so."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.intervals import show_addresses, show_numbers
from keur.observe.firewalls.model import Effect, Firewall, Stage, Translation, Way
from tests.observe.firewalls.deciding import decision, firewall, packet, sample

OFFICE, CELL, CELL_2, DMZ, BARE, BARE_2 = (f"GigabitEthernet0/0/{number}" for number in range(6))


@pytest.fixture(scope="module")
def zoned() -> Firewall:
    return sample("cisco-ios/zones.cfg")


def between(one: str, other: str) -> str:
    return f"in={one} out={other}"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # match-all of a list and a class of protocols; the list's denial takes packets out of the class.
        (f"10.1.0.20 > 192.168.1.11 tcp/502 {between(OFFICE, CELL)}", "permitted"),
        (f"10.1.0.20 > 192.168.2.11 tcp/443 {between(OFFICE, CELL_2)}", "permitted"),
        (f"10.1.0.20 > 192.168.1.13 tcp/502 {between(OFFICE, CELL)}", "blocked"),
        (f"10.1.0.21 > 192.168.1.11 tcp/502 {between(OFFICE, CELL)}", "blocked"),
        (f"10.1.0.20 > 192.168.1.11 tcp/80 {between(OFFICE, CELL)}", "blocked"),
        (f"10.1.0.20 > 192.168.1.11 icmp/8 {between(OFFICE, CELL)}", "blocked"),
        # `pass` in one direction.
        (f"192.168.1.11 > 10.1.0.9 udp/514 {between(CELL, OFFICE)}", "permitted"),
        # A protocol that is told by its content is in doubt; class-default drops what else there is.
        (f"192.168.1.11 > 10.1.0.9 tcp/80 {between(CELL, OFFICE)}", "unknown"),
        # Within a zone; a pair without a policy; no pair at all; zone and no zone; no zone at all.
        (f"192.168.1.11 > 192.168.2.9 tcp/80 {between(CELL, CELL_2)}", "permitted"),
        (f"10.1.0.20 > 10.3.0.9 tcp/80 {between(OFFICE, DMZ)}", "blocked"),
        (f"10.3.0.9 > 192.168.1.11 tcp/80 {between(DMZ, CELL)}", "blocked"),
        (f"10.1.0.20 > 10.4.0.9 tcp/80 {between(OFFICE, BARE)}", "blocked"),
        (f"10.4.0.9 > 10.1.0.20 tcp/80 {between(BARE, OFFICE)}", "blocked"),
        (f"10.4.0.9 > 10.5.0.9 tcp/80 {between(BARE, BARE_2)}", "permitted"),
    ],
)
def test_the_zone_firewall_decides(zoned: Firewall, said: str, expected: str) -> None:
    # Zone-Based Policy Firewall Design and Application Guide, "Rules for Applying Zone-Based Policy Firewall".
    assert decision(zoned, said) == expected


def test_inspection_follows_connections_from_their_first_packet(zoned: Firewall) -> None:
    said = f"10.1.0.20 > 192.168.1.11 tcp/502 {between(OFFICE, CELL)}"
    assert decision(zoned, f"{said} flags=16") == "unknown"
    assert decision(zoned, f"{said} flags=16 state=established") == "permitted"
    back = f"192.168.1.11 > 10.1.0.20 tcp/40000:502 {between(CELL, OFFICE)} flags=16"
    assert decision(zoned, f"{back} state=established") == "unknown"


def test_only_pass_looks_at_each_packet_alone(zoned: Firewall) -> None:
    (passing,) = (rule for rule in zoned.chains["zone-pair CO"].rules if rule.name == "LOGS")
    (inspecting, *_) = (rule for rule in zoned.chains["zone-pair OC"].rules if rule.name == "HISTORIAN")
    assert (passing.stateless, inspecting.stateless) == (True, False)


def test_packets_to_the_device_pass_unless_a_pair_to_self_has_a_policy(zoned: Firewall) -> None:
    local = [Stage.LOCAL]
    assert decision(zoned, f"192.168.1.11 > 192.168.1.1 icmp/8 in={CELL}", local) == "permitted"
    assert decision(zoned, f"192.168.1.11 > 192.168.1.1 tcp/22 in={CELL}", local) == "blocked"
    assert decision(zoned, f"10.1.0.20 > 10.1.0.1 tcp/22 in={OFFICE}", local) == "permitted"


def test_the_default_zone_holds_interfaces_without_one() -> None:
    # Security Configuration Guide: Zone-Based Policy Firewalls, IOS XE, "Default Zone".
    found = firewall(
        "zone security default\nzone security IN\nclass-map type inspect match-any ALL\n match protocol tcp\n"
        "policy-map type inspect P\n class type inspect ALL\n  inspect\n"
        "zone-pair security DI source default destination IN\n service-policy type inspect P\n"
        "interface Ethernet0\n zone-member security IN\ninterface Ethernet1\n ip address 10.0.0.1 255.0.0.0\n"
    )
    assert decision(found, "10.0.0.2 > 10.1.0.2 tcp/80 in=Ethernet1 out=Ethernet0") == "permitted"
    assert decision(found, "10.0.0.2 > 10.1.0.2 udp/80 in=Ethernet1 out=Ethernet0") == "blocked"
    assert decision(found, "10.1.0.2 > 10.0.0.2 tcp/80 in=Ethernet0 out=Ethernet1") == "blocked"


def test_a_pair_within_a_zone_has_the_word_there() -> None:
    found = firewall(
        "zone security IN\nclass-map type inspect match-any ALL\n match protocol tcp\n"
        "policy-map type inspect P\n class type inspect ALL\n  inspect\n"
        "zone-pair security II source IN destination IN\n service-policy type inspect P\n"
        "interface Ethernet0\n zone-member security IN\ninterface Ethernet1\n zone-member security IN\n"
    )
    assert decision(found, "10.0.0.2 > 10.1.0.2 tcp/80 in=Ethernet1 out=Ethernet0") == "permitted"
    assert decision(found, "10.0.0.2 > 10.1.0.2 udp/80 in=Ethernet1 out=Ethernet0") == "blocked"


def test_what_a_zone_firewall_refers_to_and_is_not_there_is_in_doubt() -> None:
    found = firewall(
        "zone security IN\nzone security OUT\npolicy-map type inspect P\n class type inspect GONE\n  inspect\n"
        "zone-pair security IO source IN destination OUT\n service-policy type inspect P\n"
        "zone-pair security OI source OUT destination IN\n service-policy type inspect MISSING\n"
        "interface Ethernet0\n zone-member security IN\ninterface Ethernet1\n zone-member security OUT\n"
    )
    assert decision(found, "10.0.0.2 > 10.1.0.2 tcp/80 in=Ethernet0 out=Ethernet1") == "unknown"
    assert decision(found, "10.0.0.2 > 10.1.0.2 tcp/80 in=Ethernet1 out=Ethernet0") == "unknown"
    assert {gap.line for gap in found.gaps} == {4, 9}


def fitting(found: Firewall, way: Way, said: str) -> Translation | None:
    """The first translation of a way that a packet fits."""
    asked = packet(said)
    return next(
        (one for one in found.translations if one.way is way and any(asked.fits(box) for box in one.matches)), None
    )


def shown(one: Translation | None) -> str:
    if one is None:
        return "-"
    to = show_addresses(one.to) if one.to is not None else "?"
    return f"{to}:{show_numbers(one.to_ports)}" if one.to_ports is not None else to


@pytest.mark.parametrize(
    ("way", "said", "expected"),
    [
        # IP Addressing Services Command Reference, `ip nat inside source static`.
        ("destination", f"10.9.9.9 > 10.1.0.111 tcp/502 in={OFFICE}", "192.168.1.11"),
        ("source", f"192.168.1.11 > 10.9.9.9 tcp/80 {between(CELL, OFFICE)}", "10.1.0.111"),
        ("destination", f"10.9.9.9 > 10.1.0.112 tcp/5020 in={OFFICE}", "192.168.1.12:502"),
        ("destination", f"10.9.9.9 > 10.1.0.112 udp/5020 in={OFFICE}", "-"),
        ("source", f"192.168.1.12 > 10.9.9.9 tcp/80:502 {between(CELL, OFFICE)}", "10.1.0.112:5020"),
        ("destination", f"10.9.9.9 > 10.12.0.77 tcp/502 in={OFFICE}", "192.168.2.0/24"),
        # Only between an inside and an outside interface.
        ("source", f"192.168.1.11 > 10.3.0.9 tcp/80 {between(CELL, DMZ)}", "-"),
        ("destination", f"10.3.0.9 > 10.1.0.111 tcp/502 in={DMZ}", "-"),
        # A list chooses whose source is hidden behind an interface; who it denies is not translated.
        ("source", f"192.168.1.60 > 10.9.9.9 tcp/80 {between(CELL, OFFICE)}", "10.1.0.1"),
        ("source", f"192.168.1.50 > 10.9.9.9 tcp/80 {between(CELL, OFFICE)}", "-"),
        # `ip nat outside source static`, both ways.
        ("source", f"10.1.0.30 > 192.168.1.11 tcp/80 {between(OFFICE, CELL)}", "192.168.9.30"),
        ("destination", f"192.168.1.11 > 192.168.9.30 tcp/80 in={CELL}", "10.1.0.30"),
    ],
)
def test_addresses_are_translated(zoned: Firewall, way: str, said: str, expected: str) -> None:
    assert shown(fitting(zoned, Way(way), said)) == expected


def test_networks_are_translated_one_to_one(zoned: Firewall) -> None:
    found = fitting(zoned, Way.DESTINATION, f"10.9.9.9 > 10.12.0.77 tcp/502 in={OFFICE}")
    assert found is not None
    assert found.one_to_one


def test_static_entries_go_before_dynamic_ones_and_ports_before_hosts(zoned: Firewall) -> None:
    assert [one.line for one in zoned.translations] == [76, 76, 75, 75, 79, 79, 77, 77, 78]


def test_lists_see_addresses_as_they_are_on_the_interface() -> None:
    # "NAT Order of Operation", Cisco document 6209.
    found = firewall(
        "interface Ethernet0\n ip nat outside\n ip access-group IN in\ninterface Ethernet1\n ip nat inside\n"
        " ip access-group OUT out\nip nat inside source static 10.0.0.5 192.0.2.5\n"
        "ip access-list extended IN\n permit ip any host 192.0.2.5\n"
        "ip access-list extended OUT\n permit ip any host 10.0.0.5\n"
    )
    stages = {hook.chain: (hook.stage, hook.original) for hook in found.hooks}
    assert stages == {"IN": (Stage.BEFORE_TRANSLATION, False), "OUT": (Stage.AFTER_TRANSLATION, False)}


def test_the_zone_firewall_sees_outside_hosts_with_other_addresses(zoned: Firewall) -> None:
    said = f"10.1.0.30 > 192.168.1.11 tcp/502 {between(OFFICE, CELL)}"
    assert decision(zoned, said) == "unknown"
    assert 79 in {gap.line for gap in zoned.gaps}


def test_an_outside_translation_without_a_known_route_is_in_doubt() -> None:
    base = (
        "interface Ethernet0\n ip address 10.0.0.1 255.255.255.0\n ip nat outside\n"
        "interface Ethernet1\n ip nat inside\n"
    )
    rule = "ip nat outside source static 10.0.0.9 172.16.0.9\n"
    unknown = firewall(base + rule)
    known = firewall(base + rule + "ip route 172.16.0.9 255.255.255.255 10.0.0.254\n")
    doubts = [
        [one.doubt is not None for one in found.translations if one.way is Way.DESTINATION]
        for found in (unknown, known)
    ]
    assert doubts == [[True], [False]]


def test_a_route_map_chooses_packets() -> None:
    found = firewall(
        "interface Ethernet0\n ip address 192.0.2.1 255.255.255.0\n ip nat outside\n"
        "interface Ethernet1\n ip nat inside\n"
        "ip access-list extended VPN\n permit ip 10.0.0.0 0.0.0.255 10.8.0.0 0.0.255.255\n"
        "ip access-list extended ALL\n permit ip 10.0.0.0 0.0.0.255 any\n"
        "route-map NAT deny 10\n match ip address VPN\nroute-map NAT permit 20\n match ip address ALL\n"
        " match interface Ethernet0\n"
        "ip nat inside source route-map NAT interface Ethernet0 overload\n"
    )
    assert not found.gaps
    out = "in=Ethernet1 out=Ethernet0"
    assert shown(fitting(found, Way.SOURCE, f"10.0.0.5 > 192.0.2.9 tcp/80 {out}")) == "192.0.2.1"
    assert fitting(found, Way.SOURCE, f"10.0.0.5 > 10.8.0.9 tcp/80 {out}") is None


def test_dynamic_entries_that_fit_the_same_packets_are_in_doubt() -> None:
    found = firewall(
        "interface Ethernet0\n ip address 192.0.2.1 255.255.255.0\n ip nat outside\n"
        "interface Ethernet1\n ip nat inside\n"
        "ip nat pool A 192.0.2.10 192.0.2.19 prefix-length 24\n"
        "access-list 1 permit 10.0.0.0 0.0.0.255\naccess-list 2 permit 10.0.0.0 0.0.255.255\n"
        "access-list 3 permit 10.7.0.0 0.0.255.255\n"
        "ip nat inside source list 1 pool A\nip nat inside source list 2 interface Ethernet0 overload\n"
        "ip nat inside source list 3 pool A\n"
    )
    assert [one.doubt is not None for one in found.translations] == [True, True, False]
    assert {gap.line for gap in found.gaps} == {10, 11}


def test_a_pool_of_servers_is_for_tcp_only() -> None:
    found = firewall(
        "interface Ethernet0\n ip nat outside\ninterface Ethernet1\n ip nat inside\n"
        "ip nat pool SERVERS 10.0.0.1 10.0.0.4 prefix-length 24 type rotary\naccess-list 2 permit host 192.0.2.7\n"
        "ip nat inside destination list 2 pool SERVERS\n"
    )
    assert shown(fitting(found, Way.DESTINATION, "198.51.100.1 > 192.0.2.7 tcp/80 in=Ethernet0")) == "10.0.0.1-10.0.0.4"
    assert fitting(found, Way.DESTINATION, "198.51.100.1 > 192.0.2.7 udp/80 in=Ethernet0") is None


def test_a_translation_that_is_not_understood_concerns_every_packet() -> None:
    found = firewall(
        "interface Ethernet0\n ip nat outside\ninterface Ethernet1\n ip nat inside\n"
        "ip nat inside source static 10.0.0.5 192.0.2.5 newword\nip nat source static 10.0.0.6 192.0.2.6\n"
    )
    assert [gap.effect for gap in found.gaps] == [Effect.RULE] * 2
    assert all(one.doubt is not None and one.matches for one in found.translations)
