"""One database over a plant and the facts of its captures: what checks and statuses ask their questions of."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from keur.facts import declared, sessions, software, vendors
from keur.facts.permissions import Permissions
from keur.facts.places import Seen, locate
from keur.facts.schema import TABLES
from keur.facts.sessions import NO_SESSIONS
from keur.facts.software import NO_SBOMS, Exploited
from keur.facts.store import FactsError, capture_folder, connect, create_table, has
from keur.observe.sboms.gathering import GatheredSboms
from keur.observe.sessions.gathering import GatheredSessions
from keur.plant.model import Plant
from keur.reach.devices import Devices

VIEWS_FOLDER = Path(__file__).parent / "views"

# In the order in which they build on each other. Kept: computed once, because much asks for them.
_VIEWS = (
    ("oriented_conversation", False),
    ("zoned_conversation", True),
    ("operation", False),
    ("observed_channel", True),
    ("observed_operation", True),
    ("seen_address", True),
    ("seen_asset", True),
    ("zone_seen", True),
    ("host_claim", False),
    ("identity", False),
    ("capture_read", True),
    ("channel_match", True),
    ("undeclared_channel", True),
    ("open_cell", True),
    ("open_rule", True),
    ("direct_path", False),
    ("wrong_side_channel", True),
    ("undeclared_matter", True),
    ("excess_operation", True),
    ("verdict_source", True),
    ("verdict_operation", True),
    ("channel_verdict", True),
    ("verdict_rule", True),
    ("silent_rule", True),
    ("session_approval", True),
    ("session_permission", False),
    ("session_traffic", True),
    ("session_operation", True),
)

Row = dict[str, Any]
NO_FIREWALLS = Devices()


@dataclass(frozen=True, slots=True)
class CaptureSource:
    """One capture whose facts are to be used."""

    file: str
    """Path below the plant folder, with `/`, as citations name it."""
    sha256: str
    segment: str
    clock_offset_seconds: float = 0.0


class Facts:
    """Tables and views of `docs/facts.md`, open for questions. Close it, or use it in a `with`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        captures: Sequence[CaptureSource],
        firewalls: Devices,
        logs: GatheredSessions,
        overflow: tempfile.TemporaryDirectory[str],
    ) -> None:
        self._connection = connection
        self._overflow = overflow
        self.captures = tuple(captures)
        self.firewalls = firewalls
        there = {"captures": captures, "firewalls": firewalls.devices, "sessions": logs.sessions}
        self.kinds = frozenset(kind for kind, observed in there.items() if observed)
        """Of `keur.facts.schema.KINDS`, those that there are."""

    def rows(self, sql: str) -> list[Row]:
        """Answer of a question, a mapping a row. Raises `FactsError` when the SQL is wrong."""
        try:
            cursor = self._connection.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        except duckdb.Error as error:
            raise FactsError(str(error)) from error

    def on(self, today: dt.date) -> Facts:
        """Sets the day that the view `today` gives to checks."""
        self._connection.execute(f"CREATE OR REPLACE VIEW today AS SELECT DATE '{today.isoformat()}' AS today")
        return self

    def with_exploited(self, rows: Iterable[Exploited]) -> Facts:
        """Fills the table `exploited`: matching needs facts itself, so it comes after they were opened."""
        software.create_exploited(self._connection, rows)
        return self

    def close(self) -> None:
        self._connection.close()
        self._overflow.cleanup()

    def __enter__(self) -> Facts:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sources(plant: Plant) -> list[CaptureSource]:
    """The captures that `observed/captures.yaml` notes with their hash."""
    return [
        CaptureSource(f"observed/{note.file}", note.sha256, note.segment, note.clock_offset_seconds)
        for note in plant.captures
        if note.sha256
    ]


