"""The duties of each law and the order in which its own clock asks for them, as data (`duties.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from keur.catalogue import shipped
from keur.plant.model import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """What the law's own clock asks for at the same time."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One row of law that is a duty of the entity."""

    id: str
    stage: Stage
    where_fitting: bool
    """The law itself leaves room not to apply (all of) it, with reasons on record."""


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("keur.assess.duties") / "duties.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data


@cache
def laws() -> tuple[str, ...]:
    """The laws that have a board, by their catalogue's id."""
    return tuple(_data()["laws"])


@cache
def duty_rows(law: str) -> Mapping[str, DutyRow]:
    """The duties of a law by id, what comes first by its clock first."""
    data, prefix = _data()["laws"][law], shipped().catalogue(law).prefix
    fitting = {f"{prefix}{number}" for number in data["where_fitting"]}
    found: dict[str, DutyRow] = {}
    for one in _data()["stages"]:
        stage = Stage(one["id"], Text(nl=one["nl"], en=one["en"]))
        for number in data[one["id"]]:
            id = f"{prefix}{number}"
            found[id] = DutyRow(id, stage, id in fitting)
    return found


def duty_ids() -> frozenset[str]:
    """The ids of the duties of all laws."""
    return frozenset(id for law in laws() for id in duty_rows(law))
