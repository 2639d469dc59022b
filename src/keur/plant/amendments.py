"""Gives a part of a YAML text other content, as a person would: what does not change keeps its bytes and its comments.

The caller reads the result back (`contents`) and compares: in a layout that no edit here foresees the result differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf

from keur.plant.nodes import Mapping, Node, Scalar, Sequence

Content = str | list["Content"] | dict[str, "Content"]
"""What a node says, without its layout. Values stay text."""

IDENTITIES = ("id", "file", "of")
"""Keys that tell the records of one list apart."""

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9._/+-])?")
_MISREAD = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
"""Words that mean something else than themselves to a reader of YAML, as the surname Null does."""
_NUMBERS = ("clock_offset_seconds", "claim", "target", "points")
_ALWAYS_QUOTED = ("finding", "sha256")
_BLANK = " \t\r\n"


def contents(node: Node) -> Content:
    """What a node says."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [contents(item) for item in node.items]
    return {key: contents(value) for key, (_, value) in node.entries.items()}


def quoted(key: str, value: str) -> str:
    """A value as YAML: plain where nobody can misread it, in double quotes otherwise. Fingerprints and hashes are
    quoted because other readers take digits for numbers."""
    if _is_number(key, value) or (
        _PLAIN.fullmatch(value) and not value.isdigit() and value.lower() not in _MISREAD and key not in _ALWAYS_QUOTED
    ):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)


def _is_number(key: str, value: str) -> bool:
    return key in _NUMBERS and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) is not None


def inline(key: str, value: Content) -> str:
    """Content on one line; `key` is the key that it belongs to."""
    if isinstance(value, str):
        return quoted(key, value)
    if isinstance(value, list):
        return "[" + ", ".join(inline(key, one) for one in value) + "]"
    return "{" + ", ".join(f"{quoted('', name)}: {inline(name, one)}" for name, one in value.items()) + "}"


def record_lines(record: MappingOf[str, Content], indent: int) -> list[str]:
    """A record of a list, a key a line."""
    lines = list(_entry_lines(record, indent + 2))
    return [" " * indent + "- " + lines[0].lstrip(), *lines[1:]]


def _entry_lines(entries: MappingOf[str, Content], indent: int) -> Iterator[str]:
    for key, value in entries.items():
        head = " " * indent + f"{quoted('', key)}:"
        if isinstance(value, dict):
            yield head
            yield from _entry_lines(value, indent + 2)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield head
            for one in value:
                yield from record_lines(_record(one), indent + 2)
        else:
            yield f"{head} {inline(key, value)}"


def _record(value: Content) -> dict[str, Content]:
    assert isinstance(value, dict)  # noqa: S101  lists hold texts or records, never both
    return value


def amend(text: str, node: Node, key: str, wanted: Content) -> str:
    """The text in which the node says what is wanted. Records keep their order; new ones stand last."""
    changes = _Changes(text)
    changes.value(node, key, wanted)
    return changes.applied()


def emptied(text: str, node: Sequence) -> str:
    """The text in which a list has nothing left."""
    changes = _Changes(text)
    if node.flow:
        changes.put(node.start, node.end, "[]")
    else:
        changes.remove([(item.start, item) for item in node.items], [False] * len(node.items), flow=False)
    return changes.applied()


