"""Views over plant and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keur.checks import case
from keur.facts.database import CaptureSource, open_facts
from keur.facts.store import FactsError

PLANT = {
    "zones": [
        {"id": "plc", "networks": ["10.1.0.0/24"]},
        {"id": "scada", "levels": ["2"], "kind": "supervision", "networks": ["10.2.0.0/24"]},
        {"id": "office", "levels": ["4"], "kind": "enterprise", "networks": ["10.4.0.0/24"]},
        {"id": "far", "networks": ["10.6.0.0/24"], "segments": ["far"]},
    ],
    "conduits": [
        {
            "id": "c",
            "from": "scada",
            "to": "plc",
            "channels": [{"protocol": "modbus", "operations": ["read"]}, {"protocol": "s7comm"}],
        },
        {"id": "f", "from": "scada", "to": "far", "channels": [{"protocol": "modbus"}]},
    ],
    "assets": [{"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.5"]}],
}
MODBUS = {"server": "10.1.0.5", "protocol": "modbus", "port": 502}


def ask(folder: Path, sql: str, conversations: list[dict[str, Any]], **parts: Any) -> list[dict[str, Any]]:
    with case.build({"plant": PLANT, "conversations": conversations, **parts}).open(folder) as facts:
        return facts.rows(sql)


def test_each_channel_has_the_verdict_of_the_three_questions(tmp_path: Path) -> None:
    rows = ask(
        tmp_path,
        "SELECT from_zone, to_zone, service, declared, permitted, observed, verdict FROM channel_verdict ORDER BY ALL",
        [
            {"client": "10.2.0.9", **MODBUS, "operations": [{"class": "read"}, {"class": "write"}]},
            {"client": "10.4.0.9", "server": "10.1.0.5", "port": 443, "protocol": "tls"},
            {"client": "10.4.0.9", "server": "10.1.0.5", "port": 102, "protocol": "s7comm", "tried": True},
        ],
    )
    assert [tuple(row.values()) for row in rows] == [
        ("office", "plc", "s7comm", "no", "unknown", "yes", "unknown"),  # tried, never answered
        ("office", "plc", "tls", "no", "unknown", "yes", "breach"),
        ("scada", "far", "modbus", "yes", "unknown", "unknown", "unknown"),  # no capture of that path
        ("scada", "plc", "modbus", "no", "unknown", "yes", "breach"),  # the write
        ("scada", "plc", "modbus", "yes", "unknown", "yes", "in order"),  # the read
        ("scada", "plc", "s7comm", "yes", "unknown", "no", "unused"),
    ]


def test_operations_stand_with_the_verdict_that_they_caused(tmp_path: Path) -> None:
    rows = ask(
        tmp_path,
        """SELECT v.verdict, o.name, o.uses FROM verdict_operation o JOIN channel_verdict v USING (verdict_row)
        ORDER BY v.verdict""",
        [{"client": "10.2.0.9", **MODBUS, "operations": [{"class": "read", "count": 7}, {"class": "write"}]}],
    )
    assert [tuple(row.values()) for row in rows] == [("breach", "write", 1), ("in order", "read", 7)]


def test_the_strongest_evidence_of_all_captures_says_who_is_the_client(tmp_path: Path) -> None:
    rows = ask(
        tmp_path,
        """SELECT c.client, c.server_port, c.packets_to_server, o.to_server FROM zoned_conversation c
        JOIN operation o USING (capture, conversation)""",
        [
            {
                "capture": "late",
                "client": "10.1.0.5",
                "client_port": 502,
                "server": "10.2.0.9",
                "port": 50_000,
                "roles_by": "first",
                "protocol": "modbus",
                "packets_to_server": 3,
                "packets_to_client": 4,
                "operations": [{"class": "read", "to_server": False}],
            },
            {"capture": "early", "client": "10.2.0.9", "client_port": 50_000, **MODBUS},
        ],
    )
    assert rows == [{"client": "10.2.0.9", "server_port": 502, "packets_to_server": 4, "to_server": True}]


def test_a_declared_port_tells_the_server_when_nothing_else_does(tmp_path: Path) -> None:
    plant = {
        "zones": PLANT["zones"],
        "conduits": [
            {"id": "c", "from": "scada", "to": "plc", "channels": [{"transport": "tcp", "port": 9600}]},
        ],
    }
    rows = ask(
        tmp_path,
        "SELECT from_zone, verdict FROM channel_verdict",
        [{"client": "10.1.0.5", "client_port": 9600, "server": "10.2.0.9", "port": 50_000, "roles_by": "first"}],
        plant=plant,
    )
    assert rows == [{"from_zone": "scada", "verdict": "in order"}]


def test_traffic_that_two_segments_saw_counts_once(tmp_path: Path) -> None:
    twice = {"client": "10.2.0.9", "client_port": 50_000, **MODBUS, "operations": [{"class": "read", "count": 5}]}
    rows = ask(
        tmp_path,
        "SELECT c.conversations, c.packets, o.uses FROM observed_channel c JOIN observed_operation o USING (observed)",
        [{**twice, "segment": "one"}, {**twice, "segment": "two"}],
    )
    assert rows == [{"conversations": 1, "packets": 20, "uses": 5}]


def test_times_are_corrected_by_the_clock_of_the_capture(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT, "conversations": [{"client": "10.2.0.9", **MODBUS, "first_us": 1_000}]})
    one.open(tmp_path).close()
    late = CaptureSource("observed/late.pcap", one.captures[0].source.sha256, "plant", clock_offset_seconds=-0.5)
    with open_facts(one.plant, tmp_path, [late, late]) as facts:
        assert facts.rows("SELECT first_us FROM zoned_conversation") == [{"first_us": 1_000 - 500_000}]


def test_facts_that_are_not_there_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"no facts of capture observed/a\.pcap .* read it first"):
        open_facts(case.plant(PLANT), tmp_path, [CaptureSource("observed/a.pcap", "ab" * 32, "plant")])


def test_damaged_facts_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT})
    one.open(tmp_path).close()
    (tmp_path / one.captures[0].source.sha256 / "conversation.parquet").write_bytes(b"not Parquet")
    with pytest.raises(FactsError, match="Delete that folder and read again"):
        one.open(tmp_path)


def test_every_view_is_described_in_the_contract() -> None:
    views = {path.stem for path in (Path(case.__file__).parents[1] / "facts/views").glob("*.sql")}
    contract = (Path(__file__).parents[2] / "docs/facts.md").read_text(encoding="utf-8")
    assert [view for view in sorted(views) if f"`{view}`" not in contract] == []
