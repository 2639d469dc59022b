"""Puts the patches that were decided into stops: the earliest that has room, those with the earliest limit first.

An update of an asset takes its time and its revalidation once in a stop, however many advisories it answers. What was
put in is never moved for what comes after it, so the plan grows without surprises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from keur.assess.advisories.triage import Judged, Triage, TriageState, limit
from keur.assess.maintenance.stops import Job, Stop, frozen, stops, work_on
from keur.plant.model import Plant, Text
from keur.plant.triage import OwnState, SupplierState, Treatment
from keur.plant.windows import Maintenance
from keur.products.answers import Matching

FIX = "vendor_fix"
"""Category of remedy that says that the supplier has a patch."""

_STOPPED = {
    SupplierState.NOT_APPROVED: Text(
        "de leverancier keurde de patch niet goed", "the supplier did not approve the patch"
    ),
    SupplierState.NOT_APPLICABLE: Text(
        "de patch is volgens de leverancier niet van toepassing", "the patch is not applicable, says the supplier"
    ),
    OwnState.NOT_AUTHORISED: Text("de patch is niet vrijgegeven", "the patch is not authorised"),
    OwnState.INSTALLED: Text(
        "de patch is geïnstalleerd; werk de versie in de assetlijst bij",
        "the patch is installed; bring the version in the asset list up to date",
    ),
}


@dataclass(frozen=True, slots=True)
class PlannedPatch:
    """One asset and one advisory that is to be patched."""

    judged: Judged
    limit: dt.date | None
    """Last day that was decided."""
    supplier_state: SupplierState | None
    """As decided, or `available` where the advisory offers a fix; None where nobody said."""
    own_state: OwnState | None
    job: Job | None
    reason: Text | None
    """Why it is not planned."""

    @property
    def late(self) -> bool:
        """Whether the limit is missed: planned after it, or not planned at all."""
        if self.limit is None or self.own_state is OwnState.INSTALLED:
            return False
        return self.job is None or self.job.end.date() > self.limit


@dataclass(frozen=True, slots=True)
class MaintenancePlan:
    day: dt.date
    patches: tuple[PlannedPatch, ...]
    """In the order in which they were put in."""
    stops: tuple[Stop, ...]
    """Those in which something is done, earliest first."""

    @property
    def jobs(self) -> tuple[Job, ...]:
        found = (job for stop in self.stops for job in stop.jobs)
        return tuple(sorted(found, key=lambda job: (job.start, job.asset.id, job.stop.window.id)))


def maintenance_plan(plant: Plant, matching: Matching, triage: Triage) -> MaintenancePlan:
    """Plans, from the day of the triage on, all patches that were decided and are still to be done."""
    fixed = {
        (verdict.asset, verdict.advisory)
        for verdict in matching.verdicts
        if any(remedy.category == FIX for remedy in matching.remedies(verdict))
    }
    found = [
        (one, limit(one.decision, one.asset, plant.maintenance))
        for one in triage.judged
        if one.decision and one.decision.treatment is Treatment.PATCH and one.state is not TriageState.SETTLED
    ]
    found.sort(key=lambda pair: (pair[1] or dt.date.max, not pair[0].now.exploited, pair[0].asset.id, pair[0].advisory))
    all_stops = stops(plant.maintenance, triage.day)
    patches = []
    for one, last in found:
        job, reason = _placed(one, all_stops, plant.maintenance)
        decision = one.decision
        has_fix = SupplierState.AVAILABLE if (one.asset.id, one.advisory) in fixed else None
        supplier = (decision.supplier_state if decision else None) or has_fix
        patches.append(PlannedPatch(one, last, supplier, decision.own_state if decision else None, job, reason))
    return MaintenancePlan(triage.day, tuple(patches), tuple(stop for stop in all_stops if stop.jobs))


def _placed(one: Judged, all_stops: Sequence[Stop], declared: Sequence[Maintenance]) -> tuple[Job | None, Text | None]:
    """Puts one patch into the earliest stop with room; gives the job, or why there is none."""
    decision, asset = one.decision, one.asset
    for state in (decision.supplier_state, decision.own_state) if decision else ():
        if state in _STOPPED:
            return None, _STOPPED[state]
    work = work_on(asset, declared)
    if work is None:
        return None, Text(
            nl="niemand zei hoeveel werk een update is (`work`)", en="nobody said what an update takes (`work`)"
        )
    wanted = decision.window if decision else None
    mine = [stop for stop in all_stops if wanted in (None, stop.window.id) and stop.maintenance.covers(asset)]
    free = [stop for stop in mine if not any(frozen(stop, asset, declared))]
    for stop in free:
        job = next((job for job in stop.jobs if job.asset.id == asset.id), None)
        if job is None and (start := stop.earliest(work, _busy(one, stop, all_stops))) is not None:
            job = Job(asset, stop, start, work)
            stop.jobs.append(job)
        if job is not None:
            job.advisories.append(one.advisory)
            return job, None
    return None, _why_not(mine, free, any(stop.holds(work) for stop in free), wanted)


def _busy(one: Judged, stop: Stop, all_stops: Sequence[Stop]) -> list[tuple[dt.datetime, dt.datetime]]:
    """When the asset is worked on in other stops."""
    others = (job for other in all_stops if other is not stop for job in other.jobs)
    return [(job.start, job.end) for job in others if job.asset.id == one.asset.id]


def _why_not(mine: Sequence[Stop], free: Sequence[Stop], fits: bool, wanted: str | None) -> Text:
    if not mine:
        if wanted:
            return Text(
                nl=f"venster `{wanted}` heeft geen stop meer voor deze asset",
                en=f"window `{wanted}` has no stop left for this asset",
            )
        return Text(nl="er is geen onderhoudsvenster meer", en="there is no maintenance window left")
    if not free:
        return Text(nl="in alle stops mag er niets veranderen", en="in all stops nothing may change")
    if not fits:
        return Text(
            nl="geen stop is lang genoeg, met mensen genoeg, voor het werk en de validatie",
            en="no stop is long enough, with people enough, for the work and the validation",
        )
    return Text(nl="alle stops zijn vol", en="all stops are full")
