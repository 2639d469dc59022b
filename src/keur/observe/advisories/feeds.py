"""Lists beside the advisories: what attackers use (KEV), the chance of it (EPSS), and SSVC decision points."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from keur.observe.advisories.json_text import clean
from keur.observe.advisories.model import MOST_PROBLEMS, FileProblems, Problem
from keur.plant.model import Text


class FeedKind(StrEnum):
    KEV = "KEV"
    EPSS = "EPSS"
    SSVC = "SSVC"


OLD_AFTER_DAYS = {FeedKind.KEV: 30, FeedKind.EPSS: 30, FeedKind.SSVC: 120}
"""Days after which a copy is called old: KEV and EPSS change daily, SSVC seldom for a CVE once given."""

_CVE = re.compile(r"CVE-\d{4}-\d{4,}")


@dataclass(frozen=True, slots=True)
class Feed:
    """One copy of a list."""

    kind: FeedKind
    file: str
    date: dt.date | None
    """Day on which the publisher made it; None where the file does not say."""
    entries: dict[str, dict[str, str]]
    """What the list says, by CVE number: `date_added` and `due` (KEV), `epss` and `percentile` (EPSS),
    `exploitation`, `automatable` and `technical_impact` (SSVC)."""
    others: tuple[str, ...] = ()
    """Files with records of single vulnerabilities that were added."""

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file, *self.others)


@dataclass(slots=True)
class Feeds:
    """The newest copy of each list."""

    newest: dict[FeedKind, Feed] = field(default_factory=dict)

    def add(self, feed: Feed) -> None:
        """Keeps the newer copy; records of single vulnerabilities (SSVC) of the same kind go together."""
        known = self.newest.get(feed.kind)
        if known is not None and not feed.entries:
            return
        if known is not None and len(feed.entries) == 1 and feed.kind is FeedKind.SSVC:
            known.entries.update(feed.entries)
            date = max(filter(None, (known.date, feed.date)), default=None)
            self.newest[feed.kind] = Feed(known.kind, known.file, date, known.entries, (*known.others, feed.file))
        elif known is None or (feed.date or dt.date.min) >= (known.date or dt.date.min):
            self.newest[feed.kind] = feed

    def of(self, kind: FeedKind, cve: str) -> Mapping[str, str] | None:
        feed = self.newest.get(kind)
        return feed.entries.get(cve) if feed else None

    def notes(self, today: dt.date) -> list[tuple[FeedKind, Text]]:
        """What must be said of each list: missing, old, or of which day. There is always one note for each."""
        found = []
        for kind in FeedKind:
            feed = self.newest.get(kind)
            found.append((kind, _missing(kind) if feed is None else _age(feed, today)))
        return found


def _missing(kind: FeedKind) -> Text:
    return Text(
        nl=f"{kind}: ontbreekt; dat een kwetsbaarheid er niet in staat, zegt dus niets",
        en=f"{kind}: missing; that a vulnerability is not in it says nothing",
    )


def _age(feed: Feed, today: dt.date) -> Text:
    count = len(feed.entries)
    if feed.date is None:
        return Text(
            nl=f"{feed.kind}: {count} kwetsbaarheden, van onbekende datum",
            en=f"{feed.kind}: {count} vulnerabilities, date unknown",
        )
    days = (today - feed.date).days
    if days > OLD_AFTER_DAYS[feed.kind]:
        return Text(
            nl=f"{feed.kind}: verouderd, van {feed.date} ({days} dagen oud); haal een nieuwe op",
            en=f"{feed.kind}: old, of {feed.date} ({days} days); get a new one",
        )
    return Text(
        nl=f"{feed.kind}: {count} kwetsbaarheden, van {feed.date}",
        en=f"{feed.kind}: {count} vulnerabilities, of {feed.date}",
    )


def from_json(value: Any, file: str, problems: list[Problem]) -> Feed | None:
    """The list in a JSON value; None when it is none that keur knows. Entries that do not fit are reported."""
    if not isinstance(value, dict):
        return None
    if "catalogVersion" in value and isinstance(value.get("vulnerabilities"), list):
        return _kev(value, file, problems)
    if value.get("dataType") == "CVE_RECORD" or ("cveMetadata" in value and "containers" in value):
        return _cve_record(value, file)
    return None


def _kev(value: Mapping[str, Any], file: str, problems: list[Problem]) -> Feed:
    entries, found = {}, FileProblems(file)
    for at, one in enumerate(value["vulnerabilities"]):
        if isinstance(one, dict) and isinstance(cve := one.get("cveID"), str) and _CVE.fullmatch(cve):
            entries[cve] = {
                "date_added": clean(str(one.get("dateAdded", "")), 40),
                "due": clean(str(one.get("dueDate", "")), 40),
            }
        else:
            found.append(Problem(file, f"/vulnerabilities/{at}", _NO_ROW, lost=True))
    problems += found.told()
    return Feed(FeedKind.KEV, file, _date(value.get("dateReleased")), entries)


def _cve_record(value: Mapping[str, Any], file: str) -> Feed | None:
    metadata, containers = value.get("cveMetadata"), value.get("containers")
    cve = metadata.get("cveId") if isinstance(metadata, dict) else None
    parts = containers.get("adp") if isinstance(containers, dict) else None
    if not isinstance(cve, str) or not _CVE.fullmatch(cve):
        return None
    for part in parts if isinstance(parts, list) else ():
        metrics = part.get("metrics") if isinstance(part, dict) else None
        for metric in metrics if isinstance(metrics, list) else ():
            other = metric.get("other") if isinstance(metric, dict) else None
            content = other.get("content") if isinstance(other, dict) and other.get("type") == "ssvc" else None
            if isinstance(content, dict) and isinstance(content.get("options"), list):
                options: dict[str, str] = {}
                for option in content["options"]:
                    options |= {k: clean(str(v), 40) for k, v in option.items()} if isinstance(option, dict) else {}
                entry = {clean(k, 40).casefold().replace(" ", "_"): v.casefold() for k, v in options.items()}
                return Feed(FeedKind.SSVC, file, _date(content.get("timestamp")), {cve: entry})
    return Feed(FeedKind.SSVC, file, None, {})


def from_csv(data: bytes, file: str, problems: list[Problem]) -> Feed | None:
    """The list in a CSV file; None when it is none that keur knows. Rows that do not fit are reported."""
    lines = _Lines(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", errors="replace", newline=None))
    first = head = next(lines, "")
    while head.startswith("#"):
        head = next(lines, "")
    columns = [one.strip().casefold() for one in head.split(",")]
    if columns[:2] == ["cve", "epss"]:
        kind, names = FeedKind.EPSS, ["epss", "percentile"]
    elif columns[:1] == ["cve"] and {"exploitation", "automatable", "technical_impact"} <= set(columns):
        kind, names = FeedKind.SSVC, ["exploitation", "automatable", "technical_impact"]
    else:
        return None
    made = re.search(r"score_date:([\d-]+)", first) if first.startswith("#") else None
    date = _date(made[1]) if made else None
    entries: dict[str, dict[str, str]] = {}
    found, wrong = FileProblems(file), 0
    for line, row in _rows(lines, columns):
        cve = (row.get("cve") or "").strip()
        if not _CVE.fullmatch(cve) or any(row.get(name) is None for name in names):
            found.append(Problem(file, f"line {line}", _NO_ROW, lost=True))
            wrong += 1
            if wrong > max(MOST_PROBLEMS, len(entries)):
                problems.append(Problem(file, f"line {line}", _NO_LIST, lost=True))
                break
            continue
        entries[cve] = {name: clean(row[name].strip(), 40) for name in names}
        if kind is FeedKind.SSVC and (day := _date(row.get("timestamp"))) and (date is None or day > date):
            date = day
    problems += found.told()
    return Feed(kind, file, date, entries) if entries or not wrong else None


class _Lines:
    """The lines of a text, counted."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.number += 1
        return next(self._lines)


def _rows(lines: _Lines, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the line on which they end; one that is no CSV has no cells."""
    reader = csv.DictReader(lines, columns)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 128 KiB
            row = {}
        yield lines.number, row


_NO_LIST = Text(
    nl="de meeste rijen kloppen niet; de rest is niet gelezen", en="most rows do not fit; the rest was not read"
)
_NO_ROW = Text(nl="is geen rij met een CVE-nummer; overgeslagen", en="is no row with a CVE number; passed over")


def _date(written: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(written)[:10])
    except ValueError:
        return None
