"""The steps about size: the group, the figures of each year, and the two tests over two years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from keur.assess.scope.certainty import Demonstrated
from keur.assess.scope.group import Bond, Counted, counted, figures
from keur.assess.scope.result import Step
from keur.assess.scope.size import LARGE, MEDIUM, ROW, Figure, Threshold, YearFigures, over_two_years
from keur.plant.entity import LegalEntity
from keur.plant.model import Place, Text

OLDEST_YEARS = 2
"""Accounts that end longer ago than this many calendar years are no longer the last approved ones."""

_BONDS = {
    Bond.LINKED: Text(nl="verbonden", en="linked"),
    Bond.PARTNER: Text(nl="partner", en="partner"),
    Bond.LINKED_TO_PARTNER: Text(nl="verbonden met een partner", en="linked to a partner"),
    Bond.PARTNER_OF_LINKED: Text(nl="partner van een verbonden bedrijf", en="partner of a linked company"),
    Bond.AUTONOMOUS: Text(nl="minder dan 25 %", en="less than 25 %"),
    Bond.INVESTOR: Text(nl="investeerder die geen partner is", en="investor that is no partner"),
    Bond.PUBLIC_BODY: Text(nl="overheid, telt niet mee", en="public body, does not count"),
    Bond.INDIRECT: Text(nl="niet rechtstreeks", en="not direct"),
}


def number(value: Decimal) -> Text:
    """A number as people write it in each language."""
    plain = f"{value.normalize():,f}"
    return Text(nl=plain.translate(str.maketrans(",.", ".,")), en=plain)


def sized(entity: LegalEntity, threshold: Threshold) -> Demonstrated:
    """Whether the entity counts as over a threshold."""
    years = [year.over(threshold) for year in figures(entity)]
    return over_two_years(years, from_founding(entity))


def from_founding(entity: LegalEntity) -> bool:
    """Whether the first year that is filled in is the entity's first."""
    return bool(entity.accounts) and entity.accounts[0].year == entity.first_accounts


def size_steps(entity: LegalEntity, today: dt.date) -> tuple[Step, ...]:
    """The steps from the group to the size."""
    years = figures(entity)
    return (
        _group(entity),
        _figures(entity, years, today),
        _threshold(entity, years, MEDIUM, "medium"),
        _threshold(entity, years, LARGE, "large"),
    )


def _group(entity: LegalEntity) -> Step:
    title = Text(nl="Wie telt mee voor de grootte?", en="Who counts for the size?")
    rows: tuple[str, ...] = ("Kamerstuk 36 764, nr. 3", "Rec 2003/361 6")
    if entity.group is None:
        return Step(
            "group",
            title,
            None,
            Text(nl="Niet ingevuld of er een groep is.", en="Whether there is a group is not filled in."),
            rows,
            _at(entity),
            (_fill("organisation.group", "een lege lijst als er geen groep is", "an empty list when there is none"),),
        )
    others = counted(entity.group)
    rows += tuple(dict.fromkeys(row for one in others for row in _rows_of(one)))
    if not others:
        text = Text(nl="Geen groep: alleen de eigen cijfers tellen.", en="No group: only its own figures count.")
        return Step("group", title, True, text, (*rows, "Rec 2003/361 3(1)"), _at(entity))
    doubt = None
    if any(one.bond is Bond.PARTNER_OF_LINKED for one in others):
        doubt = Text(
            nl="de partner van een verbonden bedrijf telt hier naar rato mee; die regel is niet in de bron nagelezen",
            en="the partner of a linked company counts here pro rata; that rule was not read in the source",
        )
    text = Text(nl="; ".join(_company(one).nl for one in others), en="; ".join(_company(one).en for one in others))
    places = tuple(one.company.place for one in others)
    return Step("group", title, True, Text(nl=f"{text.nl}.", en=f"{text.en}."), rows, places, doubt=doubt)


def _rows_of(one: Counted) -> tuple[str, ...]:
    return {
        Bond.LINKED: ("Rec 2003/361 3(3)",),
        Bond.LINKED_TO_PARTNER: ("Rec 2003/361 3(2)", "Rec 2003/361 3(3)"),
        Bond.PARTNER_OF_LINKED: ("Rec 2003/361 3(2)", "Rec 2003/361 3(3)"),
        Bond.AUTONOMOUS: ("Rec 2003/361 3(1)",),
        Bond.PUBLIC_BODY: ("Rec 2003/361 3(4)", "Cbw 8(2)", "Cbw 12(2)", "NIS2 2(1)"),
    }.get(one.bond, ("Rec 2003/361 3(2)",))


def _company(one: Counted) -> Text:
    bond, share = _BONDS[one.bond], number(one.factor * 100)
    name = one.company.name
    if one.company.consolidated:
        return Text(
            nl=f"{name}: {bond.nl}, zit al in de jaarrekening", en=f"{name}: {bond.en}, is already in the accounts"
        )
    return Text(nl=f"{name}: {bond.nl}, telt voor {share.nl} %", en=f"{name}: {bond.en}, counts for {share.en} %")


def _figures(entity: LegalEntity, years: Sequence[YearFigures], today: dt.date) -> Step:
    title = Text(nl="De cijfers, met de groep", en="The figures, with the group")
    rows = ("Rec 2003/361 4(1)", "Rec 2003/361 5", "Rec 2003/361 6")
    missing = _missing_figures(entity)
    if not years:
        text = Text(nl="Geen cijfers ingevuld.", en="No figures filled in.")
        return Step("figures", title, None, text, rows, _at(entity), missing)
    shown = [_year(year) for year in years]
    text = Text(nl="; ".join(one.nl for one in shown), en="; ".join(one.en for one in shown))
    known = all(figure.complete for year in years for figure in (year.staff_awu, year.turnover_eur, year.balance_eur))
    places = tuple(one.place for one in entity.accounts)
    doubt = _doubtful_figures(entity, today)
    return Step("figures", title, True if known else None, text, rows, places, missing, doubt)


