"""Answers of a form beside those that stand, and the file that they become."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.plant import PlantErrors
from keur.plant.model import Place
from keur.plant.vendor_form import Form, FormAnswer, changes, evidence_path, read_form
from keur.plant.vendors import AnswerValue, EvidenceGrade, QuestionAnswer, VendorAnswers

DAY = dt.date(2026, 11, 28)
PLACE = Place("f.xlsx", 2)


def stands(*given_answers: QuestionAnswer) -> VendorAnswers:
    return VendorAnswers("v", given_answers, PLACE)


def told(question="B3", answer=AnswerValue.YES, **more) -> FormAnswer:
    filled = {"reason": "", "text": "", "evidence": "", "until": None} | more
    return FormAnswer(question, answer, place=PLACE, **filled)


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


def test_a_form_that_repeats_the_name_of_a_file_keeps_the_file_wherever_it_is():
    kept = dataclasses.replace(
        changes(Form("v", (told(),)), None, {}, DAY)[0].after,
        grade=EvidenceGrade.VERIFIED,
        file="declared/archive/a.pdf",
        sha256="1" * 64,
    )
    form = Form("v", (told(evidence="a.pdf"),))
    assert changes(form, stands(kept), {kept.file: None}, DAY) == ()
    assert changes(form, stands(kept), {kept.file: "1" * 64}, DAY) == ()
    (renewed,) = changes(form, stands(kept), {kept.file: "2" * 64}, DAY)
    assert (renewed.after.grade, renewed.after.sha256) == (EvidenceGrade.DOCUMENT, "2" * 64)
    (reworded,) = changes(Form("v", (told(text="t", evidence="a.pdf"),)), stands(kept), {kept.file: None}, DAY)
    assert (reworded.after.grade, reworded.after.file) == (EvidenceGrade.STATEMENT, kept.file)
