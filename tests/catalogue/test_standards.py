"""The requirements of IEC 62443: counts and levels as the standards have them."""

from __future__ import annotations

from collections import Counter

import pytest

from keur.catalogue import Mark, Row, RowKind, shipped

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
