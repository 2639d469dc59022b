"""Compares what keur's capture reader sees with what tshark sees, capture by capture.

The truth is made with tshark (one JSON a capture); a difference is a question, and `truth-exceptions.yaml` answers it.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb

from keur._rust import capture as capture_core

Row = dict[str, Any]
End = tuple[str, int]
Key = tuple[str, str, tuple[End, End]]


def read_tables(paths: list[Path], most_conversations: int = 200_000) -> dict[str, list[Row]]:
    """All tables of a reading as lists of dicts."""
    tables: dict[str, list[Row]] = defaultdict(list)
    connection = duckdb.connect()

    def batch(table: str, rows: object) -> None:
        connection.register("rows", rows)
        found = connection.sql("SELECT * FROM rows")
        tables[table] += [dict(zip(found.columns, values, strict=True)) for values in found.fetchall()]

    capture_core.read([str(path) for path in paths], batch, None, most_conversations)
    return tables


def truth_key(row: Row) -> Key:
    vlan = row.get("vlan", "")
    transport = row["transport"]
    if transport.startswith("l2:") and vlan:
        transport = "l2:vlan"
    ends = sorted([(row["client"], row["client_port"]), (row["server"], row["server_port"])])
    return transport, vlan, (ends[0], ends[1])


def our_key(row: Row) -> Key:
    vlan = row["vlan"] or ""
    transport = row["transport"]
    if transport == "l2":
        transport = "l2:vlan" if vlan else f"l2:{row['ethertype']}"
    elif transport.startswith("ip:") and row["ethertype"] == "0x86dd":
        transport = "ip:"  # tshark has no ip.proto for IPv6
    ends = sorted([(row["client"], row["client_port"]), (row["server"], row["server_port"])])
    return transport, vlan, (ends[0], ends[1])


Way = tuple[str, int]
"""Address and port of the sender."""


def truth_traffic(truth: Row) -> dict[tuple[Key, End], tuple[int, int]]:
    """Packets and bytes per conversation and sender."""
    out: Counter[tuple[Key, End, str]] = Counter()
    for row in truth["conversations"]:
        client, server = (row["client"], row["client_port"]), (row["server"], row["server_port"])
        for end, way in ((client, "c2s"), (server, "s2c")):
            out[truth_key(row), end, "packets"] += row[f"packets_{way}"]
            out[truth_key(row), end, "bytes"] += row[f"bytes_{way}"]
    return _pairs(out)


def our_traffic(tables: dict[str, list[Row]]) -> dict[tuple[Key, End], tuple[int, int]]:
    out: Counter[tuple[Key, End, str]] = Counter()
    for row in tables["conversation"]:
        client, server = (row["client"], row["client_port"]), (row["server"], row["server_port"])
        for end, way in ((client, "to_server"), (server, "to_client")):
            out[our_key(row), end, "packets"] += row[f"packets_{way}"]
            out[our_key(row), end, "bytes"] += row[f"bytes_{way}"]
    return _pairs(out)


def _pairs(out: Counter[tuple[Key, End, str]]) -> dict[tuple[Key, End], tuple[int, int]]:
    keys = {(key, end) for key, end, _ in out}
    return {(k, e): (out[k, e, "packets"], out[k, e, "bytes"]) for k, e in keys if out[k, e, "packets"]}


def split_label(row: Row) -> list[tuple[str, str]]:
    """(protocol, code) as the truth counts them, from one operation row."""
    protocol, function = row["protocol"], row["function"]
    if protocol == "profinet-dcp":
        service, kind = function.split("/")
        return [("pn_dcp", service), ("pn_dcp", kind)]
    if protocol == "s7comm" and "/" in function:
        group, sub = function.split("/")
        return [("s7comm", group), ("s7comm", sub)]
    return [(protocol, function)]


# The counters of the truth that are functions or services; keur counts the rest (function groups of cyclic I/O, the
# type of an S7 PDU, status codes) in other columns or not at all.
COUNTED = {
    "modbus": re.compile(r"\d+"),
    "s7comm": re.compile(r"(func|group|sub):.*"),
    "enip": re.compile(r"0x.*"),
    "cip": re.compile(r"0x.*"),
    "opcua": re.compile(r"(msg|svc):.*"),
    "bacnet": re.compile(r"(bvlc|conf|unconf):.*"),
    "pn_dcp": re.compile(r"(svc|type):.*"),
}


def counted(protocol: str, code: str) -> bool:
    return protocol in COUNTED and COUNTED[protocol].fullmatch(code) is not None


Codes = dict[tuple[str, str, Key, End], int]


def truth_codes(truth: Row) -> Codes:
    out: Counter[tuple[str, str, Key, End]] = Counter()
    for row in truth["conversations"]:
        for protocol, ways in row.get("codes", {}).items():
            for way, end in (("c2s", "client"), ("s2c", "server")):
                for code, count in ways[way].items():
                    if counted(protocol, code):
                        out[protocol, code, truth_key(row), (row[end], row[f"{end}_port"])] += count
    return dict(out)


def our_codes(tables: dict[str, list[Row]]) -> Codes:
    rows = {row["id"]: row for row in tables["conversation"]}
    out: Counter[tuple[str, str, Key, End]] = Counter()
    for operation in tables["operation"]:
        row = rows[operation["conversation"]]
        end = "client" if operation["to_server"] else "server"
        for protocol, code in split_label(operation):
            if counted(protocol, code):
                out[protocol, code, our_key(row), (row[end], row[f"{end}_port"])] += operation["count"]
    return dict(out)


def differences(capture: Path, truth_file: Path) -> list[str]:
    """What differs, one line each: `traffic ...` or `codes ...`, tshark's number first."""
    truth = json.loads(truth_file.read_text())
    tables = read_tables([capture])
    out = []
    packets = sum(row["packets"] for row in tables["file"])
    size = sum(row["bytes"] for row in tables["file"])
    if (packets, size) != (truth["packets"], truth["bytes"]):
        out.append(f"total tshark {(truth['packets'], truth['bytes'])} keur {(packets, size)}")
    for name, theirs, ours in (
        ("traffic", truth_traffic(truth), our_traffic(tables)),
        ("codes", truth_codes(truth), our_codes(tables)),
    ):
        for key in sorted(theirs.keys() | ours.keys(), key=str):
            if theirs.get(key) != ours.get(key):  # type: ignore[call-overload]
                out.append(f"{name} {key} tshark {theirs.get(key)} keur {ours.get(key)}")  # type: ignore[call-overload]
    return out


def truth_name(capture: Path) -> str:
    name = capture.name
    for ending in (".gz", ".pcapng", ".pcap", ".cap", ".trace"):
        name = name.removesuffix(ending)
    return f"{name}.json"


if __name__ == "__main__":
    import sys

    base = Path(sys.argv[1])
    only = sys.argv[2:] or [""]
    for path in sorted((base / "captures").iterdir()):
        expected = base / "captures-truth" / truth_name(path)
        if expected.exists() and any(part in path.name for part in only):
            try:
                found = differences(path, expected)
            except ValueError as error:
                found = [f"error {error}"]
            for line in found:
                print(path.name, line)
