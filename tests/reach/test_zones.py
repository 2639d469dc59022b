"""What firewalls permit between zones: in a row, side by side, and where nobody knows."""

from __future__ import annotations

from keur.reach.matrix import Matrix
from tests.reach.plants import answer, forward, linux, plant

ZONES = {"plc": "10.1.0.0/24", "scada": "10.2.0.0/24", "office": "10.4.0.0/24"}
INNER = {"plc": "10.1.0.1/24", "scada": "10.2.0.1/24", "up": "10.9.0.1/30"}
OUTER = {"down": "10.9.0.2/30", "office": "10.4.0.1/24"}
UP = ["default via 10.9.0.2 dev up"]
DOWN = ["10.1.0.0/24 via 10.9.0.1 dev down", "10.2.0.0/24 via 10.9.0.1 dev down"]
FROM_OFFICE = "10.4.0.5 > 10.1.0.5"


def two_in_a_row(inner: str, outer: str) -> Matrix:
    devices = [linux("inner", inner, INNER, UP), linux("outer", outer, OUTER, DOWN)]
    return Matrix(plant(ZONES), devices)


def test_firewalls_in_a_row_let_through_what_all_of_them_do() -> None:
    found = two_in_a_row(forward("tcp dport { 22, 502 } accept"), forward("tcp dport { 80, 502 } accept"))
    for port, said in ((502, "yes"), (22, "no"), (80, "no")):
        assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/{port}") == said
    assert answer(found, "scada", "plc", "10.2.0.5 > 10.1.0.5 tcp/22") == "yes"  # the outer one is not on this way


def test_the_firewall_that_blocks_is_named_and_all_that_permit() -> None:
    found = two_in_a_row(forward("tcp dport 502 accept"), forward("tcp dport { 80, 502 } accept"))
    fates = {group.fate.decision.name: group.fate for group in found.groups("office", "plc")}
    assert [one.device for one in fates["PERMITTED"].deciders] == ["outer", "inner"]
    assert [one.device for one in fates["BLOCKED"].deciders] in (["outer"], ["inner"])
    assert [step.device for step in fates["PERMITTED"].crossings] == ["outer", "inner"]


def test_one_in_doubt_makes_the_row_unknown_unless_another_blocks() -> None:
    doubt = forward("tcp dport { 80, 502 } meta mark 7 accept")
    found = two_in_a_row(doubt, forward("tcp dport 502 accept"))
    assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/502") == "unknown"
    assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/80") == "no"


def side_by_side(one: str, other: str) -> Matrix:
    """Two firewalls, each of which joins both zones."""
    first = linux("first", one, {"a": "10.1.0.1/24", "b": "10.4.0.1/24"})
    second = linux("second", other, {"a": "10.1.0.2/24", "b": "10.4.0.2/24"})
    return Matrix(plant(ZONES), [first, second])


def test_of_firewalls_side_by_side_one_is_enough() -> None:
    found = side_by_side(forward("tcp dport 502 accept"), forward("tcp dport 80 accept"))
    for port, said in ((502, "yes"), (80, "yes"), (22, "no")):
        assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/{port}") == said


def test_of_firewalls_side_by_side_one_in_doubt_is_unknown() -> None:
    found = side_by_side(forward("tcp dport { 80, 502 } meta mark 7 accept"), forward("tcp dport 80 accept"))
    assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/80") == "yes"
    assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/502") == "unknown"


def test_without_a_firewall_at_the_source_nothing_is_known() -> None:
    found = Matrix(plant(ZONES), [linux("inner", forward("accept"), {"plc": "10.1.0.1/24", "scada": "10.2.0.1/24"})])
    assert answer(found, "office", "plc", f"{FROM_OFFICE} tcp/502") == "unknown"
    assert answer(found, "scada", "plc", "10.2.0.5 > 10.1.0.5 tcp/502") == "yes"


def test_a_destination_without_a_route_is_not_reached() -> None:
    found = Matrix(plant(ZONES), [linux("inner", forward("accept"), {"plc": "10.1.0.1/24", "scada": "10.2.0.1/24"})])
    assert answer(found, "plc", "office", "10.1.0.5 > 10.4.0.5 tcp/502") == "no"


def test_a_way_that_leaves_the_configurations_is_unknown() -> None:
    routes = ["default via 10.9.0.2 dev up"]
    found = Matrix(plant(ZONES), [linux("inner", forward("accept"), INNER, routes)])
    assert answer(found, "plc", "office", "10.1.0.5 > 10.4.0.5 tcp/502") == "unknown"


def test_a_configuration_of_which_anything_may_be_different_answers_nothing() -> None:
    cut = forward("tcp dport 502 accept").removesuffix("}\n")
    found = Matrix(plant(ZONES), [linux("inner", cut, INNER, UP)])
    assert answer(found, "scada", "plc", "10.2.0.5 > 10.1.0.5 tcp/502") == "unknown"
    assert answer(found, "scada", "plc", "10.2.0.5 > 10.1.0.5 tcp/503") == "unknown"
