"""Lines of a log, whatever its encoding and line ends, in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from keur.observe.sessions.model import Problem
from keur.plant.file_bytes import check_ordinary
from keur.plant.model import Text

LONGEST_LINE = 65_536
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before that of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-32`, `utf-16`, `utf-16-le`, `utf-16-be`, or `cp1252` for what is none of these.

    Raises OSError."""
    check_ordinary(path)
    with path.open("rb") as file:
        head = file.read(4_096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        # Text in UTF-16 without a mark: every other byte of Latin letters is zero.
        for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            if len(zeros) > 8 and zeros.count(0) > 0.8 * len(zeros):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def read_lines(path: Path, encoding: str, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Lines with their number, without their end. One that is too long is a problem, and comes as an empty line."""
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        number = 0
        while text := file.readline(LONGEST_LINE):
            number += 1
            if not text.endswith("\n") and len(text) == LONGEST_LINE:
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                    pass
                problems.append(Problem(number, _TOO_LONG))
                text = ""
            yield number, text.rstrip("\n")


def read_pieces(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of bounded length, each with its number, for what is not written in lines."""
    with path.open(encoding=encoding, errors="replace") as file:
        yield from enumerate(iter(lambda: file.read(_CHUNK), ""), start=1)


_TOO_LONG = Text(
    nl=f"de regel heeft meer dan {LONGEST_LINE} tekens", en=f"the line has more than {LONGEST_LINE} characters"
)
