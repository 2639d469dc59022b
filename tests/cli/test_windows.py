"""`keur windows`: from a decision to a calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from tests.cli.test_advisories import ASSETS, advisory

Keur = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs/formats/windows.schema.json"
WINDOWS = """\
maintenance:
  - id: hall
    zones: [office]
    work: {hours: 2, revalidation_hours: 4, staff: 1}
    windows:
      - {id: monthly, start: 2026-12-07 06:00, end: 2026-12-07 18:00, every_weeks: 4, until: 2027-06-30, staff: 1}
    freezes:
      - {from: 2026-12-01, until: 2026-12-31, reason: Campaign}
"""
DAY = ("--today", "2026-11-28")


@pytest.fixture
def decided(keur: Keur, plant: Path, tmp_path: Path) -> Path:
    """A plant with windows, and two patches that were decided."""
    zones = "zones:\n  - id: office\n    name: {nl: Kantoor, en: Office}\n    kind: control\n    levels: ['1']\n"
    (plant / "declared/zones.yaml").write_text(zones)
    (plant / "declared/assets.csv").write_text(ASSETS)
    (plant / "declared/windows.yaml").write_text(WINDOWS)
    (tmp_path / "one.json").write_bytes(advisory())
    keur("advisories", "import", plant, tmp_path / "one.json", "--received", "2026-10-01")
    words = ("--as", "patch", "--who", "J. Jansen", "--why", "In the stop", *DAY)
    for asset, when in (("plc-01", ("--by", "2026-12-24")), ("plc-03", ("--window", "monthly"))):
        assert keur("advisories", "decide", plant, "TST-26-001", asset, *words, *when).exit_code == 0
    return plant


def test_the_plan_says_when_and_what_is_late(keur: Keur, decided: Path) -> None:
    done = keur("windows", "plan", decided, *DAY)
    assert done.exit_code == 1
    assert "2 patches from 2026-11-28 on: 2 updates in 1 stops, 0 without a place, 1 late" in done.stdout
    # The stop of December lies in the campaign, so the window is that of January, and 24 December is missed.
    first, second = (line.split() for line in done.stdout.splitlines()[3:5])
    assert first[:7] == ["2027-01-04", "06:00", "-", "2027-01-04", "12:00", "monthly", "plc-01"]
    assert first[8:] == ["2026-12-24", "late", "2026-11-30", "late", "available", "unknown"]
    assert second[:7] == ["2027-01-04", "12:00", "-", "2027-01-04", "18:00", "monthly", "plc-03"]
    assert second[8:10] == ["2027-01-04", "2026-11-30"]
    dutch = keur("windows", "plan", decided, *DAY, language="nl").stdout
    assert "0 zonder plaats, 1 te laat" in dutch and "beschikbaar" in dutch
    assert keur("advisories", "triage", decided, *DAY).exit_code == 0
    late = keur("advisories", "triage", decided, "--today", "2026-12-25").stdout
    assert "the patch was to be there by 2026-12-24, 1 days ago" in late and "plc-03" not in late


def test_the_plan_as_json_is_stable_and_holds_its_schema(keur: Keur, decided: Path) -> None:
    words = ("windows", "plan", decided, *DAY, "--format", "json")
    answer = json.loads(keur(*words).stdout)
    assert keur(*words).stdout == keur(*words, language="nl").stdout
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [(one["asset"], one["starts"], one["minutes"]) for one in answer["updates"]] == [
        ("plc-01", "2027-01-04T06:00", 120),
        ("plc-03", "2027-01-04T12:00", 120),
    ]


def test_export_writes_by_the_ending_of_the_file(keur: Keur, decided: Path, tmp_path: Path) -> None:
    for name in ("plan.ics", "plan.XLSX"):
        done = keur("windows", "export", decided, "-o", tmp_path / name, *DAY)
        assert done.exit_code == 0 and "2 updates, 2 patches; 1 late, 0 without a place" in done.stdout
        assert (tmp_path / name).stat().st_size > 500
    wrong = keur("windows", "export", decided, "-o", tmp_path / "plan.pdf", language="nl")
    assert wrong.exit_code == 2 and "eindigt niet op .ics of .xlsx" in wrong.stderr
    nowhere = keur("windows", "export", decided, "-o", tmp_path / "none" / "plan.ics")
    assert nowhere.exit_code == 2 and "does not exist" in nowhere.stderr


def test_what_is_missing_is_said(keur: Keur, decided: Path) -> None:
    words = ("advisories", "decide", decided, "TST-26-001", "plc-01", "--as", "patch", "--who", "J", "--why", "w")
    wrong = keur(*words, "--window", "month", language="nl")
    assert wrong.exit_code == 2 and "geen onderhoudsvenster `month`; bedoelt u `monthly`?" in wrong.stderr
    (decided / "decided/advisories.yaml").unlink()
    (decided / "declared/windows.yaml").write_text("maintenance:\n")
    none = keur("windows", "plan", decided)
    assert none.exit_code == 2 and "declared/windows.yaml has no windows" in none.stderr
