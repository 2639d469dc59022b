"""The firewalls that the report rests on: what was understood of them, and what lies behind their interfaces."""

from __future__ import annotations

from keur.assess.result import Attached, FirewallRead
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.view import View, section, table

MOST_PLACES = 50
"""Places that were not understood, shown of one firewall; the rest are counted, and all are in the JSON."""


def firewalls_section(view: View) -> Markup:
    firewalls = view.result.coverage.firewalls
    if not firewalls:
        return section(view, "firewalls", tag("p", view.word("firewalls.none")))
    return section(
        view,
        "firewalls",
        tag("p", view.word("firewalls.intro")),
        _files(view, firewalls),
        _attached(view, firewalls),
        _places(view, firewalls),
    )


def _files(view: View, firewalls: tuple[FirewallRead, ...]) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", firewall.id, scope="row"),
            tag("td", tag("code", config.file)),
            tag("td", config.format),
            tag("td", view.number(config.understood), class_="num"),
            tag("td", view.number(config.beside), class_="num"),
            tag("td", view.number(config.not_understood), class_="num"),
            tag("td", tag("code", config.sha256, class_="hash")),
        )
        for firewall in firewalls
        for config in firewall.files
    ]
    caption = view.word("configurations.caption")
    heads = [view.word(key) for key in ("firewall", "file", "format", "understood", "beside", "not_understood")]
    return table(caption, [*heads, "SHA-256"], rows, view.word("scroll", what=caption))


def _attached(view: View, firewalls: tuple[FirewallRead, ...]) -> Content:
    rows = [
        tag(
            "tr",
            tag("th", firewall.id, scope="row"),
            tag("td", tag("code", one.interface)),
            tag("td", view.zone(one.zone)),
            tag("td", one.addresses),
            tag("td", view.word(f"basis.{one.basis}")),
            tag("td", _source(view, one), class_="small"),
        )
        for firewall in firewalls
        for one in firewall.attached
    ]
    if not rows:
        return tag("p", view.word("attached.none"), class_="note")
    caption = view.word("attached.caption")
    heads = [view.word(key) for key in ("firewall", "interface", "zone", "addresses", "basis", "evidence")]
    return table(caption, heads, rows, view.word("scroll", what=caption))


def _source(view: View, one: Attached) -> Content:
    return view.citation(one.citation) if one.citation else "–"


def _places(view: View, firewalls: tuple[FirewallRead, ...]) -> Content:
    if not any(firewall.not_understood for firewall in firewalls):
        return tag("p", view.word("places.none"))
    rows: list[Content] = []
    for firewall in firewalls:
        for place in firewall.not_understood[:MOST_PLACES]:
            cells = (
                tag("th", view.citation(place.citation), scope="row"),
                tag("td", tag("code", place.text)),
                tag("td", getattr(place.reason, view.language)),
            )
            rows.append(tag("tr", cells))
        more = len(firewall.not_understood) - MOST_PLACES
        if more > 0:
            rows.append(tag("tr", tag("td", view.counted("places_more", more), colspan=3)))
    caption = view.word("places.caption")
    heads = [view.word(key) for key in ("evidence", "text", "reason")]
    return [
        tag("p", view.word("places.intro"), class_="note"),
        table(caption, heads, rows, view.word("scroll", what=caption)),
    ]
