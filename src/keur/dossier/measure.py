"""Geometry of the Purdue diagram: the sizes of rows, columns and gutters, and every box, name and pipe in pixels.

A gutter is as wide as its tracks need, a column as wide as the ends of pipes on its boxes need; so nothing has to
overlap.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from keur.dossier.purdue import Cell, Grid
from keur.dossier.route import Axis, Node, Plan

LABEL_WIDTH, HEAD = 128, 30
"""Room for the names of levels on the left, and for the heading of the safety zones above."""
BOX_WIDTH, BOX_HEIGHT, EMPTY_HEIGHT = 182, 92, 24
WANTED_WIDTH = 1080
"""A small plant gets wider gutters until its diagram is about as wide as a page."""
WIDEST_GUTTER = 90
TRACK_PITCH: Mapping[Axis, int] = {"h": 17, "v": 25}
GUTTER_PAD: Mapping[Axis, int] = {"h": 15, "v": 15}
GUTTER_LEAST: Mapping[Axis, int] = {"h": 26, "v": 26}
SLOT_PITCH = 16
TITLE_SIZE, SMALL_SIZE = 13, 11
TITLE_LINES = 3

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Box:
    zone: str
    rect: Rect
    title: tuple[str, ...]
    """The name in lines, cut with an ellipsis when it does not fit."""
    title_rect: Rect


@dataclass(frozen=True, slots=True)
class Pipe:
    key: str
    points: tuple[Point, ...]
    """Corners from the opening side to the other, at right angles."""
    pill: Rect
    """Where its number stands."""


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    bands: tuple[tuple[str, Rect], ...]
    """Level and the whole width of its row, with half of the gutters around it."""
    safety: Rect | None
    boxes: tuple[Box, ...]
    pipes: tuple[Pipe, ...]


_NARROW = frozenset("iljftrI1!|.,:;'`()[]{}/\\ -·")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """A width that the text hardly ever exceeds in the common sans-serif fonts (DejaVu and Verdana are the widest)."""
    ems = 0.0
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF" or sign in "MW@%mw—…":
            ems += 1.05
        elif sign in _NARROW:
            ems += 0.46
        else:
            ems += 0.78 if sign.isupper() else 0.70
    return ems * size * (1.0 if bold else 0.91)


def measure(grid: Grid, plan: Plan, names: Mapping[str, str], labels: Mapping[str, str]) -> Drawing:
    """Gives every box of `grid` and every route of `plan` its place; `names` of zones, `labels` of pipes by key."""
    scale = _Scale(grid, plan)
    boxes = tuple(_box(scale.cell_rect(cell), cell.zone, names[cell.zone]) for cell in grid.cells)
    paths = [(route.link.key, _points(number, plan, scale, boxes)) for number, route in enumerate(plan.routes)]
    pills = _place_pills([(points, labels[key]) for key, points in paths])
    pipes = tuple(Pipe(key, points, pill) for (key, points), pill in zip(paths, pills, strict=True))
    edges = [0.0, *(scale.middle("h", row) for row in range(1, len(grid.rows))), scale.height]
    bands = tuple(
        (level, Rect(0, top, scale.width, bottom - top))
        for level, top, bottom in zip(grid.rows, edges, edges[1:], strict=False)
    )
    safety = None
    if grid.safety_from < grid.columns:
        left = scale.starts["v"][grid.safety_from] + scale.sizes["v"][grid.safety_from] - 10
        right = scale.starts["v"][grid.columns] + 10
        safety = Rect(left, 4, right - left, scale.height - 8)
    return Drawing(scale.width, scale.height, bands, safety, boxes, pipes)


class _Scale:
    """From rows, columns, tracks and slots to pixels."""

    def __init__(self, grid: Grid, plan: Plan) -> None:
        self.sizes: dict[Axis, list[int]] = {}
        self.starts: dict[Axis, list[int]] = {}
        rows = [EMPTY_HEIGHT if row in grid.empty_rows() else BOX_HEIGHT for row in range(len(grid.rows))]
        columns = [BOX_WIDTH] * grid.columns
        for (kind, one, two), count in plan.node_slots.items():
            room = SLOT_PITCH * (count + 1)
            if kind == "h":
                columns[two] = max(columns[two], room)
            else:
                rows[one] = max(rows[one], room)
        self._lay("h", rows, HEAD if grid.safety_from < grid.columns else 4, plan)
        self._lay("v", columns, LABEL_WIDTH, plan)
        self.cells: dict[Axis, list[int]] = {"h": rows, "v": columns}
        self.slots = plan.node_slots
        self.width = float(self.starts["v"][-1] + self.sizes["v"][-1])
        self.height = float(self.starts["h"][-1] + self.sizes["h"][-1] + 4)

    def _lay(self, axis: Axis, cells: Sequence[int], offset: int, plan: Plan) -> None:
        sizes = []
        for gutter in range(len(cells) + 1):
            tracks = plan.gutter_tracks.get((axis, gutter), 0)
            needed = 2 * GUTTER_PAD[axis] + TRACK_PITCH[axis] * (tracks - 1) if tracks else 0
            sizes.append(max(GUTTER_LEAST[axis], needed))
        if axis == "v":
            spare = max(0, WANTED_WIDTH - offset - sum(cells) - sum(sizes)) // len(sizes)
            sizes = [max(size, min(size + spare, WIDEST_GUTTER)) for size in sizes]
        self.sizes[axis] = sizes
        steps = [size + cell for size, cell in zip(sizes, cells, strict=False)]
        self.starts[axis] = list(accumulate(steps, initial=offset))

    def middle(self, axis: Axis, gutter: int) -> float:
        return self.starts[axis][gutter] + self.sizes[axis][gutter] / 2

    def track(self, axis: Axis, gutter: int, track: int, tracks: int) -> float:
        return self.middle(axis, gutter) + TRACK_PITCH[axis] * (track - (tracks - 1) / 2)

    def cell_start(self, axis: Axis, index: int) -> int:
        return self.starts[axis][index] + self.sizes[axis][index]

    def cell_rect(self, cell: Cell) -> Rect:
        x, y = self.cell_start("v", cell.column), self.cell_start("h", cell.top)
        bottom = self.cell_start("h", cell.bottom) + self.cells["h"][cell.bottom]
        return Rect(x, y, self.cells["v"][cell.column], bottom - y)

    def slot(self, node: Node, slot: int) -> float:
        """Where an end of a pipe stands along the box: evenly spread, around the middle of the row or column."""
        kind, one, two = node
        axis: Axis = "v" if kind == "h" else "h"
        index = two if kind == "h" else one
        size = self.cells[axis][index]
        count = self.slots[node]
        pitch = min(size / (count + 1), 34)
        return self.cell_start(axis, index) + size / 2 + pitch * (slot - (count - 1) / 2)


def _points(number: int, plan: Plan, scale: _Scale, boxes: Sequence[Box]) -> tuple[Point, ...]:
    route = plan.routes[number]
    rects = {box.zone: box.rect for box in boxes}
    start = _door(rects[route.link.source], route.leaves, scale.slot(route.first, plan.slots[number, "first"]))
    inwards = _door(
        rects[route.link.target], (route.enters + 2) % 4, scale.slot(route.last, plan.slots[number, "last"])
    )
    points = [start]
    for part, segment in enumerate(route.segments):
        along = scale.track(
            segment.axis,
            segment.gutter,
            plan.tracks[number, part],
            plan.gutter_tracks[segment.axis, segment.gutter],
        )
        x, y = points[-1]
        points.append((x, along) if segment.axis == "h" else (along, y))
    if route.segments:
        x, y = points[-1]
        points.append((inwards[0], y) if route.segments[-1].axis == "h" else (x, inwards[1]))
    points.append(inwards)
    return tuple(points)


def _door(rect: Rect, side: int, along: float) -> Point:
    """Point on a side of a box (north, east, south, west)."""
    return ((along, rect.y), (rect.right, along), (along, rect.bottom), (rect.x, along))[side]


def _box(rect: Rect, zone: str, name: str) -> Box:
    lines = wrap(name, rect.width - 20, TITLE_SIZE, bold=True)
    wide = max(text_width(line, TITLE_SIZE, bold=True) for line in lines)
    title_rect = Rect(rect.x + 10, rect.y + 8, min(wide, rect.width - 20), len(lines) * (TITLE_SIZE + 3))
    return Box(zone, rect, lines, title_rect)


def wrap(text: str, width: float, size: float, most: int = TITLE_LINES, bold: bool = False) -> tuple[str, ...]:
    """`text` in at most `most` lines of at most `width`; what does not fit is cut with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [lines[most - 1] + "…"]
    return tuple(_cut(line, width, size, bold) for line in lines)


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    if text_width(line, size, bold) <= width:
        return line
    line = line.removesuffix("…")
    while line and text_width(line + "…", size, bold) > width:
        line = line[:-1]
    return line.rstrip() + "…"


