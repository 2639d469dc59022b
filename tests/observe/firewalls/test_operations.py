"""Lists of Modbus functions say what the operation classes of a channel say, and the other way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur._rust import capture
from keur.facts import declared
from keur.observe.firewalls.operations import (
    IMPLIED,
    NAMED,
    FunctionType,
    classes_by_code,
    functions_of,
    hisecos_operations,
    hisecos_profile,
    operations_of,
)
from keur.plant.model import Operation

READ, WRITE, CONTROL, PROGRAM = Operation.READ, Operation.WRITE, Operation.CONTROL, Operation.PROGRAM
DIAGNOSE, IDENTIFY, SESSION = Operation.DIAGNOSE, Operation.IDENTIFY, Operation.SESSION
CLASSES = st.frozensets(st.sampled_from(Operation))
FUNCTIONS = [(int(code), Operation(word)) for protocol, code, _, word, _ in capture.functions() if protocol == "modbus"]


def test_what_comes_with_any_class_is_what_the_facts_say() -> None:
    assert {word.value for word in IMPLIED} == set(declared.IMPLIED)


@given(CLASSES)
def test_a_list_lets_through_exactly_the_functions_of_the_classes(classes: frozenset[Operation]) -> None:
    allowed = classes | IMPLIED if classes else classes
    found = functions_of(classes)
    passing = {(code, word) for code, word in FUNCTIONS if code in found.codes}
    asked = {(code, word) for code, word in FUNCTIONS if word in allowed}
    assert passing == {(code, word) for code, word in asked if code not in found.partly}
    assert {code for code, word in asked} == {*found.codes, *found.partly}
    assert list(found.codes) == sorted(found.codes)


@given(CLASSES)
def test_a_code_that_stands_for_allowed_and_other_functions_is_named_and_left_out(
    classes: frozenset[Operation],
) -> None:
    found = functions_of(classes)
    assert not set(found.codes) & set(found.partly)
    for code in found.partly:
        assert len(classes_by_code()[code]) > 1


def test_diagnostics_and_the_encapsulated_transport_stand_for_functions_of_several_classes() -> None:
    several = {code: classes for code, classes in classes_by_code().items() if len(classes) > 1}
    assert several == {8: {DIAGNOSE, CONTROL}, 43: {IDENTIFY, Operation.OTHER}}
    assert functions_of([READ, DIAGNOSE]).partly == (8, 43)
    assert functions_of(Operation).partly == ()


def test_no_class_has_no_function() -> None:
    assert functions_of([]).codes == ()


@given(CLASSES, CLASSES)
def test_more_classes_never_let_less_through(classes: frozenset[Operation], more: frozenset[Operation]) -> None:
    assert set(functions_of(classes).codes) <= set(functions_of(classes | more).codes)


@given(CLASSES)
def test_back_from_a_list_nothing_is_permitted_that_was_not_allowed(classes: frozenset[Operation]) -> None:
    found = functions_of(classes)
    back = operations_of(found.codes)
    assert back.some <= classes | IMPLIED
    assert back.whole <= back.some
    assert back.unknown == ()
    lost = frozenset[Operation]().union(*(classes_by_code()[code] for code in found.partly))
    assert {word for _, word in FUNCTIONS if word in classes} - lost <= back.whole


@given(st.frozensets(st.integers(0, 255)))
def test_any_list_of_codes_has_a_meaning(codes: frozenset[int]) -> None:
    found = operations_of(codes)
    assert found.some == {word for code, word in FUNCTIONS if code in codes}
    assert found.whole == found.some - {word for code, word in FUNCTIONS if code not in codes}
    assert set(found.unknown) == codes - {code for code, _ in FUNCTIONS}


# HiSecOS: Reference Manual GUI HiSecOS EAGLE20/30, Release 3.0, Modbus Enforcer, Function Type (p. 161)


def test_the_named_lists_are_those_of_the_manual() -> None:
    assert sorted(NAMED[FunctionType.READONLY]) == [1, 2, 3, 4, 7, 11, 12, 17, 20, 24]
    assert sorted(NAMED[FunctionType.READWRITE] - NAMED[FunctionType.READONLY]) == [5, 6, 15, 16, 21, 22, 23]
    assert sorted(NAMED[FunctionType.PROGRAMMING] - NAMED[FunctionType.READWRITE]) == [40, 42, 90, 125, 126]
    assert sorted(NAMED[FunctionType.ALL]) == list(range(1, 256))


@pytest.mark.parametrize(
    ("classes", "name"),
    [
        ([READ, DIAGNOSE], FunctionType.READONLY),
        ([READ, WRITE, DIAGNOSE], FunctionType.READWRITE),
        ([READ, WRITE, DIAGNOSE, PROGRAM], FunctionType.PROGRAMMING),
        (None, FunctionType.ALL),
        ([READ], FunctionType.ADVANCED),
        ([READ, WRITE], FunctionType.ADVANCED),
        (list(Operation), FunctionType.ADVANCED),
    ],
)
def test_classes_have_a_name_only_when_it_is_exactly_right(classes: list[Operation] | None, name: FunctionType) -> None:
    assert hisecos_profile(classes).function_type is name


def test_reading_alone_leaves_out_the_diagnostic_functions_of_readonly() -> None:
    profile = hisecos_profile([READ])
    assert str(profile.functions) == "1,2,3,4,17,20,24"
    assert {7, 11, 12} == NAMED[FunctionType.READONLY] - set(profile.functions.codes)


@given(CLASSES.filter(bool))
def test_a_profile_lets_through_what_its_list_says(classes: frozenset[Operation]) -> None:
    profile = hisecos_profile(classes)
    assert profile.functions == functions_of(classes)
    if profile.function_type is not FunctionType.ADVANCED:
        assert NAMED[profile.function_type] == set(profile.functions.codes)
    assert hisecos_operations(profile.function_type, profile.functions.codes) == operations_of(profile.functions.codes)


def test_there_is_no_profile_for_nothing() -> None:
    with pytest.raises(ValueError, match="without any function"):
        hisecos_profile([])


def test_readonly_lets_diagnosis_through_but_not_all_of_it() -> None:
    found = hisecos_operations(FunctionType.READONLY)
    assert found.some == {READ, DIAGNOSE, IDENTIFY}
    assert found.whole == {READ}


def test_all_lets_functions_through_that_nobody_knows() -> None:
    found = hisecos_operations(FunctionType.ALL)
    assert found.some == found.whole == set(Operation) - {SESSION}
    assert 99 in found.unknown
    assert found.unknown == tuple(sorted(set(range(1, 256)) - classes_by_code().keys()))
