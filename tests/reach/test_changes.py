"""The smallest change that closes an open door."""

from __future__ import annotations

import pytest

from keur.reach.changes import Change, smallest
from keur.reach.matrix import Matrix
from keur.reach.zones import Group
from tests.reach.plants import forward, linux, plant

ZONES = {"plc": "10.1.0.0/24", "scada": "10.2.0.0/24", "office": "10.4.0.0/24"}
INTERFACES = {"a": "10.1.0.1/24", "b": "10.2.0.1/24", "c": "10.4.0.1/24"}


def change(*rules: str, policy: str = "drop") -> Change:
    """For the first rule that lets through from scada to plc what nobody declared; answers pass of themselves."""
    rules = ("ct state established accept", *rules)
    matrix = Matrix(plant(ZONES, [("scada", "plc")]), [linux("fw", forward(*rules, policy=policy), INTERFACES)])
    cell = matrix.undeclared("scada", "plc")[0]
    decider = cell.fate.deciders[-1]
    needed: list[Group] = []
    for pair in matrix.pairs():
        for group in matrix.groups(*pair):
            if matrix.is_declared(group) and decider in group.fate.deciders:
                needed.append(group)
    cells = [one for pair in matrix.pairs() for one in matrix.undeclared(*pair) if one.fate.deciders[-1] == decider]
    return smallest(matrix, decider, cells, needed)


def test_a_rule_that_serves_no_channel_can_go() -> None:
    found = change("tcp dport 102 accept")
    assert (found.kind, found.text.en) == ("remove", "Remove the rule at line 5.")
    assert found.text.nl == "Haal de regel op regel 5 weg."


def test_a_rule_that_serves_a_channel_is_narrowed_to_it() -> None:
    found = change("tcp dport { 102, 502 } accept")
    assert found.kind == "narrow"
    assert found.text.en == "Limit the rule at line 5 to: 10.2.0.0/24 > 10.1.0.0/24 tcp/502 (scada-plc)."


def test_a_default_that_permits_is_to_refuse_and_the_channels_to_be_permitted() -> None:
    found = change(policy="accept")
    assert found.kind == "default"
    assert "inet forward forward" in found.text.en
    assert found.text.en.endswith("and permit: 10.2.0.0/24 > 10.1.0.0/24 tcp/502 (scada-plc).")


@pytest.mark.parametrize(("zones", "kind"), [(3, "narrow"), (20, "refuse-before")])
def test_a_rule_that_would_fall_into_many_pieces_is_preceded_by_another(zones: int, kind: str) -> None:
    many = {f"z{number}": f"10.{number}.0.0/24" for number in range(1, zones + 1)}
    conduits = [("z1", other) for other in many if other not in ("z1", "z2")]
    devices = [linux("fw", forward("tcp dport 502 accept"), {f"e{n}": f"10.{n}.0.1/24" for n in range(1, zones + 1)})]
    matrix = Matrix(plant(many, conduits), devices)
    cells = matrix.undeclared("z1", "z2")
    decider = cells[0].fate.deciders[-1]
    needed = [group for pair in matrix.pairs() for group in matrix.groups(*pair) if matrix.is_declared(group)]
    found = smallest(matrix, decider, cells, [group for group in needed if decider in group.fate.deciders])
    assert found.kind == kind
    if kind == "refuse-before":
        assert found.text.en == "Refuse before the rule at line 4: 10.1.0.0/24 > 10.2.0.0/24 any."
