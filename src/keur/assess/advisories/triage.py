"""Each match of an asset with an advisory, beside the decision about it: silence, holding, reopened or overdue."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from keur.assess.advisories.reopening import LAPSES, Reopening, reopenings
from keur.assess.maintenance.stops import first_end
from keur.facts.sightings import Sighting
from keur.observe.advisories.feeds import FeedKind
from keur.observe.advisories.model import Problem
from keur.plant.model import Asset, Plant
from keur.plant.triage import UNNAMED, AdvisoryDecision, Known
from keur.plant.windows import Maintenance
from keur.products.answers import Matching
from keur.products.receipts import Receipts
from keur.products.verdict import Coverage, State, Verdict

CONCERNED = (State.AFFECTED.value, State.NEEDS_CHECK.value)
"""Matches that ask for a decision."""


PRIORITIES = ("now", "next", "never")
"""Most urgent first."""


class TriageState(StrEnum):
    """Where a match stands; silence first."""

    UNDECIDED = "undecided"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    HOLDING = "holding"
    SETTLED = "settled"
    """Decided, and no longer affected."""


OPEN = (TriageState.UNDECIDED, TriageState.OVERDUE, TriageState.REOPENED)


@dataclass(frozen=True, slots=True)
class Rank:
    """How urgent an advisory is for an asset."""

    priority: str | None
    """`now`, `next` or `never`."""
    exposure: str | None
    """`open`, `controlled` or `small`."""
    days: int | None = None
    """Days after which it should be fixed by CISA's directive BOD 26-04, a yardstick; None: with the next upgrade."""


Pair = tuple[str, str]
"""Asset and advisory, by id."""

NOT_RANKED: Mapping[Pair, Rank] = {}
NOT_SEEN: Mapping[str, Sighting] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """One asset and one advisory, and where the decision stands."""

    asset: Asset
    advisory: str
    now: Known
    state: TriageState
    since: dt.date | None
    """Day on which the advisory first came into the plant; None where nobody recorded it."""
    decision: AdvisoryDecision | None
    """The last one."""
    reopened: tuple[Reopening, ...]
    """Why it does not hold any more."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What people decided about all matches, on a day."""

    day: dt.date
    judged: tuple[Judged, ...]
    """Silence first, then by priority, by what attackers use and by age."""
    absent: tuple[AdvisoryDecision, ...]
    """Decisions about advisories that are not in the plant."""
    unseen: int
    """Assets of which no advisory can say anything: their maker has none here, or the list lacks their data."""
    problems: tuple[Problem, ...]
    """Of the list that says when advisories came in."""

    def of(self, state: TriageState) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.state is state)

    @property
    def open(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.state in OPEN)

    @property
    def counts(self) -> dict[TriageState, int]:
        found = Counter(one.state for one in self.judged)
        return {state: found[state] for state in TriageState}


def triage(
    plant: Plant,
    matching: Matching,
    receipts: Receipts,
    day: dt.date,
    ranks: Mapping[Pair, Rank] = NOT_RANKED,
    seen: Mapping[str, Sighting] = NOT_SEEN,
) -> Triage:
    """Where each match stands on a day. `receipts` say when an advisory first came in, `ranks` how urgent it is, `seen`
    when captures last showed each asset."""
    looked_at = {one.asset for one in matching.coverage}
    assets = {one.id: one for one in plant.assets if one.id in looked_at}
    verdicts: dict[Pair, list[Verdict]] = defaultdict(list)
    for verdict in matching.verdicts:
        verdicts[verdict.asset, verdict.advisory].append(verdict)
    decisions = last_decisions(plant.triage)
    pairs = dict.fromkeys(pair for pair, found in verdicts.items() if _worst(found) in CONCERNED)
    pairs |= dict.fromkeys(pair for pair in decisions if pair[0] in assets and pair[1] in matching.advisories)
    judged = [
        _judged(
            assets[asset],
            _known(matching, assets[asset], advisory, verdicts[asset, advisory], ranks.get((asset, advisory))),
            decisions.get((asset, advisory)),
            matching,
            advisory,
            receipts.first.get(advisory),
            day,
            plant.maintenance,
            seen.get(asset),
        )
        for asset, advisory in pairs
    ]
    order = list(TriageState)
    judged.sort(
        key=lambda one: (
            order.index(one.state),
            PRIORITIES.index(one.now.priority) if one.now.priority else len(PRIORITIES),
            not one.now.exploited,
            one.since or dt.date.min,
            one.asset.id,
            one.advisory,
        )
    )
    absent = tuple(one for one in plant.triage if one.advisory not in matching.advisories)
    unseen = sum(one.coverage in (Coverage.NO_FEED, Coverage.DATA_MISSING) for one in matching.coverage)
    return Triage(day, tuple(judged), absent, unseen, receipts.problems)


