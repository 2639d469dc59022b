"""The elements of the programme (SPE), and the requirements that belong to each."""

from __future__ import annotations

from keur.assess.programme.status import CATALOGUE
from keur.catalogue import Catalogues, Row, RowKind


def elements(catalogues: Catalogues) -> dict[Row, list[Row]]:
    """Requirements of IEC 62443-2-1 by element, both in the order of the catalogue."""
    rows = {row.id: row for row in catalogues.rows(CATALOGUE)}
    found: dict[Row, list[Row]] = {}
    for row in rows.values():
        if row.kind is RowKind.REQUIREMENT:
            top = row
            while top.parent is not None:
                top = rows[top.parent]
            found.setdefault(top, []).append(row)
    return found


def numbers(catalogues: Catalogues) -> dict[str, list[str]]:
    """The same by number: `SPE 3` to `NET 1.1` and so on."""
    return {element.number: [row.number for row in rows] for element, rows in elements(catalogues).items()}
