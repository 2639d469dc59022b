"""The tier of a vendor: its reasons, and that more paths or zones never make it milder."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.assess.vendors.tier import tier
from keur.assess.vendors.validity import Validity, validity
from keur.checks.case import plant as plant_of
from keur.plant.model import CONSEQUENCE_GRADES, Place, ZoneKind
from keur.plant.vendors import AccessMode, AccessPath, Holding, Person, Replaceability, SubSupplier, Vendor, VendorKind

KINDS = [kind.value for kind in ZoneKind]
PLANT = plant_of({"zones": [{"id": kind, "kind": kind} for kind in KINDS]})
PLACE = Place("declared/vendors.yaml", 2)
TODAY = dt.date(2026, 11, 28)
VENDOR = Vendor(
    "v",
    "V",
    VendorKind.SUPPLIER,
    "role",
    None,
    None,
    (),
    (),
    (),
    None,
    None,
    (),
    None,
    (),
    None,
    "",
    None,
    (),
    (),
    PLACE,
)


def path(mode: AccessMode, *zones: str, name: str = "p") -> AccessPath:
    place = Place("declared/access.csv", 2)
    return AccessPath(name, "v", "", None, "", None, zones, (), mode, None, None, "", (), place)


def of(vendor=VENDOR, paths=(), sl_t=None):
    zones = tuple(dataclasses.replace(zone, sl_t=(sl_t,) * 7 if sl_t is not None else None) for zone in PLANT.zones)
    return tier(dataclasses.replace(PLANT, zones=zones, access=tuple(paths)), vendor, TODAY)


@pytest.mark.parametrize("zone", ["control", "safety"])
def test_a_standing_path_into_control_or_safety_is_tier_1(zone):
    found = of(paths=[path(AccessMode.STANDING, zone)])
    assert found.tier == 1
    assert [one.file for one in found.reasons[0].citations] == ["declared/access.csv", "declared/zones.yaml"]


@pytest.mark.parametrize(
    ("zone", "mode", "expected"),
    [
        ("safety", AccessMode.ON_DEMAND, 1),
        ("control", AccessMode.SUPERVISED, 2),
        ("supervision", AccessMode.ON_DEMAND, 2),
        ("dmz", AccessMode.STANDING, 2),
        ("dmz", AccessMode.ON_DEMAND, 3),
        ("enterprise", AccessMode.STANDING, 3),
    ],
)
def test_what_a_path_reaches_decides(zone, mode, expected):
    assert of(paths=[path(mode, zone)]).tier == expected


def test_the_security_level_of_a_target_counts():
    paths = [path(AccessMode.ON_DEMAND, "dmz")]
    assert [of(paths=paths, sl_t=level).tier for level in (1, 2, 3, 4)] == [3, 2, 1, 1]


def test_what_stops_and_who_could_take_over_count_without_any_path():
    fails = {grade: of(dataclasses.replace(VENDOR, consequence=grade)).tier for grade in CONSEQUENCE_GRADES}
    assert fails == {"none": 3, "low": 3, "medium": 3, "high": 2, "very-high": 1}
    alone = dataclasses.replace(VENDOR, replaceability=Replaceability.NONE)
    assert (of(alone).tier, of(dataclasses.replace(alone, consequence="high")).tier) == (2, 1)


def test_what_nobody_declared_is_said():
    found = of(paths=[path(AccessMode.ON_DEMAND, "dmz")])
    assert [text.en for text in found.not_declared] == [
        "what stops if it fails",
        "how well another could take over",
        "what of the plant it keeps",
        "which sub-suppliers there are",
        "which people come",
        "the SL-T of zone dmz",
    ]


def people(count: int, last: dt.date | None = None) -> tuple[Person, ...]:
    return tuple(Person(f"p{at}", f"P{at}", None, last, Place("declared/vendors.yaml", 10 + at)) for at in range(count))


@pytest.mark.parametrize(
    ("more", "expected", "told"),
    [
        ({"holds": (Holding.CREDENTIALS,)}, 2, "keeps of the plant: passwords and keys"),
        ({"holds": (Holding.PERSONAL_DATA, Holding.NETWORK_PLANS)}, 2, "keeps of the plant: plans of the network"),
        ({"holds": (Holding.PRODUCTION_DATA,)}, 3, "keeps of the plant: data about production"),
        ({"persons": people(1)}, 3, "1 person by name"),
        ({"persons": people(10)}, 2, "10 people by name"),
        ({"sub_suppliers": (SubSupplier("A", "x"),)}, 3, "sub-suppliers: A"),
        ({"sub_suppliers": tuple(SubSupplier(name, "x") for name in "ABC")}, 2, "sub-suppliers: A, B, C"),
        ({"sites": ("a", "b", "c")}, 2, "works at 3 sites"),
    ],
)
def test_what_it_keeps_and_who_comes_count_without_any_path(more, expected, told):
    found = of(dataclasses.replace(VENDOR, **more))
    assert found.tier == expected
    (reason,) = [one for one in found.reasons if one.text.en == told]
    assert [(one.file, one.line) for one in reason.citations] == [
        ("declared/vendors.yaml", 10 if "persons" in more else 2)
    ]


def test_who_has_left_counts_no_more_and_an_empty_list_is_an_answer():
    gone = dataclasses.replace(VENDOR, persons=people(10, TODAY - dt.timedelta(1)))
    assert of(gone).tier == 3
    assert of(dataclasses.replace(VENDOR, persons=people(10, TODAY))).tier == 2
    told = [one.en for one in of(dataclasses.replace(VENDOR, holds=(), sub_suppliers=())).not_declared]
    assert "what of the plant it keeps" not in told and "which sub-suppliers there are" not in told


PATHS = st.lists(
    st.builds(lambda mode, zones: path(mode, *zones), st.sampled_from(AccessMode), st.sets(st.sampled_from(KINDS))),
    max_size=4,
).map(lambda found: [dataclasses.replace(one, id=f"p{at}") for at, one in enumerate(found)])
VENDORS = st.builds(
    lambda grade, other, zones, *more: dataclasses.replace(
        VENDOR,
        consequence=grade,
        replaceability=other,
        zones=zones,
        **dict(zip(("holds", "persons", "sub_suppliers", "sites"), more, strict=True)),
    ),
    st.none() | st.sampled_from(CONSEQUENCE_GRADES),
    st.none() | st.sampled_from(Replaceability),
    st.sets(st.sampled_from(KINDS)).map(tuple),
    st.none() | st.sets(st.sampled_from(Holding)).map(tuple),
    st.integers(0, 11).map(people),
    st.none() | st.integers(0, 4).map(lambda count: (SubSupplier("A", "x"),) * count),
    st.integers(0, 4).map(lambda count: ("s",) * count),
)


@given(VENDORS, PATHS, PATHS, st.sampled_from(KINDS), st.none() | st.integers(0, 4))
def test_more_never_makes_it_milder(vendor, paths, more, zone, sl_t):
    before = of(vendor, paths, sl_t).tier
    more = [dataclasses.replace(one, id=f"more-{one.id}") for one in more]
    assert of(vendor, [*paths, *more], sl_t).tier <= before
    assert of(dataclasses.replace(vendor, zones=(*vendor.zones, zone)), paths, sl_t).tier <= before
    for holding in Holding:
        assert of(dataclasses.replace(vendor, holds=(*(vendor.holds or ()), holding)), paths, sl_t).tier <= before
    more_people = {
        "persons": people(len(vendor.persons) + 1),
        "sub_suppliers": (*(vendor.sub_suppliers or ()), SubSupplier("B", "x")),
        "sites": (*vendor.sites, "t"),
    }
    for key, value in more_people.items():
        assert of(dataclasses.replace(vendor, **{key: value}), paths, sl_t).tier <= before
    wider = [dataclasses.replace(one, zones=(*one.zones, zone)) for one in paths]
    assert of(vendor, wider, sl_t).tier <= before


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_both_ends_of_a_period_belong_to_it(today, first, last):
    found = validity(first, last, today)
    assert (found is Validity.VALID) == ((first or today) <= today <= (last or today))
    assert (found is Validity.NOT_YET) == (first is not None and today < first)
