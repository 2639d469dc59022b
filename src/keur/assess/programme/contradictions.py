"""Claims of the programme that findings contradict: each is itself a finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from keur.assess.programme.explanation import CLAIM_CONTRADICTED
from keur.assess.result import DecidedFinding
from keur.checks.finding import SEVERITIES, Citation, Finding, fingerprint
from keur.plant.model import Answer, Decision, Plant, Text

CHECK = CLAIM_CONTRADICTED.id
PREFIX = "62443-2-1:2024:"


def contradicting(findings: Iterable[DecidedFinding]) -> Mapping[str, Sequence[DecidedFinding]]:
    """Findings by the requirements that they contradict a claim of. A false alarm contradicts nothing; an accepted risk
    does: it remains a fact."""
    found: dict[str, list[DecidedFinding]] = defaultdict(list)
    for one in findings:
        false_alarm = one.verdict is not None and one.verdict.decision is Decision.FALSE_ALARM
        if one.finding.contradicts and not false_alarm:
            for requirement in one.finding.requirements:
                found[requirement].append(one)
    return found


def contradictions(plant: Plant, findings: Iterable[DecidedFinding]) -> list[Finding]:
    """A finding for each claim of a maturity that other findings contradict, in the order of the programme."""
    against = contradicting(findings)
    claims = ((answer, against.get(PREFIX + answer.requirement, ())) for answer in plant.programme)
    return [_finding(answer, found) for answer, found in claims if found and answer.claim != "not started"]


def counted(found: Sequence[DecidedFinding]) -> str:
    """Findings by check, such as `breach (3), bypass (1)`."""
    counts = Counter(one.finding.check for one in found)
    return ", ".join(f"{check} ({count})" for check, count in sorted(counts.items()))


def _finding(answer: Answer, found: Sequence[DecidedFinding]) -> Finding:
    requirement = PREFIX + answer.requirement
    told = counted(found)
    ml = answer.claimed
    says = Text(
        nl=f"claimt ML {ml}" if ml else "heet niet van toepassing",
        en=f"claims ML {ml}" if ml else "is called not applicable",
    )
    template = CLAIM_CONTRADICTED.description.finding
    return Finding(
        id=fingerprint(CHECK, requirement),
        check=CHECK,
        severity=min((one.finding.severity for one in found), key=SEVERITIES.index),
        subject=requirement,
        text=Text(
            nl=template.nl.format(requirement=answer.requirement, says=says.nl, told=told),
            en=template.en.format(requirement=answer.requirement, says=says.en, told=told),
        ),
        citations=(Citation("line", answer.place.file, line=answer.place.line),),
        requirements=(requirement,),
        zones=tuple(sorted({zone for one in found for zone in one.finding.zones})),
    )
