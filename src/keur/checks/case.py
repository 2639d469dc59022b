"""Cases of checks: tiny plants with tiny traffic, and the subjects that a check must find in them.

A case file is a YAML list. Each case has `name`, `today`, `plant` (zones, conduits, assets, and `vendors`, `access`,
`approvals`, `bans`, `answers`, `maintenance` as the plant's files write them; only what matters, the rest by default),
`firewalls` (`config`, in any format that is read, and `interfaces`: the zone behind each), `conversations` (with their
`operations`), `hosts`, `captures` (name: segment), `sessions` (rows of an access log), `parts` (of the software of
assets) and `exploited` (rows of that table), and `expect`: the subjects in any order. Conversations and hosts are rows
of `docs/facts.md`; `capture` and `segment` may say where they were seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

from keur.checks.session_case import gathered
from keur.checks.software_case import bills, found_exploited
from keur.checks.vendor_case import about_vendors
from keur.facts.database import CaptureSource, Facts, open_facts
from keur.facts.software import Exploited
from keur.facts.store import write
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sessions.gathering import GatheredSessions
from keur.plant.model import (
    Asset,
    Channel,
    Conduit,
    FirewallInterface,
    FirewallNote,
    Opener,
    Operation,
    Place,
    Plant,
    Site,
    Text,
    Zone,
    ZoneKind,
)
from keur.reach.devices import FOLDER, gather
from keur.reach.topology import INTERNET

_START_US = 1_767_225_600_000_000  # 2026-01-01
_SEGMENT = "plant"
_KEYS = (
    *("name", "today", "plant", "firewalls", "conversations", "hosts", "captures", "sessions", "parts", "exploited"),
    "expect",
)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    today: dt.date
    plant: Plant
    captures: tuple[Capture, ...]
    configurations: Mapping[str, str]
    """For each firewall, what its configuration file holds."""
    sessions: GatheredSessions
    sboms: GatheredSboms
    exploited: tuple[Exploited, ...]
    expect: tuple[str, ...]
    """Subjects that the check must find, and no others."""

    def open(self, folder: Path) -> Facts:
        """Writes the facts under `folder` and opens them."""
        for capture in self.captures:
            write(folder, capture.source.sha256, capture.tables)
        for name, text in self.configurations.items():
            path = folder / FOLDER / f"{name}.conf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        sources = [capture.source for capture in self.captures]
        devices = gather(self.plant, folder)
        facts = open_facts(self.plant, folder, sources, devices, self.today, logs=self.sessions, sboms=self.sboms)
        return facts.with_exploited(self.exploited).on(self.today)


@dataclass(frozen=True, slots=True)
class Capture:
    source: CaptureSource
    tables: Mapping[str, list[dict[str, Any]]]


def read(path: Path) -> list[Case]:
    """Cases of a file."""
    return [build(case) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def build(case: Mapping[str, Any]) -> Case:
    """A case from its mapping. Raises `KeyError` or `ValueError` when it is malformed: cases are code."""
    if unknown := case.keys() - set(_KEYS):
        raise ValueError(f"case `{case.get('name')}` has an unknown key `{min(unknown)}`")
    today = case.get("today", dt.date(2026, 2, 1))
    firewalls = [_only(row, "id", "config", "interfaces") for row in case.get("firewalls", ())]
    return Case(
        name=case.get("name", ""),
        today=today,
        plant=replace(plant(case.get("plant", {})), firewalls=tuple(map(_firewall, firewalls))),
        captures=tuple(captures(case)),
        configurations={row["id"]: row["config"] for row in firewalls},
        sessions=gathered(case.get("sessions", ())),
        sboms=bills(case.get("parts", ())),
        exploited=tuple(map(found_exploited, case.get("exploited", ()))),
        expect=tuple(case.get("expect", ())),
    )


def plant(parts: Mapping[str, Any]) -> Plant:
    """A plant with only what matters named."""
    zones = tuple(_zone(row, number) for number, row in enumerate(parts.get("zones", ()), start=1))
    return Plant(
        folder="",
        site=Site("Example", "example", Text("Voorbeeld", "Example"), "en"),
        zones=zones,
        conduits=tuple(_conduit(row, number) for number, row in enumerate(parts.get("conduits", ()), start=1)),
        assets=tuple(_asset(row, number) for number, row in enumerate(parts.get("assets", ()), start=2)),
        captures=(),
        verdicts=(),
        **about_vendors(parts),
    )


def _zone(row: Mapping[str, Any], line: int) -> Zone:
    row = _only(row, "id", "levels", "kind", "networks", "segments", "vlans", "consequence", "name", "sl_t")
    return Zone(
        id=row["id"],
        name=Text(**row["name"]) if "name" in row else Text(row["id"], row["id"]),
        levels=tuple(str(level) for level in row.get("levels", ["1"])),
        kind=ZoneKind(row.get("kind", "control")),
        networks=tuple(ip_network(network) for network in row.get("networks", ())),
        segments=tuple(row.get("segments", ())),
        vlans=tuple(row.get("vlans", ())),
        sl_t=tuple(row["sl_t"]) if "sl_t" in row else None,
        owner=None,
        consequence=dict(row.get("consequence", {})),
        gxp=False,
        place=Place("declared/zones.yaml", line),
    )


def _conduit(row: Mapping[str, Any], line: int) -> Conduit:
    row = _only(row, "id", "from", "to", "channels", "enforced_by", "review", "until")
    return Conduit(
        id=row["id"],
        name=None,
        from_zone=row["from"],
        to_zone=row["to"],
        channels=tuple(_channel(channel, line) for channel in row.get("channels", ())),
        enforced_by=tuple(row.get("enforced_by", ())),
        reason="example",
        owner=None,
        review=row.get("review"),
        until=row.get("until"),
        place=Place("declared/conduits.yaml", line),
    )


def _channel(row: Mapping[str, Any], line: int) -> Channel:
    row = _only(row, "protocol", "transport", "port", "from_assets", "to_assets", "operations", "opened_by")
    operations = row.get("operations")
    return Channel(
        protocol=row.get("protocol"),
        transport=row.get("transport"),
        port=row.get("port"),
        from_assets=tuple(row.get("from_assets", ())),
        to_assets=tuple(row.get("to_assets", ())),
        operations=None if operations is None else frozenset(Operation(word) for word in operations),
        opened_by=Opener(row.get("opened_by", "from")),
        place=Place("declared/conduits.yaml", line, 9),
    )


def _firewall(row: Mapping[str, Any]) -> FirewallNote:
    interfaces = (
        FirewallInterface(name, (), zone == INTERNET) if zone == INTERNET else FirewallInterface(name, (zone,), False)
        for name, zone in row.get("interfaces", {}).items()
    )
    return FirewallNote(row["id"], (), None, tuple(interfaces), Place("declared/topology.yaml", 2))


def _asset(row: Mapping[str, Any], line: int) -> Asset:
    row = _only(row, "id", "zone", "kind", "vendor", "product", "mac", "ipv4", "ipv6")
    return Asset(
        id=row["id"],
        zone=row["zone"],
        kind=row.get("kind", "PLC"),
        vendor=row.get("vendor", ""),
        product=row.get("product", ""),
        mac=tuple(row.get("mac", ())),
        ipv4=tuple(row.get("ipv4", ())),
        ipv6=tuple(row.get("ipv6", ())),
        place=Place("declared/assets.csv", line),
        **dict.fromkeys(
            (
                "order_number",
                "firmware",
                "hostname",
                "owner",
                "location",
                "process",
                "criticality",
            ),
            "",
        ),
    )


def captures(case: Mapping[str, Any]) -> list[Capture]:
    """Captures of a case: those of `captures` (name to segment), and those that rows name; at least one."""
    segments: dict[str, str] = dict(case.get("captures", {}))
    tables: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def rows_of(row: dict[str, Any], table: str) -> list[dict[str, Any]]:
        segment = row.pop("segment", _SEGMENT)
        name = row.pop("capture", segment)
        segments.setdefault(name, segment)
        return tables.setdefault(name, {}).setdefault(table, [])

    for number, given in enumerate(case.get("conversations", ()), start=1):
        row = dict(given)
        operations = row.pop("operations", ())
        mine = rows_of(row, "conversation")
        mine.append(conversation(number, row))
        named = tables[_name(given)].setdefault("operation", [])
        named.extend(operation(mine[-1], step, one) for step, one in enumerate(operations, start=1))
    for number, given in enumerate(case.get("hosts", ()), start=1):
        row = dict(given)
        rows_of(row, "host").append(host(number, row))
    if not segments:
        segments[_SEGMENT] = _SEGMENT
    empty: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("conversation", "operation", "host", "identity", "tally", "file")
    }
    return [
        Capture(
            CaptureSource(f"observed/captures/{name}.pcap", hashlib.sha256(name.encode()).hexdigest(), segment),
            {**empty, **tables.get(name, {})},
        )
        for name, segment in segments.items()
    ]


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("capture", row.get("segment", _SEGMENT)))


def conversation(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A conversation with defaults: TCP, opened in sight, recognised by content when it has a protocol, answered.
    `port` is the server's; `tried` is a connection that nobody answered."""
    row = dict(row)
    tried = row.pop("tried", False)
    port = row.pop("port", 0)
    protocol = row.get("protocol")
    link = row.get("transport") == "l2"
    carrier = (
        {"client_mac": row["client"], "server_mac": row["server"], "client_port": 0}
        if link
        else {"ethertype": "0x0800", "client_port": 49_152 + number if port else 0}
    )
    return {
        "id": number,
        "transport": "tcp",
        "server_port": port,
        "recognised_by": None if protocol is None else "port" if tried else "content",
        "roles_by": "syn",
        "first_us": _START_US + number * 1_000_000,
        "last_us": _START_US + number * 1_000_000 + 500_000,
        "packets_to_server": 3 if tried else 10,
        "packets_to_client": 0 if tried else 10,
        "bytes_to_server": 3 * 74 if tried else 2_000,
        "bytes_to_client": 0 if tried else 2_000,
        "first_frame": number * 100,
        "file": 0,
        **carrier,
        **row,
    }


def operation(owner: Mapping[str, Any], step: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """An operation with defaults: a request in the conversation's protocol, once, without errors."""
    return {
        "conversation": owner["id"],
        "protocol": owner.get("protocol"),
        "function": str(step),
        "name": row["class"],
        "to_server": True,
        "count": 1,
        "errors": 0,
        "first_us": owner["first_us"] + step,
        "last_us": owner["first_us"] + step,
        "file": 0,
        "first_frame": owner["first_frame"] + step,
        "first_offset": 54,
        "last_frame": owner["first_frame"] + step,
        **row,
    }


def host(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A host with defaults: ten frames; `claims` says how often it claimed its address."""
    claims = row.get("claims", 0)
    return {
        "packets": 10,
        "first_us": _START_US + number * 1_000,
        "last_us": _START_US + number * 1_000_000,
        "file": 0,
        "first_frame": number,
        "first_claim_frame": number if claims else None,
        **row,
        "claims": claims,
    }


def _only(row: Mapping[str, Any], *known: str) -> Mapping[str, Any]:
    if unknown := row.keys() - set(known):
        raise ValueError(f"unknown key `{min(unknown)}` in {dict(row)}")
    return row
