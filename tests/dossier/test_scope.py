"""The JSON of `keur scope` keeps to its published schema, whatever the case, and cites only rows that it carries."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest

from keur.assess.scope import scope
from keur.dossier import scope as dossier
from keur.plant.entity import Accounts, Activity, LegalEntity, Special
from keur.plant.files.entity import ENTRIES
from keur.plant.model import Place, Site, Text

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/formats/scope.schema.json").read_text(encoding="utf-8"))
JUDGE = jsonschema.Draft202012Validator(SCHEMA)
TODAY = dt.date(2026, 11, 28)
HERE = Place("plant.yaml", 1)


def document(entity: LegalEntity) -> dict:
    answer = scope(Site("It", "it", Text("Het", "It"), "en", entity), TODAY)
    return json.loads(dossier.render(answer))


def entity(special: tuple[Special, ...] | None) -> LegalEntity:
    """An entity of all entries at once, of a size that nobody filled in."""
    years = tuple(Accounts(year, None, None, None, False, HERE) for year in (2024, 2025))
    activities = tuple(Activity("It", "2660", None, (entry,), None, None, HERE) for entry in ENTRIES)
    return LegalEntity(established="NL", activities=activities, accounts=years, special=special, place=HERE)


@pytest.mark.parametrize("special", [None, (), *((one,) for one in Special)])
def test_every_answer_keeps_to_the_schema_and_carries_the_rows_it_cites(special):
    for found in (document(entity(special)), document(LegalEntity(special=special))):
        JUDGE.validate(found)
        parts = ("steps", "changes", "supervision", "duties", "fines", "neighbours")
        assert {id for part in parts for one in found[part] for id in one["rows"]} <= found["rows"].keys()


def test_the_schema_describes_exactly_the_keys_that_are_written():
    found = document(entity((Special.WWKE_CRITICAL,)))
    written = {
        None: found,
        "step": found["steps"][0],
        "place": found["steps"][1]["places"][0],
        "supervision": found["supervision"][0],
        "duty": found["duties"][0],
        "fine": found["fines"][0],
        "neighbour": found["neighbours"][0],
        "row": found["rows"]["Cbw 4"],
        "change": document(LegalEntity(established="NL"))["changes"][0],
    }
    for name, value in written.items():
        described = SCHEMA["$defs"][name] if name else SCHEMA
        assert set(value) == set(described["properties"]) == set(described["required"]), name


@pytest.mark.parametrize(
    ("key", "wrong"), [("class", "compliant"), ("indication", False), ("version", 2), ("steps", [{}]), ("today", 1)]
)
def test_the_schema_refuses_what_breaks_the_contract(key, wrong):
    with pytest.raises(jsonschema.ValidationError):
        JUDGE.validate(document(entity(None)) | {key: wrong})
