"""JSON lines: an object a line (jsonlines.org). Keys of objects inside are joined by `.`, lists by commas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "JSON lines"
_DEEPEST = 8


def recognise(head: str) -> float:
    first = next((line.strip() for line in head.splitlines() if line.strip()), "")
    return 0.9 if first.startswith("{") else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    for number, text in lines:
        if not text.strip():
            continue
        try:
            found = orjson.loads(text)
        except (orjson.JSONDecodeError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield Row(number, dict(_flat(found, "", 0)))
        else:
            yield Problem(number, Text(nl="geen JSON-object", en="no JSON object"))


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key, depth + 1)
    elif isinstance(value, list):
        yield name, ", ".join(_word(item) for item in value if not isinstance(item, dict | list))
    else:
        yield name, _word(value)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
