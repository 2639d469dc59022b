"""What would change the class: so many staff more or fewer, an entry that fits after all, a decision of a minister."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from keur.assess.scope.classes import Case, Span, classify
from keur.assess.scope.group import figures
from keur.assess.scope.result import Change
from keur.assess.scope.size import LARGE, MEDIUM, ROW, Threshold, YearFigures
from keur.assess.scope.size_steps import number
from keur.plant.entity import LegalEntity, Special
from keur.plant.model import Text

SIZE_ROWS = (ROW, "Rec 2003/361 4(2)")


def changes(entity: LegalEntity, case: Case) -> tuple[Change, ...]:
    """What would change the class, by trying it on the same rules."""
    now = classify(case)
    return tuple(one for one in _thinkable(entity, case) if one.outcome != now)


def _thinkable(entity: LegalEntity, case: Case) -> Iterator[Change]:
    years = figures(entity)
    if years:
        yield from _of_size(case, years[-1], MEDIUM)
        yield from _of_size(case, years[-1], LARGE)
    yield from _of_entries(case)
    yield from _of_decisions(case)


def _of_entries(case: Case) -> Iterator[Change]:
    """The answers that an open question can get."""
    for at, (entry, fits) in enumerate(case.entries):
        if fits is not None:
            continue
        for answer, nl, en in ((True, "past", "fits"), (False, "niet past", "does not fit")):
            entries = (*case.entries[:at], (entry, answer), *case.entries[at + 1 :])
            yield Change(
                Text(nl=f"als {entry.id} {nl}", en=f"if {entry.id} {en}"),
                classify(replace(case, entries=entries)),
                (entry.row, f"Cbw Annex {entry.annex}"),
            )


def _of_decisions(case: Case) -> Iterator[Change]:
    """What a minister can decide."""
    special = case.special or frozenset()
    yield Change(
        Text(nl="als u een kritieke entiteit (Wwke) wordt", en="if you become a critical entity (Wwke)"),
        classify(replace(case, special=special | {Special.WWKE_CRITICAL})),
        ("Cbw 8(1)(i)",),
    )
    if any(fits for _, fits in case.entries):
        yield Change(
            Text(nl="als de minister u aanwijst", en="if the minister designates you"),
            classify(replace(case, special=special | {Special.DESIGNATED})),
            ("Cbw 9",),
        )


def _of_size(case: Case, last: YearFigures, threshold: Threshold) -> Iterator[Change]:
    now = case.medium if threshold is MEDIUM else case.large
    if now is not True:
        yield Change(_growth(last, threshold), _with_size(case, threshold, over=True), SIZE_ROWS)
    if now is not False:
        yield Change(_shrinking(last, threshold), _with_size(case, threshold, over=False), SIZE_ROWS)


def _with_size(case: Case, threshold: Threshold, *, over: bool) -> Span:
    if threshold is MEDIUM:
        # What is not even medium-sized is not large either.
        return classify(replace(case, medium=over, large=case.large if over else False))
    return classify(replace(case, large=over, medium=True if over else case.medium))


def staff_to_grow(last: YearFigures, threshold: Threshold) -> Decimal:
    """Annual work units that the last year lacks to reach the threshold by staff alone."""
    return max(threshold.staff_awu - last.staff_awu.least, Decimal(0))


def _growth(last: YearFigures, threshold: Threshold) -> Text:
    if last.over(threshold):
        return Text(
            nl=f"als het jaar na {last.year} er ook boven blijft",
            en=f"if the year after {last.year} stays above it too",
        )
    staff = number(staff_to_grow(last, threshold))
    money = _money_to_grow(last, threshold)
    return Text(
        nl=f"met {staff.nl} arbeidsjaareenheden meer ({threshold.staff_awu} of meer), of met {money.nl}; twee jaar "
        "achter elkaar",
        en=f"with {staff.en} more annual work units ({threshold.staff_awu} or more), or with {money.en}; two years "
        "in a row",
    )


def _money_to_grow(last: YearFigures, threshold: Threshold) -> Text:
    """What of turnover and balance sheet is not above the threshold yet."""
    turnover, balance = number(Decimal(threshold.turnover_eur)), number(Decimal(threshold.balance_eur))
    parts = []
    if last.turnover_eur.exceeds(threshold.turnover_eur) is not True:
        parts.append(Text(nl=f"omzet boven EUR {turnover.nl}", en=f"turnover above EUR {turnover.en}"))
    if last.balance_eur.exceeds(threshold.balance_eur) is not True:
        parts.append(Text(nl=f"balanstotaal boven EUR {balance.nl}", en=f"balance sheet above EUR {balance.en}"))
    return Text(nl=" én ".join(one.nl for one in parts), en=" and ".join(one.en for one in parts))


def _shrinking(last: YearFigures, threshold: Threshold) -> Text:
    turnover, balance = number(Decimal(threshold.turnover_eur)), number(Decimal(threshold.balance_eur))
    staff = number(max(last.staff_awu.least - threshold.staff_awu, Decimal(0)))
    if last.over(threshold) is False:
        return Text(
            nl=f"als het jaar na {last.year} er ook onder blijft",
            en=f"if the year after {last.year} stays below it too",
        )
    parts = []
    if last.by_staff(threshold) is not False:
        parts.append(
            Text(
                nl=f"met meer dan {staff.nl} arbeidsjaareenheden minder (onder {threshold.staff_awu})",
                en=f"with more than {staff.en} annual work units fewer (below {threshold.staff_awu})",
            )
        )
    if last.by_money(threshold) is not False:
        parts.append(
            Text(
                nl=f"met omzet van hoogstens EUR {turnover.nl} of balanstotaal van hoogstens EUR {balance.nl}",
                en=f"with turnover of at most EUR {turnover.en} or balance sheet of at most EUR {balance.en}",
            )
        )
    return Text(
        nl=" en ".join(one.nl for one in parts) + "; twee jaar achter elkaar",
        en=" and ".join(one.en for one in parts) + "; two years in a row",
    )
