"""The programme as a workbook that people fill in: a sheet per element of IEC 62443-2-1, one for what
the law asks beyond it, and one for the evidence.

Every text is written as text: nothing in it is ever computed. The same plant gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from keur.assess.programme.elements import Element, Question
from keur.assess.programme.status import STATUS_WORDS, RequirementStatus
from keur.plant.amendments import Content
from keur.plant.model import Text
from keur.plant.programme.columns import (
    EVIDENCE_COLUMNS,
    EVIDENCE_SHEET,
    EXPLANATION_SHEET,
    REQUIREMENT_COLUMNS,
    Column,
    found_in,
    note_column,
    sheet_text,
    told,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

Language = Literal["nl", "en"]
Entry = Mapping[str, Content]

LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds at most."""
LONGEST_TITLE = 31
"""Characters that the name of a sheet has at most."""
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a date of Excel has no zone
_FIRST_DAY = dt.date(1901, 1, 1)
"""Excel takes 1900 for a leap year; dates before this one are written as text."""
_SPARE_ROWS = 1000
"""Rows below the evidence that have drop-downs."""
_DAYS = ("review", "from", "until", "collected", "received")
_WIDTHS = {
    "id": 16,
    "claim": 18,
    "target": 8,
    "owner": 20,
    "how": 60,
    "reason": 30,
    "signed_by": 20,
    "file": 44,
    "kind": 14,
    "sha256": 24,
    "approved_by": 20,
    "Subject": 34,
    "Why, and what contradicts it": 70,
}
_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_columns": True,
    "insert_rows": True,
    "delete_columns": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}
"""What stays possible on a sheet whose grey cells are locked, against mistakes and without a password."""

EXPLANATION = (
    Text(
        nl="Dit is het beveiligingsprogramma van de fabriek: per eis van IEC 62443-2-1 wat de fabriek zegt te doen.",
        en="This is the plant's security programme: for each requirement of IEC 62443-2-1 what the plant says it does.",
    ),
    Text(
        nl="Vul de witte cellen in. Grijze cellen laten zien wat keur vond; wat u daarin verandert, wordt niet "
        "ingelezen.",
        en="Fill in the white cells. Grey cells show what keur found; what you change in them is left out on import.",
    ),
    Text(
        nl="Lees de werkmap weer in met: keur programme import FABRIEK BESTAND.xlsx --dry-run (toont wat verandert), "
        "en daarna zonder --dry-run.",
        en="Read the workbook back with: keur programme import PLANT FILE.xlsx --dry-run (shows what changes), and "
        "then without --dry-run.",
    ),
    Text(
        nl="Meer zones, conduits, apparaten of waarden in één cel: zet er een puntkomma tussen.",
        en="Several zones, conduits, assets or points in one cell: put a semicolon between them.",
    ),
    Text(
        nl="Datums zijn datums van Excel, of tekst als 2027-06-30. Formules en samengevoegde cellen kunnen niet.",
        en="Dates are dates of Excel, or text such as 2027-06-30. Formulas and merged cells are not possible.",
    ),
    Text(
        nl="Een antwoord trekt u in door alle witte cellen van zijn rij leeg te maken; laat de rij zelf staan. Ook "
        "zijn bewijs moet dan weg.",
        en="To withdraw an answer, clear all white cells of its row, and keep the row. Its evidence must go too.",
    ),
    Text(
        nl="Bewijs: één rij per eis en bestand. Een rij weghalen neemt het bewijs weg, niet het bestand.",
        en="Evidence: one row per requirement and file. Deleting a row removes the evidence, not the file.",
    ),
    Text(
        nl="Eigen kolommen mogen. Wat erin staat, wordt bewaard als `notes` en komt bij de volgende export terug.",
        en="Columns of your own are welcome. What they hold is kept as `notes`, and comes back at the next export.",
    ),
    Text(
        nl="Namen van bladen en kolommen blijven zoals ze zijn; hun volgorde mag anders.",
        en="Names of sheets and columns stay as they are; their order may change.",
    ),
)