class _Nearby:
    """Rectangles by the squares of the page that they lie in, so that a search looks only at its neighbourhood."""

    SQUARE = 100

    def __init__(self) -> None:
        self.squares: dict[tuple[int, int], list[tuple[int, Rect]]] = {}

    def add(self, owner: int, rect: Rect) -> None:
        for square in self._squares(rect):
            self.squares.setdefault(square, []).append((owner, rect))

    def owners(self, rect: Rect) -> set[int]:
        """Whose rectangles `rect` meets."""
        return {
            owner
            for square in self._squares(rect)
            for owner, other in self.squares.get(square, ())
            if other.meets(rect)
        }

    def _squares(self, rect: Rect) -> list[tuple[int, int]]:
        across = range(int(rect.x // self.SQUARE), int(rect.right // self.SQUARE) + 1)
        down = range(int(rect.y // self.SQUARE), int(rect.bottom // self.SQUARE) + 1)
        return [(column, row) for column in across for row in down]


def _place_pills(paths: Sequence[tuple[Sequence[Point], str]]) -> list[Rect]:
    """A place for each pipe's number on the pipe: on a long stretch, clear of other pipes and numbers where it can."""
    lines, pills = _Nearby(), _Nearby()
    for index, (points, _) in enumerate(paths):
        for a, b in pairwise(points):
            lines.add(index, _line_rect(a, b))
    placed: list[Rect] = []
    for index, (points, label) in enumerate(paths):
        width = max(20.0, text_width(label, 10, bold=True) + 6)
        candidates: list[tuple[int, float, float, int, Rect]] = []
        for a, b in pairwise(points):
            length = abs(a[0] - b[0]) + abs(a[1] - b[1])
            for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
                x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
                rect = Rect(x - width / 2, y - 7, width, 14)
                over = 4 * len(pills.owners(rect)) + len(lines.owners(rect) - {index})
                candidates.append((over, -length, abs(share - 0.5), len(candidates), rect))
        placed.append(min(candidates)[4])
        pills.add(index, placed[-1])
    return placed


def _line_rect(a: Point, b: Point) -> Rect:
    """A stretch of pipe with its thickness."""
    return Rect(min(a[0], b[0]) - 3, min(a[1], b[1]) - 3, abs(a[0] - b[0]) + 6, abs(a[1] - b[1]) + 6)
