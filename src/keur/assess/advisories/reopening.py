"""What changed since a decision about an advisory: the facts that reopen it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from keur.facts.sightings import Sighting
from keur.observe.advisories.model import Advisory
from keur.plant.model import Text
from keur.plant.triage import AdvisoryDecision, Known, Treatment

LONGEST_SUMMARY = 200
"""Characters of a publisher's summary of a revision that are quoted."""


class Change(StrEnum):
    """Kind of fact that reopens a decision."""

    KEV = "kev"
    ADVISORY = "advisory"
    MATCH = "match"
    FIRMWARE = "firmware"
    PRIORITY = "priority"
    EXPOSURE = "exposure"
    PATCH_OVERDUE = "patch overdue"
    MEASURE_EXPIRED = "measure expired"
    ACCEPTANCE_ENDED = "acceptance ended"
    SEEN = "seen"


LAPSES = frozenset({Change.PATCH_OVERDUE, Change.MEASURE_EXPIRED, Change.ACCEPTANCE_ENDED})
"""Changes that time alone brings."""

MATCH_WORDS = {
    "affected": Text("getroffen", "affected"),
    "needs check": Text("na te gaan", "needs check"),
    "not affected": Text("niet getroffen", "not affected"),
    "not named": Text("niet genoemd", "not named"),
}


RANK_WORDS = {
    "now": Text("nu", "now"),
    "next": Text("straks", "next"),
    "never": Text("nooit", "never"),
    "open": Text("open", "open"),
    "controlled": Text("afgeschermd", "controlled"),
    "small": Text("klein", "small"),
}
"""Priorities and exposures."""


@dataclass(frozen=True, slots=True)
class Reopening:
    change: Change
    text: Text
    """What was, and what is."""
    seen: Sighting | None = None
    """Traffic that shows it."""


def reopenings(
    decision: AdvisoryDecision,
    then: Known,
    now: Known,
    advisory: Advisory,
    limit: dt.date | None,
    day: dt.date,
    seen: Sighting | None = None,
) -> tuple[Reopening, ...]:
    """What of a decision no longer stands on a day. `limit` is the last day that it holds; None: it has none. `seen` is
    the last traffic that the asset sent."""
    return (
        *_lapsed(decision, limit, day),
        *_still_there(decision, seen),
        *_exploited(then, now),
        *_revised(then, now, advisory),
        *_changed(then, now),
    )


def _lapsed(decision: AdvisoryDecision, limit: dt.date | None, day: dt.date) -> Iterator[Reopening]:
    if limit is None or limit >= day:
        return
    days = (day - limit).days
    since_nl, since_en = f"{limit}, {days} dagen geleden", f"{limit}, {days} days ago"
    if decision.measure is not None:
        yield Reopening(
            Change.MEASURE_EXPIRED,
            Text(
                nl=f"de maatregel `{decision.measure}` liep af op {since_nl}",
                en=f"the measure `{decision.measure}` expired on {since_en}",
            ),
        )
    elif decision.until is not None:
        yield Reopening(
            Change.ACCEPTANCE_ENDED,
            Text(nl=f"de aanvaarding eindigde op {since_nl}", en=f"the acceptance ended on {since_en}"),
        )
    else:
        yield Reopening(
            Change.PATCH_OVERDUE,
            Text(
                nl=f"de patch moest er uiterlijk op {limit} zijn, {days} dagen geleden",
                en=f"the patch was to be there by {since_en}",
            ),
        )


def _still_there(decision: AdvisoryDecision, seen: Sighting | None) -> Iterator[Reopening]:
    if decision.treatment is not Treatment.TAKE_OFFLINE or seen is None or seen.last.date() <= decision.date:
        return
    moment = f"{seen.last:%Y-%m-%d %H:%M} UTC"
    yield Reopening(
        Change.SEEN,
        Text(
            nl=f"het asset ging op {decision.date} van het net, en zond nog tot {moment} "
            f"({seen.file}, gesprek vanaf frame {seen.frame})",
            en=f"the asset was taken offline on {decision.date}, and still sent until {moment} "
            f"({seen.file}, conversation from frame {seen.frame})",
        ),
        seen,
    )


def _exploited(then: Known, now: Known) -> Iterator[Reopening]:
    new = [cve for cve in now.exploited or () if cve not in (then.exploited or ())]
    if new:
        cves = ", ".join(new)
        no_list = then.exploited is None
        yield Reopening(
            Change.KEV,
            Text(
                nl=f"aanvallers gebruiken {cves} (KEV)" + ("; toen was er geen lijst" if no_list else ""),
                en=f"attackers use {cves} (KEV)" + ("; there was no list then" if no_list else ""),
            ),
        )


def _revised(then: Known, now: Known, advisory: Advisory) -> Iterator[Reopening]:
    if then.sha256 == now.sha256:
        return
    if then.revision == now.revision:
        text = Text(
            nl=f"de inhoud van revisie {now.revision} is veranderd",
            en=f"the content of revision {now.revision} changed",
        )
    else:
        text = Text(
            nl=f"het advies is herzien: revisie {then.revision} werd {now.revision}",
            en=f"the advisory was revised: revision {then.revision} became {now.revision}",
        )
    said = "; ".join(summary for summary in _summaries_since(then.revision, advisory) if summary)
    quote = f" («{said[:LONGEST_SUMMARY]}»)" if said else ""
    yield Reopening(Change.ADVISORY, Text(nl=text.nl + quote, en=text.en + quote))


def _summaries_since(revision: str, advisory: Advisory) -> list[str]:
    """What the publisher says of the revisions after one; nothing when the history does not have that one."""
    numbers = [number for number, _, _ in advisory.revisions]
    if revision not in numbers:
        return []
    return [" ".join(summary.split()) for _, _, summary in advisory.revisions[numbers.index(revision) + 1 :]]


def _changed(then: Known, now: Known) -> Iterator[Reopening]:
    if then.match != now.match:
        was, is_ = MATCH_WORDS[then.match], MATCH_WORDS[now.match]
        yield Reopening(
            Change.MATCH,
            Text(nl=f"het oordeel was {was.nl}, is {is_.nl}", en=f"the match was {was.en}, is {is_.en}"),
        )
    if then.firmware != now.firmware:
        was, is_ = _shown(then.firmware), _shown(now.firmware)
        yield Reopening(
            Change.FIRMWARE,
            Text(nl=f"de versie was {was.nl}, is {is_.nl}", en=f"the version was {was.en}, is {is_.en}"),
        )
    for change, nl, en, before, after in (
        (Change.PRIORITY, "de prioriteit", "the priority", then.priority, now.priority),
        (Change.EXPOSURE, "de blootstelling", "the exposure", then.exposure, now.exposure),
    ):
        # What was not computed then is no change: it says nothing that was not so when it was decided.
        if before is not None and after is not None and before != after:
            was, is_ = RANK_WORDS[before], RANK_WORDS[after]
            yield Reopening(change, Text(nl=f"{nl} was {was.nl}, is {is_.nl}", en=f"{en} was {was.en}, is {is_.en}"))


def _shown(version: str) -> Text:
    return Text(version, version) if version else Text("onbekend", "unknown")
