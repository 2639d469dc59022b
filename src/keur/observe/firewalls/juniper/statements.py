"""Both forms of a Junos configuration to the tree: commands (`set ...`) and statements in braces.

Source: Junos OS CLI User Guide, "Configuration Mode Commands" (`set`, `delete`, `insert`, `deactivate`, `rename`) and
"Load a Configuration" (`inactive:`, `protect:`, `replace:`, `delete:`).
"""

from __future__ import annotations

import re

from keur.observe.firewalls import reasons
from keur.observe.firewalls.juniper.lines import Bearing, bearing, decides
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.words import Word, without_prompts, words
from keur.observe.firewalls.ledger import MOST_GAPS, Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

DEEPEST = 64
"""Words of one statement, from the top; real ones have at most some twenty."""

_COMMAND = re.compile(r"^[^\S\n]*(set|delete|deactivate|activate|insert|edit|rename)[^\S\n]", re.MULTILINE)
_PLAIN = re.compile(r"(?:[^\"#\[\];{}/]|/(?!\*))*+")
"""Lines whose words are told apart by spaces alone."""
_BESIDE = {"annotate", "commit", "configure", "cli", "exit", "quit", "run", "show", "status", "protect", "unprotect"}
_MARKERS = {"inactive:", "protect:", "replace:", "delete:", "active:", "insert:"}
_WHOLE = Text(nl="een blok tussen accolades", en="a block in braces")
_TEXT = Text(nl="een tekst tussen aanhalingstekens of een opmerking", en="a quoted text or a comment")