def open_facts(
    plant: Plant,
    folder: Path,
    captures: Sequence[CaptureSource],
    firewalls: Devices = NO_FIREWALLS,
    today: dt.date | None = None,
    *,
    logs: GatheredSessions = NO_SESSIONS,
    sboms: GatheredSboms = NO_SBOMS,
    memory: str = "640MB",
) -> Facts:
    """Opens the facts of `captures`, kept under `folder` (that of the reader's version), beside the declared plant and
    what its `firewalls` permit and what its access `logs` and `sboms` tell. `today` decides which rules of firewalls
    hold; without it, all do.

    A capture that is named twice counts once. `memory` limits the database; beyond it, it works on disk in the
    system's temporary folder. Raises `FactsError` when the facts of a capture are not there."""
    unique = list({capture.sha256: capture for capture in reversed(captures)}.values())[::-1]
    for capture in unique:
        if not has(folder, capture.sha256):
            raise FactsError(f"no facts of capture {capture.file} ({capture.sha256}) in {folder}; read it first")
    connection = connect()
    overflow = tempfile.TemporaryDirectory(prefix="keur-")
    try:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET temp_directory = '{}'".format(overflow.name.replace("'", "''")))
        connection.execute("SET preserve_insertion_order = false")
        declared.create(connection, plant)
        vendors.create(connection, plant)
        sessions.create(connection, plant, logs)
        software.create_parts(connection, sboms)
        software.create_exploited(connection, ())
        _create_raw(connection, folder, unique)
        _create_places(connection, plant)
        permissions = Permissions(connection, plant, firewalls, today)
        for name, kept in _VIEWS:
            if name == "channel_match":
                permissions.observed()
            text = (VIEWS_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"CREATE {'TABLE' if kept else 'VIEW'} {name} AS {text}")
    except duckdb.Error as error:
        connection.close()
        overflow.cleanup()
        raise FactsError(f"the facts in {folder} cannot be read: {error}. Delete that folder and read again") from error
    except BaseException:
        connection.close()
        overflow.cleanup()
        raise
    return Facts(connection, unique, firewalls, logs, overflow)


def _create_raw(connection: duckdb.DuckDBPyConnection, folder: Path, captures: Sequence[CaptureSource]) -> None:
    """`capture`, and `raw_<table>` over the Parquet files of all captures with segment and corrected times."""
    create_table(
        connection,
        "capture",
        {"capture": "VARCHAR", "file": "VARCHAR", "segment": "VARCHAR", "clock_offset_us": "BIGINT"},
        [
            {
                "capture": capture.sha256,
                "file": capture.file,
                "segment": capture.segment,
                "clock_offset_us": round(capture.clock_offset_seconds * 1_000_000),
            }
            for capture in captures
        ],
    )
    for table, columns in TABLES.items():
        if captures:
            places = (str(capture_folder(folder, capture.sha256) / f"{table}.parquet") for capture in captures)
            listed = ", ".join("'" + place.replace("'", "''") + "'" for place in places)
            source = f"read_parquet([{listed}])"
        else:
            empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
            source = f"(SELECT CAST(NULL AS VARCHAR) AS capture, {empty} WHERE FALSE)"
        shown = ", ".join(
            f't."{name}" + c.clock_offset_us AS "{name}"' if name.endswith("_us") else f't."{name}"'
            for name in columns
            if name != "file"
        )
        connection.execute(
            f"CREATE VIEW raw_{table} AS "
            f"SELECT c.capture, c.segment, {shown} FROM {source} t JOIN capture c USING (capture)"
        )


def _create_places(connection: duckdb.DuckDBPyConnection, plant: Plant) -> None:
    """`place`: asset and zone of each distinct combination of segment, address, MAC and VLAN."""
    seen = connection.execute(
        """
        SELECT segment, client, coalesce(client_mac, ''), coalesce(vlan, '') FROM raw_conversation
        UNION SELECT segment, server, coalesce(server_mac, ''), coalesce(vlan, '') FROM raw_conversation
        UNION SELECT segment, coalesce(address, mac), coalesce(mac, ''), coalesce(vlan, '') FROM raw_host
        UNION SELECT segment, address, '', coalesce(vlan, '') FROM raw_identity
        """
    ).fetchall()
    placed = locate(plant, (Seen(*row) for row in seen))
    create_table(
        connection,
        "place",
        dict.fromkeys(("segment", "address", "mac", "vlan", "asset", "zone"), "VARCHAR"),
        ({**one._asdict(), **where._asdict()} for one, where in placed),
    )
