"""Time ranges: from and until a day, and hours that come again.

Sources: Cisco IOS Security Configuration Guide: Access Control Lists, "Time-based access lists"; Cisco IOS Security
Command Reference, `absolute`, `periodic`; the ASA has the same statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.parsing import Unclear, Words, number, unknown_word
from keur.observe.firewalls.cisco.statements import Statement, not_understood, understood
from keur.observe.firewalls.cisco.words import MONTHS
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

TIME_RANGE = Text(nl="tijdvak", en="time range")
_DAYS = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "daily", "weekdays", "weekend")
)
_WHOLE_DAY = (dt.time(0, 0), dt.time(23, 59))
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a rule holds, in the fields of `Rule`."""

    schedule: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    doubt: Text | None = None


@dataclass(slots=True)
class TimeRange:
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    recurring: bool = False
    doubt: Text | None = None


@dataclass(slots=True)
class TimeRanges:
    ranges: dict[str, TimeRange] = field(default_factory=dict)

    def read(self, statement: Statement, ledger: Ledger) -> None:
        """`time-range NAME` and what is below it."""
        understood(ledger, statement)
        found = self.ranges.setdefault(" ".join(statement.words[1:2]), TimeRange())
        for child in statement.children:
            try:
                _read_line(found, child.words)
                understood(ledger, child)
            except Unclear as unclear:
                found.doubt = unclear.why
                not_understood(ledger, child, Effect.RULE, unclear.why)

    def hours(self, name: str, *, permits: bool) -> Hours:
        """The days on which a rule holds. On a day that is only partly within the range, a rule that permits counts
        and one that denies does not: packets can pass at some time of that day."""
        found = self.ranges.get(name)
        if found is None:
            return Hours(doubt=reasons.no_such(TIME_RANGE, name))
        if found.doubt or not (found.start or found.end or found.recurring):
            return Hours(doubt=found.doubt or reasons.empty(TIME_RANGE, name))
        since, until = found.start, found.end
        first = None if since is None else since.date()
        last = None if until is None else until.date()
        if not permits and since is not None and first is not None and since.time() > _WHOLE_DAY[0]:
            first += ONE_DAY
        if not permits and until is not None and last is not None and until.time() < _WHOLE_DAY[1]:
            last -= ONE_DAY
        return Hours(name if found.recurring else "", first, last)


def _read_line(found: TimeRange, said: Sequence[str]) -> None:
    words = Words(said)
    kind = words.take()
    if kind == "absolute":
        if words.accept("start"):
            found.start = _moment(words)
        if words.accept("end"):
            found.end = _moment(words)
    elif kind == "periodic":
        found.recurring = True
        while words and words.peek().lower() in _DAYS:
            words.take()
        _clock(words.take())
        if not words.accept("to"):
            raise unknown_word(words.peek())
        while words and words.peek().lower() in _DAYS:
            words.take()
        _clock(words.take())
    else:
        raise unknown_word(kind)
    if words:
        raise unknown_word(words.peek())


def _clock(word: str) -> dt.time:
    hour, _, minute = word.partition(":")
    hours, minutes = number(hour, 23), number(minute, 59)
    if word == "24:00":
        return _WHOLE_DAY[1]
    if hours is None or minutes is None:
        raise unknown_word(word)
    return dt.time(hours, minutes)


def _moment(words: Words) -> dt.datetime:
    time = _clock(words.take())
    day, month, year = words.take(), words.take(), words.take()
    try:
        date = dt.date(int(year), MONTHS[month[:3].lower()], int(day))
    except (KeyError, ValueError, OverflowError) as error:
        raise unknown_word(f"{day} {month} {year}") from error
    if len(year) != 4 or not ONE_DAY < date - dt.date.min < dt.date.max - ONE_DAY - dt.date.min:
        raise unknown_word(year)
    return dt.datetime.combine(date, time)
