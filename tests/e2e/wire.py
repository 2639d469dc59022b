"""The demo plant's captures and the log of its actors, read with nothing but `struct`: the yardstick for keur."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import yaml

DEMO = Path(__file__).parents[2] / "demo"
CAPTURES = sorted((DEMO / "observed" / "captures").glob("*.pcap"))
ETHERTYPES = {0x8892: "profinet-dcp", 0x88CC: "lldp"}
SLACK = 0.05
"""Seconds between an actor's clock reading and its packet."""

Row = dict[str, Any]
"""One line of an actor's activity, or one incident."""


@dataclass(frozen=True)
class Frame:
    capture: str
    number: int
    seconds: float
    sender: str
    """MAC address that sent the frame."""
    source: tuple[str, int]
    target: tuple[str, int]
    transport: str
    """`tcp`, `udp`, `arp`, or the protocol of a frame without IP."""
    payload: bytes
    payload_at: int
    """Byte of the frame at which the payload starts."""


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
    ethertype, sender = struct.unpack_from("!H", frame, 12)[0], frame[6:12].hex(":")
    if ethertype != 0x0800:
        transport = "arp" if ethertype == 0x0806 else ETHERTYPES[ethertype]
        macs = (sender, 0), (frame[:6].hex(":"), 0)
        return Frame(capture, number, seconds, sender, *macs, transport, frame[14:], 14)
    header, total = (frame[14] & 15) * 4, struct.unpack_from("!H", frame, 16)[0]
    transport = {6: "tcp", 17: "udp"}[frame[23]]
    start = 14 + header
    source, target = struct.unpack_from("!HH", frame, start)
    at = start + ((frame[start + 12] >> 4) * 4 if transport == "tcp" else 8)
    ends = (socket.inet_ntoa(frame[26:30]), source), (socket.inet_ntoa(frame[30:34]), target)
    return Frame(capture, number, seconds, sender, *ends, transport, frame[at : 14 + total], at)


def seconds_of(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def demo_truth() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((DEMO / "truth.yaml").read_text(), yaml.CSafeLoader)
    return loaded


def all_frames() -> list[Frame]:
    return [frame for capture in CAPTURES for frame in frames_of(capture)]


def rows_of(truth: dict[str, Any], incident: str) -> list[Row]:
    return [row for row in truth["activity"] if row["incident"] == incident]


SHOWS: dict[str, Callable[[bytes], bool]] = {
    "snmp-in-clear": lambda p: p[2:5] == b"\2\1\1" and b"public" in p,
    "enterprise-writes-register": lambda p: p[7] == 6,
    "program-uploaded": lambda p: p[7:9] == b"\x32\1" and p[17] == 0x1D,
    "stranger-in-control-network": lambda p: p[7:9] == b"\x2b\x0e",
    "vendor-stops-plc": lambda p: p[7:9] == b"\x32\1" and p[17] == 0x29,
    "vendor-past-the-dmz": lambda p: p[7:9] == b"\x32\7",
    "plc-started-again": lambda p: p[7:9] == b"\x32\1" and p[17] == 0x28 and b"P_PROGRAM" in p,
    "telnet-to-gateway": lambda p: p.startswith(b"\xff\xfd"),
    "around-the-firewall": lambda p: p.startswith(b"GET /airflow"),
    "gateway-reaches-out": lambda p: b"\4pool\3ntp\3org\0" in p,
    "engineering-reads-safety": lambda p: p[7] == 2,
    "dmz-opens-inwards": lambda p: p[:4] == b"HELF",
    "web-logon-in-clear": lambda p: b"Authorization: Basic " in p,
}
"""What a payload of each incident looks like on the wire; `copied-address` has none."""


@cache
def networks() -> dict[IPv4Network, str]:
    zones = yaml.safe_load((DEMO / "declared" / "zones.yaml").read_text())["zones"]
    return {IPv4Network(network): zone["id"] for zone in zones for network in zone["networks"]}


@cache
def zone_of(address: str) -> str:
    return next((zone for network, zone in networks().items() if IPv4Address(address) in network), "internet")
