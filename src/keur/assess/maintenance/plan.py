"""Puts the patches that were decided into stops: the earliest that has room, those with the earliest limit first.

An update of an asset takes its time and its revalidation once in a stop, however many advisories it answers. What was
put in is never moved for what comes after it, so the plan grows without surprises.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keur.assess.advisories.triage import NOT_RANKED, Judged, Pair, Rank, Triage, TriageState, limit
from keur.assess.maintenance.stops import Job, Stop, freezes_of, stops, work_on
from keur.plant.model import Asset, Plant, Text
from keur.plant.triage import OwnState, SupplierState, Treatment
from keur.plant.windows import Maintenance, Work
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


_NO_WORK = Text(nl="niemand zei hoeveel werk een update is (`work`)", en="nobody said what an update takes (`work`)")
_NO_STOP = Text(nl="er is geen onderhoudsvenster meer", en="there is no maintenance window left")
_FROZEN = Text(nl="in alle stops mag er niets veranderen", en="in all stops nothing may change")
_TOO_SMALL = Text(
    nl="geen stop is lang genoeg, met mensen genoeg, voor het werk en de validatie",
    en="no stop is long enough, with people enough, for the work and the validation",
)
_FULL = Text(nl="alle stops zijn vol", en="all stops are full")


@dataclass(frozen=True, slots=True)
class PlannedPatch:
    """One asset and one advisory that is to be patched."""

    judged: Judged
    limit: dt.date | None
    """Last day that was decided."""
    yardstick: dt.date | None
    """Last day by the days of the priority, counted from when the advisory came in; None where they say none."""
    supplier_state: SupplierState | None
    """As decided, or `available` where the advisory offers a fix; None where nobody said."""
    own_state: OwnState | None
    job: Job | None
    reason: Text | None
    """Why it is not planned."""

    @property
    def late(self) -> bool:
        """Whether the limit is missed: planned after it, or not planned at all."""
        return self._misses(self.limit)

    @property
    def beyond_yardstick(self) -> bool:
        """The same for the days of the priority."""
        return self._misses(self.yardstick)

    def _misses(self, last: dt.date | None) -> bool:
        if last is None or self.own_state is OwnState.INSTALLED:
            return False
        return self.job is None or self.job.end.date() > last


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


def maintenance_plan(
    plant: Plant, matching: Matching, triage: Triage, ranks: Mapping[Pair, Rank] = NOT_RANKED
) -> MaintenancePlan:
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
    planner = _Planner(plant.maintenance, triage.day)
    patches = []
    for one, last in found:
        job, reason = planner.place(one)
        decision = one.decision
        has_fix = SupplierState.AVAILABLE if (one.asset.id, one.advisory) in fixed else None
        supplier = (decision.supplier_state if decision else None) or has_fix
        own = decision.own_state if decision else None
        days = ranks.get((one.asset.id, one.advisory), Rank(None, None)).days
        yardstick = one.since + dt.timedelta(days=days) if one.since and days is not None else None
        patches.append(PlannedPatch(one, last, yardstick, supplier, own, job, reason))
    return MaintenancePlan(triage.day, tuple(patches), tuple(stop for stop in planner.stops if stop.jobs))


@dataclass(slots=True)
class _Line:
    """The stops that some work on some assets fits in."""

    places: frozenset[int]
    """Of the stops among all."""
    open: deque[int]
    """The same, earliest first, without those at the start that are full: stops only get fuller, so no second look is
    needed."""
    refused: Text | None
    """What is nearest to a place of the stops that are not in the line; None where there is no other."""


class _Planner:
    """Puts patches into stops, one after another."""

    def __init__(self, declared: Sequence[Maintenance], day: dt.date) -> None:
        self.declared = declared
        self.stops = stops(declared, day)
        self._jobs: dict[str, dict[int, Job]] = defaultdict(dict)
        """By asset, and by the place of the stop."""
        self._full: set[tuple[Work, int]] = set()
        """Work, and the place of a stop that has no room for it."""
        self._lines: dict[tuple[Work, str | None, tuple[int, ...]], _Line] = {}
        """By work, window that is wanted, and which of the declared hold for the asset."""

    def place(self, one: Judged) -> tuple[Job | None, Text | None]:
        """The job that answers a patch, or why there is none."""
        decision = one.decision
        for state in (decision.supplier_state, decision.own_state) if decision else ():
            if state in _STOPPED:
                return None, _STOPPED[state]
        work = work_on(one.asset, self.declared)
        if work is None:
            return None, _NO_WORK
        wanted = decision.window if decision else None
        line = self._line(one.asset, work, wanted)
        mine = self._jobs[one.asset.id]
        while line.open and (work, line.open[0]) in self._full:
            line.open.popleft()
        own = min((place for place in mine if place in line.places), default=None)
        for place in line.open:
            if own is not None and own <= place:
                break
            if self._started(one, place, work):
                own = place
                break
        if own is None:
            return None, _FULL if line.places else line.refused or _no_stop(wanted)
        mine[own].advisories.append(one.advisory)
        return mine[own], None

    def _line(self, asset: Asset, work: Work, wanted: str | None) -> _Line:
        covering = tuple(at for at, one in enumerate(self.declared) if one.covers(asset))
        key = (work, wanted, covering)
        if key not in self._lines:
            freezes = freezes_of(asset, self.declared)
            refused: Text | None = None
            places = []
            for place, stop in enumerate(self.stops):
                if wanted not in (None, stop.window.id) or not stop.maintenance.covers(asset):
                    continue
                if stop.touched_by(freezes):
                    refused = refused or _FROZEN
                elif not stop.holds(work):
                    refused = _TOO_SMALL
                else:
                    places.append(place)
            self._lines[key] = _Line(frozenset(places), deque(places), refused)
        return self._lines[key]

    def _started(self, one: Judged, place: int, work: Work) -> bool:
        """Whether there is room for an update of the asset in the stop at a place; then it has one from now on."""
        stop, mine = self.stops[place], self._jobs[one.asset.id]
        if (work, place) in self._full:
            return False
        start = stop.earliest(work, [(job.start, job.end) for job in mine.values()])
        if start is None:
            if stop.earliest(work, ()) is None:
                self._full.add((work, place))
            return False
        mine[place] = Job(one.asset, stop, start, work)
        stop.jobs.append(mine[place])
        return True


def _no_stop(wanted: str | None) -> Text:
    if wanted is None:
        return _NO_STOP
    return Text(
        nl=f"venster `{wanted}` heeft geen stop meer voor deze asset",
        en=f"window `{wanted}` has no stop left for this asset",
    )
