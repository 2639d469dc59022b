"""Times in logs: what they say, and which moment that is in a time zone with summer time."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from keur.plant.model import Text

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,4}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{2,4}})[T ,]+{_CLOCK}{_ZONE}")
_PLAIN = re.compile(r"(\d{1,4}([-/.])\d{1,2}\2\d{2,4}[T ]\d{2}):([0-5]\d)(?::([0-5]\d))?(Z|[+-]\d{2}:?\d{2})?")
_YEAR_LAST = re.compile(r"\s*(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?:\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(
    rf"(?:[A-Za-z]{{2,9}}\.?,? )?(?:(?P<d>\d{{1,2}})[- ](?P<m>[A-Za-z]{{3,9}})\.?[- ](?P<y>\d{{4}})"
    rf"|(?P<m2>[A-Za-z]{{3,9}})\.? (?P<d2>\d{{1,2}}),? (?P<y2>\d{{4}}))[T ,]+{_CLOCK}{_ZONE}"
)
_CTIME = re.compile(rf"[A-Za-z]{{3}} (?P<m>[A-Za-z]{{3}})\s+(?P<d>\d{{1,2}}) {_CLOCK} (?P<y>\d{{4}})(?P<zone>Z)?")
_DIGITS = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mrt maa", "apr", "may mei", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec"), start=1
    )
    for name in names.split()
}
_YEARS = (1970, 2099)
_HIGHEST = 4_102_444_800
"""2100-01-01: a later moment in a log is no moment."""


class TimeError(Exception):
    """A time that cannot be read, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class ZoneMissing(TimeError):
    """A time that says no zone, in a log of which nobody said one."""


