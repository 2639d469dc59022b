"""Sessions in a check's cases: rows of a log, with defaults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from keur.observe.sessions.gathering import GatheredSessions, LogSpan
from keur.observe.sessions.model import Session

_TEXTS = ("record", "vendor", "account", "path", "address", "country", "end_reason", "recording", "approval", "ticket")
_KNOWN = (*_TEXTS, "targets", "start", "end", "mfa", "ends_kept")
_FILE = "observed/sessions/log.csv"


def gathered(rows: Iterable[Mapping[str, Any]]) -> GatheredSessions:
    """Sessions of one log that goes from the first start to the last moment that a row speaks of. `start` and `end`
    are written with their offset from UTC."""
    sessions = tuple(_session(row, line) for line, row in enumerate(rows, start=2))
    if not sessions:
        return GatheredSessions()
    first = min(one.start for one in sessions)
    last = max(one.end or one.start for one in sessions)
    return GatheredSessions(sessions, (LogSpan("example", None, None, first, last),))


def _session(row: Mapping[str, Any], line: int) -> Session:
    if unknown := row.keys() - set(_KNOWN):
        raise ValueError(f"unknown key `{min(unknown)}` in {dict(row)}")
    texts = {name: str(row.get(name, "")) for name in _TEXTS}
    return Session(
        source="example",
        targets=tuple(row.get("targets", ())),
        protocol="",
        start=_moment(row["start"]),
        end=_moment(row["end"]) if "end" in row else None,
        ends_kept=row.get("ends_kept", True),
        size_bytes=None,
        mfa=row.get("mfa"),
        file=_FILE,
        sha256="0" * 64,
        line=line,
        **texts,
    )


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
