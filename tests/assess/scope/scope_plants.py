"""Legal entities out of short descriptions, read by the loader of the plant folder."""

from __future__ import annotations

from typing import Any

import yaml

from keur.plant.entity_records import check_organisation
from keur.plant.errors import Mistakes, PlantErrors
from keur.plant.files import FILES
from keur.plant.model import Site
from keur.plant.nodes import parse
from keur.plant.records import site

LAST_YEAR = 2025
MILLION = 1_000_000


def accounts(years: list[list[float | None]]) -> list[dict[str, Any]]:
    """Accounts out of [staff, turnover in million, balance in million], the last of 2025."""
    found = []
    for year, (staff, turnover, balance) in enumerate(years, LAST_YEAR + 1 - len(years)):
        one = {
            "year": year,
            "staff_awu": staff,
            "turnover_eur": None if turnover is None else round(turnover * MILLION),
            "balance_eur": None if balance is None else round(balance * MILLION),
        }
        found.append({key: value for key, value in one.items() if value is not None})
    return found


def organisation(case: dict[str, Any]) -> dict[str, Any]:
    """The record `organisation` of a case."""
    activity = {"description": "It"} | {key: case[key] for key in ("entries", "weight") if key in case}
    activity["nace"] = case.get("nace", "28")
    made = {
        "name": "Case",
        "established": "NL",
        "activities": case.get("activities", [activity]),
        "accounts": accounts(case.get("years", [[60, 1, 1], [60, 1, 1]])),
        "group": [company(one) for one in case.get("group", [])],
        "special": case.get("special", []),
    }
    made |= case.get("organisation", {})
    return {key: value for key, value in made.items() if key not in case.get("omit", [])}


def company(one: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in one.items() if key != "years"}
    return rest | ({"accounts": accounts(one["years"])} if "years" in one else {})


def read(record: dict[str, Any]) -> Site:
    """The site of a plant with this organisation. Raises PlantErrors."""
    plant = {"keur": 1, "organisation": record, "site": {"id": "x", "name": {"nl": "X", "en": "X"}}, "language": "en"}
    mistakes = Mistakes()
    text = yaml.safe_dump(plant, sort_keys=False, allow_unicode=True)
    node = parse(text, "plant.yaml", mistakes)
    assert node is not None
    found = FILES["plant.yaml"].read(node, "plant.yaml", mistakes)
    check_organisation(found, mistakes)
    if mistakes.errors or found is None:
        raise PlantErrors(mistakes.errors)
    return site(found)
