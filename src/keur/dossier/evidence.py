"""Findings in order of consequence, and the list of all channels with their verdict."""

from __future__ import annotations

from collections import Counter

from keur.assess.result import VERDICTS, ChannelVerdict, DecidedFinding
from keur.catalogue import Mark, shipped
from keur.catalogue.wording import MARKS
from keur.dossier import diagram, wording
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.network import protocol
from keur.dossier.view import View, groups, section, separated
from keur.plant.model import Operation


def findings_section(view: View) -> Markup:
    if not view.result.findings:
        return section(view, "findings", tag("p", view.word("findings.none")))
    return section(
        view,
        "findings",
        tag("p", view.word("findings.intro")),
        [finding_article(view, decided) for decided in view.result.findings],
    )


def finding_article(view: View, decided: DecidedFinding) -> Markup:
    """One finding with its evidence and the decision beside it, at the anchor `finding-<fingerprint>`."""
    finding = decided.finding
    severity = wording.known("severity", finding.severity, view.language)
    heading = tag(
        "h3",
        tag("span", severity, class_=f"sev s-{finding.severity}"),
        " ",
        tag("span", finding.check, class_="check"),
        " ",
        tag("span", finding.subject, class_="subject"),
    )
    citations: Content = tag("p", view.word("evidence.none"))
    if finding.citations:
        citations = tag("ul", [tag("li", view.citation(citation)) for citation in finding.citations])
    facts: list[Content] = [tag("dt", view.word("evidence")), tag("dd", citations)]
    if finding.verdict in VERDICTS:
        facts += [tag("dt", view.word("verdict")), tag("dd", view.badge(finding.verdict))]
    if finding.requirements:
        ids = [_requirement(view, requirement) for requirement in finding.requirements]
        facts += [tag("dt", view.word("requirements")), tag("dd", separated(ids, ", "))]
    facts += [tag("dt", view.word("fingerprint")), tag("dd", tag("code", finding.id))]
    main = tag("div", heading, tag("p", getattr(finding.text, view.language)), tag("dl", facts), class_="what")
    state = "decided" if decided.verdict else "open"
    return tag("article", main, _decision(view, decided), class_=f"finding {state}", id=f"finding-{finding.id}")


def _requirement(view: View, id: str) -> Content:
    """Its id; with a warning when the catalogue is not sure of the requirement."""
    uncertain = shipped().knows(id) and shipped().row(id).mark is Mark.UNCERTAIN
    return [tag("code", id), f" ({getattr(MARKS[Mark.UNCERTAIN], view.language)})" if uncertain else ""]


def _decision(view: View, decided: DecidedFinding) -> Markup:
    """The decision that stands beside a finding: it never replaces it."""
    verdict = decided.verdict or decided.expired
    parts: list[Content] = [tag("h4", view.word("decision"))]
    if decided.verdict is None:
        parts.append(tag("p", view.word("decision.expired" if decided.expired else "decision.none"), class_="state"))
    if verdict:
        parts.append(tag("p", tag("strong", view.word(f"decision.{verdict.decision}"))))
        parts.append(tag("p", verdict.reason))
        parts.append(tag("p", verdict.who, ", ", tag("span", verdict.date.isoformat(), class_="nowrap"), class_="meta"))
        if verdict.expires:
            until = view.word(f"decision.until.{verdict.decision}", date=verdict.expires)
            parts.append(tag("p", until, class_="meta"))
    return tag(
        "aside", parts, aria_label=f"{view.word('decision')}: {decided.finding.check}, {decided.finding.subject}"
    )


def verdicts_section(view: View) -> Markup:
    """All channels by pair of zones, the pair with the worst verdict first."""
    channels = sorted(view.result.channels, key=lambda channel: diagram.rank(channel.verdict))
    if not channels:
        return section(view, "verdicts", tag("p", view.word("verdicts.none")))
    counts = Counter(channel.verdict for channel in channels)
    tally = [
        tag("li", view.badge(verdict), " ", view.number(counts[verdict])) for verdict in VERDICTS if counts[verdict]
    ]
    pairs: dict[tuple[str, str], list[ChannelVerdict]] = {}
    for channel in channels:
        pairs.setdefault((channel.from_zone, channel.to_zone), []).append(channel)
    caption = view.word("verdicts.caption")
    return section(
        view,
        "verdicts",
        tag("p", view.word("verdicts.intro")),
        tag("ul", tally, class_="legend", aria_label=view.word("verdicts.counts")),
        groups(
            caption,
            _heads(view),
            [
                (view.anchor(*pair), _pair(view, *pair, found), [_channel(view, channel) for channel in found])
                for pair, found in pairs.items()
            ],
            view.word("scroll", what=caption),
            "channels",
        ),
    )


