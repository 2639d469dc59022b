"""The legal entity of `plant.yaml`: from records to its type, with the rules between its keys."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from keur.plant.entity import Accounts, Activity, Arrangement, GroupCompany, LegalEntity
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.model import Text
from keur.plant.shapes import Read, bare

MAJORITY_PERCENT = 50


def entity(read: Read) -> LegalEntity:
    """The legal entity, of the record `organisation`."""
    fields: dict[str, Read] = read.value
    value = bare(read)
    return LegalEntity(
        established=value.get("established"),
        kvk=value.get("kvk"),
        foreign_register=value.get("foreign_register"),
        address=value.get("address"),
        emails=value.get("emails", ()),
        telephones=value.get("telephones", ()),
        ip_ranges=value.get("ip_ranges"),
        domain_names=value.get("domain_names"),
        member_states=value.get("member_states"),
        sharing=_all(fields, "sharing", _arrangement),
        first_accounts=value.get("first_accounts"),
        activities=_all(fields, "activities", _activity),
        accounts=_all(fields, "accounts", _accounts) or (),
        group=_all(fields, "group", _company),
        special=value.get("special"),
        place=read.place,
    )


def _all(fields: dict[str, Read], key: str, make: Any) -> Any:
    return tuple(map(make, fields[key].value)) if key in fields else None


def _arrangement(read: Read) -> Arrangement:
    return Arrangement(**({"left": None} | bare(read)))


def _accounts(read: Read) -> Accounts:
    value = bare(read)
    return Accounts(
        year=value["year"],
        staff_awu=value.get("staff_awu"),
        turnover_eur=value.get("turnover_eur"),
        balance_eur=value.get("balance_eur"),
        estimate=value.get("estimate", False),
        place=read.place,
    )


def _activity(read: Read) -> Activity:
    value = bare(read)
    return Activity(
        description=value["description"],
        nace=_digits(value.get("nace")),
        sbi=_digits(value.get("sbi")),
        entries=value.get("entries"),
        weight=value.get("weight"),
        generation_mw=value.get("generation_mw"),
        place=read.place,
    )


def _company(read: Read) -> GroupCompany:
    value = bare(read)
    capital, votes = value.get("capital_percent"), value.get("votes_percent")
    if votes is None and capital is not None:
        # Nearly always votes follow capital; who knows otherwise writes both, or that there is no control.
        votes = min(capital, Decimal(MAJORITY_PERCENT)) if value.get("control") is False else capital
    return GroupCompany(
        name=value["name"],
        of=value.get("of"),
        capital_percent=next((share for share in (capital, votes) if share is not None), Decimal(0)),
        votes_percent=Decimal(0) if votes is None else votes,
        control=value.get("control", False),
        investor=value.get("investor"),
        public_body=value.get("public_body", False),
        consolidated=value.get("consolidated", False),
        accounts=_all(read.value, "accounts", _accounts) or (),
        place=read.place,
    )


def _digits(code: str | None) -> str | None:
    return None if code is None else code.replace(".", "")


def check_organisation(read: Read | None, mistakes: Mistakes) -> None:
    """Rules between the keys of the legal entity: years in order, a group that hangs together, codes that agree."""
    organisation = read.value.get("organisation") if read is not None else None
    if organisation is None:
        return
    fields: dict[str, Read] = organisation.value
    _check_years(fields, mistakes)
    for activity in _list(fields, "activities"):
        _check_codes(activity, mistakes)
    for arrangement in _list(fields, "sharing"):
        _check_arrangement(arrangement, mistakes)
    _check_group(_list(fields, "group"), mistakes)
    start, accounts = fields.get("first_accounts"), _list(fields, "accounts")
    first = next((one.value["year"] for one in accounts if "year" in one.value), None)
    if start and first and first.value < start.value:
        mistakes.add(
            first.place,
            Text(
                nl=f"`year` ({first.value}) ligt voor het eerste boekjaar (`first_accounts`: {start.value})",
                en=f"`year` ({first.value}) is before the first accounts (`first_accounts`: {start.value})",
            ),
        )


def _list(fields: dict[str, Read], key: str) -> Sequence[Read]:
    return fields[key].value if key in fields else ()


def _check_years(fields: dict[str, Read], mistakes: Mistakes) -> None:
    """The years of accounts follow each other, oldest first."""
    years = [one.value["year"] for one in _list(fields, "accounts") if "year" in one.value]
    for earlier, later in itertools.pairwise(years):
        before, year = earlier.value, later.value
        if year == before:
            text = Text(nl=f"het jaar {year} staat er twee keer", en=f"the year {year} stands here twice")
        elif year < before:
            text = Text(
                nl=f"{year} staat na {before}; zet de jaren op volgorde, het oudste eerst",
                en=f"{year} stands after {before}; put the years in order, oldest first",
            )
        elif year > before + 1:
            text = Text(
                nl=f"tussen {before} en {year} ontbreekt een jaar; de regel van twee jaar vraagt jaren achter elkaar",
                en=f"a year is missing between {before} and {year}; the two-year rule needs years in a row",
            )
        else:
            continue
        mistakes.add(later.place, text)


def _check_codes(activity: Read, mistakes: Mistakes) -> None:
    nace, sbi = activity.value.get("nace"), activity.value.get("sbi")
    if nace and sbi and nace.value[:2] != sbi.value[:2]:
        mistakes.add(
            sbi.place,
            Text(
                nl=f"`nace` ({nace.value}) en `sbi` ({sbi.value}) noemen niet dezelfde afdeling (eerste twee cijfers)",
                en=f"`nace` ({nace.value}) and `sbi` ({sbi.value}) do not name the same division (first two digits)",
            ),
        )


def _check_arrangement(arrangement: Read, mistakes: Mistakes) -> None:
    joined, left = arrangement.value.get("joined"), arrangement.value.get("left")
    if joined and left and left.value < joined.value:
        mistakes.add(
            left.place,
            Text(
                nl=f"`left` ({left.value}) ligt voor `joined` ({joined.value})",
                en=f"`left` ({left.value}) is before `joined` ({joined.value})",
            ),
        )


def _check_group(companies: Sequence[Read], mistakes: Mistakes) -> None:
    names: dict[str, Read] = {}
    for company in companies:
        name = company.value.get("name")
        if name is not None and name.value in names:
            word = shown(name.value)
            mistakes.add(
                name.place, Text(nl=f"bedrijf `{word}` staat er twee keer", en=f"company `{word}` stands here twice")
            )
        elif name is not None:
            names[name.value] = company
        _check_years(company.value, mistakes)
        _check_shares(company, mistakes)
    for company in companies:
        _check_parent(company, names, mistakes)


def _check_shares(company: Read, mistakes: Mistakes) -> None:
    if not {"capital_percent", "votes_percent", "control"} & company.keys:
        mistakes.add(
            company.place,
            Text(
                nl="zeg hoe het bedrijf verbonden is: `capital_percent`, `votes_percent` of `control`",
                en="say how the company is bound: `capital_percent`, `votes_percent` or `control`",
            ),
        )
    control, votes = company.value.get("control"), company.value.get("votes_percent")
    if control and votes and not control.value and votes.value > MAJORITY_PERCENT:
        mistakes.add(
            control.place,
            Text(
                nl=f"`control: false` kan niet met {votes.value} % van de stemmen: dat is zeggenschap",
                en=f"`control: false` is not possible with {votes.value} % of the votes: that is control",
            ),
        )


def _check_parent(company: Read, names: dict[str, Read], mistakes: Mistakes) -> None:
    """`of` names a company of the group, and the chain ends at the entity."""
    parent = company.value.get("of")
    if parent is None:
        return
    if parent.value not in names:
        word = shown(parent.value)
        mistakes.add(
            parent.place,
            Text(nl=f"`of`: de groep heeft geen bedrijf `{word}`", en=f"`of`: the group has no company `{word}`"),
            nearest(parent.value, names),
        )
        return
    seen: set[str] = set()
    name: str | None = bare(company.value.get("name"))
    while name is not None and name in names and name not in seen:
        seen.add(name)
        name = bare(names[name].value.get("of"))
    if name is not None and name == bare(company.value.get("name")):
        mistakes.add(
            parent.place,
            Text(
                nl=f"`of`: `{shown(parent.value)}` hangt zelf aan dit bedrijf; de groep loopt in een kring",
                en=f"`of`: `{shown(parent.value)}` itself hangs on this company; the group runs in a circle",
            ),
        )
