"""The priority of each match of an asset with an advisory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from keur.assess.priority import points, tables
from keur.assess.priority.exposure import Exposures, Ways
from keur.assess.priority.result import ACTIONS, Point, Priority
from keur.observe.advisories.feeds import FeedKind
from keur.observe.advisories.model import Vulnerability
from keur.observe.advisories.threats import used_by
from keur.plant.model import Plant
from keur.products.answers import Matching
from keur.products.reasons import short
from keur.products.verdict import State, Verdict

URGENCY = tuple(ACTIONS)


class Priorities:
    """Priorities of the matches of a plant. Those of what is to be checked hold if it is affected."""

    def __init__(self, plant: Plant, matching: Matching, known: Ways) -> None:
        self._assets = {asset.id: asset for asset in plant.assets}
        self._zones = {zone.id: zone for zone in plant.zones}
        self._matching = matching
        self.known = known
        self._exposures = Exposures(plant, known)
        self._exposure: dict[str, Point] = {}
        self._found: dict[Verdict, Priority | None] = {}

    def of(self, verdict: Verdict) -> Priority | None:
        """The priority of the most urgent vulnerability; None for what is not affected."""
        if verdict not in self._found:
            self._found[verdict] = self._of(verdict)
        return self._found[verdict]

    def ordered(self) -> list[Verdict]:
        """The matches by state, and within it the most urgent first; otherwise in the order that they had."""

        def urgency(verdict: Verdict) -> tuple[int, int]:
            first = self.of(verdict)
            return list(State).index(verdict.state), URGENCY.index(first.outcome) if first else len(URGENCY)

        return sorted(self._matching.verdicts, key=urgency)

    def _of(self, verdict: Verdict) -> Priority | None:
        if verdict.state is State.NOT_AFFECTED:
            return None
        found = [self._one(verdict, one) for one in self._vulnerabilities(verdict)]
        return min(found, key=lambda one: (URGENCY.index(one.outcome), not one.in_kev), default=None)

    def _vulnerabilities(self, verdict: Verdict) -> Iterator[Vulnerability]:
        for one in self._matching.advisories[verdict.advisory].vulnerabilities:
            if one.cve in verdict.cves:
                yield one

    def _one(self, verdict: Verdict, one: Vulnerability) -> Priority:
        feeds, asset_id = self._matching.feeds, verdict.asset
        asset = self._assets[asset_id]
        if asset_id not in self._exposure:
            self._exposure[asset_id] = self._exposures.of(asset)
        exposure = self._exposure[asset_id]
        told = short(used_by(one, self._matching.product_ids(verdict))) if one.threats else ""
        file = PurePath(self._matching.advisories[verdict.advisory].file).name
        exploitation = points.exploitation(one.cve, feeds, told, file)
        automatable = points.automatable(one.cve, one.vector, feeds)
        impact = points.human_impact(self._zones.get(asset.zone))
        technical = points.technical_impact(one.cve, one.vector, feeds)
        outcome = tables.deployer(exploitation.value, exposure.value, automatable.value, impact.value)
        in_kev = feeds.of(FeedKind.KEV, one.cve) is not None
        public = self._exposures.from_internet(asset) is not None
        return Priority(
            ACTIONS[outcome],
            outcome,
            one.cve,
            (exploitation, exposure, automatable, impact),
            in_kev,
            public,
            technical,
            tables.timeline(in_kev, public, automatable.value, technical.value),
            points.epss(one.cve, feeds),
        )