def _doubtful_figures(entity: LegalEntity, today: dt.date) -> Text | None:
    last = entity.accounts[-1].year
    if last < today.year - OLDEST_YEARS:
        return Text(
            nl=f"de laatste cijfers zijn van {last}; de laatste goedgekeurde jaarrekening telt",
            en=f"the last figures are of {last}; the last approved accounts count",
        )
    if any(one.estimate for one in entity.accounts):
        return Text(nl="er staan schattingen in de cijfers", en="the figures hold estimates")
    return None


def _year(year: YearFigures) -> Text:
    staff, turnover, balance = (_amount(figure) for figure in (year.staff_awu, year.turnover_eur, year.balance_eur))
    return Text(
        nl=f"{year.year}: {staff.nl} arbeidsjaareenheden, omzet EUR {turnover.nl}, balanstotaal EUR {balance.nl}",
        en=f"{year.year}: {staff.en} annual work units, turnover EUR {turnover.en}, balance sheet EUR {balance.en}",
    )


def _amount(figure: Figure) -> Text:
    shown = number(figure.least)
    if figure.complete:
        return shown
    return Text(nl=f"{shown.nl} of meer", en=f"{shown.en} or more") if figure.least else Text(nl="?", en="?")


def _missing_figures(entity: LegalEntity) -> tuple[Text, ...]:
    """The figures that are not filled in, of the entity and of what counts of its group."""
    if not entity.accounts:
        return (_fill("organisation.accounts", "twee jaren achter elkaar", "two years in a row"),)
    found = []
    if len(entity.accounts) == 1 and not from_founding(entity):
        found.append(
            _fill(
                f"organisation.accounts, {entity.accounts[0].year - 1}",
                "de regel van twee jaar vraagt twee jaren",
                "the two-year rule needs two years",
            )
        )
    wanted = [("organisation", entity.accounts)]
    wanted += [(one.company.name, one.company.accounts) for one in counted(entity.group or ()) if one.factor]
    for owner, accounts in wanted:
        by_year = {one.year: one for one in accounts}
        for year in (one.year for one in entity.accounts):
            own = by_year.get(year)
            lacking = [
                key for key in ("staff_awu", "turnover_eur", "balance_eur") if own is None or getattr(own, key) is None
            ]
            if lacking:
                found.append(_fill(f"{owner}: {year} {', '.join(lacking)}"))
    return tuple(found)


def _threshold(entity: LegalEntity, years: Sequence[YearFigures], threshold: Threshold, id: str) -> Step:
    title = {
        "medium": Text(nl="Ten minste middelgroot?", en="At least medium-sized?"),
        "large": Text(nl="Groot?", en="Large?"),
    }[id]
    turnover, balance = number(Decimal(threshold.turnover_eur)), number(Decimal(threshold.balance_eur))
    rule = Text(
        nl=f"{threshold.staff_awu} of meer arbeidsjaareenheden, of omzet boven EUR {turnover.nl} én balanstotaal "
        f"boven EUR {balance.nl}, twee jaar achter elkaar",
        en=f"{threshold.staff_awu} annual work units or more, or turnover above EUR {turnover.en} and balance sheet "
        f"above EUR {balance.en}, two years in a row",
    )
    each = [_side(year, threshold) for year in years]
    text = Text(
        nl=". ".join([rule.nl, *(one.nl for one in each)]) + ".",
        en=". ".join([rule.en, *(one.en for one in each)]) + ".",
    )
    answer = sized(entity, threshold)
    missing: tuple[Text, ...] = ()
    if (
        answer is None
        and len({year.over(threshold) for year in years}) > 1
        and all(year.over(threshold) is not None for year in years)
    ):
        missing = (
            _fill(
                f"organisation.accounts, {years[0].year - 1}",
                "de jaren verschillen; een jaar eerder beslist",
                "the years differ; an earlier year decides",
            ),
        )
    places = tuple(one.place for one in entity.accounts) or _at(entity)
    return Step(id, title, answer, text, (ROW, "Rec 2003/361 4(2)"), places, missing)


def _side(year: YearFigures, threshold: Threshold) -> Text:
    """On which side of a threshold a year is, and why."""
    over = year.over(threshold)
    if over is None:
        return Text(nl=f"{year.year}: niet aangetoond", en=f"{year.year}: not demonstrated")
    if not over:
        return Text(nl=f"{year.year}: nee", en=f"{year.year}: no")
    staff, money = year.by_staff(threshold), year.by_money(threshold)
    nl = " en ".join(word for word, holds in (("personeel", staff), ("omzet en balans samen", money)) if holds)
    en = " and ".join(word for word, holds in (("staff", staff), ("turnover and balance both", money)) if holds)
    return Text(nl=f"{year.year}: ja, door {nl}", en=f"{year.year}: yes, by {en}")


def _fill(key: str, nl: str = "", en: str = "") -> Text:
    return Text(nl=f"{key}" + (f" ({nl})" if nl else ""), en=f"{key}" + (f" ({en})" if en else ""))


def _at(entity: LegalEntity) -> tuple[Place, ...]:
    return () if entity.place is None else (entity.place,)
