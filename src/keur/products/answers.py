"""What the advisories of a plant say of its assets."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from keur.observe.advisories.feeds import FeedKind, Feeds
from keur.observe.advisories.gathering import Gathered
from keur.observe.advisories.model import Advisory, Problem, Remediation, Threat
from keur.observe.advisories.threats import threats_of
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sboms.model import Sbom
from keur.plant.model import Asset, Text
from keur.products.matching import Advisories
from keur.products.observed import Observation, Said, complete
from keur.products.parts import PartMatching
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
    observations: tuple[Observation, ...] = ()
    """Where the network filled a gap of the asset list, or contradicts it."""
    sboms: Mapping[str, tuple[Sbom, ...]] = field(default_factory=dict)
    """Bills of materials by asset."""

    def only(self, verdicts: Iterable[Verdict]) -> Matching:
        """The same with some of the verdicts."""
        return dataclasses.replace(self, verdicts=tuple(verdicts))

    def exploited(self, verdict: Verdict) -> tuple[str, ...]:
        """Its vulnerabilities that attackers use, by the KEV list at hand."""
        return tuple(cve for cve in verdict.cves if self.feeds.of(FeedKind.KEV, cve) is not None)

    def score(self, verdict: Verdict) -> float | None:
        """The highest CVSS base score of its vulnerabilities."""
        return score_of(self.advisories[verdict.advisory], verdict)

    def remedies(self, verdict: Verdict) -> tuple[Remediation, ...]:
        """What the advisory offers for its product, fixes first."""
        advisory, ids = self.advisories[verdict.advisory], self.product_ids(verdict)
        found = {one: None for v in advisory.vulnerabilities for one in v.remediations if one.products & ids}
        return tuple(sorted(found, key=lambda one: one.category != "vendor_fix"))

    def product_ids(self, verdict: Verdict) -> frozenset[str]:
        """The ids of its product in its advisory."""
        products = self.advisories[verdict.advisory].products
        return frozenset(id for id, product in products.items() if product.full_name == verdict.product)

    def threats(self, verdict: Verdict) -> tuple[tuple[str, Threat], ...]:
        """What the advisory says of attacks on its product, with the vulnerability."""
        ids = self.product_ids(verdict)
        of = [one for one in self.advisories[verdict.advisory].vulnerabilities if one.cve in verdict.cves]
        return tuple((one.cve, threat) for one in of for threat in threats_of(one, ids))


def score_of(advisory: Advisory, verdict: Verdict) -> float | None:
    scores = [one.score for one in advisory.vulnerabilities if one.cve in verdict.cves and one.score is not None]
    return max(scores, default=None)


def match_assets(
    assets: Sequence[Asset],
    gathered: Gathered,
    day: dt.date,
    sboms: GatheredSboms | None = None,
    said: Iterable[Said] = (),
) -> Matching:
    """Matches assets, and the parts of their software, with advisories that were read. `said`, what devices told of
    themselves, fills gaps of the asset list; where it contradicts the list, the answer for both is looked at."""
    index = Advisories(gathered.advisories)
    parts = PartMatching(index) if sboms and sboms.by_asset else None
    completed, observations = complete(assets, said)
    other = {one.said.asset: one for one in observations if one.contradicts and one.said.attribute == "firmware"}
    verdicts: list[Verdict] = []
    coverage = []
    for asset in completed:
        found = index.match_one(asset)
        if asset.id in other:
            found = [_with_observed(one, index, asset, other[asset.id]) for one in found]
        if parts and sboms:
            found += parts.match(asset, (part for bill in sboms.by_asset.get(asset.id, ()) for part in bill.parts))
        verdicts += found
        coverage.append(index.coverage(asset, found))
    by_id = {one.id: one for one in gathered.advisories}
    kev = gathered.feeds

    def urgency(verdict: Verdict) -> tuple[int, bool, float, str, str]:
        used = any(kev.of(FeedKind.KEV, cve) is not None for cve in verdict.cves)
        order = list(State).index(verdict.state)
        return order, not used, -(score_of(by_id[verdict.advisory], verdict) or 0.0), verdict.asset, verdict.advisory

    verdicts.sort(key=urgency)
    problems = (*gathered.problems, *(sboms.problems if sboms else ()))
    return Matching(
        day,
        by_id,
        tuple(verdicts),
        tuple(coverage),
        gathered.feeds,
        problems,
        tuple(observations),
        {asset: tuple(bills) for asset, bills in sboms.by_asset.items()} if sboms else {},
    )


def _with_observed(verdict: Verdict, index: Advisories, asset: Asset, seen: Observation) -> Verdict:
    """The verdict, or that it must be checked, where the firmware that the network shows would give another one."""
    observed = dataclasses.replace(asset, firmware=seen.said.value)
    states = {one.state for one in index.match_one(observed) if one.advisory == verdict.advisory}
    if states <= {verdict.state}:
        return verdict
    text = seen.text
    reason = Text(
        nl=f"{verdict.reason.nl}; maar {text.nl}, en daarmee is het oordeel anders",
        en=f"{verdict.reason.en}; but {text.en}, which makes the verdict another",
    )
    return dataclasses.replace(verdict, state=State.NEEDS_CHECK, reason=reason)
