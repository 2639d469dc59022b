"""What a programme answers: the requirements by element of IEC 62443-2-1 (SPE), and what the law asks beyond them."""

from __future__ import annotations

from dataclasses import dataclass

from keur.assess.programme.status import CATALOGUE
from keur.catalogue import Catalogues, Row, RowKind
from keur.plant.model import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to answer."""

    number: str
    """As the programme names it: `NET 1.1`, `board-approval`."""
    id: str
    """As its status names it."""
    label: Text
    guidance: Text | None
    """What it asks."""


@dataclass(frozen=True, slots=True)
class Element:
    """Questions that belong together."""

    id: str
    name: Text
    """`SPE 3`; also how the name of its sheet in a workbook begins."""
    label: Text
    """Blank where the name says it all."""
    questions: tuple[Question, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(one.number for one in self.questions)


BEYOND = Text(nl="Wet, bovenop de norm", en="Law, beyond the standard")


def elements(catalogues: Catalogues) -> tuple[Element, ...]:
    """All that a plant may answer, in the order of the catalogue; last what the law asks beyond the standard."""
    rows = {row.id: row for row in catalogues.rows(CATALOGUE)}
    found: dict[str, list[Row]] = {}
    for row in rows.values():
        if row.kind is RowKind.REQUIREMENT:
            top = row
            while top.parent is not None:
                top = rows[top.parent]
            found.setdefault(top.id, []).append(row)
    spe = (
        Element(
            id,
            Text(rows[id].number, rows[id].number),
            rows[id].label,
            tuple(Question(row.number, row.id, row.label, row.guidance) for row in members),
        )
        for id, members in found.items()
    )
    gaps = tuple(Question(gap.id, gap.id, gap.label, gap.add) for gap in catalogues.gaps(CATALOGUE))
    return (*spe, Element("beyond", BEYOND, Text("", ""), gaps))
