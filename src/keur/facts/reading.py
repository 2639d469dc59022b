"""One reading of captures as tables in a database: what `keur flows` shows and what the facts store keeps."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from keur.observe import captures

# What the database may hold in memory; the rest goes to disk. Adding up needs more than collecting.
_MEMORY, _ADDING_MEMORY = "96MB", "192MB"

# A conversation that was closed early to stay within bounds comes again as another row. The rows of one conversation
# become one: the id is the first one's, client and server are those of the strongest evidence. Most conversations that
# were closed early never come again (a scan), so those that do are found by a hash first.
_KEY = """concat_ws('|', transport, ethertype, vlan, least(concat(client, '|', client_port), concat(server, '|',
  server_port)), greatest(concat(client, '|', client_port), concat(server, '|', server_port)))"""
_ADD_UP = (
    f"CREATE TEMP TABLE again AS SELECT key FROM (SELECT hash({_KEY}) AS key FROM conversation) "
    "GROUP BY key HAVING count(*) > 1",
    f"""
CREATE TEMP TABLE part AS
WITH keyed AS (
  SELECT *, {_KEY} AS key, concat(client, '|', client_port) <= concat(server, '|', server_port) AS straight,
    CASE roles_by WHEN 'syn' THEN 0 WHEN 'content' THEN 1 WHEN 'port' THEN 2 ELSE 3 END AS evidence
  FROM conversation WHERE hash({_KEY}) IN (SELECT key FROM again)
)
SELECT *, min(id) OVER (PARTITION BY key) AS whole,
  first_value(straight) OVER (PARTITION BY key ORDER BY evidence, id) <> straight AS turned
FROM keyed
""",
    "DELETE FROM conversation WHERE id IN (SELECT id FROM part)",
    """
INSERT INTO conversation BY NAME
SELECT whole AS id,
  arg_min(CASE WHEN turned THEN server ELSE client END, id) AS client,
  arg_min(CASE WHEN turned THEN client ELSE server END, id) AS server,
  arg_min(CASE WHEN turned THEN server_mac ELSE client_mac END, id) AS client_mac,
  arg_min(CASE WHEN turned THEN client_mac ELSE server_mac END, id) AS server_mac,
  any_value(vlan) AS vlan, any_value(transport) AS transport, any_value(ethertype) AS ethertype,
  arg_min(CASE WHEN turned THEN server_port ELSE client_port END, id) AS client_port,
  arg_min(CASE WHEN turned THEN client_port ELSE server_port END, id) AS server_port,
  coalesce(arg_min(protocol, id) FILTER (recognised_by = 'content'), arg_min(protocol, id)) AS protocol,
  min(recognised_by) AS recognised_by,
  arg_min(roles_by, evidence) AS roles_by,
  min(first_us) AS first_us, max(last_us) AS last_us,
  sum(CASE WHEN turned THEN packets_to_client ELSE packets_to_server END)::UBIGINT AS packets_to_server,
  sum(CASE WHEN turned THEN packets_to_server ELSE packets_to_client END)::UBIGINT AS packets_to_client,
  sum(CASE WHEN turned THEN bytes_to_client ELSE bytes_to_server END)::UBIGINT AS bytes_to_server,
  sum(CASE WHEN turned THEN bytes_to_server ELSE bytes_to_client END)::UBIGINT AS bytes_to_client,
  arg_min(file, id) AS file, arg_min(first_frame, id) AS first_frame
FROM part GROUP BY whole
""",
    """
CREATE TEMP TABLE summed AS
SELECT whole AS conversation, o.protocol, function, name, class, to_server <> turned AS to_server,
  sum(count)::UBIGINT AS count, sum(errors)::UBIGINT AS errors, min(o.first_us) AS first_us, max(o.last_us) AS last_us,
  arg_min(o.file, o.first_us) AS file, arg_min(o.first_frame, o.first_us) AS first_frame,
  arg_min(first_offset, o.first_us) AS first_offset, arg_max(last_frame, o.last_us) AS last_frame
FROM operation o JOIN part ON part.id = o.conversation
GROUP BY whole, o.protocol, function, name, class, to_server <> turned
""",
    "DELETE FROM operation WHERE conversation IN (SELECT id FROM part)",
    "INSERT INTO operation BY NAME FROM summed",
)


class Reading:
    """Tables `conversation`, `operation`, `host`, `identity`, `tally` and `file` (columns: `docs/facts.md`)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, summary: captures.Summary) -> None:
        self._connection = connection
        self.summary = summary

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """A table, as an object with `__arrow_c_stream__`."""
        return self._connection.table(name)

    def execute(self, sql: str) -> None:
        """Runs a statement, such as a COPY of a query to a file. Raises OSError when the disk refuses."""
        _run(self._connection, sql)

    def rows(self, sql: str, at_a_time: int = 4_096) -> Iterator[dict[str, Any]]:
        """Rows of a query, one dictionary each."""
        cursor = self._connection.cursor()
        cursor.execute(sql)
        names = [column[0] for column in cursor.description or []]
        while some := cursor.fetchmany(at_a_time):
            for values in some:
                yield dict(zip(names, values, strict=True))


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        connection.execute(sql)
    except duckdb.IOException as error:
        full = "No space left on device" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


@contextmanager
def reading(
    paths: Sequence[str | Path],
    progress: captures.Progress | None = None,
    most_conversations: int = captures.MOST_CONVERSATIONS,
) -> Iterator[Reading]:
    """Reads captures into a database that lives as long as the context. Tables beyond `memory_limit` go to a temporary
    folder, so memory does not grow with the captures. Raises `keur.observe.captures.CaptureError`, and OSError when
    that folder cannot be written."""
    with tempfile.TemporaryDirectory(prefix="keur-") as folder:
        connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "memory_limit": _MEMORY,
                "temp_directory": folder,
                "preserve_insertion_order": "true",
                "threads": "1",
            },
        )
        try:
            made: set[str] = set()

            def batch(table: str, rows: object) -> None:
                connection.register("incoming", rows)
                how = f"INSERT INTO {table}" if table in made else f"CREATE TABLE {table} AS"
                _run(connection, f"{how} SELECT * FROM incoming")
                connection.unregister("incoming")
                made.add(table)

            summary = captures.read(paths, batch, progress, most_conversations)
            if summary.split:
                connection.execute(f"SET memory_limit = '{_ADDING_MEMORY}'")
                for statement in _ADD_UP:
                    _run(connection, statement)
            yield Reading(connection, summary)
        finally:
            connection.close()
