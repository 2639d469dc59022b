"""The matrix of a plant: what is declared and permitted between zones, and where they differ."""

from __future__ import annotations

from typing import Any

import pytest

from keur.reach.matrix import Cell, Matrix
from tests.reach.plants import answer, forward, linux, packet, plant

ZONES = {"plc": "10.1.0.0/24", "scada": "10.2.0.0/24", "office": "10.4.0.0/24"}
INTERFACES = {"a": "10.1.0.1/24", "b": "10.2.0.1/24", "c": "10.4.0.1/24"}
ASSETS = [{"id": "hmi", "zone": "scada", "ipv4": ["10.2.0.20"]}, {"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.7"]}]


def matrix(*rules: str, policy: str = "drop", **parts: Any) -> Matrix:
    found = plant(ZONES, [("scada", "plc")], **parts)
    return Matrix(found, [linux("fw", forward(*rules, policy=policy), INTERFACES)])


def cells(found: Matrix, source: str, destination: str) -> list[Cell]:
    return found.undeclared(source, destination)


def test_a_channel_is_permitted_blocked_or_partly_so() -> None:
    assert matrix("tcp dport 502 accept").permission(0).answer == "yes"
    assert matrix("tcp dport 80 accept").permission(0).answer == "no"
    assert matrix("tcp dport 502 meta mark 7 accept").permission(0).answer == "unknown"
    half = matrix(
        "ip saddr 10.2.0.20 tcp dport 502 accept", assets=[*ASSETS, {**ASSETS[0], "id": "eng", "ipv4": ["10.2.0.21"]}]
    )
    assert (half.permission(0).answer, half.permission(0).partly) == ("yes", True)
    example = half.permission(0).example
    assert example is not None
    assert str(example.source) == "10.2.0.21"


def test_addresses_of_nobody_do_not_make_a_channel_partly_permitted() -> None:
    found = matrix("ip saddr 10.2.0.20 tcp dport 502 accept", assets=ASSETS)
    assert (found.permission(0).answer, found.permission(0).partly) == ("yes", False)


def test_what_is_permitted_and_declared_is_no_cell() -> None:
    assert cells(matrix("ip saddr 10.2.0.0/24 ip daddr 10.1.0.0/24 tcp dport 502 accept"), "scada", "plc") == []


def test_a_cell_for_each_rule_that_lets_through_what_nobody_declared() -> None:
    found = matrix("tcp dport { 102, 502 } accept", "ip daddr 10.1.0.7 udp dport 161 accept")
    assert [cell.fate.deciders[-1].origin.line for cell in cells(found, "scada", "plc")] == [4, 5]
    assert [cell.fate.deciders[-1].origin.line for cell in cells(found, "plc", "scada")] == [4]
    assert {box.destination_ports.spans for cell in cells(found, "scada", "plc") for box in cell.boxes(9)[0]} == {
        ((102, 102),),
        ((161, 161),),
    }


def test_what_may_pass_is_a_cell_and_what_is_blocked_is_none() -> None:
    found = matrix("tcp dport 102 meta mark 7 accept")
    assert [cell.decision.name for cell in cells(found, "scada", "plc")] == ["UNKNOWN"]
    assert cells(matrix(), "scada", "plc") == []


def test_icmp_goes_with_a_conduit_in_both_directions() -> None:
    found = matrix("meta l4proto icmp accept")
    assert (cells(found, "scada", "plc"), cells(found, "plc", "scada")) == ([], [])
    assert len(cells(found, "office", "plc")) == 1


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (
            ["tcp dport 1-1024 accept"],
            "10.2.0.20 > 10.1.0.7 tcp/102",
        ),  # 502 is declared; 102 is a port that people know
        (["tcp dport 700-800 accept"], "10.2.0.20 > 10.1.0.7 tcp/700"),
        (["udp dport 53 accept"], "10.2.0.20 > 10.1.0.7 udp/53"),
        (["ip daddr 10.1.0.9 tcp dport 80 accept"], "10.2.0.20 > 10.1.0.9 tcp/80"),  # no asset, but the only one
    ],
)
def test_an_example_is_between_assets_and_to_a_port_that_people_know(rules: list[str], said: str) -> None:
    found = matrix(*rules, assets=ASSETS)
    example = found.example(cells(found, "scada", "plc")[0])
    wanted = packet(said)
    assert example is not None
    assert (example.destination, example.protocol, example.destination_port) == (
        wanted.destination,
        wanted.protocol,
        wanted.destination_port,
    )
    assert example.source_port >= 49_152


def test_an_answer_needs_no_rule_where_the_firewall_remembers_who_opened() -> None:
    back = "ip saddr 10.1.0.0/24 ip daddr 10.2.0.0/24 tcp sport 502 accept"
    there = "ip saddr 10.2.0.0/24 ip daddr 10.1.0.0/24 tcp dport 502 accept"
    assert cells(matrix(there, back), "plc", "scada") == []  # each packet by itself: the answer needs its rule
    remembering = matrix("ct state established accept", there, back)
    assert [cell.fate.deciders[-1].origin.line for cell in cells(remembering, "plc", "scada")] == [6]


def test_packets_within_a_zone_and_of_no_zone_are_not_judged() -> None:
    found = matrix(policy="accept")
    assert answer(found, "plc", "plc", "10.1.0.5 > 10.1.0.6 tcp/502") == "unknown"
    assert answer(found, "plc", "nowhere", "10.1.0.5 > 10.1.0.6 tcp/502") == "unknown"