class TooLong(ValueError):
    """A text does not fit in a cell."""

    def __init__(self, requirement: str, column: Column) -> None:
        name = column.path[-1]
        self.text = Text(
            nl=f"`{name}` van {requirement} is langer dan de {LONGEST_CELL} tekens van een cel; kort hem in",
            en=f"`{name}` of {requirement} is longer than the {LONGEST_CELL} characters of a cell; shorten it",
        )
        super().__init__(self.text.en)


def render(
    entries: Sequence[Entry],
    elements: Sequence[Element],
    statuses: Mapping[str, RequirementStatus],
    language: Language,
) -> bytes:
    """The workbook. `entries` are those of `declared/programme.yaml`. Raises TooLong."""
    from xlsxwriter.workbook import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED, "title": "keur: IEC 62443-2-1:2024"})
    writer = _Writer(book, language)
    writer.explanation()
    by_number = {str(entry["id"]): entry for entry in entries}
    for element in elements:
        title = f"{_say(element.name, language)} {_say(element.label, language)}"
        title = textwrap.shorten(_NOT_IN_A_TITLE.sub(" ", title), LONGEST_TITLE, placeholder="…")
        listed = [
            (one, by_number.get(one.number, {"id": one.number}), statuses.get(one.id)) for one in element.questions
        ]
        writer.requirements(title, listed)
    order = [number for element in elements for number in element.numbers]
    writer.evidence(sorted(entries, key=lambda entry: order.index(str(entry["id"]))))
    book.close()
    return out.getvalue()


