"""Sessions as JSON: `keur-sessions`, version 1."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from keur.observe.sessions.gathering import NotRead
from keur.observe.sessions.model import Session
from keur.observe.sessions.owners import Owners
from keur.plant.model import Plant


def render(sessions: Iterable[Session], plant: Plant, not_read: Iterable[NotRead]) -> Iterator[str]:
    """One object, piece by piece: the sessions, and what of the logs could not be read. Times are UTC."""
    owners = Owners(plant)
    told = [
        {"file": one.file, "reason": one.reason, "count": one.count, "text": {"nl": one.text.nl, "en": one.text.en}}
        for one in not_read
    ]
    yield '{\n  "format": "keur-sessions",\n  "version": 1,\n  "sessions": '
    yield from _listed(session_field(one, owners.vendor(one)) for one in sessions)
    yield ',\n  "not_read": '
    yield from _listed(told)
    yield "\n}\n"


def _listed(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A list of objects as `json` writes it with an indent of two, one level down."""
    opened = "["
    for entry in entries:
        text = json.dumps(entry, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode("utf-8")
        yield f"{opened}\n    " + text.replace("\n", "\n    ")
        opened = ","
    yield "[]" if opened == "[" else "\n  ]"


def session_field(one: Session, vendor: str) -> dict[str, Any]:
    return {
        "source": one.source,
        "record": one.record or None,
        "vendor": vendor or None,
        "account": one.account or None,
        "path": one.path or None,
        "address": one.address or None,
        "country": one.country or None,
        "targets": list(one.targets),
        "protocol": one.protocol or None,
        "start": _moment(one.start),
        "end": _moment(one.end),
        "open": one.end is None and one.ends_kept,
        "end_reason": one.end_reason or None,
        "size_bytes": one.size_bytes,
        "recording": one.recording or None,
        "approval": one.approval or None,
        "ticket": one.ticket or None,
        "mfa": one.mfa,
        "file": one.file,
        "sha256": one.sha256,
        "line": one.line,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
