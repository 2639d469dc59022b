"""Routing of pipes in the Purdue diagram: which gutters each pipe takes, and on which track.

Gutters run between the rows and columns of the grid; boxes never stand in them, so a pipe crosses no box and no name by
construction. A pipe leaves a box at one side, follows gutters at right angles and enters the other box. First each pipe
finds its cheapest way (length, bends and crowding), then the pipes that share a stretch of gutter get tracks of their
own, ordered so that few cross.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from keur.dossier.purdue import Cell, Grid

Axis = Literal["h", "v"]
Node = tuple[str, int, int]
"""`("x", i, j)`: crossing of horizontal gutter i (above row i) and vertical gutter j (left of column j); `("h", i, c)`:
gutter i at column c; `("v", r, j)`: gutter j at row r."""

State = tuple[Node, int]

NORTH, EAST, SOUTH, WEST = range(4)
COLUMN_COST, ROW_COST, EMPTY_ROW_COST = 50, 40, 10
BEND_COST, CROWD_COST = 45, 6


@dataclass(frozen=True, slots=True)
class Link:
    """A pipe to be routed, from the side that opens to the other."""

    key: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stretch in one gutter. Positions along it are coarse: 2j at gutter j, 2c+1 beside cell c. A turn is -1
    (up or left) or 1 (down or right): where the pipe comes from at the start, where it goes at the end."""

    axis: Axis
    gutter: int
    start: int
    end: int
    start_turn: int
    end_turn: int

    @property
    def low(self) -> int:
        return min(self.start, self.end)

    @property
    def high(self) -> int:
        return max(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Route:
    link: Link
    first: Node
    last: Node
    leaves: int
    """Direction in which the pipe leaves its source."""
    enters: int
    segments: tuple[Segment, ...]
    """Empty when the two boxes face each other across one gutter."""


@dataclass(frozen=True, slots=True)
class Plan:
    routes: tuple[Route, ...]
    tracks: dict[tuple[int, int], int]
    """Track of each segment, by number of route and segment."""
    gutter_tracks: dict[tuple[Axis, int], int]
    """How many tracks each gutter holds; a gutter without is absent."""
    slots: dict[tuple[int, str], int]
    """Place of each pipe's end (`first`, `last`) among the ends at its node."""
    node_slots: dict[Node, int]


def plan(grid: Grid, links: Sequence[Link]) -> Plan:
    """Routes every link whose two ends are two different boxes; the others are left out."""
    cells = {cell.zone: cell for cell in grid.cells}
    drawable = [link for link in links if link.source in cells and link.target in cells and link.source != link.target]
    near_first = sorted(
        range(len(drawable)),
        key=lambda index: (_distance(cells[drawable[index].source], cells[drawable[index].target]), index),
    )
    network = _Network(grid)
    found = {index: network.find(drawable[index], cells) for index in near_first}
    routes = tuple(found[index] for index in range(len(drawable)))
    tracks, gutter_tracks = _assign_tracks(routes)
    slots, node_slots = _assign_slots(routes, tracks)
    return Plan(routes, tracks, gutter_tracks, slots, node_slots)


def _distance(one: Cell, other: Cell) -> int:
    rows = max(one.top - other.bottom, other.top - one.bottom, 0)
    return rows + abs(one.column - other.column)


class _Network:
    """The gutters as a graph, and how crowded each stretch is."""

    def __init__(self, grid: Grid) -> None:
        self.rows, self.columns = len(grid.rows), grid.columns
        self.empty = grid.empty_rows()
        self.covered = {("h", row, cell.column) for cell in grid.cells for row in range(cell.top + 1, cell.bottom + 1)}
        self.crowd: Counter[frozenset[Node]] = Counter()
        self.ends: Counter[Node] = Counter()

    def doors(self, cell: Cell) -> list[tuple[Node, int]]:
        """Where a pipe can leave a box, with the direction of leaving."""
        found: list[tuple[Node, int]] = [
            (("h", cell.top, cell.column), NORTH),
            (("h", cell.bottom + 1, cell.column), SOUTH),
        ]
        for row in range(cell.top, cell.bottom + 1):
            found += [(("v", row, cell.column), WEST), (("v", row, cell.column + 1), EAST)]
        return found

    def steps(self, node: Node) -> Iterator[tuple[Node, int, int]]:
        """Neighbouring nodes with direction and cost."""
        kind, one, two = node
        if kind == "h":
            yield ("x", one, two + 1), EAST, COLUMN_COST
            yield ("x", one, two), WEST, COLUMN_COST
        elif kind == "v":
            cost = EMPTY_ROW_COST if one in self.empty else ROW_COST
            yield ("x", one, two), NORTH, cost
            yield ("x", one + 1, two), SOUTH, cost
        else:
            if two < self.columns and ("h", one, two) not in self.covered:
                yield ("h", one, two), EAST, COLUMN_COST
            if two > 0 and ("h", one, two - 1) not in self.covered:
                yield ("h", one, two - 1), WEST, COLUMN_COST
            if one > 0:
                yield ("v", one - 1, two), NORTH, EMPTY_ROW_COST if one - 1 in self.empty else ROW_COST
            if one < self.rows:
                yield ("v", one, two), SOUTH, EMPTY_ROW_COST if one in self.empty else ROW_COST

    def find(self, link: Link, cells: dict[str, Cell]) -> Route:
        """The cheapest way (Dijkstra over node and heading); its stretches then count as more crowded.

        A state is a node and the heading there; heading 4 + d means that the pipe entered its target in direction d.
        """
        goals: dict[Node, list[int]] = {}
        for node, leaving in self.doors(cells[link.target]):
            goals.setdefault(node, []).append((leaving + 2) % 4)
        starts = {(node, leaving): CROWD_COST * self.ends[node] for node, leaving in self.doors(cells[link.source])}
        best: dict[State, int] = dict(starts)
        came: dict[State, State] = {}
        queue = [(cost, number, state) for number, (state, cost) in enumerate(starts.items())]
        heapq.heapify(queue)
        pushed = len(queue)
        while queue:
            cost, _, state = heapq.heappop(queue)
            if state[1] >= 4:
                return self._take(link, state, came)
            if cost > best[state]:
                continue
            for reached, extra in self._moves(state, goals):
                total = cost + extra
                if total < best.get(reached, total + 1):
                    best[reached], came[reached] = total, state
                    pushed += 1
                    heapq.heappush(queue, (total, pushed, reached))
        raise AssertionError("the outer gutters connect all boxes")

    def _moves(self, state: State, goals: dict[Node, list[int]]) -> Iterator[tuple[State, int]]:
        node, heading = state
        for entering in goals.get(node, ()):
            if (entering - heading) % 4 != 2:
                yield (node, 4 + entering), BEND_COST * (entering != heading) + CROWD_COST * self.ends[node]
        for step, direction, length in self.steps(node):
            if (direction - heading) % 4 != 2:
                crowd = CROWD_COST * self.crowd[frozenset((node, step))]
                yield (step, direction), length + BEND_COST * (direction != heading) + crowd

    def _take(self, link: Link, state: State, came: dict[State, State]) -> Route:
        enters = state[1] - 4
        path = [came[state]]
        while path[-1] in came:
            path.append(came[path[-1]])
        path.reverse()
        nodes = [node for node, _ in path]
        self.ends.update((nodes[0], nodes[-1]))
        self.crowd.update(frozenset(pair) for pair in pairwise(nodes))
        headings = [heading for _, heading in path]
        return Route(link, nodes[0], nodes[-1], headings[0], enters, _segments(nodes, headings, enters))


def _segments(nodes: Sequence[Node], headings: Sequence[int], enters: int) -> tuple[Segment, ...]:
    """Joins the steps of a path that go straight on. `headings[k]` is the direction in which node k was reached."""
    found = []
    before = 0
    while before < len(nodes) - 1:
        heading = headings[before + 1]
        after = before + 1
        while after + 1 < len(nodes) and headings[after + 1] == heading:
            after += 1
        axis: Axis = "h" if heading in (EAST, WEST) else "v"
        coming = headings[before]
        going = headings[after + 1] if after + 1 < len(nodes) else enters
        found.append(
            Segment(
                axis,
                nodes[before][1] if axis == "h" else nodes[before][2],
                _position(nodes[before], axis),
                _position(nodes[after], axis),
                1 if coming in (NORTH, WEST) else -1,
                1 if going in (SOUTH, EAST) else -1,
            )
        )
        before = after
    return tuple(found)


def _position(node: Node, axis: Axis) -> int:
    kind, one, two = node
    along = two if axis == "h" else one
    return 2 * along if kind == "x" else 2 * along + 1


def _assign_tracks(
    routes: Sequence[Route],
) -> tuple[dict[tuple[int, int], int], dict[tuple[Axis, int], int]]:
    """Tracks counted from the top or left: segments that share a stretch never share a track."""
    gutters: dict[tuple[Axis, int], list[tuple[tuple[int, ...], tuple[int, int], Segment]]] = {}
    for number, route in enumerate(routes):
        for part, segment in enumerate(route.segments):
            rank = (*_rank(segment), number, part)
            gutters.setdefault((segment.axis, segment.gutter), []).append((rank, (number, part), segment))
    tracks: dict[tuple[int, int], int] = {}
    gutter_tracks: dict[tuple[Axis, int], int] = {}
    for gutter, members in gutters.items():
        placed: list[tuple[Segment, int]] = []
        for _, key, segment in sorted(members, key=lambda member: member[0]):
            met = [track for other, track in placed if other.low <= segment.high and segment.low <= other.high]
            tracks[key] = max(met, default=-1) + 1
            placed.append((segment, tracks[key]))
        gutter_tracks[gutter] = 1 + max(track for _, track in placed)
    return tracks, gutter_tracks


def _rank(segment: Segment) -> tuple[int, ...]:
    """Order of segments across a gutter that avoids needless crossings: those that turn up at both ends on top, the
    shortest outermost; below them those that change side, nested by where they start; then those that turn down."""
    at_low, at_high = segment.start_turn, segment.end_turn
    if segment.start > segment.end:
        at_low, at_high = at_high, at_low
    length = segment.high - segment.low
    if at_low == at_high:
        return (0, length, segment.low) if at_low < 0 else (3, -length, segment.low)
    return (1, -segment.low, -segment.high) if at_low < 0 else (2, segment.low, segment.high)


def _assign_slots(
    routes: Sequence[Route], tracks: dict[tuple[int, int], int]
) -> tuple[dict[tuple[int, str], int], dict[Node, int]]:
    """Orders the ends of pipes at each node, so that no two ends lie on one line and few cross."""
    members: dict[Node, list[tuple[tuple[int, ...], list[tuple[int, str]]]]] = {}
    for number, route in enumerate(routes):
        if not route.segments:
            straight = [(number, "first"), (number, "last")]
            members.setdefault(route.first, []).append(((0, 0, number), straight))
            continue
        last = len(route.segments) - 1
        from_above = route.leaves in (SOUTH, EAST)
        away = 1 if route.segments[0].end > route.segments[0].start else -1
        rank = (away, _depth(tracks[number, 0], from_above, away), number)
        members.setdefault(route.first, []).append((rank, [(number, "first")]))
        from_above = route.enters in (NORTH, WEST)
        away = 1 if route.segments[last].start > route.segments[last].end else -1
        rank = (away, _depth(tracks[number, last], from_above, away), number)
        members.setdefault(route.last, []).append((rank, [(number, "last")]))
    slots: dict[tuple[int, str], int] = {}
    for entries in members.values():
        for index, (_, ends) in enumerate(sorted(entries)):
            slots.update((end, index) for end in ends)
    return slots, {node: len(entries) for node, entries in members.items()}


def _depth(track: int, from_above: bool, away: int) -> int:
    """Pipes that go left: the leftmost takes the track nearest to its box; mirrored for those that go right."""
    return track if from_above == (away < 0) else -track
