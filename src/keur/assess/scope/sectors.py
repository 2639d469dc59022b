"""Which entries of the annexes the activities of an entity fall under.

A NACE code decides only where the law itself names NACE (divisions 21 and 26 to 30). Elsewhere a code raises the
question, and what people found when they looked at the annex (`entries`) answers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keur.assess.scope.certainty import Demonstrated, both
from keur.assess.scope.law import Entry, entries
from keur.catalogue import Mark
from keur.plant.entity import Activity, Weight

PRODUCER = "I.1.a.producer"
PRODUCER_MW = 100
PRODUCTION_CODE = "3511"
"""NACE class of the production of electricity."""


class Basis(StrEnum):
    """Why an entry is thought of."""

    NACE = "nace"
    SBI = "sbi"
    DECLARED = "declared"
    HINT = "hint"
    GENERATION = "generation"


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that an activity falls under, perhaps falls under, or would but for a condition."""

    entry: Entry
    activity: Activity
    basis: Basis
    fits: Demonstrated
    condition_met: Demonstrated
    """Whether the entry's condition holds; True when it has none."""
    contradicted: bool = False
    """Declared, while the law names another NACE division than the activity's code."""

    @property
    def certain(self) -> bool:
        """Whether the step rests on nothing uncertain."""
        return self.entry.mark is not Mark.UNCERTAIN and not self.contradicted and self.basis is not Basis.SBI


@dataclass(frozen=True, slots=True)
class Sectors:
    """What all activities together lead to."""

    found: tuple[Found, ...]
    open: tuple[Activity, ...]
    """Activities of which nothing says whether any entry fits."""


def sectors(activities: Sequence[Activity]) -> Sectors:
    """The entries of all activities. One entry may be found for several activities."""
    generation_mw = sum((one.generation_mw or Decimal(0) for one in activities), Decimal(0))
    found = tuple(one for activity in activities for one in _of_activity(activity, generation_mw))
    return Sectors(found, tuple(one for one in activities if _open(one, found)))


def _open(activity: Activity, found: Sequence[Found]) -> bool:
    """Whether nothing says that an entry fits, may fit, or was looked for."""
    if activity.entries is not None:
        return False
    own = [one for one in found if one.activity is activity]
    code = activity.nace or activity.sbi or PRODUCTION_CODE
    if any(one.basis is Basis.GENERATION for one in own) and code.startswith(PRODUCTION_CODE):
        return False
    return all(one.fits is False for one in own)


def _of_activity(activity: Activity, generation_mw: Decimal) -> Iterator[Found]:
    given: set[str] = set()
    for entry, basis in _candidates(activity):
        if entry.id in given:
            continue
        given.add(entry.id)
        condition = _condition(entry, activity, generation_mw)
        applies = None if basis is Basis.HINT else True
        yield Found(entry, activity, basis, both(applies, condition), condition, _contradicted(entry, activity, basis))


def _candidates(activity: Activity) -> Iterator[tuple[Entry, Basis]]:
    code = activity.nace or activity.sbi
    for entry in entries().values():
        if code is not None and entry.nace is not None and code.startswith(entry.nace):
            yield entry, Basis.NACE if activity.nace else Basis.SBI
    for name in activity.entries or ():
        yield entries()[name], Basis.DECLARED
    if activity.generation_mw is not None:
        yield entries()[PRODUCER], Basis.GENERATION
    if activity.entries is None and code is not None:
        for entry in entries().values():
            if any(code.startswith(hint) or hint.startswith(code) for hint in entry.hints):
                yield entry, Basis.HINT


def _contradicted(entry: Entry, activity: Activity, basis: Basis) -> bool:
    return bool(basis is Basis.DECLARED and entry.nace and activity.nace and not activity.nace.startswith(entry.nace))


def _condition(entry: Entry, activity: Activity, generation_mw: Decimal) -> Demonstrated:
    """Whether what else must hold does."""
    weight = activity.weight
    if entry.condition == "producer":
        if weight is Weight.MAIN or generation_mw >= PRODUCER_MW:
            return True
        return None if weight is None or activity.generation_mw is None else False
    if entry.condition == "principal":
        return None if weight is None else weight is Weight.MAIN
    if entry.condition == "not-minor":
        return None if weight is None else weight is not Weight.MINOR
    return True
