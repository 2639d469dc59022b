"""What the firewalls of a plant permit between its zones: which rule decides about which packets, and on which way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from keur.observe.firewalls.intervals import Addresses
from keur.observe.firewalls.model import EVERYTHING, Packets
from keur.plant.model import Plant
from keur.reach.book import Asked, Comparison, TooEntangled, Verdict
from keur.reach.devices import Device
from keur.reach.engine import Engine
from keur.reach.packets import FIRST, Packet
from keur.reach.steps import Decision, Origin, Step
from keur.reach.topology import Crossing, Topology, Way
from keur.reach.translated import Follower, Piece, concerned


@dataclass(frozen=True, slots=True)
class Decider:
    """What decided at one firewall."""

    device: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of some packets between two zones."""

    decision: Decision
    deciders: tuple[Decider, ...]
    """What lets them through, firewall by firewall; or what stops them; or what is in doubt. Empty when no firewall's
    configuration says."""
    crossings: tuple[Crossing, ...]
    sent: Packets | None = None
    """As they were sent, when a translation changed their destination."""


NO_WAY = Fate(Decision.UNKNOWN, (), ())
"""No firewall that is known stands at the source."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the ways that packets can take, as rule lists in a row."""

    asked: tuple[Asked | int, ...]
    devices: tuple[str, ...]
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Packets from some addresses to some addresses, with all ways that they can take."""

    region: Packets
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Packets between two zones that meet one fate, and what lists that were asked beside say of them."""

    comparison: Comparison
    number: int
    fate: Fate
    beside: tuple[Verdict, ...]

    def witness(self, among: Packets = EVERYTHING) -> Packet | None:
        return self.comparison.witness([self.number], among)

    def boxes(self, most: int = 1_000) -> tuple[list[Packets], bool]:
        return self.comparison.boxes([self.number], most)


class Reach:
    """Answers what can pass between the zones of a plant."""

    def __init__(self, plant: Plant, devices: Sequence[Device], today: dt.date | None = None) -> None:
        self.topology = Topology(plant, devices)
        self.engine = Engine(devices, today)
        self.stretches = cache(self._stretches)

    def groups(
        self, source: str, destination: str, within: Packets = EVERYTHING, beside: Sequence[int] = ()
    ) -> Iterator[Group]:
        """All packets from one zone to another that are in a box, by their fate; with what some more lists of the book
        (`beside`) say of them."""
        for stretch in self.stretches(source, destination):
            region = stretch.region & within
            if not region:
                continue
            asked = [one for alternative in stretch.alternatives for one in alternative.asked]
            try:
                comparisons = self.engine.book.compare([*asked, *beside], region)
            except TooEntangled:
                asked, stretch = [self.engine.unknown], replace(stretch, alternatives=_OUT_OF_SIGHT)
                comparisons = self.engine.book.compare([*asked, *beside], region)
            for comparison in comparisons:
                for number, verdicts in enumerate(comparison.groups):
                    fate = self._fate(stretch, verdicts)
                    yield Group(comparison, number, fate, verdicts[len(asked) :])

    def _fate(self, stretch: Stretch, verdicts: Sequence[Verdict]) -> Fate:
        """The best that any way has to offer: packets pass when one way lets them."""
        best: Fate | None = None
        at = 0
        for alternative in stretch.alternatives:
            mine = verdicts[at : at + len(alternative.asked)]
            at += len(alternative.asked)
            fate = _along(alternative, mine)
            if best is None or _RANK[fate.decision] < _RANK[best.decision]:
                best = fate
        return best or NO_WAY

    def _stretches(self, source: str, destination: str) -> tuple[Stretch, ...]:
        """The ways between two zones, cut so that all packets of a stretch have the same ways."""
        base = replace(FIRST, source=self.topology.zones[source], destination=self.topology.destinations(destination))
        if not base:
            return ()
        if self.topology.attachments.get(source) and concerned(self.topology, self.engine, source, destination):
            return (Stretch(base, (self._followed(source, destination),)),)
        return tuple(self._along_ways(base, source, destination))

    def _along_ways(self, base: Packets, source: str, destination: str) -> Iterator[Stretch]:
        blocked = (Alternative((self.engine.blocked,), ("",), ()),)
        unseen = base.source
        for sources, ways in _cut(base.source, self.topology.ways(source, destination), lambda way: way.source):
            left = base.destination
            for destinations, mine in _cut(base.destination, ways, lambda way: way.destination):
                region = replace(base, source=sources, destination=destinations)
                yield Stretch(region, tuple(self._alternative(way) for way in mine))
                left -= destinations
            if left:  # to the rest, the firewalls have no route
                yield Stretch(replace(base, source=sources, destination=left), blocked)
            unseen -= sources
        for start in self.topology.attachments.get(source, ()):
            if part := start.addresses & unseen:
                yield Stretch(replace(base, source=part), blocked)
                unseen -= part
        if unseen:
            yield Stretch(replace(base, source=unseen), _OUT_OF_SIGHT)

    def _alternative(self, way: Way) -> Alternative:
        if not way.known:
            return Alternative((self.engine.unknown,), ("",), way.crossings)
        asked = tuple(
            Asked(self.engine.lists(step.device).forward, step.in_interface, step.out_interface)
            for step in way.crossings
        )
        return Alternative(asked, tuple(step.device for step in way.crossings), way.crossings)

    def _followed(self, source: str, destination: str) -> Alternative:
        """All that passes, with addresses rewritten on the way, as one list."""
        pieces = list(Follower(self.topology, self.engine, source, destination).pieces())
        order = sorted(pieces, key=lambda piece: _RANK[piece.decision])
        steps = [
            Step("decide", piece.decision, (_without_state(piece.box),), Origin("", None, 0, piece)) for piece in order
        ]
        steps.append(Step("decide", Decision.BLOCKED, (EVERYTHING,), Origin("", None, 0)))
        return Alternative((self.engine.book.add(steps),), ("",), ())


