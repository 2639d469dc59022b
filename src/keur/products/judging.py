"""One asset against one advisory: from the claims that fit to a verdict."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from keur.observe.advisories.model import AFFECTED, NOT_AFFECTED, OPEN, Advisory
from keur.observe.advisories.ranges import Answer, Range
from keur.observe.advisories.versions import Version
from keur.plant.model import Text
from keur.products import reasons
from keur.products.fit import Fit, Level
from keur.products.inventory import Item
from keur.products.remedies import Fixes, fix_of, fixes_of
from keur.products.verdict import Basis, State, Verdict

ENOUGH_VARIANTS = 4
"""A product named without its variant is taken for affected when at least so many variants, and all, are."""

IMPLIED = "implied"
"""No status, but a remedy: publishers that convert texts by hand give only the first product its status."""

Statuses = dict[str, dict[str, tuple[str, ...]]]
"""Numbers of vulnerabilities by product and by `affected`, `not affected`, `open` or `implied`."""


def statuses_of(advisory: Advisory) -> Statuses:
    """What an advisory says of each of its products."""
    found: dict[str, dict[str, list[str]]] = {}
    for vulnerability in advisory.vulnerabilities:
        for status, ids in vulnerability.status.items():
            kind = (
                "affected"
                if status in AFFECTED
                else "not affected"
                if status in NOT_AFFECTED
                else "open"
                if status in OPEN
                else ""
            )
            for id in ids if kind else ():
                found.setdefault(id, {}).setdefault(kind, []).append(vulnerability.cve)
        for flag in vulnerability.flags:
            for id in flag.products:
                found.setdefault(id, {}).setdefault("not affected", []).append(vulnerability.cve)
    for vulnerability in advisory.vulnerabilities:
        remedied = {id for one in vulnerability.remediations for id in one.products if one.category != "optional_patch"}
        for id in remedied - found.keys():
            found.setdefault(id, {}).setdefault(IMPLIED, []).append(vulnerability.cve)
    return {id: {kind: tuple(dict.fromkeys(cves)) for kind, cves in kinds.items()} for id, kinds in found.items()}


def justified_in(advisory: Advisory) -> dict[tuple[str, str], tuple[str, str]]:
    """Why products are not affected, by product and vulnerability: the label of VEX, and the publisher's words."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for one in advisory.vulnerabilities:
        labels = {id: flag.label for flag in one.flags for id in flag.products}
        words = {id: threat.details for threat in one.threats if threat.category == "impact" for id in threat.products}
        found.update({(id, one.cve): (labels.get(id, ""), words.get(id, "")) for id in labels | words})
    return found


@dataclass(frozen=True, slots=True)
class _Finding:
    fit: Fit
    state: State
    reason: Text
    quote: str
    cves: tuple[str, ...]
    contradiction: bool = False
    by_status: bool = False
    """The maker says so of the product, whatever a range says."""


_BASIS = {Level.CODE: Basis.ORDER_NUMBER, Level.NAME: Basis.NAME, Level.GENERAL: Basis.VAGUE_NAME}


@dataclass(frozen=True, slots=True)
class Said:
    """What an advisory says of its products."""

    statuses: Statuses
    fixes: Fixes
    justified: dict[tuple[str, str], tuple[str, str]]


def said_in(advisory: Advisory) -> Said:
    return Said(statuses_of(advisory), fixes_of(advisory), justified_in(advisory))


def judge(item: Item, advisory: Advisory, said: Said, fits: list[Fit]) -> Verdict | None:
    """The verdict from all claims of an advisory that fit an asset; None when the advisory says nothing of them."""
    if advisory.withdrawn:
        return None
    chosen = _joined_lines(_most_precise(fits, item.tokens), said.statuses)
    findings = [one for fit in chosen for one in _findings(item, said, fit)]
    if not findings:
        return None
    decided = _decide(item, findings, chosen[0].level)
    fit = decided.fit
    return Verdict(
        asset=item.asset.id,
        advisory=advisory.id,
        cves=decided.cves,
        state=decided.state,
        reason=decided.reason,
        quote=decided.quote,
        product=fit.claim.product.full_name,
        basis=_BASIS[fit.level],
        installed=item.version_written,
        expression=fit.claim.product.version,
    )


def _most_precise(fits: list[Fit], tokens: frozenset[str]) -> list[Fit]:
    """The fits of the surest kind, and of these the ones that no more precise name or narrower line replaces."""
    if len(fits) == 1:
        return fits
    level = max(fit.level for fit in fits)
    best = [fit for fit in fits if fit.level is level]
    if level is Level.CODE and any(fit.core for fit in best):
        best = [fit for fit in best if fit.core]
    if level is Level.NAME:
        best = [fit for fit in best if not any(fit.core < other.core for other in best)]
        named = {fit.core for fit in best if fit.variant and fit.variant <= tokens}
        best = [fit for fit in best if fit.core not in named or not fit.variant or fit.variant <= tokens]
    depth = max((_depth(fit) for fit in best), default=0)
    if depth:
        # `WinCC V7.4` says more of 7.4 than `WinCC V15 and earlier`.
        best = [fit for fit in best if all(line.operator == "in" or line.hardware for line in fit.claim.lines)]
    return [fit for fit in best if not _depth(fit) or _depth(fit) == depth]


