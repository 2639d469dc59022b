"""The demo plant's captures against the log of the actors, read with nothing but `struct`.

These tests prove the yardstick itself: what the actors say they did is in the captures, and nothing else is. They
don't use keur's own reader, so that keur can be measured against the same files.
"""

from __future__ import annotations

import hashlib
import re
import socket
from collections import Counter
from typing import Any

import pytest
import yaml

from tests.e2e.wire import CAPTURES, DEMO, SHOWS, SLACK, Frame, all_frames, demo_truth, rows_of, seconds_of, zone_of


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return demo_truth()


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return all_frames()


def requests(frames: list[Frame], row: dict[str, Any]) -> list[Frame]:
    """Frames with a payload that the client of a row sent during it."""
    first, last = seconds_of(row["first"]) - SLACK, seconds_of(row["last"]) + SLACK
    ends = ((row["client"], row["client_port"]), (row["server"], row["server_port"]))
    return [f for f in frames if (f.source, f.target) == ends and first <= f.seconds <= last and f.payload]


def test_every_captured_conversation_is_in_an_actors_log(truth: dict[str, Any], frames: list[Frame]) -> None:
    known = {
        frozenset([(row["client"], row["client_port"]), (row["server"], row["server_port"])])
        for row in truth["activity"]
    }
    refused = {(row["client"], row["server"], row["server_port"]) for row in truth["activity"] if row["failed"]}
    unexplained = [
        frame
        for frame in frames
        if frame.transport != "arp"
        and frozenset([frame.source, frame.target]) not in known
        and (frame.source[0], *frame.target) not in refused
        and (frame.target[0], *frame.source) not in refused
    ]
    assert unexplained == []


def test_a_conversation_is_in_one_capture_only(frames: list[Frame]) -> None:
    seen_in: dict[object, set[str]] = {}
    for frame in frames:
        if frame.transport != "arp":
            seen_in.setdefault(frozenset([frame.source, frame.target]), set()).add(frame.capture)
    assert {ends: where for ends, where in seen_in.items() if len(where) > 1} == {}


def test_modbus_requests_on_the_wire_are_those_that_clients_logged(truth: dict[str, Any], frames: list[Frame]) -> None:
    start, end = seconds_of(truth["captured_from"]), seconds_of(truth["captured_to"])
    asked: Counter[tuple[str, int, str, int]] = Counter()
    for frame in frames:
        if frame.target[1] == 502 and frame.payload and start <= frame.seconds <= end:
            asked[*frame.source, frame.target[0], frame.payload[7]] += 1
    logged: Counter[tuple[str, int, str, int]] = Counter()
    failed = set()
    for row in truth["activity"]:
        if row["protocol"] != "modbus":
            continue
        if row["failed"]:
            failed.add((row["client"], row["client_port"], row["server"]))
        for operation in row["operations"]:
            if "(" in operation["what"]:
                code = int(operation["what"].partition("(")[2].rstrip(")").partition("/")[0])
                logged[row["client"], row["client_port"], row["server"], code] += operation["count"]
    assert sum(logged.values()) > 500
    # At the ends of the window one request may be on its way; what failed may have been sent again by TCP.
    for key in asked.keys() | logged.keys():
        assert abs(asked[key] - logged[key]) <= (4 if key[:3] in failed else 1), key


@pytest.mark.parametrize(("incident", "shows"), SHOWS.items(), ids=list(SHOWS))
def test_every_incident_is_in_the_captures(
    truth: dict[str, Any], frames: list[Frame], incident: str, shows: Any
) -> None:
    rows = rows_of(truth, incident)
    assert any(shows(frame.payload) for row in rows for frame in requests(frames, row))


def test_no_incident_goes_untested(truth: dict[str, Any]) -> None:
    assert {incident["id"] for incident in truth["incidents"]} == SHOWS.keys() | {"copied-address"}


def test_two_devices_claim_the_copied_address(truth: dict[str, Any], frames: list[Frame]) -> None:
    claims = {
        f.source[0] for f in frames if f.transport == "arp" and f.payload[14:18] == socket.inet_aton("10.20.10.12")
    }
    logged = {row["client"] for row in rows_of(truth, "copied-address")}
    assert claims == logged and len(logged) == 2


def test_the_old_router_forwards_both_ways_what_the_firewall_never_sees(
    truth: dict[str, Any], frames: list[Frame]
) -> None:
    """Each side is forwarded by one MAC address of the old router, and the firewall's is not among them."""
    for row in rows_of(truth, "around-the-firewall"):
        ends = (row["client"], row["client_port"]), (row["server"], row["server_port"])
        senders = {(f.source, f.sender) for f in frames if {f.source, f.target} == set(ends)}
        assert senders == {(ends[0], "02:4b:52:77:11:fa"), (ends[1], "02:4b:52:10:11:11")}


def test_the_firewall_ran_while_the_day_was_played() -> None:
    """Its saved counters say that the rules of the incidents let something through, and that it refused something."""
    ruleset = (DEMO / "observed" / "firewalls" / "fw-01" / "ruleset.nft").read_text()
    passed = {
        comment: int(packets) for packets, comment in re.findall(r'counter packets (\d+) .*?comment "(.+?)"', ruleset)
    }
    for used in (
        "CHG-0188",
        "CHG-0117",
        "vendor-diagnosis",
        "inbedrijfstelling",
        "historian-replica, beide",
        "de rest",
    ):
        assert sum(packets for comment, packets in passed.items() if comment.startswith(used)) > 0, used
    assert passed["CHG-0231 geen telnet naar de weegschaal"] == passed["jump-hvac"] == 0


def test_the_hashes_of_the_captures_are_those_of_the_notes() -> None:
    notes = yaml.safe_load((DEMO / "observed" / "captures.yaml").read_text())["captures"]
    assert {note["file"]: note["sha256"] for note in notes} == {
        f"captures/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in CAPTURES
    }


def declared_channels() -> dict[tuple[str, str, str], set[str] | None]:
    """Operation classes allowed, per opening zone, serving zone and protocol; None: any."""
    conduits = yaml.safe_load((DEMO / "declared" / "conduits.yaml").read_text())["conduits"]
    return {
        (conduit["from"], conduit["to"], channel["protocol"]): set(channel["operations"])
        if "operations" in channel
        else None
        for conduit in conduits
        for channel in conduit["channels"]
    }


def test_the_ordinary_day_is_declared_and_leaves_three_channels_unused(truth: dict[str, Any]) -> None:
    declared, used = declared_channels(), set()
    for row in truth["activity"]:
        if row["transport"] == "l2" or zone_of(row["client"]) == zone_of(row["server"]):
            continue
        key = (zone_of(row["client"]), zone_of(row["server"]), row["protocol"])
        used.add(key)
        if row["incident"] is None:
            allowed = declared[key]
            acts = {operation["class"] for operation in row["operations"] if operation["what"] != "connect"}
            assert allowed is None or acts <= allowed, row
    never = {("operations", "hvac", "bacnet"), ("hvac", "operations", "ntp"), ("dmz", "hvac", "http")}
    assert declared.keys() - used == never
