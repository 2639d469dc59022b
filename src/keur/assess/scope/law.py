"""The law that scope rests on, as data: rows to cite, the entries of the annexes, and what follows from a class.

The files beside this module hold keur's own words; each row says from which source it is and how sure it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from keur.catalogue import Mark, shipped
from keur.plant.model import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One provision, as keur cites it."""

    id: str
    name: Text
    """The id as people write it in each language."""
    label: Text
    mark: Mark
    source: Text
    checked: dt.date


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of entity in an annex."""

    id: str
    annex: int
    row: str
    """The provision of the directive; the Dutch act follows it in its annex 1 or 2."""
    rule: str
    """Which class at which size: `annex-1`, `annex-2`, `any-essential`, `telecom` or `trust`."""
    authority: str
    nace: str | None
    """Division of NACE Rev. 2 that defines the entry; None: it refers to other law."""
    hints: tuple[str, ...]
    """Digits of NACE codes that make one ask."""
    condition: str | None
    mark: Mark
    label: Text


def row(id: str) -> Row:
    """The row with this id, of a catalogue or else of the few kept here. Raises `keur.catalogue.UnknownRow` when there
    is none: a citation that is not in the tables is a fault."""
    own = rows().get(id)
    if own is not None:
        return own
    found = shipped().row(id)
    return Row(found.id, Text(nl=_dutch(id), en=id), found.label, found.mark, found.source, found.checked)


def _dutch(id: str) -> str:
    """An id as a Dutch reader writes it."""
    return id.replace("Annex", "bijlage")


@cache
def rows() -> Mapping[str, Row]:
    """The rows that no catalogue holds, by id."""
    data = _read("rows")
    return MappingProxyType(
        {
            one["id"]: Row(
                id=one["id"],
                name=Text(nl=one.get("dutch", _dutch(one["id"])), en=one["id"]),
                label=_text(one),
                mark=Mark(one["mark"]),
                source=_text(data["sources"][one["source"]]),
                checked=data["checked"],
            )
            for one in data["rows"]
        }
    )


@cache
def entries() -> Mapping[str, Entry]:
    """All entries of the annexes by id, in their order."""
    return MappingProxyType(
        {
            one["id"]: Entry(
                id=one["id"],
                annex=2 if one["id"].startswith("II.") else 1,
                row=one["row"],
                rule=one["rule"],
                authority=one["authority"],
                nace=one.get("nace"),
                hints=tuple(one.get("hints", ())),
                condition=one.get("condition"),
                mark=Mark(one.get("mark", "verified")),
                label=_text(one),
            )
            for one in _read("entries")["entries"]
        }
    )


@cache
def consequences() -> Mapping[str, Any]:
    """What follows from a class and its entries: authorities, duties, fines, neighbouring law."""
    return MappingProxyType(_read("consequences"))


def _read(name: str) -> dict[str, Any]:
    text = (resources.files("keur.assess.scope") / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data


def _text(one: Mapping[str, Any]) -> Text:
    return Text(nl=one["nl"], en=one["en"])