def _joined_lines(fits: list[Fit], statuses: Statuses) -> list[Fit]:
    """Several upper bounds of one product for the same vulnerabilities are its release lines."""
    if len(fits) < 2:
        return fits
    groups: dict[tuple[object, ...], list[Fit]] = {}
    for fit in fits:
        claim = fit.claim
        bound = _only_upper(claim.range)
        affected = statuses.get(claim.product.id, {}).get("affected", ())
        key = (
            (claim.product.names, claim.product.platforms, affected, claim.lines)
            if bound and affected
            else (claim.product.id,)
        )
        groups.setdefault(key, []).append(fit)
    found = []
    for group in groups.values():
        bounds = {
            interval.high.key: interval for fit in group for interval in fit.claim.range.intervals if interval.high
        }
        if len(group) < 2 or len(bounds) < 2:
            found += group
            continue
        written = " | ".join(dict.fromkeys(fit.claim.product.version for fit in group))
        lines = dataclasses.replace(group[0].claim.range, intervals=(), lines=tuple(bounds.values()), written=written)
        product = dataclasses.replace(group[0].claim.product, version=written)
        found.append(
            dataclasses.replace(
                group[0], claim=dataclasses.replace(group[0].claim, product=product, range=lines, spoken=None)
            )
        )
    return found


def _only_upper(range_: Range) -> bool:
    return len(range_.intervals) == 1 and range_.intervals[0].low is None and not range_.condition and not range_.lines


def _depth(fit: Fit) -> int:
    return max(
        (line.version.depth for line in fit.claim.lines if line.operator == "in" and not line.hardware), default=0
    )


def _findings(item: Item, said: Said, fit: Fit) -> list[_Finding]:
    claim = fit.claim
    kinds = said.statuses.get(claim.product.id, {})
    found = []
    if cves := kinds.get("affected"):
        found.append(_affected(item, said, fit, cves))
    elif cves := kinds.get(IMPLIED):
        one = _affected(item, said, fit, cves)
        implied = one.state is State.AFFECTED
        found.append(dataclasses.replace(one, reason=reasons.implied(one.reason)) if implied else one)
    if (cves := kinds.get("not affected")) and not fit.doubt and _answer(item, fit)[0] is Answer.IN:
        found.append(_said_not_affected(item, said, fit, cves))
    if (cves := kinds.get("open")) and _answer(item, fit)[0] is not Answer.OUT:
        found.append(_Finding(fit, State.NEEDS_CHECK, reasons.under_investigation(), reasons.quote(claim), cves))
    return found


def _said_not_affected(item: Item, said: Said, fit: Fit, cves: tuple[str, ...]) -> _Finding:
    """That the maker says so, with the reason that it gives for the first vulnerability with one."""
    claim = fit.claim
    given = next((why for cve in cves if (why := said.justified.get((claim.product.id, cve)))), None)
    reason, quote = reasons.said_not_affected(item), reasons.quote(claim)
    if given:
        reason = reasons.justified(given[0]) if given[0] else reason
        quote = reasons.short(f"{quote} | {': '.join(one for one in given if one)}")
    return _Finding(fit, State.NOT_AFFECTED, reason, quote, cves, by_status=True)


def _answer(item: Item, fit: Fit) -> tuple[Answer, Text | None]:
    """Whether the asset's version is meant, with the reason where that cannot be told."""
    claim = fit.claim
    if claim.range.everything and claim.spoken is None:
        return Answer.IN, None
    if item.version is None:
        if claim.range.everything:
            return Answer.IN, None
        return Answer.UNSURE, reasons.version_unreadable(item) if item.version_written else reasons.version_missing()
    answer = claim.range.holds(item.version)
    if claim.spoken is not None and not claim.spoken.everything:
        spoken = claim.spoken.holds(item.version)
        if answer is Answer.UNSURE or claim.range.doubtful:
            answer = spoken
        elif spoken is not Answer.UNSURE and spoken is not answer:
            return Answer.UNSURE, reasons.range_against_name(claim)
    if answer is Answer.UNSURE:
        doubtful = claim.range.doubtful or not claim.range.readable
        return answer, reasons.range_unreadable(claim) if doubtful else reasons.version_on_the_edge(item, claim)
    return answer, None


