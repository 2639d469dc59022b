"""The duties of a law as a page: the board, a part per duty with its trace, the action plan, and the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from keur.assess.duties.actions import Action
from keur.assess.duties.board import Board, Duty
from keur.assess.duties.obligations import Obligations
from keur.assess.duties.wording import EFFORTS, HORIZONS
from keur.assess.programme.contradictions import PREFIX
from keur.assess.programme.status import STATUS_WORDS, RequirementStatus, Status
from keur.assess.result import DecidedFinding
from keur.assess.scope.answer import CLASS
from keur.catalogue import Mark, shipped
from keur.catalogue.model import Gap, Row
from keur.catalogue.wording import MARKS, marked
from keur.dossier.duties_trace import action_anchor, anchor, badge, coverage, css, deviation, trace
from keur.dossier.evidence import finding_article
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.page import page
from keur.dossier.view import View, groups, section, separated, table
from keur.dossier.wording import Language

if TYPE_CHECKING:
    from keur.plant.history import Commit

PARTS = ("board", "actions", "deviations", "findings")
SHOWN_FIRST = 3
"""What is missing of a duty, on the board."""


def render(found: Obligations, law: str, commit: Commit | None, language: Language) -> str:
    """The whole page in one language. The same answer gives the same bytes."""
    view, board = View.of(found.result, language), found.boards[law]
    cited = _cited(found, board)
    main = tag(
        "main",
        _summary(view, board),
        _board(view, board),
        [_duty(view, found, duty, cited) for duty in board.duties],
        _actions(view, found, board),
        _deviations(view, board),
        section(view, "findings", tag("p", view.word("duties.findings")), _articles(view, cited.values())),
        id="main",
    )
    title = f"{_law(law, language)}: {getattr(found.result.plant.site.name, language)}"
    return page(title, _header(view, board, commit), main, language)


def _law(law: str, language: Language) -> str:
    title: str = getattr(shipped().catalogue(law).title, language)
    return title


def _header(view: View, board: Board, commit: Commit | None) -> Markup:
    site = view.result.plant.site
    day = tag("span", view.word("duties.on", date=board.day.isoformat()), class_="nowrap")
    made: list[Content] = []
    if commit is not None:
        told = view.word("duties.commit", id=commit.id[:12], time=f"{commit.time:%Y-%m-%d %H:%M}", by=commit.author)
        made.append(tag("p", told, class_="meta"))
        if commit.left_out:
            left = view.word("duties.left_out", paths=", ".join(commit.left_out))
            made.append(tag("p", left, class_="meta"))
    links = [tag("li", tag("a", view.word(key), href=f"#{key}")) for key in PARTS]
    return tag(
        "header",
        tag("p", _law(board.law, view.language), class_="kicker"),
        tag("h1", getattr(site.name, view.language)),
        tag("p", site.organisation, " · ", site.site, " · ", day, class_="meta"),
        made,
        tag("nav", tag("ul", links), aria_label=view.word("contents")),
    )


def _summary(view: View, board: Board) -> Markup:
    """How many duties have which status, and whether the law applies at all."""
    classified = board.scope.entity_class
    says = getattr(CLASS[classified], view.language) if classified is not None else view.word("duties.no_scope")
    counts = Counter(duty.status for duty in board.duties)
    cards = [
        tag(
            "div",
            tag("h3", view.number(counts[status]), " ", getattr(STATUS_WORDS[status], view.language)),
            tag("div", view.word(f"duties.{status.replace(' ', '_')}")),
            class_=f"card {css(status)}",
        )
        for status in Status
        if counts[status] or status is not Status.NOT_APPLICABLE
    ]
    scope = tag("div", tag("h3", says), tag("div", view.word("duties.scope")), class_="card")
    note = tag("p", view.word("duties.note"), class_="note")
    return section(view, "headline", tag("div", scope, cards, class_="cards even"), note)


def _board(view: View, board: Board) -> Markup:
    if not board.duties:
        return section(view, "board", tag("p", view.word("duties.none")))
    heads = [view.word(key) for key in ("trace.duty", "status", "coverage.share", "duties.first")]
    stages = dict.fromkeys(duty.stage for duty in board.duties)
    parts = [
        (
            f"stage-{stage.id}",
            getattr(stage.label, view.language),
            [_line(view, duty) for duty in board.duties if duty.stage == stage],
        )
        for stage in stages
    ]
    rows = groups(view.word("board.caption"), heads, parts, view.word("scroll", what=view.word("board")), "board")
    return section(view, "board", tag("p", view.word("board.intro")), rows)


def _line(view: View, duty: Duty) -> Markup:
    missing = list(_missing(view, duty))
    first: list[Content] = [tag("li", one) for one in missing[:SHOWN_FIRST]]
    if len(missing) > SHOWN_FIRST:
        more = view.word("duties.more", count=len(missing) - SHOWN_FIRST)
        first.append(tag("li", tag("a", more, href=f"#{anchor(duty)}")))
    name = [tag("a", duty.row.id, href=f"#{anchor(duty)}", class_="nowrap"), " ", _label(view, duty)]
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", badge(view, duty.status)),
        tag("td", coverage(view, duty)),
        tag("td", tag("ul", first) if first else view.word("nothing")),
    )


def _label(view: View, duty: Duty) -> Content:
    label: str = getattr(duty.row.label, view.language)
    if duty.row.mark is Mark.VERIFIED:
        return label
    return [label, " ", tag("span", f"({getattr(MARKS[duty.row.mark], view.language)})", class_="small")]


def _missing(view: View, duty: Duty) -> Iterator[Content]:
    """What is missing of a duty, worst first."""
    for id in duty.findings:
        yield tag("a", id, href=f"#finding-{id}")
    shown: list[tuple[Gap | Row, RequirementStatus]] = [(one.gap, one.shown) for one in duty.additions]
    shown += [(shipped().row(one.requirement.requirement), one.requirement) for one in duty.bearings if one.bears]
    for row, status in shown:
        if status.status in (Status.NOT_MET, Status.NOT_DEMONSTRATED):
            reason = f": {getattr(status.reasons[0], view.language)}" if status.reasons else ""
            yield [
                tag("code", status.requirement.removeprefix(PREFIX)),
                " ",
                getattr(marked(row), view.language),
                reason,
            ]


def _duty(view: View, found: Obligations, duty: Duty, cited: dict[str, DecidedFinding]) -> Markup:
    row, name = duty.row, anchor(duty)
    heading = tag("h2", row.id, " ", getattr(row.label, view.language), id=f"h-{name}")
    texts = [tag("p", getattr(text, view.language)) for text in (row.guidance, row.note) if text is not None]
    source = [
        view.word("duties.source"),
        ": ",
        getattr(row.source, view.language),
        f" ({getattr(MARKS[row.mark], view.language)}, {row.checked.isoformat()})",
    ]
    back = tag("a", view.word("duties.back"), href="#board", class_="nowrap")
    body = trace(view, found, duty, cited)
    meta = tag("p", source, " · ", back, class_="small")
    return tag("section", heading, texts, meta, body, id=name, class_="duty", aria_labelledby=f"h-{name}")


def _actions(view: View, found: Obligations, board: Board) -> Markup:
    ids = {duty.row.id: anchor(duty) for duty in board.duties}
    waiting = [one for one in found.plan.open if not one.duties or any(id in ids for id in one.duties)]
    if not waiting:
        return section(view, "actions", tag("p", view.word("actions.none")))
    heads = [view.word(f"actions.{key}") for key in ("action", "horizon", "effort", "owner", "due", "for")]
    rows = [_action(view, one, ids) for one in waiting]
    shown = table(view.word("actions.caption"), heads, rows, view.word("scroll", what=view.word("actions")), "actions")
    closed = None
    if found.plan.closed:
        names = ", ".join(one.id for one in found.plan.closed)
        closed = tag("p", view.word("actions.closed", names=names))
    return section(view, "actions", tag("p", view.word("actions.intro")), shown, closed)


def _action(view: View, one: Action, ids: dict[str, str]) -> Markup:
    reasons = [getattr(reason, view.language) for reason in one.reasons[:1]]
    about = [getattr(one.about, view.language)] if one.about else []
    details = [tag("div", text, class_="small") for text in (*about, *reasons, *([one.note] if one.note else []))]
    links = [tag("a", id, href=f"#{ids[id]}", class_="nowrap") for id in one.duties if id in ids]
    due = one.due.isoformat() if one.due else "–"
    late = [" ", tag("strong", view.word("actions.overdue"))] if one.overdue else None
    what = [tag("code", one.id), " ", getattr(one.title, view.language), details]
    return tag(
        "tr",
        tag("th", what, scope="row"),
        tag("td", getattr(HORIZONS[one.horizon], view.language)),
        tag("td", getattr(EFFORTS[one.effort], view.language)),
        tag("td", one.owner or "–"),
        tag("td", tag("span", due, class_="nowrap"), late),
        tag("td", separated(links, ", ")),
        id=action_anchor(one.id),
    )


def _deviations(view: View, board: Board) -> Markup:
    shown = [
        tag("li", tag("a", duty.row.id, href=f"#{anchor(duty)}"), deviation(view, one, duty.where_fitting, board.day))
        for duty in board.duties
        for one in duty.deviations
    ]
    body = tag("ul", shown, class_="plain") if shown else tag("p", view.word("deviations.none"))
    return section(view, "deviations", body)


def _articles(view: View, cited: Iterable[DecidedFinding]) -> Content:
    return [finding_article(view, one) for one in cited] or tag("p", view.word("findings.none"))


def _cited(found: Obligations, board: Board) -> dict[str, DecidedFinding]:
    """The findings that the board names, in the order of the check."""
    ids = {id for duty in board.duties for id in duty.findings}
    ids |= {id for duty in board.duties for one in duty.bearings for id in one.requirement.findings}
    ids |= {id for duty in board.duties for one in duty.additions for id in one.shown.findings}
    return {one.finding.id: one for one in found.result.findings if one.finding.id in ids}