def zone(name: str) -> ZoneInfo:
    """The time zone with an IANA name. Raises `TimeError` when it does not exist here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        nl = f"tijdzone `{name}` is niet bekend; gebruik een naam zoals Europe/Amsterdam"
        en = f"time zone `{name}` is not known; use a name such as Europe/Amsterdam"
        if not _has_zones():
            nl = "deze machine heeft geen gegevens over tijdzones; installeer het pakket tzdata"
            en = "this machine has no data about time zones; install the package tzdata"
        raise TimeError(Text(nl=nl, en=en)) from error


def _has_zones() -> bool:
    try:
        ZoneInfo("Europe/Amsterdam")
    except (ZoneInfoNotFoundError, OSError):
        return False
    return True


def order_of(text: str) -> bool | None:
    """What a date with the year last says about its order: day first (True), month first, or nothing (None)."""
    found = _YEAR_LAST.match(text)
    if found is None:
        return None
    if found["mark"] == "." or int(found["a"]) > 12:
        return True
    return False if int(found["b"]) > 12 else None


def is_order_needed(text: str) -> bool:
    """Whether a time is written in a way that has its day and its month in either order."""
    return _YEAR_LAST.match(text) is not None


class Clock:
    """Reads times of one log. `notes` are the doubts about the last one."""

    def __init__(self, timezone: str | None, day_first: bool | None) -> None:
        self._zone = zone(timezone) if timezone else None
        self._day_first = day_first
        # A log has many times and few hours, and the rules of the zone are what takes the time.
        self._hours: dict[tuple[str, str | None], dt.datetime] = {}
        self.notes: list[Text] = []
        self.zone_used = False
        """Whether a time came that does not say its own zone."""

    def moment(self, text: str, after: dt.datetime | None = None) -> dt.datetime:
        """The moment in UTC. An hour that comes twice is the first one, unless that would lie before `after`.
        Raises `TimeError`."""
        self.notes = []
        text = text.strip()
        plain = _PLAIN.fullmatch(text)
        if plain is None:
            return self._read(text, after)[0]
        hour, _, minutes, seconds, zone = plain.groups()
        past = dt.timedelta(minutes=int(minutes), seconds=int(seconds or 0))
        if (begins := self._hours.get((hour, zone))) is not None:
            return begins + past
        moment, local = self._read(text, after)
        if local is None or zone or self._is_steady(local):
            self._hours[hour, zone] = moment - past
        return moment

    def _read(self, text: str, after: dt.datetime | None) -> tuple[dt.datetime, dt.datetime | None]:
        """The moment in UTC, and as it is written; None where it is a count."""
        if _DIGITS.fullmatch(text):
            return self._count(text), None
        found = _NUMBERS.fullmatch(text) or _NAMED.fullmatch(text) or _CTIME.fullmatch(text)
        if found is None:
            raise TimeError(Text(nl=f"`{text[:60]}` is geen tijd", en=f"`{text[:60]}` is no time"))
        try:
            local = self._local(found)
        except ValueError as error:
            raise TimeError(Text(nl=f"`{text[:60]}` bestaat niet", en=f"`{text[:60]}` does not exist")) from error
        if found["zone"]:
            return _utc(local.replace(tzinfo=_fixed(found["zone"]))), local
        return self._in_zone(local, text, after), local

    def _count(self, text: str) -> dt.datetime:
        seconds = float(text) if "." in text or len(text) <= 10 else int(text) / 10 ** (len(text) - 10)
        if seconds > _HIGHEST:
            raise TimeError(Text(nl=f"`{text}` is geen tijd", en=f"`{text}` is no time"))
        return EPOCH + dt.timedelta(microseconds=round(seconds * 1_000_000))

    def _local(self, found: re.Match[str]) -> dt.datetime:
        groups = found.groupdict()
        if found.re is _NUMBERS:
            year, month, day = self._numbers(groups)
        else:
            word = (groups["m"] or groups.get("m2") or "")[:3].lower()
            if word not in _MONTHS:
                raise ValueError(word)
            year, month = int(groups["y"] or groups["y2"]), _MONTHS[word]
            day = int(groups["d"] or groups["d2"])
        if not _YEARS[0] <= year <= _YEARS[1]:
            raise ValueError(year)
        hour = int(groups["hour"])
        if groups["half"]:
            if not 1 <= hour <= 12:
                raise ValueError(hour)
            hour = hour % 12 + (12 if groups["half"][0] in "pP" else 0)
        micros = int((groups["fraction"] or "0").ljust(6, "0")[:6])
        return dt.datetime(year, month, day, hour, int(groups["minute"]), int(groups["second"] or 0), micros)  # noqa: DTZ001

    def _numbers(self, groups: dict[str, str]) -> tuple[int, int, int]:
        a, b, c = int(groups["a"]), int(groups["b"]), int(groups["c"])
        if len(groups["a"]) == 4:
            return a, b, c
        if len(groups["c"]) not in (2, 4) or len(groups["a"]) > 2:
            raise ValueError(c)
        day_first = self._day_first if self._day_first is not None else groups["mark"] == "."
        year = c if len(groups["c"]) == 4 else 2000 + c
        return (year, b, a) if day_first else (year, a, b)

    def _in_zone(self, local: dt.datetime, text: str, after: dt.datetime | None) -> dt.datetime:
        if self._zone is None:
            nl = f"`{text[:60]}` zegt geen tijdzone; geef er een met --timezone"
            en = f"`{text[:60]}` says no time zone; give one with --timezone"
            raise ZoneMissing(Text(nl=nl, en=en))
        self.zone_used = True
        first, second = (_utc(local.replace(tzinfo=self._zone, fold=fold)) for fold in (0, 1))
        if first == second:
            return first
        if first > second:
            self.notes.append(
                Text(
                    nl=f"`{text}` bestaat niet in {self._zone}: de klok sprong; gelezen als de tijd ervoor",
                    en=f"`{text}` does not exist in {self._zone}: the clock jumped; read by the time before it",
                )
            )
            return first
        self.notes.append(
            Text(
                nl=f"`{text}` komt in {self._zone} twee keer voor: de klok ging terug; de vroegste die kan is genomen",
                en=f"`{text}` comes twice in {self._zone}: the clock went back; the earliest possible one is taken",
            )
        )
        return second if after is not None and first < after else first

    def _is_steady(self, local: dt.datetime) -> bool:
        """Whether one offset from UTC holds for the whole hour."""
        ends = (local.replace(minute=0, second=0, microsecond=0), local.replace(minute=59, second=59))
        return len({one.replace(tzinfo=self._zone, fold=fold).utcoffset() for one in ends for fold in (0, 1)}) == 1


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _fixed(text: str) -> dt.tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return dt.UTC
    digits = text[1:].replace(":", "")
    size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-size if text[0] == "-" else size)


def seconds(text: str) -> float:
    """A duration: seconds, `h:mm:ss` or `mm:ss`. Raises `TimeError`."""
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text):
        return float(text)
    if re.fullmatch(r"(?:\d{1,5}:)?\d{1,2}:\d{2}", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        return float(total)
    raise TimeError(Text(nl=f"`{text[:60]}` is geen duur", en=f"`{text[:60]}` is no duration"))
