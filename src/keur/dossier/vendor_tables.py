"""The tables of a vendor's page: people, approvals, sessions, clauses, certificates, answers and products."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from keur.assess.advisories.reopening import MATCH_WORDS
from keur.assess.advisories.triage import Judged
from keur.assess.advisories.wording import STATES, told
from keur.assess.vendors.standing import CertificateState, SessionState, VendorState
from keur.catalogue.questions import blocks
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.vendor_words import ACCOUNT, CLAUSE, CLAUSE_STATE, FILE, VALIDITY
from keur.dossier.view import View, section, separated, table
from keur.plant.vendors import Account, Approval, Clause, ClauseState, Person


def listed(
    view: View, state: VendorState, key: str, heads: Sequence[Content], rows: Iterable[Content], of: str = ""
) -> Markup:
    """A table with a caption that says what and whose it is; `of` names one of several."""
    caption = view.word("vendor.caption", what=view.word(key), vendor=of or state.vendor.name)
    return table(caption, heads, rows, view.word("scroll", what=caption))


def percent(share: float | None) -> str:
    """A share between 0 and 1."""
    return "–" if share is None else f"{share:.0%}"


def yes_no(view: View, said: bool | None) -> str:
    """A yes or no that may be unknown."""
    if said is None:
        return view.word("vendor.unknown")
    return view.word("answer.yes" if said else "answer.no")


def _none(view: View, key: str, text: str = "vendor.none") -> Markup:
    return section(view, key, tag("p", view.word(text)))


def people(view: View, state: VendorState) -> Markup:
    """Each person with the accounts, then the accounts of nobody."""
    vendor = state.vendor
    mine = {one.id: [account for account in vendor.accounts if account.person == one.id] for one in vendor.persons}
    rows = [_person(view, one, mine[one.id]) for one in vendor.persons]
    rows += [_person(view, None, [one]) for one in vendor.accounts if one.person not in mine]
    if not rows:
        return _none(view, "vendor-people", "vendor-people.nobody")
    heads = [view.word(key) for key in ("vendor-people.who", "vendor-people.period", "vendor-people.account")]
    return section(view, "vendor-people", listed(view, state, "vendor-people", heads, rows))


def _person(view: View, one: Person | None, accounts: Sequence[Account]) -> Markup:
    told: list[Content] = []
    for account in accounts:
        until = f", {view.word('vendor-products.support_until', date=account.last)}" if account.last else ""
        told.append([tag("code", account.id), f" ({getattr(ACCOUNT[account.kind], view.language)}{until})"])
    return tag(
        "tr",
        tag("th", one.name if one else "–", scope="row"),
        tag("td", _period(one.first, one.last) if one else "–"),
        tag("td", separated(told, ", ") if told else "–"),
    )


def _period(first: dt.date | None, last: dt.date | None) -> str:
    if first is None and last is None:
        return "–"
    return f"{first or '…'} – {last or '…'}"


def approvals(view: View, state: VendorState) -> Markup:
    if not state.approvals:
        return _none(view, "vendor-approvals")
    names = {one.id: one.name for one in state.vendor.persons}
    rows = [_approval(one, names) for one in sorted(state.approvals, key=lambda one: one.last, reverse=True)]
    heads = [view.word("vendor-people.who"), view.word("vendor-people.period"), view.word("vendor-approvals.work")]
    heads += [view.word("vendor-approvals.ticket"), view.word("vendor-approvals.by")]
    return section(view, "vendor-approvals", listed(view, state, "vendor-approvals", heads, rows))


def _approval(one: Approval, names: dict[str, str]) -> Markup:
    where = ", ".join((*one.paths, *one.zones, *one.assets)) or "*"
    classes = ", ".join(sorted(one.operations)) if one.operations is not None else "*"
    period = f"{one.first:%Y-%m-%d %H:%M} – {one.last:%Y-%m-%d %H:%M}"
    return tag(
        "tr",
        tag("th", tag("code", one.id), " ", names.get(one.person, one.person), scope="row"),
        tag("td", period),
        tag("td", f"{where}: {classes}"),
        tag("td", one.ticket or "–"),
        tag("td", one.approved_by),
    )


def sessions(view: View, state: VendorState) -> Markup:
    """What the logs tell; without a log that tells of the vendor, that nothing is demonstrated."""
    found = state.sessions
    if found is None or not (found.spans or found.sessions):
        return _none(view, "vendor-sessions", "vendor-sessions.no_logs")
    spans = "; ".join(f"{one.source} ({one.first:%Y-%m-%d} – {one.last:%Y-%m-%d})" for one in found.spans)
    intro = tag("p", view.word("vendor-sessions.logs", logs=spans)) if spans else None
    if not found.sessions:
        return section(view, "vendor-sessions", intro, tag("p", view.word("vendor-sessions.none")))
    heads = [view.word(key) for key in ("vendor-sessions.start", "vendor-sessions.end")]
    heads += [view.word("vendor-people.account"), view.word("vendor-sessions.target")]
    heads += [view.word("vendor-findings"), view.word("evidence")]
    rows = [_session(view, one) for one in found.sessions]
    return section(view, "vendor-sessions", intro, listed(view, state, "vendor-sessions", heads, rows))


def _session(view: View, state: SessionState) -> Markup:
    one = state.session
    end = f"{one.end:%Y-%m-%d %H:%M}" if one.end else view.word("vendor-sessions.open") if one.ends_kept else "–"
    checks = {decided.finding.id: decided.finding.check for decided in state.findings}
    links: list[Content] = [tag("a", check, href=f"#finding-{id}") for id, check in checks.items()]
    return tag(
        "tr",
        tag("th", f"{one.start:%Y-%m-%d %H:%M}", scope="row", class_="nowrap"),
        tag("td", end, class_="nowrap"),
        tag("td", tag("code", one.account or "?")),
        tag("td", ", ".join(one.targets) or "–"),
        tag("td", separated(links, ", ") if links else "–"),
        tag("td", tag("code", f"{one.file}:{one.line}"), class_="small"),
    )


def agreement(view: View, state: VendorState) -> Markup:
    """Each clause with where it stands, and the law and requirements that a missing one leaves open."""
    heads = [view.word("vendor-agreement.clause")]
    heads += [view.word("status"), view.word("vendor-agreement.page"), view.word("vendor-agreement.note")]
    heads.append(view.word("vendor-agreement.rests"))
    rows = [_clause(view, name, one) for name, one in state.clauses]
    intro = tag("p", view.word("vendor-agreement.intro"))
    return section(view, "vendor-agreement", intro, listed(view, state, "vendor-agreement", heads, rows))


def _clause(view: View, name: str, one: Clause | None) -> Markup:
    there = one is not None and one.state is ClauseState.PRESENT
    word = getattr(CLAUSE_STATE[one.state if one else None], view.language)
    kind = "t-met" if there else "t-not-met" if one and one.state is ClauseState.MISSING else "t-not-demonstrated"
    return tag(
        "tr",
        tag("th", getattr(CLAUSE[name], view.language), scope="row"),
        tag("td", tag("span", word, class_=f"status {kind}")),
        tag("td", str(one.page) if one and one.page else "–"),
        tag("td", one.note if one and one.note else "–"),
        tag("td", separated([tag("code", id) for id in rests_on(name)], ", ") or "–", class_="small"),
    )


def rests_on(clause: str) -> tuple[str, ...]:
    """The articles of Cbw and Cbb and the requirements of IEC 62443-2-4 on which a clause rests: those of the questions
    that ask for it."""
    asked = [one for block in blocks() for one in block.questions if one.clause == clause]
    ids = dict.fromkeys(id for one in asked for id in one.rests_on if id.startswith(("Cbw ", "Cbb ", "62443-2-4:")))
    return tuple(sorted(ids, key=lambda id: (not id.startswith("Cb"), id)))


def certificates(view: View, state: VendorState) -> Markup:
    if not state.certificates:
        return _none(view, "vendor-certificates")
    heads = [view.word("vendor-certificates.standard"), view.word("vendor-certificates.scope")]
    heads += [view.word("vendor-people.period"), view.word("status"), view.word("vendor-certificates.file")]
    rows = [_certificate(view, one) for one in state.certificates]
    return section(view, "vendor-certificates", listed(view, state, "vendor-certificates", heads, rows))


def _certificate(view: View, state: CertificateState) -> Markup:
    one = state.certificate
    edition = f":{one.edition}" if one.edition else ""
    level = f", {one.level}" if one.level else ""
    checked = view.word("vendor-certificates.checked", by=one.checked_by) if one.checked_by else None
    kind = "t-met" if state.validity == "valid" else "t-not-met"
    return tag(
        "tr",
        tag(
            "th",
            f"{one.standard}{edition}{level}",
            tag("div", f"{one.number}, {one.body}", class_="small"),
            scope="row",
        ),
        tag("td", one.scope, tag("div", checked or view.word("vendor-certificates.unchecked"), class_="small")),
        tag("td", _period(one.first, one.last)),
        tag("td", tag("span", getattr(VALIDITY[state.validity], view.language), class_=f"status {kind}")),
        tag("td", getattr(FILE[state.file], view.language)),
    )


def answers(view: View, state: VendorState) -> Markup:
    """Score and confidence by block, and what would raise the score most."""
    rows = []
    for block in state.score.blocks:
        derived = sum(one.derived_from is not None for one in block.answers)
        told = view.word("vendor-answers.derived", count=derived)
        counts = f"{block.worth.answered}/{block.worth.questions}"
        rows.append(
            tag(
                "tr",
                tag("th", f"{block.block.id} {getattr(block.block.title, view.language)}", scope="row"),
                tag("td", percent(block.worth.score)),
                tag("td", percent(block.worth.confidence)),
                tag("td", counts, tag("div", told, class_="small") if derived else None),
            )
        )
    keys = ("vendor-answers.block", "vendor-answers.score", "vendor-answers.confidence", "vendor-answers.answered")
    heads = [view.word(key) for key in keys]
    raising = [
        tag("li", f"+{gain:.1%} ", tag("code", one.question.id), " ", getattr(one.question.text, view.language))
        for one, gain in state.score.raising
    ]
    more = [tag("h3", view.word("vendor-answers.raising")), tag("ul", raising, class_="plain")] if raising else None
    intro = tag("p", view.word("vendor-answers.intro"))
    return section(view, "vendor-answers", intro, listed(view, state, "vendor-answers", heads, rows), more)


def products(view: View, state: VendorState) -> Markup:
    """What it supplies, and the advisories about the assets that are one."""
    rows = [
        tag(
            "tr",
            tag("th", one.product, scope="row"),
            tag("td", ", ".join(one.components) or "–"),
            tag("td", ", ".join(one.assets) or "–"),
            tag("td", _support(view, one.supported_until)),
        )
        for one in state.vendor.products
    ]
    heads = [view.word("vendor-products.product"), view.word("vendor-products.components"), "Assets"]
    heads.append(view.word("vendor-products.support"))
    supplied = listed(view, state, "vendor-products", heads, rows) if rows else tag("p", view.word("vendor.none"))
    if state.advisories is None:
        found = tag("p", view.word("vendor-products.not_matched"), class_="note")
    elif not state.advisories:
        found = tag("p", view.word("vendor-products.no_matches"), class_="note")
    else:
        heads = [view.word("vendor-products.advisory"), "Asset", view.word("status"), view.word("decision")]
        found = listed(
            view, state, "vendor-products.advisories", heads, [_advisory(view, one) for one in state.advisories]
        )
    return section(view, "vendor-products", supplied, found)


def _support(view: View, until: dt.date | None) -> Content:
    if until is None:
        return view.word("vendor.unknown")
    told = view.word("vendor-products.support_until", date=until)
    return tag("span", told, class_="flaw") if until.isoformat() < view.result.today else told


def _advisory(view: View, one: Judged) -> Markup:
    match = getattr(MATCH_WORDS[one.now.match], view.language)
    used = (
        tag("div", view.word("vendor-products.used", cves=", ".join(one.now.exploited)), class_="flaw")
        if one.now.exploited
        else None
    )
    decision: Content = "–"
    if one.decision:
        who = f"{one.decision.who}, {one.decision.date}"
        decision = [getattr(told(one.decision), view.language), tag("div", who, class_="small")]
    return tag(
        "tr",
        tag("th", one.advisory, used, scope="row"),
        tag("td", tag("code", one.asset.id)),
        tag("td", match, "; ", getattr(STATES[one.state], view.language)),
        tag("td", decision),
    )
