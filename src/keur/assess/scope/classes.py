"""Essential, important or neither: what the law makes of entries, size and special cases (Cbw 8, 9, 12; NIS2 3).

Pure rules: facts in, the lowest and the highest class that they leave possible out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from keur.assess.scope.certainty import Demonstrated, possible
from keur.assess.scope.law import Entry
from keur.plant.entity import Special


class EntityClass(IntEnum):
    """Class of an entity, lightest first."""

    NONE = 0
    IMPORTANT = 1
    ESSENTIAL = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Span:
    """The classes that are possible; one when both ends are equal."""

    lowest: EntityClass
    highest: EntityClass

    @property
    def in_scope(self) -> Demonstrated:
        if self.lowest > EntityClass.NONE:
            return True
        return False if self.highest is EntityClass.NONE else None

    @property
    def settled(self) -> EntityClass | None:
        """The class; None when it is not demonstrated."""
        return self.lowest if self.lowest is self.highest else None


ANYTHING = Span(EntityClass.NONE, EntityClass.ESSENTIAL)
NOTHING = Span(EntityClass.NONE, EntityClass.NONE)
ESSENTIAL = Span(EntityClass.ESSENTIAL, EntityClass.ESSENTIAL)


@dataclass(frozen=True, slots=True)
class Case:
    """All that the class depends on."""

    in_the_netherlands: Demonstrated
    entries: tuple[tuple[Entry, Demonstrated], ...]
    """Entries and whether the entity falls under them."""
    open: bool
    """Whether there may be entries that nobody looked at."""
    medium: Demonstrated
    """Counts as at least medium-sized."""
    large: Demonstrated
    special: frozenset[Special] | None


def class_of(rule: str, medium: bool, large: bool) -> EntityClass:
    """The class that an entry's rule gives at a size."""
    if rule == "any-essential":
        return EntityClass.ESSENTIAL
    if rule == "telecom":
        return EntityClass.ESSENTIAL if medium else EntityClass.IMPORTANT
    if rule == "trust":
        return EntityClass.ESSENTIAL if large else EntityClass.IMPORTANT
    if rule == "annex-1" and large:
        return EntityClass.ESSENTIAL
    return EntityClass.IMPORTANT if medium else EntityClass.NONE


def classify(case: Case) -> Span:
    """The classes that the facts leave possible: the heaviest of all entries counts, for the whole entity."""
    special = case.special or frozenset()
    if Special.DEFENCE_BODY in special or case.in_the_netherlands is False:
        return NOTHING
    inside = _inside(case, special)
    if case.in_the_netherlands is None:
        return Span(EntityClass.NONE, inside.highest)
    return inside


def _inside(case: Case, special: frozenset[Special]) -> Span:
    if Special.WWKE_CRITICAL in special:
        return ESSENTIAL
    spans = [entry_span(entry, fits, case.medium, case.large) for entry, fits in case.entries]
    by_law = Span(
        max((span.lowest for span in spans), default=EntityClass.NONE),
        EntityClass.ESSENTIAL if case.open else max((span.highest for span in spans), default=EntityClass.NONE),
    )
    if Special.DESIGNATED in special:
        # Only an entity of an annex can be designated; where none fits, the two facts do not agree.
        return ESSENTIAL if any(fits is not False for _, fits in case.entries) or case.open else ANYTHING
    return by_law if case.special is not None else Span(by_law.lowest, EntityClass.ESSENTIAL)


def entry_span(entry: Entry, fits: Demonstrated, medium: Demonstrated, large: Demonstrated) -> Span:
    """The classes that one entry leaves possible."""
    classes = [class_of(entry.rule, *size) for size in sizes(medium, large)] if fits is not False else []
    if fits is not True:
        classes.append(EntityClass.NONE)
    return Span(min(classes), max(classes))


def sizes(medium: Demonstrated, large: Demonstrated) -> Iterator[tuple[bool, bool]]:
    """The sizes that are possible: what is large is also medium-sized."""
    for pair in itertools.product(possible(medium), possible(large)):
        if pair[0] or not pair[1]:
            yield pair
