"""Nested braces to the tree, as `show config running` prints them: `word { ... }`, `word value;`, `word [ a b ];`.

Source: PAN-OS CLI Quick Start, "Display Firewall Configuration" (`set cli config-output-format default`). Quotes within
quotes are not escaped; a quote closes before a blank, a brace, a bracket or a semicolon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.tree import DEEPEST, Node
from keur.plant.model import Text

_BLOCK = Text(nl="een blok", en="a block")
_TOKEN = re.compile(
    r"""(?P<lines>\n)
    | (?P<blank>[^\S\n]++)
    | (?P<comment>\#[^\n]*+)
    | (?P<mark>[{};\[\]])
    | (?P<plain>[^\s{};\[\]]++)""",
    re.X,
)
_CLOSING = re.compile(r'"(?=[\s{};\]])')

Token = tuple[str, str, int, int]
"""Kind (`mark`, `quoted`, `plain`, `open` for a quote that is never closed), text, first and last line."""


def read(text: str, ledger: Ledger) -> Node:
    """The tree of a whole text."""
    root = Node("", 0)
    path = [root]
    words: list[tuple[str, int, int]] = []
    seen: set[int] = set()
    skipped = 0
    is_open = False
    for kind, word, line, last in _tokens(text):
        seen.update(range(line, last + 1))
        if kind != "mark":
            words.append((word, line, last))
            is_open |= kind == "open"
            continue
        if word == "{":
            if skipped or len(path) >= DEEPEST:
                if not skipped:
                    ledger.gap(line, words[-1][0] if words else "{", reasons.wrong("{"), Effect.EVERYTHING)
                skipped += 1
            else:
                path.append(_down(path[-1], words))
            words = []
        elif word == "}":
            words = _entered(path[-1], words)
            ledger.understood(line)
            if skipped:
                skipped -= 1
            elif len(path) > 1:
                path.pop()
            else:
                ledger.gap(line, "}", reasons.not_known("}"), Effect.EVERYTHING)
        elif word == ";":
            words = _entered(path[-1], words) if not skipped else []
        else:
            words.append((word, -line, last))
    ledger.lines += len(seen)
    if len(path) > 1 or words or skipped or is_open:
        line = max(seen, default=1)
        ledger.gap(line, "", reasons.cut_short(_BLOCK), Effect.EVERYTHING)
        _entered(path[-1], words)
    return root


def _tokens(text: str) -> Iterator[Token]:
    at, line = 0, 1
    while at < len(text):
        if text[at] == '"':
            close = _CLOSING.search(text, at + 1)
            end = close.start() if close else len(text)
            word = text[at + 1 : end]
            last = line + word.count("\n")
            yield ("quoted" if close else "open"), word, line, last
            at, line = end + 1, last
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            at += 1
            continue
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "lines":
            line += 1
        elif kind in ("mark", "plain"):
            yield kind, found[kind], line, line


def _down(node: Node, words: list[tuple[str, int, int]]) -> Node:
    for word, line, last in words:
        node = node.child(word, abs(line), last)
    return node


def _entered(node: Node, words: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Enters a statement; between brackets, each word is a value. Returns the words of the next statement: none."""
    inside = False
    for word, line, last in words:
        if line < 0:  # a bracket
            inside = word == "["
        elif inside:
            node.child(word, line, last)
        else:
            node = node.child(word, line, last)
    return []
