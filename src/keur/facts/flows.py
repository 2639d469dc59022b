"""Conversations of a reading with their operations: the rows of `keur flows`, format `keur-flows` version 1."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keur.facts.reading import Reading

COLUMNS = (
    "client",
    "server",
    "client_mac",
    "server_mac",
    "vlan",
    "transport",
    "ethertype",
    "client_port",
    "server_port",
    "protocol",
    "recognised_by",
    "first_us",
    "last_us",
    "packets_to_server",
    "packets_to_client",
    "bytes_to_server",
    "bytes_to_client",
    "first_frame",
)
OPERATION_COLUMNS = (
    "protocol",
    "function",
    "name",
    "class",
    "to_server",
    "count",
    "errors",
    "first_frame",
    "first_offset",
    "first_us",
    "last_us",
)


def conversations(reading: Reading, segment: str | None, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """One dictionary per conversation, as documented in `docs/formats.md`, in the order of first appearance.

    `segment` is put into each row: a reading of bare captures knows no segment of its own. With a `limit`, the
    conversations with most bytes, the largest first."""
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    order = "c.id" if limit is None else f"c.bytes_to_server + c.bytes_to_client DESC, c.id LIMIT {int(limit)}"
    rows = reading.rows(
        f"SELECT c.id, {columns}, f.path AS file FROM conversation c JOIN file f ON f.file = c.file ORDER BY {order}"
    )
    if limit is not None:
        kept = list(rows)
        wanted = ", ".join(str(row["id"]) for row in kept) or "NULL"
        grouped = {
            key: list(group)
            for key, group in itertools.groupby(
                _operations(reading, f"WHERE conversation IN ({wanted})"), _conversation
            )
        }
        for row in kept:
            yield _row(row, segment, grouped.get(row["id"], []))
        return
    groups = itertools.groupby(_operations(reading, ""), _conversation)
    key, group = next(groups, (None, iter(())))
    for row in rows:
        operations: list[dict[str, Any]] = []
        if key == row["id"]:
            operations = list(group)
            key, group = next(groups, (None, iter(())))
        yield _row(row, segment, operations)


def _conversation(operation: dict[str, Any]) -> int:
    return int(operation["conversation"])


def _operations(reading: Reading, where: str) -> Iterator[dict[str, Any]]:
    columns = ", ".join(OPERATION_COLUMNS)
    return reading.rows(
        f"SELECT conversation, {columns} FROM operation {where} "
        "ORDER BY conversation, first_us, first_frame, first_offset, to_server DESC, protocol, function, name"
    )


def _row(row: dict[str, Any], segment: str | None, operations: list[dict[str, Any]]) -> dict[str, Any]:
    whole = {"segment": segment} | {name: row[name] for name in COLUMNS}
    whole["operations"] = [{name: operation[name] for name in OPERATION_COLUMNS} for operation in operations]
    whole["file"] = row["file"]
    return whole


def write_parquet(reading: Reading, segment: str | None, path: Path) -> None:
    """Writes all conversations as one Parquet file; `operations` is a list of structs."""
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    struct = ", ".join(f"{name} := o.{name}" for name in OPERATION_COLUMNS)
    label = "NULL" if segment is None else "'" + segment.replace("'", "''") + "'"
    target = str(path).replace("'", "''")
    with path.open("ab"):
        pass  # says clearly what is wrong with the path, which the database's own error does not
    reading.execute(
        f"""COPY (
          SELECT CAST({label} AS VARCHAR) AS segment, {columns}, coalesce(o.operations, []) AS operations,
            f.path AS file
          FROM conversation c JOIN file f ON f.file = c.file LEFT JOIN (
            SELECT conversation,
              list(struct_pack({struct}) ORDER BY first_us, first_frame, first_offset, to_server DESC, function)
                AS operations
            FROM operation o GROUP BY conversation
          ) o ON o.conversation = c.id ORDER BY c.id
        ) TO '{target}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{format: 'keur-flows', version: '1'}})"""
    )
