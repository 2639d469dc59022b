"""One result in one language, and the small pieces that every section of the report shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keur.assess.result import Answer, ChannelVerdict, Result
from keur.checks.finding import Citation
from keur.dossier import diagram, wording
from keur.dossier.diagram import PipeContent
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.purdue import PSEUDO_ZONES
from keur.dossier.svg import STYLES
from keur.dossier.wording import Language


@dataclass(frozen=True)
class View:
    result: Result
    language: Language
    pipes: tuple[PipeContent, ...]
    names: dict[str, str]
    order: tuple[str, ...]
    """Zones in the order of the matrix; places in it name the anchors of pairs."""
    permitted: dict[tuple[str, str], Answer]
    """What the firewalls do, for each pair of zones; empty without configurations."""

    @classmethod
    def of(cls, result: Result, language: Language) -> View:
        pseudo = {name: wording.word(f"zone.{name}", language) for name in PSEUDO_ZONES}
        permitted = {(pair.from_zone, pair.to_zone): pair.permitted for pair in result.pairs}
        used = {end for channel in result.channels for end in (channel.from_zone, channel.to_zone)}
        used |= {end for pair, answer in permitted.items() if answer != "unknown" for end in pair}
        zones = [zone.id for zone in result.plant.zones]
        order = (*zones, *sorted(used - set(zones)))
        names = diagram.zone_names(result, language, pseudo)
        return cls(result, language, diagram.contents(result), names, order, permitted)

    def word(self, key: str, /, **values: object) -> str:
        return wording.word(key, self.language, **values)

    def counted(self, key: str, count: int) -> str:
        return wording.counted(key, count, self.language)

    def number(self, value: int) -> str:
        return wording.number(value, self.language)

    def zone(self, name: str) -> str:
        return self.names.get(name, name)

    def zones(self, names: Sequence[str]) -> str:
        return ", ".join(self.zone(name) for name in names) or self.word("nothing")

    def anchor(self, start: str, end: str) -> str:
        """Where the channels from one zone to another stand in the verdict list."""
        return f"pair-{self.order.index(start) + 1}-{self.order.index(end) + 1}"

    def badge(self, verdict: str) -> Markup:
        """A verdict with its sign and name."""
        sign = tag("span", STYLES[verdict].sign, aria_hidden="true")
        return tag("span", sign, " ", self.word(f"verdict.{verdict}"), class_=f"verdict {css_class(verdict)}")

    def answers(self, channels: Sequence[ChannelVerdict]) -> tuple[tuple[str, str], ...]:
        """The three questions over some channels, each answered yes if any says yes, else unknown if any does."""
        found = []
        for question in ("declared", "permitted", "observed"):
            given = {getattr(channel, question) for channel in channels}
            found.append((question, "yes" if "yes" in given else "unknown" if "unknown" in given else "no"))
        return tuple(found)

    def marks(self, channels: Sequence[ChannelVerdict], permitted: Answer | None = None) -> Markup:
        """The three answers as letters, with the same in words for who listens. `permitted` stands in for what the
        channels say about that."""
        answers = tuple(
            (question, permitted if question == "permitted" and permitted else answer)
            for question, answer in self.answers(channels)
        )
        signs = [
            tag("span", self.word(f"{question}.letter") if answer == "yes" else "?" if answer == "unknown" else "–")
            for question, answer in answers
        ]
        spoken = ", ".join(f"{self.word(question)}: {self.word(f'answer.{answer}')}" for question, answer in answers)
        return tag("span", tag("span", signs, class_="marks", aria_hidden="true"), tag("span", spoken, class_="spoken"))

    def citation(self, citation: Citation) -> Markup:
        """File, frame, byte offset, line and the start of the file's SHA-256."""
        places = [
            self.word(f"citation.{kind}", **{kind: value})
            for kind, value in (("frame", citation.frame), ("offset", citation.offset), ("line", citation.line))
            if value is not None
        ]
        short = tag("span", f"sha256 {citation.sha256[:12]}…", title=citation.sha256) if citation.sha256 else None
        where = [tag("code", citation.file), *places, short]
        return tag("span", separated([part for part in where if part is not None], ", "), class_="citation")

    def time(self, at_us: int | None) -> str:
        """Date and time in UTC, to the second."""
        if at_us is None:
            return self.word("no_time")
        # Not fromtimestamp: a damaged capture can hold times before 1970 or far ahead.
        try:
            moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at_us)
        except OverflowError:
            return f"{at_us} µs"
        return f"{moment:%Y-%m-%d %H:%M:%S}"


def css_class(verdict: str) -> str:
    return f"v-{verdict.replace(' ', '-')}"


def separated(parts: Iterable[Content], by: str) -> list[Content]:
    """The parts with `by` between them."""
    found: list[Content] = []
    for part in parts:
        found += [by, part] if found else [part]
    return found


def section(view: View, key: str, *content: Content, class_: str | None = None) -> Markup:
    """A part of the page with its heading, at the anchor `key`."""
    heading = tag("h2", view.word(key), id=f"h-{key}")
    return tag("section", heading, content, id=key, class_=class_, aria_labelledby=f"h-{key}")


def table(caption: str, heads: Sequence[Content], rows: Iterable[Content], scrolls: str, class_: str = "") -> Markup:
    """A table in a container of its own that scrolls sideways; `scrolls` names the container."""
    return _table(caption, heads, tag("tbody", rows), scrolls, class_)


def groups(
    caption: str,
    heads: Sequence[Content],
    parts: Iterable[tuple[str, Content, Iterable[Content]]],
    scrolls: str,
    class_: str,
) -> Markup:
    """A table in parts, each with an anchor and a heading of its own over all columns."""
    bodies = [
        tag("tbody", tag("tr", tag("th", heading, colspan=len(heads), scope="rowgroup")), rows, id=anchor)
        for anchor, heading, rows in parts
    ]
    return _table(caption, heads, bodies, scrolls, class_)


def _table(caption: str, heads: Sequence[Content], bodies: Content, scrolls: str, class_: str) -> Markup:
    head = tag("tr", [tag("th", head, scope="col") for head in heads])
    inner = tag("table", tag("caption", caption), tag("thead", head), bodies, class_=class_ or None)
    return tag("div", inner, class_="scroll", tabindex=0, role="region", aria_label=scrolls)
