"""Text of `nft` to words with their lines (nft(8), LEXICAL CONVENTIONS)."""

from __future__ import annotations

import re
from typing import NamedTuple


class Word(NamedTuple):
    kind: str
    """`word`, `string` (quoted), or `mark` (punctuation; also the end of a line, as `\\n`)."""
    text: str
    line: int


_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\f\v]+ | \\\n | \#[^\n]*)
    | (?P<string>"[^"\n]*" | '[^'\n]*')
    | (?P<mark>\n | ; | \{ | \} | , | == | != | <= | >= | << | >> | [=<>&|^()!\[\]])
    | (?P<word>[@$]?[^\s;{},=<>&|^()!"'\[\]]+)
    | (?P<odd>.)
    """,
    re.X,
)


def words(text: str) -> list[Word]:
    """All words, without comments and line continuations. Line ends and `;` are there, for they end statements."""
    found: list[Word] = []
    line = 1
    for match in _TOKEN.finditer(text):
        token = match[0]
        kind = match.lastgroup or "odd"
        if kind == "string":
            found.append(Word("string", token[1:-1], line))
        elif kind == "mark":
            found.append(Word("mark", token, line))
        elif kind in ("word", "odd"):
            found.append(Word("word", token, line))
        line += token.count("\n")
    return found
