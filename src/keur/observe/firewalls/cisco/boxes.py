"""Boxes without other boxes: what a list permits, as a set of packets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from keur.observe.firewalls.intervals import ANYWHERE, FLAGS, PORTS, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, Packets
from keur.observe.firewalls.vague import MOST_BOXES, VaguePackets
from keur.plant.model import Text

TOO_MANY = Text(
    nl="de lijst valt in te veel delen uiteen om er een verzameling van te maken",
    en="the list falls apart into too many parts to make a set of it",
)


def without(box: Packets, other: Packets) -> list[Packets]:
    """The packets of a box that are not in another. Only addresses, protocols, ports and flags may limit the other,
    and flags only where its protocol is TCP alone: other protocols have none."""
    if not box & other:
        return [box]
    found: list[Packets] = []
    rest = box
    for one in _apart(rest.source, other.source):
        found.append(replace(rest, source=one))
    rest = replace(rest, source=rest.source & other.source)
    for one in _apart(rest.destination, other.destination):
        found.append(replace(rest, destination=one))
    rest = replace(rest, destination=rest.destination & other.destination)
    for part in _NUMBERS:
        theirs = part.of(other)
        if theirs == part.whole:
            continue
        left = part.of(rest) - theirs
        if left:
            found.append(rest & part.box(left))
        rest = rest & part.box(theirs)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A side of a box that is a set of numbers."""

    whole: Intervals
    of: Callable[[Packets], Intervals]
    box: Callable[[Intervals], Packets]


_NUMBERS = (
    _Part(PROTOCOLS, lambda box: box.protocols, lambda numbers: Packets(protocols=numbers)),
    _Part(PORTS, lambda box: box.source_ports, lambda numbers: Packets(source_ports=numbers)),
    _Part(PORTS, lambda box: box.destination_ports, lambda numbers: Packets(destination_ports=numbers)),
    _Part(FLAGS, lambda box: box.flags, lambda numbers: Packets(flags=numbers)),
)
"""Flags last: what is left then is of the other's protocols."""


def _apart(mine: Addresses, theirs: Addresses) -> Iterable[Addresses]:
    if theirs == ANYWHERE:
        return ()
    left = mine - theirs
    return (left,) if left else ()


def subtract(boxes: Iterable[Packets], others: Sequence[Packets]) -> list[Packets] | None:
    """The packets of some boxes that are in none of others; None when that comes to too many boxes."""
    found = [box for box in boxes if box]
    for other in others:
        if not other:
            continue
        found = [part for box in found for part in without(box, other)]
        if len(found) > MOST_BOXES:
            return None
    return found


MOST_WORK = 100_000
"""Times that a box is taken from another, for one list."""


class Permitted:
    """Gathers what a list permits, entry by entry: a packet is in the set when the first entry that it matches
    permits it. Entries that hold at some hours only, or are in doubt, make packets doubtful."""

    def __init__(self) -> None:
        self._sure: list[Packets] = []
        self._possible: list[Packets] = []
        self._denied_surely: list[Packets] = []
        self._denied_possibly: list[Packets] = []
        self._doubts: dict[Text, None] = {}
        self._too_many = False
        self._work = 0

    def add(self, packets: VaguePackets, *, permits: bool, doubt: Text | None = None) -> None:
        sure = () if doubt else packets.sure
        for one in (*packets.doubts, *((doubt,) if doubt else ())):
            self._doubts[one] = None
        if not permits:
            self._denied_surely.extend(sure)
            self._denied_possibly.extend(packets.possible)
            return
        self._work += (len(sure) + len(packets.possible)) * len(self._denied_possibly)
        if self._too_many or self._work > MOST_WORK:
            self._too_many = True
            return
        certain = subtract(sure, self._denied_possibly)
        perhaps = subtract(packets.possible, self._denied_surely)
        if certain is None or perhaps is None or len(self._possible) + len(perhaps) > MOST_BOXES:
            self._too_many = True
            return
        self._sure.extend(certain)
        self._possible.extend(perhaps)

    def result(self) -> VaguePackets:
        if self._too_many:
            return VaguePackets.unknown(TOO_MANY, EVERYTHING)
        return VaguePackets(tuple(self._sure), tuple(self._possible), tuple(self._doubts))
