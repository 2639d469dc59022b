"""Each worked case comes out as it should, and rests on the row that it names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from scope_plants import organisation, read

from keur.assess.scope import scope
from keur.assess.scope.classes import EntityClass

TODAY = dt.date(2026, 11, 28)
CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
ANSWER = {True: True, False: False, "unknown": None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_worked_case_comes_out_as_the_law_says(case):
    answer = scope(read(organisation(case)), TODAY)
    steps = {step.id: step for step in answer.steps}
    assert (answer.entity_class.word if answer.entity_class is not None else "not demonstrated") == case["class"]
    assert case["rule"] in {row for step in answer.steps for row in step.rows}
    for size in ("medium", "large"):
        if size in case:
            assert steps[size].answer is ANSWER[case[size]], size
    told = " | ".join(text.en for text in answer.missing)
    assert case.get("missing", "") in told
    assert str(case.get("doubt", "")) in " | ".join(text.en for text in answer.doubts)
    assert bool(answer.doubts) == ("doubt" in case or steps["established"].doubt is not None)
    for key in ("inspectorate", "csirt"):
        if key in case:
            assert {getattr(one, key) for one in answer.supervision} == {case[key]}


def test_what_would_change_it_says_how_much_is_lacking_and_only_what_matters():
    small = scope(read(organisation({"years": [[44, 11, 8], [47, 12, 9]]})), TODAY)
    texts = [change.text.en for change in small.changes]
    assert texts[0] == (
        "with 3 more annual work units (50 or more), or with balance sheet above EUR 10,000,000; two years in a row"
    )
    assert small.changes[0].outcome.settled is EntityClass.IMPORTANT
    # A machine builder stays important, however large: no word of 250 staff.
    medium = scope(read(organisation({"years": [[60, 1, 1], [60, 1, 1]]})), TODAY)
    assert not any("250" in change.text.en for change in medium.changes)
    assert medium.changes[0].text.en == "with more than 10 annual work units fewer (below 50); two years in a row"


def test_before_the_act_was_in_force_the_answer_says_so():
    site = read(organisation({}))
    (doubt,) = scope(site, dt.date(2026, 8, 14)).doubts
    assert doubt.nl == "op 2026-08-14 is de wet nog niet van kracht; dit is het antwoord vanaf 2026-08-15"
    assert scope(site, dt.date(2026, 8, 15)).doubts == ()


def test_there_is_a_case_for_each_rule_of_size_and_each_says_something_of_its_own():
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)
