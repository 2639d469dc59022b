"""The demo plant's captures against the log of the actors, read with nothing but `struct`.

These tests prove the yardstick itself: what the actors say they did is in the captures, and nothing else is. They
don't use keur's own reader, so that keur can be measured against the same files.
"""

from __future__ import annotations

import hashlib
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import pytest
import yaml

DEMO = Path(__file__).parents[2] / "demo"
CAPTURES = sorted((DEMO / "observed" / "captures").glob("*.pcap"))
ETHERTYPES = {0x8892: "profinet-dcp", 0x88CC: "lldp"}
SLACK = 0.05
"""Seconds between an actor's clock reading and its packet."""


@dataclass(frozen=True)
class Frame:
    capture: str
    number: int
    seconds: float
    source: tuple[str, int]
    target: tuple[str, int]
    transport: str
    """`tcp`, `udp`, `arp`, or the protocol of a frame without IP."""
    payload: bytes


def frames_of(capture: Path) -> Iterator[Frame]:
    data = capture.read_bytes()
    assert struct.unpack_from("<I", data)[0] == 0xA1B2C3D4 and struct.unpack_from("<I", data, 20)[0] == 1
    at, number = 24, 0
    while at < len(data):
        seconds, micros, kept, size = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 : at + 16 + kept]
        at, number = at + 16 + kept, number + 1
        assert kept == size
        yield parse(capture.stem, number, seconds + micros / 1e6, frame)


def parse(capture: str, number: int, seconds: float, frame: bytes) -> Frame:
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    if ethertype != 0x0800:
        transport = "arp" if ethertype == 0x0806 else ETHERTYPES[ethertype]
        macs = (frame[6:12].hex(":"), 0), (frame[:6].hex(":"), 0)
        return Frame(capture, number, seconds, *macs, transport, frame[14:])
    header, total = (frame[14] & 15) * 4, struct.unpack_from("!H", frame, 16)[0]
    transport = {6: "tcp", 17: "udp"}[frame[23]]
    start = 14 + header
    source, target = struct.unpack_from("!HH", frame, start)
    skip = (frame[start + 12] >> 4) * 4 if transport == "tcp" else 8
    ends = (socket.inet_ntoa(frame[26:30]), source), (socket.inet_ntoa(frame[30:34]), target)
    return Frame(capture, number, seconds, *ends, transport, frame[start + skip : 14 + total])


def seconds_of(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEMO / "truth.yaml").read_text())
    return loaded


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return [frame for capture in CAPTURES for frame in frames_of(capture)]


def rows_of(truth: dict[str, Any], incident: str) -> list[dict[str, Any]]:
    return [row for row in truth["activity"] if row["incident"] == incident]


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


@pytest.mark.parametrize(
    ("incident", "shows"),
    [
        ("snmp-in-clear", lambda p: p[2:5] == b"\2\1\1" and b"public" in p),
        ("enterprise-writes-register", lambda p: p[7] == 6),
        ("program-uploaded", lambda p: p[7:9] == b"\x32\1" and p[17] == 0x1D),
        ("stranger-in-control-network", lambda p: p[7:9] == b"\x2b\x0e"),
        ("vendor-stops-plc", lambda p: p[7:9] == b"\x32\1" and p[17] == 0x29),
        ("vendor-past-the-dmz", lambda p: p[7:9] == b"\x32\7"),
        ("plc-started-again", lambda p: p[7:9] == b"\x32\1" and p[17] == 0x28 and b"P_PROGRAM" in p),
        ("telnet-to-gateway", lambda p: p.startswith(b"\xff\xfd")),
        ("gateway-reaches-out", lambda p: b"\4pool\3ntp\3org\0" in p),
        ("engineering-reads-safety", lambda p: p[7] == 2),
        ("dmz-opens-inwards", lambda p: p[:4] == b"HELF"),
        ("web-logon-in-clear", lambda p: b"Authorization: Basic " in p),
    ],
)
def test_every_incident_is_in_the_captures(
    truth: dict[str, Any], frames: list[Frame], incident: str, shows: Any
) -> None:
    rows = rows_of(truth, incident)
    assert any(shows(frame.payload) for row in rows for frame in requests(frames, row))


def test_no_incident_goes_untested(truth: dict[str, Any]) -> None:
    tested = {case[0] for mark in test_every_incident_is_in_the_captures.pytestmark for case in mark.args[1]}
    assert {incident["id"] for incident in truth["incidents"]} == tested | {"copied-address"}


def test_two_devices_claim_the_copied_address(truth: dict[str, Any], frames: list[Frame]) -> None:
    claims = {
        f.source[0] for f in frames if f.transport == "arp" and f.payload[14:18] == socket.inet_aton("10.20.10.12")
    }
    logged = {row["client"] for row in rows_of(truth, "copied-address")}
    assert claims == logged and len(logged) == 2


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


@cache
def networks() -> dict[IPv4Network, str]:
    zones = yaml.safe_load((DEMO / "declared" / "zones.yaml").read_text())["zones"]
    return {IPv4Network(network): zone["id"] for zone in zones for network in zone["networks"]}


@cache
def zone_of(address: str) -> str:
    return next((zone for network, zone in networks().items() if IPv4Address(address) in network), "internet")


def test_the_ordinary_day_is_declared_and_leaves_one_channel_unused(truth: dict[str, Any]) -> None:
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
    assert declared.keys() - used == {("operations", "hvac", "bacnet")}
