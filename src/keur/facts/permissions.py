"""What the firewalls permit, as tables: firewalls and their rules, pairs of zones, channels, and observed traffic."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import duckdb

from keur.facts import rules
from keur.facts.rules import Rules
from keur.facts.store import create_table
from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import TCP, UDP
from keur.plant.addresses import ip_address
from keur.plant.model import Plant, Zone
from keur.reach import telling
from keur.reach.administration import administration
from keur.reach.applications import kinds_of
from keur.reach.changes import smallest
from keur.reach.devices import Device, Devices
from keur.reach.matrix import Cell, Matrix, Permission
from keur.reach.packets import Packet
from keur.reach.steps import Decision
from keur.reach.zones import Decider, Group

_RECORD = {"record_file": "VARCHAR", "record_line": "INTEGER"}

COLUMNS: dict[str, dict[str, str]] = {
    **rules.COLUMNS,
    "firewall": {
        "firewall": "VARCHAR",
        "declared": "BOOLEAN",
        "format": "VARCHAR",
        "lines": "INTEGER",
        "not_understood": "INTEGER",
        **_RECORD,
    },
    "zone_attachment": {
        "zone": "VARCHAR",
        "firewall": "VARCHAR",
        "interface": "VARCHAR",
        "basis": "VARCHAR",
        "addresses": "VARCHAR",
        **_RECORD,
    },
    "zone_pair": {"from_zone": "VARCHAR", "to_zone": "VARCHAR", "permitted": "VARCHAR"},
    "permitted_cell": {
        "cell": "INTEGER",
        "from_zone": "VARCHAR",
        "to_zone": "VARCHAR",
        "declared": "BOOLEAN",
        "permitted": "VARCHAR",
        "service": "VARCHAR",
        "port": "INTEGER",
        "source": "VARCHAR",
        "destination": "VARCHAR",
        "example": "VARCHAR",
        "sent": "VARCHAR",
        "rule": "INTEGER",
    },
    "firewall_management": {
        "firewall": "VARCHAR",
        "zone": "VARCHAR",
        "service": "VARCHAR",
        "permitted": "VARCHAR",
        "rule": "INTEGER",
    },
    "asymmetric_pair": {
        "from_zone": "VARCHAR",
        "to_zone": "VARCHAR",
        "forth": "VARCHAR",
        "back": "VARCHAR",
        "firewall": "VARCHAR",
    },
    "asset_home": {"asset": "VARCHAR", "address": "VARCHAR", "zone": "VARCHAR"},
    "cell_rule": {"cell": "INTEGER", "rule": "INTEGER", "step": "INTEGER"},
    "rule_change": {"rule": "INTEGER", "kind": "VARCHAR", "change_nl": "VARCHAR", "change_en": "VARCHAR"},
    "rule_channel": {"rule": "INTEGER", "channel": "INTEGER"},
    "channel_permission": {
        "channel": "INTEGER",
        "permitted": "VARCHAR",
        "partly": "BOOLEAN",
        "example": "VARCHAR",
        "rule": "INTEGER",
    },
    "observed_permission": {"observed": "BIGINT", "permitted": "VARCHAR", "rule": "INTEGER"},
    "observed_rule": {"observed": "BIGINT", "rule": "INTEGER"},
}

_LATER = ("observed_permission", "observed_rule", "firewall_rule")

MOST_BOXES = 200
"""Boxes from which a cell's services and addresses are told."""


