"""The reviewed tables: each line does what it is there for, and none stands in another's way."""

from __future__ import annotations

import re

import pytest

from keur.products.names import code, runs, squash
from keur.products.tables import families, maker_of, makers, makers_in, plain_maker, related, words


@pytest.mark.parametrize("id", sorted(makers()))
def test_each_name_of_a_maker_leads_to_it(id: str) -> None:
    for name in makers()[id].names:
        assert maker_of(name) == id, name
    for source in makers()[id].sources:
        assert source.maker in makers() and 1990 < source.year < 2100


def test_a_name_belongs_to_one_maker() -> None:
    owners: dict[str, set[str]] = {}
    for id, maker in makers().items():
        for name in maker.names:
            owners.setdefault(plain_maker(name), set()).add(id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("SIEMENS AG", {"siemens"}),
        ("Schneider-Electric", {"schneider-electric"}),
        ("Rockwell Automation, Inc.", {"rockwell-automation"}),
        ("3S-Smart Software Solutions GmbH", {"codesys"}),
        ("Becton, Dickinson and Company (BD)", {"bd"}),
        ("ABB, Phoenix Contact, Siemens, and WAGO", {"abb", "phoenix-contact", "siemens", "wago"}),
        ("Hirschmann Automation and Control GmbH, Belden Inc.", {"belden"}),
        ("B&R Industrial Automation", {"b-and-r"}),
        ("Polderlogic B.V.", {"polderlogic"}),
        ("", set()),
    ],
)  # fmt: skip
def test_makers_are_known_however_they_are_written(written: str, expected: set[str]) -> None:
    assert makers_in(written) == expected


def test_products_that_went_over_stand_under_both_names() -> None:
    assert "hitachi-energy" in related("abb") and "abb" in related("hitachi-energy")
    assert "siemens" not in related("abb")


ORDERS = [
    ("siemens", "6ES7 211-1BE40-0XB0", "SIMATIC S7-1200 CPU"),
    ("siemens", "6ES7 315-2EH14-0AB0", "SIMATIC S7-300 CPU"),
    ("siemens", "6ES7 412-5HK06-0AB0", "SIMATIC S7-400 CPU"),
    ("siemens", "6ES7511-1AK02-0AB0", "SIMATIC S7-1500 CPU"),
    ("siemens", "6GK7 343-1EX30-0XE0", "SIMATIC CP 343-1"),
    ("rockwell-automation", "1756-L83E", "ControlLogix 5580"),
    ("rockwell-automation", "1756-L73S", "GuardLogix 5570"),
    ("rockwell-automation", "1769-L33ER", "CompactLogix 5370 L3"),
    ("rockwell-automation", "5069-L306ERS2", "Compact GuardLogix 5380"),
    ("rockwell-automation", "1783-BMS10CGL", "Stratix 5700"),
    ("schneider-electric", "BMXP342020", "Modicon M340 CPU"),
    ("schneider-electric", "BMEP584040S", "Modicon M580 CPU Safety"),
    ("schneider-electric", "TM241CE40T", "Modicon M241"),
    ("mitsubishi-electric", "R08SFCPU", "MELSEC iQ-R R08SFCPU"),
]


@pytest.mark.parametrize(("maker", "order", "family"), ORDERS)
def test_an_order_number_tells_the_family(maker: str, order: str, family: str) -> None:
    found = [(match, one) for one in families(maker) if one.order and (match := one.order.match(squash(order)))]
    assert family in {match.expand(one.is_) for match, one in found}


def test_families_and_words_are_written_so_that_they_can_match() -> None:
    for id in makers():
        for family in families(id):
            assert (family.order or family.name) and runs(re.sub(r"\\\d", "1", family.is_))
    for group in (words().generic, words().variant, words().other_product, words().fillers):
        assert all(word == word.casefold() and word.isalnum() for word in group)
    assert words().fillers <= words().generic
    assert not words().generic & words().other_product


@pytest.mark.parametrize(
    ("pattern", "order", "fits"),
    [
        ("BMXP34*", "BMXP342020", True),
        ("750-82xx/xxx-xxx", "750-8212/025-001", True),
        ("1756 - L8z", "1756-L83E", True),
        ("CS1D-CPU**S", "CS1D-CPU42S", True),
        ("CS1D-CPU**S", "CS1D-CPU42H", False),
        ("BND-2052W000-**", "BND-2052W000-B1", True),
        ("6ES7211-1BE40-0XB0", "6ES7 211-1BE40-0XB0", True),
        ("6ES7211-1BE40-0XB0", "6ES7 211-1BE41-0XB0", False),
        ("TCSESM*", "TCSESM083F23F0", True),
    ],
)
def test_placeholders_in_order_numbers_stand_for_what_they_should(pattern: str, order: str, fits: bool) -> None:
    assert code(pattern).matches(squash(order)) is fits
