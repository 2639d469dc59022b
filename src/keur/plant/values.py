"""Shapes of single values: texts, choices, numbers, dates, networks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keur.plant import addresses
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.model import Text
from keur.plant.nodes import Mapping, Node, Scalar
from keur.plant.shapes import Read, Schema, wrong_kind


def _scalar(node: Node, name: str, nl: str, en: str, mistakes: Mistakes) -> Scalar | None:
    if isinstance(node, Scalar) and not node.empty and not node.alias:
        return node
    wrong_kind(node, name, nl, en, mistakes)
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """Free text, not blank."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "tekst", "text", mistakes)
        if scalar is None:
            return None
        value = scalar.value.strip()
        if not value:
            mistakes.add(node.place, Text(nl=f"`{name}` is leeg", en=f"`{name}` is blank"))
            return None
        return Read(value, node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": ["string", "number", "boolean"], "pattern": "\\S"}


@dataclass(frozen=True, slots=True)
class Notes:
    """Texts under names of the plant's own, such as the columns that it added to a workbook."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        if not isinstance(node, Mapping):
            wrong_kind(node, name, "een blok sleutels met waarden", "a set of keys with values", mistakes)
            return None
        found: dict[str, Read] = {}
        for key, value in node.entries.values():
            own = NOTE_NAME.read(key, name, mistakes)
            read = Words().read(value, key.value, mistakes)
            if own is not None and read is not None:
                found[key.value] = read
        return Read(found, node.place, frozenset(node.entries))

    def schema(self, language: str) -> Schema:
        names = {"pattern": f"^(?:{NOTE_NAME.pattern})$"}
        return {"type": "object", "propertyNames": names, "additionalProperties": Words().schema(language)}


@dataclass(frozen=True, slots=True)
class Fitting:
    """Text that follows a pattern."""

    pattern: str
    meaning: Text
    """What it must be, after `is not `."""
    forbidden: tuple[str, ...] = ()

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "tekst", "text", mistakes)
        if scalar is None:
            return None
        value = scalar.value
        if value in self.forbidden:
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` gebruikt keur zelf; kies een andere naam",
                    en=f"`{name}`: `{value}` is used by keur itself; choose another name",
                ),
            )
            return None
        if not re.fullmatch(self.pattern, value):
            quoted = shown(value)
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{quoted}` is geen {self.meaning.nl}",
                    en=f"`{name}`: `{quoted}` is not {self.meaning.en}",
                ),
            )
            return None
        return Read(value, node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        found: Schema = {"type": ["string", "number"], "pattern": f"^(?:{self.pattern})$"}
        return found | ({"not": {"enum": list(self.forbidden)}} if self.forbidden else {})


NOTE_NAME = Fitting(
    r"[^\s\x00-\x1f\x7f-\x9f]+(?: [^\s\x00-\x1f\x7f-\x9f]+)*",
    Text(
        nl="naam van een kolom (op één regel, zonder dubbele spaties)",
        en="a name of a column (on one line, without double blanks)",
    ),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One word out of a list."""

    words: tuple[str, ...]
    make: Callable[[str], Any] = str

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        listed = ", ".join(self.words)
        scalar = _scalar(node, name, f"een van {listed}", f"one of {listed}", mistakes)
        if scalar is None:
            return None
        if scalar.value not in self.words:
            value = shown(scalar.value)
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` kan niet; kies uit {listed}",
                    en=f"`{name}`: `{value}` is not possible; choose from {listed}",
                ),
                nearest(scalar.value, self.words),
            )
            return None
        return Read(self.make(scalar.value), node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        numbers = [
            float(word) if "." in word else int(word) for word in self.words if re.fullmatch(r"\d+(\.\d+)?", word)
        ]
        return {"enum": [*self.words, *numbers]}


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "true of false", "true or false", mistakes)
        if scalar is None:
            return None
        if not scalar.plain or scalar.value not in ("true", "false"):
            value = shown(scalar.value)
            meant = {"yes": "true", "ja": "true", "on": "true", "no": "false", "nee": "false", "off": "false"}
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` is geen true of false",
                    en=f"`{name}`: `{value}` is not true or false",
                ),
                meant.get(scalar.value.lower()) or nearest(scalar.value, ("true", "false")),
            )
            return None
        return Read(scalar.value == "true", node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`, without quotes."""

    least: int
    most: int

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        nl, en = (
            f"een heel getal van {self.least} tot en met {self.most}",
            f"a whole number from {self.least} to {self.most}",
        )
        scalar = _scalar(node, name, nl, en, mistakes)
        if scalar is None:
            return None
        fits = scalar.plain and re.fullmatch(r"0|[1-9][0-9]{0,8}", scalar.value) is not None
        if not fits or not self.least <= int(scalar.value) <= self.most:
            value = shown(scalar.value)
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` is geen {nl.removeprefix('een ')}", en=f"`{name}`: `{value}` is not {en}"
                ),
            )
            return None
        return Read(int(scalar.value), node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number from `least` to `most` with at most so many `decimals`, without separators of thousands."""

    least: int
    most: int
    decimals: int
    meaning: Text
    """What it must be, after `is not `."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "een getal", "a number", mistakes)
        if scalar is None:
            return None
        fits = scalar.plain and re.fullmatch(
            rf"(?:0|[1-9][0-9]{{0,14}})(?:\.[0-9]{{1,{self.decimals}}})?", scalar.value
        )
        if not fits or not self.least <= Decimal(scalar.value) <= self.most:
            value = shown(scalar.value)
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` is geen {self.meaning.nl}",
                    en=f"`{name}`: `{value}` is not {self.meaning.en}",
                ),
            )
            return None
        return Read(Decimal(scalar.value), node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Seconds:
    """A number of seconds, with or without a fraction, positive or negative."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "een getal", "a number", mistakes)
        if scalar is None:
            return None
        if not scalar.plain or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", scalar.value):
            value = shown(scalar.value)
            mistakes.add(
                node.place,
                Text(
                    nl=f"`{name}`: `{value}` is geen aantal seconden, zoals -2.5",
                    en=f"`{name}`: `{value}` is not a number of seconds, such as -2.5",
                ),
            )
            return None
        return Read(float(scalar.value), node.place)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "number"}


def _in_time(
    node: Node, name: str, kind: Text, pattern: str, parse: Callable[[str], dt.date], wrong: Text, mistakes: Mistakes
) -> Read | None:
    """A date or a time that fits a pattern and exists; `wrong` says what other text is not, with an example."""
    scalar = _scalar(node, name, kind.nl, kind.en, mistakes)
    if scalar is None:
        return None
    try:
        if not re.fullmatch(pattern, scalar.value):
            raise ValueError
        return Read(parse(scalar.value), node.place)
    except ValueError:
        value = shown(scalar.value)
        mistakes.add(
            node.place,
            Text(nl=f"`{name}`: `{value}` is geen {wrong.nl}", en=f"`{name}`: `{value}` is not a {wrong.en}"),
        )
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A date, `YYYY-MM-DD` (ISO 8601)."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        kind = Text("een datum", "a date")
        pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
        wrong = Text("datum (jjjj-mm-dd, zoals 2026-11-23)", "date (yyyy-mm-dd, such as 2026-11-23)")
        return _in_time(node, name, kind, pattern, dt.date.fromisoformat, wrong, mistakes)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with its offset from UTC, `2026-11-23T08:30+01:00` (ISO 8601)."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        kind = Text("een tijdstip", "a moment")
        pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})"
        wrong = Text(
            "tijdstip met afwijking van UTC, zoals 2026-11-23T08:30+01:00",
            "moment with its offset from UTC, such as 2026-11-23T08:30+01:00",
        )
        return _in_time(node, name, kind, pattern, dt.datetime.fromisoformat, wrong, mistakes)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Cidr:
    """A network, `10.20.0.0/24` or `fd00:20::/64`."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        scalar = _scalar(node, name, "een netwerk", "a network", mistakes)
        if scalar is None:
            return None
        try:
            return Read(addresses.network(scalar.value), node.place)
        except addresses.WrongAddress as wrong:
            mistakes.add(
                node.place, Text(nl=f"`{name}`: {wrong.text.nl}", en=f"`{name}`: {wrong.text.en}"), wrong.suggestion
            )
            return None

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "string", "pattern": "^[0-9A-Fa-f.:]+/[0-9]{1,3}$"}


@dataclass(frozen=True, slots=True)
class WallTime:
    """A date and a time of day, `YYYY-MM-DD HH:MM`, by the clock on the wall of the plant."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        kind = Text("een datum met tijd", "a date with a time")
        pattern = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}"
        wrong = Text(
            "datum met tijd (jjjj-mm-dd uu:mm, zoals 2026-11-23 06:00)",
            "date with a time (yyyy-mm-dd hh:mm, such as 2026-11-23 06:00)",
        )
        return _in_time(node, name, kind, pattern, dt.datetime.fromisoformat, wrong, mistakes)

    def schema(self, language: str) -> Schema:  # noqa: ARG002
        return {"type": "string", "pattern": "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}$"}
