"""Packets as points and boxes of numbers: the border between the normal form and the comparison of rule lists.

Each address family has a space of its own; the other fields are the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from keur.observe.firewalls.intervals import (
    FLAGS,
    PORTS,
    PROTOCOLS,
    V4,
    V6,
    Address,
    Addresses,
    Intervals,
    Span,
)
from keur.observe.firewalls.model import EVERY_STATE, SYN, TCP, Names, Packets, State

FIELDS = (
    "protocol",
    "destination_port",
    "source_port",
    "in_interface",
    "out_interface",
    "source",
    "destination",
    "state",
    "flags",
    "application",
    "translated",
)
"""In the order in which diagrams ask for them: services first, for they tell most rules apart (measured, see
docs/decisions/exact-reachability.md)."""

(
    PROTOCOL,
    DESTINATION_PORT,
    SOURCE_PORT,
    IN,
    OUT,
    SOURCE,
    DESTINATION,
    STATE,
    TCP_FLAGS,
    APPLICATION,
    TRANSLATED,
) = range(len(FIELDS))

_STATES = tuple(State)
FAMILIES = (4, 6)
ANY_APPLICATION = ""
"""Stands for all applications that no rule names."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet. ICMP and ICMPv6 have type x 256 + code in the place of the destination port."""

    source: Address
    destination: Address
    protocol: int
    destination_port: int = 0
    source_port: int = 0
    in_interface: str = ""
    out_interface: str = ""
    state: State = State.NEW
    flags: int = SYN
    application: str = ANY_APPLICATION
    translated: bool = False

    def fits(self, box: Packets) -> bool:
        """Whether the packet is in a box."""
        version = self.source.version
        return (
            int(self.source) in box.source.family(version)
            and int(self.destination) in box.destination.family(version)
            and self.protocol in box.protocols
            and self.destination_port in box.destination_ports
            and self.source_port in box.source_ports
            and self.in_interface in box.in_interfaces
            and self.out_interface in box.out_interfaces
            and self.state in box.states
            and (self.protocol != TCP or self.flags in box.flags)
            and (box.applications is None or self.application in box.applications)
            and box.translated in (None, self.translated)
            and not box.impossible
        )


FIRST = Packets(states=frozenset({State.NEW}), flags=Intervals.of(SYN))
"""Packets that open a connection, or try to."""


FROM_HIGH_PORT = Packets(source_ports=Intervals([(49_152, 65_535)]))
"""Packets from the ports from which clients open connections (RFC 6335)."""


