"""A list kept in a spreadsheet: CSV (comma, semicolon or tab; with or without BOM) or XLSX, with places.

CSV after RFC 4180. Everything that keur does not change is written back byte for byte.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keur.plant.errors import Mistakes
from keur.plant.model import Place, Text
from keur.plant.workbook import Bounds, NotWorkbook, open_workbook, values

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BOUNDS = Bounds(
    unpacked_bytes=192 * 1024 * 1024,
    elements=3_000_000,
    rows=200_000,
    columns=200,
    what=Text(nl="lijst", en="list"),
)
"""Of a list in XLSX. Fifty thousand rows of twenty columns take 2.5 million elements in 40 MiB."""
_QUOTES = Text(
    nl='de aanhalingstekens in deze rij kloppen niet; schrijf `"` in een cel als `""`',
    en='the quotes in this row do not match; write `"` in a cell as `""`',
)
_LONG_CELL = Text(
    nl='een cel heeft meer dan 128 KiB; ontbreekt er een `"` aan het eind van een cel?',
    en='a cell has more than 128 KiB; is a `"` missing at the end of a cell?',
)
_NO_SHEET = Text(nl="de werkmap heeft geen blad met cellen", en="the workbook has no sheet with cells")


@dataclass(slots=True)
class Row:
    cells: tuple[str, ...]
    line: int
    """Line of the file (CSV) or row of the sheet (XLSX) where the row starts, counted from 1."""
    written: str | None
    """The row as it stands in a CSV file, with its line end; None in XLSX."""


@dataclass(slots=True)
class Table:
    file: str
    header: tuple[str, ...]
    """Names of the columns, small letters."""
    rows: list[Row]
    header_cells: tuple[str, ...] = ()
    """The header as it stands in the file."""
    delimiter: str = ","
    header_written: str | None = None
    header_line: int = 1
    bom: bool = False
    newline: str = "\n"
    columns: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = {name: at for at, name in reversed(list(enumerate(self.header)))}

    def header_place(self, at: int) -> Place:
        return self._place(Row(self.header, self.header_line, self.header_written), at)

    def place(self, row: Row, column: str) -> Place:
        """Where a cell stands: in CSV the character at which it starts, in XLSX the number of its column."""
        return self._place(row, self.columns[column])

    def _place(self, row: Row, at: int) -> Place:
        if row.written is None:
            return Place(self.file, row.line, at + 1)
        line, column, field_at, quoted = row.line, 1, 0, False
        for char in row.written:
            if field_at == at:
                break
            if char == '"':
                quoted = not quoted
            elif char == self.delimiter and not quoted:
                field_at += 1
            if char == "\n":
                line, column = line + 1, 1
            else:
                column += 1
        return Place(self.file, line, column)


def decode(data: bytes, file: str, mistakes: Mistakes) -> str | None:
    """Text of a UTF-8 file, with any BOM kept; None, with a mistake reported, when it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        excel = " (Excel: «CSV UTF-8»)" if file.endswith(".csv") else ""
        mistakes.add(
            place,
            Text(
                nl=f"byte 0x{data[error.start]:02x} is geen UTF-8; bewaar het bestand als UTF-8{excel}",
                en=f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8{excel}",
            ),
        )
        return None


def read_csv(data: bytes, file: str, mistakes: Mistakes) -> Table | None:
    """The table in a CSV file; None, with mistakes reported, when it cannot be cut into rows."""
    text = decode(data, file, mistakes)
    if text is None:
        return None
    bom = text.startswith("\ufeff")
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    delimiter = _delimiter(lines)
    rows: list[Row] = []
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            long = "field larger" in str(error)
            mistakes.add(Place(file, start + 1), _LONG_CELL if long else _QUOTES)
            return None
        rows.append(Row(tuple(cells), start + 1, "".join(lines[start : reader.line_num])))
    table = _table(file, rows, mistakes)
    if table is not None:
        table.delimiter, table.bom = delimiter, bom
        table.newline = "\r\n" if (table.header_written or "").endswith("\r\n") else "\n"
    return table


