"""Workbooks of the programme: back without a change, each change in its place, and broken ones refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import yaml
from test_broken_programme import FILE, PROGRAMME

from keur.assess.programme.elements import BEYOND, elements
from keur.catalogue import shipped
from keur.dossier.programme_workbook import render
from keur.library import requirements
from keur.plant import PlantErrors, load
from keur.plant.programme.document import read_document
from keur.plant.programme.importing import import_workbook

ELEMENTS = [one for one in elements(shipped()) if one.name.en in ("SPE 3", BEYOND.en)]
"""Two elements, so that a workbook is quick to make."""
NUMBERS = {one.name: one.numbers for one in ELEMENTS}
NOON = dt.datetime(2027, 6, 30, 12)  # noqa: DTZ001  a date of Excel has no zone
NET, PROOF = "SPE 3 Network and…", "Evidence"


@pytest.fixture
def plant(tmp_path, write):
    return write(tmp_path / "plant", {FILE: PROGRAMME})


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, write):
    """A plant that no test changes, and its English export."""
    folder = write(tmp_path_factory.mktemp("unbroken"), {FILE: PROGRAMME})
    return folder, exported(folder)


def exported(folder, language="en"):
    plant = load(folder, None, requirements())
    return render(read_document(folder, plant).entries, ELEMENTS, {}, language)


def imported(folder, data):
    plant = load(folder, None, requirements())
    return import_workbook(data, "p.xlsx", read_document(folder, plant), plant, NUMBERS)


def edited(data, change):
    """The workbook after a change by `change(book)`, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(book, sheet, *cells):
    """Fills cells: a name and a value each."""
    for name, value in zip(cells[::2], cells[1::2], strict=True):
        book[sheet][name].value = value


def clear(book, sheet, row):
    """Clears all cells of a row but the requirement."""
    for cell in book[sheet][row][1:]:
        cell.value = None


BREAKING = {
    "merged cells": lambda book: book[NET].merge_cells("E3:F4"),
    "a renamed column": lambda book: put(book, NET, "C1", "Claims"),
    "a column that is gone": lambda book: book[NET].delete_cols(4),
    "two columns alike": lambda book: put(book, NET, "Q1", "Doel"),
    "two columns of the plant alike": lambda book: put(book, NET, "Q1", "Room", "R1", "Room"),
    "a column without a name": lambda book: put(book, NET, "Q3", "who?"),
    "a formula as the name of a column": lambda book: put(book, NET, "Q1", "=A1"),
    "a sheet that is gone": lambda book: book.remove(book[NET]),
    "a renamed sheet": lambda book: setattr(book[PROOF], "title", "Evidences"),
    "a sheet twice": lambda book: book.copy_worksheet(book[PROOF]).__setattr__("title", "Bewijs"),
    "an empty sheet": lambda book: book[NET].delete_rows(1, 100),
    "an id that is none": lambda book: put(book, NET, "A3", "net-1.2"),
    "an id that the standard does not have": lambda book: put(book, NET, "A3", "NET 1.99"),
    "an id twice": lambda book: put(book, NET, "A3", "NET 1.1"),
    "a blank id": lambda book: put(book, NET, "A3", None, "C3", 2),
    "an answered row that is gone": lambda book: book[NET].delete_rows(2),
    "a claim that is not in the list": lambda book: put(book, NET, "C3", "mostly"),
    "a claim with a fraction": lambda book: put(book, NET, "C3", 2.5),
    "an answer without a claim": lambda book: put(book, NET, "E3", "OT"),
    "a claim that is taken away while evidence stays": lambda book: clear(book, NET, 2),
    "a target that does not exist": lambda book: put(book, NET, "D2", 7),
    "a date in the Dutch way": lambda book: put(book, NET, "I2", "30-06-2027"),
    "a date with a time": lambda book: put(book, NET, "I2", NOON),
    "a number for a date": lambda book: (
        put(book, NET, "M2", 1, "I2", 46568) or setattr(book[NET]["I2"], "number_format", "0")
    ),
    "a formula": lambda book: put(book, NET, "F2", '=HYPERLINK("http://x")'),
    "an error value": lambda book: put(book, NET, "E2", "#REF!"),
    "a zone that does not exist": lambda book: put(book, NET, "J2", "control; scadaa"),
    "a zone twice": lambda book: put(book, NET, "J2", "control;control"),
    "an asset with a blank": lambda book: put(book, NET, "L2", "PLC 1"),
    "not applicable without a reason": lambda book: put(book, NET, "C3", "niet van toepassing", "H3", "P. de Boer"),
    "a reason with a maturity": lambda book: put(book, NET, "G2", "Not here"),
    "evidence of no requirement": lambda book: put(book, PROOF, "A2", None),
    "evidence of a requirement that does not exist": lambda book: put(book, PROOF, "A2", "NET 9.9"),
    "evidence outside the plant folder": lambda book: put(book, PROOF, "B2", "../plan.md"),
    "evidence twice": lambda book: put(book, PROOF, "B3", "declared/evidence/plan.md"),
    "a kind that does not exist": lambda book: put(book, PROOF, "C2", "paper"),
    "a hash with a blank in it": lambda book: put(book, PROOF, "D2", "aa aa"),
    "evidence without a hash": lambda book: put(book, PROOF, "D2", None),
    "a period reversed": lambda book: put(book, PROOF, "F2", dt.date(2025, 12, 31)),
    "points of a document": lambda book: put(book, PROOF, "J2", "1; 2; 3"),
    "points with commas": lambda book: put(book, PROOF, "J3", "3,5; 2,5; 1,5"),
    "mistakes in several rows and sheets": lambda book: (
        put(book, NET, "C2", 9, "D2", 9, "C3", "x", "A5", "NET 1"),
        put(book, PROOF, "C3", "x"),
    ),
    "a row far below": lambda book: put(book, NET, "A9999", "x"),
}
"""Each breaks the English export of the plant; `broken-workbooks.yaml` has what keur says."""
SAYS = yaml.safe_load((Path(__file__).parent / "broken-workbooks.yaml").read_text(encoding="utf-8"))


