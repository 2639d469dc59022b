"""The answer to *does the law cover us, and as what*: the steps, what each rests on, and what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from keur.assess.scope.certainty import Demonstrated
from keur.assess.scope.classes import EntityClass, Span
from keur.assess.scope.law import Entry, consequences
from keur.plant.model import Place, Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the decision."""

    id: str
    title: Text
    answer: Demonstrated
    text: Text
    rows: tuple[str, ...]
    """The rows of law that it rests on."""
    places: tuple[Place, ...] = ()
    """Where in the plant folder the facts stand."""
    missing: tuple[Text, ...] = ()
    """What has to be filled in before the step has an answer."""
    doubt: Text | None = None
    """Why the step is uncertain, though it has an answer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the class, and into which."""

    text: Text
    outcome: Span
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who is there for the entity because of one entry."""

    entry: Entry
    fits: Demonstrated
    minister: Text
    inspectorate: str
    csirt: str
    doubt: Text | None
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty, with its date or its term."""

    id: str
    text: Text
    since: dt.date
    due: dt.date | None
    """The day by which it must be met; None: always since `since`, or by its term."""
    term: str | None
    """Term per event, ISO 8601."""
    rows: tuple[str, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Fine:
    """The highest fine for a kind of breach."""

    text: Text
    amount_eur: Decimal
    turnover_percent: Decimal | None
    """The share of turnover, where that may be higher than the fixed amount."""
    at_least: bool
    """The turnover is not (fully) known, so the ceiling may be higher."""
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another law to look at."""

    id: str
    text: Text
    date: dt.date | None
    rows: tuple[str, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The whole answer. An indication: the supervisor decides."""

    organisation: str
    today: dt.date
    span: Span
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    supervision: tuple[Supervision, ...]
    supervised: Text | None
    """How supervision works for the class."""
    supervised_rows: tuple[str, ...]
    duties: tuple[Duty, ...]
    fines: tuple[Fine, ...]
    neighbours: tuple[Neighbour, ...]

    @property
    def entity_class(self) -> EntityClass | None:
        """The class; None when it is not demonstrated."""
        return self.span.settled

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all rows of law that the answer rests on."""
        data = consequences()
        parts = (self.steps, self.changes, self.supervision, self.duties, self.fines, self.neighbours)
        found = {id for part in parts for one in part for id in one.rows}
        return frozenset((*found, *self.supervised_rows, *data["portal"]["rows"], *data["self_assessment"]["rows"]))

    @property
    def doubts(self) -> tuple[Text, ...]:
        """Why the answer is uncertain, step by step."""
        return tuple(step.doubt for step in self.steps if step.doubt is not None)

    @property
    def missing(self) -> tuple[Text, ...]:
        """What has to be filled in for a full answer."""
        return tuple(dict.fromkeys(text for step in self.steps for text in step.missing))
