"""Syslog lines of `key=value` pairs, with or without quotes, as FortiOS writes them (FortiOS Log Message Reference)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "key=value"
_PAIR = re.compile(r'(?:^|(?<=[\s,>]))([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.7 if len(_PAIR.findall(first)) >= 3 and not first.lstrip().startswith("{") else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    for number, text in lines:
        if not text.strip():
            continue
        pairs = {
            name: re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for name, quoted, bare in _PAIR.findall(text)
        }
        if pairs:
            yield Row(number, pairs)
        else:
            yield Problem(number, Text(nl="geen paren `sleutel=waarde`", en="no pairs `key=value`"))
