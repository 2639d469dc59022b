"""Interfaces of the ASA.

Rules name interfaces by `nameif`; the normal form names them as they are on the device (`GigabitEthernet0/1`), with
the `nameif` as zone. Security level: 100 for `inside`, else 0, unless it is given (Command Reference,
`security-level`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.parsing import number, prefix_length
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.cisco.words import vocabulary
from keur.observe.firewalls.intervals import Addresses
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Interface

_BESIDE = vocabulary(
    "allow-ssc-mgmt authentication bfd channel-group cts delay dhcp dhcprelay duplex eigrp exit fec flowcontrol "
    "hello-interval hold-time igmp isis lacp lldp mac-address media-type member-interface mfib mtu multicast "
    "negotiation nve ospf pim poll-time port-channel power ppp pppoe priority propagate rip router segment-id "
    "source speed split-horizon summary-address switchport trust tunnel vlan vtep-nve vxlan zone-member"
)


@dataclass(slots=True)
class Port:
    """An interface while it is read."""

    name: str
    line: int
    nameif: str = ""
    given_level: int | None = None
    v4: IPv4Interface | None = None
    v6: list[IPv6Interface] = field(default_factory=list)
    enabled: bool = True
    description: str = ""
    management_only: bool = False
    dynamic_address: bool = False
    policy_routing: bool = False
    forward_not_to: list[tuple[str, Statement]] = field(default_factory=list)
    """`no forward interface`: where connections from here may not go."""

    @property
    def level(self) -> int:
        if self.given_level is not None:
            return self.given_level
        return 100 if self.nameif == "inside" else 0

    @property
    def is_bridge(self) -> bool:
        """A bridge virtual interface: its members have the rules."""
        return self.name.lower().startswith("bvi")

    def interface(self) -> Interface:
        return Interface(
            self.name,
            self.line,
            (*((self.v4,) if self.v4 else ()), *self.v6),
            zone=self.nameif,
            enabled=self.enabled,
            description=self.description,
        )


@dataclass(slots=True)
class Ports:
    ledger: Ledger
    objects: Objects
    by_name: dict[str, Port] = field(default_factory=dict)
    by_nameif: dict[str, Port] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Port]:
        return iter(self.by_name.values())

    def named(self) -> list[Port]:
        """Interfaces that pass packets: those with a name."""
        return [port for port in self if port.nameif and not port.is_bridge]

    def own_address(self, nameif: str) -> Addresses | None:
        port = self.by_nameif.get(nameif)
        if port is None or port.dynamic_address or not (port.v4 or port.v6):
            return None
        return Addresses.of(*((port.v4.ip,) if port.v4 else ()), *(one.ip for one in port.v6))

    def hardware_name(self, nameif: str) -> str | None:
        port = self.by_nameif.get(nameif)
        return None if port is None else port.name

    def read(self, statement: Statement) -> None:
        """`interface NAME` and what is below it."""
        name = "".join(statement.words[1:])
        if not name:
            not_understood(self.ledger, statement, Effect.EVERYTHING)
            return
        understood(self.ledger, statement)
        port = self.by_name.setdefault(name, Port(name, statement.line))
        for child in statement.children:
            self._line(port, child)
        if port.nameif:
            self.by_nameif[port.nameif] = port

    def _line(self, port: Port, statement: Statement) -> None:
        words = statement.words
        match words:
            case ["nameif", name]:
                port.nameif = name
            case ["security-level", level] if number(level, 100) is not None:
                port.given_level = number(level, 100)
            case ["ip", "address", *rest]:
                self._v4(port, statement, rest)
            case ["ipv6", "address", *rest]:
                _v6(port, rest)
            case ["shutdown", *_]:
                port.enabled = False
            case ["no", "shutdown"]:
                port.enabled = True
            case ["description", *_]:
                port.description = statement.text.split(None, 1)[1] if len(words) > 1 else ""
            case ["management-only", *_]:
                port.management_only = True
            case ["no", "forward", "interface", *rest]:
                port.forward_not_to.append(("".join(rest), statement))
            case ["policy-route", "route-map", *_]:
                port.policy_routing = True
            case ["bridge-group", *_] | ["no", "nameif" | "security-level" | "ip" | "ipv6" | "management-only", *_]:
                pass
            case ["ip" | "ipv6", *_]:
                beside(self.ledger, statement)
                return
            case [first, *_] if first in _BESIDE or first == "no":
                beside(self.ledger, statement)
                return
            case _:
                not_understood(self.ledger, statement, Effect.NONE)
                return
        understood(self.ledger, statement)

    def _v4(self, port: Port, statement: Statement, words: Sequence[str]) -> None:
        """`A MASK [standby B]`, `dhcp [setroute]`, `pppoe`."""
        if words and words[0] in ("dhcp", "pppoe"):
            port.dynamic_address = True
            return
        address = self.objects.address(words[0]) if words else None
        mask = self.objects.address(words[1]) if len(words) > 1 else None
        length = None if mask is None else prefix_length(mask)
        if address is None or length is None:
            self.ledger.gap(statement.line, statement.text, reasons.not_known(statement.text), Effect.NONE)
            port.dynamic_address = True
            return
        port.v4 = IPv4Interface((address, length))


def _v6(port: Port, words: Sequence[str]) -> None:
    if not words or words[0] in ("autoconfig", "dhcp") or "eui-64" in words:
        port.dynamic_address = True
        return
    try:
        port.v6.append(IPv6Interface(words[0]))
    except ValueError:
        port.dynamic_address = True
