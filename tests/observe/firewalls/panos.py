"""Short PAN-OS configurations for tests: `set` commands around what a test is about."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from keur.observe.firewalls.model import Effect, Firewall
from tests.observe.firewalls.deciding import decision, firewall

NETWORK = """
set deviceconfig system hostname fw
set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24
set network interface ethernet ethernet1/2 layer3 ip 10.2.0.1/24
set network interface ethernet ethernet1/3 layer3 ip 203.0.113.2/24
set network virtual-router default interface [ ethernet1/1 ethernet1/2 ethernet1/3 ]
set network virtual-router default routing-table ip static-route out destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route out nexthop ip-address 203.0.113.1
set zone plant network layer3 ethernet1/1
set zone dmz network layer3 ethernet1/2
set zone outside network layer3 ethernet1/3
"""
_BEHIND = {ip_network("10.1.0.0/24"): "ethernet1/1", ip_network("10.2.0.0/24"): "ethernet1/2"}


def rule(settings: str = "", name: str = "r", kind: str = "security") -> str:
    """A rule from the plant to the DMZ that is for everything and allows it, but for what is said: `key value; ...`, or
    `no-key` for a key that is left out."""
    plain = {"from": "plant", "to": "dmz", "source": "any", "destination": "any", "service": "any"}
    if kind == "security":
        plain |= {"application": "any", "action": "allow"}
    lines: list[str] = []
    for setting in settings.split(";"):
        key, _, value = setting.strip().partition(" ")
        if key.startswith("no-"):
            plain.pop(key[3:])
        elif key in plain:
            plain[key] = value
        elif key:
            lines.append(setting.strip())
    lines = [f"{key} {value}" for key, value in plain.items()] + lines
    return "\n".join(f"set rulebase {kind} rules {name} {line}" for line in lines)


def nat(settings: str = "", name: str = "n") -> str:
    """A NAT rule from the plant to the outside that is for everything, but for what is said."""
    return rule(settings if "to " in f" {settings}" else f"to outside;{settings}", name, "nat")


def panos(*commands: str, network: str = NETWORK) -> Firewall:
    """The firewall of some commands, after those of three zones."""
    return firewall("\n".join([network, *commands, ""]), "palo-alto")


def passes(found: Firewall, said: str) -> str:
    """The decision about a packet, at the interfaces that its addresses lie behind where these are not said."""
    source, _, destination, *_ = said.split()
    for word, text in (("in=", source), ("out=", destination)):
        if word not in said:
            address = ip_address(text)
            name = next((name for network, name in _BEHIND.items() if address in network), "ethernet1/3")
            said += f" {word}{name}"
    return decision(found, said)


def effects(found: Firewall) -> list[Effect]:
    """What each gap does."""
    return [gap.effect for gap in found.gaps]
