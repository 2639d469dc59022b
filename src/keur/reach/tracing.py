"""One packet from firewall to firewall, with its translations: what a packet tracer shows.

Written apart from the comparison of sets in `keur.reach.translated`, so that each can be held against the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from keur.observe.firewalls.intervals import NOWHERE, Address, Addresses, Intervals
from keur.observe.firewalls.model import WITH_PORTS, Firewall, Hook, Stage, Translation, Way
from keur.reach.devices import Device
from keur.reach.engine import interfaces_of
from keur.reach.packets import Packet
from keur.reach.steps import Decision
from keur.reach.topology import MOST_HOPS, Basis, Forwarding, Forwards, Topology
from keur.reach.trace import Trace, trace


class Ending(StrEnum):
    """Where a packet's way ended."""

    ARRIVED = "arrived"
    BLOCKED = "blocked"
    NO_ROUTE = "no-route"
    THROWN_AWAY = "thrown-away"
    """By a route to nowhere."""
    FIREWALL = "firewall"
    """At a firewall itself: it was sent to one of its own addresses."""
    OUT_OF_SIGHT = "out-of-sight"
    """At a router whose configuration is not there."""
    TOO_LONG = "too-long"


@dataclass(slots=True)
class Station:
    """A packet's way through one firewall."""

    device: str
    in_interface: str
    out_interface: str
    packet: Packet
    """As it came in."""
    hooks: list[Trace] = field(default_factory=list)
    """What the rules said, stage by stage."""
    destination: Translation | None = None
    source: Translation | None = None
    doubtful: bool = False
    """Whether a translation is in doubt, so that the packet after it is not known."""

    @property
    def decision(self) -> Decision:
        decisions = {found.decision for found in self.hooks}
        if Decision.BLOCKED in decisions:
            return Decision.BLOCKED
        return Decision.UNKNOWN if Decision.UNKNOWN in decisions or self.doubtful else Decision.PERMITTED


@dataclass(frozen=True, slots=True)
class Journey:
    decision: Decision
    ending: Ending
    stations: tuple[Station, ...]
    last: Packet
    """As it was when its way ended."""


Route = Callable[[Addresses], Forwarding | None]
"""Where a firewall sends packets to an address."""


@dataclass(frozen=True, slots=True)
class Place:
    """A firewall, as a packet meets it."""

    device: Device
    route: Route


@dataclass(frozen=True, slots=True)
class Interfaces:
    """Where a packet comes in and goes out; empty where routes have to say it."""

    into: str = ""
    out: str = ""


def journeys(
    topology: Topology, packet: Packet, today: dt.date | None = None, within: Sequence[str] | None = None
) -> list[Journey]:
    """All ways of a packet, one for each interface behind which its source may lie. Empty when no firewall that is
    known stands there. `within`: the zones that the source may be in; all when None."""
    source = Addresses.of(packet.source)
    found = []
    for zone, attachments in topology.attachments.items():
        for start in attachments if within is None or zone in within else ():
            if start.addresses & source:
                found.append(_journey(topology, start.device, start.interface, packet, today))
    return found


def alone(device: Device, packet: Packet, asked: Interfaces, today: dt.date | None = None) -> list[Journey]:
    """A packet's way through one firewall, whatever lies around it: one for each pair of interfaces that it may take.
    These follow from routes and connected networks, where `asked` does not say them."""
    forwards = Forwards(device, {})
    names = sorted({*interfaces_of(device.firewall), ""})
    ins = [asked.into] if asked.into else _places(forwards, packet.source) or names
    found = []
    for into in ins:
        known = _route(forwards, forwards.table_of(into), asked.out)
        part = known(Addresses.of(packet.destination))
        routes = (
            [known] if part or forwards.routes_known else [_fixed(name) for name in names if name != into or not name]
        )
        for route in routes:
            station = Station(device.id, into, "", packet)
            last, part = _through(Place(device, route), station, packet, today)
            ended = _stopped(device, station, part, last) or (Decision.PERMITTED, Ending.ARRIVED)
            found.append(_ended(*ended, [station], last))
    return found


def summed(ways: Sequence[Journey]) -> Decision:
    """One answer for all ways: unknown where they differ, and where there is none."""
    decisions = {way.decision for way in ways}
    return decisions.pop() if len(decisions) == 1 else Decision.UNKNOWN


