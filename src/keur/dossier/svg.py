"""Draws the Purdue diagram as SVG: levels as bands, zones as boxes, conduits as numbered pipes.

Only presentation attributes, no style and no script, so the SVG stands alone and passes the strictest content policy.
Colour never carries a meaning alone: verdicts differ in dashes and width too, and undeclared traffic is a single dashed
line, not a pipe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keur.dossier.diagram import PipeContent
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.measure import SMALL_SIZE, TITLE_SIZE, Box, Drawing, Pipe, Point, Rect, wrap
from keur.dossier.purdue import OUTSIDE
from keur.dossier.wording import Language, word

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK, MUTED, LINE = "#1b2733", "#4c5a67", "#6b7885"


@dataclass(frozen=True, slots=True)
class Style:
    colour: str
    """Contrast with white of at least 4.5."""
    width: float
    dashes: str | None
    sign: str
    """Stands for the verdict where there is no room for its name."""


STYLES: Mapping[str, Style] = {
    "breach": Style("#b3121d", 5.0, "10 5", "✕"),
    "bypass": Style("#8a1f8f", 5.0, "12 4 3 4", "↷"),
    "open door": Style("#a34400", 4.0, "4 4", "○"),
    "blocked": Style("#7a5200", 4.0, "16 5", "■"),
    "unused": Style("#5b6470", 2.5, "7 4", "–"),
    "in order": Style("#1b7040", 3.5, None, "✓"),
    "closed": Style("#5b6470", 2.0, "2 4", "·"),
    "unknown": Style("#1f5fa8", 3.0, "3 3", "?"),
}

_BANDS = {"3.5": "#fff6e0", OUTSIDE: "#f4f1f8"}
_PLAIN_BANDS = ("#f3f6f9", "#fafbfc")


@dataclass(frozen=True, slots=True)
class ZoneContent:
    """What stands in a box under its name."""

    name: str
    lines: tuple[str, ...]
    seen: bool
    pseudo: bool
    safety: bool


def draw(
    drawing: Drawing,
    zones: Mapping[str, ZoneContent],
    pipes: Sequence[PipeContent],
    language: Language,
    title: str,
    description: str,
) -> Markup:
    """The whole diagram. Pipes with the worst verdicts are drawn last, on top."""
    by_key = {pipe.key: pipe for pipe in pipes}
    order = list(STYLES)
    drawn = sorted(drawing.pipes, key=lambda pipe: -order.index(by_key[pipe.key].verdict))
    return tag(
        "svg",
        tag("title", title, id="diagram-title"),
        tag("desc", description, id="diagram-desc"),
        tag("rect", width=drawing.width, height=drawing.height, fill="#ffffff"),
        [_band(level, rect, number, language) for number, (level, rect) in enumerate(drawing.bands)],
        _safety(drawing.safety, language) if drawing.safety else None,
        [_box(box, zones[box.zone]) for box in drawing.boxes],
        [_pipe(pipe, by_key[pipe.key], zones, language) for pipe in drawn],
        [_pill(pipe, by_key[pipe.key]) for pipe in drawn],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {drawing.width:g} {drawing.height:g}",
        width=drawing.width,
        height=drawing.height,
        role="img",
        aria_labelledby="diagram-title diagram-desc",
        font_family=FONT,
    )


def sample(verdict: str, declared: bool) -> Markup:
    """A short piece of pipe for the legend."""
    style = STYLES[verdict]
    points = ((2.0, 8.0), (46.0, 8.0))
    return tag(
        "svg",
        _tube(points, style) if declared else _line(points, style),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 48 16",
        width=48,
        height=16,
        aria_hidden="true",
    )


def _band(level: str, rect: Rect, number: int, language: Language) -> list[Markup]:
    middle = rect.y + rect.height / 2
    name = word(f"level.{level}", language)
    caption: Content
    if level == OUTSIDE:
        caption = _text(12, middle + 4, name, SMALL_SIZE, MUTED)
    elif rect.height < 60:
        caption = [
            _text(12, middle + 5, level, 15, INK, bold=True),
            _text(44, middle + 4, wrap(name, 86, SMALL_SIZE, 1)[0], SMALL_SIZE, MUTED),
        ]
    else:
        caption = [
            _text(12, middle - 2, level, 20, INK, bold=True),
            _text(12, middle + 15, name, SMALL_SIZE, MUTED),
        ]
    return [
        tag(
            "rect",
            x=rect.x,
            y=rect.y,
            width=rect.width,
            height=rect.height,
            fill=_BANDS.get(level, _PLAIN_BANDS[number % 2]),
            data_level=level,
        ),
        tag("path", d=f"M0 {rect.y:g}H{rect.width:g}", stroke="#d5dbe1", stroke_width=1),
        tag("g", caption),
    ]


def _safety(rect: Rect, language: Language) -> list[Markup]:
    return [
        tag(
            "rect",
            x=rect.x,
            y=rect.y,
            width=rect.width,
            height=rect.height,
            rx=6,
            fill="#fdf3f0",
            stroke="#b9897c",
            stroke_dasharray="6 4",
        ),
        _text(rect.x + 10, rect.y + 16, word("safety_column", language), 12, "#7d3325", bold=True),
    ]


def _box(box: Box, content: ZoneContent) -> Markup:
    rect = box.rect
    y = box.title_rect.y + TITLE_SIZE - 1
    titles = [
        _text(box.title_rect.x, y + (TITLE_SIZE + 3) * line, text, TITLE_SIZE, INK, bold=True)
        for line, text in enumerate(box.title)
    ]
    below = box.title_rect.bottom + SMALL_SIZE
    small = [
        _text(
            rect.x + 10,
            below + (SMALL_SIZE + 4) * line,
            wrap(text, rect.width - 14, SMALL_SIZE, 1)[0],
            SMALL_SIZE,
            MUTED,
        )
        for line, text in enumerate(content.lines)
    ]
    return tag(
        "g",
        tag("title", content.name),
        tag(
            "rect",
            x=rect.x,
            y=rect.y,
            width=rect.width,
            height=rect.height,
            rx=14 if content.pseudo else 4,
            fill="#ffffff" if content.seen else "#f0f1f3",
            stroke="#7d3325" if content.safety else LINE,
            stroke_width=1.5,
            stroke_dasharray="5 4" if content.pseudo or not content.seen else None,
        ),
        titles,
        small,
        data_zone=box.zone,
    )


def _pipe(pipe: Pipe, content: PipeContent, zones: Mapping[str, ZoneContent], language: Language) -> Markup:
    style = STYLES[content.verdict]
    shown = word(f"verdict.{content.verdict}", language)
    ends = f"{zones[content.from_zone].name} → {zones[content.to_zone].name}"
    points = _shortened(pipe.points)
    return tag(
        "g",
        tag("title", f"{content.label}: {ends}: {shown}"),
        tag("polyline", points=_list(points), fill="none", stroke="#ffffff", stroke_width=style.width + 5),
        _tube(points, style) if content.declared else _line(points, style),
        _arrow(pipe.points, style),
        data_pipe=content.key,
    )


def _tube(points: Sequence[Point], style: Style) -> list[Markup]:
    """Two walls with light between them: a declared conduit. The dashes are on the walls."""
    shape = _list(points)
    return [
        tag(
            "polyline",
            points=shape,
            fill="none",
            stroke=style.colour,
            stroke_width=style.width + 2.5,
            stroke_dasharray=style.dashes,
            stroke_linejoin="round",
        ),
        tag("polyline", points=shape, fill="none", stroke=_light(style.colour), stroke_width=style.width - 0.5),
    ]


def _light(colour: str) -> str:
    """The colour with three quarters of white: still to be seen where a coarse screen drops the walls."""
    return "#" + "".join(f"{(int(colour[at : at + 2], 16) + 3 * 255) // 4:02x}" for at in (1, 3, 5))


def _line(points: Sequence[Point], style: Style) -> Markup:
    return tag(
        "polyline",
        points=_list(points),
        fill="none",
        stroke=style.colour,
        stroke_width=style.width - 1.5,
        stroke_dasharray=style.dashes or "8 4",
        stroke_linejoin="round",
    )


def _shortened(points: Sequence[Point]) -> list[Point]:
    """The pipe up to the base of its arrowhead."""
    (x, y), (before_x, before_y) = points[-1], points[-2]
    step_x, step_y = _direction((before_x, before_y), (x, y))
    return [*points[:-1], (x - 7 * step_x, y - 7 * step_y)]


def _arrow(points: Sequence[Point], style: Style) -> Markup:
    x, y = points[-1]
    step_x, step_y = _direction(points[-2], points[-1])
    base_x, base_y = x - 9 * step_x, y - 9 * step_y
    corners = [(x, y), (base_x - 5 * step_y, base_y + 5 * step_x), (base_x + 5 * step_y, base_y - 5 * step_x)]
    return tag("polygon", points=_list(corners), fill=style.colour)


def _direction(a: Point, b: Point) -> tuple[int, int]:
    return (b[0] > a[0]) - (b[0] < a[0]), (b[1] > a[1]) - (b[1] < a[1])


def _pill(pipe: Pipe, content: PipeContent) -> Markup:
    style, rect = STYLES[content.verdict], pipe.pill
    return tag(
        "g",
        tag(
            "rect",
            x=rect.x,
            y=rect.y,
            width=rect.width,
            height=rect.height,
            rx=7,
            fill="#ffffff" if content.declared else style.colour,
            stroke=style.colour,
            stroke_width=1.5,
        ),
        tag(
            "text",
            content.label,
            x=rect.x + rect.width / 2,
            y=rect.y + 10.5,
            font_size=10,
            font_weight="bold",
            text_anchor="middle",
            fill=style.colour if content.declared else "#ffffff",
        ),
    )


def _text(x: float, y: float, text: str, size: int, colour: str, bold: bool = False) -> Markup:
    return tag("text", text, x=x, y=y, font_size=size, font_weight="bold" if bold else None, fill=colour)


def _list(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
