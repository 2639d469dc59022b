"""Release lines and hardware versions in the names of products."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keur.observe.advisories.versions import Version, parse


@dataclass(frozen=True, slots=True)
class Line:
    """A release line, or hardware version, that is part of a product's name: `WinCC V7.2 and earlier`."""

    version: Version
    operator: str
    hardware: bool

    def holds(self, version: Version) -> bool:
        if self.operator == "in":
            return self.version.begins(version)
        if self.operator == "=":
            return version.key == self.version.key
        if self.operator == "<=":
            return version.key <= self.version.key or self.version.begins(version)
        if self.operator == "<":
            return version.key < self.version.key
        return version.key >= self.version.key


_LINE = re.compile(
    r"(?P<hw>hardware\s+(?=version|revision|v\d)|hw\s*)?(?P<op><=|>=|<)?\s*\b(?:v\.?\s?(?=\d)|versions?\s+v?(?=\d))"
    r"(?P<number>\d+(?:\.(?:\d+|x))*(?:\s+sp\s?\d+)?)\b(?:\s*(?P<direction>and\s+(?:earlier|below|prior|older|lower|later|higher|newer)))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<=\s)(20[0-4]\d(?:\s+R\d)?)(?=$|\s)(?!\s*(?:family|series))")


def lines_in(text: str) -> tuple[tuple[Line, ...], str]:
    """The release lines and hardware versions in a product's name, and the name without them."""
    found = []
    for match in _LINE.finditer(text):
        version = parse(match["number"].casefold().replace("v", ""))
        if version is None:
            continue
        direction = (match["direction"] or "").casefold()
        operator = match["op"] or "in"
        if direction:
            operator = ">=" if re.search(r"later|higher|newer", direction) else "<="
        found.append(Line(version, operator, bool(match["hw"])))
    text = _LINE.sub(" ", text)
    if year := _YEAR.search(text):
        version = parse(year[1])
        if version:
            found.append(Line(version, "in", False))
            text = text[: year.start()] + text[year.end() :]
    return tuple(found), text