def last_decisions(decisions: Iterable[AdvisoryDecision]) -> dict[Pair, AdvisoryDecision]:
    """The decision that counts for each asset and advisory: the last by date, and of one day the last in the file."""
    return {(asset, one.advisory): one for one in sorted(decisions, key=lambda one: one.date) for asset in one.assets}


def known_now(
    plant: Plant, matching: Matching, asset: str, advisory: str, ranks: Mapping[Pair, Rank] = NOT_RANKED
) -> Known:
    """What is known now of an asset and an advisory, both by id. Raises StopIteration when there is no such asset."""
    found = [one for one in matching.verdicts if (one.asset, one.advisory) == (asset, advisory)]
    return _known(
        matching, next(one for one in plant.assets if one.id == asset), advisory, found, ranks.get((asset, advisory))
    )


def _known(matching: Matching, asset: Asset, advisory: str, verdicts: Sequence[Verdict], rank: Rank | None) -> Known:
    found = matching.advisories[advisory]
    used = {cve for verdict in verdicts for cve in matching.exploited(verdict)}
    installed = next((one.installed for one in verdicts if one.installed), "")
    return Known(
        asset=asset.id,
        revision=found.version,
        sha256=found.sha256,
        match=_worst(verdicts),
        firmware=asset.firmware or installed,
        exploited=tuple(sorted(used)) if FeedKind.KEV in matching.feeds.newest else None,
        priority=rank.priority if rank else None,
        exposure=rank.exposure if rank else None,
    )


def _worst(verdicts: Sequence[Verdict]) -> str:
    states = {one.state for one in verdicts}
    return next((state.value for state in State if state in states), UNNAMED)


def _judged(
    asset: Asset,
    now: Known,
    decision: AdvisoryDecision | None,
    matching: Matching,
    advisory: str,
    since: dt.date | None,
    day: dt.date,
    declared: Sequence[Maintenance],
    seen: Sighting | None,
) -> Judged:
    then = decision.known_of(asset.id) if decision else None
    if decision is None or then is None:
        return Judged(asset, advisory, now, TriageState.UNDECIDED, since, None, ())
    if then.match in CONCERNED and now.match not in CONCERNED:
        return Judged(asset, advisory, now, TriageState.SETTLED, since, decision, ())
    last = limit(decision, asset, declared)
    found = reopenings(decision, then, now, matching.advisories[advisory], last, day, seen)
    state = TriageState.HOLDING
    if found:
        lapsed = any(one.change in LAPSES for one in found)
        state = TriageState.OVERDUE if lapsed else TriageState.REOPENED
    return Judged(asset, advisory, now, state, since, decision, found)


def limit(decision: AdvisoryDecision, asset: Asset, declared: Sequence[Maintenance]) -> dt.date | None:
    """Last day on which a decision holds for an asset; None: it has no end. A patch in a window is to be there when the
    first stop after the decision ends in which the asset may change; a window without one is past already."""
    if decision.window:
        return first_end(decision.window, asset, declared, decision.date) or decision.date
    return decision.by or decision.expires or decision.until
