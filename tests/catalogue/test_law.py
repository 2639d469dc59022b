"""The rows of law: measures, dates, marks, and the gaps that IEC 62443-2-1 leaves."""

from __future__ import annotations

import datetime as dt

from keur.catalogue import Mark, RowKind, shipped

BEFORE, AFTER = dt.date(2026, 8, 14), dt.date(2026, 8, 15)
PART_21 = "iec62443-2-1-2024"


def test_directive_and_act_have_the_same_ten_measures_in_the_same_order() -> None:
    measures = {name: [row for row in shipped().rows(name) if row.kind is RowKind.MEASURE] for name in ("nis2", "cbw")}
    assert [row.id for row in measures["cbw"]] == [f"Cbw 21(3)({letter})" for letter in "abcdefghij"]
    assert [row.id for row in measures["nis2"]] == [f"NIS2 21(2)({letter})" for letter in "abcdefghij"]
    assert [row.label for row in measures["nis2"]] == [row.label for row in measures["cbw"]]
    for row in measures["cbw"]:
        (link,) = shipped().mappings_from(row.id, "nis2")
        assert link.to_id == f"NIS2 21(2){row.number[-3:]}"


def test_act_and_decree_hold_from_15_august_2026() -> None:
    for name in ("cbw", "cbb"):
        assert shipped().as_of(BEFORE).rows(name) == ()
        assert shipped().as_of(AFTER).rows(name) == shipped().rows(name)
    assert shipped().as_of(BEFORE).knows("NIS2 21(2)(a)")


def test_the_decree_is_never_called_verified_and_its_articles_outside_6_to_18_are_uncertain() -> None:
    rows = {row.number: row for row in shipped().rows("cbb")}
    assert Mark.VERIFIED not in {row.mark for row in rows.values()}
    assert {number for number, row in rows.items() if row.mark is Mark.SECONDARY} == {
        *map(str, range(6, 19)),
        *("6-18", "35"),
    }


def test_drafts_never_hold() -> None:
    assert shipped().rows("mr-draft") != ()
    assert shipped().as_of(dt.date(2026, 11, 22)).rows("mr-draft") == ()


def test_every_requirement_of_part_2_1_bears_on_a_measure_of_directive_act_and_decree() -> None:
    wanted = [row.id for row in shipped().rows(PART_21) if row.kind is RowKind.REQUIREMENT]
    for to, start in (("nis2", "NIS2 21(2)("), ("cbw", "Cbw 21(3)("), ("cbb", "Cbb "), ("norea-cbw", "NOREA Cbw ")):
        found = {one.from_id for one in shipped().mappings(PART_21, to) if one.to_id.startswith(start)}
        assert sorted(found) == sorted(wanted), to


def test_letters_of_part_2_1_as_counted_in_the_proposal() -> None:
    links = [one for one in shipped().mappings(PART_21, "nis2") if one.to_id.startswith("NIS2 21(2)(")]
    primary = [one.to_id[-2] for one in links if one.kind in ("covers", "partly")]
    assert {letter: primary.count(letter) for letter in "abcdefghij"} == dict(
        zip("abcdefghij", (3, 11, 9, 1, 27, 1, 2, 4, 28, 1), strict=True)
    )
    full = [one.to_id[-2] for one in links if one.kind == "covers"]
    assert [full.count(letter) for letter in "abcdefghij"] == [3, 7, 4, 0, 20, 1, 2, 2, 15, 1]
    sure = [one.confidence for one in links if one.kind in ("covers", "partly")]
    assert [sure.count(word) for word in ("high", "medium", "low")] == [43, 33, 11]


def test_the_fourteen_gaps_name_rows_that_exist_and_what_to_add() -> None:
    gaps = shipped().gaps(PART_21)
    assert len(gaps) == 14
    for gap in gaps:
        assert gap.add.nl != gap.add.en
        for id in (*gap.obligations, *gap.nearest):
            assert shipped().knows(id), f"{gap.id}: {id}"
    asked = {id for gap in gaps for id in gap.obligations}
    assert {"NIS2 20(1)", "NIS2 20(2)", "NIS2 21(4)", "NIS2 23(4)", "NIS2 3(4)", "Cbw 24(1)", "Cbw 26"} <= asked
