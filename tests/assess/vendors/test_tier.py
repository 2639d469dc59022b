"""The tier of a vendor: its reasons, and that more paths or zones never make it milder."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.assess.vendors.tier import tier
from keur.assess.vendors.validity import Validity, validity
from keur.checks.case import plant as plant_of
from keur.plant.model import CONSEQUENCE_GRADES, Place, ZoneKind
from keur.plant.vendors import AccessMode, AccessPath, Replaceability, Vendor, VendorKind

KINDS = [kind.value for kind in ZoneKind]
PLANT = plant_of({"zones": [{"id": kind, "kind": kind} for kind in KINDS]})
PLACE = Place("declared/vendors.yaml", 2)
VENDOR = Vendor(
    "v", "V", VendorKind.SUPPLIER, "role", None, None, (), (), (), (), (), None, (), None, "", None, (), (), PLACE
)


def path(mode: AccessMode, *zones: str, name: str = "p") -> AccessPath:
    place = Place("declared/access.csv", 2)
    return AccessPath(name, "v", "", None, "", None, zones, (), mode, None, None, "", (), place)


def of(vendor=VENDOR, paths=(), sl_t=None):
    zones = tuple(dataclasses.replace(zone, sl_t=(sl_t,) * 7 if sl_t is not None else None) for zone in PLANT.zones)
    return tier(dataclasses.replace(PLANT, zones=zones, access=tuple(paths)), vendor)


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
        "the SL-T of zone dmz",
    ]


PATHS = st.lists(
    st.builds(lambda mode, zones: path(mode, *zones), st.sampled_from(AccessMode), st.sets(st.sampled_from(KINDS))),
    max_size=4,
).map(lambda found: [dataclasses.replace(one, id=f"p{at}") for at, one in enumerate(found)])
VENDORS = st.builds(
    lambda grade, other, zones: dataclasses.replace(VENDOR, consequence=grade, replaceability=other, zones=zones),
    st.none() | st.sampled_from(CONSEQUENCE_GRADES),
    st.none() | st.sampled_from(Replaceability),
    st.sets(st.sampled_from(KINDS)).map(tuple),
)


@given(VENDORS, PATHS, PATHS, st.sampled_from(KINDS), st.none() | st.integers(0, 4))
def test_more_never_makes_it_milder(vendor, paths, more, zone, sl_t):
    before = of(vendor, paths, sl_t).tier
    more = [dataclasses.replace(one, id=f"more-{one.id}") for one in more]
    assert of(vendor, [*paths, *more], sl_t).tier <= before
    assert of(dataclasses.replace(vendor, zones=(*vendor.zones, zone)), paths, sl_t).tier <= before
    wider = [dataclasses.replace(one, zones=(*one.zones, zone)) for one in paths]
    assert of(vendor, wider, sl_t).tier <= before


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_both_ends_of_a_period_belong_to_it(today, first, last):
    found = validity(first, last, today)
    assert (found is Validity.VALID) == ((first or today) <= today <= (last or today))
    assert (found is Validity.NOT_YET) == (first is not None and today < first)
