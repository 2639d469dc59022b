"""All sessions that the logs of a plant folder tell."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from keur.observe.sessions.merging import merged
from keur.observe.sessions.model import Problem, Session
from keur.observe.sessions.moments import TimeError
from keur.observe.sessions.owners import Owners
from keur.observe.sessions.reading import read_log
from keur.plant.file_bytes import check_ordinary
from keur.plant.model import Plant, Text
from keur.plant.session_logs import MAPPING_ENDING, SESSIONS_FOLDER


@dataclass(frozen=True, slots=True)
class LogSpan:
    """The time that a log speaks of."""

    source: str
    vendor: str | None
    path: str | None
    first: dt.datetime
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class NotRead:
    """A log, or a part of one, that gave no sessions."""

    file: str
    reason: str
    count: int
    text: Text


@dataclass(frozen=True, slots=True)
class GatheredSessions:
    sessions: tuple[Session, ...] = ()
    spans: tuple[LogSpan, ...] = ()
    not_read: tuple[NotRead, ...] = ()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    check_ordinary(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def gather(plant: Plant, folder: Path) -> GatheredSessions:
    """Sessions of all logs, each once. Logs and rows that cannot be used are told, never left out in silence."""
    found: list[Session] = []
    spans: list[LogSpan] = []
    not_read = list(_without_mapping(plant, folder))
    for log in plant.session_logs:
        path = folder / log.file
        try:
            if sha256_of(path) != log.sha256:
                not_read.append(NotRead(log.file, "log-changed", 1, _CHANGED))
                continue
            read = read_log(path, log)
        except OSError:
            not_read.append(NotRead(log.file, "log-missing", 1, _MISSING))
            continue
        except TimeError as error:
            not_read.append(NotRead(log.file, "log-without-zone", 1, error.text))
            continue
        found += read.sessions
        if read.first and read.last:
            spans.append(LogSpan(log.source, log.vendor, log.path, read.first, read.last))
        if read.lost:
            first = next((one for one in read.problems if one.lost), None)
            not_read.append(NotRead(log.file, "log-rows-lost", read.lost, _lost(first)))
    sessions = merged(found)
    owners = Owners(plant)
    if strange := [one for one in sessions if not owners.vendor(one)]:
        not_read.append(NotRead(strange[0].file, "sessions-of-no-vendor", len(strange), _nobody(strange[0])))
    return GatheredSessions(sessions, tuple(spans), tuple(not_read))


def _without_mapping(plant: Plant, folder: Path) -> list[NotRead]:
    known = {log.file for log in plant.session_logs}
    names = sorted((folder / SESSIONS_FOLDER).glob("*"))
    return [
        NotRead(f"{SESSIONS_FOLDER}/{path.name}", "log-without-mapping", 1, _UNMAPPED)
        for path in names
        if path.is_file()
        and not path.name.startswith(".")
        and not path.name.endswith(MAPPING_ENDING)
        and f"{SESSIONS_FOLDER}/{path.name}" not in known
    ]


def _lost(first: Problem | None) -> Text:
    nl, en = "rijen zijn niet begrepen", "rows were not understood"
    if first is None:
        return Text(nl=nl, en=en)
    return Text(nl=f"{nl}; regel {first.line}: {first.text.nl}", en=f"{en}; line {first.line}: {first.text.en}")


def _nobody(first: Session) -> Text:
    return Text(
        nl=f"sessies van niemand die in vendors.yaml staat, en dus niet beoordeeld; de eerste op regel {first.line}",
        en=f"sessions of nobody in vendors.yaml, and so not judged; the first on line {first.line}",
    )


_CHANGED = Text(
    nl="inhoud veranderd na het inlezen; zet het origineel terug of lees het opnieuw in met `keur sessions import`",
    en="content has changed since it was imported; put the original back or import it with `keur sessions import`",
)
_MISSING = Text(
    nl="bestand ontbreekt of is niet te lezen; zet het terug of verwijder de mapping",
    en="the file is missing or cannot be read; put it back or delete its mapping",
)
_UNMAPPED = Text(
    nl="heeft geen mapping; lees het in met `keur sessions import`",
    en="has no mapping; import it with `keur sessions import`",
)