_RANK = {Decision.PERMITTED: 0, Decision.UNKNOWN: 1, Decision.BLOCKED: 2}
_OUT_OF_SIGHT = (Alternative((), (), ()),)


def _without_state(box: Packets) -> Packets:
    return replace(box, states=EVERYTHING.states, flags=EVERYTHING.flags, translated=None)


def _along(alternative: Alternative, verdicts: Sequence[Verdict]) -> Fate:
    """The fate of packets that must pass several lists in a row."""
    if not verdicts:
        return replace(NO_WAY, crossings=alternative.crossings)
    if isinstance(verdicts[0].decider.about, Piece):
        piece = verdicts[0].decider.about
        return Fate(piece.decision, tuple(Decider(*one) for one in piece.deciders), piece.crossed, piece.sent)
    deciders: tuple[Decider, ...] = ()
    doubt: Decider | None = None
    for device, verdict in zip(alternative.devices, verdicts, strict=True):
        if verdict.decision is Decision.BLOCKED:
            stopped = (Decider(device, verdict.decider),) if device else ()  # without a firewall, for want of a route
            return Fate(Decision.BLOCKED, stopped, alternative.crossings)
        decider = Decider(device, verdict.doubt or verdict.decider)
        if verdict.decision is Decision.UNKNOWN:
            doubt = doubt or decider
        deciders = (*deciders, decider)
    if doubt is not None:
        return Fate(Decision.UNKNOWN, (doubt,) if doubt.device else (), alternative.crossings)
    return Fate(Decision.PERMITTED, deciders, alternative.crossings)


def _cut(
    whole: Addresses, ways: Iterable[Way], side: Callable[[Way], Addresses]
) -> Iterator[tuple[Addresses, list[Way]]]:
    """Parts of one side that have nothing in common, each with all ways that it can take."""
    parts: list[tuple[Addresses, list[Way]]] = []
    for way in ways:
        left, cut = side(way) & whole, []
        for part, mine in parts:
            if inside := part & left:
                cut.append((inside, [*mine, way]))
            if outside := part - side(way):
                cut.append((outside, mine))
            left -= part
        if left:
            cut.append((left, [way]))
        parts = cut
    yield from parts
