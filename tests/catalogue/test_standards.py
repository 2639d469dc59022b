"""The requirements of IEC 62443: counts and levels as the standards have them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from keur.catalogue import Mark, Row, RowKind, shipped
from keur.plant.model import LEVELS

PART_21, PART_32, PART_33 = "iec62443-2-1-2024", "iec62443-3-2-2020", "iec62443-3-3-2013"


def numbers(catalogue: str, *kinds: RowKind) -> list[str]:
    return [row.number for row in shipped().rows(catalogue) if row.kind in kinds]


def required(catalogue: str) -> list[Row]:
    return [row for row in shipped().rows(catalogue) if row.kind is not RowKind.GROUP]


def test_part_3_3_has_51_requirements_and_49_enhancements_each_of_a_requirement() -> None:
    requirements = numbers(PART_33, RowKind.REQUIREMENT)
    enhancements = [row for row in required(PART_33) if row.kind is RowKind.ENHANCEMENT]
    assert (len(requirements), len(enhancements)) == (51, 49)
    assert {row.parent for row in enhancements} <= {f"62443-3-3:2013:{number}" for number in requirements}


def test_levels_of_part_3_3_add_up_to_the_published_totals() -> None:
    added = Counter(row.sl for row in required(PART_33))
    assert [added[1], added[2], added[3], added[4]] == [37, 23, 30, 10]


def test_requirements_of_part_3_3_per_foundational_requirement() -> None:
    per_fr = Counter(row.number.split()[1].split(".")[0] for row in required(PART_33))
    assert [per_fr[str(fr)] for fr in range(1, 8)] == [24, 24, 19, 6, 11, 3, 13]


def test_elements_and_groups_of_part_2_1() -> None:
    groups = Counter(row.rpartition(".")[0] for row in numbers(PART_21, RowKind.REQUIREMENT))
    expected = {"ORG 1": 6, "ORG 2": 4, "ORG 3": 1, "CM 1": 4, "NET 1": 9, "NET 2": 3, "NET 3": 3, "COMP 1": 2}
    expected |= {"COMP 2": 3, "COMP 3": 5, "DATA 1": 7, "USER 1": 19, "USER 2": 4, "EVENT 1": 9, "AVAIL 1": 3}
    expected |= {"AVAIL 2": 5}
    assert list(groups.items()) == list(expected.items())
    assert sum(groups.values()) == 87
    assert numbers(PART_21, RowKind.GROUP) == [
        *("SPE 1", "ORG 1", "ORG 2", "ORG 3", "SPE 2", "CM 1", "SPE 3", "NET 1", "NET 2", "NET 3"),
        *("SPE 4", "COMP 1", "COMP 2", "COMP 3", "SPE 5", "DATA 1", "SPE 6", "USER 1", "USER 2"),
        *("SPE 7", "EVENT 1", "SPE 8", "AVAIL 1", "AVAIL 2"),
    ]


def test_part_3_2_recommends_three_and_requires_29() -> None:
    advice = [row.number for row in required(PART_32) if row.advice]
    assert advice == ["ZCR 3.4", "ZCR 3.5", "ZCR 3.6"]
    assert (len(numbers(PART_32, RowKind.GROUP)), len(required(PART_32))) == (7, 32)


def test_rows_on_which_sources_differ_say_so_and_are_marked_uncertain() -> None:
    disputed = {row.number for row in required(PART_33) if row.note}
    assert disputed == {"SR 1.13 RE 1", "SR 2.12 RE 1", "SR 3.4", "SR 4.1 RE 2", "SR 6.2"}
    assert {row.mark for row in required(PART_33) if row.note} == {Mark.UNCERTAIN}


@pytest.mark.parametrize("catalogue", [PART_21, PART_32, PART_33])
def test_labels_are_short_and_each_its_own_in_both_languages(catalogue: str) -> None:
    for language in ("nl", "en"):
        labels = [getattr(row.label, language) for row in required(catalogue)]
        assert all(len(label) <= 70 for label in labels)
        assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_no_row_of_a_standard_claims_that_its_text_was_read() -> None:
    standards = [one for one in shipped().all() if one.kind == "standard"]
    assert len(standards) >= 3
    for standard in standards:
        assert {row.mark for row in shipped().rows(standard.id)} <= {Mark.SECONDARY, Mark.MEMORY, Mark.UNCERTAIN}


def test_elements_of_the_2010_edition_of_part_2_1_lead_to_2024() -> None:
    rows = shipped().rows("iec62443-2-1-2010")
    elements = [row.id for row in rows if row.kind is RowKind.GROUP]
    assert (len(elements), len(rows) - len(elements)) == (19, 126)
    assert {one.from_id for one in shipped().mappings("iec62443-2-1-2010", PART_21)} == set(elements)
    assert shipped().as_of(dt.date(2024, 8, 7)).rows("iec62443-2-1-2010") == ()


def test_areas_base_requirements_and_enhancements_of_part_2_4() -> None:
    kinds = Counter(row.kind for row in shipped().rows("iec62443-2-4-2023"))
    assert kinds == {RowKind.GROUP: 12, RowKind.REQUIREMENT: 72, RowKind.ENHANCEMENT: 51}


def test_practices_of_part_4_1() -> None:
    per_practice = Counter(row.number.partition("-")[0] for row in required("iec62443-4-1-2018"))
    assert per_practice == {"SM": 13, "SR": 5, "SD": 4, "SI": 2, "SVV": 5, "DM": 6, "SUM": 5, "SG": 7}
    assert len(numbers("iec62443-4-1-2018", RowKind.GROUP)) == 8


def test_component_requirements_of_part_4_2_per_type_and_level() -> None:
    rows = required("iec62443-4-2-2019")
    base = Counter(row.number.split()[0] for row in rows if row.kind is RowKind.REQUIREMENT)
    assert base == {"CCSC": 4, "CR": 43, "SAR": 2, "EDR": 8, "HDR": 8, "NDR": 12}
    assert {"CR 2.3", "CR 5.4", "CR 7.5"} & {row.number for row in rows} == set()
    chosen = {
        kind: [sum(kind in row.component_types and (row.sl or 9) <= level for row in rows) for level in range(1, 5)]
        for kind in ("SAR", "EDR", "HDR", "NDR")
    }
    assert chosen == {
        "SAR": [34, 53, 67, 73],
        "EDR": [36, 61, 77, 83],
        "HDR": [36, 62, 78, 84],
        "NDR": [40, 67, 86, 92],
    }


def test_mitigations_of_attack_have_the_references_that_mitre_gives() -> None:
    assert len(shipped().rows("attack-ics")) == 52
    links = shipped().mappings("attack-ics", PART_33)
    assert len({one.from_id for one in links}) == 36
    assert len({one.to_id for one in links}) == 20


def test_purdue_levels_are_those_of_plants() -> None:
    assert tuple(row.number for row in shipped().rows("purdue")) == LEVELS


def test_chapters_and_sections_of_the_annex_of_2024_2690() -> None:
    annex = [row.number for row in shipped().rows("cir-2024-2690") if row.number.startswith("Annex ")]
    assert sum("." in number for number in annex) == 47
    assert sum("." not in number for number in annex) == 13
