"""The elements of the programme (SPE) with their requirements; and, last, what the law asks beyond the standard."""

from __future__ import annotations

import dataclasses

from keur.assess.programme.status import CATALOGUE
from keur.catalogue import Catalogues, Row, RowKind
from keur.plant.model import Text

BEYOND = "Cbw"
"""Number of the element that holds what the law asks beyond the standard."""


def elements(catalogues: Catalogues) -> dict[Row, list[Row]]:
    """Requirements of IEC 62443-2-1 by element, both in the order of the catalogue. The gaps that the standard leaves
    follow as an element of their own: a plant answers them as it answers requirements."""
    rows = {row.id: row for row in catalogues.rows(CATALOGUE)}
    found: dict[Row, list[Row]] = {}
    for row in rows.values():
        if row.kind is RowKind.REQUIREMENT:
            top = row
            while top.parent is not None:
                top = rows[top.parent]
            found.setdefault(top, []).append(row)
    *_, last = found
    label = Text(nl="Wat de wet meer vraagt", en="What the law asks beyond it")
    beyond = dataclasses.replace(last, id=BEYOND, number=BEYOND, label=label, guidance=None, note=None)
    found[beyond] = [
        dataclasses.replace(
            beyond,
            id=gap.id,
            number=gap.id,
            kind=RowKind.REQUIREMENT,
            label=gap.label,
            guidance=gap.add,
            parent=BEYOND,
            source=gap.source,
            mark=gap.mark,
            checked=gap.checked,
        )
        for gap in catalogues.gaps(CATALOGUE)
    ]
    return found


def numbers(catalogues: Catalogues) -> dict[str, list[str]]:
    """The same by number: `SPE 3` to `NET 1.1` and so on, `Cbw` to `board-approval` and so on."""
    return {element.number: [row.number for row in rows] for element, rows in elements(catalogues).items()}
