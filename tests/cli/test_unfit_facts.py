"""Evidence that cannot be read: each verb that rests on it says so, and what to do, with exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from keur.facts.store import connect
from tests.cli.conftest import SMALL
from tests.cli.test_advisories import ASSETS, advisory
from tests.cli.test_windows import WINDOWS

Keur = Callable[..., Result]
DAY = ("--today", "2026-11-28")
ZONES = "zones:\n  - {id: office, name: {nl: K, en: O}, kind: control, levels: ['1']}\n"
VENDORS = "vendors:\n  - {id: builder, name: Builder, kind: integrator, role: Line}\n"
DECIDE = ("--as", "accept", "--who", "J", "--why", "W", "--until", "2027-01-01")
VERBS = {
    "match": ("advisories", "match", "PLANT", *DAY),
    "triage": ("advisories", "triage", "PLANT", *DAY),
    "decide": ("advisories", "decide", "PLANT", "TST-26-001", "plc-01", *DECIDE, *DAY),
    "show": ("advisories", "show", "PLANT", "TST-26-001"),
    "explain": ("advisories", "explain", "PLANT", "plc-01", "TST-26-001"),
    "windows plan": ("windows", "plan", "PLANT", *DAY),
    "vendors show": ("vendors", "show", "PLANT", "builder", *DAY),
    "check": ("check", "PLANT", *DAY),
}


@pytest.fixture
def whole(keur: Keur, plant: Path, tmp_path: Path) -> Path:
    """A plant of which every verb can tell something."""
    declared = plant / "declared"
    for name, text in (("zones", ZONES), ("vendors", VENDORS), ("windows", WINDOWS)):
        (declared / f"{name}.yaml").write_text(text)
    (declared / "assets.csv").write_text(ASSETS)
    (tmp_path / "one.json").write_bytes(advisory())
    keur("advisories", "import", plant, tmp_path / "one.json")
    done = keur("observe", plant, SMALL, "--segment", "a")
    assert done.exit_code == 0, done.output
    return plant


def run(keur: Keur, verb: str, plant: Path, language: str = "en") -> Result:
    return keur(*(plant if word == "PLANT" else word for word in VERBS[verb]), language=language)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def rubbish(file: Path) -> None:
    file.write_bytes(b"PAR1" + bytes(200) + b"PAR1")


def other_columns(file: Path) -> None:
    """What a store of another version may have."""
    with connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS other) TO '{file}' (FORMAT parquet)")


@pytest.mark.parametrize("damage", [cut, rubbish, other_columns])
def test_facts_that_cannot_be_used_end_each_verb(keur: Keur, whole: Path, damage: Callable[[Path], None]) -> None:
    facts = [*(whole / ".keur").rglob("*.parquet")]
    assert facts
    for file in facts:
        damage(file)
    for verb in VERBS:
        for language, said in (("nl", "Verwijder"), ("en", "Delete")):
            done = run(keur, verb, whole, language)
            assert done.exit_code == 2, (verb, done.output)
            assert said in done.stderr and str(whole / ".keur") in done.stderr, (verb, done.output)
