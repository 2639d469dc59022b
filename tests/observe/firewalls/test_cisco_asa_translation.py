"""Cisco ASA: translation, each rule with the document that says so."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.intervals import show_addresses, show_numbers
from keur.observe.firewalls.model import Effect, Firewall, Translation, Way
from tests.observe.firewalls.deciding import firewall, packet, sample

OFFICE, DMZ, CELL_A = "GigabitEthernet1/1", "GigabitEthernet1/2", "GigabitEthernet1/3.20"
BASE = (
    "ASA Version 9.16(4)\ninterface Ethernet0\n nameif inside\n ip address 10.0.0.1 255.255.255.0\n"
    "interface Ethernet1\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n"
    "interface Ethernet2\n nameif dmz\n security-level 50\n ip address 10.2.0.1 255.255.255.0\n"
    "object network A\n host 10.0.0.5\nobject network A-SEEN\n host 192.0.2.5\n"
    "object network NET\n subnet 10.0.0.0 255.255.255.0\nobject network NET-SEEN\n subnet 192.0.3.0 255.255.255.0\n"
    "object network B\n host 198.51.100.7\nobject network B-SEEN\n host 10.0.0.77\n"
    "object network POOL\n range 192.0.2.20 192.0.2.29\n"
)
OUT, BACK = "in=Ethernet0 out=Ethernet1", "in=Ethernet1 out=Ethernet0"


@pytest.fixture(scope="module")
def plant() -> Firewall:
    return sample("cisco-asa/firewall.cfg")


def fitting(found: Firewall, way: str, said: str) -> Translation | None:
    """The first translation of a way that a packet fits and that is in force."""
    asked = packet(said)
    return next(
        (
            one
            for one in found.translations
            if one.way is Way(way) and one.enabled and any(asked.fits(box) for box in one.matches)
        ),
        None,
    )


def shown(one: Translation | None) -> str:
    """New addresses and ports; `same` for an exemption, `interface`, or `-` where nothing fits."""
    if one is None:
        return "-"
    to = show_addresses(one.to) if one.to is not None else "interface" if one.interface_address else "same"
    to += f":{show_numbers(one.to_ports)}" if one.to_ports is not None else ""
    return f"{to} ?" if one.doubt else to


@pytest.mark.parametrize(
    ("way", "said", "expected"),
    [
        # Network object NAT, both ways.
        ("source", f"10.10.0.20 > 10.1.0.9 tcp/1 in={DMZ} out={OFFICE}", "10.1.0.120"),
        ("destination", f"10.1.0.9 > 10.1.0.120 tcp/80 in={OFFICE}", "10.10.0.20"),
        ("destination", f"10.1.0.9 > 10.120.0.44 tcp/80 in={OFFICE}", "10.20.0.0/24"),
        # Identity in section 1 exempts, before the object's own translation.
        ("source", f"10.20.0.31 > 10.10.0.20 tcp/1 in={CELL_A} out={OFFICE}", "same"),
        ("source", f"10.20.0.31 > 10.1.0.9 tcp/1 in={CELL_A} out={OFFICE}", "10.120.0.0/24"),
        # With ports, to the interface's own address.
        ("destination", f"10.1.0.9 > 10.1.0.1 tcp/8080 in={OFFICE}", "10.20.0.21:80"),
        ("destination", f"10.1.0.9 > 10.1.0.1 tcp/8081 in={OFFICE}", "-"),
        ("source", f"10.20.0.21 > 10.1.0.9 tcp/4000:80 in={CELL_A} out={OFFICE}", "interface:8080"),
        # Section 3, after everything else; to an IPv4 interface goes IPv4 only.
        ("source", f"10.30.0.9 > 10.1.0.9 tcp/1 in=GigabitEthernet1/3.30 out={OFFICE}", "interface"),
        ("source", f"2001:db8::1 > 2001:db8::2 tcp/1 in=GigabitEthernet1/3.30 out={OFFICE}", "-"),
    ],
)
def test_addresses_are_translated(plant: Firewall, way: str, said: str, expected: str) -> None:
    assert shown(fitting(plant, way, said)) == expected


def test_rules_are_in_the_order_of_the_sections() -> None:
    # Firewall CLI Configuration Guide, "NAT Rule Order", with its own example.
    found = firewall(
        "interface Ethernet0\n nameif inside\ninterface Ethernet1\n nameif outside\n"
        "object network M\n host 192.0.2.9\nobject network P\n range 192.0.2.10 192.0.2.19\n"
        "object network abc\n subnet 172.16.1.0 255.255.255.0\n nat (inside,outside) dynamic P\n"
        "object network def\n subnet 172.16.1.0 255.255.255.0\n nat (inside,outside) dynamic P\n"
        "object network one\n host 192.168.1.1\n nat (inside,outside) static M\n"
        "object network ten\n subnet 10.1.1.0 255.255.255.0\n nat (inside,outside) static 192.0.5.0\n"
        "object network dyn\n subnet 192.168.1.0 255.255.255.0\n nat (inside,outside) dynamic P\n"
        "object network sta\n subnet 192.168.1.0 255.255.255.0\n nat (inside,outside) static 192.0.4.0\n"
        "nat (inside,outside) after-auto source dynamic any interface\n"
        "nat (inside,outside) source static one one\n"
    )
    order = [one.line for one in found.translations if one.way is Way.SOURCE]
    # section 1; then static by size and address, dynamic by address and name; section 3
    assert order == [28, 17, 20, 26, 11, 14, 23, 27]


@pytest.mark.parametrize(
    ("rule", "way", "said", "expected"),
    [
        # Static, with and without the way back.
        ("nat (inside,outside) source static A A-SEEN", "source", f"10.0.0.5 > 8.8.8.8 tcp/1 {OUT}", "192.0.2.5"),
        ("nat (inside,outside) source static A A-SEEN", "destination", f"8.8.8.8 > 192.0.2.5 tcp/1 {BACK}", "10.0.0.5"),
        (
            "nat (inside,outside) source static A A-SEEN unidirectional",
            "destination",
            f"8.8.8.8 > 192.0.2.5 tcp/1 {BACK}",
            "-",
        ),
        ("nat (inside,outside) source static A A-SEEN inactive", "source", f"10.0.0.5 > 8.8.8.8 tcp/1 {OUT}", "-"),
        # Only for packets to a destination, which is rewritten at once (`destination static MAPPED REAL`).
        (
            "nat (inside,outside) source static A A-SEEN destination static B-SEEN B",
            "destination",
            f"10.0.0.5 > 10.0.0.77 tcp/1 {OUT}",
            "198.51.100.7",
        ),
        (
            "nat (inside,outside) source static A A-SEEN destination static B-SEEN B",
            "source",
            f"10.0.0.5 > 198.51.100.7 tcp/1 {OUT}",
            "192.0.2.5",
        ),
        (
            "nat (inside,outside) source static A A-SEEN destination static B-SEEN B",
            "source",
            f"10.0.0.5 > 198.51.100.8 tcp/1 {OUT}",
            "-",
        ),
        (
            "nat (inside,outside) source static A A-SEEN destination static B-SEEN B",
            "destination",
            f"198.51.100.7 > 192.0.2.5 tcp/1 {BACK}",
            "10.0.0.5",
        ),
        (
            "nat (inside,outside) source static A A-SEEN destination static B-SEEN B",
            "source",
            f"198.51.100.7 > 10.0.0.5 tcp/1 {BACK}",
            "10.0.0.77",
        ),
        # Dynamic: to a pool, with the interface when it is used up; no way back.
        (
            "nat (inside,outside) source dynamic NET pat-pool POOL interface",
            "source",
            f"10.0.0.9 > 8.8.8.8 tcp/1 {OUT}",
            "192.0.2.1 192.0.2.20-192.0.2.29",
        ),
        ("nat (inside,outside) source dynamic NET POOL", "destination", f"8.8.8.8 > 192.0.2.20 tcp/1 {BACK}", "-"),
        # Any interface.
        ("nat source static A A-SEEN", "source", "10.0.0.5 > 8.8.8.8 tcp/1 in=Ethernet2 out=Ethernet0", "192.0.2.5"),
        (
            "nat (any,outside) source static A A-SEEN",
            "source",
            "10.0.0.5 > 8.8.8.8 tcp/1 in=Ethernet2 out=Ethernet1",
            "192.0.2.5",
        ),
        # What the reader cannot follow is in doubt, for all packets.
        ("nat (inside,outside) source static NET A-SEEN", "source", f"10.0.0.9 > 8.8.8.8 tcp/1 {OUT}", "192.0.2.5 ?"),
        ("nat (inside,elsewhere) source static A A-SEEN", "source", f"10.9.9.9 > 8.8.8.8 tcp/1 {OUT}", "same ?"),
        ("nat (inside,outside) source static A GONE", "source", f"10.0.0.5 > 8.8.8.8 tcp/1 {OUT}", "any ?"),
        ("nat (inside,outside) source static A A-SEEN newword", "source", f"9.9.9.9 > 8.8.8.8 tcp/1 {OUT}", "same ?"),
        ("nat (inside) 1 10.0.0.0 255.255.255.0", "source", f"9.9.9.9 > 8.8.8.8 tcp/1 {OUT}", "same ?"),
        ("static (inside,outside) 192.0.2.5 10.0.0.5", "destination", f"8.8.8.8 > 192.0.2.5 tcp/1 {BACK}", "same ?"),
    ],
)
def test_a_rule_of_translation(rule: str, way: str, said: str, expected: str) -> None:
    assert shown(fitting(firewall(BASE + rule + "\n"), way, said)) == expected


def test_ports_of_servers_and_of_destinations() -> None:
    # `service REAL MAPPED` for the source's port; for the destination's, `service MAPPED REAL`.
    found = firewall(
        BASE + "object service WEB\n service tcp source eq 80\nobject service WEB-SEEN\n service tcp source eq 8080\n"
        "object service FROM\n service tcp destination eq 5020\nobject service TO\n service tcp destination eq 502\n"
        "nat (inside,outside) source static A A-SEEN service WEB WEB-SEEN\n"
        "nat (dmz,outside) source dynamic any interface destination static B-SEEN B service FROM TO\n"
    )
    assert shown(fitting(found, "destination", f"8.8.8.8 > 192.0.2.5 tcp/8080 {BACK}")) == "10.0.0.5:80"
    assert shown(fitting(found, "source", f"10.0.0.5 > 8.8.8.8 tcp/4000:80 {OUT}")) == "192.0.2.5:8080"
    there = "10.2.0.9 > 10.0.0.77 tcp/5020 in=Ethernet2 out=Ethernet1"
    assert shown(fitting(found, "destination", there)) == "198.51.100.7:502"
    assert shown(fitting(found, "destination", there.replace("5020", "5021"))) == "-"


def test_an_object_with_a_port() -> None:
    found = firewall(BASE + "object network A\n nat (inside,outside) static interface service tcp www 8080\n")
    assert shown(fitting(found, "destination", f"8.8.8.8 > 192.0.2.1 tcp/8080 {BACK}")) == "10.0.0.5:80"
    assert not found.gaps


def test_an_address_stands_for_as_many_as_the_object_has() -> None:
    found = firewall(BASE + "object network NET\n nat (inside,outside) static 192.0.3.0\n")
    one = fitting(found, "source", f"10.0.0.9 > 8.8.8.8 tcp/1 {OUT}")
    assert one is not None
    assert (shown(one), one.one_to_one) == ("192.0.3.0/24", True)


def test_an_earlier_rule_without_destination_makes_a_later_one_doubtful() -> None:
    # "Only one NAT rule is chosen": a rule of twice NAT takes source and destination at once.
    rules = (
        "nat (inside,outside) source static NET NET-SEEN\n",
        "nat (inside,outside) source static A A-SEEN destination static B-SEEN B\n",
    )
    said = f"10.0.0.5 > 10.0.0.77 tcp/1 {OUT}"
    assert shown(fitting(firewall(BASE + rules[1] + rules[0]), "destination", said)) == "198.51.100.7"
    assert shown(fitting(firewall(BASE + rules[0] + rules[1]), "destination", said)) == "198.51.100.7 ?"


def test_what_is_in_doubt_is_told_with_its_line() -> None:
    found = firewall(BASE + "nat (inside,outside) source static A GONE\n")
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(26, Effect.RULE)]
