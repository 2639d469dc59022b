"""What answers are worth: between 0 and 1, never lower for a better answer, and silence is not a no."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from keur.assess.vendors.score import GRADES, VALUE, score
from keur.catalogue.questions import blocks
from keur.plant.model import Place
from keur.plant.vendors import (
    AnswerValue,
    Certificate,
    EvidenceGrade,
    QuestionAnswer,
    Vendor,
    VendorAnswers,
    VendorKind,
)

TODAY = dt.date(2026, 11, 1)
PLACE = Place("declared/answers/v.yaml", 2)
VENDOR = Vendor(
    "v",
    "V",
    VendorKind.SUPPLIER,
    "role",
    None,
    None,
    (),
    (),
    (),
    None,
    None,
    (),
    None,
    (),
    None,
    "",
    None,
    (),
    (),
    PLACE,
)
QUESTIONS = [one for block in blocks() for one in block.questions]
CERTIFICATE = Certificate(
    "62443-2-4",
    "2023",
    "Maintenance",
    "X",
    "1",
    dt.date(2026, 1, 1),
    dt.date(2026, 12, 31),
    "ML 2",
    "P",
    None,
    None,
    PLACE,
)


def answer(question, value=AnswerValue.YES, grade=EvidenceGrade.DOCUMENT, **more):
    filled = {"file": None, "sha256": None, "evidence_until": None, **more}
    return QuestionAnswer(question, value, "", "", grade, date=TODAY, place=PLACE, **filled)


def scored(answers, tier=1, vendor=VENDOR, files=None, today=TODAY):
    return score(vendor, tier, VendorAnswers("v", tuple(answers), PLACE), files or {}, today)


ANSWERS = st.dictionaries(
    st.sampled_from([one.id for one in QUESTIONS]), st.tuples(st.sampled_from(AnswerValue), st.sampled_from(GRADES))
).map(lambda found: [answer(question, *told) for question, told in found.items()])


def test_a_hand_computed_score():
    # B3 (3, yes on a document), C3 (3, partly on a statement), E1 (3, no), A5 (1, not applicable).
    told = [
        answer("B3"),
        answer("C3", AnswerValue.PARTLY, EvidenceGrade.STATEMENT),
        answer("E1", AnswerValue.NO),
        answer("A5", AnswerValue.NOT_APPLICABLE),
    ]
    found = scored(told)
    assert found.worth.score is not None
    assert abs(found.worth.score - (3 * 0.8 + 3 * 0.25 + 0) / 9) < 1e-12
    total = sum(one.weight for one in QUESTIONS) - 1
    assert (found.worth.answered, found.worth.questions) == (3, len(QUESTIONS) - 1)
    assert abs(found.worth.confidence - 6 / total) < 1e-12
    assert [one.question.id for one in found.knock_outs] == ["C3"]
    assert found.raising[0][0].question.id == "E1"
    assert found.residual == 4


@given(ANSWERS, st.integers(1, 3))
def test_scores_and_confidence_lie_between_0_and_1(answers, tier):
    found = scored(answers, tier)
    for worth in (found.worth, *(block.worth for block in found.blocks)):
        assert worth.score is None or 0 <= worth.score <= 1
        assert 0 <= worth.confidence <= 1
    assert len(found.raising) <= 3
    for one, gain in found.raising:
        best = answer(one.question.id, grade=EvidenceGrade.VERIFIED)
        others = [other for other in answers if other.question != one.question.id]
        assert gain > 0
        assert abs((scored([*others, best], tier).worth.score or 0) - (found.worth.score or 0) - gain) < 1e-9


@given(ANSWERS.filter(bool), st.data())
def test_a_better_answer_or_better_evidence_never_lowers_the_score(answers, data):
    at = data.draw(st.integers(0, len(answers) - 1))
    one = answers[at]
    values = list(VALUE)
    better = dataclasses.replace(
        one,
        answer=one.answer
        if one.answer is AnswerValue.NOT_APPLICABLE
        else data.draw(st.sampled_from(values[: values.index(one.answer) + 1])),
        grade=data.draw(st.sampled_from(GRADES[GRADES.index(one.grade) :])),
    )
    before, after = scored(answers), scored([*answers[:at], better, *answers[at + 1 :]])
    assert (after.worth.score or 0) >= (before.worth.score or 0) - 1e-12
    assert after.worth.confidence >= before.worth.confidence - 1e-12


@given(ANSWERS)
def test_a_question_that_is_not_answered_touches_the_confidence_only(answers):
    """Of two vendors with the same answers, the one that was asked more has the same score and less confidence."""
    light = {one.question.id for block in scored([], 3).blocks for one in block.answers}
    told = [one for one in answers if one.question in light]
    few, many = scored(told, 3), scored(told, 1)
    assert few.worth.score == many.worth.score
    assert many.worth.questions > few.worth.questions
    assert many.worth.confidence <= few.worth.confidence


def test_without_answers_there_is_no_score_and_no_confidence():
    found = scored([])
    assert (found.worth.score, found.worth.confidence, found.residual, found.knock_outs) == (None, 0.0, None, ())


def test_evidence_past_its_date_falls_a_grade_and_a_changed_file_proves_no_more_than_a_word():
    until = answer("B3", evidence_until=dt.date(2026, 10, 31))
    assert scored([until]).worth.score == 0.5
    assert scored([until], today=dt.date(2026, 10, 31)).worth.score == 0.8
    proved = answer("B3", grade=EvidenceGrade.VERIFIED, file="a.pdf", sha256="0" * 64)
    assert scored([proved], files={"a.pdf": "0" * 64}).worth.score == 1.0
    assert scored([proved], files={"a.pdf": "1" * 64}).worth.score == 0.5
    assert scored([proved], files={"a.pdf": None}).worth.score == 0.5


def test_a_certificate_answers_what_it_covers_until_it_ends_and_the_vendor_overrules_it():
    vendor = dataclasses.replace(VENDOR, certificates=(CERTIFICATE,))
    found = scored([answer("B3", AnswerValue.NO)], vendor=vendor)
    derived = {one.question.id: one for block in found.blocks for one in block.answers if one.derived_from}
    assert set(derived) == {one.id for one in QUESTIONS if "62443-2-4" in one.certificates} - {"B3"}
    assert {one.grade for one in derived.values()} == {EvidenceGrade.VERIFIED}
    assert "B3" in {one.question.id for one in found.knock_outs}
    late = scored([], vendor=vendor, today=dt.date(2027, 1, 1))
    assert late.worth.answered == 0
    unchecked = dataclasses.replace(VENDOR, certificates=(dataclasses.replace(CERTIFICATE, checked_by=None),))
    assert scored([], vendor=unchecked).worth.score == 0.8


def test_knock_outs_are_of_tier_1_only():
    told = [answer("C3", AnswerValue.NO)]
    assert [len(scored(told, tier).knock_outs) for tier in (1, 2, 3)] == [1, 0, 0]
