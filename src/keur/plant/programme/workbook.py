"""Reads an XLSX workbook from outside: bounded, without formulas and merged cells, with the place of each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keur.plant.errors import Mistakes, shown
from keur.plant.model import Place, Text
from keur.plant.programme.columns import sheet_text
from keur.plant.table import cell_text
from keur.plant.workbook import Bounds, NotWorkbook, open_workbook, too_large_sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BOUNDS = Bounds(
    unpacked_bytes=8 * 1024 * 1024,
    elements=500_000,
    rows=5000,
    columns=100,
    what=Text(nl="programma", en="programme"),
)
"""A programme with a thousand pieces of evidence takes one MiB."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    place: Place
    flaw: Text | None = None
    """Why the text is not what somebody wrote there."""


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    place: Place
    rows: tuple[tuple[Cell, ...], ...]
    """All rows that are not blank; the first is the header."""
    flaws: tuple[tuple[Place, Text], ...] = ()
    """Why it cannot be read as a list of rows."""


def read_sheets(data: bytes, file: str, mistakes: Mistakes) -> list[Sheet]:
    """The sheets of a workbook; none, with mistakes reported, when it cannot be read. `file` names it in messages."""
    place = Place(file, 1)
    try:
        # Not read_only: that would not tell of merged cells.
        book = open_workbook(data, BOUNDS, keep_links=False)
    except NotWorkbook as error:
        mistakes.add(place, error.text)
        return []
    return [_sheet(sheet, Place(f"{file}[{shown(sheet.title)}]", 1)) for sheet in book.worksheets]


def _sheet(sheet: Worksheet, place: Place) -> Sheet:
    if sheet.max_row > BOUNDS.rows or sheet.max_column > BOUNDS.columns:
        large = too_large_sheet(sheet.max_row, sheet.max_column, BOUNDS)
        return Sheet(sheet.title, place, (), ((place, large),))
    flaws = []
    for merged in sorted(str(one) for one in sheet.merged_cells.ranges):
        first = sheet[merged.partition(":")[0]]
        told = Text(
            nl=f"de cellen {merged} zijn samengevoegd; hef dat op en vul elke cel",
            en=f"the cells {merged} are merged; unmerge them and fill each cell",
        )
        flaws.append((Place(place.file, first.row, first.column), told))
    rows = (tuple(_cell(cell, place.file) for cell in row) for row in sheet.iter_rows())
    filled = tuple(row for row in rows if any(cell.text or cell.flaw for cell in row))
    return Sheet(sheet.title, place, filled, tuple(flaws))


def _cell(cell: object, file: str) -> Cell:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    place = Place(file, int(getattr(cell, "row", 1)), int(getattr(cell, "column", 1)))
    if kind == "f":
        return Cell(
            "", place, Text(nl="dit is een formule; schrijf de uitkomst", en="this is a formula; write its result")
        )
    if kind == "e":
        return Cell("", place, Text(nl=f"de cel zegt {value}", en=f"the cell says {value}"))
    return Cell(sheet_text(cell_text(value)), place)
