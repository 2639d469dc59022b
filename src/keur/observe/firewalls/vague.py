"""What is known of a set when a part of it is not: packets that are surely in it, and packets that may be.

A rule over such sets becomes two: one for the packets that it surely matches, and after it one with a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from keur.observe.firewalls.intervals import ANYWHERE, NOWHERE, Addresses, Intervals, Span
from keur.observe.firewalls.model import EVERYTHING, Packets, Rule
from keur.plant.model import Text

MOST_BOXES = 4_096
"""A rule that falls apart into more boxes than this is taken for in doubt as a whole."""


@dataclass(frozen=True, slots=True)
class VagueAddresses:
    sure: Addresses = NOWHERE
    possible: Addresses = NOWHERE
    """Holds `sure`."""
    doubts: tuple[Text, ...] = ()

    @classmethod
    def known(cls, addresses: Addresses) -> VagueAddresses:
        return cls(addresses, addresses)

    @classmethod
    def unknown(cls, why: Text, possible: Addresses = ANYWHERE) -> VagueAddresses:
        return cls(NOWHERE, possible, (why,))

    def __or__(self, other: VagueAddresses) -> VagueAddresses:
        return VagueAddresses(
            self.sure | other.sure, self.possible | other.possible, _together(self.doubts, other.doubts)
        )

    def __sub__(self, other: VagueAddresses) -> VagueAddresses:
        return VagueAddresses(
            self.sure - other.possible, self.possible - other.sure, _together(self.doubts, other.doubts)
        )

    def complement(self) -> VagueAddresses:
        return VagueAddresses(self.possible.complement(), self.sure.complement(), self.doubts)


@dataclass(frozen=True, slots=True)
class VaguePackets:
    """Boxes of packets; of services, only protocols and ports are limited."""

    sure: tuple[Packets, ...] = ()
    possible: tuple[Packets, ...] = ()
    """Holds `sure`."""
    doubts: tuple[Text, ...] = ()

    @classmethod
    def known(cls, *packets: Packets) -> VaguePackets:
        return cls(packets, packets)

    @classmethod
    def unknown(cls, why: Text, *possible: Packets) -> VaguePackets:
        return cls((), possible or (EVERYTHING,), (why,))

    def __or__(self, other: VaguePackets) -> VaguePackets:
        return VaguePackets(
            (*self.sure, *other.sure), (*self.possible, *other.possible), _together(self.doubts, other.doubts)
        )

    def __and__(self, other: VaguePackets) -> VaguePackets:
        return VaguePackets(
            product(self.sure, other.sure), product(self.possible, other.possible), _together(self.doubts, other.doubts)
        )


ANY_PACKETS = VaguePackets.known(EVERYTHING)


def any_of(parts: Iterable[VagueAddresses]) -> VagueAddresses:
    """Addresses that are in at least one of many sets; faster than `|` one by one."""
    sets = tuple(parts)
    if len(sets) == 1:
        return sets[0]
    doubts = tuple(dict.fromkeys(doubt for one in sets for doubt in one.doubts))
    sure = _union(one.sure for one in sets)
    return VagueAddresses(sure, _union(one.possible for one in sets) if doubts else sure, doubts)


def _union(sets: Iterable[Addresses]) -> Addresses:
    v4: list[Span] = []
    v6: list[Span] = []
    for one in sets:
        v4.extend(one.v4.spans)
        v6.extend(one.v6.spans)
    return Addresses(Intervals(v4), Intervals(v6))


def _together(one: tuple[Text, ...], other: tuple[Text, ...]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def product(one: Sequence[Packets], other: Sequence[Packets]) -> tuple[Packets, ...]:
    """The packets that are in both, as boxes."""
    if other == (EVERYTHING,):
        return tuple(one)
    if one == (EVERYTHING,):
        return tuple(other)
    return tuple(box for a in one for b in other if (box := a & b))


def between(sources: VagueAddresses, destinations: VagueAddresses) -> VaguePackets:
    """Packets from some addresses to some addresses."""
    return VaguePackets(
        (Packets(source=sources.sure, destination=destinations.sure),),
        (Packets(source=sources.possible, destination=destinations.possible),),
        _together(sources.doubts, destinations.doubts),
    )


def rules(rule: Rule, packets: VaguePackets) -> list[Rule]:
    """The rule for the packets that it surely matches, and with a doubt for those that it may match. `rule.matches` is
    not looked at; a doubt that it has already makes all of them doubtful."""
    sure = tuple(box for box in packets.sure if box)
    possible = sure if packets.possible is packets.sure else tuple(box for box in packets.possible if box)
    doubts = _together((rule.doubt,) if rule.doubt else (), packets.doubts)
    if len(sure) > MOST_BOXES or len(possible) > MOST_BOXES:
        sure, possible = (), (EVERYTHING,)
        doubts = (*doubts, TOO_MANY_BOXES)
    if rule.doubt is None and sure == possible:
        return [replace(rule, matches=sure)]
    doubtful = replace(rule, matches=possible, doubt=all_doubts(doubts))
    return [doubtful] if rule.doubt or not sure else [replace(rule, matches=sure), doubtful]


def all_doubts(doubts: Iterable[Text]) -> Text:
    """Several reasons in one text."""
    found = tuple(doubts)
    return Text(nl="; ".join(doubt.nl for doubt in found), en="; ".join(doubt.en for doubt in found))


TOO_MANY_BOXES = Text(
    nl="de regel valt in te veel combinaties uiteen", en="the rule falls apart into too many combinations"
)
