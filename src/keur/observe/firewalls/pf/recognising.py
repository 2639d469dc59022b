"""Tells `config.xml` of the two products apart by its outermost element."""

from __future__ import annotations

import re

_BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!--(?:[^-]|-(?!->))*+-->\s*)*+(?:<!DOCTYPE[^>\[]{0,200}>\s*)?"
)


def score(head: str, name: str) -> float:
    """How sure it is that a text begins with the element `name`."""
    start = _BEGINNING.match(head)
    rest = head[start.end() :] if start else head
    if re.match(rf"<{name}[\s>/]", rest):
        return 1.0
    return 0.6 if re.search(rf"<{name}>", head[:4_096]) else 0.0
