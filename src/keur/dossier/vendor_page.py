"""Everything on file about one vendor as a page: the tier and why, its ways in, what it may, did and promised."""

from __future__ import annotations

from collections.abc import Iterable

from keur.assess.result import Result
from keur.assess.vendors.score import Worth
from keur.assess.vendors.standing import PathState, VendorState
from keur.assess.vendors.tools import Exploitation
from keur.assess.vendors.validity import FileState
from keur.dossier.evidence import finding_article
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.network import protocol
from keur.dossier.page import page
from keur.dossier.vendor_tables import (
    agreement,
    answers,
    approvals,
    certificates,
    listed,
    people,
    percent,
    products,
    sessions,
    yes_no,
)
from keur.dossier.vendor_words import BASIS, FILE, KIND, MODE, VALIDITY
from keur.dossier.view import View, section, separated
from keur.dossier.wording import Language

SECTIONS = (
    "vendor-tier",
    "vendor-ways",
    "vendor-people",
    "vendor-approvals",
    "vendor-sessions",
    "vendor-agreement",
    "vendor-certificates",
    "vendor-answers",
    "vendor-products",
    "vendor-findings",
)


def render(state: VendorState, result: Result, language: Language) -> str:
    """The whole page in one language; `result` is that of the checks on which `state` rests. The same input gives the
    same bytes."""
    view = View.of(result, language)
    main = tag(
        "main",
        _summary(view, state),
        _tier(view, state),
        _barred(view, state),
        _ways(view, state),
        people(view, state),
        approvals(view, state),
        sessions(view, state),
        agreement(view, state),
        certificates(view, state),
        answers(view, state),
        products(view, state),
        _findings(view, state),
        id="main",
    )
    return page(f"{view.word('vendor')}: {state.vendor.name}", _header(view, state), main, language)


def _header(view: View, state: VendorState) -> Markup:
    vendor, site = state.vendor, view.result.plant.site
    owner = view.word("vendor.owner", owner=vendor.owner) if vendor.owner else view.word("vendor.no_owner")
    review = view.word("vendor.review", date=vendor.review) if vendor.review else view.word("vendor.no_review")
    lines: list[Content] = [
        f"{getattr(KIND[vendor.kind], view.language)} · {vendor.role}",
        [site.organisation, " · ", getattr(site.name, view.language), " · "],
        f"{owner}; {review}",
        _others(view, state),
    ]
    on = tag("span", view.word("vendor.on", date=view.result.today), class_="nowrap")
    lines[1] = [lines[1], on]
    if vendor.contacts:
        told = [", ".join(filter(None, (one.name, one.role, one.email, one.telephone))) for one in vendor.contacts]
        lines.append(view.word("vendor.contacts", names="; ".join(told)))
    links = [tag("li", tag("a", view.word(key), href=f"#{key}")) for key in SECTIONS]
    return tag(
        "header",
        tag("p", view.word("vendor"), class_="kicker"),
        tag("h1", vendor.name),
        [tag("p", line, class_="meta") for line in lines],
        tag("nav", tag("ul", links), aria_label=view.word("contents")),
    )


def _others(view: View, state: VendorState) -> str:
    others = state.vendor.sub_suppliers
    if others is None:
        return view.word("vendor.no_others")
    names = "; ".join(f"{one.name} ({one.does})" for one in others)
    return view.word("vendor.others", names=names) if others else view.word("vendor.nobody_else")


def _summary(view: View, state: VendorState) -> Markup:
    """Tier, score with its confidence, what is not acceptable, and the contract."""
    contract = state.vendor.contract
    first = getattr(state.tier.reasons[0].text, view.language)
    cards = [
        _card("calm", view.word("vendor.tier.is", tier=state.tier.tier), first),
        _card("calm", _score(view, state.score.worth), _confidence(view, state)),
        _card("breach" if state.knock_outs else "calm", view.counted("vendor.barred", len(state.knock_outs))),
    ]
    if contract is None or state.contract is None:
        cards.append(_card("gap", view.word("vendor.no_contract")))
    else:
        told = getattr(VALIDITY[state.contract], view.language)
        told = view.word("vendor.until", state=told, date=contract.last) if contract.last else told
        file = getattr(FILE[state.contract_file], view.language)
        missing = f"{contract.file}: {file}" if state.contract_file is FileState.MISSING else None
        cards.append(_card("calm", view.word("vendor.contract", reference=contract.reference), told, missing))
    return section(view, "headline", tag("div", cards, class_="cards even"))


def _card(kind: str, title: str, *lines: Content) -> Markup:
    return tag("div", tag("h3", title), [tag("div", line) for line in lines], class_=f"card c-{kind}")


