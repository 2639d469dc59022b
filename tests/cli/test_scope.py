"""`keur scope`: the answer for people and for programs, and the registration file with its clock."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

Keur = Callable[..., Result]
DEMO = Path(__file__).parents[2] / "demo"
DOCS = Path(__file__).parents[2] / "docs"
DAY = ("--today", "2026-11-28")


def edit(plant: Path, old: str, new: str) -> None:
    path = plant / "plant.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def entity(plant: Path) -> Path:
    """The new plant with the demo's legal entity."""
    (plant / "plant.yaml").write_text((DEMO / "plant.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return plant


def test_the_demo_plant_is_an_essential_entity_under_the_health_inspectorate(keur: Keur) -> None:
    shown = keur("scope", DEMO, *DAY, language="nl")
    assert shown.exit_code == 0
    assert "\nPlichten\n" in shown.stdout and "\nBoete, hoogstens\n" in shown.stdout
    for words in (
        "Cyberbeveiligingswet: essentiële entiteit\n",
        "de toezichthouder beslist",
        "inspectie IGJ; CSIRT Z-CERT",
        "NIS2 bijlage I(5), Cbw bijlage 1; plant.yaml:",
        "uiterlijk 2028-08-15 (nog 626 dagen)",
        "EUR 10.000.000 (of 2 % van de wereldwijde omzet",
        "met meer dan 70 arbeidsjaareenheden minder (onder 250)",
    ):
        assert words in shown.stdout, words
    english = keur("scope", DEMO, *DAY)
    assert "Cyberbeveiligingswet: essential entity\n" in english.stdout
    assert "with more than 70 annual work units fewer (below 250)" in english.stdout


def test_a_plant_that_says_nothing_is_not_demonstrated_and_told_what_to_fill_in(keur: Keur, plant: Path) -> None:
    shown = keur("scope", plant, *DAY)
    assert shown.exit_code == 1
    assert "not demonstrated (between not in scope and essential entity)" in shown.stdout
    for key in ("established", "activities", "accounts", "group", "special"):
        assert f"\n  organisation.{key}" in shown.stdout
    assert "\nDuties\n" not in shown.stdout and "\nFine, at most\n" not in shown.stdout


def test_the_json_resolves_every_row_and_has_exactly_the_documented_keys(keur: Keur) -> None:
    answer = json.loads(keur("scope", DEMO, *DAY, "--format", "json").stdout)
    about = (DOCS / "scope.md").read_text(encoding="utf-8").partition("## For programs")[2]
    cells = re.findall(r"^\| (`.*?) \|", about, re.M)
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == answer.keys()
    cited = {
        id
        for key in ("steps", "changes", "supervision", "duties", "fines", "neighbours")
        for one in answer[key]
        for id in one["rows"]
    }
    assert cited <= answer["rows"].keys()
    assert {row["mark"] for row in answer["rows"].values()} == {"verified", "secondary", "memory", "uncertain"}
    assert answer["class"] == answer["lowest_class"] == answer["highest_class"] == "essential"


def test_the_same_plant_on_the_same_day_gives_the_same_bytes(keur: Keur, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert keur("scope", DEMO, *DAY, "--format", "json", "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_registration_file_says_what_is_missing(keur: Keur, entity: Path, tmp_path: Path) -> None:
    edit(entity, "  address: Zilverduinpad 1, 2333 ZZ Leiden\n", "")
    file = tmp_path / "registration.yaml"
    shown = keur("scope", entity, *DAY, "--registration", file)
    assert re.search(r"address +MISSING +Cbw 44\(1\)", shown.stdout)
    text = file.read_text(encoding="utf-8")
    assert "# Missing: address (address)" in text
    assert yaml.safe_load(text)["fields"] == {
        "name": "Zilverduin Biologics B.V.",
        "emails": ["ot-security@zilverduin.example"],
        "telephones": ["+31 71 000 00 00"],
        "ip_ranges": ["203.0.113.0/28"],
        "sectors": ["NIS2 bijlage I(5): Gezondheidszorg"],
        "member_states": ["NL"],
        "sharing": [],
        "class": "essential",
        "trade_register": "KvK 00000000",
        "kind": ["Gezondheidszorg: vervaardiging van farmaceutische basisproducten en bereidingen (NACE 21)"],
        "domain_names": ["zilverduin.example"],
    }


def test_a_change_since_registering_starts_the_two_week_clock(keur: Keur, entity: Path, tmp_path: Path) -> None:
    file = tmp_path / "registration.yaml"
    keur("scope", entity, *DAY, "--registration", file)
    edit(entity, "[203.0.113.0/28]", "[203.0.113.0/28, 198.51.100.0/24]")
    assert "Changes" not in keur("scope", entity, *DAY, "--registration", file).stdout  # not registered yet
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("registration: 1\n", "registration: 1\nregistered: 2026-11-28\n"), encoding="utf-8")
    edit(entity, "Zilverduinpad 1", "Zilverduinpad 2")
    shown = keur("scope", entity, "--today", "2026-12-01", "--registration", file).stdout
    assert "> Zilverduinpad 2, 2333 ZZ Leiden; due 2026-12-15 (14 days)" in " ".join(shown.split())
    kept = file.read_bytes()
    late = keur("scope", entity, "--today", "2026-12-16", "--registration", file).stdout
    assert "LATE: was due 2026-12-15" in " ".join(late.split())
    assert file.read_bytes() == kept
    file.write_text(file.read_text(encoding="utf-8") + "  reported: 2026-12-04\n", encoding="utf-8")
    again = keur("scope", entity, "--today", "2026-12-16", "--registration", file, "--format", "json").stdout
    (change,) = json.loads(again)["changes"]
    assert (change["field"], change["due"], change["reported"]) == ("address", "2026-12-15", "2026-12-04")


def test_a_registration_file_with_mistakes_is_left_alone(keur: Keur, entity: Path, tmp_path: Path) -> None:
    file = tmp_path / "registration.yaml"
    keur("scope", entity, *DAY, "--registration", file)
    broken = file.read_text(encoding="utf-8").replace("registration: 1\n", "registration: 1\nregisterd: soon\n")
    file.write_text(broken, encoding="utf-8")
    shown = keur("scope", entity, *DAY, "--registration", file)
    assert shown.exit_code == 2
    assert "registration.yaml:4:1: unknown key `registerd`; did you mean `registered`?" in shown.stderr
    dutch = keur("scope", entity, *DAY, "--registration", file, language="nl")
    assert "het registratiebestand heeft fouten:\n" in dutch.stderr and "bedoelt u `registered`?" in dutch.stderr
    assert file.read_text(encoding="utf-8") == broken


@pytest.mark.parametrize("where", ["nothing", "nothing/registration.yaml"])
def test_what_cannot_be_read_or_written_is_an_error_with_a_reason(
    keur: Keur, entity: Path, tmp_path: Path, where: str
) -> None:
    words = (tmp_path / where,) if where == "nothing" else (entity, "--registration", tmp_path / where)
    shown = keur("scope", *words, *DAY)
    assert shown.exit_code == 2
    assert str(tmp_path / "nothing") in shown.stderr
