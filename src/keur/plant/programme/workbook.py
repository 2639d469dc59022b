"""Reads an XLSX workbook from outside: bounded, without formulas and merged cells, with the place of each cell."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keur.plant.errors import Mistakes, shown
from keur.plant.model import Place, Text
from keur.plant.programme.columns import sheet_text
from keur.plant.table import cell_text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 8 * 1024 * 1024
"""Of the file, and of all that is packed in it together. A programme with a thousand pieces of evidence takes one."""
MOST_ROWS = 5000
MOST_COLUMNS = 100
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files begin that Excel encrypted, and workbooks of before 2007."""


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
    refused = _refusal(data)
    if refused is not None:
        mistakes.add(place, refused)
        return []
    book = _book(data, place, mistakes)
    if book is None:
        return []
    return [_sheet(sheet, Place(f"{file}[{shown(sheet.title)}]", 1)) for sheet in book.worksheets]


def _refusal(data: bytes) -> Text | None:
    """Why the bytes are not even opened."""
    if data.startswith(_OLE):
        return Text(
            nl="de werkmap is versleuteld met een wachtwoord, of een oude .xls; bewaar als .xlsx zonder wachtwoord",
            en="the workbook is encrypted with a password, or is an old .xls; save it as .xlsx without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = max(len(data), sum(one.file_size for one in packed.infolist()))
            # Entities can make little XML large. UTF-16 has a zero in every second byte.
            entities = size <= MOST_BYTES and any(
                b"<!DOCTYPE" in packed.read(one).replace(b"\0", b"") for one in packed.infolist()
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        return Text(nl="dit is geen XLSX-werkmap", en="this is not an XLSX workbook")
    if entities:
        return Text(
            nl="de werkmap bevat een DOCTYPE; dat schrijft geen spreadsheetprogramma",
            en="the workbook holds a DOCTYPE; no spreadsheet program writes one",
        )
    if size > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        return Text(
            nl=f"de werkmap is uitgepakt groter dan {most} MiB; dat is geen programma",
            en=f"the workbook is larger than {most} MiB when unpacked; that is no programme",
        )
    return None


def _book(data: bytes, place: Place, mistakes: Mistakes) -> Workbook | None:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out, such as drawings; none of it is read here.
            warnings.simplefilter("ignore")
            # Not read_only: that would not tell of merged cells.
            return openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers meet in a damaged file
        said = shown(str(error))
        mistakes.add(
            place, Text(nl=f"dit is geen leesbare XLSX ({said})", en=f"this is not a readable XLSX file ({said})")
        )
        return None


def _sheet(sheet: Worksheet, place: Place) -> Sheet:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        large = Text(
            nl=f"het blad heeft {sheet.max_row} rijen en {sheet.max_column} kolommen; {MOST_ROWS} en {MOST_COLUMNS} is "
            "het meeste. Verwijder lege rijen onderaan en lege kolommen rechts",
            en=f"the sheet has {sheet.max_row} rows and {sheet.max_column} columns; {MOST_ROWS} and {MOST_COLUMNS} is "
            "the most. Delete empty rows at the bottom and empty columns to the right",
        )
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
