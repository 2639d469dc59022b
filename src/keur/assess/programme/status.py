"""Status of each requirement of IEC 62443-2-1:2024: the claim, measured against evidence and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from keur.assess.programme.contradictions import CHECK, PREFIX, contradicting, counted
from keur.assess.result import DecidedFinding
from keur.catalogue import Catalogues, RowKind
from keur.plant.evidence import UNFINISHED, EvidenceState, digests
from keur.plant.model import Answer, Evidence, EvidenceKind, Place, Plant, Text

CATALOGUE = "iec62443-2-1-2024"

PRACTICE_DAYS = 366
"""A record of practice or a measure counts when its period ended at most this many days ago."""

FLOOR = 2
"""The lowest ML that demonstrates anything, by keur's own judgement: at ML 1 all depends on who happens to be there."""


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    NOT_DEMONSTRATED = "not demonstrated"
    NOT_APPLICABLE = "not applicable"


STATUS_WORDS: Mapping[Status, Text] = {
    Status.MET: Text(nl="vervuld", en="met"),
    Status.NOT_MET: Text(nl="niet vervuld", en="not met"),
    Status.NOT_DEMONSTRATED: Text(nl="niet aangetoond", en="not demonstrated"),
    Status.NOT_APPLICABLE: Text(nl="niet van toepassing", en="not applicable"),
}
"""What a status is called, of a requirement and of an obligation alike."""


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    requirement: str
    """Id in the catalogue, such as `62443-2-1:2024:NET 1.1`."""
    status: Status
    claimed: int | None
    """The ML that the plant claims."""
    shown: int | None
    """The ML that the evidence bears; None: none at all."""
    target: int | None
    reasons: tuple[Text, ...]
    findings: tuple[str, ...]
    """Fingerprints of the findings that contradict."""
    evidence: tuple[str, ...]
    """Paths below the plant folder."""
    suspect: tuple[Text, ...]
    """What changed since someone last looked."""
    place: Place | None
    """The answer in `declared/programme.yaml`; None when there is none."""


def statuses(
    plant: Plant,
    findings: Sequence[DecidedFinding],
    catalogues: Catalogues,
    today: dt.date,
    evidence_state: EvidenceState,
) -> tuple[RequirementStatus, ...]:
    """Status of all requirements, in the order of the catalogue, as of `today`."""
    answers = {answer.requirement: answer for answer in plant.programme}
    against = contradicting(one for one in findings if one.finding.check != CHECK)
    rows = (row for row in catalogues.rows(CATALOGUE) if row.kind is RowKind.REQUIREMENT)
    return tuple(
        status_of(
            plant, row.id, answers.get(row.id.removeprefix(PREFIX)), against.get(row.id, ()), today, evidence_state
        )
        for row in rows
    )


def status_of(
    plant: Plant,
    requirement: str,
    answer: Answer | None,
    against: Sequence[DecidedFinding],
    today: dt.date,
    state: EvidenceState,
) -> RequirementStatus:
    """Status of one requirement, from what the plant says of it and the findings that bear on it."""
    reasons: list[Text] = []
    suspect: tuple[Text, ...] = ()
    shown: int | None = None
    if answer is not None:
        flaws = [flaw for evidence in answer.evidence if (flaw := flaw_of(evidence, today, state))]
        shown = maturity_shown(answer, today, state)
        suspect = changes(plant, answer, state)
        reasons += flaws
    status, why = _judge(answer, against, shown, suspect, today)
    return RequirementStatus(
        requirement=requirement,
        status=status,
        claimed=answer.claimed if answer else None,
        shown=shown,
        target=answer.target if answer else None,
        reasons=(*why, *reasons),
        findings=tuple(one.finding.id for one in against),
        evidence=tuple(evidence.file for evidence in answer.evidence) if answer else (),
        suspect=suspect,
        place=answer.place if answer else None,
    )


def _judge(
    answer: Answer | None,
    against: Sequence[DecidedFinding],
    shown: int | None,
    suspect: Sequence[Text],
    today: dt.date,
) -> tuple[Status, list[Text]]:
    """The status, and all reasons for it, the weightiest first."""
    status, why = _judge_claim(answer, shown, suspect, today)
    if not against:
        return status, why
    told = counted(against)
    if answer is None or answer.claim == "not started":
        shows = f"findings show that it is not so: {told}"
        return Status.NOT_MET, [*why, Text(nl=f"bevindingen laten zien dat het niet zo is: {told}", en=shows)]
    contradicted = Text(nl=f"bevindingen spreken het tegen: {told}", en=f"findings contradict it: {told}")
    return Status.NOT_MET, [contradicted, *why]