def distinct(ways: Sequence[Journey]) -> list[Journey]:
    """Ways of which the same rules decide once."""
    found: dict[object, Journey] = {}
    for way in ways:
        met = tuple(
            (station.device, passage.origin.chain, passage.origin.line, id(passage.origin.rule))
            for station in way.stations
            for hook in station.hooks
            for passage in hook.passages
        )
        found.setdefault((way.decision, way.ending, met), way)
    return list(found.values())


def _stopped(
    device: Device, station: Station, part: Forwarding | None, packet: Packet
) -> tuple[Decision, Ending] | None:
    """How a packet's way ended at a firewall; None when it goes on."""
    if station.decision is Decision.BLOCKED:
        return Decision.BLOCKED, Ending.BLOCKED
    if Addresses.of(packet.destination) & device.own:
        return station.decision, Ending.FIREWALL
    if part is None:
        return Decision.BLOCKED if device.firewall.routes_known else Decision.UNKNOWN, Ending.NO_ROUTE
    if part.thrown_away:
        return Decision.BLOCKED, Ending.THROWN_AWAY
    return (Decision.UNKNOWN, Ending.NO_ROUTE) if part.unresolved else None


def _places(forwards: Forwards, address: Address) -> list[str]:
    """The interfaces behind which an address lies, in any routing table."""
    found = [part for table in forwards.tables for part in forwards.of(table, Addresses.of(address))[0]]
    return sorted({part.interface for part in found if part.interface})


def _forwarded(topology: Topology, device: str, interface: str) -> Route:
    return lambda address: next(iter(topology.forward(device, interface, address)[0]), None)


def _route(forwards: Forwards, table: str, out: str) -> Route:
    if out:
        return _fixed(out)
    return lambda address: next(iter(forwards.of(table, address)[0]), None)


def _fixed(out: str) -> Route:
    return lambda address: Forwarding(address, out, NOWHERE, Basis.DECLARED)


def _journey(topology: Topology, device: str, interface: str, packet: Packet, today: dt.date | None) -> Journey:
    stations: list[Station] = []
    for _ in range(MOST_HOPS):
        here = topology.devices[device]
        station = Station(device, interface, "", packet)
        stations.append(station)
        packet, part = _through(Place(here, _forwarded(topology, device, interface)), station, packet, today)
        stopped = _stopped(here, station, part, packet)
        if stopped is not None or part is None:
            return _ended(*(stopped or (Decision.UNKNOWN, Ending.NO_ROUTE)), stations, packet)
        onward = topology.next_to(part.gateway)
        if onward is None:
            return _arrived(topology, stations, part, packet)
        if onward[0] in {one.device for one in stations}:
            break
        device, interface = onward
    return _ended(Decision.UNKNOWN, Ending.TOO_LONG, stations, packet)


def _ended(decision: Decision, ending: Ending, stations: Sequence[Station], packet: Packet) -> Journey:
    """A station in doubt makes a way that was not blocked unknown."""
    if decision is Decision.PERMITTED and any(one.decision is Decision.UNKNOWN for one in stations):
        decision = Decision.UNKNOWN
    return Journey(decision, ending, tuple(stations), packet)


def _arrived(topology: Topology, stations: Sequence[Station], part: Forwarding, packet: Packet) -> Journey:
    last = stations[-1]
    target = Addresses.of(packet.destination)
    for attachments in topology.attachments.values():
        for one in attachments:
            if (one.device, one.interface) == (last.device, part.interface) and one.addresses & target:
                return _ended(Decision.PERMITTED, Ending.ARRIVED, stations, packet)
    return _ended(Decision.UNKNOWN, Ending.OUT_OF_SIGHT, stations, packet)


def _through(place: Place, station: Station, packet: Packet, today: dt.date | None) -> tuple[Packet, Forwarding | None]:
    """Through one firewall: the packet as it leaves, and where it is sent."""
    firewall = place.device.firewall
    arriving = replace(packet, in_interface=station.in_interface)
    if not _pass(station, firewall, Stage.BEFORE_TRANSLATION, [arriving, arriving], today, original=False):
        return packet, None
    now = replace(arriving, translated=False)
    station.destination, new = _translated(firewall, Way.DESTINATION, arriving, station)
    if new is not None and (new.destination, new.destination_port) != (now.destination, now.destination_port):
        now = replace(new, translated=True)
    if Addresses.of(now.destination) & place.device.own:
        _pass(station, firewall, Stage.LOCAL, [now, arriving], today)
        return now, None
    part = place.route(Addresses.of(now.destination))
    if part is None or part.thrown_away:
        return now, part
    station.out_interface = part.interface
    leaving = replace(now, out_interface=part.interface)
    before = replace(arriving, out_interface=part.interface)
    if not _pass(station, firewall, Stage.BEFORE_TRANSLATION, [before, before], today, original=True):
        return now, part
    if not _pass(station, firewall, Stage.FORWARD, [leaving, before], today):
        return now, part
    station.source, renamed = _translated(firewall, Way.SOURCE, leaving, station)
    after = renamed or leaving
    _pass(station, firewall, Stage.AFTER_TRANSLATION, [after, before], today)
    return replace(after, in_interface="", out_interface="", translated=False), part


