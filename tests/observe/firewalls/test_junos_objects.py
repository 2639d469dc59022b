"""Address books and applications of Junos."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.juniper import predefined
from keur.observe.firewalls.model import Effect
from tests.observe.firewalls.deciding import decision
from tests.observe.firewalls.junos_lines import BETWEEN, policy, zoned

BOOK = "set security address-book global"
TO = "10.1.0.9"


def asked(address: str, service: str = "tcp/80") -> str:
    return f"{TO} > {address} {service} {BETWEEN}"


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        ("address A 10.2.0.0/24", "10.2.0.9", "10.2.1.9"),
        ("address A 10.2.0.7", "10.2.0.7", "10.2.0.8"),
        ("address A range-address 10.2.0.7 to 10.2.0.9", "10.2.0.8", "10.2.0.10"),
        # A bit of the mask that is set must be equal ("Wildcard Addresses").
        ("address A wildcard-address 10.2.0.7/255.255.0.255", "10.2.99.7", "10.2.99.8"),
        ("address A ip-prefix 10.2.0.0/24", "10.2.0.9", "10.2.1.9"),
    ],
)
def test_an_entry_is_a_prefix_a_range_or_a_wildcard(said: str, inside: str, outside: str) -> None:
    found = zoned(f"{BOOK} {said}", *policy("P", "destination-address A", "application any", "permit"))
    assert decision(found, asked(inside)) == "permitted"
    assert decision(found, asked(outside)) == "blocked"
    assert found.gaps == ()


@pytest.mark.parametrize(
    "said",
    [
        "address A dns-name plc.example",
        "address A novelty 10.2.0.0/24",
        "address A 10.2.0.300",
        "address A description x",
    ],
)
def test_an_entry_that_is_not_understood_leaves_the_answer_unknown(said: str) -> None:
    found = zoned(f"{BOOK} {said}", *policy("P", "destination-address A", "application junos-http", "permit"))
    assert decision(found, asked("10.2.0.9")) == "unknown"
    assert decision(found, asked("10.2.0.9", "tcp/81")) == "blocked"
    assert [gap.effect for gap in found.gaps] == [Effect.RULE]


def test_sets_hold_sets_and_the_known_part_of_one_counts() -> None:
    found = zoned(
        f"{BOOK} address KNOWN 10.2.0.1/32",
        f"{BOOK} address-set INNER address KNOWN",
        f"{BOOK} address-set OUTER address-set INNER",
        f"{BOOK} address-set OUTER address NONE",
        *policy("P", "destination-address OUTER", "application any", "permit"),
    )
    assert decision(found, asked("10.2.0.1")) == "permitted"
    assert decision(found, asked("10.2.0.2")) == "unknown"
    assert [gap.line for gap in found.gaps] == [8]


def test_a_set_that_holds_itself_is_in_doubt() -> None:
    found = zoned(
        f"{BOOK} address KNOWN 10.2.0.1/32",
        f"{BOOK} address-set ONE address-set OTHER",
        f"{BOOK} address-set ONE address KNOWN",
        f"{BOOK} address-set OTHER address-set ONE",
        *policy("P", "destination-address ONE", "application any", "permit"),
    )
    assert decision(found, asked("10.2.0.1")) == "permitted"
    assert decision(found, asked("10.2.0.2")) == "unknown"
    assert found.gaps


def test_a_zone_of_the_old_form_has_a_book_of_its_own() -> None:
    lines = [
        "set security zones security-zone outside address-book address A 10.2.0.5/32",
        *policy("P", "destination-address A", "application any", "permit"),
    ]
    assert decision(zoned(*lines), asked("10.2.0.5")) == "permitted"
    # A policy takes its sources from the book of the zone that packets come from.
    other = zoned(*lines[:1], *policy("P", "destination-address any", "application any", "permit", source="A"))
    assert decision(other, asked("10.2.0.5")) == "unknown"


@pytest.mark.parametrize(
    ("lines", "yes", "no"),
    [
        (["protocol tcp", "destination-port 502"], "tcp/502", "udp/502"),
        (["protocol tcp", "destination-port 2000-2010"], "tcp/2005", "tcp/2011"),
        (["protocol udp", "destination-port ntp"], "udp/123", "udp/124"),
        (["protocol tcp", "source-port 1024-65535", "destination-port 80"], "tcp/80:2000", "tcp/80:80"),
        (["protocol 47"], "47", "50"),
        (["protocol icmp", "icmp-type echo-request"], "icmp/8", "icmp/0"),
        (["protocol icmp", "icmp-type 3", "icmp-code 4"], "icmp/3.4", "icmp/3.1"),
        (["term a protocol tcp destination-port 80", "term b protocol udp destination-port 90"], "udp/90", "tcp/90"),
        (["application-protocol ftp", "protocol tcp", "destination-port 2121"], "tcp/2121", "tcp/21"),
        (["protocol tcp", "destination-port 80", "destination-port 81"], "tcp/81", "tcp/80"),
    ],
)
def test_an_application_is_protocols_and_ports(lines: list[str], yes: str, no: str) -> None:
    said = [f"set applications application A {line}" for line in lines]
    found = zoned(*said, *policy("P", "destination-address any", "application A", "permit"))
    assert decision(found, asked("10.2.0.1", yes)) == "permitted"
    assert decision(found, asked("10.2.0.1", no)) == "blocked"
    assert found.gaps == ()


@pytest.mark.parametrize(
    "lines",
    [
        ["protocol tcp", "rpc-program-number 100003"],
        ["protocol tcp", "novelty 5"],
        ["destination-port 80"],
        ["protocol tcp", "destination-port 99999"],
        ["description only"],
    ],
)
def test_an_application_that_is_not_only_protocols_and_ports_is_in_doubt(lines: list[str]) -> None:
    said = [f"set applications application A {line}" for line in lines]
    found = zoned(*said, *policy("P", "destination-address any", "application A", "permit"))
    assert decision(found, asked("10.2.0.1", "tcp/80")) == "unknown"
    assert found.gaps


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("junos-http", "tcp/80", "tcp/8080"),
        ("junos-dns-udp", "udp/53", "tcp/53"),
        ("junos-icmp-ping", "icmp/8", "icmp/0"),
        ("junos-h323", "udp/1719", "udp/1720"),
        ("junos-cifs", "tcp/445", "tcp/446"),
        ("junos-ospf", "89", "88"),
        ("any", "200", ""),
    ],
)
def test_junos_has_applications_of_its_own(name: str, yes: str, no: str) -> None:
    # Security Policies User Guide, "Predefined Policy Applications".
    found = zoned(*policy("P", "destination-address any", f"application {name}", "permit"))
    assert decision(found, asked("10.2.0.1", yes)) == "permitted"
    assert not no or decision(found, asked("10.2.0.1", no)) == "blocked"


def test_of_an_application_that_documents_do_not_agree_about_the_certain_part_counts() -> None:
    found = zoned(*policy("P", "destination-address any", "application junos-ping", "permit"))
    assert decision(found, asked("10.2.0.1", "icmp/8")) == "permitted"
    assert decision(found, asked("10.2.0.1", "icmp/13")) == "unknown"
    assert decision(found, asked("10.2.0.1", "udp/13")) == "blocked"


def test_an_application_that_nobody_defines_is_in_doubt() -> None:
    for name in ("NONE", "junos-novelty"):
        found = zoned(*policy("P", "destination-address any", f"application {name}", "permit"))
        assert decision(found, asked("10.2.0.1")) == "unknown"
        assert [gap.line for gap in found.gaps] == [7]


def test_what_junos_defines_is_whole() -> None:
    assert all(name.startswith("junos-") and boxes for name, boxes in predefined.APPLICATIONS.items())
    members = {one for several in predefined.SETS.values() for one in several}
    assert members <= set(predefined.APPLICATIONS)


@pytest.mark.parametrize(
    "condition", ["source-end-user-profile X", "url-category Enhanced_Games", "novelty X", "source-identity engineer"]
)
def test_a_condition_on_what_is_not_in_the_packet_leaves_the_answer_unknown(condition: str) -> None:
    found = zoned(*policy("P", "destination-address any", "application junos-http", condition, "permit"))
    assert decision(found, asked("10.2.0.1")) == "unknown"
    assert decision(found, asked("10.2.0.1", "tcp/81")) == "blocked"


def test_a_policy_without_a_word_on_its_packets_or_their_fate_is_in_doubt() -> None:
    lines = policy("P", "destination-address any", "application any", "permit")
    for gone in (0, 1, 2, 3):
        found = zoned(*lines[:gone], *lines[gone + 1 :])
        assert decision(found, asked("10.2.0.1")) == "unknown", lines[gone]
    assert decision(zoned(*lines[:3], lines[3] + " firewall-authentication"), asked("10.2.0.1")) == "unknown"


def test_a_scheduler_that_is_not_there_leaves_the_policy_in_doubt() -> None:
    lines = policy("P", "destination-address any", "application any", "permit")
    found = zoned(*lines, lines[-1].replace("then permit", "scheduler-name NONE"))
    assert decision(found, asked("10.2.0.1")) == "unknown"
