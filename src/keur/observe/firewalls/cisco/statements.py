"""A configuration as a tree of statements: lines, and the lines indented below them.

The command interpreter itself looks at no indentation: it tries a line in the mode that it is in, and then as a global
command. Files that people wrote without indentation are therefore read by the words of a line (`Syntax.belongs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

DEEPEST = 12
"""Levels that are kept apart; what is deeper counts as of this level."""

CUT = "\N{HORIZONTAL ELLIPSIS} "
"""Stands after the last word of a file whose last line has no end: it may go on. It has a space, as no word has."""

CUT_SHORT = reasons.cut_short(Text(nl="een regel", en="a line"))
_UNFINISHED_TEXT = reasons.cut_short(Text(nl="een banner", en="a banner"))

_PAGER = re.compile(r"^\s{0,4}<?-{1,4} ?More ?-{1,4}>?[\s\x08]*", re.IGNORECASE)
_CONTROL_C = re.compile(r"\^C|\x03")


@dataclass(slots=True)
class Statement:
    line: int
    """From 1."""
    words: list[str]
    text: str
    indent: int
    children: list[Statement] = field(default_factory=list)
    last_line: int = 0
    """Of a text over several lines, such as a banner; else the same as `line`."""

    def everything(self) -> Iterator[Statement]:
        """The statement and all below it."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(one.children)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a platform writes comments and texts, and which lines belong to which without indentation."""

    comments: str
    """Characters that begin a comment line."""
    delimited_banners: bool
    """`banner motd ^C`, until that sign comes again."""
    belongs: Callable[[Sequence[str], Sequence[str]], bool]
    """Whether a line can stand in the mode of another: words of the other, words of the line."""


@dataclass(slots=True)
class Script:
    top: list[Statement] = field(default_factory=list)
    ledger: Ledger = field(default_factory=lambda: Ledger(0))


def parse(text: str, syntax: Syntax) -> Script:
    """The statements of a text, and the ledger for its lines."""
    script = Script()
    lines = text.split("\n")
    unended = bool(lines[-1].strip())
    path: list[Statement] = []
    at = 0
    while at < len(lines):
        raw = lines[at]
        at += 1
        if "More" in raw:
            raw = _PAGER.sub("", raw)
        words = raw.split()
        if not words or words[0][0] in syntax.comments:
            continue
        script.ledger.lines += 1
        if unended and at == len(lines) and words != ["end"]:
            words.append(CUT)
        statement = Statement(at, words, raw.strip(), len(raw) - len(raw.lstrip()), last_line=at)
        after = _after_text(lines, at, statement, syntax)
        if after is None:
            script.ledger.gap(at, raw, _UNFINISHED_TEXT, Effect.EVERYTHING)
        else:
            script.ledger.lines += sum(bool(line.strip()) for line in lines[at:after])
            statement.last_line = at = after
        _place(script.top, path, statement, syntax)
    return script


def _place(top: list[Statement], path: list[Statement], statement: Statement, syntax: Syntax) -> None:
    """Puts a statement below the one that it belongs to; `path` holds the statements that are open."""
    while path and path[-1].indent >= statement.indent:
        if path[-1].indent == statement.indent and syntax.belongs(path[-1].words, statement.words):
            break
        path.pop()
    if len(path) >= DEEPEST:
        path.pop()
    (path[-1].children if path else top).append(statement)
    path.append(statement)


def _after_text(lines: list[str], at: int, statement: Statement, syntax: Syntax) -> int | None:
    """The number of lines up to the end of a text that begins in a statement; None when it has no end."""
    words, text = statement.words, statement.text
    if words[0] == "banner" and syntax.delimited_banners and len(words) > 1:
        rest = "".join(text.split(None, 2)[2:])
        sign = _CONTROL_C.match(rest)
        delimiter = sign.group() if sign else rest[:1]
        if not delimiter:
            return at
        if delimiter in rest[len(delimiter) :]:
            return at
    elif words[:2] == ["macro", "name"]:
        delimiter = "@"
    elif "^C" not in text and "\x03" not in text:
        return at
    else:
        signs = _CONTROL_C.findall(text)
        if len(signs) % 2 == 0:
            return at
        delimiter = signs[-1]
    for number in range(at, len(lines)):
        if delimiter in lines[number]:
            return number + 1
    return None


def understood(ledger: Ledger, statement: Statement) -> None:
    """The statement's own lines went into the normal form."""
    ledger.understood(statement.line, statement.last_line)


def beside(ledger: Ledger, statement: Statement) -> None:
    """The statement, with all below it, has no bearing on which packets pass."""
    for one in statement.everything():
        ledger.beside(one.line, one.last_line)


def not_understood(ledger: Ledger, statement: Statement, effect: Effect, why: Text | None = None) -> None:
    """Nobody here knows the statement, nor what is below it."""
    for one in statement.everything():
        reason = why or (CUT_SHORT if one.words[-1] == CUT else reasons.not_known(one.text))
        ledger.gap(one.line, one.text, reason, effect)


def unended(script: Script) -> tuple[Statement, Statement] | None:
    """The last statement of a file whose last line has no end, with the one that stands over it at the left margin."""
    if not script.top:
        return None
    top = last = script.top[-1]
    while last.children:
        last = last.children[-1]
    return (top, last) if last.words[-1] == CUT else None


def unmark(statement: Statement) -> None:
    """Takes the mark away that the file ends here."""
    if len(statement.words) > 1 and statement.words[-1] == CUT:
        statement.words.pop()
