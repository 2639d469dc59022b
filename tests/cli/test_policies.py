"""`keur programme policies`: lists, makes, and never overwrites."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from keur.library import open_plant
from tests.cli.conftest import files_of

Keur = Callable[..., Result]


def policies(keur: Keur, plant: Path, *words: str, language: str = "en") -> Result:
    return keur("programme", "policies", plant, "--today", "2026-11-28", *words, language=language)


def as_json(result: Result) -> dict[str, dict[str, object]]:
    assert result.exit_code == 0, result.output
    whole = json.loads(result.stdout)
    assert (whole["format"], whole["version"]) == ("keur-policies", 1)
    return {one["id"]: one for one in whole["policies"]}


def give_as_evidence(plant: Path, file: str) -> None:
    sha256 = hashlib.sha256((plant / file).read_bytes()).hexdigest()
    days = "from: 2026-02-01, until: 2026-12-01, collected: 2026-02-01, received: 2026-02-01"
    evidence = f"{{file: {file}, kind: document, sha256: {sha256}, approved_by: B, {days}}}"
    answer = f"requirements:\n  - id: USER 1.1\n    claim: 2\n    evidence:\n      - {evidence}\n"
    (plant / "declared/programme.yaml").write_text(answer, encoding="utf-8")


def test_an_empty_plant_misses_every_policy(keur: Keur, plant: Path) -> None:
    english, dutch = policies(keur, plant), policies(keur, plant, language="nl")
    assert english.stdout.startswith("20 policies (missing 20)\n")
    assert dutch.stdout.startswith("20 beleidsstukken (ontbreekt 20)\n")
    assert "\nbackup-and-restore  missing  Backup and restore\n" in english.stdout
    assert "  dient Cbb 9, 9(2) (onzeker); Cbw 21(3)(c); 62443-2-1:2024:AVAIL 2\n" in dutch.stdout
    assert {one["state"] for one in as_json(policies(keur, plant, "--format", "json")).values()} == {"missing"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_all_starting_texts_can_be_made_and_read_in_each_language(keur: Keur, plant: Path, language: str) -> None:
    made = policies(keur, plant, "--create-all", "--language", language, "--format", "json")
    found = as_json(made)
    assert {one["state"] for one in found.values()} == {"draft"}
    text = (plant / "declared/policies/suppliers.md").read_text(encoding="utf-8")
    title = {"nl": "# Leveranciers en dienstverleners\n", "en": "# Suppliers and service providers\n"}[language]
    assert title in text
    assert "{" not in text and "Name of the organisation, " in text
    assert made.stderr.count("declared/policies/") == 20


def test_making_one_needs_no_other_and_takes_the_language_of_the_plant(keur: Keur, plant: Path) -> None:
    made = policies(keur, plant, "--create", "access", language="nl")
    assert made.stderr == f"gemaakt: {plant / 'declared/policies/access.md'}\n"
    assert made.stdout.startswith("20 beleidsstukken (concept 1, ontbreekt 19)\n")
    text = (plant / "declared/policies/access.md").read_text(encoding="utf-8")
    assert "# Access, accounts and passwords\n" in text
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if "[[" in line]
    assert f"18 voorstellen over, op regel {', '.join(map(str, lines))}\n" in made.stdout


def test_nothing_is_overwritten_and_nothing_half_done(keur: Keur, plant: Path) -> None:
    policies(keur, plant, "--create", "access")
    mine = plant / "declared/policies/access.md"
    mine.write_text(mine.read_text(encoding="utf-8") + "\nOurs.\n", encoding="utf-8")
    before = files_of(plant)
    english = policies(keur, plant, "--create", "assets", "--create", "access")
    dutch = policies(keur, plant, "--create", "access", language="nl")
    assert (english.exit_code, dutch.exit_code, english.stdout) == (2, 2, "")
    message = "declared/policies/access.md exists already and is not overwritten; nothing was made"
    assert english.stderr == f"Error: {message}\n"
    message = "declared/policies/access.md bestaat al en wordt niet overschreven; er is niets gemaakt"
    assert dutch.stderr == f"Fout: {message}\n"
    unknown = policies(keur, plant, "--create", "asset")
    assert (unknown.exit_code, unknown.stderr) == (
        2,
        "Error: there is no starting text `asset`; did you mean `assets`?\n",
    )
    assert files_of(plant) == before
    rest = policies(keur, plant, "--create-all")
    assert rest.stderr.endswith("1 existed and was left alone\n") and rest.stderr.count("made: ") == 19
    assert mine.read_text(encoding="utf-8").endswith("\nOurs.\n")


def test_an_approved_policy_that_is_evidence_is_followed_until_it_changes(keur: Keur, plant: Path) -> None:
    policies(keur, plant, "--create", "access")
    path = plant / "declared/policies/access.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace("[[yyyy-mm-dd]]", "2026-02-01").replace("[[yyyy-mm-dd, within 12 months]]", "2026-12-01")
    path.write_text(re.sub(r"\[\[(.*?)\]\]", r"\1", text), encoding="utf-8")
    give_as_evidence(plant, "declared/policies/access.md")
    sound = policies(keur, plant).stdout
    assert "\naccess  approved  Access, accounts and passwords\n" in sound
    assert (
        "  owner OT security officer; approved by plant manager on 2026-02-01; to be reviewed by 2026-12-01\n" in sound
    )
    assert "  evidence for USER 1.1 (hash is right)\n" in sound
    overdue = keur("programme", "policies", plant, "--today", "2026-12-02", language="nl").stdout
    assert "\naccess  herziening verlopen  Access" in overdue
    path.write_text(path.read_text(encoding="utf-8") + "\nElke [[maand]].\n", encoding="utf-8")
    changed = policies(keur, plant, language="nl").stdout
    assert "  bewijs bij USER 1.1 (hash klopt niet meer)\n" in changed
    assert "  als bewijs genoemd, maar niet vastgesteld\n" in changed


def test_a_draft_bears_no_maturity_even_when_its_hash_is_right(keur: Keur, plant: Path) -> None:
    policies(keur, plant, "--create", "access")
    file = "declared/policies/access.md"
    draft, finished = (plant / file).read_text(encoding="utf-8"), "[x]: a link of one bracket\n"
    shown = []
    for text in (draft, finished):
        (plant / file).write_text(text, encoding="utf-8")
        give_as_evidence(plant, file)
        shown.append(open_plant(plant).programme(dt.date(2026, 11, 28)))
    before, after = (next(one for one in found if one.requirement.endswith("USER 1.1")) for found in shown)
    assert (before.shown, after.shown) == (None, 2)
    assert f"{file}: this policy is still a draft" in [reason.en for reason in before.reasons]


def test_mistakes_and_foreign_text_are_shown_safely(keur: Keur, plant: Path) -> None:
    folder = plant / "declared/policies"
    folder.mkdir()
    (folder / "note.txt").write_text("x", encoding="utf-8")
    keys = 'id: own\ntitle: "Own \\e[31m[bold]"\nserves: []\nowner: A\napproved_by: B\n'
    keys += "approved_on: 2026-01-01\nreview: 2027-01-01\n"
    (folder / "own.md").write_text(f"---\n{keys}---\n", encoding="utf-8")
    shown = policies(keur, plant).stdout
    assert "own  approved  Own \N{REPLACEMENT CHARACTER}[31m[bold]\n" in shown and "\x1b" not in shown
    assert "not read (no .md): declared/policies/note.txt" in shown
    (folder / "own.md").write_text("# Own\n", encoding="utf-8")
    broken = policies(keur, plant, language="nl")
    assert broken.exit_code == 2
    assert broken.stderr == (
        "Fout: de fabrieksmap heeft fouten:\ndeclared/policies/own.md:1:1: het document begint niet met `---` en "
        "daaronder de sleutels, zoals `id:` en `owner:`\n"
    )
