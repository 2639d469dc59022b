"""Board of a law: each duty with its status, the requirements under it, and what no requirement covers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keur.assess.duties.law import DutyRow, Stage, duty_rows
from keur.assess.programme.contradictions import contradicting
from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status
from keur.assess.result import DecidedFinding
from keur.assess.scope.answer import CLASS
from keur.assess.scope.classes import EntityClass
from keur.assess.scope.result import Scope
from keur.catalogue import Catalogues
from keur.catalogue.model import Gap, Relation, Row
from keur.catalogue.model import Mapping as Link
from keur.plant.model import Deviation, Text

WEIGHT = {Relation.COVERS: 1.0, Relation.PARTLY: 0.5, Relation.SUPPORTS: 0.0, Relation.RELATED: 0.0}
"""What a met requirement counts for in the coverage of a duty. What weighs nothing never makes a duty met."""

GAP_WEIGHT = 1.0
"""The same for what the law asks beyond the standard."""

REACH = "office-it"
"""The gap that tells how far all answers reach; it covers no duty by itself."""

WORST_FIRST = (Status.NOT_MET, Status.NOT_DEMONSTRATED, Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Bearing:
    """A requirement under a duty."""

    link: Link
    requirement: RequirementStatus

    @property
    def bears(self) -> bool:
        """Whether the duty can be met by it."""
        return WEIGHT[self.link.kind] > 0


@dataclass(frozen=True, slots=True)
class Addition:
    """What the law asks here beyond the standard, and what the plant shows of it."""

    gap: Gap
    shown: RequirementStatus


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty."""

    row: Row
    """Its mark says how sure the row itself is."""
    stage: Stage
    where_fitting: bool
    """The law itself leaves room not to apply (all of) it, with reasons on record."""
    status: Status
    reasons: tuple[Text, ...]
    """Why it has this status, shortest answer first."""
    bearings: tuple[Bearing, ...]
    """What is missing comes first."""
    additions: tuple[Addition, ...]
    findings: tuple[str, ...]
    """Fingerprints of findings that contradict the duty itself, and not by way of a requirement."""
    deviations: tuple[Deviation, ...]
    demonstrated: int
    """Requirements that cover it, wholly or partly, and additions, that are met."""
    contradicted: int
    """The same, not met."""
    unanswered: int
    """The same, not demonstrated."""
    set_aside: int
    """The same, not applicable with a signed reason."""
    coverage: float | None
    """Weight of what is met, of all that is applicable: 0 to 1. None where nothing bears the duty."""


@dataclass(frozen=True, slots=True)
class Board:
    """What a plant shows of one law on a day."""

    law: str
    day: dt.date
    scope: Scope
    duties: tuple[Duty, ...]
    """By the law's own clock; empty when the law does not hold on the day."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the plant shows, whichever law asks."""

    scope: Scope
    statuses: Sequence[RequirementStatus]
    additions: Mapping[str, RequirementStatus]
    findings: Sequence[DecidedFinding]
    deviations: Sequence[Deviation]


def board(law: str, catalogues: Catalogues, shown: Shown) -> Board:
    """The duties of a law, by its own clock. `catalogues` holds what is valid on the day that is asked about.

    Raises UnknownRow when there is no such law.
    """
    catalogues.catalogue(law)
    rows = duty_rows(law)
    parents = {row.id: row.parent for row in catalogues.rows(law)}
    by_id = {one.requirement: one for one in shown.statuses}
    bearings: dict[str, list[Bearing]] = defaultdict(list)
    for link in catalogues.mappings(CATALOGUE, law):
        for id in _listed(link.to_id, rows, parents):
            bearings[id].append(Bearing(link, by_id[link.from_id]))
    added: dict[str, list[Addition]] = defaultdict(list)
    for gap in catalogues.gaps(CATALOGUE):
        for id in dict.fromkeys(id for named in gap.obligations for id in _listed(named, rows, parents)):
            added[id].append(Addition(gap, shown.additions[gap.id]))
    against = contradicting(shown.findings)
    duties = tuple(
        duty(
            catalogues.row(one.id),
            one,
            bearings[one.id],
            added[one.id],
            tuple(found.finding.id for found in against.get(one.id, ())),
            tuple(deviation for deviation in shown.deviations if deviation.obligation == one.id),
            shown.scope,
        )
        for one in rows.values()
        if one.id in parents
    )
    return Board(law, shown.scope.today, shown.scope, duties)


