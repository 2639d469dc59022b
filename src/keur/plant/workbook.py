"""Opens XLSX workbooks from outside, within bounds: what is packed in them is measured before any of it is parsed."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keur.plant.errors import shown
from keur.plant.model import Text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_PARTS = 2_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files begin that Excel encrypted, and workbooks of before 2007."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The packings that the standard of the format (ECMA-376 part 2) allows; others unpack in large steps."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a workbook may be."""

    unpacked_bytes: int
    """Of all that is packed in it together, and of the file."""
    elements: int
    """Of XML, in all parts together. Parsed, one takes some 300 bytes, however few it has in the file."""
    rows: int
    """Of one sheet, blank ones included."""
    columns: int
    what: Text
    """What a workbook beyond the bounds is not: `an asset list`."""


class NotWorkbook(Exception):
    """Bytes that are no workbook which keur reads, with the reason."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def open_workbook(data: bytes, bounds: Bounds, **how: bool) -> Workbook:
    """The workbook in a file; `how` is for openpyxl: `read_only`, `data_only`, `keep_links`. Raises `NotWorkbook`."""
    import openpyxl  # slow to import

    refused = _refusal(data, bounds)
    if refused is not None:
        raise NotWorkbook(refused)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out, such as drawings; none of it is read here.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), **how)
    except Exception as error:  # openpyxl raises whatever its parsers meet in a damaged file
        raise _unreadable(error) from None


def values(sheet: Worksheet, bounds: Bounds) -> Iterator[tuple[Any, ...]]:
    """The values of a sheet, row by row, without blank columns at the right. Raises `NotWorkbook`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for at, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                width = len(row)
                while width and row[width - 1] is None:
                    width -= 1
                if width > bounds.columns or (at > bounds.rows and width):
                    raise NotWorkbook(too_large_sheet(at, width, bounds))
                if at <= bounds.rows:
                    yield row[:width]
    except NotWorkbook:
        raise
    except Exception as error:  # a sheet is parsed as its rows are asked for
        raise _unreadable(error) from None


def too_large_sheet(rows: int, columns: int, bounds: Bounds) -> Text:
    """Says of a sheet that it has more rows or columns than the bounds allow."""
    return Text(
        nl=f"het blad heeft {rows} rijen en {columns} kolommen; {bounds.rows} en {bounds.columns} is "
        "het meeste. Verwijder lege rijen onderaan en lege kolommen rechts",
        en=f"the sheet has {rows} rows and {columns} columns; {bounds.rows} and {bounds.columns} is "
        "the most. Delete empty rows at the bottom and empty columns to the right",
    )


def _unreadable(error: Exception) -> NotWorkbook:
    said = shown(str(error))
    return NotWorkbook(Text(nl=f"dit is geen leesbare XLSX ({said})", en=f"this is not a readable XLSX file ({said})"))


def _refusal(data: bytes, bounds: Bounds) -> Text | None:
    """Why the bytes are not even opened."""
    if data.startswith(_OLE):
        return Text(
            nl="de werkmap is versleuteld met een wachtwoord, of een oude .xls; bewaar als .xlsx zonder wachtwoord",
            en="the workbook is encrypted with a password, or is an old .xls; save it as .xlsx without a password",
        )
    if len(data) > bounds.unpacked_bytes:
        return _too_large(bounds)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _refusal_of_parts(packed, bounds)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        return Text(nl="dit is geen XLSX-werkmap", en="this is not an XLSX workbook")


def _refusal_of_parts(packed: zipfile.ZipFile, bounds: Bounds) -> Text | None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        return Text(
            nl=f"in de werkmap zitten {len(parts)} bestanden, meer dan {MOST_PARTS}; dat is geen {bounds.what.nl}",
            en=f"the workbook holds {len(parts)} files, more than {MOST_PARTS}; that is no {bounds.what.en}",
        )
    # A part never unpacks to more than it says: what it says too little is cut off, and its checksum fails.
    if sum(part.file_size for part in parts) > bounds.unpacked_bytes:
        return _too_large(bounds)
    if any(part.compress_type not in _METHODS for part in parts):
        return Text(nl="dit is geen XLSX-werkmap", en="this is not an XLSX workbook")
    elements = 0
    for part in parts:
        content = packed.read(part)
        # Entities can make little XML large. UTF-16 has a zero in every second byte.
        if b"<!DOCTYPE" in content or (b"\0" in content[:64] and b"<!DOCTYPE" in content.replace(b"\0", b"")):
            return Text(
                nl="de werkmap bevat een DOCTYPE; dat schrijft geen spreadsheetprogramma",
                en="the workbook holds a DOCTYPE; no spreadsheet program writes one",
            )
        elements += content.count(b"<") - content.count(b"</")
    if elements > bounds.elements:
        return Text(
            nl=f"de werkmap heeft {elements} elementen, meer dan {bounds.elements}; dat is geen {bounds.what.nl}",
            en=f"the workbook has {elements} elements, more than {bounds.elements}; that is no {bounds.what.en}",
        )
    return None


def _too_large(bounds: Bounds) -> Text:
    most = bounds.unpacked_bytes // (1024 * 1024)
    return Text(
        nl=f"de werkmap is uitgepakt groter dan {most} MiB; dat is geen {bounds.what.nl}",
        en=f"the workbook is larger than {most} MiB when unpacked; that is no {bounds.what.en}",
    )
