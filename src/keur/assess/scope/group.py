"""Which companies of a group count for its size, and for how much (Recommendation 2003/361/EC, Arts. 3 and 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keur.assess.scope.size import NOTHING, UNKNOWN, Figure, YearFigures, figure
from keur.plant.entity import Accounts, GroupCompany, LegalEntity

PARTNER_PERCENT = 25
MAJORITY_PERCENT = 50


class Bond(StrEnum):
    """How a company counts."""

    LINKED = "linked"
    PARTNER = "partner"
    LINKED_TO_PARTNER = "linked-to-partner"
    PARTNER_OF_LINKED = "partner-of-linked"
    AUTONOMOUS = "autonomous"
    INVESTOR = "investor"
    PUBLIC_BODY = "public-body"
    INDIRECT = "indirect"
    """Behind a partner, or behind a company that does not count."""


COUNTING = (Bond.LINKED, Bond.PARTNER, Bond.LINKED_TO_PARTNER, Bond.PARTNER_OF_LINKED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A company of the group, and the part of its figures that counts."""

    company: GroupCompany
    bond: Bond
    factor: Decimal
    """From 0 to 1; 0 also for a company whose figures are in the entity's accounts already."""


def own_bond(company: GroupCompany) -> Bond:
    """What a company is to the one that it hangs on, whatever lies between that one and the entity."""
    share = max(company.capital_percent, company.votes_percent)
    if company.public_body:
        return Bond.PUBLIC_BODY
    if company.control or company.votes_percent > MAJORITY_PERCENT:
        return Bond.LINKED
    if share < PARTNER_PERCENT:
        return Bond.AUTONOMOUS
    if company.investor is not None and share <= MAJORITY_PERCENT:
        return Bond.INVESTOR
    return Bond.PARTNER


def counted(group: Sequence[GroupCompany]) -> tuple[Counted, ...]:
    """Each company of the group with its bond to the entity, in the order of the plant folder."""
    by_name = {company.name: company for company in group}
    bonds: dict[str, tuple[Bond, Decimal]] = {}
    for company in group:
        chain = [company]
        while (above := chain[-1].of) is not None and above not in bonds:
            chain.append(by_name[above])
        for one in reversed(chain):
            bonds[one.name] = _direct(one) if one.of is None else _further(*bonds[one.of], one)
    return tuple(
        Counted(one, bonds[one.name][0], Decimal(0) if one.consolidated else bonds[one.name][1]) for one in group
    )


def _direct(company: GroupCompany) -> tuple[Bond, Decimal]:
    """The bond of a company that hangs on the entity itself, and the part of its figures that counts."""
    own = own_bond(company)
    return own, {Bond.LINKED: Decimal(1), Bond.PARTNER: _share(company)}.get(own, Decimal(0))


def _further(above: Bond, factor: Decimal, company: GroupCompany) -> tuple[Bond, Decimal]:
    """The bond of a company that hangs on another with the bond `above`, of which `factor` counts."""
    own = own_bond(company)
    if own is Bond.LINKED and above in COUNTING:
        return (Bond.LINKED_TO_PARTNER if above is Bond.PARTNER else above), factor
    if own is Bond.PARTNER and above is Bond.LINKED:
        return Bond.PARTNER_OF_LINKED, _share(company)
    return (own if own not in COUNTING else Bond.INDIRECT), Decimal(0)


def _share(company: GroupCompany) -> Decimal:
    return max(company.capital_percent, company.votes_percent) / 100


def figures(entity: LegalEntity) -> tuple[YearFigures, ...]:
    """The figures of each year of the entity's accounts, with what the group adds by its bonds of today.

    Where nobody says whether there is a group, or a company's figures are not filled in, sums are lower bounds.
    """
    others = counted(entity.group or ())
    start = UNKNOWN if entity.group is None else NOTHING
    return tuple(_of_year(accounts, others, start) for accounts in entity.accounts)


def _of_year(own: Accounts, others: Sequence[Counted], start: Figure) -> YearFigures:
    staff, turnover, balance = (start + figure(value) for value in (own.staff_awu, own.turnover_eur, own.balance_eur))
    for other in others:
        same = next((one for one in other.company.accounts if one.year == own.year), None)
        staff += figure(same.staff_awu if same else None).times(other.factor)
        turnover += figure(same.turnover_eur if same else None).times(other.factor)
        balance += figure(same.balance_eur if same else None).times(other.factor)
    return YearFigures(own.year, staff, turnover, balance)


def undertaking_turnover(entity: LegalEntity) -> Figure:
    """Turnover of the last year of the entity and all linked companies, without partners: the undertaking."""
    if not entity.accounts:
        return UNKNOWN
    last = entity.accounts[-1]
    linked = [one for one in counted(entity.group or ()) if one.bond is Bond.LINKED]
    return _of_year(last, linked, UNKNOWN if entity.group is None else NOTHING).turnover_eur
