"""`keur advisories decide` and `triage`: from silence to a decision that holds, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from keur.cli import advisory_decide
from keur.plant.triage import Justification, OwnState, SupplierState, Treatment
from tests.cli.test_advisories import ASSETS, advisory

Keur = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs/formats/triage.schema.json"
KEV = {"cveID": "CVE-2026-1000", "dateAdded": "2026-11-02", "dueDate": "2026-11-23"}
WHO = ("--who", "J. Jansen", "--why", "The line runs")


@pytest.fixture
def stocked(keur: Keur, plant: Path, tmp_path: Path) -> Path:
    """A plant with assets and an advisory that came in on 1 October."""
    zones = "zones:\n  - id: office\n    name: {nl: Kantoor, en: Office}\n    kind: control\n    levels: ['1']\n"
    (plant / "declared/zones.yaml").write_text(zones)
    (plant / "declared/assets.csv").write_text(ASSETS)
    (tmp_path / "one.json").write_bytes(advisory())
    keur("advisories", "import", plant, tmp_path / "one.json", "--received", "2026-10-01")
    return plant


def decide(keur: Keur, plant: Path, *words: str, language: str = "en") -> Result:
    return keur("advisories", "decide", plant, *words, *WHO, "--today", "2026-11-01", language=language)


def triage(keur: Keur, plant: Path, *words: str, language: str = "en") -> Result:
    return keur("advisories", "triage", plant, "--today", "2026-11-28", *words, language=language)


def test_silence_stands_until_somebody_decides(keur: Keur, stocked: Path, tmp_path: Path) -> None:
    silent = triage(keur, stocked)
    assert silent.exit_code == 1
    assert "2 matches of advisories with assets on 2026-11-28: 2 undecided, 0 overdue" in silent.stdout
    assert "since 2026-10-01 (58 days)" in silent.stdout
    assert "Of 1 assets no advisory says anything" in silent.stdout
    assert "2 niet besloten" in triage(keur, stocked, language="nl").stdout
    done = decide(keur, stocked, "tst-26-001", "plc-01", "plc-03", "--as", "offline")
    assert done.exit_code == 0
    assert "Recorded: TST-26-001 for plc-01, plc-03: take offline" in done.stdout
    assert "plc-01: revision 1, affected, version V4.6, KEV: no list" in done.stdout
    held = triage(keur, stocked)
    assert held.exit_code == 0 and "2 decided" in held.stdout
    assert "measured: about all 2 matches of advisories with assets a decision is recorded" in held.stdout
    assert "plc-01" not in held.stdout and "plc-01" in triage(keur, stocked, "--all").stdout
    shown = keur("advisories", "show", stocked, "TST-26-001").stdout
    assert "plc-01: decided; take offline" in shown and "J. Jansen, 2026-11-01: The line runs" in shown
    explained = keur("advisories", "explain", stocked, "plc-01", "TST-26-001", language="nl").stdout
    assert "plc-01: besloten; van het net halen" in explained and "plc-03: besloten" not in explained
    (tmp_path / "one.json").write_bytes(advisory("2"))
    keur("advisories", "import", stocked, tmp_path / "one.json")
    again = triage(keur, stocked)
    assert again.exit_code == 1 and "revision 1 became 2" in again.stdout


def test_check_and_duties_tell_silence_and_then_what_was_measured(keur: Keur, stocked: Path) -> None:
    day = ("--today", "2026-11-28", "--format", "json")
    found = {one["check"]: one for one in json.loads(keur("check", stocked, *day).stdout)["findings"]}
    assert found["advisory-undecided"]["requirements"] == ["62443-2-1:2024:EVENT 1.9", "Cbb 17"]

    def duty() -> dict[str, object]:
        board = json.loads(keur("duties", stocked, "--law", "cbb", *day).stdout)
        return next(one for one in board["duties"] if one["id"] == "Cbb 17")

    assert (duty()["status"], duty()["findings"]) == ("not met", [found["advisory-undecided"]["id"]])
    decide(keur, stocked, "TST-26-001", "plc-01", "plc-03", "--as", "accept", "--until", "2027-01-31")
    assert duty()["findings"] == [] and "measured: about all 2 matches" in json.dumps(duty())


def test_triage_as_json_is_stable_and_holds_its_schema(keur: Keur, stocked: Path) -> None:
    decide(keur, stocked, "TST-26-001", "plc-01", "--as", "mitigate", "--measure", "Key", "--expires", "2026-11-20")
    words = ("--format", "json")
    answer = json.loads(triage(keur, stocked, *words).stdout)
    assert triage(keur, stocked, *words).stdout == triage(keur, stocked, *words, language="nl").stdout
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))
    first, second = answer["matches"]
    assert (first["asset"], first["state"], first["received"]) == ("plc-03", "undecided", "2026-10-01")
    assert (second["state"], [one["change"] for one in second["reopened"]]) == ("overdue", ["measure expired"])


def test_options_that_are_missing_or_do_not_fit_are_all_said(keur: Keur, stocked: Path) -> None:
    wrong = decide(keur, stocked, "TST-26-001", "plc-01", "--as", "mitigate", "--until", "2026-10-31")
    assert wrong.exit_code == 2
    assert wrong.stderr == (
        "Error: --as mitigate needs --measure; --as mitigate needs --expires; --until does not belong to --as "
        "mitigate; --until is before 2026-11-01\n"
    )
    dutch = decide(keur, stocked, "TST-26-001", "plc-01", "--as", "patch", language="nl")
    assert dutch.stderr == "Fout: --as patch vraagt om --window of --by\n"
    gone = decide(keur, stocked, "TST-26-001", "plc-99", "--as", "offline", language="nl")
    assert gone.exit_code == 2 and "geen asset `plc-99`" in gone.stderr
    proof = decide(keur, stocked, "TST-26-001", "plc-01", "--as", "offline", "--evidence", "declared/none.pdf")
    assert proof.exit_code == 2 and "no file `declared/none.pdf`" in proof.stderr
    assert "decisions:\n#" in (stocked / "decided/advisories.yaml").read_text()


def test_what_keur_did_not_match_can_be_decided_and_no_text_steers_the_terminal(keur: Keur, stocked: Path) -> None:
    done = decide(
        keur, stocked, "TST-26-001", "scale", "--as", "mitigate", "--measure", "a\x1b[2Jb", "--expires", "2027-01-01"
    )
    assert done.exit_code == 0 and "scale: revision 1, not named" in done.stdout
    found = triage(keur, stocked, "--all")
    assert "3 matches" in found.stdout and "1 decided" in found.stdout
    shown = keur("advisories", "show", stocked, "TST-26-001").stdout
    assert "scale: decided" in shown and "\x1b" not in done.stdout + found.stdout + shown


def test_the_words_on_the_command_line_are_those_of_the_plant() -> None:
    assert tuple(Justification) == advisory_decide.BECAUSE
    assert tuple(SupplierState) == advisory_decide.SUPPLIER_STATES
    assert tuple(OwnState) == advisory_decide.OWN_STATES
    assert tuple("take-offline" if way == "offline" else way for way in advisory_decide.WAYS) == tuple(Treatment)


def test_a_decision_keeps_its_priority_and_a_new_one_opens_it(keur: Keur, stocked: Path, tmp_path: Path) -> None:
    decide(keur, stocked, "TST-26-001", "plc-01", "--as", "accept", "--until", "2027-01-01")
    first = json.loads(triage(keur, stocked, "--all", "--format", "json").stdout)["matches"][-1]
    assert (first["asset"], first["state"]) == ("plc-01", "holding")
    (knew,) = first["decision"]["knew"]
    assert knew == first["now"] and knew["priority"] in ("next", "never") and knew["exposure"] == "controlled"
    zones = stocked / "declared/zones.yaml"
    zones.write_text(zones.read_text() + "    consequence: {human_safety: very-high, production: very-high}\n")
    kev = {"catalogVersion": "2026.11.02", "dateReleased": "2026-11-02T00:00:00Z", "vulnerabilities": [KEV]}
    (tmp_path / "kev.json").write_text(json.dumps(kev))
    keur("advisories", "import", stocked, tmp_path / "kev.json")
    found = triage(keur, stocked)
    assert "attackers use CVE-2026-1000 (KEV); there was no list then" in " ".join(found.stdout.split())
    assert f"the priority was {knew['priority']}, is now" in " ".join(found.stdout.split())
