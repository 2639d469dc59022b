"""The trace of a duty in three columns: the duty, the requirements under it, and their evidence and findings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from keur.assess.duties.actions import Action
from keur.assess.duties.board import WORST_FIRST, Addition, Bearing, Duty
from keur.assess.duties.obligations import Obligations
from keur.assess.programme.contradictions import PREFIX
from keur.assess.programme.grounds import EvidenceGround
from keur.assess.programme.status import STATUS_WORDS, RequirementStatus, Status
from keur.assess.result import DecidedFinding
from keur.catalogue import shipped
from keur.catalogue.wording import RELATIONS, marked, standing
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.view import View, separated
from keur.plant.model import Deviation, Text

SIGN = {Status.MET: "✓", Status.NOT_MET: "✕", Status.NOT_DEMONSTRATED: "?", Status.NOT_APPLICABLE: "–"}
FINDINGS = 4
"""Findings that are told in full beside a requirement; all are at the end of the page."""
CITATIONS = 2
"""Places that are named with a finding there; all are at the end of the page."""


def css(status: Status) -> str:
    return f"t-{status.replace(' ', '-')}"


def anchor(duty: Duty) -> str:
    return f"duty-{duty.row.slug}"


def action_anchor(id: str) -> str:
    return "action-" + re.sub(r"[^A-Za-z0-9]+", "-", id).strip("-")


def badge(view: View, status: Status) -> Markup:
    sign = tag("span", SIGN[status], aria_hidden="true")
    return tag("span", sign, " ", getattr(STATUS_WORDS[status], view.language), class_=f"status {css(status)}")


def coverage(view: View, duty: Duty) -> Content:
    """A bar with the share in figures; nothing where nothing bears the duty."""
    if duty.coverage is None:
        return view.word("nothing")
    share = f"{duty.coverage:.0%}"
    bar = tag(
        "svg",
        tag("rect", width=100, height=8, class_="bar-whole"),
        tag("rect", width=float(100 * duty.coverage), height=8, class_="bar-part"),
        viewBox="0 0 100 8",
        width=72,
        height=8,
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return tag("span", bar, " ", share, class_="coverage")


def trace(view: View, found: Obligations, duty: Duty, cited: Mapping[str, DecidedFinding]) -> Markup:
    """The whole trace: what is missing first, what only supports it last."""
    waiting = {one.id: one for one in found.plan.open if duty.row.id in one.duties}
    shown = [(one.shown.status, _addition(view, found, one, cited, waiting)) for one in duty.additions]
    bearing = [one for one in duty.bearings if one.bears]
    shown += [(one.requirement.status, _bearing(view, found, one, cited, waiting)) for one in bearing]
    rows = [row for _, row in sorted(shown, key=lambda one: WORST_FIRST.index(one[0]))]
    beside = [_bearing(view, found, one, cited, waiting) for one in duty.bearings if not one.bears]
    heads = tag(
        "div",
        *(tag("span", view.word(key)) for key in ("trace.duty", "trace.requirement", "trace.proof")),
        class_="trace-heads",
        aria_hidden="true",
    )
    parts: list[Content] = [tag("ol", rows, class_="trace-rows") if rows else tag("p", view.word("trace.nothing"))]
    if beside:
        parts += [tag("h4", view.word("trace.beside")), tag("ol", beside, class_="trace-rows beside")]
    return tag(
        "div",
        heads,
        tag(
            "div",
            _duty(view, duty, found.scope.today, waiting.get(duty.row.id)),
            tag("div", parts),
            class_="trace-body",
        ),
        class_="trace",
    )


def _duty(view: View, duty: Duty, day: dt.date, action: Action | None) -> Markup:
    said = [tag("li", getattr(reason, view.language)) for reason in duty.reasons]
    counts = view.word(
        "trace.counts",
        met=duty.demonstrated,
        against=duty.contradicted,
        open=duty.unanswered,
        aside=duty.set_aside,
    )
    direct = None
    if duty.findings:
        links = [tag("li", tag("a", id, href=f"#finding-{id}")) for id in duty.findings]
        direct = tag("div", tag("h4", view.word("trace.direct")), tag("ul", links))
    return tag(
        "div",
        tag("p", badge(view, duty.status)),
        tag("p", coverage(view, duty)),
        tag("ul", said) if said else None,
        tag("p", counts, class_="small"),
        direct,
        _action(view, action) if action else None,
        [deviation(view, one, duty.where_fitting, day) for one in duty.deviations],
        class_=f"trace-duty {css(duty.status)}",
    )


def deviation(view: View, one: Deviation, where_fitting: bool, day: dt.date) -> Markup:
    late = one.review < day
    review = view.word("deviation.overdue" if late else "deviation.review", date=one.review.isoformat())
    return tag(
        "div",
        tag("h4", view.word("deviation")),
        tag("p", one.what),
        tag("p", one.reason),
        tag("p", one.owner, " · ", review, " · ", tag("code", f"{one.place.file}:{one.place.line}"), class_="small"),
        None if where_fitting else tag("p", view.word("deviation.no_room"), class_="small"),
        class_="deviation",
    )


def _bearing(
    view: View,
    found: Obligations,
    one: Bearing,
    cited: Mapping[str, DecidedFinding],
    waiting: Mapping[str, Action],
) -> Markup:
    status = one.requirement
    row = shipped().row(status.requirement)
    sure = getattr(standing(one.link), view.language)
    relation = f"{getattr(RELATIONS[one.link.kind], view.language)} {one.link.to_id} ({sure})"
    number = status.requirement.removeprefix(PREFIX)
    return _row(
        view,
        [tag("code", number), " ", getattr(marked(row), view.language)],
        relation,
        status,
        waiting.get(number),
        _proof(view, status, found.proofs.get(number, ()), cited),
    )


def _addition(
    view: View,
    found: Obligations,
    one: Addition,
    cited: Mapping[str, DecidedFinding],
    waiting: Mapping[str, Action],
) -> Markup:
    gap = one.gap
    title = [tag("code", gap.id), " ", getattr(marked(gap), view.language)]
    return _row(
        view,
        title,
        [view.word("trace.beyond"), ": ", getattr(gap.add, view.language)],
        one.shown,
        waiting.get(gap.id),
        _proof(view, one.shown, found.proofs.get(gap.id, ()), cited),
    )


def _row(
    view: View,
    title: Content,
    relation: Content,
    status: RequirementStatus,
    action: Action | None,
    proof: Markup,
) -> Markup:
    levels = [f"ML\u00a0{level}" if level else "–" for level in (status.claimed, status.shown, status.target)]
    told = view.word("trace.levels", claimed=levels[0], shown=levels[1], target=levels[2])
    reasons = [tag("li", getattr(reason, view.language)) for reason in (*status.reasons, *status.suspect)]
    requirement = tag(
        "div",
        tag("p", tag("strong", title)),
        tag("p", badge(view, status.status), " ", tag("span", told, class_="small")),
        tag("p", relation, class_="small"),
        tag("ul", reasons) if reasons else None,
        tag("p", tag("code", f"{status.place.file}:{status.place.line}"), class_="small") if status.place else None,
        _action(view, action) if action else None,
        class_="trace-requirement",
    )
    return tag("li", requirement, proof, class_=f"trace-row {css(status.status)}")


def _action(view: View, one: Action) -> Markup:
    """What is planned about it; the table of the plan says the rest."""
    due = tag("span", one.due.isoformat(), class_="nowrap") if one.due else None
    late = tag("strong", view.word("actions.overdue")) if one.overdue else None
    told: list[Content] = [tag("a", getattr(one.title, view.language), href=f"#{action_anchor(one.id)}")]
    told += [part for part in (one.owner, due, late) if part]
    return tag("p", view.word("actions.action"), ": ", separated(told, ", "), class_="small")


def _proof(
    view: View, status: RequirementStatus, proofs: Sequence[EvidenceGround], cited: Mapping[str, DecidedFinding]
) -> Markup:
    items: list[Content] = [_finding(view, cited[id]) for id in status.findings[:FINDINGS]]
    if len(status.findings) > FINDINGS:
        rest = status.findings[FINDINGS:]
        links: list[Content] = [[" ", tag("a", cited[id].finding.check, href=f"#finding-{id}")] for id in rest]
        items.append(tag("li", view.word("trace.more", count=len(rest)), links))
    items += [_evidence(view, one) for one in proofs]
    if not items:
        return tag("div", tag("p", view.word("trace.no_proof"), class_="small"), class_="trace-proof")
    return tag("div", tag("ul", items), class_="trace-proof")


def _finding(view: View, decided: DecidedFinding) -> Markup:
    finding = decided.finding
    text: Text = finding.text
    severity = tag("span", view.word(f"severity.{finding.severity}"), class_=f"sev s-{finding.severity}")
    link = tag("a", finding.check, href=f"#finding-{finding.id}")
    cited = [tag("div", view.citation(one), class_="small") for one in finding.citations[:CITATIONS]]
    return tag("li", severity, " ", link, ": ", getattr(text, view.language), cited, class_="against")


def _evidence(view: View, one: EvidenceGround) -> Markup:
    proof = one.evidence
    period = view.word("trace.period", first=proof.period_from.isoformat(), last=proof.period_until.isoformat())
    approved = view.word("trace.approved", by=proof.approved_by) if proof.approved_by else None
    state = getattr(one.flaw, view.language) if one.flaw else None
    return tag(
        "li",
        view.word(f"trace.{proof.kind}"),
        ": ",
        tag("code", proof.file),
        tag("span", " ", tag("span", period, ".", class_="nowrap"), " ", approved, class_="small"),
        tag("span", " ", state, class_="flaw") if state else None,
        class_="evidence" if one.flaw is None else "evidence flawed",
    )
