"""The reader of workbooks that lists, forms and programmes use: what is too large is refused before it is parsed."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from keur.plant.model import Text
from keur.plant.workbook import MOST_PARTS, Bounds, NotWorkbook, open_workbook, values

BOUNDS = Bounds(1024 * 1024, 2_000, 20, 5, Text(nl="lijst", en="list"))
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(method: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A workbook with other content in its sheet, or with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("id",)))) as old, zipfile.ZipFile(out, "w", method) as new:
        for one in old.infolist():
            new.writestr(one.filename, parts.pop("sheet", "") if one.filename == SHEET else old.read(one))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def read(data: bytes) -> list[tuple[object, ...]]:
    book = open_workbook(data, BOUNDS, read_only=True, data_only=True)
    return list(values(book.worksheets[0], BOUNDS))


def test_rows_come_without_the_blank_columns_at_their_right():
    assert read(workbook(("id", "zone"), ("plc", None))) == [("id", "zone"), ("plc",)]


def test_blank_rows_far_below_do_no_harm():
    assert read(changed(sheet=sheet('<row r="1"><c><v>1</v></c></row><row r="900000"><c/></row>')))[0] == (1,)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (changed(big="a" * 1_100_000), "larger than 1 MiB when unpacked; that is no list"),
        (changed(big="<a/>" * 3_000), "elements, more than 2000; that is no list"),
        (changed(**{f"p{at}": "" for at in range(MOST_PARTS)}), "files, more than 2000"),
        (changed(sheet='<!DOCTYPE a [<!ENTITY b "c">]>' + sheet("")), "holds a DOCTYPE"),
        (changed(sheet=('<?xml version="1.0"?><!DOCTYPE a>').encode("utf-16").decode("latin-1")), "holds a DOCTYPE"),
        (changed(method=zipfile.ZIP_BZIP2, big="a" * 100_000), "not an XLSX workbook"),
        (changed(sheet=sheet('<row r="21"><c><v>1</v></c></row>')), "21 rows and 1 columns; 20 and 5 is the most"),
        (changed(sheet=sheet('<row r="1"><c r="F1"><v>1</v></c></row>')), "1 rows and 6 columns"),
        (changed(sheet=sheet(f'<row r="1"><c><v>{"9" * 10_000}</v></c></row>')), "not a readable XLSX file"),
        (changed(sheet=sheet("<row>")[:-20]), "not a readable XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted with a password"),
    ],
)
def test_what_is_too_large_or_no_workbook_is_refused_with_the_reason(data, said):
    with pytest.raises(NotWorkbook, match=said):
        read(data)


def test_a_workbook_cut_at_any_byte_is_refused():
    whole = workbook(("id", "zone"), ("plc", "cell"))
    for at in range(0, len(whole) - 1, 7):
        with pytest.raises(NotWorkbook):
            read(whole[:at])
