"""What a FortiGate itself answers: administration at its interfaces, and local-in policies.

Sources: FortiOS Administration Guide, "Local-in policy": policies of the administrator come before what the device
allows by itself, and a packet that none of them fits goes on to that; FortiOS CLI Reference, "config system global"
(`admin-port`, `admin-sport`, `admin-ssh-port`, `admin-telnet-port`) and "config system interface" (`allowaccess`).
What else the device answers (routing, VPN, DNS, DHCP, security fabric) is not worked out.
"""

from __future__ import annotations

from keur.observe.firewalls.fortinet.device import Device
from keur.observe.firewalls.fortinet.interfaces import Interfaces
from keur.observe.firewalls.fortinet.matching import Matcher
from keur.observe.firewalls.fortinet.policies import local
from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.model import ICMP, TCP, UDP, Action, Chain, Names, Packets, Rule

_PORTS = {
    "http": (TCP, "admin-port", 80),
    "https": (TCP, "admin-sport", 443),
    "ssh": (TCP, "admin-ssh-port", 22),
    "telnet": (TCP, "admin-telnet-port", 23),
    "snmp": (UDP, "", 161),
    "fgfm": (TCP, "", 541),
}
_ECHO = Intervals([(8 << 8, 8 << 8 | 255)])


def chain(name: str, matcher: Matcher, interfaces: tuple[str, ...]) -> Chain:
    """The rules for packets to the device itself, at the interfaces of one virtual domain."""
    rules = [
        rule for path in ("firewall local-in-policy", "firewall local-in-policy6") for rule in local(matcher, path)
    ]
    for interface in interfaces:
        rules.extend(_answered(matcher.device, matcher.interfaces, interface))
    rules.append(Rule(0, "other services of the device", (Packets(),), Action.UNKNOWN))
    return Chain(name, tuple(rules))


def _answered(device: Device, interfaces: Interfaces, name: str) -> list[Rule]:
    found = []
    interface = interfaces.found[name]
    for service, sources in interface.management.items():
        box = Packets(source=sources, in_interfaces=Names.among(name))
        if service == "ping":
            served = Packets(protocols=Intervals.of(ICMP), destination_ports=_ECHO)
        elif service in _PORTS:
            protocol, key, default = _PORTS[service]
            port = device.shared_value("system global", key, str(default)) if key else str(default)
            if not (port.isdecimal() and len(port) < 6 and int(port) < 65_536):
                continue
            served = Packets(protocols=Intervals.of(protocol), destination_ports=Intervals.of(int(port)))
        else:
            continue
        text = f"{name} allowaccess {service}"
        found.append(Rule(interface.line, text, (box & served,), Action.ACCEPT))
    return found