class Statements:
    """Reads a whole text; `root` holds what it found, and the ledger what it did not understand."""

    def __init__(self, text: str) -> None:
        self.root = Node("", 0)
        self._text = without_prompts(text)
        self._lines: dict[int, list[str]] = {}
        self._gaps: list[tuple[int, str, Text, Effect]] = []
        self._rank = 0
        self._context: list[str] = []

    def read(self) -> Ledger:
        found = _COMMAND.search(self._text)
        brace = self._text.find("{")
        if found is not None and (brace < 0 or found.start() < brace):
            self._commands()
        else:
            self._braces()
        return self._ledger()

    def _ledger(self) -> Ledger:
        ledger = Ledger(len(self._lines))
        for line, path in self._lines.items():
            match bearing(path):
                case Bearing.PACKETS:
                    ledger.understood(line)
                case Bearing.NONE:
                    ledger.beside(line)
                case _:
                    text = " ".join(path)
                    effect = Effect.STRICTER if decides(path) else Effect.NONE
                    ledger.gap(line, text, reasons.not_known(text), effect)
        for gap in self._gaps:
            ledger.gap(*gap)
        return ledger

    def _note(self, line: int, path: list[str]) -> None:
        """What a line is about. Of several statements on a line, the first tells."""
        self._lines.setdefault(line, path[:4])

    def _gap(self, line: int, text: str, why: Text, effect: Effect) -> None:
        self._lines.setdefault(line, ["groups"])
        if len(self._gaps) < MOST_GAPS or effect not in {gap[3] for gap in self._gaps[MOST_GAPS:]}:
            self._gaps.append((line, text, why, effect))

    def _put(self, path: list[str], line: int) -> Node | None:
        """Adds a statement; gives its last node."""
        if len(path) > DEEPEST:
            self._gap(line, path[DEEPEST], reasons.wrong(path[DEEPEST]), Effect.EVERYTHING)
            return None
        self._rank += 1
        node = self.root
        for word in path:
            node = node.child(word, line, self._rank)
        return node

    # Commands

    def _commands(self) -> None:
        for number, line in enumerate(self._text.split("\n"), start=1):
            if _PLAIN.fullmatch(line):
                verb, *path = line.split() or [""]
                if verb == "set":
                    self._set(path, number)
                    continue
            found = [word for word in words(line, number) if not (word.mark and word.text == ";")]
            if found:
                self._command(found, line)

    def _set(self, path: list[str], line: int) -> None:
        self._note(line, [*self._context, *path])
        self._put([*self._context, *path], line)

    def _command(self, found: list[Word], text: str) -> None:
        verb, rest, line = found[0].text, found[1:], found[0].line
        if not all(word.ended for word in found):
            self._gap(line, text, reasons.cut_short(_TEXT), Effect.EVERYTHING)
        if verb == "set":
            for path in _spread(rest):
                self._set(path, line)
            return
        path = [*self._context, *(word.text for word in rest if not word.mark)]
        self._note(line, path if verb in ("delete", "deactivate", "activate", "insert", "rename") else ["version"])
        if verb in ("edit", "top", "up"):
            self._move(verb, path, rest)
        elif verb in ("exit", "quit"):
            self._context = []
        elif verb in ("deactivate", "activate", "delete", "insert", "rename"):
            done = self._change(verb, path)
            if not done:
                effect = Effect.NONE if bearing(path) is Bearing.NONE else Effect.EVERYTHING
                effect = Effect.NONE if verb in ("activate", "delete", "deactivate") else effect
                self._gap(line, text, reasons.no_such(_STATEMENT, " ".join(path)), effect)
        elif verb not in _BESIDE:
            self._gap(line, text, reasons.not_known(verb), Effect.EVERYTHING)

    def _move(self, verb: str, path: list[str], rest: list[Word]) -> None:
        if verb == "edit":
            self._context = path[:DEEPEST]
        elif verb == "top":
            self._context = []
        else:
            levels = rest[0].text if rest else "1"
            up = int(levels) if levels.isdecimal() and len(levels) < 4 else 1
            self._context = self._context[: max(0, len(self._context) - up)]

    def _change(self, verb: str, path: list[str]) -> bool:
        """Does a command on what stands there already; False when it does not stand there."""
        if verb in ("insert", "rename"):
            return self._insert(path) if verb == "insert" else self._rename(path)
        parent = self._node(path[:-1])
        found = parent.children.get(path[-1]) if parent is not None and path else None
        if parent is None or found is None:
            return False
        if verb == "delete":
            del parent.children[path[-1]]
        else:
            found.inactive = verb == "deactivate"
        return True

    def _node(self, path: list[str]) -> Node | None:
        node: Node | None = self.root
        for word in path:
            node = node.children.get(word) if node is not None else None
        return node

    def _insert(self, path: list[str]) -> bool:
        """`insert ... policy A before policy B`, and `after`."""
        if len(path) < 4 or path[-3] not in ("before", "after"):
            return False
        what, where, other = path[:-3], path[-3], path[-1]
        parent = self._node(what[:-1])
        if parent is None or what[-1] not in parent.children or other not in parent.children:
            return False
        moved = parent.children.pop(what[-1])
        rows = list(parent.children.items())
        at = next(number for number, (word, _) in enumerate(rows) if word == other)
        rows.insert(at + (where == "after"), (moved.word, moved))
        parent.children = dict(rows)
        return True

    def _rename(self, path: list[str]) -> bool:
        """`rename ... address A to address B`."""
        if len(path) < 4 or path[-3] != "to":
            return False
        parent = self._node(path[:-4])
        old, new = path[-4], path[-1]
        if parent is None or old not in parent.children or new in parent.children:
            return False
        parent.children[old].word = new
        parent.children = {node.word: node for node in parent.children.values()}
        return True

    # Braces

    def _braces(self) -> None:
        blocks: list[tuple[list[str], int]] = []
        header: list[Word] = []
        for word in words(self._text):
            base = blocks[-1][0] if blocks else []
            if not word.ended:
                self._gap(word.line, word.text, reasons.cut_short(_TEXT), Effect.EVERYTHING)
            if not word.mark or word.text in "[]":
                header.append(word)
                continue
            if word.text == "}":
                if header:
                    self._statement(base, header, ended=False)
                if blocks:
                    self._note(word.line, blocks.pop()[0])
                else:
                    self._gap(word.line, "}", reasons.not_known("}"), Effect.EVERYTHING)
            elif header:
                paths = self._statement(base, header, block=word.text == "{")
                if len(paths[0]) > DEEPEST:
                    return  # nothing of it can be relied on
                if word.text == "{":
                    blocks.append((paths[0], word.line))
            elif word.text == "{":
                blocks.append((base, word.line))
            header = []
        if header:
            self._statement(blocks[-1][0] if blocks else [], header, ended=False)
        for path, line in blocks[:DEEPEST]:
            self._gap(line, " ".join(path), reasons.cut_short(_WHOLE), Effect.EVERYTHING)

    def _statement(
        self, base: list[str], header: list[Word], *, block: bool = False, ended: bool = True
    ) -> list[list[str]]:
        """Adds a statement, or the beginning of a block; gives its paths."""
        markers = set()
        while header and not header[0].mark and header[0].text in _MARKERS:
            markers.add(header[0].text)
            header = header[1:]
        paths = [[*base, *path] for path in _spread(header)]
        for word in header:
            self._note(word.line, paths[0])
        line = header[0].line if header else 0
        if not ended:
            self._gap(line, " ".join(paths[0]), reasons.cut_short(_STATEMENT), Effect.EVERYTHING)
        for path in paths:
            node = self._put(path, line)
            if node is None:
                continue
            if "replace:" in markers:
                node.children.clear()
            if "inactive:" in markers or "delete:" in markers:
                node.inactive = True
        if block and len(paths) > 1:
            self._gap(line, " ".join(paths[0]), reasons.wrong(" ".join(paths[0])), Effect.EVERYTHING)
        return paths


_STATEMENT = Text(nl="instelling", en="statement")


def _spread(header: list[Word]) -> list[list[str]]:
    """The statements that one stands for: `application [ a b ]` is two."""
    plain: list[str] = []
    values: list[str] = []
    within = False
    for word in header:
        if word.mark:
            within = word.text == "["
        elif within:
            values.append(word.text)
        else:
            plain.append(word.text)
    return [[*plain, value] for value in values] if values else [plain]
