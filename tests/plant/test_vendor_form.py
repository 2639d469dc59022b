"""Answers of a form beside those that stand, and the file that they become."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.plant import PlantErrors
from keur.plant.errors import Mistakes
from keur.plant.files import ANSWERS
from keur.plant.model import Place
from keur.plant.nodes import parse
from keur.plant.vendor_form import Form, FormAnswer, changes, evidence_path, read_form, render
from keur.plant.vendor_records import answers
from keur.plant.vendors import AnswerValue, EvidenceGrade, QuestionAnswer, VendorAnswers

DAY = dt.date(2026, 11, 28)
PLACE = Place("f.xlsx", 2)
WORDS = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)


def stands(*given_answers: QuestionAnswer) -> VendorAnswers:
    return VendorAnswers("v", given_answers, PLACE)


def told(question="B3", answer=AnswerValue.YES, **more) -> FormAnswer:
    filled = {"reason": "", "text": "", "evidence": "", "until": None} | more
    return FormAnswer(question, answer, place=PLACE, **filled)


@st.composite
def question_answers(draw):
    value = draw(st.sampled_from(AnswerValue))
    proof = draw(st.booleans())
    return QuestionAnswer(
        question="B3",
        answer=value,
        reason=draw(WORDS) if value is AnswerValue.NOT_APPLICABLE else "",
        text=draw(st.just("") | WORDS),
        grade=draw(st.sampled_from(EvidenceGrade)),
        file="declared/evidence/v/a.pdf" if proof else None,
        sha256="0" * 64 if proof else None,
        evidence_until=draw(st.none() | st.dates(dt.date(1000, 1, 1))),
        date=draw(st.dates(dt.date(1000, 1, 1))),
        place=PLACE,
    )


@given(question_answers())
def test_a_file_of_answers_says_what_was_written_whatever_the_vendor_wrote(one):
    mistakes = Mistakes()
    node = parse(render([one, dataclasses.replace(one, question="B4")]), "f", mistakes)
    read = ANSWERS.read(node, "f", mistakes) if node else None
    assert mistakes.errors == [] and read is not None
    found = answers("v", read).answers
    assert [dataclasses.replace(each, place=PLACE) for each in found] == [one, dataclasses.replace(one, question="B4")]


def test_an_answer_counts_as_a_document_only_when_its_file_is_there():
    path = evidence_path("v", "a.pdf")
    form = Form("v", (told(evidence="a.pdf"), told("B4", evidence="b.pdf"), told("B5")))
    found = changes(form, None, {path: "1" * 64, evidence_path("v", "b.pdf"): None}, DAY)
    assert [(one.after.grade, one.after.file, one.missing_evidence) for one in found] == [
        (EvidenceGrade.DOCUMENT, path, ""),
        (EvidenceGrade.STATEMENT, None, "b.pdf"),
        (EvidenceGrade.STATEMENT, None, ""),
    ]


def test_what_says_the_same_keeps_its_grade_and_what_is_left_open_its_answer():
    before = changes(Form("v", (told(text="t"),)), None, {}, DAY)[0].after
    checked = dataclasses.replace(before, grade=EvidenceGrade.VERIFIED)
    later = DAY + dt.timedelta(400)
    assert changes(Form("v", (told(text="t"),)), stands(checked), {}, later) == ()
    (changed,) = changes(Form("v", (told(text="other"), told("B4"))), stands(checked, before), {}, later)[:1]
    assert (changed.before, changed.after.grade, changed.after.date) == (before, EvidenceGrade.STATEMENT, later)
    assert changes(Form("v", ()), stands(checked), {}, later) == ()


@given(st.binary(max_size=400))
def test_bytes_that_are_no_workbook_are_refused_by_name(data):
    with pytest.raises(PlantErrors) as wrong:
        read_form(data, "f.xlsx", {"v"}, {"B3"})
    assert wrong.value.show() == "f.xlsx:1:1: this is not an XLSX workbook"
