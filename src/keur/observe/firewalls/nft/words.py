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
        said, kind = match[0], match.lastgroup
        if kind == "blank":
            line += said.count("\n")
        elif kind == "mark":
            found.append(Word("mark", said, line))
            line += said == "\n"
        elif kind == "string":
            found.append(Word("string", said[1:-1], line))
        else:
            found.append(Word("word", said, line))
    return found
