"""The facts of one capture on disk: one Parquet file a table in a folder named by the capture's SHA-256.

A capture's folder appears whole or not at all: it is written beside its place and renamed.
"""

from __future__ import annotations

import errno
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from keur.facts.schema import TABLES

_ROWS_AT_ONCE = 10_000
"""Rows of a table that stand in memory as Python's objects at once."""


class FactsError(Exception):
    """Facts that cannot be written or read, with what to do about it."""


def connect() -> duckdb.DuckDBPyConnection:
    """An empty in-memory database that never fetches an extension from the network. Times are UTC."""
    connection = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def capture_folder(folder: Path, sha256: str) -> Path:
    """Where the facts of a capture are. `folder` is that of the reader's version.

    Raises `FactsError` when `sha256` is not 64 lower-case hexadecimal digits."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise FactsError(f"`{sha256}` is not a SHA-256: 64 lower-case hexadecimal digits expected")
    return folder / sha256


def has(folder: Path, sha256: str) -> bool:
    """Whether the facts of this capture are there."""
    place = capture_folder(folder, sha256)
    return all((place / f"{table}.parquet").is_file() for table in TABLES)


def size(folder: Path, sha256: str) -> tuple[int, int]:
    """Packets and conversations of a capture whose facts are there."""
    place = capture_folder(folder, sha256)
    connection = connect()
    try:
        asked = (
            "SELECT coalesce(sum(packets), 0)::UBIGINT, (SELECT count(*) FROM read_parquet($1)) FROM read_parquet($2)"
        )
        files = [str(place / "conversation.parquet"), str(place / "file.parquet")]
        packets, conversations = connection.execute(asked, files).fetchall()[0]
    finally:
        connection.close()
    return packets, conversations


def write(folder: Path, sha256: str, tables: Mapping[str, Any]) -> Path:
    """Keeps the facts of one capture; facts that are there already stay.

    `tables` holds conversation, operation, host, identity, tally and file; each is an object with
    `__arrow_c_stream__`, or a sequence of rows (mappings; absent columns are null). Raises `FactsError` when a table
    or column is missing."""
    place = capture_folder(folder, sha256)
    if has(folder, sha256):
        return place
    if missing := sorted(TABLES.keys() - tables.keys()):
        raise FactsError(f"no table `{missing[0]}` among the facts of capture {sha256}")
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{sha256[:12]}-", dir=folder))
    try:
        connection = connect()
        try:
            for table, columns in TABLES.items():
                _write_table(connection, beside / f"{table}.parquet", sha256, table, columns, tables[table])
        finally:
            connection.close()
        if place.exists():  # left by another version of the layout, or damaged
            shutil.rmtree(place)
        beside.rename(place)
    except OSError:
        # Two runs at once write the same facts; the one that came first is as good.
        if not has(folder, sha256):
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return place


class _Stream:
    """Hides what an object is besides a stream of rows: DuckDB refuses relations of another connection as such."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._rows.__arrow_c_stream__(requested_schema)


def _write_table(
    connection: duckdb.DuckDBPyConnection, path: Path, sha256: str, table: str, columns: Mapping[str, str], data: Any
) -> None:
    streamed = hasattr(data, "__arrow_c_stream__")
    if streamed:
        connection.register(table, _Stream(data))
    else:
        create_table(connection, table, columns, data)
    try:
        wanted = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
        target = str(path).replace("'", "''")
        connection.execute(
            f"COPY (SELECT '{sha256}' AS capture, {wanted} FROM \"{table}\") "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
    except (duckdb.BinderException, duckdb.ConversionException) as error:
        raise FactsError(f"table `{table}` of capture {sha256} does not fit docs/facts.md: {error}") from error
    except duckdb.IOException as error:
        raise OSError(errno.EIO, str(error), str(path)) from error


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Makes a table of rows, taken as they come; absent columns are null. Raises `FactsError` on a column that it does
    not have."""
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f'CREATE TABLE "{name}" ({declared})')
    # One list a column: a thousand times faster than a statement a row.
    shape = ", ".join(f"unnest(CAST(${number} AS {kind}[]))" for number, kind in enumerate(columns.values(), start=1))
    source = iter(rows)
    while some := [_values(name, columns, row) for row in itertools.islice(source, _ROWS_AT_ONCE)]:
        connection.execute(f'INSERT INTO "{name}" SELECT {shape}', list(map(list, zip(*some, strict=True))))


def _values(name: str, columns: Mapping[str, str], row: Mapping[str, Any]) -> tuple[Any, ...]:
    if not row.keys() <= columns.keys():
        raise FactsError(f"table `{name}` has no column `{min(row.keys() - columns.keys())}`")
    return tuple(map(row.get, columns))
