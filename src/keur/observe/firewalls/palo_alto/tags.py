"""Filters of dynamic address groups: `'plc' and ('line-1' or 'line-2')`.

Source: PAN-OS Administrator's Guide, "Use Dynamic Address Groups in Policy": tags with `and`, `or` and parentheses.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""\s*(?:(?P<sign>[()])|'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<plain>[^\s()'"]+))""")
_BINDING = {"or": 1, "and": 2}
MOST_WORDS = 1_000


def tagged(wanted: str, tags: frozenset[str]) -> bool:
    """Whether an object with some tags fits a filter; False when the filter is not understood."""
    values: list[bool] = []
    signs: list[str] = []
    for kind, word in _words(wanted):
        if kind == "plain" and word.lower() in _BINDING:
            while signs and _BINDING.get(signs[-1], 0) >= _BINDING[word.lower()]:
                _apply(values, signs.pop())
            signs.append(word.lower())
        elif kind != "sign":
            values.append(word in tags)
        elif word == "(":
            signs.append(word)
        else:
            while signs and signs[-1] != "(":
                _apply(values, signs.pop())
            if not signs:
                return False
            signs.pop()
    while signs:
        if signs[-1] == "(":
            return False
        _apply(values, signs.pop())
    return values == [True]


def _words(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while (match := _TOKEN.match(text, at)) is not None and len(found) < MOST_WORDS:
        kind = match.lastgroup or "plain"
        found.append((kind, match[kind]))
        at = match.end()
    return found if not text[at:].strip() else [("sign", ")")]


def _apply(values: list[bool], sign: str) -> None:
    if len(values) < 2:
        values.append(False)
        return
    right, left = values.pop(), values.pop()
    values.append(left and right if sign == "and" else left or right)
