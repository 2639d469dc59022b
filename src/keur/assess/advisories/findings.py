"""Findings about advisories: nobody judged them, what was judged changed, or a measure ended.

They rest on decisions and dates, so they are made here and not among the checks, which see no decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from keur.assess.advisories.explanation import EXPIRED, JUDGED, MEASURED, PATCHED, REOPENED, UNDECIDED
from keur.assess.advisories.reopening import Change, Reopening
from keur.assess.advisories.triage import Judged, Triage, TriageState
from keur.checks.finding import Citation, Finding, fingerprint
from keur.checks.pages import Explained
from keur.plant.model import Asset, Text
from keur.products.inventory import item

MOST_NAMED = 5
"""Advisories, assets and changes that a sentence names; the triage lists all."""
MOST_CITED = 20


def findings(triage: Triage) -> list[Finding]:
    """One finding for each vendor whose advisories wait, for each advisory whose decision is open again, and for each
    measure that ended: hundreds of matches must not bury the rest."""
    return [*_undecided(triage), *_reopened(triage), *_expired(triage)]


def _undecided(triage: Triage) -> Iterator[Finding]:
    by_vendor: dict[str, list[Judged]] = defaultdict(list)
    for one in triage.of(TriageState.UNDECIDED):
        by_vendor[_vendor(one.asset)].append(one)
    for vendor, found in sorted(by_vendor.items()):
        advisories, assets = _ids(one.advisory for one in found), _ids(one.asset.id for one in found)
        used = sum(bool(one.now.exploited) for one in found)
        oldest = min((one.since for one in found if one.since), default=None)
        named = _named(advisories)
        counts = _counts(len(found), len(advisories), len(assets))
        template = UNDECIDED.description.finding
        written = next((one.asset.vendor for one in found if one.asset.vendor), vendor)
        text = Text(
            nl=template.nl.format(
                vendor=written or "Onbekende leverancier",
                since=f", de oudste sinds {oldest}" if oldest else "",
                named=named.nl,
                exploited=f" Van {used} daarvan gebruiken aanvallers een kwetsbaarheid (KEV)." if used else "",
                **{what: text.nl for what, text in counts.items()},
            ),
            en=template.en.format(
                vendor=written or "Unknown vendor",
                since=f", the oldest since {oldest}" if oldest else "",
                named=named.en,
                exploited=f" Attackers use a vulnerability of {used} of them (KEV)." if used else "",
                **{what: text.en for what, text in counts.items()},
            ),
        )
        urgent = used or any(one.now.priority == "now" for one in found)
        yield _finding(UNDECIDED, vendor, "high" if urgent else UNDECIDED.description.severity, text, found, JUDGED)


def _reopened(triage: Triage) -> Iterator[Finding]:
    by_advisory: dict[str, list[Judged]] = defaultdict(list)
    for one in (*triage.of(TriageState.OVERDUE), *triage.of(TriageState.REOPENED)):
        if any(reason.change is not Change.MEASURE_EXPIRED for reason in one.reopened):
            by_advisory[one.advisory].append(one)
    for advisory, found in sorted(by_advisory.items()):
        changes = list(dict.fromkeys(reason for one in found for reason in one.reopened))
        kinds = {reason.change for reason in changes}
        late = Change.PATCH_OVERDUE in kinds
        assets, why, template = (
            _named(_ids(one.asset.id for one in found)),
            _told(changes),
            REOPENED.description.finding,
        )
        text = Text(
            nl=template.nl.format(advisory=advisory, assets=assets.nl, why=why.nl),
            en=template.en.format(advisory=advisory, assets=assets.en, why=why.en),
        )
        severity = "high" if late or kinds & {Change.KEV, Change.SEEN} else REOPENED.description.severity
        yield _finding(REOPENED, advisory, severity, text, found, (*JUDGED, PATCHED) if late else JUDGED)


def _expired(triage: Triage) -> Iterator[Finding]:
    by_measure: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in triage.of(TriageState.OVERDUE):
        if one.decision and any(reason.change is Change.MEASURE_EXPIRED for reason in one.reopened):
            by_measure[one.advisory, one.decision.measure or ""].append(one)
    for (advisory, measure), found in sorted(by_measure.items()):
        assets, template = _named(_ids(one.asset.id for one in found)), EXPIRED.description.finding
        ended = next(r.text for one in found for r in one.reopened if r.change is Change.MEASURE_EXPIRED)
        text = Text(
            nl=template.nl.format(advisory=advisory, assets=assets.nl, ended=ended.nl),
            en=template.en.format(advisory=advisory, assets=assets.en, ended=ended.en),
        )
        yield _finding(EXPIRED, f"{advisory} {measure}", EXPIRED.description.severity, text, found, MEASURED)


def _finding(
    about: Explained, subject: str, severity: str, text: Text, found: Sequence[Judged], requirements: tuple[str, ...]
) -> Finding:
    places = [one.decision.place for one in found if one.decision]
    lines = dict.fromkeys(Citation("line", place.file, line=place.line) for place in places)
    records = dict.fromkeys(Citation("record", one.asset.place.file, line=one.asset.place.line) for one in found)
    sightings = [reason.seen for one in found for reason in one.reopened if reason.seen]
    frames = dict.fromkeys(Citation("frame", one.file, one.sha256, one.frame) for one in sightings)
    return Finding(
        id=fingerprint(about.id, subject),
        check=about.id,
        severity=severity,
        subject=subject,
        text=text,
        citations=tuple([*frames, *lines, *records][:MOST_CITED]),
        requirements=requirements,
        zones=tuple(sorted({one.asset.zone for one in found})),
    )


def _vendor(asset: Asset) -> str:
    """The maker, the same for all ways to write it; as the asset list writes it where the maker is not known."""
    return next(iter(sorted(item(asset).makers)), asset.vendor)


def _counts(matches: int, advisories: int, assets: int) -> dict[str, Text]:
    """Each count with its noun."""
    return {
        "matches": Text(
            nl="1 treffer" if matches == 1 else f"{matches} treffers",
            en="1 match" if matches == 1 else f"{matches} matches",
        ),
        "advisories": Text(
            nl="1 advies" if advisories == 1 else f"{advisories} adviezen",
            en="1 advisory" if advisories == 1 else f"{advisories} advisories",
        ),
        "assets": Text(
            nl="1 asset" if assets == 1 else f"{assets} assets", en="1 asset" if assets == 1 else f"{assets} assets"
        ),
    }


def _ids(ids: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _named(ids: Sequence[str]) -> Text:
    shown, more = ", ".join(ids[:MOST_NAMED]), len(ids) - MOST_NAMED
    return Text(f"{shown} en nog {more}", f"{shown} and {more} more") if more > 0 else Text(shown, shown)


def _told(changes: Sequence[Reopening]) -> Text:
    some = changes[:MOST_NAMED]
    return Text(nl="; ".join(one.text.nl for one in some), en="; ".join(one.text.en for one in some))
