"""Rule lists of both address families side by side: which rule of each decides about which packets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from keur._rust import reach as core
from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.model import EVERYTHING, Packets
from keur.reach.packets import FAMILIES, FIELDS, IN, OUT, TRANSLATED, Packet, Universe
from keur.reach.steps import Decision, Origin, Step


class TooEntangled(Exception):
    """Rule lists that cannot be compared within bounds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule list says of one group of packets."""

    decision: Decision
    decider: Origin
    doubt: Origin | None
    """The rule that may decide otherwise; the decision is unknown then."""
    without: tuple[Decision, Origin] | None
    """What would be decided without the decider, and by what; None when not asked for, or not to be told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule list that is asked about packets as they cross one firewall: where they come in and go out."""

    number: int
    in_interface: str
    out_interface: str
    translated: bool = False
    """Whether their destination has been translated by then."""


class Book:
    """Holds rule lists. Interfaces and applications that they name must be in the universe."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self._books = {family: core.Rulebook(len(FIELDS)) for family in FAMILIES}
        self._sets: dict[tuple[int, Intervals], int] = {}
        self._lists: list[Sequence[Step]] = []
        self._regions: dict[tuple[int, Packets], list[int] | None] = {}
        self._verdicts: dict[tuple[int, core.Outcome], Verdict] = {}

    def add(self, steps: Sequence[Step]) -> int:
        """Takes a list; gives its number. The last step must decide about every packet."""
        for family, book in self._books.items():
            book.add([(step.what, step.argument, list(self._cases(step.boxes, family))) for step in steps])
        self._lists.append(steps)
        return len(self._lists) - 1

    def _cases(self, boxes: Iterable[Packets], family: int) -> Iterator[list[tuple[int, int]]]:
        for box in boxes:
            limits = self.universe.limits(box, family)
            if limits is not None:
                yield [(number, self._set(family, values)) for number, values in limits]

    def _set(self, family: int, values: Intervals) -> int:
        found = self._sets.get((family, values))
        if found is None:
            found = self._sets[family, values] = self._books[family].set(values.spans)
        return found

    def compare(
        self, lists: Sequence[int | Asked], region: Packets = EVERYTHING, *, lookahead: bool = False
    ) -> list[Comparison]:
        """What the lists say of the packets of a box: a comparison for each family that has any.

        Raises `TooEntangled`."""
        found = []
        for family in FAMILIES:
            sets = self._sides(region, family)
            if sets is None:
                continue
            try:
                made = self._books[family].compare([self._asked(one, family) for one in lists], sets, lookahead)
            except MemoryError as error:
                raise TooEntangled(str(error)) from error
            numbers = tuple(one.number if isinstance(one, Asked) else one for one in lists)
            found.append(Comparison(self, family, made, numbers))
        return found

    def _asked(self, one: int | Asked, family: int) -> tuple[int, list[tuple[int, int]]]:
        if isinstance(one, int):
            return one, []
        numbers = {
            IN: self.universe.interface(one.in_interface),
            OUT: self.universe.interface(one.out_interface),
            TRANSLATED: int(one.translated),
        }
        return one.number, [(field, self._set(family, Intervals.of(number))) for field, number in numbers.items()]

    def _sides(self, region: Packets, family: int) -> list[int] | None:
        """The sets of a region, a set for each field; None when no packet of the family is in it."""
        if not (region.source.family(family) and region.destination.family(family)):
            return None
        key = (family, region)
        if key not in self._regions:
            self._regions[key] = self._region(region, family)
        return self._regions[key]

    def _region(self, region: Packets, family: int) -> list[int] | None:
        limits = self.universe.limits(region, family)
        if limits is None:
            return None
        whole = self.universe.whole(family)
        for number, values in limits:
            whole[number] = values
        return [self._set(family, values) for values in whole]

    def fares(self, number: int, step: int, within: Packets = EVERYTHING, *, lookahead: bool = False) -> list[Verdict]:
        """What becomes of the packets of a box that one step of a list matches, each outcome once.

        Raises `TooEntangled`."""
        found: dict[Verdict, None] = {}
        for family, book in self._books.items():
            sets = self._sides(within, family)
            if sets is None:
                continue
            try:
                outcomes = book.fares(number, step, sets, lookahead)
            except MemoryError as error:
                raise TooEntangled(str(error)) from error
            found |= dict.fromkeys(self.verdict(number, outcome) for outcome in outcomes)
        return list(found)

    def verdict(self, number: int, outcome: core.Outcome) -> Verdict:
        """What an outcome of a list means; the same outcome gives the same object."""
        found = self._verdicts.get((number, outcome))
        if found is None:
            found = self._verdicts[number, outcome] = self._verdict(number, outcome)
        return found

    def _verdict(self, number: int, outcome: core.Outcome) -> Verdict:
        decider, perhaps, without = outcome
        steps = self._lists[number]
        return Verdict(
            Decision.UNKNOWN if perhaps is not None else Decision(steps[decider].argument),
            steps[decider].origin,
            None if perhaps is None else steps[perhaps].origin,
            None if without is None else (Decision(steps[without].argument), steps[without].origin),
        )


@dataclass(frozen=True)
class Comparison:
    """The packets of one family in groups, so that within a group the same rules decide."""

    book: Book
    family: int
    made: core.Comparison
    lists: tuple[int, ...]

    @cached_property
    def groups(self) -> list[tuple[Verdict, ...]]:
        """For each group, what each list says."""
        return [tuple(map(self.book.verdict, self.lists, outcomes)) for outcomes in self.made.groups()]

    def group_of(self, packet: Packet) -> int | None:
        """The group of a packet; None outside the region."""
        return self.made.group(self.book.universe.point(packet))

    def witness(self, groups: Iterable[int], among: Packets = EVERYTHING) -> Packet | None:
        """A packet of one of some groups that is in a box, if there is one."""
        limits = self.book.universe.limits(among, self.family)
        if limits is None:
            return None
        sides = self.book.universe.whole(self.family)
        for number, values in limits:
            sides[number] &= values
        point = self.made.witness(list(groups), [side.spans for side in sides])
        return None if point is None else self.book.universe.packet(point, self.family)

    def boxes(self, groups: Iterable[int], most: int = 1_000_000) -> tuple[list[Packets], bool]:
        """The packets of some groups as boxes that have nothing in common, and whether these are all."""
        boxes, whole = self.made.boxes(list(groups), most)
        return [self.book.universe.box(sides, self.family) for sides in boxes], whole
