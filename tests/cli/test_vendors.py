"""`keur vendors`: the list, a dossier, and a questionnaire there and back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

Keur = Callable[..., Result]
DAY = ("--today", "2026-11-28")

VENDORS = """\
vendors:
  - id: builder
    name: "Machine [red]Builder\\e[0m"
    kind: integrator
    role: Maintains the line
    contract: {reference: C-1, until: 2026-11-27, clauses: [{clause: audit, state: present, page: 3}]}
    certificates:
      - {standard: 62443-2-4, scope: s, body: b, number: N-1, from: 2026-01-01, until: 2026-12-31, checked_by: P}
  - {id: caterer, name: Caterer, kind: supplier, role: Lunch}
"""
ACCESS = "id,vendor,zones,mode,mfa,conduits\nvpn,builder,line,standing,no,in\n"
ZONES = """\
zones:
  - {id: line, name: {nl: Lijn, en: Line}, levels: [1], kind: control}
  - {id: outside, name: {nl: Buiten, en: Outside}, levels: [5], kind: external}
"""
CONDUITS = """\
conduits:
  - {id: in, from: outside, to: line, channels: [{transport: tcp, port: 22}], reason: r}
"""


@pytest.fixture
def supplied(plant: Path) -> Path:
    """The new plant with two vendors, one of which comes in."""
    files = {"vendors.yaml": VENDORS, "access.csv": ACCESS, "zones.yaml": ZONES, "conduits.yaml": CONDUITS}
    for name, text in files.items():
        (plant / "declared" / name).write_text(text, encoding="utf-8")
    return plant


def test_the_list_has_the_heaviest_tier_first(keur: Keur, supplied: Path) -> None:
    shown = keur("vendors", "list", supplied, *DAY)
    lines = shown.stdout.splitlines()
    assert (shown.exit_code, [line.split()[:2] for line in lines[1:3]]) == (0, [["1", "builder"], ["3", "caterer"]])
    assert lines[3:] == ["! not acceptable without a measure"]
    assert "ended (2026-11-27)" in lines[1] and "vpn (standing)" in lines[1] and "not declared" in lines[2]
    assert "\x1b" not in shown.stdout and "[red]" in shown.stdout
    told = json.loads(keur("vendors", "list", supplied, "--format", "json", *DAY).stdout)
    assert [(one["id"], one["tier"]["tier"]) for one in told["vendors"]] == [("builder", 1), ("caterer", 3)]
    assert [one["findings"] for one in told["vendors"]] == [None, None]


def test_a_plant_without_vendors_says_so(keur: Keur, plant: Path) -> None:
    assert keur("vendors", "list", plant).stdout == "No vendors in declared/vendors.yaml.\n"
    assert keur("vendors", "list", plant, language="nl").stdout == "Geen leveranciers in declared/vendors.yaml.\n"


def test_the_dossier_of_a_vendor_holds_what_is_on_file_and_what_was_found(keur: Keur, supplied: Path) -> None:
    shown = keur("vendors", "show", supplied, "builder", *DAY)
    assert shown.exit_code == 0
    for words in (
        "path vpn (standing) reaches zone Line (control)  declared/access.csv:2; declared/zones.yaml:2",
        "not declared: what stops if it fails",
        "C-1: ended (2026-11-27)",
        "right to audit: present, p. 3",
        "notice of incidents: not looked for",
        "62443-2-4 N-1 (b): s; valid (2026-12-31), no file",
        "vpn: standing, to line; MFA no, recording not known",
        "in: outside > line tcp/22: unknown  declared yes, permitted unknown, observed unknown",
        "12 of them derived from certificates",
    ):
        assert words in shown.stdout, words
    told = json.loads(keur("vendors", "show", supplied, "builder", "--format", "json", *DAY).stdout)["vendors"][0]
    assert {one["check"] for one in told["findings"]} == {
        "vendor-path-after-contract",
        "standing-access-into-control",
        "vendor-path-without-mfa",
    }
    dutch = keur("vendors", "show", supplied, "builder", *DAY, language="nl").stdout
    assert "Klasse 1" in dutch and "melden van incidenten: niet bekeken" in dutch and "afgelopen" in dutch


def test_a_vendor_that_is_not_there_ends_with_the_nearest(keur: Keur, supplied: Path) -> None:
    done = keur("vendors", "show", supplied, "bilder")
    assert (done.exit_code, done.stderr) == (2, "Error: no vendor `bilder`; did you mean `builder`?\n")


def test_a_questionnaire_goes_out_and_its_answers_come_back(keur: Keur, supplied: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    out = keur("vendors", "questionnaire", supplied, "builder", "-o", path, *DAY)
    assert out.stdout == f"53 questions for tier 1: {path}\n"
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value == "C3":
            row[3].value = "no"
        if row[0].value == "H1":
            row[3].value, row[6].value = "yes", "terms.pdf"
    book.save(path)
    dry = keur("vendors", "import", supplied, path, "--dry-run", *DAY)
    answers = supplied / "declared/answers/builder.yaml"
    assert dry.stdout.endswith("2 answers would change.\n") and not answers.exists()
    done = keur("vendors", "import", supplied, path, *DAY)
    assert done.stdout.splitlines() == [
        "C3: - -> no",
        "H1: - -> yes",
        "  evidence declared/evidence/builder/terms.pdf is not there: this counts as the vendor's word",
        "2 answers changed.",
    ]
    assert keur("vendors", "import", supplied, path, *DAY).stdout == "0 answers changed.\n"
    shown = keur("vendors", "show", supplied, "builder", *DAY).stdout
    assert "not acceptable without a measure: C3" in shown
    assert "14 of 53 questions answered" in shown


def test_a_page_to_print_is_written_in_the_language_that_was_asked(keur: Keur, supplied: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.html"
    keur("vendors", "questionnaire", supplied, "caterer", "--format", "html", "--language", "nl", "-o", path, *DAY)
    assert '<html lang="nl">' in path.read_text(encoding="utf-8")


def test_a_file_that_is_no_questionnaire_is_refused(keur: Keur, supplied: Path, tmp_path: Path) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    (tmp_path / "x.xlsx").write_bytes(book.getvalue())
    done = keur("vendors", "import", supplied, tmp_path / "x.xlsx", language="nl")
    assert done.exit_code == 2
    assert "x.xlsx:1:1: dit is geen vragenlijst van keur" in done.stderr
    assert keur("vendors", "import", supplied, tmp_path / "none.xlsx").exit_code == 2
