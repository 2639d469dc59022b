"""The network in two pictures: the Purdue diagram with its tables, and the zone x zone matrix."""

from __future__ import annotations

from collections import Counter

from keur.assess.result import VERDICTS, ChannelVerdict
from keur.dossier import diagram, svg, wording
from keur.dossier.diagram import PipeContent
from keur.dossier.markup import Content, Markup, join, tag
from keur.dossier.purdue import PSEUDO_ZONES
from keur.dossier.view import View, css_class, section, separated, table
from keur.dossier.wording import Language
from keur.plant.model import Text, Zone, ZoneKind

ANY_SERVICE = "any"
"""How a channel says that its firewall rule lets through every service."""


def diagram_section(view: View) -> Markup:
    drawing = diagram.drawing(view.result, view.pipes, view.names)
    counts = Counter(pipe.verdict for pipe in view.pipes)
    undrawn = len(diagram.undrawn(view.result))
    verdicts = ", ".join(
        f"{view.number(counts[verdict])} {view.word(f'verdict.{verdict}')}" for verdict in VERDICTS if counts[verdict]
    )
    picture = svg.draw(
        drawing,
        _zone_contents(view),
        view.pipes,
        view.language,
        view.word("diagram.title", site=getattr(view.result.plant.site.name, view.language)),
        view.word(
            "diagram.desc",
            zones=view.counted("zones", len(view.result.plant.zones)),
            pipes=view.counted("pipes", len(view.pipes)),
            verdicts=verdicts or view.word("nothing"),
        ),
    )
    label = view.word("scroll", what=view.word("diagram"))
    # On paper the diagram stands on the page, upright or on its side, on which it gets largest (millimetres).
    upright = min(184 / drawing.width, 190 / drawing.height) >= min(275 / drawing.width, 128 / drawing.height)
    return section(
        view,
        "diagram",
        tag("p", view.word("diagram.intro")),
        tag(
            "figure",
            tag("div", picture, class_="scroll picture", tabindex=0, role="region", aria_label=label),
            tag("figcaption", _legend(view)),
        ),
        tag("p", view.counted("undrawn", undrawn), class_="note") if undrawn else None,
        _pipe_table(view),
        _zone_table(view),
        class_="upright" if upright else "sideways",
    )


def _zone_contents(view: View) -> dict[str, svg.ZoneContent]:
    assets = Counter(asset.zone for asset in view.result.plant.assets)
    unseen = set(view.result.coverage.zones_never_seen)
    found = {
        name: svg.ZoneContent(view.zone(name), (view.word(f"zone.{name}.kind"),), True, True, False)
        for name in PSEUDO_ZONES
    }
    for zone in view.result.plant.zones:
        lines = [f"{view.word(f'kind.{zone.kind}')} · {view.counted('assets', assets[zone.id])}"]
        if zone.sl_t:
            lines.append(f"SL-T {_sl(zone)}")
        if zone.id in unseen:
            lines.append(view.word("not_seen"))
        safety = zone.kind is ZoneKind.SAFETY
        found[zone.id] = svg.ZoneContent(view.zone(zone.id), tuple(lines), zone.id not in unseen, False, safety)
    return found


def _levels(zone: Zone) -> str:
    return "–".join(dict.fromkeys((zone.levels[0], zone.levels[-1])))


def _sl(zone: Zone) -> str:
    return " ".join(str(level) for level in zone.sl_t or ())


def _legend(view: View) -> Content:
    """The verdicts that the diagram shows, each as it is drawn."""
    used = {(pipe.verdict, pipe.declared) for pipe in view.pipes}
    items = []
    for verdict in VERDICTS:
        for declared in (True, False):
            if (verdict, declared) in used:
                meaning = view.word("legend.declared" if declared else "legend.undeclared")
                items.append(
                    tag("li", svg.sample(verdict, declared), " ", view.word(f"verdict.{verdict}"), ", ", meaning)
                )
    if not items:
        return None
    return [tag("span", view.word("legend"), class_="legend-title"), tag("ul", items, class_="legend")]


def _pipe_table(view: View) -> Markup:
    titles = {conduit.id: conduit.name for conduit in view.result.plant.conduits}
    rows = []
    for pipe in view.pipes:
        name = _pipe_name(view, pipe, titles.get(pipe.key))
        cells = [
            tag("th", pipe.label, scope="row"),
            tag("td", view.badge(pipe.verdict)),
            tag("td", name),
            tag("td", view.zone(pipe.from_zone)),
            tag("td", view.zone(pipe.to_zone)),
            tag("td", _protocols(view, pipe)),
        ]
        rows.append(tag("tr", cells))
    caption = view.word("pipes.caption")
    heads = [view.word(key) for key in ("number", "verdict", "conduit", "from", "to", "channels")]
    return table(caption, heads, rows, view.word("scroll", what=caption))


