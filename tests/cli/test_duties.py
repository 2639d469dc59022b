from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from dulwich import porcelain

from keur.assess.duties.law import laws
from keur.cli.duties import LAWS

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/formats/duties.schema.json").read_text(encoding="utf-8"))
ENTITY = """\
keur: 1
organisation:
  name: Voorbeeld BV
  established: NL
  kvk: "00000000"
  activities:
    - {description: Medicines, nace: "21.20", weight: main}
  accounts:
    - {year: 2024, staff_awu: 300, turnover_eur: 60000000, balance_eur: 60000000}
    - {year: 2025, staff_awu: 300, turnover_eur: 60000000, balance_eur: 60000000}
  group: []
  special: []
site: {id: a, name: {nl: A, en: A}}
language: nl
"""


def test_the_laws_that_help_names_are_those_that_have_a_board():
    assert laws() == LAWS


def board(done) -> dict:
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


def answered(plant: Path, text: str) -> None:
    (plant / "declared/programme.yaml").write_text(f"requirements:\n{text}")


def test_a_new_plant_shows_nothing_and_says_what_is_missing(keur, plant):
    found = board(keur("duties", plant, "--today", "2026-11-28", "--format", "json"))
    assert {duty["status"] for duty in found["duties"]} == {"not demonstrated"}
    assert found["class"] is None
    assert found["actions"][0]["id"] == "scope"
    shown = keur("duties", plant, "--today", "2026-11-28").stdout
    assert "scope not demonstrated" in shown
    assert "25 duties: 25 not demonstrated. This is evidence, no judgement: the supervisor decides." in shown
    assert "missing for the register" in shown


@pytest.mark.parametrize(("language", "words"), [("en", "Say whether and how"), ("nl", "Zeg of en hoe het")])
def test_the_action_plan(keur, plant, language, words):
    (plant / "declared/actions.yaml").write_text("actions:\n  - {id: ORG 1.1, owner: J. Jansen, due: 2026-11-01}\n")
    done = keur("duties", plant, "--actions", "--today", "2026-11-28", language=language)
    assert done.exit_code == 0
    assert words in done.stdout
    assert "J. Jansen" in done.stdout
    assert {"en": "overdue", "nl": "te laat"}[language] in done.stdout


def test_a_gap_that_is_answered_with_evidence_is_met_and_facts_close_its_action(keur, plant):
    (plant / "plant.yaml").write_text(ENTITY)
    evidence = plant / "declared/minutes.md"
    evidence.write_text("The board approved the measures on 2026-09-01.\n")
    sha = hashlib.sha256(evidence.read_bytes()).hexdigest()
    answered(
        plant,
        "  - id: board-approval\n    claim: 2\n    evidence:\n"
        "      - {file: declared/minutes.md, kind: document, approved_by: The board, from: 2026-09-01, "
        f"until: 2027-09-01, collected: 2026-09-01, received: 2026-09-01, sha256: {sha}}}\n",
    )
    (plant / "declared/actions.yaml").write_text("actions:\n  - {id: board-approval}\n")
    found = board(keur("duties", plant, "--today", "2026-11-28", "--format", "json"))
    (duty,) = (one for one in found["duties"] if one["id"] == "Cbw 24(1)")
    assert (duty["status"], duty["coverage"]["share"], duty["gaps"][0]["shown"]) == ("met", 1.0, 2)
    assert found["closed"] == ["board-approval"]
    assert found["class"] == "essential"


def test_what_the_register_lacks_contradicts_a_claim(keur, plant):
    (plant / "plant.yaml").write_text(ENTITY)
    answered(plant, "  - {id: registration, claim: 1}\n")
    found = board(keur("duties", plant, "--today", "2026-11-28", "--format", "json"))
    (gap,) = (one["gaps"][0] for one in found["duties"] if one["id"] == "Cbw 44(1)")
    assert gap["status"] == "not met"
    assert {"nl": "voor het register ontbreekt: adres", "en": "missing for the register: address"} in gap["reasons"]


def test_outside_the_law_no_duty_applies(keur, plant):
    small = ENTITY.replace("300", "9").replace("60000000", "900000")
    (plant / "plant.yaml").write_text(small)
    found = board(keur("duties", plant, "--today", "2026-11-28", "--format", "json"))
    assert {duty["status"] for duty in found["duties"]} == {"not applicable"}
    assert found["actions"] == []


def test_the_law_and_the_plant_of_another_day(keur, plant):
    repository = porcelain.init(plant)
    porcelain.add(repository, [str(plant / "plant.yaml"), *map(str, (plant / "declared").iterdir())])
    then = int(dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC).timestamp())
    me = {"author": b"J <j@example.org>", "committer": b"J <j@example.org>"}
    made = repository.get_worktree().commit(b"x", commit_timestamp=then, author_timestamp=then, **me)
    answered(plant, "  - {id: ORG 1.1, claim: not started}\n")
    now = board(keur("duties", plant, "--today", "2026-11-28", "--format", "json"))
    assert "not met" in {duty["status"] for duty in now["duties"]}
    earlier = board(keur("duties", plant, "--as-of", "2026-10-01", "--format", "json"))
    assert {duty["status"] for duty in earlier["duties"]} == {"not demonstrated"}
    assert (earlier["commit"]["id"], earlier["today"]) == (made.decode(), "2026-10-01")
    assert "No duty holds on this day." in keur("duties", plant, "--today", "2026-08-14").stdout


@pytest.mark.parametrize(
    ("words", "language", "says"),
    [
        (("--as-of", "2026-10-01"), "en", "is in no git repository"),
        (("--as-of", "2026-10-01"), "nl", "ligt niet in een git-archief"),
        (("--as-of", "2026-10-01", "--today", "2026-10-01"), "en", "do not go together"),
        (("--law", "avg"), "en", "'avg' is not one of"),
        (("--as-of", "soon"), "en", "'soon' does not match"),
        (("--output", "/nowhere/board.txt"), "en", "does not exist; check the path"),
    ],
)
def test_what_cannot_be_answered_is_exit_code_2(keur, plant, words, language, says):
    done = keur("duties", plant, *words, language=language)
    assert done.exit_code == 2
    assert says in done.stderr