def _heads(view: View) -> list[Content]:
    letters = {
        key: view.word(f"{name}.letter") for key, name in (("d", "declared"), ("p", "permitted"), ("o", "observed"))
    }
    return [
        view.word("verdict"),
        view.word("protocol"),
        view.word("answers", **letters),
        view.word("operations"),
        view.word("traffic"),
        view.word("rules"),
        view.word("evidence"),
    ]


def _pair(view: View, start: str, end: str, channels: list[ChannelVerdict]) -> Content:
    """The heading of a pair of zones: its names and its three answers."""
    return [view.zone(start), " → ", view.zone(end), " ", view.marks(channels, view.permitted.get((start, end)))]


def _channel(view: View, channel: ChannelVerdict) -> Markup:
    conduit = tag("div", tag("code", channel.conduit), class_="small") if channel.conduit else None
    traffic: Content = "–"
    if channel.conversations:
        traffic = [
            tag("div", view.counted("conversations", channel.conversations), class_="nowrap"),
            tag("div", view.counted("packets", channel.packets), class_="nowrap"),
            tag("div", wording.size(channel.bytes, view.language), class_="nowrap"),
        ]
    of_rules = {rule.citation for rule in channel.rules}
    citations = [citation for citation in channel.citations if citation not in of_rules]
    cells: list[Content] = [
        tag("th", view.badge(channel.verdict), scope="row"),
        tag("td", tag("span", protocol(channel, view.language), class_="service"), conduit),
        tag("td", view.marks([channel])),
        tag("td", _door(view, channel) or _operations(view, channel)),
        tag("td", traffic, class_="small"),
        tag("td", _rules(view, channel), class_="small"),
        tag("td", [tag("div", view.citation(citation)) for citation in citations[:2]] or "–", class_="small"),
    ]
    return tag("tr", cells)


def _door(view: View, channel: ChannelVerdict) -> Content:
    """Of an open door: one packet that would pass, and what closes it. Nothing of other channels."""
    if channel.example is None:
        return None
    parts: list[Content] = [
        tag("div", view.word("example"), " ", tag("code", channel.example, class_="packet"), class_="small")
    ]
    if channel.change:
        parts.append(tag("div", getattr(channel.change, view.language), class_="small"))
    return parts


MOST_RULES = 3
"""Rules shown with one channel; all are in the JSON."""


def _rules(view: View, channel: ChannelVerdict) -> Content:
    rows: list[Content] = [
        tag("div", tag("strong", rule.firewall), " ", rule.label, ", ", view.citation(rule.citation))
        for rule in channel.rules[:MOST_RULES]
    ]
    more = len(channel.rules) - MOST_RULES
    if more > 0:
        rows.append(tag("div", view.counted("rules_more", more)))
    return rows or "–"


def _operations(view: View, channel: ChannelVerdict) -> Content:
    """Observed operations by class, the messages to the server first, and what the channel may carry."""
    by_class: dict[str, list[str]] = {}
    totals: Counter[str] = Counter()
    for use in channel.operations:
        totals[use.operation] += use.count
        errors = f" ({view.counted('errors', use.errors)})" if use.errors else ""
        shown = f"{use.name} {'→' if use.to_server else '←'} {view.number(use.count)}{errors}"
        by_class.setdefault(use.operation, []).append(shown)
    rows: list[Content] = [
        tag(
            "div",
            tag("span", _class(view, name), " ", view.number(totals[name]), class_=f"class o-{name}"),
            " ",
            tag("span", "; ".join(uses), class_="small"),
        )
        for name, uses in by_class.items()
    ]
    if channel.observed == "yes" and not rows:
        rows.append(tag("span", view.word("operations.none"), class_="small"))
    if channel.declared == "yes":
        allowed = view.word("allowed.any")
        if channel.allowed is not None:
            order = [operation.value for operation in Operation]
            names = sorted(channel.allowed, key=lambda name: (order.index(name) if name in order else len(order), name))
            allowed = view.word("allowed", classes=", ".join(_class(view, name) for name in names))
        rows.append(tag("div", allowed, class_="small declared"))
    return rows or "–"


def _class(view: View, name: str) -> str:
    return wording.known("class", name, view.language)
