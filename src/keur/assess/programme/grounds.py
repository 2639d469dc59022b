"""What the status of each requirement rests on, put together for whoever wants to see it: nothing is judged here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from keur.assess.programme.beyond import additions
from keur.assess.programme.elements import Element, Question, elements
from keur.assess.programme.status import RequirementStatus, flaw_of, statuses
from keur.assess.result import DecidedFinding
from keur.catalogue import Catalogues
from keur.checks.finding import Finding
from keur.plant.evidence import EvidenceState
from keur.plant.model import Answer, Evidence, Plant, Text


@dataclass(frozen=True, slots=True)
class EvidenceGround:
    """A piece of evidence as it was found on the day."""

    evidence: Evidence
    flaw: Text | None
    """Why it does not count; None when it does."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """A requirement or what the law asks beyond the standard, its status, and all that the status rests on."""

    question: Question
    element: Element
    status: RequirementStatus
    answer: Answer | None
    """None where nothing is declared."""
    evidence: tuple[EvidenceGround, ...]
    findings: tuple[Finding, ...]
    """The findings that contradict it."""


def grounds(
    plant: Plant,
    findings: Sequence[DecidedFinding],
    catalogues: Catalogues,
    today: dt.date,
    state: EvidenceState,
) -> tuple[Grounds, ...]:
    """The grounds of all requirements, in the order of the catalogue, and of what the law asks beyond them."""
    answers = {answer.requirement: answer for answer in plant.programme}
    by_id = {one.finding.id: one.finding for one in findings}
    found = {one.requirement: one for one in statuses(plant, findings, catalogues, today, state)}
    found |= additions(plant, catalogues, today, state)
    return tuple(
        Grounds(
            question=question,
            element=element,
            status=found[question.id],
            answer=(answer := answers.get(question.number)),
            evidence=tuple(EvidenceGround(proof, flaw_of(proof, today, state)) for proof in answer.evidence)
            if answer
            else (),
            findings=tuple(by_id[id] for id in found[question.id].findings),
        )
        for element in elements(catalogues)
        for question in element.questions
    )
