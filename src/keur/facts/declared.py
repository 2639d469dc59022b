"""The declared plant as tables: what `zone`, `asset`, `conduit`, `channel` and their lists hold in the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from keur.facts.store import create_table
from keur.plant.model import CONSEQUENCE_GRADES, Channel, Conduit, Operation, Plant, Zone

_EPOCH = dt.date(1970, 1, 1).toordinal()
_RECORD = {"record_file": "VARCHAR", "record_line": "INTEGER"}

COLUMNS: dict[str, dict[str, str]] = {
    "zone": {
        "zone": "VARCHAR",
        "kind": "VARCHAR",
        "lowest_level": "DOUBLE",
        "highest_level": "DOUBLE",
        "owner": "VARCHAR",
        "gxp": "BOOLEAN",
        "consequence": "INTEGER",
        **_RECORD,
    },
    "zone_segment": {"zone": "VARCHAR", "segment": "VARCHAR"},
    "network": {"zone": "VARCHAR", "network": "VARCHAR"},
    "asset": {
        "asset": "VARCHAR",
        "zone": "VARCHAR",
        "kind": "VARCHAR",
        "vendor": "VARCHAR",
        "product": "VARCHAR",
        "hostname": "VARCHAR",
        "owner": "VARCHAR",
        "criticality": "VARCHAR",
        **_RECORD,
    },
    "address": {"asset": "VARCHAR", "kind": "VARCHAR", "address": "VARCHAR"},
    "conduit": {
        "conduit": "VARCHAR",
        "from_zone": "VARCHAR",
        "to_zone": "VARCHAR",
        "reason": "VARCHAR",
        "owner": "VARCHAR",
        "review": "DATE",
        "until": "DATE",
        "until_us": "BIGINT",
        **_RECORD,
    },
    "enforcer": {"conduit": "VARCHAR", "asset": "VARCHAR"},
    "channel": {
        "channel": "INTEGER",
        "conduit": "VARCHAR",
        "from_zone": "VARCHAR",
        "to_zone": "VARCHAR",
        "protocol": "VARCHAR",
        "transport": "VARCHAR",
        "port": "INTEGER",
        "service": "VARCHAR",
        "from_any": "BOOLEAN",
        "to_any": "BOOLEAN",
        "any_operation": "BOOLEAN",
        "allowed": "VARCHAR",
        "opened_by": "VARCHAR",
        "ends": "VARCHAR",
        **_RECORD,
    },
    "channel_end": {"channel": "INTEGER", "side": "VARCHAR", "asset": "VARCHAR"},
    "channel_operation": {"channel": "INTEGER", "class": "VARCHAR", "declared": "BOOLEAN"},
}

IMPLIED = ("identify", "session")
"""Operation classes that come with any other: no one can read a register without a connection."""


def create(connection: duckdb.DuckDBPyConnection, plant: Plant) -> None:
    """Makes the tables of `COLUMNS` and fills them from the plant."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
    for zone in plant.zones:
        rows["zone"].append(_zone(zone))
        rows["zone_segment"].extend({"zone": zone.id, "segment": segment} for segment in zone.segments)
        rows["network"].extend({"zone": zone.id, "network": str(network)} for network in zone.networks)
    for asset in plant.assets:
        rows["asset"].append(
            {
                "asset": asset.id,
                "zone": asset.zone,
                "kind": asset.kind,
                "vendor": asset.vendor,
                "product": asset.product,
                "hostname": asset.hostname,
                "owner": asset.owner,
                "criticality": asset.criticality,
                "record_file": asset.place.file,
                "record_line": asset.place.line,
            }
        )
        for kind, addresses in (("mac", asset.mac), ("ipv4", asset.ipv4), ("ipv6", asset.ipv6)):
            rows["address"].extend({"asset": asset.id, "kind": kind, "address": address} for address in addresses)
    for conduit in plant.conduits:
        rows["conduit"].append(
            {
                "conduit": conduit.id,
                "from_zone": conduit.from_zone,
                "to_zone": conduit.to_zone,
                "reason": conduit.reason,
                "owner": conduit.owner,
                "review": conduit.review,
                "until": conduit.until,
                "until_us": end_of(conduit.until),
                "record_file": conduit.place.file,
                "record_line": conduit.place.line,
            }
        )
        rows["enforcer"].extend({"conduit": conduit.id, "asset": asset} for asset in conduit.enforced_by)
        for channel in conduit.channels:
            _add_channel(rows, conduit, channel)
    for table, columns in COLUMNS.items():
        create_table(connection, table, columns, rows[table])


def _zone(zone: Zone) -> dict[str, Any]:
    levels = [float(level) for level in zone.levels]
    grades = [CONSEQUENCE_GRADES.index(grade) for grade in zone.consequence.values()]
    return {
        "zone": zone.id,
        "kind": zone.kind.value,
        "lowest_level": min(levels, default=None),
        "highest_level": max(levels, default=None),
        "owner": zone.owner,
        "gxp": zone.gxp,
        "consequence": max(grades, default=None),
        "record_file": zone.place.file,
        "record_line": zone.place.line,
    }


def _add_channel(rows: dict[str, list[dict[str, Any]]], conduit: Conduit, channel: Channel) -> None:
    number = len(rows["channel"])
    rows["channel"].append(
        {
            "channel": number,
            "conduit": conduit.id,
            "from_zone": conduit.from_zone,
            "to_zone": conduit.to_zone,
            "protocol": channel.protocol,
            "transport": channel.transport,
            "port": channel.port,
            "service": service(channel),
            "from_any": not channel.from_assets,
            "to_any": not channel.to_assets,
            "any_operation": channel.operations is None,
            "allowed": ",".join(word.value for word in Operation if word in (channel.operations or ())),
            "opened_by": channel.opened_by.value,
            "ends": _ends(channel),
            "record_file": channel.place.file,
            "record_line": channel.place.line,
        }
    )
    for side, assets in (("from", channel.from_assets), ("to", channel.to_assets)):
        rows["channel_end"].extend({"channel": number, "side": side, "asset": asset} for asset in assets)
    if channel.operations:
        declared = {operation.value for operation in channel.operations}
        rows["channel_operation"].extend(
            {"channel": number, "class": word, "declared": word in declared} for word in sorted(declared | set(IMPLIED))
        )


def end_of(day: dt.date | None) -> int | None:
    """Last microsecond of a day, UTC."""
    return None if day is None else (day.toordinal() - _EPOCH + 1) * 86_400_000_000 - 1


def service(channel: Channel) -> str:
    """What a channel carries, in one word: its protocol, else `tcp/1234`, else its transport."""
    if channel.protocol:
        return channel.protocol
    transport = channel.transport or "ip"
    return transport if channel.port is None else f"{transport}/{channel.port}"


def _ends(channel: Channel) -> str:
    """The assets that a channel is limited to, as stable text; empty when both sides are whole zones."""
    if not channel.from_assets and not channel.to_assets:
        return ""
    sides = (channel.from_assets, channel.to_assets)
    return " > ".join("+".join(sorted(assets)) or "*" for assets in sides)
