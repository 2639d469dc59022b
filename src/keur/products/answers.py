"""What the advisories of a plant say of its assets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from keur.observe.advisories.feeds import FeedKind, Feeds
from keur.observe.advisories.gathering import Gathered
from keur.observe.advisories.model import Advisory, Problem, Remediation
from keur.plant.model import Asset, Plant
from keur.products.adding import gather_plant
from keur.products.matching import Advisories
from keur.products.verdict import AssetCoverage, State, Verdict


@dataclass(frozen=True, slots=True)
class Matching:
    """All assets of a plant against all its advisories."""

    day: dt.date
    """The day against which the age of the lists was held."""
    advisories: dict[str, Advisory]
    verdicts: tuple[Verdict, ...]
    """First what is affected and used by attackers, then by state and score."""
    coverage: tuple[AssetCoverage, ...]
    """One for each asset, in the order of the list."""
    feeds: Feeds
    problems: tuple[Problem, ...]

    def exploited(self, verdict: Verdict) -> tuple[str, ...]:
        """Its vulnerabilities that attackers use, by the KEV list at hand."""
        return tuple(cve for cve in verdict.cves if self.feeds.of(FeedKind.KEV, cve) is not None)

    def score(self, verdict: Verdict) -> float | None:
        """The highest CVSS base score of its vulnerabilities."""
        return score_of(self.advisories[verdict.advisory], verdict)

    def remedies(self, verdict: Verdict) -> tuple[Remediation, ...]:
        """What the advisory offers for its product, fixes first."""
        advisory = self.advisories[verdict.advisory]
        ids = {id for id, product in advisory.products.items() if product.full_name == verdict.product}
        found = {one: None for v in advisory.vulnerabilities for one in v.remediations if one.products & ids}
        return tuple(sorted(found, key=lambda one: one.category != "vendor_fix"))


def score_of(advisory: Advisory, verdict: Verdict) -> float | None:
    scores = [one.score for one in advisory.vulnerabilities if one.cve in verdict.cves and one.score is not None]
    return max(scores, default=None)


def match(plant: Plant, folder: Path, day: dt.date) -> Matching:
    """Matches the assets of a plant with the advisories in its folder."""
    return match_assets(plant.assets, gather_plant(folder), day)


def match_assets(assets: Iterable[Asset], gathered: Gathered, day: dt.date) -> Matching:
    """Matches assets with advisories that were read."""
    index = Advisories(gathered.advisories)
    verdicts: list[Verdict] = []
    coverage = []
    for asset in assets:
        found = index.match_one(asset)
        verdicts += found
        coverage.append(index.coverage(asset, found))
    by_id = {one.id: one for one in gathered.advisories}
    kev = gathered.feeds

    def urgency(verdict: Verdict) -> tuple[int, bool, float, str, str]:
        used = any(kev.of(FeedKind.KEV, cve) is not None for cve in verdict.cves)
        order = list(State).index(verdict.state)
        return order, not used, -(score_of(by_id[verdict.advisory], verdict) or 0.0), verdict.asset, verdict.advisory

    verdicts.sort(key=urgency)
    return Matching(day, by_id, tuple(verdicts), tuple(coverage), gathered.feeds, tuple(gathered.problems))
