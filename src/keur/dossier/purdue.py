"""Placement of zones in the Purdue diagram: which row and column each zone's box takes.

Rows are levels, 5 at the top. A zone is one box from its top to its bottom level. Columns follow the order of the model
file, so that two revisions of a site line up. Safety zones stand apart, in columns of their own on the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keur.plant.model import LEVELS, Zone, ZoneKind

OUTSIDE = "outside"
"""Row above level 5, for what has no level: the pseudo-zones and zones without a level."""

PSEUDO_ZONES = ("internet", "unknown", "group")
"""Stand for addresses in no declared zone (`group`: multicast and broadcast); drawn only when a pipe ends there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A box's place: one column, rows `top` to `bottom` (counted from 0 at the top, both included)."""

    zone: str
    column: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Grid:
    rows: tuple[str, ...]
    """Levels from the top, `OUTSIDE` first where it is used."""
    columns: int
    safety_from: int
    """First column of the safety zones; equal to `columns` when there are none."""
    cells: tuple[Cell, ...]

    def cell(self, zone: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.zone == zone), None)

    def empty_rows(self) -> frozenset[int]:
        taken = {row for cell in self.cells for row in range(cell.top, cell.bottom + 1)}
        return frozenset(range(len(self.rows))) - taken


def layout(zones: Sequence[Zone], pseudo: Sequence[str] = ()) -> Grid:
    """Places `zones`, and the pseudo-zones named in `pseudo`, without two boxes on one cell."""
    outside = bool(pseudo) or any(not zone.levels for zone in zones)
    rows = ((OUTSIDE,) if outside else ()) + tuple(reversed(LEVELS))
    spans = {zone.id: _span(zone.levels, rows) for zone in zones}
    main = [(zone.id, *spans[zone.id]) for zone in zones if zone.kind is not ZoneKind.SAFETY]
    main += [(name, 0, 0) for name in pseudo]
    safety = [(zone.id, *spans[zone.id]) for zone in zones if zone.kind is ZoneKind.SAFETY]
    main_cells, main_columns = _fit(main)
    safety_cells, safety_columns = _fit(safety)
    main_columns = max(main_columns, 1)
    cells = _centre(main_cells, main_columns)
    cells += [Cell(cell.zone, cell.column + main_columns, cell.top, cell.bottom) for cell in safety_cells]
    return Grid(rows, main_columns + safety_columns, main_columns, tuple(cells))


def _span(levels: Sequence[str], rows: Sequence[str]) -> tuple[int, int]:
    """Top and bottom row of a zone; a gap between its levels is part of the box."""
    taken = [rows.index(level) for level in levels] or [0]
    return min(taken), max(taken)


def _fit(items: Sequence[tuple[str, int, int]]) -> tuple[list[Cell], int]:
    """Each item in the first column that is free on all its rows; also the number of columns."""
    taken: list[set[int]] = []
    cells = []
    for zone, top, bottom in items:
        wanted = set(range(top, bottom + 1))
        column = next((index for index, rows in enumerate(taken) if not rows & wanted), len(taken))
        if column == len(taken):
            taken.append(set())
        taken[column] |= wanted
        cells.append(Cell(zone, column, top, bottom))
    return cells, len(taken)


def _centre(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """Moves groups of rows to the middle. Rows that a box ties together move as one, so no two boxes can meet."""
    group = list(range(max((cell.bottom for cell in cells), default=0) + 1))
    for cell in cells:
        tied = set(group[cell.top : cell.bottom + 1])
        group = [min(tied) if name in tied else name for name in group]
    width: dict[int, int] = {}
    for cell in cells:
        name = group[cell.top]
        width[name] = max(width.get(name, 0), cell.column + 1)
    return [
        Cell(cell.zone, cell.column + (columns - width[group[cell.top]]) // 2, cell.top, cell.bottom) for cell in cells
    ]
