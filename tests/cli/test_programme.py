"""`keur programme show`: a line per requirement, one requirement in full, and the same for programs."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from keur.assess.programme.grounds import Grounds
from keur.cli.programme.tables import show_all, show_one
from keur.library import open_plant

Keur = Callable[..., Result]
DEMO = Path(__file__).parents[2] / "demo"
DAY = ("--today", "2026-11-28")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path_factory.mktemp("programme") / "demo"))


@pytest.fixture(scope="module")
def found(demo: Path) -> dict[str, Grounds]:
    return {one.question.number: one for one in open_plant(demo).grounds(dt.date(2026, 11, 28))}


def test_each_requirement_has_a_line_under_its_element(
    found: dict[str, Grounds], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEUR_LANGUAGE", "nl")
    file = io.StringIO()
    show_all(list(found.values()), file)
    shown = file.getvalue()
    assert len(re.findall(r"^SPE [1-8] ", shown, re.M)) == 8
    assert len(re.findall(r"^(?:ORG|CM|NET|COMP|DATA|USER|EVENT|AVAIL) \d\.\d+ ", shown, re.M)) == 87
    assert re.search(r"^EVENT 1\.4 +Logboeken bijhouden +2/2/2 +niet vervuld +bevindingen .*refusal", shown, re.M)
    assert re.search(r"^CM 1\.2 +Actuele tekeningen +2/2/2 +vervuld *$", shown, re.M)


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        (
            "USER 2.1",
            [
                "bevindingen spreken het tegen: operation-not-allowed (1)",
                "PLC Stop",
                "bioreactors.pcap frame",
                "conduits: vendor-diagnosis",
                "telt: de hash klopt",
            ],
        ),
        ("COMP 3.3", ["patchregister-2026-q3.csv: het bestand is veranderd", "goedgekeurd door hoofd Productie"]),
        ("AVAIL 1.3", ["zone bioreactors is veranderd", "2025-11-03 tot en met 2027-11-03", "beoordeeld door"]),
        ("COMP 3.2", ["vervuld; geclaimd ML 4, aangetoond ML 4, doel ML 3", "62 > 48 > 41 > 35"]),
    ],
)
def test_one_requirement_shows_all_that_its_status_rests_on(
    found: dict[str, Grounds], requirement: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEUR_LANGUAGE", "nl")
    file = io.StringIO()
    show_one(found[requirement], file)
    assert [one for one in words if one not in file.getvalue()] == []


def test_programs_get_labels_days_and_findings(keur: Keur, demo: Path) -> None:
    answer = json.loads(keur("programme", "show", demo, *DAY, "--format", "json").stdout)
    assert (answer["format"], answer["version"], answer["today"]) == ("keur-programme", 1, "2026-11-28")
    by_id = {one["requirement"]: one for one in answer["requirements"]}
    assert len(by_id) == 87 + 14
    one = by_id["62443-2-1:2024:EVENT 1.4"]
    assert one["label"] == {"nl": "Logboeken bijhouden", "en": "Logs kept"}
    assert [found["check"] for found in one["contradictions"]] == ["refusal-not-logged"]
    assert [found["id"] for found in one["contradictions"]] == one["findings"]
    assert one["evidence_state"][0]["until"] == "2028-02-02" and one["evidence_state"][0]["counts"] is True
    assert by_id["62443-2-1:2024:AVAIL 1.1"]["evidence_state"][0]["counts"] is False


def test_foreign_text_steers_no_terminal(keur: Keur, plant: Path) -> None:
    answer = {"id": "NET 1.1", "claim": "1", "how": "[red]\x1b[2Jop\x07", "owner": "[bold]x"}
    (plant / "declared" / "programme.yaml").write_text(yaml.safe_dump({"requirements": [answer]}), encoding="utf-8")
    shown = keur("programme", "show", plant, "NET 1.1", *DAY)
    assert shown.exit_code == 0, shown.stderr
    assert "\x1b" not in shown.stdout and "\x07" not in shown.stdout and "[bold]x" in shown.stdout


def test_a_requirement_that_does_not_exist_is_an_error(keur: Keur, demo: Path) -> None:
    done = keur("programme", "show", demo, "net 1.1", *DAY)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no requirement `net 1.1`; did you mean `NET 1.1`?" in done.stderr
