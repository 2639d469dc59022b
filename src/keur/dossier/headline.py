"""The top of the report: whose network, when, and the answer in four lines."""

from __future__ import annotations

from collections import Counter

from keur.checks.finding import SEVERITIES
from keur.dossier import wording
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.view import View, section, separated

SECTIONS = ("headline", "diagram", "matrix", "findings", "verdicts", "firewalls", "coverage", "unread")


def header(view: View) -> Markup:
    site = view.result.plant.site
    captures = view.result.coverage.captures
    first = [capture.first_us for capture in captures if capture.first_us is not None]
    last = [capture.last_us for capture in captures if capture.last_us is not None]
    window = None
    if first and last:
        between = view.word("observed_between", first=view.time(min(first)), last=view.time(max(last)))
        window = tag("p", between, " UTC", class_="meta")
    checked = tag("span", view.word("checked_on", date=view.result.today), class_="nowrap")
    links = [tag("li", tag("a", view.word(key), href=f"#{key}")) for key in SECTIONS]
    return tag(
        "header",
        tag("p", view.word("title"), class_="kicker"),
        tag("h1", getattr(site.name, view.language)),
        tag("p", site.organisation, " · ", site.site, " · ", checked, class_="meta"),
        window,
        tag("nav", tag("ul", links), aria_label=view.word("contents")),
    )


def headline(view: View) -> Markup:
    """Channels in order, breaches, open findings by severity, and what is not demonstrated."""
    verdicts = Counter(channel.verdict for channel in view.result.channels)
    total = len(view.result.channels)
    opened = Counter(decided.finding.severity for decided in view.result.findings if decided.verdict is None)
    closed = len(view.result.findings) - opened.total()
    gaps = not_demonstrated(view)
    in_order = view.word("in_order.of", count=view.number(verdicts["in order"]), total=view.number(total))
    severities: list[Content] = [
        tag(
            "span",
            f"{view.number(opened[name])} {wording.known('severity', name, view.language)}",
            class_=f"sev s-{name}",
        )
        for name in (*SEVERITIES, *sorted(set(opened) - set(SEVERITIES)))
        if opened[name]
    ]
    findings: list[Content] = [separated(severities, " ")]
    if closed:
        findings.append(tag("p", view.counted("decided_findings", closed)))
    cards = [
        _breaches(view, verdicts),
        *_doors(view, verdicts),
        _card("calm", in_order, view.word("in_order.meaning")),
        _card("finding" if opened else "calm", view.counted("open_findings", opened.total()), findings),
    ]
    missing = _card("gap" if gaps else "calm", view.counted("not_demonstrated", len(gaps)), _gaps(view, gaps))
    return section(
        view,
        "headline",
        tag("div", cards, missing, class_="cards"),
        tag("p", view.word("never_compliant"), class_="note"),
    )


def _breaches(view: View, verdicts: Counter[str]) -> Markup:
    if not view.result.coverage.captures:
        return _card("gap", view.word("breaches.unknown"), view.word("breaches.nothing_read"))
    kind = "breach" if verdicts["breach"] else "calm"
    return _card(kind, view.counted("breaches", verdicts["breach"]), view.word("breaches.meaning"))


def _doors(view: View, verdicts: Counter[str]) -> list[Markup]:
    """What firewalls let through undeclared, and what goes around them; nothing where no configuration was read."""
    if not view.result.coverage.firewalls:
        return []
    kind = "door" if verdicts["open door"] else "calm"
    cards = [_card(kind, view.counted("open_doors", verdicts["open door"]), view.word("open_doors.meaning"))]
    if verdicts["bypass"]:
        cards.insert(0, _card("breach", view.counted("bypasses", verdicts["bypass"]), view.word("bypasses.meaning")))
    return cards


def _card(kind: str, title: str, body: Content) -> Markup:
    return tag("div", tag("h3", title), tag("div", body), class_=f"card c-{kind}")


def _gaps(view: View, gaps: list[str]) -> Content:
    if not gaps:
        return view.word("nothing_not_demonstrated")
    return tag("ul", [tag("li", gap) for gap in gaps])


def not_demonstrated(view: View) -> list[str]:
    """What nobody has shown, one sentence each."""
    coverage = view.result.coverage
    gaps = [wording.known("not_demonstrated", name, view.language) for name in coverage.not_demonstrated]
    if coverage.zones_never_seen:
        gaps.append(view.word("zones_unseen", zones=view.zones(coverage.zones_never_seen)))
    if coverage.assets_seen < coverage.assets_declared:
        seen, declared = view.number(coverage.assets_seen), view.number(coverage.assets_declared)
        gaps.append(view.word("assets_unseen", seen=seen, declared=declared))
    if view.result.unread:
        gaps.append(view.word("unread_short"))
    return gaps