def _pipe_name(view: View, pipe: PipeContent, title: Text | None) -> Content:
    """Id and name of a conduit; for undeclared channels, the conduits whose ends they join all the same."""
    over = dict.fromkeys(channel.conduit for channel in pipe.channels if channel.conduit)
    name: Content = view.word("none_declared")
    if pipe.declared:
        name = [tag("code", pipe.key), " ", getattr(title, view.language) if title else None]
    elif over:
        name = [name, ", ", view.word("over_conduit", conduits=", ".join(over))]
    if pipe.from_zone == pipe.to_zone:
        return [name, " (", view.word("within_zone"), ")"]
    return name


def _protocols(view: View, pipe: PipeContent) -> Content:
    if not pipe.channels:
        return view.word("no_channels")
    shown = dict.fromkeys(protocol(channel, view.language) for channel in pipe.channels)
    return separated([tag("span", name, class_="nowrap") for name in shown], ", ")


def protocol(channel: ChannelVerdict, language: Language) -> str:
    """Protocol with its port, where the port says more: `modbus 502`."""
    if channel.protocol == ANY_SERVICE:
        return wording.word("any", language)
    if channel.port is None or "/" in channel.protocol:
        return channel.protocol
    return f"{channel.protocol} {channel.port}"


def _zone_table(view: View) -> Markup:
    assets = Counter(asset.zone for asset in view.result.plant.assets)
    unseen = set(view.result.coverage.zones_never_seen)
    rows = [
        tag(
            "tr",
            tag("th", view.zone(zone.id), " ", tag("code", zone.id), scope="row"),
            tag("td", _levels(zone) if zone.levels else "–"),
            tag("td", view.word(f"kind.{zone.kind}")),
            tag("td", view.number(assets[zone.id]), class_="num"),
            tag("td", _sl(zone) or "–", class_="nowrap"),
            tag("td", view.word("answer.no" if zone.id in unseen else "answer.yes")),
        )
        for zone in view.result.plant.zones
    ]
    caption = view.word("zones.caption")
    heads = [view.word(key) for key in ("zone", "level", "kind", "assets", "sl_t", "observed")]
    heads[-1] = heads[-1].capitalize()
    return table(caption, heads, rows, view.word("scroll", what=caption))


def matrix_section(view: View) -> Markup:
    """Rows open, columns answer; each cell shows the three answers and the worst verdict, and leads to its channels."""
    cells: dict[tuple[str, str], list[ChannelVerdict]] = {}
    for channel in view.result.channels:
        cells.setdefault((channel.from_zone, channel.to_zone), []).append(channel)
    corner = [tag("span", view.word("matrix.corner"))]
    heads: list[Content] = [corner, *(tag("span", tag("span", view.zone(zone))) for zone in view.order)]
    rows = [
        tag(
            "tr",
            tag("th", view.zone(row), scope="row"),
            [_matrix_cell(view, row, column, cells.get((row, column), [])) for column in view.order],
        )
        for row in view.order
    ]
    letters = {
        key: view.word(f"{name}.letter") for key, name in (("d", "declared"), ("p", "permitted"), ("o", "observed"))
    }
    caption = view.word("matrix.caption")
    return section(
        view,
        "matrix",
        tag("p", view.word("matrix.intro", **letters)),
        _matrix_key(view, cells),
        table(caption, heads, rows, view.word("scroll", what=caption), "matrix"),
    )


def _matrix_key(view: View, cells: dict[tuple[str, str], list[ChannelVerdict]]) -> Content:
    shown = {diagram.worst(channel.verdict for channel in channels) for channels in cells.values()}
    shown |= {_VERDICT_OF_EMPTY[answer] for pair, answer in view.permitted.items() if pair not in cells}
    badges = [tag("li", view.badge(verdict)) for verdict in VERDICTS if verdict in shown]
    return tag("ul", badges, class_="legend") if badges else None


_VERDICT_OF_EMPTY = {"no": "closed", "unknown": "unknown", "yes": "unknown"}
"""Of pairs without a channel: the firewalls let nothing through, or nobody knows."""


def _matrix_cell(view: View, row: str, column: str, channels: list[ChannelVerdict]) -> Markup:
    permitted = view.permitted.get((row, column))
    if not channels and permitted is None:
        return tag("td", class_="own" if row == column else "empty")
    if channels:
        verdict = diagram.worst(channel.verdict for channel in channels)
    else:
        verdict = _VERDICT_OF_EMPTY[permitted or "unknown"]
    spoken = f"; {view.word(f'verdict.{verdict}')}; {view.counted('channels', len(channels))}"
    sign = tag("span", svg.STYLES[verdict].sign, class_="sign", aria_hidden="true")
    shown = join([sign, view.marks(channels, permitted), tag("span", spoken, class_="spoken")])
    inner = tag("a", shown, href=f"#{view.anchor(row, column)}") if channels else shown
    return tag("td", inner, class_=css_class(verdict))
