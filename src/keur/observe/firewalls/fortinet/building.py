"""Text of FortiOS to its tree, with an account of every line in sections that are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet import sections
from keur.observe.firewalls.fortinet.sections import KINDS, LONGEST_NAMES, NUMBERED, Bearing, Kind
from keur.observe.firewalls.fortinet.tree import Block, Setting, clone, move, renamed
from keur.observe.firewalls.fortinet.words import Statement, statements
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

DEEPEST = 32
"""Sections within sections; FortiOS itself has fewer than ten."""
MOST_RENAMES = 200
"""A file that renames more is a script of no device's own making, and is not followed."""

_SECTION = Text(nl="een onderdeel", en="a section")
_ASKS = frozenset({"get", "show", "exit", "abort", "execute", "diagnose"})
"""Commands that change nothing that the file keeps."""
_WITHIN = frozenset(
    {"edit", "set", "unset", "append", "select", "unselect", "next", "delete", "purge", "rename", "clone", "move"}
)


@dataclass(slots=True)
class Span:
    """A section as it stands in the file."""

    path: str
    first: int
    block: Block
    bearing: Bearing
    lines: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of its statements."""


@dataclass(slots=True)
class _Frame:
    block: Block
    span: Span | None
    """The section that it belongs to; None for the parts that hold sections."""
    entry: bool
    path: str


@dataclass(slots=True)
class Builder:
    """Reads a whole text; `root` and `spans` hold what it found, and the ledger what it did not understand."""

    text: str
    ledger: Ledger
    root: Block = field(default_factory=lambda: Block("", 0))
    spans: list[Span] = field(default_factory=list)
    _frames: list[_Frame] = field(default_factory=list)
    _refused: list[Block] = field(default_factory=list)
    _renames: int = 0
    _skipped: int = 0
    """Sections that are too deep, and open."""

    def read(self) -> Builder:
        self._frames = [_Frame(self.root, None, False, "")]
        last = 1
        for statement in statements(self.text):
            last = statement.last_line
            self.ledger.lines += statement.last_line - statement.line + 1
            self._statement(statement)
            if not statement.complete:
                self._cut(statement.line)
        if len(self._frames) > 1 or self._skipped:
            self._cut(last)
        for block in self._refused:
            self._without_effect(block)
        return self

    def _cut(self, line: int) -> None:
        self.ledger.gap(line, self._words_at(line), reasons.cut_short(_SECTION), Effect.EVERYTHING)

    def _words_at(self, line: int) -> str:
        return self.text.split("\n", line)[line - 1].strip()

    def _statement(self, statement: Statement) -> None:
        verb, words = statement.words[0], statement.words[1:]
        if self._skipped or (verb == "config" and len(self._frames) > 2 * DEEPEST):
            self._skip(verb, statement)
        elif verb == "config":
            self._config(" ".join(words), statement)
        elif verb == "end":
            self._end(statement)
        elif len(self._frames) == 1:
            within = verb in _WITHIN or "config".startswith(verb)  # the beginning is not here, or the end
            effect = Effect.EVERYTHING if within else Effect.NONE
            self.ledger.gap(statement.line, " ".join(statement.words), reasons.not_known(verb), effect)
        elif verb == "edit":
            self._edit(words[0] if words else "", statement)
        elif verb == "next":
            if self._frames[-1].entry:
                self._frames.pop()
            self._understood(statement)
        else:
            self._change(verb, words, statement)

    def _skip(self, verb: str, statement: Statement) -> None:
        if not self._skipped:
            why = Text(nl="dieper genest dan FortiOS kan", en="nested deeper than FortiOS can")
            self.ledger.gap(statement.line, " ".join(statement.words), why, Effect.EVERYTHING)
        self._skipped += (verb == "config") - (verb == "end")

    def _config(self, path: str, statement: Statement) -> None:
        frame = self._frames[-1]
        block = frame.block.sections.get(path)
        if block is None:
            block = frame.block.sections[path] = Block(path, statement.line)
        span = frame.span
        if span is None and not self._holds_sections(path, frame):
            span = Span(path, statement.line, block, sections.bearing(path))
            self.spans.append(span)
        self._frames.append(_Frame(block, span, False, path))
        self._understood(statement)

    def _holds_sections(self, path: str, frame: _Frame) -> bool:
        return len(self._frames) == 1 and path in ("vdom", "global") and frame.block is self.root

    def _end(self, statement: Statement) -> None:
        self._understood(statement)
        if len(self._frames) == 1:
            self.ledger.gap(statement.line, "end", reasons.not_known("end"), Effect.EVERYTHING)
            return
        if self._frames[-1].entry:
            self._frames.pop()
        self._frames.pop()

    def _understood(self, statement: Statement) -> None:
        span = self._frames[-1].span
        if span is None or span.bearing is Bearing.READ:
            self.ledger.understood(statement.line, statement.last_line)
        else:
            span.lines.append((statement.line, statement.last_line))

    def _edit(self, name: str, statement: Statement) -> None:
        if self._frames[-1].entry:
            self._frames.pop()
        frame = self._frames[-1]
        entries = frame.block.entries
        kind = KINDS.get(frame.path) if frame.span is not None else None
        wrong = kind is not None and len(name) > LONGEST_NAMES[kind]
        if frame.path in NUMBERED and frame.span is not None:
            wrong = not _is_number(frame.path, name)
            if name == "0" and name in entries:
                name = f"0 ({statement.line})"
        block = entries.get(name)
        if block is None:
            block = Block(name, statement.line)
            if not wrong or frame.path in NUMBERED:
                entries[name] = block
            else:
                self._refused.append(block)
        if wrong:
            self._odd(block, statement, reasons.wrong(name))
        self._frames.append(_Frame(block, frame.span, True, frame.path))
        self._understood(statement)

    def _odd(self, block: Block, statement: Statement, why: Text) -> None:
        """Something in a section that is read, and not understood: in an entry, the entry is in doubt."""
        frame = self._frames[-1]
        if frame.span is None or frame.span.bearing is Bearing.READ:
            block.odd.append((statement.line, " ".join(statement.words)))
            effect = Effect.RULE if frame.entry or block is not frame.block else Effect.EVERYTHING
            self.ledger.gap(statement.line, " ".join(statement.words), why, effect)
        else:
            frame.span.lines.append((statement.line, statement.last_line))

    def _change(self, verb: str, words: tuple[str, ...], statement: Statement) -> None:
        frame = self._frames[-1]
        if verb in ("set", "append", "select", "unselect", "unset") and words:
            self._value(verb, words[0], list(words[1:]), statement)
        elif verb in ("delete", "purge", "rename", "clone", "move") and not frame.entry:
            self._understood(statement)
            self._table(verb, words, statement)
        elif verb in _ASKS:
            self._understood(statement)
        else:
            self._odd(frame.block, statement, reasons.not_known(verb))

    def _value(self, verb: str, key: str, values: list[str], statement: Statement) -> None:
        settings = self._frames[-1].block.settings
        known = settings.get(key)
        if known is not None:
            self._replaced(known)
        if verb == "unset":
            settings.pop(key, None)
            self._understood(statement)
        elif verb == "append" and known is not None:
            known.values.extend(value for value in values if value not in known.values)
            self._understood(statement)
        elif verb == "unselect":
            if known is not None:
                known.values = [value for value in known.values if value not in values]
            self._understood(statement)
        else:
            settings.pop(key, None)
            settings[key] = Setting(statement.line, statement.last_line, values)
        span = self._frames[-1].span
        if span is None:
            self.ledger.beside(statement.line, statement.last_line)
        elif span.bearing is not Bearing.READ and verb in ("set", "append", "select"):
            span.lines.append((statement.line, statement.last_line))

    def _replaced(self, setting: Setting) -> None:
        span = self._frames[-1].span
        if span is None or span.bearing is Bearing.READ:
            self.ledger.understood(setting.line, setting.last_line)

    def _table(self, verb: str, words: tuple[str, ...], statement: Statement) -> None:
        """Table subcommands. One that names what is not there is refused by the device."""
        frame = self._frames[-1]
        entries = frame.block.entries
        if verb == "purge" or (verb == "delete" and words):
            for name in list(entries) if verb == "purge" else [words[0]]:
                self._without_effect(entries.pop(name, None))
        elif verb == "move" and len(words) == 3:
            frame.block.entries = move(entries, words[0], words[1], words[2])
        elif verb in ("rename", "clone") and len(words) == 3 and words[1] == "to":
            self._copy(verb, words[0], words[2], statement)
        else:
            self._odd(frame.block, statement, reasons.wrong(" ".join(statement.words)))

    def _copy(self, verb: str, old: str, new: str, statement: Statement) -> None:
        frame = self._frames[-1]
        entries = frame.block.entries
        kind = KINDS.get(frame.path)
        taken = new in entries or any(new in block.entries for block in self._same_kind(kind))
        wrong = kind is not None and len(new) > LONGEST_NAMES[kind]
        if frame.path in NUMBERED:
            wrong = not _is_number(frame.path, new)
        if old not in entries or taken or wrong:
            return
        if verb == "clone":
            entries[new] = clone(entries[old], new, statement.line)
            return
        frame.block.entries = {
            (new if key == old else key): (renamed(block, new) if key == old else block)
            for key, block in entries.items()
        }
        self._renames += 1
        if self._renames > MOST_RENAMES:
            self._odd(frame.block, statement, reasons.not_modelled("rename"))
        elif kind is not None:
            self._follow(kind, old, new)

    def _without_effect(self, block: Block | None) -> None:
        """Something that is not there any more, or that the device refuses."""
        for part in block.walk() if block else ():
            for setting in part.settings.values():
                self.ledger.understood(setting.line, setting.last_line)

    def _same_kind(self, kind: Kind | None) -> list[Block]:
        holder = next((one.block for one in reversed(self._frames) if one.span is None), self.root)
        return [block for path, block in holder.sections.items() if kind is not None and KINDS.get(path) is kind]

    def _follow(self, kind: Kind, old: str, new: str) -> None:
        """References that were made before follow the name. One to the new name, from before it was given, was refused
        by the device: it stands for nothing."""
        for holder in self.scopes():
            for path, section in holder.sections.items():
                keys = sections.references(kind, path)
                for block in section.walk():
                    for key in keys & block.settings.keys():
                        self._follow_in(block, key, old, new)

    def _follow_in(self, block: Block, key: str, old: str, new: str) -> None:
        setting = block.settings[key]
        if new in setting.values:
            block.odd.append((setting.line, f"{key} {new}"))
            self.ledger.gap(setting.line, f"set {key} {new}", reasons.wrong(new))
        if old in setting.values:
            setting.values = [new if value == old else value for value in setting.values]

    def scopes(self) -> list[Block]:
        """What holds sections: the file itself, its global part, and each virtual domain."""
        parts = [self.root, self.root.section("global")]
        return [*parts, *self.root.section("vdom").entries.values()]


def _is_number(path: str, name: str) -> bool:
    """Whether a name can be the number of an entry."""
    most = sections.MOST_NUMBER - path.startswith("firewall ")
    return name.isascii() and name.isdecimal() and len(name) < 12 and int(name) <= most
