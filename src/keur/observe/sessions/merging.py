"""Puts the sessions of several logs together, so that what two files tell counts once.

The order of the files makes no difference. Two rows are the same session when they have the same source, vendor and
record id, or, where a log has no ids, the same content but for the end: a session that was open in one export and
closed in the next is one. Rows with different ends are different sessions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from keur.observe.sessions.model import Session

_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


def merged(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Each session once, in order of start."""
    groups: dict[tuple[Any, ...], list[Session]] = {}
    for session in sessions:
        groups.setdefault(_key(session), []).append(session)
    found = [one for group in groups.values() for one in (_by_record(group) if group[0].record else _by_end(group))]
    found.sort(key=_order)
    return tuple(found)


def _key(one: Session) -> tuple[Any, ...]:
    if one.record:
        return (one.source, one.vendor, one.record)
    return (one.source, one.vendor, one.account, one.path, one.address, one.targets, one.protocol, one.start)


def _by_record(group: list[Session]) -> list[Session]:
    """The row that says most: one with an end, the latest end. Targets of all rows count."""
    if len(group) == 1 and len(group[0].targets) < 2:
        return group
    best = min(group, key=lambda one: (one.end is None, -(one.end or one.start).timestamp(), *_order(one)))
    targets = tuple(sorted({target for one in group for target in one.targets}))
    return [replace(best, targets=targets, start=min(one.start for one in group))]


def _by_end(group: list[Session]) -> list[Session]:
    if len(group) == 1:
        return group
    closed = [one for one in group if one.end is not None] or group
    first: dict[dt.datetime | None, Session] = {}
    for one in sorted(closed, key=_order):
        first.setdefault(one.end, one)
    return list(first.values())


def _order(one: Session) -> tuple[Any, ...]:
    return (one.start, one.end or _LATEST, one.sha256, one.line, one.file, one.record, *_key(one))
