"""The questionnaire: the same bytes each time, no formulas, and what was filled in comes back."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.assess.vendors.score import score
from keur.catalogue.questions import asked, numbers
from keur.dossier.questionnaire import form, workbook
from keur.plant import PlantErrors
from keur.plant.model import Place
from keur.plant.vendor_form import ANSWERS, COLUMNS, read_form
from keur.plant.vendors import AnswerValue, EvidenceGrade, QuestionAnswer, Vendor, VendorAnswers, VendorKind

DAY = dt.date(2026, 11, 28)
PLACE = Place("f", 1)
VENDOR = Vendor(
    "v",
    "V <b>",
    VendorKind.SUPPLIER,
    "r",
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
HOSTILE = '=HYPERLINK("http://x","y")<script>\x1b[31m'


def scored(text: str = "", tier: int = 3):
    one = QuestionAnswer("B3", AnswerValue.PARTLY, "", text, EvidenceGrade.STATEMENT, None, None, None, DAY, PLACE)
    return score(VENDOR, tier, VendorAnswers("v", (one,), PLACE), {}, DAY)


def filled(book: bytes, cells: dict[tuple[int, str], str]) -> bytes:
    """The workbook with cells filled in, by row and column."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for (row, column), value in cells.items():
        cell = opened.worksheets[0].cell(row, list(COLUMNS).index(column) + 1)
        cell.value, cell.data_type = value, "s"
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_same_answers_give_the_same_workbook_without_formulas(language):
    book = workbook(VENDOR, scored(HOSTILE), language, DAY)
    assert book == workbook(VENDOR, scored(HOSTILE), language, DAY)
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet and "<dataValidation" in sheet
    assert "sheetProtection" in sheet


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_workbook_asks_what_goes_with_the_tier(language):
    for tier in (1, 2, 3):
        sheet = openpyxl.load_workbook(io.BytesIO(workbook(VENDOR, scored(tier=tier), language, DAY))).worksheets[0]
        ids = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert ids == [one.id for block in asked(tier) for one in block.questions]


@settings(max_examples=8)
@given(st.text(st.characters(exclude_categories=["C"]), max_size=40).map(str.strip))
def test_what_was_filled_in_comes_back_in_either_language(text):
    for language in ("nl", "en"):
        read = read_form(workbook(VENDOR, scored(text), language, DAY), "f.xlsx", {"v"}, numbers())
        assert [(one.question, one.answer, one.text) for one in read.answers] == [("B3", AnswerValue.PARTLY, text)]
        assert read.vendor == "v"


def test_every_mistake_is_told_by_row_and_column():
    book = workbook(VENDOR, scored(), "en", DAY)
    cells = {
        (2, "answer"): "maybe",
        (3, "id"): "Z1",
        (3, "answer"): "yes",
        (5, "answer"): "n/a",
        (6, "answer"): "yes",
        (6, "until"): "soon",
        (7, "answer"): "no",
        (7, "evidence"): "../secret.pdf",
    }
    with pytest.raises(PlantErrors) as wrong:
        read_form(filled(book, cells), "f.xlsx", {"w"}, numbers())
    assert wrong.value.show().splitlines() == [
        "f.xlsx:1:1: vendor `v` does not exist",
        "f.xlsx:2:4: answer `maybe` is not possible; choose from ja, yes, deels, partly, nee, no, n.v.t., n/a",
        "f.xlsx:3:1: question `Z1` does not exist",
        "f.xlsx:5:5: a reason belongs to n/a, and to n/a only",
        "f.xlsx:6:8: `until`: `soon` is not a date (yyyy-mm-dd, such as 2026-11-23)",
        "f.xlsx:7:7: give the name of the file only, without a folder",
    ]


def test_another_workbook_and_a_changed_header_are_refused():
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    with pytest.raises(PlantErrors, match="not a questionnaire of keur"):
        read_form(other.getvalue(), "f.xlsx", {"v"}, numbers())
    with pytest.raises(PlantErrors, match="the header was changed"):
        read_form(filled(workbook(VENDOR, scored(), "en", DAY), {(1, "answer"): "x"}), "f.xlsx", {"v"}, numbers())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_every_question_and_nothing_that_runs(language):
    page = form(VENDOR, scored(HOSTILE, 1), language, DAY)
    assert "<script" not in page and "http://x" in page and "\x1b" not in page and "V &lt;b&gt;" in page
    assert not re.search(r"(?:src|href)=", page)
    for block in asked(1):
        for one in block.questions:
            assert f">{one.id}</th>" in page
    ticked = ANSWERS[AnswerValue.PARTLY]
    assert f"\N{BALLOT BOX WITH X} {getattr(ticked, language)}" in page
