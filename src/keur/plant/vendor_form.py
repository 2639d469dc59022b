"""The form with questions that a vendor fills in: its columns and words, reading it back, and putting what it says
beside the answers that stand.

The form comes from outside: what it may hold is bounded, and nothing in it is taken for a formula or a path.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from keur.plant.amendments import Content
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.list_text import Entry
from keur.plant.model import Place, Text
from keur.plant.nodes import Scalar
from keur.plant.programme.columns import sheet_text
from keur.plant.table import cell_text
from keur.plant.values import Day
from keur.plant.vendors import AnswerValue, EvidenceGrade, QuestionAnswer, VendorAnswers
from keur.plant.workbook import Bounds, NotWorkbook, open_workbook, values

MARK = "keur-questionnaire"
VERSION = "1"
ABOUT_SHEET = "keur"
"""Sheet that says what the workbook is and for which vendor."""

COLUMNS = {
    "id": Text(nl="Nr", en="No"),
    "block": Text(nl="Blok", en="Block"),
    "question": Text(nl="Vraag", en="Question"),
    "answer": Text(nl="Antwoord", en="Answer"),
    "reason": Text(nl="Waarom n.v.t.", en="Why n/a"),
    "text": Text(nl="Toelichting", en="Explanation"),
    "evidence": Text(nl="Bewijs (bestandsnaam)", en="Evidence (file name)"),
    "until": Text(nl="Bewijs geldig tot en met (jjjj-mm-dd)", en="Evidence valid until (yyyy-mm-dd)"),
    "certificate": Text(nl="Volgt uit certificaat", en="Follows from certificate"),
}
FILLED_IN = ("answer", "reason", "text", "evidence", "until")
"""Columns that are the vendor's."""

ANSWERS = {
    AnswerValue.YES: Text(nl="ja", en="yes"),
    AnswerValue.PARTLY: Text(nl="deels", en="partly"),
    AnswerValue.NO: Text(nl="nee", en="no"),
    AnswerValue.NOT_APPLICABLE: Text(nl="n.v.t.", en="n/a"),
}

BOUNDS = Bounds(
    unpacked_bytes=50_000_000,
    elements=1_000_000,
    rows=1_000,
    columns=100,
    what=Text(nl="vragenlijst", en="questionnaire"),
)
MOST_IN_CELL = 32_000
"""Characters of a text that go into a cell; a workbook holds 32,767."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """One answer in a form."""

    question: str
    answer: AnswerValue
    reason: str
    text: str
    evidence: str
    """Name of a file that the vendor sent along."""
    until: dt.date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Form:
    vendor: str
    answers: tuple[FormAnswer, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer in a form does to the answers that stand."""

    question: str
    before: QuestionAnswer | None
    after: QuestionAnswer
    missing_evidence: str
    """Name of a file that is not there, so that the answer counts as a statement; empty when there is none."""


def read_form(data: bytes, file: str, vendors: Collection[str], questions: Collection[str]) -> Form:
    """The answers in a workbook. Raises PlantErrors with all mistakes, by row and column."""
    mistakes = Mistakes()
    sheets = _sheets(data, file, mistakes)
    mistakes.stop_if_any()
    about = [cell for row in sheets.get(ABOUT_SHEET, [])[:2] for cell in row[:2]]
    if len(about) != 4 or about[:3] != [MARK, VERSION, "vendor"]:
        mistakes.add(
            Place(file, 1),
            Text(
                nl=f"dit is geen vragenlijst van keur (blad `{ABOUT_SHEET}` ontbreekt of is veranderd)",
                en=f"this is not a questionnaire of keur (sheet `{ABOUT_SHEET}` is missing or changed)",
            ),
        )
        mistakes.stop_if_any()
    vendor = about[3]
    if vendor not in vendors:
        name = shown(vendor)
        text = Text(nl=f"leverancier `{name}` bestaat niet", en=f"vendor `{name}` does not exist")
        mistakes.add(Place(file, 1), text, nearest(vendor, vendors))
    rows = next((found for name, found in sheets.items() if name != ABOUT_SHEET), [])
    answers = tuple(_read_rows(rows, file, questions, mistakes))
    mistakes.stop_if_any()
    return Form(vendor, answers)


def _sheets(data: bytes, file: str, mistakes: Mistakes) -> dict[str, list[list[str]]]:
    try:
        book = open_workbook(data, BOUNDS, read_only=True, data_only=True)
        return {
            sheet.title: [[sheet_text(cell_text(cell)) for cell in row] for row in values(sheet, BOUNDS)]
            for sheet in book.worksheets
        }
    except NotWorkbook as error:
        mistakes.add(Place(file, 1), error.text)
        return {}


def _read_rows(
    rows: list[list[str]], file: str, questions: Collection[str], mistakes: Mistakes
) -> Iterable[FormAnswer]:
    header = [cell.strip() for cell in rows[0]] if rows else []
    wanted = ([text.nl for text in COLUMNS.values()], [text.en for text in COLUMNS.values()])
    if header not in wanted:
        text = Text(
            nl="de kop is veranderd; stuur de leverancier een nieuwe vragenlijst",
            en="the header was changed; send the vendor a new questionnaire",
        )
        mistakes.add(Place(file, 1), text)
        return
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        row = dict.fromkeys(COLUMNS, "") | dict(zip(COLUMNS, cells, strict=False))
        if not any(row.get(name) for name in ("id", *FILLED_IN)):
            continue
        question = row["id"]
        if question not in questions:
            name = shown(question)
            text = Text(nl=f"vraag `{name}` bestaat niet", en=f"question `{name}` does not exist")
            mistakes.add(Place(file, number, 1), text, nearest(question, questions))
        elif question in seen:
            text = Text(
                nl=f"vraag `{question}` staat al op rij {seen[question]}",
                en=f"question `{question}` stands on row {seen[question]} already",
            )
            mistakes.add(Place(file, number, 1), text)
        elif any(row.get(name) for name in FILLED_IN):
            yield from _read_row(row, file, number, mistakes)
        seen.setdefault(question, number)