def _pass(
    station: Station,
    firewall: Firewall,
    stage: Stage,
    packets: Sequence[Packet],
    today: dt.date | None,
    original: bool | None = None,
) -> bool:
    """Whether the hooks of a stage let a packet pass. `packets`: as it is now, and as it was sent, for hooks that look
    at that."""
    hooks = [hook for hook in firewall.hooks if hook.stage is stage and original in (None, hook.original)]
    for chosen, seen in ((_plain(hooks), packets[0]), (_original(hooks), packets[1])):
        if chosen:
            found = trace(firewall, chosen, seen, today)
            station.hooks.append(found)
            if found.decision is Decision.BLOCKED:
                return False
    if not hooks and stage is Stage.FORWARD and not station.hooks:
        station.hooks.append(trace(firewall, (), packets[0], today))
    return True


def _plain(hooks: Sequence[Hook]) -> list[Hook]:
    return [hook for hook in hooks if not hook.original]


def _original(hooks: Sequence[Hook]) -> list[Hook]:
    return [hook for hook in hooks if hook.original]


def _translated(
    firewall: Firewall, way: Way, packet: Packet, station: Station
) -> tuple[Translation | None, Packet | None]:
    """The translation that holds, and the packet after it; None when there is none, or when it cannot be told."""
    for one in firewall.translations:
        if one.way is not way or not one.enabled or not any(packet.fits(box) for box in one.matches):
            continue
        if one.doubt is not None:
            station.doubtful = True
            return one, None
        new = _rewritten(firewall, one, packet)
        if new is None:
            station.doubtful = True
        return one, new
    return None, None


def _rewritten(firewall: Firewall, one: Translation, packet: Packet) -> Packet | None:
    source = one.way is Way.SOURCE
    address = packet.source if source else packet.destination
    if one.interface_address:
        name = packet.out_interface if source else packet.in_interface
        own = [
            held.ip
            for interface in firewall.interfaces
            if interface.name == name
            for held in interface.addresses
            if held.version == address.version
        ]
        if len(own) != 1:
            return None
        new: Address | None = own[0]
    elif one.to is None:
        new = address
    else:
        new = _new_address(one, address, source=source)
    port = _new_port(one, packet, source=source)
    if new is None or port is None:
        return None
    if source:
        return replace(packet, source=new, source_port=port)
    return replace(packet, destination=new, destination_port=port)


def _new_address(one: Translation, address: Address, *, source: bool) -> Address | None:
    version = address.version
    to = (one.to or Addresses()).family(version)
    if not one.one_to_one:
        return type(address)(to.spans[0][0]) if to.size() == 1 else None
    place = _place(
        (Intervals((box.source if source else box.destination).family(version)) for box in one.matches), int(address)
    )
    return None if place is None or place >= to.size() else type(address)(_nth(to, place))


def _new_port(one: Translation, packet: Packet, *, source: bool) -> int | None:
    old = packet.source_port if source else packet.destination_port
    if one.to_ports is None or source:
        return old
    if packet.protocol not in WITH_PORTS:
        return None
    if one.to_ports.size() == 1:
        return one.to_ports.spans[0][0]
    place = _place((box.destination_ports for box in one.matches), old) if one.one_to_one else None
    return None if place is None or place >= one.to_ports.size() else _nth(one.to_ports, place)


def _place(sets: Iterator[Intervals], value: int) -> int | None:
    """How many values come before this one in the set that all boxes have in common; None when they differ."""
    found = set(sets)
    if len(found) != 1:
        return None
    before = 0
    for first, last in found.pop():
        if value <= last:
            return before + value - first
        before += last - first + 1
    return None


def _nth(of: Intervals, place: int) -> int:
    for first, last in of:
        if place <= last - first:
            return first + place
        place -= last - first + 1
    raise IndexError(place)
