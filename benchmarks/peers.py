"""The programs that are measured: how each is found, which version it is, and how it reads a capture."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

READERS = Path(__file__).resolve().parent / "readers"

TSHARK_FIELDS = (
    "frame.number",
    "frame.time_epoch",
    "frame.len",
    "eth.src",
    "eth.dst",
    "ip.src",
    "ip.dst",
    "tcp.srcport",
    "tcp.dstport",
    "udp.srcport",
    "_ws.col.Protocol",
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that reads captures."""

    name: str
    does: str
    """What it does with the packets, in a few words."""
    version: str | None
    """`None` when it is not installed."""
    command: Callable[[Path, Path], list[str]]
    """Command that reads the first path; the second is a folder for what it writes, in which it is run."""
    seen: Callable[[str], int | None]
    """Packets that it read, from its output; `None` when it does not say."""
    limit: int | None = None
    """Reads only so many packets."""


def _last_number(output: str) -> int:
    return int(output.split()[-1])


def _lines(output: str) -> int:
    return output.count("\n")


def _suricata_packets(output: str) -> int:
    """From `Notice: pcap: read 1 file, 855128 packets, 86318204 bytes`."""
    words = output.rpartition("read 1 file, ")[2].split()
    return int(words[0])


def _said(command: Sequence[str]) -> str | None:
    """First line that a command prints, or `None` when it fails or does not exist."""
    if shutil.which(command[0]) is None:
        return None
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in ran.stdout.splitlines() if line.strip()]
    return lines[0].strip() if ran.returncode == 0 and lines else None


def _package(python: str, name: str) -> str | None:
    return _said([python, "-c", f"import {name}, importlib.metadata as m; print(m.version('{name}'))"])


def _number(said: str | None) -> str | None:
    """The version in a line such as `TShark (Wireshark) 4.0.17 (Git v4.0.17 ...)`."""
    words = (said or "").replace(",", " ").split()
    return next((word for word in words if word[0].isdigit() and "." in word), said)


def keur() -> Peer:
    return Peer(
        name="keur",
        does="conversations, operations, hosts and identities as tables, all protocols on",
        version=_package(sys.executable, "keur"),
        command=lambda capture, _: [sys.executable, str(READERS / "keur_reading.py"), str(capture)],
        seen=_last_number,
    )


def tshark(limit: int) -> Peer:
    fields = [word for field in TSHARK_FIELDS for word in ("-e", field)]
    return Peer(
        name="tshark",
        does=f"{len(TSHARK_FIELDS)} fields a packet, the first {limit:,} packets",
        version=_number(_said(["tshark", "--version"])),
        command=lambda capture, _: ["tshark", "-n", "-r", str(capture), "-c", str(limit), "-T", "fields", *fields],
        seen=_lines,
        limit=limit,
    )


def suricata() -> Peer:
    settings = str(READERS / "suricata.yaml")
    modes = ["-k", "none", "--runmode", "single", "-S", "/dev/null"]
    return Peer(
        name="suricata",
        does="flows, Modbus and DNP3 as JSON, EtherNet/IP on, midstream, no rules, one worker",
        version=_number(_said(["suricata", "-V"])),
        command=lambda capture, folder: ["suricata", "-c", settings, "-r", str(capture), "-l", str(folder), *modes],
        seen=_suricata_packets,
    )


def zeek() -> Peer:
    return Peer(
        name="zeek",
        does="its own logs, default scripts",
        version=_number(_said(["zeek", "--version"])),
        # `-C` takes packets with wrong checksums as well, as all others here do.
        command=lambda capture, _: ["zeek", "-C", "-r", str(capture)],
        seen=lambda _: None,
    )


def nfstream(python: str) -> Peer:
    return Peer(
        name="nfstream",
        does="flows with applications recognised, one meter (packets without IP are left out)",
        version=_package(python, "nfstream"),
        command=lambda capture, _: [python, str(READERS / "nfstream_flows.py"), str(capture)],
        seen=_last_number,
    )


def dpkt(python: str) -> Peer:
    return Peer(
        name="dpkt",
        does="a Python loop with a table of flows",
        version=_package(python, "dpkt"),
        command=lambda capture, _: [python, str(READERS / "dpkt_flows.py"), str(capture)],
        seen=_last_number,
    )


def all_peers(python: str, tshark_packets: int) -> list[Peer]:
    """keur first, then its peers. `python` has nfstream and dpkt."""
    return [keur(), tshark(tshark_packets), suricata(), nfstream(python), dpkt(python), zeek()]
