"""What the report rests on, and what of the input could not be read."""

from __future__ import annotations

from keur.dossier import wording
from keur.dossier.headline import not_demonstrated
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.view import View, section, table


def coverage_section(view: View) -> Markup:
    coverage = view.result.coverage
    seen, declared = view.number(coverage.assets_seen), view.number(coverage.assets_declared)
    facts = [
        tag("li", view.word("zones_seen", zones=view.zones(coverage.zones_seen))),
        tag("li", view.word("zones_never_seen", zones=view.zones(coverage.zones_never_seen))),
        tag("li", view.word("assets_seen", seen=seen, declared=declared)),
    ]
    gaps = [tag("li", gap) for gap in not_demonstrated(view)]
    return section(
        view,
        "coverage",
        tag("p", view.word("coverage.intro"), " ", view.word("times_utc")),
        _captures(view),
        tag("ul", facts),
        [tag("h3", view.word("gaps")), tag("ul", gaps)] if gaps else None,
    )


def _captures(view: View) -> Content:
    captures = view.result.coverage.captures
    if not captures:
        return tag("p", view.word("captures.none"), class_="note")
    rows = [
        tag(
            "tr",
            tag("th", tag("code", capture.file), scope="row"),
            tag("td", capture.segment),
            tag("td", view.number(capture.packets), class_="num"),
            tag("td", wording.size(capture.bytes, view.language), class_="num nowrap"),
            tag("td", view.time(capture.first_us), class_="nowrap"),
            tag("td", view.time(capture.last_us), class_="nowrap"),
            tag("td", tag("code", capture.sha256, class_="hash")),
        )
        for capture in captures
    ]
    caption = view.word("captures.caption")
    heads = [view.word(key) for key in ("file", "segment", "packets", "size", "first", "last")]
    return table(caption, [*heads, "SHA-256"], rows, view.word("scroll", what=caption))


def unread_section(view: View) -> Markup:
    """Always there, also when everything was read."""
    if not view.result.unread:
        return section(view, "unread", tag("p", view.word("unread.none")))
    rows = [
        tag(
            "tr",
            tag("th", tag("code", unread.file), scope="row"),
            tag("td", unread.text_nl if view.language == "nl" else unread.text_en),
            tag("td", tag("code", unread.reason)),
            tag("td", view.number(unread.count), class_="num"),
        )
        for unread in view.result.unread
    ]
    caption = view.word("unread.caption")
    heads = [view.word("file"), view.word("unread"), view.word("reason"), view.word("count")]
    return section(
        view,
        "unread",
        tag("p", view.word("unread.intro")),
        table(caption, heads, rows, view.word("scroll", what=caption)),
    )
