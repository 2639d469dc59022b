"""The requirements of IEC 62443: counts and levels as the standards have them, found by id."""

from __future__ import annotations

from collections import Counter

import pytest

from keur.catalogue import UnknownRequirement, requirement, requirements


def numbers(standard: str) -> list[str]:
    return [row.number for row in requirements().values() if row.standard == standard]


def test_each_part_has_all_its_requirements():
    assert Counter(row.standard for row in requirements().values()) == {
        "62443-3-3:2013": 100,
        "62443-3-2:2020": 32,
        "62443-2-1:2024": 87,
    }


def test_part_3_3_has_51_requirements_and_49_enhancements_each_of_a_requirement():
    rows = numbers("62443-3-3:2013")
    enhancements = [row for row in rows if " RE " in row]
    assert (len(rows) - len(enhancements), len(enhancements)) == (51, 49)
    assert {row.partition(" RE ")[0] for row in enhancements} <= set(rows)


def test_levels_of_part_3_3_add_up_to_the_published_totals():
    added = Counter(row.sl for row in requirements().values() if row.standard == "62443-3-3:2013")
    assert [added[1], added[2], added[3], added[4]] == [37, 23, 30, 10]
    assert {row.standard for row in requirements().values() if row.sl} == {"62443-3-3:2013"}


def test_requirements_of_part_3_3_per_foundational_requirement():
    per_fr = Counter(row.split()[1].split(".")[0] for row in numbers("62443-3-3:2013"))
    assert [per_fr[str(fr)] for fr in range(1, 8)] == [24, 24, 19, 6, 11, 3, 13]


def test_groups_of_part_2_1():
    groups = Counter(row.rpartition(".")[0] for row in numbers("62443-2-1:2024"))
    assert list(groups.items()) == [
        ("ORG 1", 6),
        ("ORG 2", 4),
        ("ORG 3", 1),
        ("CM 1", 4),
        ("NET 1", 9),
        ("NET 2", 3),
        ("NET 3", 3),
        ("COMP 1", 2),
        ("COMP 2", 3),
        ("COMP 3", 5),
        ("DATA 1", 7),
        ("USER 1", 19),
        ("USER 2", 4),
        ("EVENT 1", 9),
        ("AVAIL 1", 3),
        ("AVAIL 2", 5),
    ]


def test_part_3_2_recommends_three_and_requires_29():
    advice = [row.number for row in requirements().values() if row.advice]
    assert advice == ["ZCR 3.4", "ZCR 3.5", "ZCR 3.6"]


def test_every_requirement_has_a_label_of_its_own_in_both_languages():
    for language in ("nl", "en"):
        for standard in ("62443-3-3:2013", "62443-3-2:2020", "62443-2-1:2024"):
            labels = [getattr(row.label, language) for row in requirements().values() if row.standard == standard]
            assert all(label and label == label.strip() and len(label) <= 70 for label in labels)
            assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_rows_on_which_sources_differ_say_so():
    disputed = {row.number for row in requirements().values() if row.note}
    assert disputed == {"SR 1.13 RE 1", "SR 2.12 RE 1", "SR 3.4", "SR 4.1 RE 2", "SR 6.2"}
    assert {row.confidence for row in requirements().values() if row.note} == {"medium"}


def test_a_requirement_is_found_by_its_id():
    row = requirement("62443-3-3:2013:SR 5.1")
    assert (row.number, row.sl, row.confidence, row.label.nl) == ("SR 5.1", 1, "high", "Netwerk in gescheiden delen")


def test_an_unknown_requirement_names_the_nearest():
    with pytest.raises(UnknownRequirement) as wrong:
        requirement("62443-3-3:2013:SR5.1")
    assert str(wrong.value) == "no requirement `62443-3-3:2013:SR5.1`; did you mean `62443-3-3:2013:SR 5.1`?"
    with pytest.raises(UnknownRequirement, match=r"^no requirement `x`$"):
        requirement("x")