def _affected(item: Item, said: Said, fit: Fit, cves: tuple[str, ...]) -> _Finding:
    claim, quote = fit.claim, reasons.quote(fit.claim)
    answer, why = _answer(item, fit)
    if answer is Answer.OUT:
        return _Finding(fit, State.NOT_AFFECTED, reasons.outside(item, claim), quote, cves)
    fix = fix_of(said.fixes, claim.product.id, item)
    if answer is Answer.UNSURE:
        if fix and why == reasons.version_on_the_edge(item, claim):
            return _Finding(fit, State.NOT_AFFECTED, reasons.fixed(item), reasons.short(fix.text), cves)
        return _Finding(fit, State.NEEDS_CHECK, why or reasons.version_missing(), quote, cves)
    if fit.doubt:
        return _Finding(fit, State.NEEDS_CHECK, reasons.not_known(fit.doubt, claim), quote, cves)
    if claim.range.condition:
        return _Finding(fit, State.NEEDS_CHECK, reasons.condition(claim), quote, cves)
    if fix is not None:
        words = reasons.short(fix.text)
        return _Finding(fit, State.NEEDS_CHECK, reasons.remedy_against_range(item, fix.version), words, cves, True)
    return _Finding(fit, State.AFFECTED, reasons.inside(item, claim), quote, cves)


def _decide(item: Item, findings: list[_Finding], level: Level) -> _Finding:
    hit = [one for one in findings if one.state is State.AFFECTED]
    open_ = [one for one in findings if one.state is State.NEEDS_CHECK]
    clear = [one for one in findings if one.state is State.NOT_AFFECTED]
    first = (hit or open_ or clear)[0]
    if level is Level.GENERAL:
        return _decide_vague(first, hit, open_, clear)
    if hit and item.contradiction:
        return _as_check(first, reasons.inventory_against_itself(*item.contradiction))
    said_clear = [one for one in clear if set(one.cves) & set(first.cves) and one.by_status]
    if hit and said_clear:
        return _as_check(first, reasons.both_statuses(said_clear[0].fit.claim))
    if hit and clear and hit[0].fit.core == clear[0].fit.core and hit[0].fit.level is not Level.CODE:
        names = {one.fit.claim.product.names for one in (*hit, *clear)}
        if len(names) > 1 and _sides(hit) & _sides(clear) == set() and _differ_by_variant(hit, clear):
            return _as_check(first, reasons.variants_differ(hit[0].fit.claim, clear[0].fit.claim))
    if item.version is not None and (older := _fixed_in_own_line(item.version, hit, clear)):
        return _as_check(first, reasons.lines_differ(hit[0].fit.claim, older.fit.claim))
    cves = tuple(dict.fromkeys(cve for one in (hit or open_ or clear) for cve in one.cves))
    return _Finding(first.fit, first.state, first.reason, first.quote, cves, first.contradiction)


def _fixed_in_own_line(version: Version, hit: list[_Finding], clear: list[_Finding]) -> _Finding | None:
    """A claim by which the version is fixed in its own release line, where only the bound of a later line holds it."""
    if not hit or not all(
        one.fit.family and _only_upper(one.fit.claim.range) and _first_number(one) > version.parts[0][3] for one in hit
    ):
        return None
    names = {one.fit.claim.product.names for one in hit}
    for one in clear:
        if (
            one.fit.claim.product.names in names
            and _only_upper(one.fit.claim.range)
            and _first_number(one) == version.parts[0][3]
        ):
            return one
    return None


def _first_number(finding: _Finding) -> int:
    high = finding.fit.claim.range.intervals[0].high
    return high.parts[0][3] if high else 0


def _sides(findings: list[_Finding]) -> set[str]:
    return {one.fit.claim.product.names[-1] for one in findings if one.fit.claim.product.names}


def _differ_by_variant(hit: list[_Finding], clear: list[_Finding]) -> bool:
    """Whether the two sides are told apart by an order number or a remark that the asset does not have."""
    every = (*hit, *clear)
    if any(one.fit.claim.lines for one in every):
        return False
    remarks = {one.fit.variant for one in hit}.isdisjoint({one.fit.variant for one in clear})
    return remarks or all(one.fit.claim.codes for one in every)


def _decide_vague(first: _Finding, hit: list[_Finding], open_: list[_Finding], clear: list[_Finding]) -> _Finding:
    if not hit and not open_:
        return first
    if not open_ and not clear and len(_sides(hit)) >= ENOUGH_VARIANTS:
        return _Finding(first.fit, State.AFFECTED, reasons.all_variants(len(_sides(hit))), first.quote, first.cves)
    return _as_check(first, reasons.vague_name(first.fit.claim))


def _as_check(finding: _Finding, reason: Text) -> _Finding:
    return _Finding(finding.fit, State.NEEDS_CHECK, reason, finding.quote, finding.cves, True)