def test_all_broken_workbooks_have_their_messages():
    assert list(SAYS) == list(BREAKING)


@pytest.mark.parametrize("name", BREAKING)
def test_a_broken_workbook_is_refused_in_both_languages(unbroken, name):
    folder, data = unbroken
    broken = edited(data, BREAKING[name])
    with pytest.raises(PlantErrors) as wrong:
        imported(folder, broken)
    for language in ("en", "nl"):
        said = [f"{one['at']}: {one[language]}" for one in SAYS[name]]
        assert wrong.value.show(language).splitlines() == said


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "english", "dutch"),
    [
        (b"id,claim\n", "this is not an XLSX workbook", "dit is geen XLSX-werkmap"),
        (b"", "this is not an XLSX workbook", "dit is geen XLSX-werkmap"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
            "the workbook is encrypted with a password, or is an old .xls; save it as .xlsx without a password",
            "de werkmap is versleuteld met een wachtwoord, of een oude .xls; bewaar als .xlsx zonder wachtwoord",
        ),
        (
            zipped(bytes(9 * 1024 * 1024)),
            "the workbook is larger than 8 MiB when unpacked; that is no programme",
            "de werkmap is uitgepakt groter dan 8 MiB; dat is geen programma",
        ),
        (
            zipped("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>".encode("utf-16")),
            "the workbook holds a DOCTYPE; no spreadsheet program writes one",
            "de werkmap bevat een DOCTYPE; dat schrijft geen spreadsheetprogramma",
        ),
        (
            zipped(b"0" * 500)[:-40],
            "this is not an XLSX workbook",
            "dit is geen XLSX-werkmap",
        ),
    ],
    ids=["CSV", "nothing", "encrypted", "a bomb", "entities", "cut off"],
)
def test_a_file_that_is_no_workbook_is_refused(plant, data, english, dutch):
    with pytest.raises(PlantErrors) as wrong:
        imported(plant, data)
    assert (wrong.value.show("en"), wrong.value.show("nl")) == (f"p.xlsx:1:1: {english}", f"p.xlsx:1:1: {dutch}")


