"""Brings a log into a plant folder: the log as it is, and beside it how it is to be understood."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from keur.observe.sessions.gathering import sha256_of
from keur.observe.sessions.guessing import Guess, guess, refusal
from keur.observe.sessions.moments import zone
from keur.observe.sessions.presets import PRESETS
from keur.observe.sessions.reading import LogRead, read_log
from keur.plant.model import Plant, Text
from keur.plant.session_log_files import mapping_text
from keur.plant.session_logs import MAPPING_ENDING, SESSIONS_FOLDER, SessionLog


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says of a log; what is None is guessed or left open."""

    preset: str | None = None
    vendor: str | None = None
    path: str | None = None
    source: str | None = None
    timezone: str | None = None
    day_first: bool | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A log as it would be read."""

    log: SessionLog
    guess: Guess
    read: LogRead
    there: str | None
    """The file of the plant that has this content already."""


class NotUnderstood(Exception):
    """A log that cannot be read as it is, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def understand(plant: Plant, path: Path, wishes: Wishes) -> Understood:
    """Reads a log as it would be imported. Raises OSError, `NotUnderstood`, and `TimeError` for an unknown zone."""
    if why := refusal(path):
        raise NotUnderstood(why)
    guessed = guess(path, wishes.preset, dict(wishes.columns))
    if guessed is None:
        raise NotUnderstood(_NO_KIND)
    if "start" not in guessed.columns:
        raise NotUnderstood(_no_start(guessed))
    if guessed.mixed:
        raise NotUnderstood(_MIXED)
    if guessed.order_open and wishes.day_first is None:
        raise NotUnderstood(_ORDER)
    if wishes.timezone:
        zone(wishes.timezone)
    digest = sha256_of(path)
    there = next((one.file for one in plant.session_logs if one.sha256 == digest), None)
    preset = PRESETS[guessed.preset] if guessed.preset else None
    log = SessionLog(
        file=there or f"{SESSIONS_FOLDER}/{_file_name(path, digest)}",
        kind=guessed.kind,
        source=wishes.source or guessed.preset or _source(guessed, wishes),
        sha256=digest,
        timezone=wishes.timezone,
        day_first=guessed.day_first if guessed.day_first is not None else wishes.day_first,
        vendor=wishes.vendor,
        path=wishes.path,
        columns=guessed.columns,
        events=preset.events if preset else None,
        only=preset.only if preset else {},
    )
    read = read_log(path, log)
    # A zone that no time needs would be told and kept as if the times were meant in it.
    log = log if read.zone_used or not read.sessions else dataclasses.replace(log, timezone=None)
    return Understood(log, guessed, read, there)


def add(folder: Path, path: Path, understood: Understood) -> None:
    """Copies the log and writes its mapping. Raises OSError."""
    target = folder / understood.log.file
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(path, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    (target.parent / f"{target.name}{MAPPING_ENDING}").write_text(mapping_text(understood.log), encoding="utf-8")


def _file_name(path: Path, digest: str) -> str:
    """Two logs of the same name, such as `export.csv` of each month, stand side by side."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", path.stem).strip("._-")[:80] or "log"
    ending = re.sub(r"[^A-Za-z0-9.]+", "", path.suffix)[:10]
    return f"{stem}-{digest[:8]}{ending}"


def _source(guessed: Guess, wishes: Wishes) -> str:
    """Tables that one tool exports have the same header. Of other kinds each line has the keys that it needs, so that
    they tell nothing; there it is the path or the vendor that sets systems apart."""
    if guessed.kind != "csv":
        return "-".join(filter(None, (guessed.kind, wishes.path or wishes.vendor)))
    columns = "\n".join(sorted((*guessed.columns.values(), *guessed.unused)))
    return f"{guessed.kind}-{hashlib.sha256(columns.encode()).hexdigest()[:8]}"


_NO_KIND = Text(
    nl="geen soort logboek dat keur kent: CSV met kopregel, JSON lines, key=value, CEF, of dat van een programma uit "
    "docs/sessions.md",
    en="no kind of log that keur knows: CSV with a header, JSON lines, key=value, CEF, or that of a tool in "
    "docs/sessions.md",
)
_MIXED = Text(
    nl="sommige datums hebben de dag voorop en andere de maand; laat het programma opnieuw exporteren, liefst als "
    "jjjj-mm-dd",
    en="some dates have the day first and others the month; export again from the tool, preferably as yyyy-mm-dd",
)
_ORDER = Text(
    nl="geen datum zegt of de dag of de maand voorop staat; zeg het met --day-first of --month-first",
    en="no date tells whether the day or the month comes first; say it with --day-first or --month-first",
)


def _no_start(guessed: Guess) -> Text:
    names = ", ".join(f"`{name}`" for name in guessed.unused[:20])
    return Text(
        nl=f"geen kolom voor het begin van een sessie gevonden; noem haar met --column start=KOLOM. Kolommen: {names}",
        en=f"no column found for the start of a session; name it with --column start=COLUMN. Columns: {names}",
    )
