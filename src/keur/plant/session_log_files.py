"""The files `observed/sessions/*.mapping.yaml`: reads them strictly, and writes one."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from keur.plant.errors import Mistakes
from keur.plant.files.session_logs import SESSION_LOG
from keur.plant.model import Text
from keur.plant.nodes import parse
from keur.plant.rules import check_reference
from keur.plant.session_logs import MAPPING_ENDING, SESSIONS_FOLDER, Events, SessionLog
from keur.plant.shapes import Read, bare
from keur.plant.table import decode
from keur.plant.vendor_rules import PATH_WORD, VENDOR_WORD, Known


def read_session_logs(folder: Path, vendors: Known, paths: Known, mistakes: Mistakes) -> tuple[SessionLog, ...]:
    """How each log of the plant is to be understood. `vendors` and `paths` are the ids that exist."""
    place = folder / SESSIONS_FOLDER
    found = []
    for path in sorted(place.glob(f"*{MAPPING_ENDING}")) if place.is_dir() else ():
        file = f"{SESSIONS_FOLDER}/{path.name}"
        text = decode(path.read_bytes(), file, mistakes)
        node = None if text is None else parse(text.removeprefix("\ufeff"), file, mistakes)
        read = None if node is None else SESSION_LOG.read(node, file, mistakes)
        if read is None:
            continue
        _check(read, vendors, paths, mistakes)
        if not any(error.place.file == file for error in mistakes.errors):
            found.append(_log(read))
    return tuple(found)


def _check(read: Read, vendors: Collection[str] | None, paths: Collection[str] | None, mistakes: Mistakes) -> None:
    for key, word, known in (("vendor", VENDOR_WORD, vendors), ("path", PATH_WORD, paths)):
        if key in read.value and known is not None:
            check_reference(read.value[key], word, known, mistakes)
    if "columns" in read.value and "start" not in read.value["columns"].keys:
        mistakes.add(
            read.value["columns"].place,
            Text(
                nl="zonder kolom voor `start` is er geen sessie; noem er een",
                en="without a column for `start` there is no session; name one",
            ),
        )


def _log(read: Read) -> SessionLog:
    value: dict[str, Any] = bare(read)
    events = value.get("events")
    return SessionLog(
        file=f"{SESSIONS_FOLDER}/{value['file']}",
        kind=value["kind"],
        source=value["source"],
        sha256=value["sha256"],
        timezone=value.get("timezone"),
        day_first=value.get("day_first"),
        vendor=value.get("vendor"),
        path=value.get("path"),
        columns=value["columns"],
        events=Events(events["column"], events["start"], events["end"], events["key"]) if events else None,
        only={one["column"]: one["values"] for one in value.get("only", ())},
        place=read.place,
    )


def mapping_text(log: SessionLog) -> str:
    """The mapping file of a log: YAML in which every text stands in quotes."""
    told: dict[str, Any] = {
        "file": log.file.rpartition("/")[2],
        "sha256": log.sha256,
        "kind": log.kind,
        "source": log.source,
        "timezone": log.timezone,
        "day_first": log.day_first,
        "vendor": log.vendor,
        "path": log.path,
    }
    lines = [f"{key}: {_quoted(value)}" for key, value in told.items() if value is not None]
    lines += ["columns:", *(f"  {name}: {_quoted(column)}" for name, column in log.columns.items())]
    if log.events:
        events = log.events
        lines += ["events:", f"  column: {_quoted(events.column)}", f"  start: {_quoted(events.start)}"]
        lines += [f"  end: {_quoted(events.end)}", f"  key: {_quoted(events.key)}"]
    if log.only:
        lines += ["only:"]
        for column, values in log.only.items():
            lines += [f"  - column: {_quoted(column)}", f"    values: {_quoted(values)}"]
    return "\n".join(lines) + "\n"


def _quoted(value: str | bool | tuple[str, ...]) -> str:
    return json.dumps(value, ensure_ascii=False)