def _score(view: View, worth: Worth) -> str:
    if worth.score is None:
        return view.word("vendor.no_score")
    return view.word("vendor.score", score=percent(worth.score))


def _confidence(view: View, state: VendorState) -> list[Content]:
    worth = state.score.worth
    told = view.word(
        "vendor.confidence",
        confidence=percent(worth.confidence),
        answered=worth.answered,
        questions=worth.questions,
    )
    left = tag("div", view.word("vendor.residual", residual=state.score.residual)) if state.score.residual else None
    return [told, left]


def _tier(view: View, state: VendorState) -> Markup:
    rows = [
        tag(
            "tr",
            tag("td", str(one.tier)),
            tag("th", getattr(one.text, view.language), scope="row"),
            tag("td", separated([view.citation(cited) for cited in one.citations], "; "), class_="small"),
        )
        for one in state.tier.reasons
    ]
    heads = [view.word("vendor-tier"), view.word("vendor-tier.reason"), view.word("evidence")]
    missing = ", ".join(getattr(one, view.language) for one in state.tier.not_declared)
    return section(
        view,
        "vendor-tier",
        tag("p", view.word("vendor-tier.intro")),
        listed(view, state, "vendor-tier", heads, rows),
        tag("p", view.word("vendor-tier.missing", what=missing), class_="note") if missing else None,
    )


def _barred(view: View, state: VendorState) -> Markup | None:
    if not state.knock_outs:
        return None
    rows = [
        tag(
            "tr",
            tag("th", tag("code", one.question.id), " ", getattr(one.text, view.language), scope="row"),
            tag("td", getattr(BASIS[one.basis], view.language)),
            tag("td", separated([view.citation(cited) for cited in one.citations], "; "), class_="small"),
        )
        for one in state.knock_outs
    ]
    heads = [view.word("vendor-barred.what"), view.word("vendor-barred.basis"), view.word("evidence")]
    intro = tag("p", view.word("vendor.barred.intro"))
    return section(view, "vendor-barred", intro, listed(view, state, "vendor-barred", heads, rows))


def _ways(view: View, state: VendorState) -> Markup:
    if not state.paths:
        return section(view, "vendor-ways", tag("p", view.word("vendor-ways.none")))
    return section(
        view,
        "vendor-ways",
        tag("p", view.word("vendor-ways.intro")),
        [_way(view, state, one) for one in state.paths],
    )


def _way(view: View, state: VendorState, found: PathState) -> list[Content]:
    path = found.path
    where = ", ".join((view.zones(found.zones), *path.assets))
    about = [getattr(MODE[path.mode], view.language), view.word("vendor-ways.to", where=where)]
    about += [path.product] if path.product else []
    about += [view.word("vendor-ways.through", gateway=path.gateway)] if path.gateway else []
    about.append(view.word("vendor-ways.mfa", answer=yes_no(view, path.mfa)))
    about.append(view.word("vendor-ways.recording", answer=yes_no(view, path.recording)))
    about += [view.word("vendor-ways.approver", approver=path.approver)] if path.approver else []
    parts: list[Content] = [tag("h3", path.id), tag("p", " · ".join(about), class_="small")]
    if found.channels:
        parts.append(_channels(view, state, found))
    else:
        parts.append(tag("p", view.word("vendor-ways.no_channels"), class_="note"))
    for tool in state.tools:
        if tool.path == path.id:
            text = getattr(tool.text, view.language)
            strong = tag("strong", text, class_="flaw") if tool.exploitation is Exploitation.EXPLOITED else text
            parts.append(tag("p", view.word("vendor-ways.exploited"), " ", strong, class_="note"))
    return parts


def _channels(view: View, state: VendorState, found: PathState) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", view.badge(one.verdict), scope="row"),
            tag("td", tag("code", one.conduit or "")),
            tag("td", view.zone(one.from_zone), " → ", view.zone(one.to_zone)),
            tag("td", protocol(one, view.language)),
            [tag("td", view.word(f"answer.{answer}")) for answer in (one.declared, one.permitted, one.observed)],
        )
        for one in found.channels
    ]
    heads = [view.word("verdict"), "Conduit", view.word("vendor-sessions.target"), view.word("protocol")]
    heads += [view.word(key) for key in ("declared", "permitted", "observed")]
    return listed(view, state, "vendor-ways", heads, rows, f"{found.path.id}")


def _findings(view: View, state: VendorState) -> Markup:
    found: Iterable[Content] = [finding_article(view, one) for one in state.findings or ()]
    return section(view, "vendor-findings", found or tag("p", view.word("findings.none")))
