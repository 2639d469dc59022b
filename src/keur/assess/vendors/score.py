"""What the answers of a vendor are worth, and how much they rest on more than its word.

The score is the sum of answer x grade of evidence x weight over the questions that were answered and apply, by the sum
of their weights. The confidence beside it is the share of the weight of all questions that apply which was answered on
a document or better. A question that was not answered lowers the confidence and never the score: it is not a no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from keur.assess.vendors.validity import FileState, Validity, file_state, validity
from keur.catalogue.questions import Block, Question, asked
from keur.plant.evidence import EvidenceState
from keur.plant.vendors import AnswerValue, Certificate, EvidenceGrade, QuestionAnswer, Vendor, VendorAnswers

VALUE = {AnswerValue.YES: Fraction(1), AnswerValue.PARTLY: Fraction(1, 2), AnswerValue.NO: Fraction(0)}
GRADES = tuple(EvidenceGrade)
WORTH = {grade: Fraction(tenths, 10) for grade, tenths in zip(GRADES, (3, 5, 8, 10), strict=True)}
"""What a full answer counts for on each grade of evidence. Fractions, so that sums are exact."""

RAISING = 3
"""How many of the answers that would raise the score most are shown."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it counts today."""

    question: Question
    answer: AnswerValue | None
    """None: not answered."""
    grade: EvidenceGrade | None
    """As it counts today: evidence past its date, or gone, has fallen a grade or all the way."""
    derived_from: Certificate | None
    """The certificate that answers it where the vendor did not."""
    given: QuestionAnswer | None
    """The vendor's own answer."""

    @property
    def value(self) -> Fraction | None:
        """0 to 1; None where it was not answered or does not apply."""
        if self.answer is None or self.grade is None or self.answer is AnswerValue.NOT_APPLICABLE:
            return None
        return VALUE[self.answer] * WORTH[self.grade]


@dataclass(frozen=True, slots=True)
class Worth:
    """Score and confidence of a set of questions."""

    score: float | None
    """0 to 1; None while nothing that applies was answered."""
    confidence: float
    """0 to 1."""
    answered: int
    questions: int
    """Questions that apply."""


@dataclass(frozen=True, slots=True)
class BlockScore:
    block: Block
    worth: Worth
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Score:
    blocks: tuple[BlockScore, ...]
    worth: Worth
    knock_outs: tuple[Answered, ...]
    """Of tier 1: answered no, or only partly, where that is not acceptable without a measure."""
    raising: tuple[tuple[Answered, float], ...]
    """The answers that would raise the score most when they were a full yes on the best evidence, and by how much."""
    residual: int | None
    """What risk is left, 1 (least) to 5; None while there is no score."""


def score(vendor: Vendor, tier: int, answers: VendorAnswers | None, files: EvidenceState, today: dt.date) -> Score:
    """What the answers of a vendor of a tier are worth on a day."""
    given = {one.question: one for one in (answers.answers if answers else ())}
    blocks = []
    for block in asked(tier):
        found = tuple(_answered(one, given.get(one.id), vendor, files, today) for one in block.questions)
        blocks.append(BlockScore(block, worth(found), found))
    everything = [one for block in blocks for one in block.answers]
    whole = worth(everything)
    return Score(
        blocks=tuple(blocks),
        worth=whole,
        knock_outs=tuple(one for one in everything if tier == 1 and _knocks_out(one)),
        raising=_raising(everything),
        residual=None if whole.score is None else _residual(tier, whole.score),
    )


def worth(answers: Sequence[Answered]) -> Worth:
    """Score and confidence of some questions."""
    applies = [one for one in answers if one.answer is not AnswerValue.NOT_APPLICABLE]
    counted = [(one.value, one.question.weight) for one in applies if one.value is not None]
    weight = sum(weight for _, weight in counted)
    known = sum(
        one.question.weight
        for one in applies
        if one.grade is not None and GRADES.index(one.grade) >= GRADES.index(EvidenceGrade.DOCUMENT)
    )
    total = sum(one.question.weight for one in applies)
    return Worth(
        score=float(sum(value * share for value, share in counted) / weight) if weight else None,
        confidence=known / total if total else 0.0,
        answered=len(counted),
        questions=len(applies),
    )


def _answered(
    question: Question, given: QuestionAnswer | None, vendor: Vendor, files: EvidenceState, today: dt.date
) -> Answered:
    if given is not None:
        return Answered(question, given.answer, grade_today(given, files, today), None, given)
    for certificate in vendor.certificates:
        if certificate.standard in question.certificates and (grade := _proves(certificate, files, today)):
            return Answered(question, AnswerValue.YES, grade, certificate, None)
    return Answered(question, None, None, None, None)


def grade_today(given: QuestionAnswer, files: EvidenceState, today: dt.date) -> EvidenceGrade:
    """The grade of an answer's evidence on a day: one lower past its date, a mere statement where a named file is gone
    or is another one than it was."""
    grade = given.grade
    if file_state(given.file, given.sha256, files) in (FileState.MISSING, FileState.CHANGED):
        grade = min(grade, EvidenceGrade.STATEMENT, key=GRADES.index)
    if given.evidence_until is not None and today > given.evidence_until:
        grade = GRADES[max(GRADES.index(grade) - 1, 0)]
    return grade


def _proves(certificate: Certificate, files: EvidenceState, today: dt.date) -> EvidenceGrade | None:
    """What a certificate is worth as evidence; nothing when it is not valid or its file is not what it was."""
    if validity(certificate.first, certificate.last, today) is not Validity.VALID:
        return None
    if file_state(certificate.file, certificate.sha256, files) in (FileState.MISSING, FileState.CHANGED):
        return None
    return EvidenceGrade.VERIFIED if certificate.checked_by else EvidenceGrade.DOCUMENT


def _knocks_out(one: Answered) -> bool:
    return one.question.knock_out and one.answer in (AnswerValue.NO, AnswerValue.PARTLY)


def _raising(answers: Sequence[Answered]) -> tuple[tuple[Answered, float], ...]:
    """The answers that would raise the score most as a full yes on the best evidence; knock-outs first among equals."""
    earned = sum(((one.value or 0) * one.question.weight for one in answers), Fraction(0))
    weight = sum(one.question.weight for one in answers if one.value is not None)
    before = earned / weight if weight else Fraction(0)
    gains = []
    for one in answers:
        mine = one.question.weight
        if one.answer is AnswerValue.NOT_APPLICABLE:
            continue
        more = (mine, mine) if one.value is None else ((1 - one.value) * mine, 0)
        after = (earned + more[0]) / (weight + more[1])
        if after > before:
            gains.append((one, float(after - before)))
    return tuple(sorted(gains, key=lambda gained: (-gained[1], not gained[0].question.knock_out))[:RAISING])


def _residual(tier: int, score: float) -> int:
    """Risk that is left, in five steps: the tier's weight (1, 2/3, 1/3) times what the answers leave open."""
    left = (4 - tier) / 3 * (1 - score)
    return min(int(left * 5) + 1, 5)
