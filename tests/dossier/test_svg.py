"""The diagram is judged by its own SVG: what is measured here is read back from the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from dossier_results import large, small
from hypothesis import given, settings
from random_plants import plants

from keur.assess.result import VERDICTS
from keur.dossier import diagram, svg
from keur.dossier.diagram import PipeContent
from keur.dossier.measure import Rect, measure, text_width
from keur.dossier.purdue import PSEUDO_ZONES, layout
from keur.dossier.route import plan
from keur.dossier.view import View

NS = "{http://www.w3.org/2000/svg}"


@dataclass
class Picture:
    boxes: dict[str, Rect]
    titles: dict[str, list[Rect]]
    pipes: dict[str, list[tuple[float, float]]]
    pills: list[Rect]
    page: Rect


def read(text: str) -> Picture:
    root = ET.fromstring(text)
    boxes, titles, pipes, pills = {}, {}, {}, []
    for group in root.iter(f"{NS}g"):
        if zone := group.get("data-zone"):
            boxes[zone] = rect(group.find(f"{NS}rect"))
            bold = [line for line in group.findall(f"{NS}text") if line.get("font-weight") == "bold"]
            titles[zone] = [title_rect(line) for line in bold]
        elif pipe := group.get("data-pipe"):
            line, *_ = group.findall(f"{NS}polyline")
            tip = corner(group.find(f"{NS}polygon").get("points").split()[0])
            corners = [corner(text) for text in line.get("points").split()]
            pipes[pipe] = [*corners, tip]
        elif len(group) == 2 and group[0].tag == f"{NS}rect" and group[1].get("text-anchor") == "middle":
            pills.append(rect(group[0]))
    return Picture(boxes, titles, pipes, pills, rect(root.find(f"{NS}rect"), origin=True))


def corner(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


def rect(node: ET.Element, origin: bool = False) -> Rect:
    x, y = (0.0, 0.0) if origin else (float(node.get("x")), float(node.get("y")))
    return Rect(x, y, float(node.get("width")), float(node.get("height")))


def title_rect(node: ET.Element) -> Rect:
    size = float(node.get("font-size"))
    return Rect(
        float(node.get("x")), float(node.get("y")) - size, text_width(node.text or "", size, bold=True), size * 1.3
    )


def strokes(corners: list[tuple[float, float]]) -> Iterator[Rect]:
    for (ax, ay), (bx, by) in pairwise(corners):
        assert ax == bx or ay == by, "a pipe runs at right angles"
        yield Rect(min(ax, bx) - 2.5, min(ay, by) - 2.5, abs(ax - bx) + 5, abs(ay - by) + 5)


def check(picture: Picture) -> None:
    for one, other in combinations(picture.boxes.values(), 2):
        assert not one.meets(other), "boxes do not overlap"
    for zone, lines in picture.titles.items():
        box = picture.boxes[zone]
        for line in lines:
            assert box.x <= line.x and line.bottom <= box.bottom
            assert line.right <= box.right + 1
    for corners in picture.pipes.values():
        for stroke in strokes(corners):
            assert stroke.x >= 0 and stroke.y >= 0
            assert stroke.right <= picture.page.width and stroke.bottom <= picture.page.height
            for lines in picture.titles.values():
                assert not any(stroke.meets(line) for line in lines), "no pipe crosses a zone's name"
            for box in picture.boxes.values():
                inside = Rect(box.x + 2.6, box.y + 2.6, box.width - 5.2, box.height - 5.2)
                assert not stroke.meets(inside), "no pipe runs through a box"
    for pill in picture.pills:
        assert not any(pill.meets(line) for lines in picture.titles.values() for line in lines)


def check_no_shared_stretch(picture: Picture) -> None:
    for (_, one), (_, other) in combinations(picture.pipes.items(), 2):
        for a, b in ((a, b) for a in pairwise(one) for b in pairwise(other)):
            for axis in (0, 1):
                if a[0][axis] == a[1][axis] == b[0][axis] == b[1][axis]:
                    low = max(min(a[0][1 - axis], a[1][1 - axis]), min(b[0][1 - axis], b[1][1 - axis]))
                    high = min(max(a[0][1 - axis], a[1][1 - axis]), max(b[0][1 - axis], b[1][1 - axis]))
                    assert low >= high, "two pipes never lie on each other"


@given(plants())
@settings(max_examples=80, deadline=None)
def test_no_pipe_crosses_a_name_or_a_box_and_no_two_boxes_overlap_whatever_the_plant(plant):
    zones, pseudo, links = plant
    names = {zone.id: zone.name.en for zone in zones} | {name: name for name in PSEUDO_ZONES}
    grid = layout(zones, pseudo)
    drawing = measure(grid, plan(grid, links), names, {link.key: link.key for link in links})
    contents = {
        zone: svg.ZoneContent(name, ("control · 3 assets", "SL-T 1 1 1 1 1 1 1"), True, False, False)
        for zone, name in names.items()
    }
    pipes = [
        PipeContent(link.key, link.key, number % 2 == 0, link.source, link.target, (), VERDICTS[number % len(VERDICTS)])
        for number, link in enumerate(links)
    ]
    picture = read(svg.draw(drawing, contents, pipes, "en", "t", "d"))
    check(picture)
    check_no_shared_stretch(picture)
    assert set(picture.pipes) == {link.key for link in links if link.source != link.target}
    for link in links:
        if link.source != link.target:
            corners = picture.pipes[link.key]
            assert touches(picture.boxes[link.source], corners[0]) and touches(picture.boxes[link.target], corners[-1])


def touches(box: Rect, point: tuple[float, float]) -> bool:
    x, y = point
    on_side = x in (box.x, box.right) and box.y < y < box.bottom
    on_edge = y in (box.y, box.bottom) and box.x < x < box.right
    return on_side or on_edge


@pytest.mark.parametrize("result", [small(), large()], ids=["small", "large"])
def test_every_drawn_connection_and_zone_of_a_plant_is_there_once(result):
    view = View.of(result, "nl")
    drawing = diagram.drawing(result, view.pipes, view.names)
    assert {box.zone for box in drawing.boxes} >= {zone.id for zone in result.plant.zones}
    assert [pipe.key for pipe in drawing.pipes] == [pipe.key for pipe in view.pipes]


def test_internet_and_unknown_are_drawn_only_where_a_pipe_ends_there():
    assert {box.zone for box in drawn(small()).boxes} & set(PSEUDO_ZONES) == {"internet"}
    assert {box.zone for box in drawn(large()).boxes} & set(PSEUDO_ZONES) == {"internet", "unknown"}


def test_a_pipe_has_the_worst_verdict_of_its_channels_and_undeclared_channels_have_pipes_of_their_own():
    pipes = {pipe.key: pipe for pipe in diagram.contents(large())}
    worst = pipes["undeclared:erp:mixing"]
    assert (worst.declared, worst.verdict) == (False, "breach")
    beyond = pipes["undeclared:mes:engineering"]
    assert beyond.channels[0].conduit and not beyond.declared
    declared = [pipe for pipe in pipes.values() if len(pipe.channels) == 2]
    assert any(pipe.verdict != "in order" and "in order" in {c.verdict for c in pipe.channels} for pipe in declared)


def test_verdicts_can_be_told_apart_without_colour():
    shapes = {(style.dashes, style.width) for style in svg.STYLES.values()}
    signs = {style.sign for style in svg.STYLES.values()}
    assert set(svg.STYLES) == set(VERDICTS)
    assert len(shapes) == len(signs) == len(VERDICTS)


def drawn(result):
    return diagram.drawing(result, diagram.contents(result), View.of(result, "en").names)