def _judge_claim(
    answer: Answer | None, shown: int | None, suspect: Sequence[Text], today: dt.date
) -> tuple[Status, list[Text]]:
    if answer is None:
        return Status.NOT_DEMONSTRATED, [Text(nl="er is niets over verklaard", en="nothing is declared about it")]
    if answer.claim == "not applicable":
        signed = Text(
            nl=f"niet van toepassing ({answer.signed_by}): {answer.reason}",
            en=f"not applicable ({answer.signed_by}): {answer.reason}",
        )
        stale = _stale(answer, suspect, today)
        return Status.NOT_DEMONSTRATED if stale else Status.NOT_APPLICABLE, [*stale, signed]
    claimed = answer.claimed
    if claimed is None:
        return Status.NOT_MET, [Text(nl="er is niet mee begonnen", en="it has not been started")]
    why = [*_unborne(claimed, shown), *_stale(answer, suspect, today)]
    if answer.target is not None and claimed < answer.target:
        below = f"ML {claimed} is below the target ML {answer.target}"
        return Status.NOT_MET, [Text(nl=f"ML {claimed} is minder dan het doel ML {answer.target}", en=below), *why]
    if claimed < FLOOR:
        habit = f"ML {claimed} is a habit that nothing lays down: that demonstrates nothing"
        why = [Text(nl=f"ML {claimed} is een gewoonte die nergens vastligt: dat toont niets aan", en=habit), *why]
    return (Status.NOT_DEMONSTRATED, why) if why else (Status.MET, [])


def _unborne(claimed: int, shown: int | None) -> list[Text]:
    if shown is None:
        return [Text(nl="er is geen geldig bewijs", en="there is no valid evidence")]
    if shown < claimed:
        less = f"the evidence bears ML {shown}, ML {claimed} is claimed"
        return [Text(nl=f"het bewijs draagt ML {shown}, ML {claimed} is geclaimd", en=less)]
    return []


def _stale(answer: Answer, suspect: Sequence[Text], today: dt.date) -> list[Text]:
    """Why somebody has to look at an answer again."""
    why: list[Text] = []
    if suspect:
        why.append(
            Text(nl="er is iets veranderd sinds de laatste beoordeling", en="something changed since the last review")
        )
    if answer.review and answer.review < today:
        why.append(
            Text(nl=f"de beoordeling had op {answer.review} gemoeten", en=f"its review was due on {answer.review}")
        )
    return why


def maturity_shown(answer: Answer, today: dt.date, state: EvidenceState) -> int | None:
    """The ML that valid evidence bears: any evidence 1, an approved document 2, with practice 3, with a trend 4."""
    kinds = {evidence.kind for evidence in answer.evidence if flaw_of(evidence, today, state) is None}
    level = 1 if kinds else None
    for ml, kind in ((2, EvidenceKind.DOCUMENT), (3, EvidenceKind.RECORD), (4, EvidenceKind.MEASURE)):
        if kind not in kinds:
            break
        level = ml
    return level


def flaw_of(evidence: Evidence, today: dt.date, state: Mapping[str, str | None]) -> Text | None:
    """Why a piece of evidence does not count; None when it does."""
    file, sha256 = evidence.file, state.get(evidence.file)
    if sha256 is None:
        return Text(nl=f"{file}: het bestand ontbreekt", en=f"{file}: the file is missing")
    if sha256 == UNFINISHED:
        return Text(nl=f"{file}: dit beleid is nog een concept", en=f"{file}: this policy is still a draft")
    if sha256 != evidence.sha256:
        return Text(nl=f"{file}: het bestand is veranderd", en=f"{file}: the file has changed")
    if evidence.received > today or evidence.period_from > today:
        return Text(nl=f"{file}: het bewijs is van na {today}", en=f"{file}: the evidence is of after {today}")
    age = (today - evidence.period_until).days
    if age > (0 if evidence.kind is EvidenceKind.DOCUMENT else PRACTICE_DAYS):
        return Text(
            nl=f"{file}: het bewijs reikt tot {evidence.period_until} en is verlopen",
            en=f"{file}: the evidence reaches to {evidence.period_until} and has expired",
        )
    return None


def changes(plant: Plant, answer: Answer, state: EvidenceState) -> tuple[Text, ...]:
    """What an answer depends on that changed, went or came since it was reviewed; nothing when it never was."""
    if answer.reviewed is None:
        return ()
    then, now = answer.reviewed.digests, digests(plant, answer, state)
    return tuple(
        _changed(name, then, now) for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name)
    )


def _changed(name: str, then: Mapping[str, str], now: Mapping[str, str]) -> Text:
    if name not in now:
        return Text(nl=f"{name} is er niet meer", en=f"{name} is gone")
    if name not in then:
        return Text(nl=f"{name} was er bij de beoordeling niet", en=f"{name} was not there at the review")
    return Text(nl=f"{name} is veranderd", en=f"{name} changed")
