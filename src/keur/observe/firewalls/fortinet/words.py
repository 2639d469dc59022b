"""Text of FortiOS to statements: the words of a line, of which quoted ones may go over several lines.

Quoting as in FortiOS CLI Reference, "Command syntax": double quotes with backslash escapes, single quotes, and quoted
parts that touch make one word. A line that begins with `#` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(
    r"""(?P<plain>[^\s"'\\]++)
    | "(?P<double>[^"\\]*+(?:\\.[^"\\]*+)*+)"
    | '(?P<single>[^'\n]*+)'
    | \\(?P<escaped>[^\n])
    | (?P<blank>[^\S\n]++)
    | (?P<end>\n)
    | (?P<open>")
    | (?P<other>.)""",
    re.S | re.X,
)
_ESCAPE = re.compile(r"\\(.)", re.S)


@dataclass(frozen=True, slots=True)
class Statement:
    line: int
    """First line, from 1."""
    last_line: int
    words: tuple[str, ...]
    complete: bool = True
    """False when the text ends within quotes."""


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text, in order; blank lines and comments are left out."""
    at, line, end = 0, 1, len(text)
    while at < end:
        stop = text.find("\n", at)
        stop = end if stop < 0 else stop
        raw = text[at:stop]
        if '"' in raw or "'" in raw or "\\" in raw:
            if raw.lstrip().startswith("#"):
                at, line = stop + 1, line + 1
                continue
            simple = _simply_quoted(raw)
            if simple is not None:
                yield Statement(line, line, simple)
                at, line = stop + 1, line + 1
                continue
            words, stop, complete = _quoted(text, at)
            lines = text.count("\n", at, stop)
            yield Statement(line, line + lines, words, complete)
            line += lines
        else:
            plain = raw.split()
            if plain and not plain[0].startswith("#"):
                yield Statement(line, line, tuple(plain))
        at, line = stop + 1, line + 1


def _simply_quoted(raw: str) -> tuple[str, ...] | None:
    """The words of a line whose quoted words stand apart, as most do; None when it takes a closer look."""
    parts = raw.split('"')
    if len(parts) % 2 == 0 or "'" in raw or "\\" in raw:
        return None
    words: list[str] = []
    for number, part in enumerate(parts):
        if number % 2:
            words.append(part)
        elif part and not part.isspace():
            if (number and not part[0].isspace()) or (number < len(parts) - 1 and not part[-1].isspace()):
                return None
            words.extend(part.split())
        elif not part and 0 < number < len(parts) - 1:
            return None
    return tuple(words)


def _quoted(text: str, at: int) -> tuple[tuple[str, ...], int, bool]:
    """The words from here to the end of the line, where that end is, and whether all quotes are closed."""
    words: list[str] = []
    pieces: list[str] = []
    inside = False
    while (found := _PIECE.match(text, at)) is not None:
        kind = found.lastgroup
        at = found.end()
        if kind in ("blank", "end"):
            if inside:
                words.append("".join(pieces))
                pieces, inside = [], False
            if kind == "end":
                return tuple(words), at - 1, True
            continue
        inside = True
        if kind == "open":
            pieces.append(text[at:])
            words.append("".join(pieces))
            return tuple(words), len(text), False
        piece = found[kind or 0]
        pieces.append(_ESCAPE.sub(r"\1", piece) if kind == "double" and "\\" in piece else piece)
    if inside:
        words.append("".join(pieces))
    return tuple(words), len(text), True
