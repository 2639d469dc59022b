"""`set` commands to the tree: a path of words on each line, and `move`, `delete` and `rename`.

Sources: PAN-OS CLI Quick Start, "Load Configuration Settings from a Text File" and "Modify the Configuration". A line
may give several values of one thing (`set rulebase security rules R from a to b`), so it takes the kinds of words to
tell where a value ends. `show` does not escape quotes within quotes: a quote closes when a blank follows, and a
description goes on to the end of the line when no word follows it that can stand there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.kinds import KINDS, OPEN, VALUES, Kind
from keur.observe.firewalls.palo_alto.tree import DEEPEST, Node
from keur.plant.model import Text

_COMMAND = Text(nl="een opdracht", en="a command")
_FREE_TEXT = frozenset({"description", "comment", "comments"})
_ASKS = frozenset({"show", "commit", "exit", "quit", "configure", "run", "top", "up", "save", "load", "validate"})
MOST_OTHER_COMMANDS = 10_000
"""`move` and the like; each may take as long as the list is."""


@dataclass(slots=True)
class _Token:
    text: str
    quoted: bool
    start: int
    """Where it begins in the command."""


@dataclass(slots=True)
class SetReader:
    """Reads a whole text; `root` holds what it found."""

    text: str
    ledger: Ledger
    root: Node = field(default_factory=lambda: Node("", 0))
    _others: int = 0
    _free_text: bool = False
    """The last command ended in a description, of which quotes may have hidden the end."""

    def read(self) -> Node:
        lines = self.text.split("\n")
        at = 0
        while at < len(lines):
            first = at
            command = lines[at].strip()
            if not command or command[0] in "#!":
                at += 1
                continue
            parts = [command]
            is_open = _ends_open(command, False)
            at += 1
            while is_open and at < len(lines):
                parts.append(lines[at].rstrip())
                is_open = _ends_open(parts[-1], True)
                at += 1
            self.ledger.lines += sum(bool(line.strip()) for line in lines[first:at])
            if is_open:
                self.ledger.gap(first + 1, command, reasons.cut_short(_COMMAND), Effect.EVERYTHING)
            at = self._command("\n".join(parts), first + 1, at, lines)
        return self.root

    def _command(self, command: str, line: int, last: int, lines: list[str]) -> int:
        """Enters a command; returns where the next one begins."""
        tokens = _tokens(command)
        verb, rest = tokens[0].text, tokens[1:]
        goes_on = self._free_text
        self._free_text = False
        if verb == "set":
            self._set(command, rest, line, last)
        elif verb in ("move", "delete"):
            self._others += 1
            if self._others > MOST_OTHER_COMMANDS or not self._change(verb, [token.text for token in rest]):
                self.ledger.gap(line, command, reasons.not_known(command), Effect.EVERYTHING)
            else:
                self.ledger.understood(line, last)
        elif verb in _ASKS:
            self.ledger.beside(line, last)
        elif goes_on and (end := _end_of_text(lines, line - 1)):
            self.ledger.lines += sum(bool(one.strip()) for one in lines[last:end])
            for number in range(line, end + 1):
                if lines[number - 1].strip():
                    self.ledger.beside(number)
            return end
        else:
            self.ledger.gap(line, command, reasons.not_known(verb), Effect.EVERYTHING)
        return last

    def _set(self, command: str, tokens: list[_Token], line: int, last: int) -> None:
        """Goes down word by word. Where a value ends, the next word may belong to a word further up."""
        path: list[tuple[Node, str]] = [(self.root, "root")]
        at = 0
        while at < len(tokens) and len(path) < DEEPEST:
            token = tokens[at]
            at += 1
            if token.text == "]" and not token.quoted:
                continue
            if token.text == "[" and not token.quoted:
                at = self._list(tokens, at, path[-1][0], line, last)
                continue
            path = _up(path, token.text)
            node, kind = path[-1]
            below = KINDS[kind]
            child = node.child(token.text, line, last)
            if below.read.get(token.text) == VALUES or token.text in below.beside:
                at = self._value(command, tokens, at, child, kind, line, last)
            else:
                path.append((child, _kind_below(below, token.text)))
        if path[-1][0].line != line:
            # It says nothing new; what it says is accounted for where it first stands.
            self.ledger.understood(line, last)
        if len(path) >= DEEPEST:
            self.ledger.gap(line, command, reasons.wrong(tokens[-1].text), Effect.EVERYTHING)

    def _value(self, command: str, tokens: list[_Token], at: int, node: Node, kind: str, line: int, last: int) -> int:
        """Takes the value or values of a word; returns where the next word is."""
        if at >= len(tokens):
            return at
        token = tokens[at]
        if token.text == "[" and not token.quoted:
            return self._list(tokens, at + 1, node, line, last)
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if node.name in _FREE_TEXT and after is not None and not _names(kind, after.text):
            node.child(command[token.start :].strip('"'), line, last)
            self._free_text = token.quoted
            return len(tokens)
        # A value that is given again is the last one given.
        node.children.pop(token.text, None)
        node.child(token.text, line, last)
        return at + 1

    def _list(self, tokens: list[_Token], at: int, node: Node, line: int, last: int) -> int:
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if token.text == "]" and not token.quoted:
                return at
            node.child(token.text, line, last)
        self.ledger.gap(line, node.name, reasons.cut_short(_COMMAND), Effect.EVERYTHING)
        return at

    def _change(self, verb: str, words: list[str]) -> bool:
        """`move` and `delete`; False when it is not understood."""
        if verb == "delete":
            holder = self._holder(words)
            gone = holder.children.pop(words[-1], None) if holder is not None and words else None
            for node in gone.walk() if gone is not None else ():
                self.ledger.understood(node.line, node.last)
            return bool(words)
        where = next((n for n in range(len(words) - 1, 0, -1) if words[n] in _PLACES), 0)
        if where == 0 or len(words) - where > 2:
            return False
        return self._move(words[:where], words[where], words[where + 1] if len(words) > where + 1 else "")

    def _holder(self, words: list[str]) -> Node | None:
        node = self.root
        for word in words[:-1]:
            found = node.children.get(word)
            if found is None:
                return None
            node = found
        return node

    def _move(self, words: list[str], where: str, other: str) -> bool:
        holder = self._holder(words)
        name = words[-1]
        if holder is None or name not in holder.children or (other and other not in holder.children):
            return True  # the device refuses it
        children = holder.children
        moved = children.pop(name)
        if where in ("top", "bottom"):
            rest = list(children.items())
            pairs = [(name, moved), *rest] if where == "top" else [*rest, (name, moved)]
            holder.children = dict(pairs)
            return True
        if not other or other == name:
            return False
        ordered: dict[str, Node] = {}
        for key, child in children.items():
            if key == other and where == "before":
                ordered[name] = moved
            ordered[key] = child
            if key == other and where == "after":
                ordered[name] = moved
        holder.children = ordered
        return True


_WORD = re.compile(r"""\[|\]|"[^\s\]]*+|[^\s\[\]"][^\s\]]*+""")
"""A bracket, the first word within quotes, or a word."""
_PLACES = frozenset({"top", "bottom", "before", "after"})


def _kind_below(kind: Kind, word: str) -> str:
    if word in kind.read:
        return kind.read[word] or OPEN
    if kind.each is not None and word not in kind.aside:
        return kind.each
    return OPEN


def _names(kind: str, word: str) -> bool:
    """Whether a word stands for something of its own in a word of that kind."""
    found = KINDS[kind]
    return word in found.read or word in found.beside or word in found.aside


def _up(path: list[tuple[Node, str]], word: str) -> list[tuple[Node, str]]:
    """The path to the word in which the next one stands: the last, unless the next one belongs further up."""
    kind = path[-1][1]
    found = KINDS[kind]
    closed = bool(found.read) and found.each is None
    deep = kind == OPEN and path[-2][1] == OPEN
    if _names(kind, word) or not (closed or deep):
        return path
    for at in range(len(path) - 2, 0, -1):
        above = path[at][1]
        if _names(above, word) and (closed or above.endswith("-rule")):
            return path[: at + 1]
    return path


def _ends_open(line: str, inside: bool) -> bool:
    """Whether a line ends within quotes. A quote opens at the start of a word, and closes before a blank."""
    at = 0
    while True:
        if inside:
            at = _closing(line, at) + 1
            if not at:
                return True
        at = _next_quote(line, at) + 1
        if not at:
            return False
        inside = True


def _end_of_text(lines: list[str], at: int) -> int:
    """The line with which a text ends that began on an earlier line; 0 when a command comes before that."""
    for number, line in enumerate(lines[at:], at + 1):
        if line.startswith(("set ", "move ", "delete ")):
            return 0
        if line.rstrip().endswith('"'):
            return number
    return 0


def _next_quote(command: str, at: int) -> int:
    """The next quote that opens."""
    while True:
        found = command.find('"', at)
        if found <= 0 or command[found - 1].isspace() or command[found - 1] == "[":
            return found
        at = found + 1


def _closing(command: str, at: int) -> int:
    """The next quote that closes."""
    while True:
        found = command.find('"', at)
        if found < 0 or found + 1 == len(command) or command[found + 1].isspace() or command[found + 1] == "]":
            return found
        at = found + 1


def _tokens(command: str) -> list[_Token]:
    """The words of a command; brackets are words of their own."""
    if '"' not in command and "[" not in command and "]" not in command:
        return [_Token(word, False, 0) for word in command.split()]
    found = []
    at, closes = 0, True
    while (match := _WORD.search(command, at)) is not None:
        word, start = match[0], match.start()
        at = match.end()
        if word[0] == '"' and closes:
            close = _closing(command, start + 1)
            closes = close >= 0
            if closes:
                word, at = command[start:close], close + 1
        found.append(_Token(word.removeprefix('"'), word[0] == '"', start))
    return found or [_Token("", True, 0)]