def _listed(id: str, rows: Mapping[str, DutyRow], parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The duties that a row of the law stands for: itself, or those within it, or else the nearest that holds it."""
    if id not in parents:
        return ()
    if id in rows:
        return (id,)
    if within := tuple(one for one in rows if _within(one, id, parents)):
        return within
    up = parents[id]
    while up is not None and up not in rows:
        up = parents[up]
    return () if up is None else (up,)


def _within(id: str, holder: str, parents: Mapping[str, str | None]) -> bool:
    up = parents.get(id)
    return up is not None and (up == holder or _within(up, holder, parents))


def duty(
    row: Row,
    law: DutyRow,
    bearings: Sequence[Bearing],
    additions: Sequence[Addition],
    findings: tuple[str, ...],
    deviations: tuple[Deviation, ...],
    scope: Scope,
) -> Duty:
    """Judges one duty.

    It is met only when everything applicable that bears it is met, and all that it asks beyond the standard, and
    something covers it; one thing that is not met makes it not met. A deviation stands beside it and changes nothing.
    """
    weights = [(one.requirement.status, WEIGHT[one.link.kind]) for one in bearings if one.bears]
    weights += [(one.shown.status, GAP_WEIGHT) for one in additions]
    statuses = [status for status, _ in weights]
    applicable = sum(weight for status, weight in weights if status is not Status.NOT_APPLICABLE)
    met = sum(weight for status, weight in weights if status is Status.MET)
    counts = {status: statuses.count(status) for status in Status}
    covered = any(one.requirement.status is Status.MET for one in bearings if WEIGHT[one.link.kind] >= 1)
    covered = covered or any(one.shown.status is Status.MET for one in additions if one.gap.id != REACH)
    additions_met = all(one.shown.status is Status.MET for one in additions)
    status = _judged(counts, covered and additions_met, bool(findings), scope)
    return Duty(
        row=row,
        stage=law.stage,
        where_fitting=law.where_fitting,
        status=status,
        reasons=tuple(_reasons(status, counts, covered, len(findings))),
        bearings=tuple(sorted(bearings, key=_missing_first)),
        additions=tuple(sorted(additions, key=lambda one: WORST_FIRST.index(one.shown.status))),
        findings=findings,
        deviations=deviations,
        demonstrated=counts[Status.MET],
        contradicted=counts[Status.NOT_MET],
        unanswered=counts[Status.NOT_DEMONSTRATED],
        set_aside=counts[Status.NOT_APPLICABLE],
        coverage=met / applicable if applicable else None,
    )


def _missing_first(one: Bearing) -> tuple[bool, int, bool]:
    status = one.requirement
    return (not one.bears, WORST_FIRST.index(status.status), not status.findings)


def _judged(counts: Mapping[Status, int], borne: bool, contradicted: bool, scope: Scope) -> Status:
    if scope.entity_class is EntityClass.NONE:
        return Status.NOT_APPLICABLE
    if contradicted or counts[Status.NOT_MET]:
        return Status.NOT_MET
    return Status.MET if borne and not counts[Status.NOT_DEMONSTRATED] else Status.NOT_DEMONSTRATED


def _reasons(status: Status, counts: Mapping[Status, int], covered: bool, findings: int) -> list[Text]:
    if status is Status.NOT_APPLICABLE:
        name = CLASS[EntityClass.NONE]
        return [Text(nl=f"`keur scope`: {name.nl}", en=f"`keur scope`: {name.en}")]
    told = (
        (findings, "bevindingen spreken de plicht tegen", "findings contradict the duty"),
        (counts[Status.NOT_MET], "niet vervuld of tegengesproken", "not met or contradicted"),
        (counts[Status.NOT_DEMONSTRATED], "niet aangetoond", "not demonstrated"),
    )
    found = [Text(nl=f"{count} {nl}", en=f"{count} {en}") for count, nl, en in told if count]
    if not found and not covered:
        found.append(Text(nl="niets dekt haar geheel", en="nothing covers it wholly"))
    return found
