"""The logs of remote access, as the vendor's box and the jump host of the plant keep them.

The sessions of this day come from the journals of the actors who held them, so their times are those of the captures.
The earlier ones, of which nobody made a capture, are told here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lab.network import HOSTS

HERE = ZoneInfo("Europe/Amsterdam")
COLUMNS = {
    "record": "sessie",
    "account": "gebruiker",
    "path": "toegangsweg",
    "address": "adres",
    "target": "doel",
    "protocol": "protocol",
    "start": "begin",
    "end": "einde",
    "mfa": "mfa",
    "recording": "opname",
    "approval": "goedkeuring",
}
"""What keur calls it, and the column of the logs."""


@dataclass(frozen=True)
class Visit:
    """One session, with a field for each of `COLUMNS`. A time is as the log writes it."""

    record: str
    account: str
    path: str
    address: str
    target: str
    protocol: str
    start: str
    end: str
    mfa: str
    recording: str
    approval: str


@dataclass(frozen=True)
class Log:
    """One system that keeps a log, and whose doings are its session of this day."""

    file: str
    source: str
    actor: str
    protocols: tuple[str, ...]
    today: Visit
    earlier: tuple[Visit, ...]


def _box(record: str, account: str, start: str, end: str, approval: str) -> Visit:
    """A session through the vendor's box. It knows the address that it gave to the mechanic's laptop."""
    address = HOSTS["vendor"].ipv4
    where = (account, "vatwerk-box", address, "plc-dsp", "s7comm")
    return Visit(record, *where, start, end, "ja", f"{record}.mp4", approval)


def _jump(record: str, account: str, path: str, target: str, protocol: str, times: tuple[str, str], ok: str) -> Visit:
    """A session over the jump host, from there on: its log does not say from which address somebody came."""
    return Visit(record, account, path, "", target, protocol, *times, "ja", f"{record}.cast", ok)


LOGS = (
    Log(
        file="box-vatwerk.csv",
        source="box-vatwerk",
        actor="vendor",
        protocols=("s7comm",),
        today=_box("VW-0480", "jhofstra", "", "", "TG-2026-118"),
        earlier=(
            _box("VW-0412", "vatwerk-service", "2026-07-07T09:10:00+02:00", "2026-07-07T10:25:00+02:00", "TG-2026-071"),
            _box("VW-0431", "jhofstra", "2026-08-11T13:00:00+02:00", "2026-08-11T13:35:00+02:00", "TG-2026-084"),
            _box("VW-0447", "vatwerk-service", "2026-09-08T13:02:00+02:00", "2026-09-08T13:40:00+02:00", "TG-2026-093"),
            _box("VW-0463", "mbakker", "2026-10-13T13:01:00+02:00", "2026-10-13T13:30:00+02:00", "TG-2026-104"),
        ),
    ),
    Log(
        file="jump.csv",
        source="jump",
        actor="jump",
        protocols=("ssh",),
        today=_jump("J-0361", "jhofstra", "vatwerk-jump", "eng", "ssh", ("", ""), "TG-2026-118"),
        earlier=(
            _jump(
                *("J-0207", "kverhoef", "klimaat-jump", "ahu1", "http"),
                ("2026-05-12T10:00:00+02:00", "2026-05-12T11:20:00+02:00"),
                "TG-2026-052",
            ),
            _jump(
                *("J-0338", "mbakker", "vatwerk-jump", "eng", "ssh"),
                ("2026-10-13T13:34:00+02:00", "2026-10-13T13:52:00+02:00"),
                "TG-2026-104",
            ),
        ),
    ),
)


def write(acts: list[dict[str, Any]], window: tuple[float, float], folder: Path) -> None:
    """Writes the logs into a folder, each with how keur is to read it beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in LOGS:
        held = [act for act in acts if act["actor"] == log.actor and act["protocol"] in log.protocols]
        during = [act for act in held if window[0] <= act["time"] and act["until"] <= window[1]]
        content = _table((*log.earlier, _of_this_day(log.today, during))).encode()
        (folder / log.file).write_bytes(content)
        (folder / f"{log.file}.mapping.yaml").write_text(_mapping(log, hashlib.sha256(content).hexdigest()))


def _of_this_day(visit: Visit, acts: list[dict[str, Any]]) -> Visit:
    """The session from the first to the last thing that its actor did, in whole seconds, as such logs have them."""
    if not acts:
        raise ValueError(f"session {visit.record} is in nobody's log")
    start, end = min(act["time"] for act in acts), max(act["until"] for act in acts)
    times = (datetime.fromtimestamp(second, HERE).isoformat() for second in (math.floor(start), math.ceil(end)))
    row = dict(zip(COLUMNS, astuple(visit), strict=True)) | dict(zip(("start", "end"), times, strict=True))
    return Visit(**row)


def _table(visits: Iterable[Visit]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS.values())
    writer.writerows(astuple(visit) for visit in visits)
    return out.getvalue()


def _mapping(log: Log, sha256: str) -> str:
    head = f"file: {log.file}\nsha256: {sha256}\nkind: csv\nsource: {log.source}\ncolumns:\n"
    return head + "".join(f"  {field}: {column}\n" for field, column in COLUMNS.items())
