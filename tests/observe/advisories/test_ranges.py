"""Version expressions of advisories mean what their makers mean, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.advisories.ranges import Answer, read
from keur.observe.advisories.versions import parse

IN, OUT, UNSURE = Answer.IN, Answer.OUT, Answer.UNSURE

ANSWERS = [
    ("<V4.1.0", "4.0.9", IN),
    ("<V4.1.0", "4.1", OUT),
    ("vers:all/*", "1.0", IN),
    ("All versions", "1.0", IN),
    ("vers:all/>=V2.0|<V2.1", "2.0.3", IN),
    ("vers:all/>=V2.0<V2.1", "1.9", OUT),
    (">=V3.1.39_and_<V3.3", "3.2", IN),
    (">=vers:/_V5.4<V5.5_SP1", "5.5", IN),
    ("vers:intdot/<=002.005.000", "2.5.0", IN),
    ("vers:generic/<SV3.70", "SV3.60", IN),
    ("vers:semver/>=8.0.0|<8.4.2", "8.4.2", OUT),
    (">= 6.3.0.0 | <= 6.3.0.2", "6.3.0.1", IN),
    ("=> 2.0 | <= 5.0.5.31", "5.0.5.31", IN),
    ("3.0.7 | 3.0.8 | 3.0.9", "3.0.8", IN),
    ("3.0.7 | 3.0.8 | 3.0.9", "3.1", OUT),
    ("6.011 and 6.012", "6.012", IN),
    ("20-33", "27.011", IN),
    ("12.7.1-12.7.3", "12.7.2", IN),
    (">FW04_up_to_and_including_FW12", "FW12", IN),
    (">FW04_up_to_and_including_FW12", "FW04", OUT),
    ("6.4 and prior", "6.4", IN),
    ("versions prior to 8.0", "8.0", OUT),
    ("2.3.6 and  below", "2.3.6", IN),
    ("All versions between V2.5 (including) and V2.7 (excluding)", "2.6", IN),
    ("All versions between V2.5 (including) and V2.7 (excluding)", "2.7", OUT),
    ("<= 9.6 (excluding 9.4.2.6 and 9.5.3.2)", "9.5.3.2", OUT),
    ("<= 9.6 (excluding 9.4.2.6 and 9.5.3.2)", "9.5.3", IN),
    ("1.91 <= 2.8.0.367", "2.8", IN),
    # Several upper bounds are release lines, each for its own.
    ("<= 4.2.21 | <= 5.0.27 | <= 5.1.19", "5.0.28", OUT),
    ("<= 4.2.21 | <= 5.0.27 | <= 5.1.19", "5.1.19", IN),
    ("<= 4.2.21 | <= 5.0.27 | <= 5.1.19", "3.9", IN),
    ("<= 4.2.21 | <= 5.0.27 | <= 5.1.19", "4.5", UNSURE),
    ("<R520.2_TCU4_HF2 | <R520.1_TCU5 | <R511.5_TCU4_HF4 | <R510.2_HF14", "R511.1", IN),
    ("<R520.2_TCU4_HF2 | <R520.1_TCU5 | <R511.5_TCU4_HF4 | <R510.2_HF14", "R510.5", UNSURE),
    ("<v36.011_v35.013_v34.014", "34.014", OUT),
    ("<v36.011_v35.013_v34.014", "35.011", IN),
    ("< 1.99 | 2.20 | 2.40", "1.98", IN),
    ("<V3.X.17", "V3.2.16", IN),
    ("<V3.X.17", "V3.3.17", OUT),
    (">= 6.x | <= 10.x", "10.4", IN),
    ("4.0.x", "4.0.3", IN),
    ("4.0.x", "4.1", OUT),
    # A bound of one number holds its line; a longer one does not say.
    ("<= 33", "33.011", IN),
    ("<= 2.7", "2.7.1", UNSURE),
    ("<= 4.0", "4.1", OUT),
    ("<= 2020 R2", "2020 R2 SP1", OUT),
    # A version written too short is not guessed.
    ("<V4.1.0", "4.x", UNSURE),
    ("<V4.1.0", "4", UNSURE),
    ("<V4.1.0", "3.x", IN),
    ("<V10.00", "10", OUT),
    # What contradicts itself or is no version answers nothing.
    (">=13.2.1|>=13.2.7", "13.2.4", UNSURE),
    ("5.011 | < 8.011", "6.011", UNSURE),
    ("17VRS<20V36", "17V30", UNSURE),
    ("<8/30/2024", "3.0", UNSURE),
]


@pytest.mark.parametrize(("expression", "version", "answer"), ANSWERS)
def test_an_expression_holds_what_it_means(expression: str, version: str, answer: Answer) -> None:
    found = parse(version)
    assert found is not None
    assert read(expression).holds(found) is answer


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("<V9.40_installed_on_CP150_and_CP300_devices", "installed on cp150 and cp300 devices"),
        ("<with_maxView_Storage_Manager_4.14_on_Windows", "with maxview storage manager 4.14 on windows"),
        ("All_versions_only_if_web_components_are_used", "only if web components are used"),
        ("<= first five digits of serial number 24061", "first five digits of serial number 24061"),
        ("<=V2.5.0_and_Function_State_FS_9", "and function state fs 9"),
    ],
)
def test_what_is_said_besides_versions_is_a_condition(expression: str, condition: str) -> None:
    assert read(expression).condition == condition


def test_words_of_the_product_may_stand_before_a_version() -> None:
    found = parse("13.5")
    assert found is not None
    assert read("<ValveLink_14.0", frozenset({"valvelink", "dtm"})).holds(found) is IN
    assert read("<ValveLink_14.0").holds(found) is UNSURE


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>=|vV_. 0123456789xX-()andprior*", max_size=40))
def test_any_expression_is_read(expression: str) -> None:
    found = parse("4.2.1")
    assert found is not None
    assert read(expression).holds(found) in Answer


numbers = st.lists(st.integers(0, 50), min_size=2, max_size=3).map(lambda parts: ".".join(map(str, parts)))


@settings(max_examples=200, deadline=None)
@given(numbers, numbers)
def test_below_and_at_least_divide_the_versions(version: str, bound: str) -> None:
    found = parse(version)
    assert found is not None
    assert {read(f"<{bound}").holds(found), read(f">={bound}").holds(found)} == {IN, OUT}