class _Changes:
    """Gathers replacements of pieces of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.pieces: list[tuple[int, int, int, str]] = []

    def applied(self) -> str:
        text = self.text
        # From the end to the start; what was put in last at one place stands last there.
        for start, end, _, put in sorted(self.pieces, reverse=True):
            text = text[:start] + put + text[end:]
        return text

    def put(self, start: int, end: int, new: str) -> None:
        self.pieces.append((start, end, len(self.pieces), new))

    def value(self, node: Node, key: str, wanted: Content) -> None:
        if contents(node) == wanted:
            return
        if isinstance(node, Mapping) and isinstance(wanted, dict) and node.entries.keys() & wanted.keys():
            self.mapping(node, wanted)
        elif isinstance(node, Sequence) and isinstance(wanted, list) and _kept(node, wanted):
            self.records(node, [_record(one) for one in wanted])
        else:
            start, end = node.start, self.end(node)
            before = self.text[:start].rstrip(_BLANK)
            apart = isinstance(node, Sequence | Mapping) and not node.flow and before.endswith(":")
            self.put(len(before) if apart else start, end, (" " if apart else "") + inline(key, wanted))

    def mapping(self, node: Mapping, wanted: dict[str, Content]) -> None:
        keys = list(node.entries)
        # A list of which no record stays is written anew rather than on one line in its place.
        anew = [key for key in keys if key in wanted and _replaced(node.entries[key][1], wanted[key])]
        kept = [key in wanted and key not in anew for key in keys]
        spans = [(name.start, value) for name, value in node.entries.values()]
        for key in (key for key, stays in zip(keys, kept, strict=True) if stays):
            self.value(node.entries[key][1], key, wanted[key])
        shared = not node.flow and self._shares_line(node.start)
        self.remove(spans, kept, node.flow, kept.index(True) if shared else 0)
        new = {key: value for key, value in wanted.items() if key not in node.entries or key in anew}
        if not new:
            return
        last = max(value.start for (_, value), stays in zip(spans, kept, strict=True) if stays)
        at = self.end(next(value for _, value in spans if value.start == last))
        if node.flow:
            self.put(at, at, "".join(f", {quoted('', key)}: {inline(key, value)}" for key, value in new.items()))
        else:
            at = self.line_end(at)
            lines = _entry_lines(new, node.place.column - 1)
            self.put(at, at, "".join(self.newline + line for line in lines))

    def records(self, node: Sequence, wanted: list[dict[str, Content]]) -> None:
        by_name = {_name(one): one for one in wanted}
        kept = [_name(contents(item)) in by_name for item in node.items]
        staying = [item for item, stays in zip(node.items, kept, strict=True) if stays]
        for item in staying:
            self.value(item, "", by_name[_name(contents(item))])
        self.remove([(item.start, item) for item in node.items], kept, node.flow)
        there = {_name(contents(item)) for item in staying}
        new = [one for one in wanted if _name(one) not in there]
        at = self.end(staying[-1])
        if new and node.flow:
            self.put(at, at, "".join(f", {inline('', dict(one))}" for one in new))
        elif new:
            at = self.line_end(at)
            lines = [line for one in new for line in record_lines(one, node.place.column - 1)]
            self.put(at, at, "".join(self.newline + line for line in lines))

    def remove(self, spans: SequenceOf[tuple[int, Node]], kept: SequenceOf[bool], flow: bool, led: int = 0) -> None:
        """Takes out entries of a mapping or a list; `spans` has the start and the value of each. The first `led` stand
        behind the dash of their record, which the entry after them takes over."""
        for at, (start, value) in enumerate(spans):
            if kept[at]:
                continue
            if flow and not any(kept[at:]):
                self.put(self.end(spans[at - 1][1]), self.end(value), "")
            elif flow or at < led:
                self.put(start, spans[at + 1][0], "")
            else:
                line = self.text.rfind("\n", 0, start) + 1
                following = self.text.find("\n", self.end(value))
                self.put(line, len(self.text) if following < 0 else following + 1, "")

    def _shares_line(self, start: int) -> bool:
        """Whether a key stands behind the dash of its record."""
        return self.text[self.text.rfind("\n", 0, start) + 1 : start].strip() == "-"

    def end(self, node: Node) -> int:
        """Where a node stops, without the blanks and comments after it."""
        if isinstance(node, Scalar):
            return max(node.start, len(self.text[: node.end].rstrip(_BLANK)))
        if node.flow:
            return node.end
        inner = node.items if isinstance(node, Sequence) else [value for _, value in node.entries.values()]
        return self.end(inner[-1])

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        if found < 0:
            return len(self.text)
        return found - (self.text[found - 1] == "\r")


def _name(value: Content) -> str | None:
    """What tells a record apart in its list."""
    named = [value[key] for key in IDENTITIES if key in value] if isinstance(value, dict) else []
    return str(named[0]) if named else None


def _kept(node: Sequence, wanted: list[Content]) -> bool:
    """Whether both are lists of records, and at least one record stays."""
    names = {_name(one) for one in wanted}
    return None not in names and any(_name(contents(item)) in names for item in node.items)


def _replaced(node: Node, wanted: Content) -> bool:
    """Whether a list of records is wanted of which none is there."""
    is_records = isinstance(wanted, list) and any(isinstance(one, dict) for one in wanted)
    return is_records and not (isinstance(node, Sequence) and isinstance(wanted, list) and _kept(node, wanted))