def _read_row(row: dict[str, str], file: str, number: int, mistakes: Mistakes) -> Iterable[FormAnswer]:
    def place(name: str) -> Place:
        return Place(file, number, list(COLUMNS).index(name) + 1)

    before = len(mistakes.errors)
    words = {word: value for value, text in ANSWERS.items() for word in (text.nl, text.en)}
    answer = words.get(row["answer"].casefold())
    if answer is None:
        listed, wrong = ", ".join(dict.fromkeys(words)), shown(row["answer"])
        text = Text(
            nl=f"antwoord `{wrong}` kan niet; kies uit {listed}",
            en=f"answer `{wrong}` is not possible; choose from {listed}",
        )
        mistakes.add(place("answer"), text)
    if (answer is AnswerValue.NOT_APPLICABLE) != bool(row["reason"]) and answer is not None:
        text = Text(nl="een reden hoort bij n.v.t., en alleen daarbij", en="a reason belongs to n/a, and to n/a only")
        mistakes.add(place("reason"), text)
    until = None
    if row["until"]:
        read = Day().read(Scalar(row["until"], True, place("until"), 0, 0), "until", mistakes)
        until = read.value if read else None
    if row["evidence"] and not re.fullmatch(r"(?!\.)[^/\\\x00-\x1f]{1,200}", row["evidence"]):
        text = Text(
            nl="geef alleen de naam van het bestand, zonder map", en="give the name of the file only, without a folder"
        )
        mistakes.add(place("evidence"), text)
    if answer is not None and len(mistakes.errors) == before:
        told = {name: row[name] for name in ("reason", "text", "evidence")}
        yield FormAnswer(row["id"], answer, until=until, place=Place(file, number), **told)


def evidence_path(vendor: str, name: str) -> str:
    """Where a file that a vendor sent along must stand in the plant folder."""
    return f"declared/evidence/{vendor}/{name}"


def in_cell(text: str) -> str:
    """A text as a cell of the form can hold it."""
    return sheet_text(text)[:MOST_IN_CELL].rstrip()


def changes(
    form: Form, stands: VendorAnswers | None, hashes: Mapping[str, str | None], today: dt.date
) -> tuple[Change, ...]:
    """What a form changes. An answer that says what stands already stays as it is, with its grade and date; a question
    that the form leaves open keeps its answer.

    `hashes` are the SHA-256 of the files of `evidence_files` that are there."""
    before = {one.question: one for one in (stands.answers if stands else ())}
    found = []
    for one in form.answers:
        stood = before.get(one.question)
        path = _evidence(form.vendor, one, stood)
        sha256 = hashes.get(path) if path else None
        # A file that stood and is gone is told by its state; a form that only repeats its name does not unsay it.
        kept = stood.sha256 if stood and path and stood.file == path else None
        after = QuestionAnswer(
            question=one.question,
            answer=one.answer,
            reason=_said(one.reason, stood.reason if stood else ""),
            text=_said(one.text, stood.text if stood else ""),
            grade=EvidenceGrade.DOCUMENT if sha256 else EvidenceGrade.STATEMENT,
            file=path if sha256 or kept else None,
            sha256=sha256 or kept,
            evidence_until=one.until,
            date=today,
            place=one.place,
        )
        if not _same(stood, after):
            found.append(Change(one.question, stood, after, one.evidence if path and not sha256 else ""))
    return tuple(found)


def evidence_files(form: Form, stands: VendorAnswers | None) -> set[str]:
    """Where the files that a form names must stand in the plant folder."""
    before = {one.question: one for one in (stands.answers if stands else ())}
    paths = (_evidence(form.vendor, one, before.get(one.question)) for one in form.answers)
    return {path for path in paths if path is not None}


def _evidence(vendor: str, one: FormAnswer, stood: QuestionAnswer | None) -> str | None:
    """The file that an answer names: the one that stood when it has that name, wherever it is kept."""
    if not one.evidence:
        return None
    if stood and stood.file and in_cell(stood.file.rpartition("/")[2]) == one.evidence:
        return stood.file
    return evidence_path(vendor, one.evidence)


def _said(told: str, stood: str) -> str:
    """What a cell says; as it stood, where the cell holds the same."""
    return stood if in_cell(stood) == told else told


def _same(before: QuestionAnswer | None, after: QuestionAnswer) -> bool:
    if before is None:
        return False
    keeps = {name: getattr(before, name) for name in ("grade", "date", "place")}
    return dataclasses.replace(after, **keeps) == before


def entry(one: QuestionAnswer, stood: Entry | None = None) -> Entry:
    """An answer as a record of `declared/answers/`; what says the same as in the record that stood stays as written."""
    until = one.evidence_until
    told = {
        "id": one.question,
        "answer": one.answer.value,
        "reason": one.reason,
        "text": one.text,
        "grade": one.grade.value,
        "file": one.file or "",
        "sha256": one.sha256 or "",
        "until": until.isoformat() if until else "",
        "date": one.date.isoformat(),
    }
    before = stood or {}
    return {name: _kept(before.get(name), value) for name, value in told.items() if value}


def _kept(stood: Content | None, value: str) -> Content:
    return stood if isinstance(stood, str) and stood.strip() == value else value
