"""What leaves keur as a workbook, CSV, calendar or page: a plant full of tricks in, none of them out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import icalendar
import openpyxl
import pytest
from click.testing import Result

from tests.cli.conftest import SMALL
from tests.cli.test_advisories import advisory
from tests.cli.test_windows import WINDOWS

Keur = Callable[..., Result]
DAY = ("--today", "2026-11-28")
FORMULA = '=HYPERLINK("http://x.example";"x")'
TRICK = f"{FORMULA}<script>alert(1)</script>\\e]0;t\\a"
LONG = "+" + "é, ;" * 60
ZONES = f"""\
zones:
  - id: office
    name: {{nl: "{TRICK.replace('"', chr(92) + '"')}", en: "-1+1<script>alert(1)</script>"}}
    levels: ['1']
    kind: control
  - {{id: outside, name: {{nl: "@SUM(A1)", en: "@SUM(A1)"}}, levels: ['5'], kind: external}}
"""
VENDORS = """\
vendors:
  - id: builder
    name: "=1+1<script>alert(1)</script>\\e[31m"
    kind: integrator
    role: "@SUM(A1)"
"""


@pytest.fixture
def tricky(keur: Keur, plant: Path, tmp_path: Path) -> Path:
    """A plant with formulas, markup and escapes wherever it takes a text, and a patch that was decided."""
    declared = plant / "declared"
    (declared / "zones.yaml").write_text(ZONES)
    (declared / "windows.yaml").write_text(WINDOWS.replace("Campaign", '"=1+1"'))
    (declared / "vendors.yaml").write_text(VENDORS)
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(("id", "zone", "kind", "vendor", "product", "order_number", "firmware", "owner", "location"))
    for id in ("plc-01", "plc-03"):
        product = ("Siemens", "SIMATIC S7-1500 CPU 1515-2 PN", "6ES7515-2AM01-0AB0", "V2.8.0")
        writer.writerow((id, "office", "controller", *product, FORMULA, LONG))
    (declared / "assets.csv").write_text(rows.getvalue())
    (tmp_path / "one.json").write_bytes(advisory())
    keur("advisories", "import", plant, tmp_path / "one.json", "--received", "2026-10-01")
    words = ("--as", "patch", "--who", FORMULA, "--why", TRICK, "--by", "2026-12-24", *DAY)
    done = keur("advisories", "decide", plant, "TST-26-001", "plc-01", *words)
    assert done.exit_code == 0, done.output
    return plant


def exports(plant: Path, folder: Path) -> Iterator[tuple[Path, tuple[object, ...]]]:
    """All commands that write a file for another program, but those with keur's own texts only."""
    for name in ("plan.ics", "plan.xlsx"):
        yield folder / name, ("windows", "export", plant, *DAY, "-o", folder / name)
    yield folder / "programme.xlsx", ("programme", "export", plant, folder / "programme.xlsx")
    for kind in ("xlsx", "html"):
        path = folder / f"questions.{kind}"
        yield path, ("vendors", "questionnaire", plant, "builder", "--format", kind, "-o", path, *DAY)
    yield folder / "flows.csv", ("flows", SMALL, "--segment", "=1+1", "--format", "csv", "-o", folder / "flows.csv")
    yield folder / "check.html", ("check", plant, "--format", "html", "-o", folder / "check.html", *DAY)
    yield folder / "duties.html", ("duties", plant, "--format", "html", "-o", folder / "duties.html", *DAY)


def test_no_trick_of_a_plant_leaves_it(keur: Keur, tricky: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for path, words in exports(tricky, out):
        done = keur(*words)
        assert path.is_file(), (words, done.output)
        assert "\x1b" not in done.output
        harmless(path)


def harmless(path: Path) -> None:
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert cells and not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert not [cell.value for cell in cells if "\x1b" in str(cell.value)]
        return
    assert b"\x1b" not in data and b"\x07" not in data
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(data.decode())))
        assert "'=1+1" in rows[1] and not [
            cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))
        ]
    elif path.suffix == ".html":
        assert b"<script>alert" not in data
        assert path.name != "check.html" or b"&lt;script&gt;" in data
    else:
        lines = data.split(b"\r\n")
        assert max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines)
        (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert LONG in event["location"]
