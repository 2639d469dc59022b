"""The requirements of IEC 62443 by id, such as `62443-3-3:2013:SR 5.1`.

The data files beside this module, one per part and edition, hold identifiers and levels (facts of the standard) and
labels in keur's own words. The standards are copyrighted: none of their text is here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

import yaml

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Label:
    """What keur calls a requirement, in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of one edition of one part."""

    id: str
    """`part:edition:id`."""
    standard: str
    """`part:edition`, such as `62443-3-3:2013`."""
    number: str
    """Id as the standard writes it, such as `SR 5.1 RE 1`."""
    label: Label
    sl: int | None
    """Lowest security level that selects it (part 3-3 only)."""
    advice: bool
    """It recommends instead of requires (part 3-2 only)."""
    confidence: Confidence
    """How sure the row is: high (several independent public sources agree), medium, low."""
    source: str
    """What the row was checked against."""
    note: str | None
    """Where the sources differ."""


class UnknownRequirement(LookupError):
    """No requirement has this id."""

    def __init__(self, id: str, near: str | None) -> None:
        super().__init__(f"no requirement `{id}`" + (f"; did you mean `{near}`?" if near else ""))
        self.id = id
        self.near = near


def requirement(id: str) -> Requirement:
    """The requirement with this id. Raises UnknownRequirement, with the nearest id, when there is none."""
    found = requirements().get(id)
    if found is None:
        near = difflib.get_close_matches(id, requirements(), n=1, cutoff=0.7)
        raise UnknownRequirement(id, near[0] if near else None)
    return found


@cache
def requirements() -> Mapping[str, Requirement]:
    """All requirements by id, in the order of the standards."""
    found: dict[str, Requirement] = {}
    folder = resources.files("keur.catalogue") / "iec62443"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for row in data["requirements"]:
            id = f"{data['standard']}:{row['id']}"
            if id in found:
                raise ValueError(f"{file.name}: `{id}` stands here twice")
            found[id] = Requirement(
                id=id,
                standard=data["standard"],
                number=row["id"],
                label=Label(nl=row["nl"], en=row["en"]),
                sl=row.get("sl"),
                advice=row.get("advice", False),
                confidence=row.get("confidence", data["confidence"]),
                source=data["source"].strip(),
                note=row.get("note"),
            )
    return MappingProxyType(found)
