"""Syslog lines in the Common Event Format: `CEF:0|vendor|product|version|event|name|severity|key=value ...`.

The seven fields of the head come as `cef.vendor` to `cef.severity`, the extension under its own keys (ArcSight Common
Event Format implementation standard).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "CEF"
_HEAD = ("vendor", "product", "version", "event", "name", "severity")
_START = re.compile(r"CEF:\s?\d+\|")
_BAR = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"(?:^|(?<=\s))([A-Za-z_][\w.\[\]-]*)=")
_ESCAPES = {"n": "\n", "r": "\r"}


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.95 if _START.search(first) else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    for number, text in lines:
        if not text.strip():
            continue
        start = _START.search(text)
        parts = _BAR.split(text[start.end() :], 6) if start else []
        if len(parts) < 7:
            yield Problem(number, Text(nl="geen CEF-bericht", en="no CEF message"))
            continue
        head = {f"cef.{name}": _plain(part) for name, part in zip(_HEAD, parts, strict=False)}
        yield Row(number, head | _extension(parts[6]))


def _extension(text: str) -> dict[str, str]:
    """Values may hold blanks: each goes on until the next key."""
    keys = list(_KEY.finditer(text))
    ends = [one.start() for one in keys[1:]] + [len(text)]
    return {one[1]: _plain(text[one.end() : end].strip()) for one, end in zip(keys, ends, strict=True)}


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