def _delimiter(lines: Sequence[str]) -> str:
    head = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=head.count)


def read_xlsx(data: bytes, file: str, mistakes: Mistakes) -> Table | None:
    """The table on the first sheet of an XLSX workbook; None, with a mistake reported, when it cannot be read."""
    try:
        sheet = open_workbook(data, BOUNDS, read_only=True, data_only=True).worksheets[0]
        rows = [
            Row(tuple(cell_text(cell) for cell in row), at, None) for at, row in enumerate(values(sheet, BOUNDS), 1)
        ]
    except (NotWorkbook, IndexError) as error:
        mistakes.add(Place(file, 1), error.text if isinstance(error, NotWorkbook) else _NO_SHEET)
        return None
    return _table(file, rows, mistakes)


def no_formula(cell: str) -> str:
    """A text as a spreadsheet shows it: what it would take for a formula gets a `'` in front."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "'", "\t", "\r")) else cell


def cell_text(value: Any) -> str:
    """What a cell of a sheet says, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _table(file: str, rows: list[Row], mistakes: Mistakes) -> Table | None:
    head = next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row.cells)), None)
    if head is None:
        mistakes.add(Place(file, 1), Text(nl="het bestand is leeg", en="the file is empty"))
        return None
    header = rows[head]
    names = tuple(name.strip().lower() for name in header.cells)
    while names and not names[-1] and header.written is None:
        names = names[:-1]
    table = Table(file, names, [], header.cells[: len(names)], header_written=header.written, header_line=header.line)
    for row in rows[head + 1 :]:
        if not any(cell.strip() for cell in row.cells):
            row.cells = ()
        elif header.written is None:
            row.cells = (row.cells + ("",) * len(names))[: max(len(names), 1)]
        table.rows.append(row)
    return table


def write_csv(table: Table, rows: Sequence[tuple[Row, tuple[str, ...]]], header: tuple[str, ...]) -> bytes:
    """CSV bytes: each row as it stood, unless its cells changed. `rows` pairs a row with the cells it must have."""
    same_header = header == table.header
    written = table.header_cells + header[len(table.header_cells) :]
    out = ["\ufeff" if table.bom else ""]
    out.append(table.header_written if same_header and table.header_written else _line(table, written))
    for row, cells in rows:
        if row.written is not None and same_header and cells == row.cells:
            out.append(row.written if row.written.endswith(("\n", "\r")) else row.written + table.newline)
        else:
            out.append(_line(table, cells))
    if not out[1].endswith(("\n", "\r")):
        out[1] += table.newline
    return "".join(out).encode()


def _line(table: Table, cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=table.delimiter, lineterminator=table.newline).writerow(cells)
    return text.getvalue()


def write_xlsx(path: Path, table: Table, rows: Sequence[tuple[Row, tuple[str, ...]]], header: tuple[str, ...]) -> bytes:
    """XLSX bytes: the workbook at `path` with only the changed cells of its first sheet changed, and rows that are
    gone deleted. Other sheets, formats and formulas in unchanged cells stay."""
    book = open_workbook(path.read_bytes(), BOUNDS)
    sheet = book.worksheets[0]
    for at, name in enumerate(header):
        if at >= len(table.header):
            _put(sheet, table.header_line, at + 1, name)
    kept = {row.line for row, _ in rows}
    gone = [row.line for row in table.rows if row.cells and row.line not in kept]
    last = max([table.header_line, *(row.line for row in table.rows)])
    for row, cells in rows:
        line = row.line
        if not line:
            last += 1
            line = last
        for at, cell in enumerate(cells):
            if cell != (row.cells[at] if at < len(row.cells) else ""):
                _put(sheet, line, at + 1, cell)
    for line in sorted(gone, reverse=True):
        sheet.delete_rows(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, line: int, column: int, text: str) -> None:
    cell = sheet.cell(line, column)
    cell.value = text or None
    if text:
        # A value that starts with `=` is text here, never a formula.
        cell.data_type = "s"