class Universe:
    """The names of interfaces and applications that some rule lists use, as numbers."""

    def __init__(self, interfaces: Iterable[str], applications: Iterable[str] = ()) -> None:
        # The empty name stands for an interface of which nothing is known.
        self.interfaces = tuple(dict.fromkeys(("", *sorted(interfaces))))
        self.applications = tuple(dict.fromkeys((ANY_APPLICATION, *sorted(applications))))
        self._interface_numbers = {name: number for number, name in enumerate(self.interfaces)}
        self._application_numbers = {name: number for number, name in enumerate(self.applications)}
        self._whole = {family: self._everything(family) for family in FAMILIES}

    def interface(self, name: str) -> int:
        """The number of a name; 0 stands for names that no rule list has."""
        return self._interface_numbers.get(name, 0)

    def whole(self, family: int) -> list[Intervals]:
        """Everything that each field can be."""
        return [*self._whole[family]]

    def _everything(self, family: int) -> tuple[Intervals, ...]:
        addresses = V4 if family == 4 else V6
        return (
            PROTOCOLS,
            PORTS,
            PORTS,
            Intervals([(0, len(self.interfaces) - 1)]),
            Intervals([(0, len(self.interfaces) - 1)]),
            addresses,
            addresses,
            Intervals([(0, len(_STATES) - 1)]),
            FLAGS,
            Intervals([(0, len(self.applications) - 1)]),
            Intervals([(0, 1)]),
        )

    def limits(self, box: Packets, family: int) -> list[tuple[int, Intervals]] | None:
        """The fields that a box limits, each with its numbers; None when no packet of the family is in it."""
        if not (box.source.family(family) and box.destination.family(family) and box):
            return None
        every = V4 if family == 4 else V6
        found = [
            (PROTOCOL, box.protocols, PROTOCOLS),
            (DESTINATION_PORT, box.destination_ports, PORTS),
            (SOURCE_PORT, box.source_ports, PORTS),
            (SOURCE, box.source.family(family), every),
            (DESTINATION, box.destination.family(family), every),
            (TCP_FLAGS, box.flags, FLAGS),
        ]
        limited = [(field, numbers) for field, numbers, whole in found if numbers != whole]
        if box.in_interfaces.tests:
            limited.append((IN, self._named(box.in_interfaces)))
        if box.out_interfaces.tests:
            limited.append((OUT, self._named(box.out_interfaces)))
        if box.states != EVERY_STATE:
            limited.append((STATE, Intervals.of(*(_STATES.index(state) for state in box.states))))
        if box.applications is not None:
            numbers = (self._application_numbers.get(name) for name in box.applications)
            limited.append((APPLICATION, Intervals.of(*(number for number in numbers if number is not None))))
        if box.translated is not None:
            limited.append((TRANSLATED, Intervals.of(int(box.translated))))
        return None if any(not numbers for _, numbers in limited) else limited

    def _named(self, names: Names) -> Intervals:
        return Intervals.of(*(number for number, name in enumerate(self.interfaces) if name in names))

    def point(self, packet: Packet) -> list[int]:
        """A packet as one number for each field."""
        return [
            packet.protocol,
            packet.destination_port,
            packet.source_port,
            self.interface(packet.in_interface),
            self.interface(packet.out_interface),
            int(packet.source),
            int(packet.destination),
            _STATES.index(packet.state),
            packet.flags,
            self._application_numbers.get(packet.application, 0),
            int(packet.translated),
        ]

    def packet(self, point: Sequence[int], family: int) -> Packet:
        """The packet of a point."""
        make = IPv4Address if family == 4 else IPv6Address
        return Packet(
            source=make(point[SOURCE]),
            destination=make(point[DESTINATION]),
            protocol=point[PROTOCOL],
            destination_port=point[DESTINATION_PORT],
            source_port=point[SOURCE_PORT],
            in_interface=self.interfaces[point[IN]],
            out_interface=self.interfaces[point[OUT]],
            state=_STATES[point[STATE]],
            flags=point[TCP_FLAGS],
            application=self.applications[point[APPLICATION]],
            translated=bool(point[TRANSLATED]),
        )

    def box(self, sides: Sequence[Iterable[Span]], family: int) -> Packets:
        """The box whose fields are in these sets."""
        source, destination = Intervals(sides[SOURCE]), Intervals(sides[DESTINATION])
        four = family == 4
        applications = {self.applications[n] for a, b in sides[APPLICATION] for n in range(a, b + 1)}
        translated = {bool(n) for a, b in sides[TRANSLATED] for n in range(a, b + 1)}
        return Packets(
            source=Addresses(v4=source) if four else Addresses(v6=source),
            destination=Addresses(v4=destination) if four else Addresses(v6=destination),
            protocols=Intervals(sides[PROTOCOL]),
            source_ports=Intervals(sides[SOURCE_PORT]),
            destination_ports=Intervals(sides[DESTINATION_PORT]),
            in_interfaces=self._names_of(sides[IN]),
            out_interfaces=self._names_of(sides[OUT]),
            states=frozenset(_STATES[n] for a, b in sides[STATE] for n in range(a, b + 1)),
            flags=Intervals(sides[TCP_FLAGS]),
            applications=None if len(applications) == len(self.applications) else frozenset(applications),
            translated=None if len(translated) == 2 else translated.pop(),
        )

    def _names_of(self, side: Iterable[Span]) -> Names:
        numbers = [n for a, b in side for n in range(a, b + 1)]
        if len(numbers) == len(self.interfaces):
            return Names()
        return Names.among(*(self.interfaces[n] for n in numbers))
