"""Text of Junos to words: names, quoted texts, marks; comments left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(
    r"""
    (?P<space>[^\S\n]+)
  | (?P<line>\n)
  | (?P<comment>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z) | \#[^\n]*)
  | (?P<quoted>"(?:[^"\\]|\\.)*+(?:"|\Z))
  | (?P<mark>[{}\[\];])
  | (?P<word>
      (?:[^\s{}\[\];"#/<]++ | /(?!\*) | <[^>\n]{0,80}> | <)
      (?:[^\s{}\[\];"#/<]++ | /(?!\*) | <[^>\n]{0,80}> | < | \[[\w,-]{0,40}\])*+)
    """,
    re.VERBOSE | re.DOTALL,
)
_OUTSIDE = re.compile(r"^(?:\S+@\S+[>#%].*|\{[\w:-]+\}|\[edit[^\]\n]*\])[^\S\n]*$", re.MULTILINE)
"""Lines of a session around a configuration: prompts, `{primary:node0}`, `[edit]`."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    line: int
    mark: bool = False
    """One of `{ } [ ] ;`, and not a text that looks like one."""
    ended: bool = True
    """False for a quoted text or a comment that the file ends in."""


def without_prompts(text: str) -> str:
    """The text with the lines of a session left blank."""
    return _OUTSIDE.sub("", text)


def words(text: str, line: int = 1) -> Iterator[Word]:
    """The words of a text, of which the first stands on `line`."""
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            yield Word(text[at], line)
            at += 1
            continue
        kind, value = found.lastgroup, found[0]
        if kind == "word":
            yield Word(value, line)
        elif kind == "mark":
            yield Word(value, line, mark=True)
        elif kind == "quoted":
            ended = len(value) > 1 and value.endswith('"')
            yield Word(value[1:-1] if ended else value[1:], line, ended=ended)
        elif kind == "comment" and value.startswith("/*") and not value.endswith("*/"):
            yield Word("/*", line, ended=False)
        line += value.count("\n")
        at = found.end()