def _say(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en


class _Writer:
    """Writes the sheets of one workbook in one language."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self.book, self.language = book, language
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        grey = {"locked": True, "bg_color": "#E8E8E8", "font_color": "#404040"}
        looks: dict[str, dict[str, object]] = {
            "header": {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "locked": True},
            "open": {"locked": False},
            "day": {"locked": False, "num_format": "yyyy-mm-dd"},
            "text": {"locked": False, "quote_prefix": True},
            "grey": grey,
            "grey text": {**grey, "quote_prefix": True},
        }
        self.formats: dict[str, Format] = {name: book.add_format({**cell, **look}) for name, look in looks.items()}
        self.free = book.add_format({"locked": False})

    def say(self, text: Text) -> str:
        return _say(text, self.language)

    def explanation(self) -> None:
        sheet = self.book.add_worksheet(self.say(EXPLANATION_SHEET))
        self._page(sheet)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 2, 80)
        for at, text in enumerate(EXPLANATION):
            sheet.write_string(at, 0, self.say(text))
        start = len(EXPLANATION) + 1
        heads = (
            Text("Kolom", "Column"),
            Text("Sleutel in programme.yaml", "Key in programme.yaml"),
            Text("Wat", "What"),
        )
        for at, head in enumerate(heads):
            sheet.write_string(start, at, self.say(head), self.formats["header"])
        about = [*REQUIREMENT_COLUMNS, *EVIDENCE_COLUMNS[1:]]
        keyed = [(column, column.key) for column in about if column.key is not None]
        for row, (column, key) in enumerate(keyed, start=start + 1):
            for at, said in enumerate((self.say(column.header), ".".join(column.path), self.say(key.meaning))):
                sheet.write_string(row, at, said)

    def requirements(self, title: str, listed: Sequence[tuple[Question, Entry, RequirementStatus | None]]) -> None:
        columns = (*REQUIREMENT_COLUMNS, *_own_columns(entry for _, entry, _ in listed))
        sheet = self._sheet(title, columns)
        for at, (question, entry, status) in enumerate(listed, start=1):
            informed = self._informed(question, status)
            for place, column in enumerate(columns):
                if column.path:
                    self._cell(sheet, at, place, column, entry, question.number)
                else:
                    self._text(sheet, at, place, informed[column.header.en], "grey")
        self._drop_downs(sheet, columns, len(listed))

    def evidence(self, entries: Sequence[Entry]) -> None:
        proofs = [
            (str(entry["id"]), {**proof, "id": entry["id"]})
            for entry in entries
            for proof in entry.get("evidence", ())
            if isinstance(proof, dict)
        ]
        columns = (*EVIDENCE_COLUMNS, *_own_columns(proof for _, proof in proofs))
        sheet = self._sheet(self.say(EVIDENCE_SHEET), columns)
        for at, (number, proof) in enumerate(proofs, start=1):
            for place, column in enumerate(columns):
                self._cell(sheet, at, place, column, proof, number, locked_id=False)
        self._drop_downs(sheet, columns, len(proofs) + _SPARE_ROWS)

    def _informed(self, question: Question, status: RequirementStatus | None) -> dict[str, str]:
        """What the grey cells say, by the English name of the column."""
        why = [self.say(text) for text in (*status.reasons, *status.suspect)] if status else []
        against = [f"[{', '.join(status.findings)}]"] if status and status.findings else []
        return {
            "Subject": self.say(question.label),
            "Status": self.say(STATUS_WORDS[status.status]) if status else "",
            "Shown ML": str(status.shown or "") if status else "",
            "Why, and what contradicts it": "\n".join([*why, *against])[:LONGEST_CELL],
        }

    def _sheet(self, title: str, columns: Sequence[Column]) -> Worksheet:
        sheet = self.book.add_worksheet(title)
        self._page(sheet)
        sheet.set_column(0, 16383, None, self.free)
        for at, column in enumerate(columns):
            name = column.path[-1] if column.path else column.header.en
            sheet.set_column(at, at, _WIDTHS.get(name, 14), self.free)
            self._text(sheet, 0, at, self.say(column.header), "header")
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.protect("", _PROTECTION)
        return sheet

    def _page(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")

    def _cell(
        self,
        sheet: Worksheet,
        row: int,
        at: int,
        column: Column,
        entry: Entry,
        number: str,
        locked_id: bool = True,
    ) -> None:
        value = found_in(entry, column.path)
        text = told(column, value, self.language)
        name = column.path[-1]
        if len(text) > LONGEST_CELL:
            raise TooLong(number, column)
        if name == "id" and locked_id:
            self._text(sheet, row, at, text, "grey")
        elif column.path in (("claim",), ("target",)) and text.isdecimal():
            sheet.write_number(row, at, int(text), self.formats["open"])
        elif column.path[0] in _DAYS and (not text or (day := dt.date.fromisoformat(text)) >= _FIRST_DAY):
            if text:
                sheet.write_datetime(row, at, day, self.formats["day"])
            else:
                sheet.write_blank(row, at, None, self.formats["day"])
        else:
            self._text(sheet, row, at, text, "open")

    def _text(self, sheet: Worksheet, row: int, at: int, text: str, style: str) -> None:
        """Text as text. What could be taken for a formula is marked as text, so that editing it makes no formula."""
        text = sheet_text(text)
        if not text:
            sheet.write_blank(row, at, None, self.formats[style])
            return
        risky = text.startswith(("=", "+", "-", "@"))
        marked = {"open": "text", "grey": "grey text"}.get(style, style) if risky else style
        sheet.write_string(row, at, text, self.formats[marked])

    def _drop_downs(self, sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
        for at, column in enumerate(columns):
            if column.words:
                words = [int(key) if key.isdecimal() else self.say(word) for key, word in column.words.items()]
            elif column.path == ("target",):
                words = [1, 2, 3, 4]
            else:
                continue
            sheet.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": words})


def _own_columns(records: Iterable[Entry]) -> list[Column]:
    """Columns of the plant's own, in the order in which they first come."""
    notes = (one.get("notes", {}) for one in records)
    names = dict.fromkeys(name for one in notes if isinstance(one, dict) for name in one)
    return [note_column(name) for name in names]
