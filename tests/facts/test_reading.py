"""Conversations closed early, to bound memory, add up to what a reading with room for all gives."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from keur.facts.flows import conversations
from keur.facts.reading import reading

DEMO = sorted((Path(__file__).parents[2] / "demo" / "observed" / "captures").glob("*.pcap"))
REAL = Path(__file__).parents[3] / "shared" / "data" / "captures"
LARGEST = 400_000
"""Bytes of a real capture; larger ones take too long here."""


def rows(paths: list[Path], most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """Conversations with their operations, and how many were closed early."""
    room = {} if most is None else {"most_conversations": most}
    with reading(paths, **room) as found:
        return list(conversations(found, None)), found.summary.split


def as_set(found: list[dict[str, Any]]) -> Counter[str]:
    """Rows without an order: what was closed early has other numbers inside."""
    return Counter(json.dumps(row, sort_keys=True) for row in found)


def test_the_demo_read_with_little_room_gives_the_same_rows() -> None:
    whole, none_closed = rows(DEMO)
    parts, closed = rows(DEMO, 50)
    assert none_closed == 0 and closed > 50
    assert as_set(parts) == as_set(whole)
    assert len(whole) > 100


@pytest.mark.parametrize("most", [3, 10])
def test_with_hardly_any_room_only_a_repeated_message_is_counted_again(most: int) -> None:
    """What was said before a conversation was closed is forgotten, so a retransmission after it looks new."""
    whole, _ = rows(DEMO)
    parts, closed = rows(DEMO, most)
    assert closed > 500
    assert as_set([sizes(row) for row in parts]) == as_set([sizes(row) for row in whole])
    assert (as_set(whole) - as_set(parts)).total() <= 1


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the third-party captures in ../shared/data, not part of keur")
def test_real_traffic_read_with_little_room_gives_the_same_conversations() -> None:
    busy = [path for path in sorted(REAL.glob("*.pcap*")) if path.stat().st_size < LARGEST]
    closed_somewhere = 0
    for path in busy:
        whole, _ = rows([path])
        if len(whole) < 60:
            continue
        parts, closed = rows([path], 50)
        closed_somewhere += closed
        assert as_set([sizes(row) for row in parts]) == as_set([sizes(row) for row in whole]), path.name
    assert closed_somewhere > 500


def sizes(row: dict[str, Any]) -> dict[str, Any]:
    """Endpoints, packets and bytes: a message that is cut by closing can be counted otherwise, a packet never."""
    ends = sorted([(row["client"], row["client_port"]), (row["server"], row["server_port"])])
    packets = row["packets_to_server"] + row["packets_to_client"]
    size = row["bytes_to_server"] + row["bytes_to_client"]
    kept = ("vlan", "transport", "ethertype", "first_us", "last_us")
    return {"ends": ends, "packets": packets, "bytes": size, **{name: row[name] for name in kept}}
