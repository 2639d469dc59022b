"""Finds the sheets and columns of a programme's workbook by their names, in either language and in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.model import Place, Text
from keur.plant.nodes import Scalar
from keur.plant.programme.columns import (
    EVIDENCE_COLUMNS,
    EVIDENCE_SHEET,
    EXPLANATION_SHEET,
    REQUIREMENT_COLUMNS,
    Column,
    named,
    note_column,
)
from keur.plant.programme.workbook import Cell, Sheet
from keur.plant.values import NOTE_NAME


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: the cell of each column that can be filled in."""

    cells: tuple[tuple[Column, Cell], ...]
    place: Place

    def cell(self, name: str) -> Cell:
        return next(cell for column, cell in self.cells if column.path[-1] == name)

    def cells_of(self, name: str) -> tuple[tuple[Column, Cell], ...]:
        return tuple((column, cell) for column, cell in self.cells if column.path == (name,))

    def filled(self) -> bool:
        """Whether anything stands in it besides the requirement."""
        return any((cell.text or cell.flaw) and column.path != ("id",) for column, cell in self.cells)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a workbook."""

    requirements: tuple[Row, ...]
    evidence: tuple[Row, ...]
    ignored: tuple[str, ...]
    """Titles of sheets that are none of the programme's."""


def find(sheets: Sequence[Sheet], elements: Sequence[Text], file: str, mistakes: Mistakes) -> Found:
    """The rows of the sheets of all elements (`SPE 1`) and of the evidence. Missing ones are mistakes."""
    requirements: list[Row] = []
    evidence: list[Row] = []
    left = list(sheets)
    for element in elements:
        pattern = re.compile(rf"(?:{re.escape(element.nl)}|{re.escape(element.en)})(?!\d)", re.I)
        mine = [one for one in left if pattern.match(one.title.strip())]
        if sheet := _only(mine, element, file, left, mistakes):
            requirements += _rows(sheet, REQUIREMENT_COLUMNS, mistakes)
        left = [one for one in left if one not in mine]
    mine = [one for one in left if _is(one, EVIDENCE_SHEET)]
    if sheet := _only(mine, EVIDENCE_SHEET, file, left, mistakes):
        evidence += _rows(sheet, EVIDENCE_COLUMNS, mistakes)
    others = (one for one in left if one not in mine and not _is(one, EXPLANATION_SHEET))
    return Found(tuple(requirements), tuple(evidence), tuple(one.title for one in others))


def _is(sheet: Sheet, name: Text) -> bool:
    return sheet.title.strip().casefold() in (name.nl.casefold(), name.en.casefold())


def _only(mine: Sequence[Sheet], name: Text, file: str, others: Sequence[Sheet], mistakes: Mistakes) -> Sheet | None:
    if not mine:
        titles = [one.title for one in others]
        near = nearest(name.nl, titles) or nearest(name.en, titles)
        hint = (f"; heet `{shown(near)}` verkeerd?", f"; is `{shown(near)}` misnamed?") if near else ("", "")
        mistakes.add(
            Place(file, 1),
            Text(nl=f"blad `{name.nl}` ontbreekt{hint[0]}", en=f"sheet `{name.en}` is missing{hint[1]}"),
        )
        return None
    for twice in mine[1:]:
        first = shown(mine[0].title)
        mistakes.add(
            twice.place,
            Text(
                nl=f"dit blad staat er twee keer, ook als `{first}`",
                en=f"this sheet stands here twice, also as `{first}`",
            ),
        )
    return mine[0]


def _rows(sheet: Sheet, columns: Sequence[Column], mistakes: Mistakes) -> list[Row]:
    for place, text in sheet.flaws:
        mistakes.add(place, text)
    if not sheet.rows:
        if not sheet.flaws:
            mistakes.add(sheet.place, Text(nl="het blad is leeg", en="the sheet is empty"))
        return []
    header, *rows = sheet.rows
    there = _columns(header, rows, columns, mistakes)
    if there is None:
        return []
    found = []
    for row in rows:
        cells = tuple((column, row[at]) for at, column in there)
        if any(cell.text or cell.flaw for _, cell in cells):
            found.append(Row(cells, Place(sheet.place.file, row[0].place.line)))
    return found


def _columns(
    header: Sequence[Cell], rows: Sequence[Sequence[Cell]], columns: Sequence[Column], mistakes: Mistakes
) -> list[tuple[int, Column]] | None:
    """The columns that can be filled in, by where they stand."""
    before = len(mistakes.errors)
    found: dict[str, tuple[int, Column]] = {}
    own: dict[str, Place] = {}
    for at, cell in enumerate(header):
        name = " ".join(cell.text.split())
        if cell.flaw:
            mistakes.add(cell.place, cell.flaw)
        elif not name and any(row[at].text or row[at].flaw for row in rows):
            mistakes.add(cell.place, Text(nl="deze kolom heeft geen naam", en="this column has no name"))
        if not name:
            continue
        column = named(name, columns)
        if column is None:
            own[name] = cell.place
            column = note_column(name)
        if column.header.en in found:
            first = found[column.header.en][0] + 1
            mistakes.add(
                cell.place,
                Text(
                    nl=f"kolom `{shown(name)}` staat er twee keer; de eerste is kolom {first}",
                    en=f"column `{shown(name)}` stands here twice; the first is column {first}",
                ),
            )
        found.setdefault(column.header.en, (at, column))
    _report_missing(header[0].place, columns, found, list(own), mistakes)
    for name, place in own.items():
        NOTE_NAME.read(Scalar(name, False, place, 0, 0), name, mistakes)
    return [one for one in found.values() if one[1].path] if len(mistakes.errors) == before else None


def _report_missing(
    place: Place, columns: Sequence[Column], found: dict[str, tuple[int, Column]], own: list[str], mistakes: Mistakes
) -> None:
    for column in columns:
        if column.path and column.header.en not in found:
            name = column.header
            near = nearest(name.nl, own) or nearest(name.en, own)
            hint = (f"; heet `{shown(near)}` verkeerd?", f"; is `{shown(near)}` misnamed?") if near else ("", "")
            mistakes.add(
                place,
                Text(nl=f"kolom `{name.nl}` ontbreekt{hint[0]}", en=f"column `{name.en}` is missing{hint[1]}"),
            )
