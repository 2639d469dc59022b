"""Packets whose addresses are rewritten on the way: followed box by box, from the source zone to the destination zone.

A box that comes out is told with the source that sent it and the destination that received it, whatever stood in the
packet in between, so that it can be held against what is declared between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from keur.observe.firewalls.intervals import ANYWHERE, NOWHERE, PORTS, Addresses, Intervals
from keur.observe.firewalls.model import WITH_PORTS, Packets, Stage, Translation, Way
from keur.reach.book import Asked, Verdict
from keur.reach.engine import Engine
from keur.reach.packets import FIRST
from keur.reach.steps import Decision, Origin
from keur.reach.topology import MOST_HOPS, Crossing, Topology

Back = Callable[[Packets], Packets]
"""From a box as it is now to the same packets with their first source."""

MOST_PIECES = 5_000
"""More boxes than this between two zones, and what is left is unknown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some packets on their way, and what is decided about them so far."""

    box: Packets
    """As they are now."""
    back: Back
    decision: Decision
    deciders: tuple[tuple[str, Origin], ...]
    """Of each firewall that was crossed, what decided there."""
    crossed: tuple[Crossing, ...]
    sent: Packets | None
    """As they were sent, when a translation changed their destination."""


def concerned(topology: Topology, engine: Engine, source: str, destination: str) -> bool:
    """Whether any translation can make a difference between two zones."""
    if not any(device.firewall.translations for device in engine.devices.values()):
        return False
    target = topology.destinations(destination)
    starts = topology.attachments.get(source, ())
    ways = topology.ways(source, destination)
    passed = {step.device for way in ways for step in way.crossings[:-1]}
    passed |= {way.crossings[-1].device for way in ways if _sees_sources(engine, way.crossings[-1].device)}
    for device in engine.devices.values():
        own = {start.interface for start in starts if start.device == device.id}
        for one in device.firewall.translations:
            if not one.enabled or (one.way is Way.SOURCE and device.id not in passed):
                continue
            if one.way is Way.SOURCE:
                return True
            entered = not own or any(name in box.in_interfaces for name in own for box in one.matches)
            hits = one.doubt or (one.to or NOWHERE) & target or any(box.destination & target for box in one.matches)
            if entered and hits and (one.to or one.to_ports or one.doubt or one.interface_address):
                return True
    return False


def _sees_sources(engine: Engine, device: str) -> bool:
    """Whether a firewall has rules that look at packets after their source was translated."""
    return any(hook.stage is Stage.AFTER_TRANSLATION for hook in engine.devices[device].firewall.hooks)


class Follower:
    """Follows packets from one zone to another."""

    def __init__(self, topology: Topology, engine: Engine, source: str, destination: str) -> None:
        self._topology = topology
        self._engine = engine
        self._zone = destination
        self._source = source
        self._target = topology.destinations(destination)
        self._made = 0

    def pieces(self) -> Iterator[Piece]:
        """All packets that a zone can send to the other, in boxes; what is in none of them is blocked."""
        wanted = self._target
        for device in self._engine.devices.values():
            for one in device.firewall.translations:
                if one.enabled and one.way is Way.DESTINATION and (one.doubt or (one.to or NOWHERE) & self._target):
                    for box in one.matches:
                        wanted |= box.destination if box.destination != ANYWHERE else device.own
        for start in self._topology.attachments.get(self._source, ()):
            box = replace(FIRST, source=start.addresses, destination=wanted)
            first = Piece(box, lambda found: found, Decision.PERMITTED, (), (), None)
            yield from self._cross(start.device, start.interface, first)

    def _cross(self, device: str, interface: str, piece: Piece) -> Iterator[Piece]:
        """Through one firewall, and on."""
        lists = self._engine.lists(device)
        asked = [Asked(lists.before, interface, ""), Asked(lists.destinations, interface, "")]
        if not self._engine.devices[device].firewall.translations:
            asked = asked[:1]
        for comparison in self._engine.book.compare(asked, piece.box):
            for group, verdicts in enumerate(comparison.groups):
                boxes, whole = comparison.boxes([group], MOST_PIECES)
                for box in boxes:
                    self._made += 1
                    if self._made > MOST_PIECES or not whole:
                        yield self._unknown(piece, piece.box)
                        return
                    now = self._decided(piece, device, verdicts[0], box) if len(asked) > 1 else replace(piece, box=box)
                    translating = verdicts[1] if len(asked) > 1 else None
                    yield from self._translated(device, interface, now, translating)

    def _decided(self, piece: Piece, device: str, verdict: Verdict, box: Packets) -> Piece:
        """A piece after one more verdict."""
        if piece.decision is Decision.BLOCKED or verdict.decision is Decision.PERMITTED:
            decision = piece.decision
        elif verdict.decision is Decision.BLOCKED:
            decision = Decision.BLOCKED
        else:
            decision = Decision.UNKNOWN
        origin = verdict.doubt or verdict.decider
        return replace(piece, box=box, decision=decision, deciders=(*piece.deciders, (device, origin)))

    def _translated(self, device: str, interface: str, piece: Piece, verdict: Verdict | None) -> Iterator[Piece]:
        if verdict is None or (verdict.doubt is None and verdict.decider.about is None):
            yield from self._forwarded(device, interface, piece, piece.box, None)
            return
        if verdict.doubt is not None:
            doubtful = replace(piece, deciders=(*piece.deciders, (device, verdict.doubt)))
            yield self._unknown(doubtful, piece.box)
            yield self._unknown(doubtful, replace(piece.box, destination=self._target, destination_ports=PORTS))
            return
        translation = verdict.decider.about
        assert isinstance(translation, Translation)  # noqa: S101
        if translation.interface_address and translation.to is None:
            return  # to the firewall itself
        if translation.to is None and translation.to_ports is None:
            yield from self._forwarded(device, interface, piece, piece.box, None)
            return
        moved = move(piece.box, translation, self._engine.devices[device].own, source=False)
        if moved is None:
            possible = replace(piece.box, destination=translation.to or self._target, destination_ports=PORTS)
            yield self._unknown(replace(piece, deciders=(*piece.deciders, (device, verdict.decider))), possible)
            return
        yield from self._forwarded(device, interface, replace(piece, sent=piece.sent or piece.box), moved, translation)

    def _forwarded(
        self, device: str, interface: str, piece: Piece, moved: Packets, translation: Translation | None
    ) -> Iterator[Piece]:
        """Where a piece goes, which a translation may have `moved`, and what the rules say that know it."""
        lists = self._engine.lists(device)
        parts, lost = self._topology.forward(device, interface, moved.destination)
        if lost & self._target and not self._engine.devices[device].firewall.routes_known:
            yield self._unknown(piece, replace(moved, destination=lost))
        for part in parts:
            if part.unresolved:
                yield self._unknown(piece, replace(moved, destination=part.addresses))
            if not part.interface:
                continue
            crossing = Crossing(device, interface, part.interface)
            here = replace(piece, box=_before(piece.box, moved, translation, part.addresses))
            for seen in self._as_sent(here, crossing):
                box = seen.box
                if translation is not None:
                    again = move(seen.box, translation, self._engine.devices[device].own, source=False)
                    box = again if again is not None else moved
                asked = [Asked(lists.after, interface, part.interface, translation is not None)]
                if lists.after == lists.forward:
                    asked = [Asked(lists.forward, interface, part.interface)]
                for comparison in self._engine.book.compare(asked, box):
                    for group, (said,) in enumerate(comparison.groups):
                        for inner in comparison.boxes([group], MOST_PIECES)[0]:
                            now = replace(seen, crossed=(*piece.crossed, crossing))
                            for leaving in self._leaving(self._decided(now, device, said, inner), crossing):
                                yield from self._onward(leaving, part.interface, part.gateway)

    def _as_sent(self, piece: Piece, crossing: Crossing) -> Iterator[Piece]:
        """A piece, cut by what the rules say that see a packet as it was sent."""
        lists = self._engine.lists(crossing.device)
        if lists.original == lists.after:
            yield piece
            return
        asked = [Asked(lists.original, crossing.in_interface, crossing.out_interface)]
        for comparison in self._engine.book.compare(asked, piece.box):
            for group, (said,) in enumerate(comparison.groups):
                for box in comparison.boxes([group], MOST_PIECES)[0]:
                    yield self._decided(piece, crossing.device, said, box)

    def _leaving(self, piece: Piece, crossing: Crossing) -> Iterator[Piece]:
        """A piece with the source that it leaves a firewall with, and what the rules say that see it so."""
        device = self._engine.devices[crossing.device]
        if not device.firewall.translations:
            yield piece
            return
        outward = Asked(
            self._engine.lists(device.id).outward,
            crossing.in_interface,
            crossing.out_interface,
            piece.sent is not None,
        )
        for renamed in self._renamed(piece, crossing):
            if not _sees_sources(self._engine, device.id):
                yield renamed
                continue
            for comparison in self._engine.book.compare([outward], renamed.box):
                for group, (said,) in enumerate(comparison.groups):
                    for box in comparison.boxes([group], MOST_PIECES)[0]:
                        yield self._decided(renamed, device.id, said, box)

    def _onward(self, piece: Piece, interface: str, gateway: Addresses) -> Iterator[Piece]:
        """To the next firewall, or to where the packets must be."""
        device = piece.crossed[-1].device
        onward = self._topology.next_to(gateway)
        if onward is not None:
            if len(piece.crossed) < MOST_HOPS and onward[0] not in {one.device for one in piece.crossed}:
                yield from self._cross(*onward, piece)
            return
        here = NOWHERE
        for one in self._topology.attachments[self._zone]:
            if (one.device, one.interface) == (device, interface):
                here |= one.addresses & piece.box.destination
        here &= self._target
        if here:
            yield self._arrived(piece, replace(piece.box, destination=here))
        if rest := (piece.box.destination & self._target) - here:
            yield self._unknown(piece, replace(piece.box, destination=rest))

    def _renamed(self, piece: Piece, crossing: Crossing) -> Iterator[Piece]:
        """A piece with the source that it has after this firewall."""
        lists = self._engine.lists(crossing.device)
        asked = [Asked(lists.sources, crossing.in_interface, crossing.out_interface, piece.sent is not None)]
        for comparison in self._engine.book.compare(asked, piece.box):
            for group, (verdict,) in enumerate(comparison.groups):
                for box in comparison.boxes([group], MOST_PIECES)[0]:
                    yield self._with_source(replace(piece, box=box), crossing, verdict)

    def _with_source(self, piece: Piece, crossing: Crossing, verdict: Verdict) -> Piece:
        translation = verdict.decider.about
        if verdict.doubt is not None or not isinstance(translation, Translation):
            decision = piece.decision if verdict.doubt is None else min(Decision.UNKNOWN, piece.decision, key=_order)
            return replace(piece, decision=decision)
        device = self._engine.devices[crossing.device]
        out = [one for one in device.firewall.interfaces if one.name == crossing.out_interface]
        own = Addresses.of(*(address.ip for one in out for address in one.addresses))
        if translation.to is None and not translation.interface_address:
            return piece
        moved = move(piece.box, translation, own, source=True)
        if moved is None:
            decision = min(Decision.UNKNOWN, piece.decision, key=_order)
            moved = replace(piece.box, source=translation.to or own or piece.box.source, source_ports=PORTS)
            piece = replace(piece, decision=decision)
        return replace(piece, box=moved, back=_restoring(piece, translation))

    def _arrived(self, piece: Piece, box: Packets) -> Piece:
        return replace(piece, box=piece.back(box))

    def _unknown(self, piece: Piece, box: Packets) -> Piece:
        decision = min(Decision.UNKNOWN, piece.decision, key=_order)
        return replace(
            piece, box=piece.back(replace(box, destination=box.destination & self._target)), decision=decision
        )


def _order(decision: Decision) -> int:
    """Blocked is stronger than unknown, unknown than permitted."""
    return (Decision.BLOCKED, Decision.UNKNOWN, Decision.PERMITTED).index(decision)


def _restoring(piece: Piece, translation: Translation) -> Back:
    """Undoes a translation of sources: all packets of the piece may have had any of its sources."""
    before, first = piece.back, piece.box
    if translation.one_to_one and translation.to is not None:
        by = _offset(translation, first.source, source=True)
        if by is not None:
            return lambda found: before(replace(found, source=_shifted(found.source, -by)))
    return lambda found: before(replace(found, source=first.source, source_ports=first.source_ports))


def _before(sent: Packets, moved: Packets, translation: Translation | None, part: Addresses) -> Packets:
    """The packets of a box that a translation of destinations sends to a part of where it moved the box."""
    if translation is None:
        return replace(sent, destination=sent.destination & part)
    if not translation.one_to_one:
        return sent  # all become one address
    by = _offset(translation, sent.destination, source=False)
    return sent if by is None else replace(sent, destination=_shifted(moved.destination & part, -by))


def move(box: Packets, translation: Translation, own: Addresses, *, source: bool) -> Packets | None:
    """The box as a translation makes it; None when it cannot be told. `own` is the address of an interface."""
    now = box.source if source else box.destination
    to = translation.to if translation.to is not None else (own if translation.interface_address else now)
    if translation.one_to_one:
        by = _offset(translation, now, source=source)
        if by is None:
            return None
        to = _shifted(now, by)
    elif to != now:
        version = 4 if now.v4 else 6
        if to.family(version).size() != 1:
            return None
    ports: Intervals | None = box.source_ports if source else box.destination_ports
    if translation.to_ports is not None:
        ports = _ports(translation, box.destination_ports, source=source)
    elif source and not translation.one_to_one:
        ports = PORTS  # may be changed to keep connections apart
    if ports is None or (box.protocols - WITH_PORTS and translation.to_ports is not None):
        return None
    if source:
        return replace(box, source=to, source_ports=ports)
    return replace(box, destination=to, destination_ports=ports)


def _ports(translation: Translation, ports: Intervals, *, source: bool) -> Intervals | None:
    to = translation.to_ports
    if to is None or to.size() == 1 or source:
        return to
    matched = {box.destination_ports for box in translation.matches}
    if translation.one_to_one and len(matched) == 1:
        (first, _), (start, _) = next(iter(matched)).spans[0], to.spans[0]
        return ports.shift(start - first)
    return None


def _offset(translation: Translation, now: Addresses, *, source: bool) -> int | None:
    """How far a one-to-one translation moves addresses; None when it is not one distance."""
    if translation.to is None:
        return None
    version = 4 if now.v4 else 6
    to = translation.to.family(version)
    matched = {(box.source if source else box.destination).family(version) for box in translation.matches}
    if len(matched) != 1 or len(to.spans) != 1:
        return None
    (only,) = matched
    if len(only.spans) != 1 or only.size() > to.size():
        return None
    return to.spans[0][0] - only.spans[0][0]


def _shifted(addresses: Addresses, by: int) -> Addresses:
    if addresses.v4:
        return Addresses(v4=addresses.v4.shift(by))
    return Addresses(v6=addresses.v6.shift(by))
