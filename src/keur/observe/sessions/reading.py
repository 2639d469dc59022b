"""Reads one log by its mapping into sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from keur.observe.sessions.guessing import rows_of
from keur.observe.sessions.model import Problem, Row, Session
from keur.observe.sessions.moments import Clock, TimeError, ZoneMissing, seconds
from keur.plant.model import Text
from keur.plant.session_logs import FIELDS, Events, SessionLog

MOST_PROBLEMS = 1_000
"""Problems of one log that are kept; beyond, they are counted."""
MOST_SESSIONS = 500_000
"""Sessions of one log that are kept; the rows beyond are told as not understood."""
MOST_OPEN = 100_000
"""Sessions of one log that wait for their end at once."""
LONGEST_VALUE = 300
_TIMES = ("date", "start", "end", "duration")
_AT_THE_END = ("end_reason", "bytes", "recording")
"""Fields that the line of the end says, where begin and end have lines of their own."""
_AGAIN = ("vendor", "account", "path", "address", "country", "protocol", "end_reason")
_YES, _NO = {"yes", "true", "1", "ja", "y", "on", "enabled"}, {"no", "false", "0", "nee", "n", "off", "disabled"}


@dataclass(slots=True)
class LogRead:
    """What one log gave."""

    sessions: list[Session] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: int = 0
    """Rows that could not be understood."""
    skipped: int = 0
    """Rows that the mapping says are no sessions."""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    """First and last moment that the log speaks of."""
    zone_used: bool = False
    """Whether it has times that do not say their own zone."""

    def tell(self, problem: Problem) -> None:
        self.lost += problem.lost
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def add(self, session: Session) -> None:
        if len(self.sessions) >= MOST_SESSIONS:
            self.tell(Problem(session.line, _TOO_LONG))
            return
        self.sessions.append(session)
        last = session.end or session.start
        self.first = min(self.first or session.start, session.start)
        self.last = max(self.last or last, last)


def read_log(path: Path, log: SessionLog) -> LogRead:
    """Sessions of a log. What cannot be understood is told with its line. Raises OSError, and `TimeError` when the
    time zone of the mapping does not exist, or is needed and not said."""
    found = LogRead()
    early: list[Problem] = []
    reader = _Reader(log, found)
    for row in _rows(path, log, early, found):
        while early:
            found.tell(early.pop())
        if log.events:
            reader.event(row, log.events)
        else:
            reader.whole(row)
    for problem in early:
        found.tell(problem)
    reader.finish()
    found.sessions.sort(key=lambda session: session.line)
    return found


def _rows(path: Path, log: SessionLog, early: list[Problem], found: LogRead) -> Iterator[Row]:
    for row in rows_of(path, log.kind, early):
        if isinstance(row, Problem):
            found.tell(row)
        elif all(row.values.get(column, "") in ("", *values) for column, values in log.only.items()):
            yield row
        else:
            found.skipped += 1


class _Reader:
    def __init__(self, log: SessionLog, found: LogRead) -> None:
        self._log = log
        self._found = found
        self._clock = Clock(log.timezone, log.day_first)
        self._columns = {name: tuple(column.split("|")) for name, column in log.columns.items()}
        self._plain = {name: columns for name, columns in self._columns.items() if name not in _TIMES}
        self._nothing = dict.fromkeys(FIELDS, "")
        # Values that a log has again and again, each once in memory.
        self._texts: dict[str, str] = {}
        self._targets: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._open: dict[str, tuple[Row, dt.datetime]] = {}

    def whole(self, row: Row) -> None:
        """A row that is a session."""
        try:
            start = self._moment(row, "start")
            end = self._end(row, start)
        except ZoneMissing:
            raise
        except TimeError as error:
            self._found.tell(Problem(row.line, error.text))
            return
        kept = bool({"end", "duration"} & self._log.columns.keys())
        self._add(row, start, end, kept, row)

    def event(self, row: Row, events: Events) -> None:
        """A row that begins a session or ends it."""
        # Ids of two hosts in one log may be equal.
        key = f"{_pick(row, events.key)} {_pick(row, self._log.columns.get('target', ''))}"
        what = _pick(row, events.column)
        try:
            if what in events.start:
                account = self._log.columns.get("account", "")
                if key in self._open and _pick(self._open[key][0], account) == _pick(row, account):
                    return  # it goes on: a tool may tell each step of a beginning
                if key in self._open:
                    self._close(key, None, row)  # another session under a key that is used again
                elif len(self._open) >= MOST_OPEN:
                    raise TimeError(_TOO_MANY)
                self._open[key] = (row, self._moment(row, "start"))
            elif what in events.end:
                if key not in self._open:
                    raise TimeError(_NO_START)
                self._close(key, self._moment(row, "end", self._open[key][1]), row)
        except ZoneMissing:
            raise
        except TimeError as error:
            self._found.tell(Problem(row.line, error.text))

    def finish(self) -> None:
        for key in list(self._open):
            self._close(key, None, self._open[key][0])

    def _close(self, key: str, end: dt.datetime | None, ending: Row) -> None:
        row, start = self._open.pop(key)
        if end is not None and end < start:
            self._found.tell(Problem(ending.line, _BACKWARDS))
            return
        self._add(row, start, end, True, ending if end else row)

    def _moment(self, row: Row, name: str, after: dt.datetime | None = None) -> dt.datetime:
        columns = self._columns
        text = _first(row, columns.get(name, ()))
        if not text:
            raise TimeError(Text(nl="geen begin van de sessie", en="no start of the session"))
        if "date" in columns:
            text = f"{_first(row, columns['date'])} {text}"
        found = self._clock.moment(text, after)
        self._found.zone_used = self._clock.zone_used
        for note in self._clock.notes:
            self._found.tell(Problem(row.line, note, lost=False))
        return found

    def _end(self, row: Row, start: dt.datetime) -> dt.datetime | None:
        columns = self._columns
        if _first(row, columns.get("end", ())):
            end = self._moment(row, "end", start)
            if end < start and "date" in columns:
                end += dt.timedelta(days=1)  # a date and two clock times: it went on past midnight
            if end < start:
                raise TimeError(_BACKWARDS)
            return end
        if duration := _first(row, columns.get("duration", ())):
            return start + dt.timedelta(seconds=seconds(duration))
        return None

    def _add(self, row: Row, start: dt.datetime, end: dt.datetime | None, kept: bool, ending: Row) -> None:
        log, texts = self._log, self._texts
        said = dict(self._nothing)
        for name, columns in self._plain.items():
            text = _first(ending if name in _AT_THE_END else row, columns)
            said[name] = texts.setdefault(text, text) if name in _AGAIN else text
        mfa, country, size = said["mfa"].lower(), said["country"], said["bytes"]
        targets = tuple(dict.fromkeys(_split(said["target"])))
        self._found.add(
            Session(
                source=log.source,
                record=said["record"],
                vendor=said["vendor"] or log.vendor or "",
                account=said["account"],
                path=said["path"] or log.path or "",
                address=said["address"],
                country=country.upper() if len(country) == 2 else country,
                targets=self._targets.setdefault(targets, targets),
                protocol=said["protocol"],
                start=start,
                end=end,
                ends_kept=kept,
                end_reason=said["end_reason"],
                size_bytes=int(size) if size.isascii() and size.isdigit() and len(size) < 19 else None,
                recording=said["recording"],
                approval=said["approval"],
                ticket=said["ticket"],
                mfa=True if mfa in _YES else False if mfa in _NO else None,
                file=log.file,
                sha256=log.sha256,
                line=row.line,
            )
        )


def _pick(row: Row, columns: str) -> str:
    """What the first of the columns says that says something."""
    return _first(row, tuple(columns.split("|"))) if columns else ""


def _first(row: Row, columns: tuple[str, ...]) -> str:
    for column in columns:
        if (text := row.values.get(column)) and (value := _clean(text)) and value != "-":
            return value
    return ""


def _clean(text: str) -> str:
    """Without control characters, which no value of a log needs, and of bounded length."""
    if text.isprintable():
        return text.strip()[:LONGEST_VALUE]
    shown = "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return shown.strip()[:LONGEST_VALUE]


def _split(text: str) -> Iterable[str]:
    return (one.strip() for one in text.replace(";", ",").split(",") if one.strip())


_NO_START = Text(
    nl="een einde zonder begin: de sessie begon voor dit logboek",
    en="an end without a start: the session began before this log",
)
_BACKWARDS = Text(nl="het einde ligt voor het begin", en="the end is before the start")
_TOO_LONG = Text(
    nl=f"meer dan {MOST_SESSIONS} sessies in een logboek; deel het op",
    en=f"more than {MOST_SESSIONS} sessions in one log; divide it",
)
_TOO_MANY = Text(nl=f"meer dan {MOST_OPEN} sessies tegelijk open", en=f"more than {MOST_OPEN} sessions open at once")