class Permissions:
    """Makes the tables of `COLUMNS`: all but those `_LATER` at once, these when traffic is there."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plant: Plant, devices: Devices, today: dt.date | None
    ) -> None:
        self._connection = connection
        self.matrix = Matrix(plant, devices.devices, today) if devices.devices else None
        self._rules = Rules(devices.devices)
        rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
        if self.matrix is None:
            channels = (channel for conduit in plant.conduits for channel in conduit.channels)
            rows["channel_permission"] = [
                {"channel": number, "permitted": "unknown", "partly": False} for number, _ in enumerate(channels)
            ]
        else:
            rows["firewall"] = [_firewall(device) for device in devices.devices]
            for device in devices.devices:
                self._rules.add_all(device)
            rows["zone_attachment"] = list(_attachments(self.matrix))
            _Pairs(self.matrix, self._rules, rows).fill()
            rows["firewall_management"] = list(_management(self.matrix, self._rules, devices.devices))
            rows["asymmetric_pair"] = [
                {
                    "from_zone": one,
                    "to_zone": other,
                    "forth": ", ".join(forth),
                    "back": ", ".join(back),
                    "firewall": forth[0],
                }
                for one, other, forth, back in self.matrix.reach.topology.asymmetric()
            ]
            rows["rule_flaw"] = [row for device in devices.devices for row in self._rules.flaws(device, today)]
            rows["channel_permission"] = list(_channels(self.matrix, self._rules))
        rows["asset_home"] = list(_homes(plant))
        for table, columns in COLUMNS.items():
            if table not in _LATER:
                create_table(connection, table, columns, rows[table])

    def observed(self) -> None:
        """Makes the tables `_LATER`: what firewalls do with each observed channel, and all rules that were met.

        Needs the views of traffic."""
        found: dict[int, set[_Answer]] = defaultdict(set)
        for observed, *traffic in self._connection.execute(_OBSERVED).fetchall() if self.matrix else ():
            found[observed].add(self._of_traffic(*traffic))
        answers = {observed: _together(several) for observed, several in found.items()}
        rows: dict[str, list[dict[str, Any]]] = {
            "observed_permission": [
                {"observed": observed, "permitted": one.permitted, "rule": one.rules[-1] if one.rules else None}
                for observed, one in answers.items()
            ],
            "observed_rule": [
                {"observed": observed, "rule": rule}
                for observed, one in answers.items()
                for rule in one.rules
                if one.permitted == "yes"
            ],
            "firewall_rule": self._rules.rows,
        }
        for table in _LATER:
            create_table(self._connection, table, COLUMNS[table], rows[table])

    def _of_traffic(
        self,
        from_zone: str,
        to_zone: str,
        client: str,
        server: str,
        transport: str,
        port: int,
        protocol: str | None,
        operations: str | None,
    ) -> _Answer:
        source, destination = ip_address(client), ip_address(server)
        if self.matrix is None or source.version != destination.version:
            return _Answer("unknown")
        number = TCP if transport == "tcp" else UDP
        kinds = kinds_of(protocol, (operations or "").split(), self.matrix.kinds)
        packet = Packet(source, destination, number, port, _CLIENT_PORT)
        found = self.matrix.of_packet(from_zone, to_zone, packet, kinds)
        deciders = found.fate.deciders if found.fate else ()
        return _Answer(found.answer, tuple(map(self._rules.number, deciders)))


class _Answer(NamedTuple):
    """What firewalls do with traffic of one pair of hosts, and the rules that decide, in order."""

    permitted: str
    rules: tuple[int, ...] = ()


def _firewall(device: Device) -> dict[str, Any]:
    coverage = device.firewall.coverage
    return {
        "firewall": device.id,
        "declared": device.declared,
        "format": device.firewall.format,
        "lines": coverage.lines,
        "not_understood": coverage.not_understood,
        "record_file": device.files[0].file,
        "record_line": 1,
    }


def _attachments(matrix: Matrix) -> Iterator[dict[str, Any]]:
    for zone, found in matrix.reach.topology.attachments.items():
        for one in found:
            yield {
                "zone": zone,
                "firewall": one.device,
                "interface": one.interface,
                "basis": one.forwarding.basis.value,
                "addresses": show_addresses(one.addresses, 8),
                "record_file": one.forwarding.file or None,
                "record_line": one.forwarding.line or None,
            }


class _Pairs:
    """Rows about all pairs of zones: what passes, by which rule, for which channel, and what to change."""

    def __init__(self, matrix: Matrix, rules: Rules, rows: dict[str, list[dict[str, Any]]]) -> None:
        self._matrix = matrix
        self._rules = rules
        self._rows = rows
        self._serves: dict[int, set[int]] = defaultdict(set)
        self._needed: dict[int, list[Group]] = defaultdict(list)
        self._opened: dict[int, list[Cell]] = defaultdict(list)
        self._deciders: dict[int, Decider] = {}

    def fill(self) -> None:
        for from_zone, to_zone in self._matrix.pairs():
            groups = self._matrix.groups(from_zone, to_zone)
            self._rows["zone_pair"].append(
                {"from_zone": from_zone, "to_zone": to_zone, "permitted": self._pair(groups)}
            )
            declared = self._declared(from_zone, to_zone, groups)
            for cell in (*self._matrix.undeclared(from_zone, to_zone), *declared):
                self._add(cell, declared=cell in declared)
        self._rows["rule_channel"] = [
            {"rule": rule, "channel": one} for rule, found in self._serves.items() for one in sorted(found)
        ]
        for rule, cells in self._opened.items():
            change = smallest(self._matrix, self._deciders[rule], cells, self._needed[rule])
            text = {"change_nl": change.text.nl, "change_en": change.text.en}
            self._rows["rule_change"].append({"rule": rule, "kind": change.kind, **text})

    def _pair(self, groups: Iterable[Group]) -> str:
        """Whether anything passes between two zones. The ICMP that goes with conduits is no reason to say yes."""
        decisions = {group.fate.decision for group in groups}
        if any(
            group.fate.decision is Decision.PERMITTED
            and (self._matrix.channel_of(group) is not None or not self._matrix.is_declared(group))
            for group in groups
        ):
            return "yes"
        return "unknown" if Decision.UNKNOWN in decisions or not decisions else "no"

    def _declared(self, from_zone: str, to_zone: str, groups: list[Group]) -> list[Cell]:
        """Declared packets that pass, a cell for each rule that has the last word."""
        cells: dict[int, Cell] = {}
        for group in groups:
            if group.fate.decision is not Decision.PERMITTED or not self._matrix.is_declared(group):
                continue
            channel = self._matrix.channel_of(group)
            numbers = [self._rules.number(decider) for decider in group.fate.deciders]
            for number in numbers:
                self._needed[number].append(group)
                if channel is not None:
                    self._serves[number].add(channel.number)
            if numbers and channel is not None:
                cells.setdefault(numbers[-1], Cell(from_zone, to_zone, group.fate)).groups.append(group)
        return list(cells.values())

    def _add(self, cell: Cell, *, declared: bool) -> None:
        number = len(self._rows["permitted_cell"])
        numbers = [self._rules.number(decider) for decider in cell.fate.deciders]
        self._rows["cell_rule"] += [{"cell": number, "rule": rule, "step": at} for at, rule in enumerate(numbers)]
        self._rows["permitted_cell"].append(
            {"cell": number, "declared": declared, "rule": numbers[-1], **_cell(self._matrix, cell)}
        )
        if not declared and cell.decision is Decision.PERMITTED:
            self._opened[numbers[-1]].append(cell)
            self._deciders[numbers[-1]] = cell.fate.deciders[-1]


def _cell(matrix: Matrix, cell: Cell) -> dict[str, Any]:
    boxes, _ = cell.boxes(MOST_BOXES)
    example = matrix.example(cell)
    ports = {box.destination_ports for box in boxes}
    single = next(iter(ports)).spans if len(ports) == 1 else ()
    sent = cell.fate.sent
    return {
        "from_zone": cell.from_zone,
        "to_zone": cell.to_zone,
        "permitted": "yes" if cell.decision is Decision.PERMITTED else "unknown",
        "service": telling.services(boxes),
        "port": single[0][0] if len(single) == 1 and single[0][0] == single[0][1] else None,
        "source": show_addresses(telling.sources(boxes)),
        "destination": show_addresses(telling.destinations(boxes)),
        "example": telling.packet(example) if example else "",
        "sent": "" if sent is None else f"{show_addresses(sent.destination)} {telling.services([sent])}",
    }


def _management(matrix: Matrix, rules: Rules, devices: Iterable[Device]) -> Iterator[dict[str, Any]]:
    """Who reaches the administration of firewalls."""
    for device in devices:
        for one in administration(matrix.reach, device):
            yield {
                "firewall": device.id,
                "zone": one.zone,
                "service": one.service,
                "permitted": one.answer,
                "rule": rules.number(one.decider) if one.decider else None,
            }


def _homes(plant: Plant) -> Iterator[dict[str, Any]]:
    """The zones in whose networks each asset has addresses."""
    holders: dict[tuple[int, int, int], list[tuple[int, Zone]]] = defaultdict(list)
    lengths: dict[int, set[int]] = {4: set(), 6: set()}
    every = [(zone, network) for zone in plant.zones for network in zone.networks]
    for order, (zone, network) in enumerate(every):
        lengths[network.version].add(network.prefixlen)
        held = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
        holders[network.version, network.prefixlen, held].append((order, zone))
    segments = {zone.id: set(zone.segments) for zone in plant.zones}
    for asset in plant.assets:
        for address in (*asset.ipv4, *asset.ipv6):
            where = ip_address(address)
            found: list[tuple[int, Zone]] = []
            for length in lengths[where.version]:
                found += holders.get((where.version, length, int(where) >> (where.max_prefixlen - length)), ())
            for _, zone in sorted(found, key=lambda one: one[0]):
                shared = not segments[asset.zone] or not zone.segments or segments[asset.zone] & set(zone.segments)
                if shared or zone.id == asset.zone:
                    yield {"asset": asset.id, "address": address, "zone": zone.id}


def _channels(matrix: Matrix, rules: Rules) -> Iterator[dict[str, Any]]:
    for number in sorted({one.number for one in matrix.channels}):
        found = matrix.permission(number)
        yield {"channel": number, "partly": found.partly, **_answer(found, rules)}


def _answer(found: Permission, rules: Rules) -> dict[str, Any]:
    deciders = found.fate.deciders if found.fate else ()
    return {
        "permitted": found.answer,
        "example": telling.packet(found.example) if found.example else "",
        "rule": rules.number(deciders[-1]) if deciders else None,
    }


_CLIENT_PORT = 50_000
"""Stands for the port from which a client opens, which rules of plants hardly ever look at."""

_OBSERVED = """
SELECT DISTINCT
  o.observed, c.from_zone, c.to_zone, c.client, c.server, c.transport, c.server_port,
  -- What a port suggests is no proof of a protocol.
  CASE WHEN c.recognised_by = 'content' THEN c.protocol END,
  (SELECT string_agg(DISTINCT p.class, ' ') FROM observed_operation p WHERE p.observed = o.observed AND p.to_server)
FROM zoned_conversation c
JOIN observed_channel o
  USING (from_zone, from_host, to_zone, to_host, transport, port, service, attempt, roles_known, crosses)
WHERE c.crosses AND c.transport IN ('tcp', 'udp') AND c.server_port > 0
"""


def _together(answers: set[_Answer]) -> _Answer:
    """One answer for all addresses of two hosts: yes when any pair is let through."""
    order = ("yes", "unknown", "no")
    return min(answers, key=lambda one: (order.index(one.permitted), not one.rules, one.rules))
