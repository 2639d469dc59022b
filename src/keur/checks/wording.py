"""Turns a row of facts into a sentence in Dutch and in English.

A template names columns; a column's name says how its value is shown: `*zone` by the zone's name, `*_us` as a time,
`*_seconds` as a length of time, `*_more` as "and 3 more", `*_refused` as "refused 3×", `*_pairs` as "also between other
zones: 3×" (all nothing when 0), `class` and `allowed` as operation classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from string import Formatter
from typing import Any

from keur.facts.places import GROUP, INTERNET, UNKNOWN
from keur.plant.model import Plant, Text

LANGUAGES = ("nl", "en")

PLACES = {
    INTERNET: Text(nl="het internet", en="the internet"),
    UNKNOWN: Text(nl="geen enkele zone", en="no zone at all"),
    GROUP: Text(nl="iedereen op de lijn", en="everyone on the link"),
}

CLASSES = {
    "identify": Text(nl="identificeren", en="identify"),
    "read": Text(nl="lezen", en="read"),
    "write": Text(nl="schrijven", en="write"),
    "control": Text(nl="besturen", en="control"),
    "program": Text(nl="programmeren", en="program"),
    "diagnose": Text(nl="diagnose", en="diagnose"),
    "session": Text(nl="verbinding", en="session"),
    "other": Text(nl="overig", en="other"),
}
"""Operation classes as people read them."""

_MORE = Text(nl=" en {} andere", en=" and {} more")
_REFUSED = Text(nl=", waarvan {}× geweigerd", en=", refused {}×")
_PAIRS = Text(nl="; ook tussen andere zones: {}×", en="; also between other zones: {}×")
_ANY = Text(nl="alles", en="anything")
_UNITS = {"nl": ("dagen", "u", "min", "s"), "en": ("days", "h", "min", "s")}


class Wording:
    """Renders templates with the names that a plant gives to its zones."""

    def __init__(self, plant: Plant) -> None:
        self._zones = {**PLACES, **{zone.id: zone.name for zone in plant.zones}}

    def render(self, template: Text, row: Mapping[str, Any]) -> Text:
        """Raises `KeyError` with the column's name when the row lacks a column or holds null in it."""
        return Text(nl=self._fill(template.nl, row, "nl"), en=self._fill(template.en, row, "en"))

    def _fill(self, template: str, row: Mapping[str, Any], language: str) -> str:
        parts = []
        for literal, name, _, _ in Formatter().parse(template):
            parts.append(literal)
            if name is not None:
                if row.get(name) is None:
                    raise KeyError(name)
                parts.append(self._show(name, row[name], language))
        return "".join(parts)

    def _show(self, name: str, value: Any, language: str) -> str:
        if name.endswith("zone"):
            known = self._zones.get(value)
            return getattr(known, language) if known else str(value)
        if name.endswith("_us"):
            return moment(int(value))
        if name.endswith("_seconds"):
            return duration(int(value), language)
        if name.endswith("_more"):
            return str(getattr(_MORE, language)).format(int(value)) if value else ""
        if name.endswith("_refused"):
            return str(getattr(_REFUSED, language)).format(int(value)) if value else ""
        if name.endswith("_pairs"):
            return str(getattr(_PAIRS, language)).format(int(value)) if value else ""
        if name == "service" and value == "any":
            return str(getattr(_ANY, language))
        if name in ("class", "allowed"):
            return ", ".join(getattr(CLASSES[word], language) for word in str(value).split(",") if word)
        return str(value)


def moment(us: int) -> str:
    """A time in UTC to the second; `us` are microseconds since 1970-01-01."""
    try:
        return (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=us)).strftime("%Y-%m-%d %H:%M:%S UTC")  # noqa: DTZ001
    except OverflowError:  # a damaged capture can claim any time
        return f"{us} µs"


def duration(seconds: int, language: str) -> str:
    """A length of time in its two largest units."""
    days, hours, minutes, rest = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60, seconds % 60
    shown = [f"{n} {unit}" for n, unit in zip((days, hours, minutes, rest), _UNITS[language], strict=True) if n]
    return " ".join(shown[:2]) or f"0 {_UNITS[language][3]}"