def test_a_damaged_workbook_is_refused(plant):
    with pytest.raises(PlantErrors, match="not a readable XLSX"):
        imported(plant, zipped(b"<sheet/>"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_export_that_nobody_touched_changes_nothing(plant, language):
    data = exported(plant, language)
    assert data == exported(plant, language)
    done = imported(plant, data)
    assert (done.changes, done.text) == ((), PROGRAMME)
    again = imported(plant, edited(data, lambda _: None))
    assert (again.changes, again.text) == ((), PROGRAMME)


def test_a_changed_cell_changes_its_key_only(plant):
    commented = PROGRAMME.replace("claim: 4", "claim: 4  # since June").replace("points:", "# monthly\n        points:")
    (plant / FILE).write_text(commented, encoding="utf-8")
    fill = "C2", 3, "I2", dt.date(2028, 1, 31), "J2", "control; scada", "K2", None, "P2", "Q: none"
    done = imported(
        plant, edited(exported(plant), lambda book: (put(book, NET, *fill), put(book, PROOF, "J3", "3; 2; 1")))
    )
    assert done.text == (
        commented.replace("claim: 4 ", "claim: 3 ")
        .replace("review: 2027-06-30", "review: 2028-01-31")
        .replace("[control]", "[control, scada]")
        .replace("      conduits: [scada-control]\n", "")
        .replace("1.5]", "1]")
        .replace("Budget: 2027", 'Budget: "Q: none"')
    )
    assert [(one.field.nl, one.old.nl, one.new.nl) for one in done.changes] == [
        ("Claim", "4", "3"),
        ("Opnieuw beoordelen", "2027-06-30", "2028-01-31"),
        ("Zones", "control", "control; scada"),
        ("Conduits", "scada-control", ""),
        ("Budget", "2027", "Q: none"),
        ("Bewijs declared/evidence/trend.csv: Waarden", "3; 2; 1.5", "3; 2; 1"),
    ]


def test_answers_and_evidence_come_and_go(plant):
    def change(book):
        put(book, NET, "C3", "not started", "E3", "=1+1", "Q1", "Room", "Q3", "A 1")
        put(book, NET, "C2", 2)
        row = next(row for row in book[NET].iter_rows(min_row=2) if row[0].value == "NET 2.1")
        for cell in row[2:9]:
            cell.value = None
        book[NET]["E3"].data_type = "s"
        book[PROOF].delete_rows(2)
        new = ("NET 1.2", "declared/evidence/new.md", "record", "c" * 64, *["2026-01-01"] * 4)
        book[PROOF].append(new)

    done = imported(plant, edited(exported(plant), change))
    (plant / FILE).write_text(done.text, encoding="utf-8")
    first, second = load(plant, None, requirements()).programme
    assert (first.requirement, second.requirement) == ("NET 1.1", "NET 1.2")
    assert [one.file for one in first.evidence] == ["declared/evidence/trend.csv"]
    assert first.reviewed is not None and first.notes == (("Budget", "2027"),)
    assert (second.claim, second.owner, second.notes) == ("not started", "=1+1", (("Room", "A 1"),))
    assert [one.file for one in second.evidence] == ["declared/evidence/new.md"]
    gone = [(one.requirement, one.field.en, one.old.en, one.new.en) for one in done.changes if not one.new.en]
    assert gone == [
        ("NET 1.1", "Evidence declared/evidence/plan.md", "document", ""),
        ("NET 2.1", "answer", "not applicable", ""),
    ]
    book = openpyxl.load_workbook(io.BytesIO(exported(plant)))
    assert [book[NET][name].value for name in ("P1", "Q1", "P2", "Q3", "E3")] == [
        "Budget",
        "Room",
        "2027",
        "A 1",
        "=1+1",
    ]
    assert (book[NET]["E3"].data_type, book[NET]["E3"].quotePrefix) == ("s", True)
    assert imported(plant, exported(plant)).changes == ()


def test_sheets_and_columns_stand_in_any_order_and_language(plant):
    def change(book):
        book.move_sheet(PROOF, -2)
        book[PROOF].title = "bewijs"
        book.create_sheet("Scratch")
        sheet = book[NET]
        sheet.title = "SPE 3"
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        rows[0][2:4] = ["CLAIM", " Doel "]
        for at, row in enumerate(rows, start=1):
            for place, value in enumerate(reversed(row), start=1):
                sheet.cell(at, place).value = value

    done = imported(plant, edited(exported(plant), change))
    assert (done.changes, done.ignored) == ((), ("Scratch",))


def test_all_answers_withdrawn_leave_nothing_in_the_list(plant):
    def change(book):
        for row in book[NET].iter_rows(min_row=2):
            clear(book, NET, row[0].row)
        book[PROOF].delete_rows(2, 9)

    done = imported(plant, edited(exported(plant), change))
    assert done.text == "requirements:\n"
