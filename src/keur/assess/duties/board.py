"""Board of a law: each obligation with its status, the requirements under it, and what no requirement covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status
from keur.catalogue import Catalogues
from keur.catalogue.model import Gap, Mapping, Relation, Row

BEARING = (Relation.COVERS, Relation.PARTLY)
"""Relations by which a requirement can bear an obligation; the others never make something met."""

STAGES = (
    ("Cbw 8", "Cbw 12", "NIS2 2", "NIS2 3(1)", "NIS2 3(2)"),
    ("Cbw 44", "NIS2 3(4)"),
    ("Cbb 16", "NIS2 21(2)(i)", "Cbw 21(3)(i)"),
    (*(f"Cbw {article}" for article in range(25, 31)), "Cbw 21(3)(b)", "Cbb 8", "NIS2 23", "NIS2 21(2)(b)"),
)
"""What comes first by the law's own clock: scope, registration, inventories, incident readiness. The rest follows."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """A requirement under an obligation."""

    mapping: Mapping
    requirement: RequirementStatus


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation."""

    row: Row
    """Its mark says how sure the row itself is."""
    status: Status
    bearings: tuple[Bearing, ...]
    """What is missing comes first."""
    gaps: tuple[Gap, ...]
    """What the law asks here and no requirement covers."""
    demonstrated: int
    """Requirements that cover it, wholly or partly, and are met."""
    contradicted: int
    """The same, not met."""
    unanswered: int
    """The same, not demonstrated or declared not applicable: neither shows the obligation."""


def board(law: str, catalogues: Catalogues, statuses: Sequence[RequirementStatus]) -> tuple[Duty, ...]:
    """The obligations of a law that a requirement of 62443-2-1 touches or a known gap names, by the law's own clock.

    `catalogues` holds what is valid on the day that is asked about. Raises UnknownRow when there is no such law.
    """
    by_id = {one.requirement: one for one in statuses}
    under: dict[str, list[Bearing]] = defaultdict(list)
    for mapping in catalogues.mappings(CATALOGUE, law):
        if mapping.from_id in by_id:
            under[mapping.to_id].append(Bearing(mapping, by_id[mapping.from_id]))
    gaps: dict[str, list[Gap]] = defaultdict(list)
    for gap in catalogues.gaps(CATALOGUE):
        for obligation in gap.obligations:
            gaps[obligation].append(gap)
    rows = [row for row in catalogues.rows(law) if row.id in under or row.id in gaps]
    duties = [duty(row, under.get(row.id, ()), gaps.get(row.id, ())) for row in rows]
    return tuple(sorted(duties, key=lambda one: stage(one.row.id)))


def duty(row: Row, bearings: Sequence[Bearing], gaps: Sequence[Gap]) -> Duty:
    """Judges one obligation. It is met only when everything that bears it is met, something covers it, and no gap is
    left; one requirement that is not met makes it not met."""
    bearing = [one.requirement.status for one in bearings if one.mapping.kind in BEARING]
    demonstrated, contradicted = bearing.count(Status.MET), bearing.count(Status.NOT_MET)
    covered = any(one.mapping.kind is Relation.COVERS for one in bearings)
    if contradicted:
        status = Status.NOT_MET
    elif covered and demonstrated == len(bearing) and not gaps:
        status = Status.MET
    else:
        status = Status.NOT_DEMONSTRATED
    worst_first = (Status.NOT_MET, Status.NOT_DEMONSTRATED, Status.NOT_APPLICABLE, Status.MET)
    return Duty(
        row=row,
        status=status,
        bearings=tuple(
            sorted(
                bearings,
                key=lambda one: (one.mapping.kind not in BEARING, worst_first.index(one.requirement.status)),
            )
        ),
        gaps=tuple(gaps),
        demonstrated=demonstrated,
        contradicted=contradicted,
        unanswered=len(bearing) - demonstrated - contradicted,
    )


def stage(id: str) -> int:
    """Place of an obligation in the law's own clock, from 0."""
    for place, starts in enumerate(STAGES):
        if any(id == start or id.startswith(f"{start}(") for start in starts):
            return place
    return len(STAGES)
