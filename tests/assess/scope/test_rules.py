"""What holds for all figures, groups and gaps: more never means less, and filling in never contradicts."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.assess.scope import law
from keur.assess.scope.answer import case_of
from keur.assess.scope.changes import staff_to_grow
from keur.assess.scope.classes import class_of, classify
from keur.assess.scope.entity_steps import SPECIAL
from keur.assess.scope.group import COUNTING, Bond, counted, figures
from keur.assess.scope.sectors import sectors
from keur.assess.scope.size import LARGE, MEDIUM, over_two_years
from keur.catalogue import shipped
from keur.plant.entity import Accounts, Activity, GroupCompany, LegalEntity
from keur.plant.files.entity import ENTRIES
from keur.plant.model import Place

HERE = Place("plant.yaml", 1)
FIGURES = ("staff_awu", "turnover_eur", "balance_eur")
STAFF = tuple(map(Decimal, ("0", "24.5", "49.99", "50", "125", "249", "250", "900")))
MONEY = tuple(map(Decimal, (0, 1_999_999, 10_000_000, 10_000_001, 43_000_000, 43_000_001, 50_000_001, 90_000_000)))
AMOUNT = st.sampled_from(STAFF + MONEY)
YEAR = st.tuples(*(st.sampled_from((None, *values)) for values in (STAFF, MONEY, MONEY)))
BONDS = st.tuples(
    *(st.sampled_from(tuple(map(Decimal, (0, 10, 25, 40, 50, 51, 100)))),) * 2, st.booleans(), st.booleans()
)
QUICK = settings(max_examples=60)


def accounts(figures):
    """Accounts out of figures by year, the last of 2025."""
    first = 2026 - len(figures)
    return tuple(Accounts(first + at, *one, False, HERE) for at, one in enumerate(figures))


@st.composite
def entities(draw):
    """Legal entities with one activity, up to four years, and a group that hangs together."""
    count = draw(st.integers(1, 4))
    years = st.lists(YEAR, min_size=count, max_size=count).map(accounts)
    group = []
    for at in range(draw(st.integers(0, 3))):
        capital, votes, control, consolidated = draw(BONDS)
        of = draw(st.sampled_from([None, *(one.name for one in group)]))
        company = GroupCompany(f"{at}", of, capital, votes, control, None, False, consolidated, draw(years), HERE)
        group.append(company)
    activity = Activity("It", "2120", None, None, None, None, HERE)
    return LegalEntity(
        established="NL",
        activities=(activity,),
        accounts=draw(years),
        group=draw(st.just(tuple(group)) | st.none()),
        special=(),
        place=HERE,
        first_accounts=draw(st.none() | st.just(2026 - count)),
    )


def span(entity):
    return classify(case_of(entity, sectors(entity.activities)))


def altered(entity, at, key, new):
    """The entity with one figure of one year changed."""
    one = replace(entity.accounts[at], **{key: new})
    return replace(entity, accounts=(*entity.accounts[:at], one, *entity.accounts[at + 1 :]))


@QUICK
@given(entities(), st.data())
def test_a_higher_figure_never_makes_the_class_lighter(entity, data):
    at, key = data.draw(st.integers(0, len(entity.accounts) - 1)), data.draw(st.sampled_from(FIGURES))
    before = getattr(entity.accounts[at], key)
    if before is None:
        return
    now, then = span(entity), span(altered(entity, at, key, before + data.draw(AMOUNT)))
    assert then.lowest >= now.lowest
    assert then.highest >= now.highest


@QUICK
@given(entities(), st.data())
def test_filling_in_what_was_missing_never_leaves_the_classes_that_were_possible(entity, data):
    now = span(entity)
    at, key = data.draw(st.integers(0, len(entity.accounts) - 1)), data.draw(st.sampled_from(FIGURES))
    filled = entity if entity.group is not None else replace(entity, group=())
    if getattr(filled.accounts[at], key) is None:
        filled = altered(filled, at, key, data.draw(AMOUNT))
    then = span(filled)
    assert now.lowest <= then.lowest <= then.highest <= now.highest


@QUICK
@given(entities())
def test_so_many_staff_more_for_two_years_really_makes_the_enterprise_larger(entity):
    last = figures(entity)[-1]
    for threshold in (MEDIUM, LARGE):
        more = staff_to_grow(last, threshold)
        grown = [replace(last, staff_awu=replace(last.staff_awu, least=last.staff_awu.least + more))] * 2
        before = [year.over(threshold) for year in figures(entity)]
        assert over_two_years([*before, *(year.over(threshold) for year in grown)], False) is True
        if more:
            less = replace(last, staff_awu=replace(last.staff_awu, least=threshold.staff_awu - Decimal("0.01")))
            assert less.by_staff(threshold) is not True


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_the_two_year_rule_is_that_of_a_plain_count(by_year):
    counts = by_year[0]
    for before, now in itertools.pairwise(by_year):
        if before == now != counts:
            counts = now
    assert over_two_years(by_year, from_founding=True) is counts
    assert over_two_years(by_year, from_founding=False) in (counts, None)


@given(st.lists(st.none() | st.booleans(), min_size=1, max_size=6), st.booleans(), st.data())
def test_the_two_year_rule_says_nothing_that_a_missing_year_can_overturn(by_year, from_founding, data):
    full = [data.draw(st.booleans()) if year is None else year for year in by_year]
    known = over_two_years(by_year, from_founding)
    assert known is None or over_two_years(full, from_founding) is known


@QUICK
@given(entities())
def test_a_company_counts_for_nothing_to_all_of_it_and_only_through_a_bond(entity):
    for one in counted(entity.group or ()):
        assert 0 <= one.factor <= 1
        assert (one.factor == 0) or one.bond in COUNTING
        assert one.bond is not Bond.LINKED or one.company.consolidated or one.factor == 1


@pytest.mark.parametrize("rule", sorted({entry.rule for entry in law.entries().values()}))
def test_a_larger_enterprise_is_never_in_a_lighter_class(rule):
    small, medium, large = (class_of(rule, *size) for size in ((False, False), (True, False), (True, True)))
    assert small <= medium <= large


def test_the_plant_folder_names_exactly_the_entries_of_the_law():
    assert tuple(law.entries()) == ENTRIES
    assert {entry.nace for entry in law.entries().values()} - {None} == {"21", "26", "27", "28", "29", "30"}


def test_every_citation_is_a_row_and_every_row_speaks_both_languages():
    data = law.consequences()
    cited = {entry.row for entry in law.entries().values()} | {id for rows, _ in SPECIAL.values() for id in rows}
    for part in ("duties", "fines", "neighbours"):
        cited |= {id for one in data[part] for id in one["rows"]}
    for part in (data["portal"], data["self_assessment"], data["register"], *data["supervision"].values()):
        cited |= set(part["rows"])
    assert {law.row(id).id for id in cited} == cited
    assert [id for id in law.rows() if shipped().knows(id)] == []
    assert {entry.authority for entry in law.entries().values()} == set(data["authorities"])
    for row in law.rows().values():
        assert row.label.nl.strip() and row.label.en.strip() and row.source.nl.strip() and row.source.en.strip()
