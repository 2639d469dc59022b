"""`keur sessions`, and what `keur check` then says of the sessions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from keur.cli import main

VENDORS = """vendors:
  - id: builder
    name: Builder
    kind: supplier
    role: builds
    persons:
      - {id: jan, name: Jan}
    accounts:
      - {id: ext-jan, kind: personal, person: jan}
"""
LOG = "Sessie-ID;Gebruiker;Begin;Einde\n7;ext-jan;13-04-2026 10:00;13-04-2026 11:00\n8;ext-jan;31-04-2026 10:00;\n"


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    folder = tmp_path / "plant"
    run(0, "new", str(folder), "--language", "en")
    (folder / "declared/vendors.yaml").write_text(
        VENDORS.replace("{id: jan, name: Jan}", "id: jan\n        name: Jan").replace(
            "{id: ext-jan, kind: personal, person: jan}",
            "id: ext-jan\n        kind: personal\n        person: jan",
        )
    )
    (tmp_path / "log.csv").write_text(LOG)
    return folder


def run(code: int, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments], env={"KEUR_LANGUAGE": "en"})
    assert result.exit_code == code, result.output
    return result.output


def test_a_log_is_shown_imported_listed_and_checked(plant, tmp_path):
    log, zone = str(tmp_path / "log.csv"), ("--timezone", "Europe/Amsterdam")
    assert "--timezone" in run(2, "sessions", "import", str(plant), log)
    shown = run(1, "sessions", "import", str(plant), log, *zone, "--dry-run")
    assert "account: Gebruiker" in shown and "line 3" in shown and "Nothing written" in shown
    assert not list((plant / "observed").glob("sessions/*"))
    run(1, "sessions", "import", str(plant), log, *zone)
    assert "Was there already" in run(1, "sessions", "import", str(plant), log, *zone)
    answer = json.loads(run(0, "sessions", "list", str(plant), "--vendor", "builder", "--format", "json"))
    (session,) = answer["sessions"]
    assert (session["start"], session["vendor"], session["line"]) == ("2026-04-13T08:00:00Z", "builder", 2)
    assert [one["reason"] for one in answer["not_read"]] == ["log-rows-lost"]
    found = json.loads(run(1, "check", str(plant), "--format", "json"))
    named = {one["check"]: one for one in found["findings"]}
    assert named["session-without-approval"]["citations"][0]["line"] == 2
    assert any(one["reason"] == "log-rows-lost" for one in found["unread"])


def test_a_log_that_was_changed_is_not_read(plant, tmp_path):
    run(1, "sessions", "import", str(plant), str(tmp_path / "log.csv"), "--timezone", "UTC")
    (log,) = (plant / "observed/sessions").glob("*.csv")
    log.write_text(LOG.replace("10:00", "09:00"))
    (plant / "observed/sessions/other.csv").write_text(LOG)
    shown = run(0, "sessions", "list", str(plant))
    assert "content has changed" in shown and "has no mapping" in shown


def test_mistakes_are_told_with_what_is_there(plant, tmp_path):
    log = str(tmp_path / "log.csv")
    assert "known: builder" in run(2, "sessions", "import", str(plant), log, "--vendor", "bilder")
    assert "not known" in run(2, "sessions", "import", str(plant), log, "--timezone", "Europe/Amsterdm")
    assert "does not exist" in run(1, "sessions", "import", str(plant), log, "absent.csv", "--timezone", "UTC")
    (mapping,) = (plant / "observed/sessions").glob("*.mapping.yaml")
    mapping.write_text(mapping.read_text().replace("  start:", "  strat:") + "vendor: nobody\n")
    told = run(2, "sessions", "list", str(plant))
    assert "strat" in told and "nobody" in told and mapping.name in told
