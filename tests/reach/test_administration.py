"""Who reaches the administration of a firewall."""

from __future__ import annotations

from keur.observe.firewalls.reading import read
from keur.reach.administration import administration
from keur.reach.devices import Device, addresses_of
from keur.reach.zones import Reach
from tests.reach.plants import chain, linux, plant

ZONES = {"plc": "10.1.0.0/24", "office": "10.4.0.0/24"}
INTERFACES = {"a": "10.1.0.1/24", "c": "10.4.0.1/24"}


def access(device: Device) -> list[tuple[str, str, str]]:
    reach = Reach(plant(ZONES), [device])
    return [(one.zone, one.service, one.answer) for one in administration(reach, device)]


def test_rules_for_the_firewall_itself_say_who_reaches_it() -> None:
    rules = chain("input", "ip saddr 10.1.0.5 tcp dport 22 accept", "iifname c tcp dport { 443 } meta mark 7 accept")
    assert access(linux("fw", rules, INTERFACES)) == [("plc", "ssh", "yes"), ("office", "https", "unknown")]


def test_a_rule_for_another_address_than_its_own_gives_nothing() -> None:
    assert access(linux("fw", chain("input", "ip daddr 10.1.0.9 tcp dport 22 accept"), INTERFACES)) == []


def test_rules_for_what_is_forwarded_say_nothing_of_it() -> None:
    assert access(linux("fw", chain("forward", policy="accept"), INTERFACES)) == []


def test_what_a_platform_says_of_its_interfaces_holds() -> None:
    text = (
        'config system interface\nedit "a"\nset vdom "root"\nset ip 10.1.0.1 255.255.255.0\nset allowaccess ping ssh\n'
        'next\nedit "c"\nset vdom "root"\nset ip 10.4.0.1 255.255.255.0\nset allowaccess https\nnext\nend\n'
    )
    found = read(text.encode(), "fw", "fortigate")
    device = Device("fw", False, (), found, addresses_of(found.interfaces))
    assert access(device) == [("plc", "ssh", "yes"), ("office", "https", "yes")]
