"""`keur programme export`, `import` and `reviewed`, as a user runs them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

Keur = Callable[..., Result]
DAY = ("--today", "2026-11-28")
FILE = "declared/programme.yaml"


@pytest.fixture
def answered(plant: Path) -> Path:
    """The new plant with one answer and its evidence."""
    proof = plant / "declared/plan.md"
    proof.write_text("Plan", encoding="utf-8")
    sha256 = hashlib.sha256(proof.read_bytes()).hexdigest()
    (plant / FILE).write_text(
        "requirements:\n"
        "  - id: NET 1.1 # drawn in May\n"
        "    claim: 2\n"
        "    evidence:\n"
        f"      - {{file: declared/plan.md, kind: document, sha256: {sha256}, approved_by: P. de Boer,\n"
        "         from: 2026-01-01, until: 2027-01-01, collected: 2026-01-02, received: 2026-01-02}\n",
        encoding="utf-8",
    )
    return plant


def change(book: Path, sheet: str, **cells: object) -> None:
    opened = openpyxl.load_workbook(book)
    for name, value in cells.items():
        opened[sheet][name].value = value
    out = io.BytesIO()
    opened.save(out)
    book.write_bytes(out.getvalue())


def test_a_workbook_goes_out_and_comes_back(keur: Keur, answered: Path, tmp_path: Path) -> None:
    book = tmp_path / "p.xlsx"
    before = (answered / FILE).read_text(encoding="utf-8")
    done = keur("programme", "export", answered, book, *DAY, language="nl")
    assert (done.exit_code, done.stdout) == (0, f"{book}: 1 van 101 beantwoord\n")
    first = book.read_bytes()
    keur("programme", "export", answered, book, *DAY, "--language", "nl")
    assert book.read_bytes() == first
    titles = openpyxl.load_workbook(book).sheetnames
    assert (titles[0], titles[-1], len(titles)) == ("Uitleg", "Bewijs", 11)
    assert [title[:5] for title in titles[1:-2]] == [f"SPE {number}" for number in range(1, 9)]
    assert keur("programme", "import", answered, book).stdout == "nothing changed\n"
    assert keur("programme", "import", answered, book, language="nl").stdout == "er is niets veranderd\n"
    change(book, titles[3], C2=3, C3="niet begonnen", E3="\x9b31m OT")
    said = "NET 1.1  Claim: 2 -> 3\nNET 1.2  Claim: (blank) -> not started\n"
    said += "NET 1.2  Accountable: (blank) -> \ufffd31m OT\n"
    dry = keur("programme", "import", answered, book, "--dry-run")
    assert dry.stdout == said + "3 changes in 2 requirements; not written\n"
    assert (answered / FILE).read_text(encoding="utf-8") == before
    assert keur("programme", "import", answered, book).stdout == said + "3 changes in 2 requirements written\n"
    after = (
        before.replace("claim: 2", "claim: 3")
        + '  - id: NET 1.2\n    claim: not started\n    owner: "\\U0000009b31m OT"\n'
    )
    assert (answered / FILE).read_text(encoding="utf-8") == after
    assert keur("programme", "show", answered, "NET 1.2", *DAY).exit_code == 0


def test_a_wrong_workbook_changes_nothing(keur: Keur, answered: Path, tmp_path: Path) -> None:
    book = tmp_path / "p.xlsx"
    before = (answered / FILE).read_bytes()
    keur("programme", "export", answered, book, *DAY)
    change(book, openpyxl.load_workbook(book).sheetnames[3], C2="9", C3="x")
    done = keur("programme", "import", answered, book, language="nl")
    assert (done.exit_code, done.stdout, (answered / FILE).read_bytes()) == (2, "", before)
    assert done.stderr.startswith(
        "Fout: er is niets veranderd:\np.xlsx[SPE 3 Network and…]:2:3: `Claim`: `9` kan niet;"
    )
    assert "]:3:3: `Claim`: `x` kan niet; kies uit 1, 2, 3, 4, niet begonnen, niet van toepassing\n" in done.stderr
    absent = keur("programme", "import", answered, tmp_path / "absent.xlsx")
    assert (absent.exit_code, absent.stderr) == (
        2,
        f"Error: {tmp_path / 'absent.xlsx'}: does not exist; check the path\n",
    )


def test_a_review_takes_away_the_suspicion(keur: Keur, answered: Path) -> None:
    before = (answered / FILE).read_text(encoding="utf-8")
    review = ("programme", "reviewed", answered, "NET 1.1", "--by", "J. Jansen")
    assert keur(*review, "--today", "2026-10-01").stdout == (
        "NET 1.1  reviewed by J. Jansen on 2026-10-01; digests: 1\n  this is the first review\n"
    )
    text = (answered / FILE).read_text(encoding="utf-8")
    assert text.startswith(before) and text.count("\n") == before.count("\n") + 6
    assert "changed since" not in keur("programme", "show", answered, "NET 1.1", *DAY).stdout
    (answered / "declared/plan.md").write_text("Plan B", encoding="utf-8")
    shown = keur("programme", "show", answered, "NET 1.1", *DAY).stdout
    assert "something changed since the last review" in shown
    assert keur(*review, *DAY, language="nl").stdout == (
        "NET 1.1  beoordeeld door J. Jansen op 2026-11-28; hashes: 1\n"
        "  veranderd sinds 2026-10-01 (J. Jansen): file declared/plan.md is veranderd\n"
    )
    assert "since the last review" not in keur("programme", "show", answered, "NET 1.1", *DAY).stdout
    assert (answered / FILE).read_text(encoding="utf-8").count("\n") == text.count("\n")
    assert keur(*review, *DAY).stdout.endswith("  changed since 2026-11-28 (J. Jansen): nothing\n")


def test_a_review_leaves_out_a_policy_that_is_still_a_draft(keur: Keur, answered: Path) -> None:
    text = (answered / FILE).read_text(encoding="utf-8").replace("declared/plan.md", "declared/policies/plan.md")
    (answered / FILE).write_text(text, encoding="utf-8")
    (answered / "declared/policies").mkdir()
    (answered / "declared/policies/plan.md").write_text("[[owner]]", encoding="utf-8")
    done = keur("programme", "reviewed", answered, "NET 1.1", "--by", "J", *DAY)
    assert done.stdout == (
        "NET 1.1  reviewed by J on 2026-11-28; digests: 0\n  this is the first review\n"
        "  still a draft: declared/policies/plan.md\n"
    )
    assert (answered / FILE).read_text(encoding="utf-8").endswith("      digests: []\n")


def test_only_what_was_answered_can_be_reviewed(keur: Keur, answered: Path) -> None:
    done = keur("programme", "reviewed", answered, "NET 1.2", "NET1.1", "--by", "J", language="nl")
    assert (done.exit_code, done.stderr) == (
        2,
        "Fout: NET 1.2 is niet beantwoord in declared/programme.yaml; er is niets te beoordelen\n"
        "geen eis `NET1.1`; bedoelt u `NET 1.1`?\n",
    )
    blank = keur("programme", "reviewed", answered, "NET 1.1", "--by", " ")
    assert (blank.exit_code, blank.stderr) == (2, "Error: `--by` is blank; name who reviewed it\n")
