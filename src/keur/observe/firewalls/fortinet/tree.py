"""Statements of FortiOS to a tree: `config` opens a section, `edit` an entry in it, `set` gives a value.

Sources: FortiOS CLI Reference, "Command syntax", "Subcommands" and "Table subcommands": `edit`, `delete`, `purge`,
`rename`, `clone` and `move` work on the entries of a table, `set`, `unset`, `append`, `select` and `unselect` on
values. What the device refuses has no effect here either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PLAIN = re.compile(r"""[^\s"']+""")
NO_ADDRESS = "0.0.0.0"  # noqa: S104, nothing is bound
"""What FortiOS writes for an address that is not set."""


@dataclass(slots=True)
class Setting:
    line: int
    last_line: int
    values: list[str]


@dataclass(slots=True)
class Block:
    """A section, or an entry of one."""

    name: str
    line: int
    settings: dict[str, Setting] = field(default_factory=dict)
    entries: dict[str, Block] = field(default_factory=dict)
    """In the order that the device keeps."""
    sections: dict[str, Block] = field(default_factory=dict)
    odd: list[tuple[int, str]] = field(default_factory=list)
    """Lines and words in it that are not understood; what the block means is in doubt then."""

    def values(self, key: str) -> tuple[str, ...]:
        found = self.settings.get(key)
        return tuple(found.values) if found else ()

    def value(self, key: str, default: str = "") -> str:
        """The first word of a setting."""
        found = self.settings.get(key)
        return found.values[0] if found and found.values else default

    def line_of(self, *keys: str) -> int:
        """The line of the first of some settings that is there, else of the block."""
        return next((self.settings[key].line for key in keys if key in self.settings), self.line)

    def is_on(self, key: str) -> bool:
        return self.value(key) == "enable"

    def section(self, path: str) -> Block:
        """A section in it; an empty one when there is none."""
        return self.sections.get(path) or Block(path, 0)

    def text(self, *but: str) -> str:
        """Its settings on one line, without some of them."""
        words = [_quoted(self.name)]
        for key, setting in self.settings.items():
            if key not in but:
                words.append(key)
                words.extend(map(_quoted, setting.values))
        return " ".join(words)

    def walk(self) -> Iterator[Block]:
        """The block and all blocks in it."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting.extend(block.entries.values())
            waiting.extend(block.sections.values())


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else f'"{word}"'


def move(entries: dict[str, Block], name: str, where: str, other: str) -> dict[str, Block]:
    """The entries with one `before` or `after` another. As they were when one of the two is not there."""
    if name == other or name not in entries or other not in entries or where not in ("before", "after"):
        return entries
    moved: dict[str, Block] = {}
    for key, block in entries.items():
        if key == name:
            continue
        if key == other and where == "before":
            moved[name] = entries[name]
        moved[key] = block
        if key == other and where == "after":
            moved[name] = entries[name]
    return moved


def clone(block: Block, name: str, line: int) -> Block:
    """A copy of an entry, with all that is in it, under another name."""
    return Block(
        name,
        line,
        {key: Setting(line, line, list(one.values)) for key, one in block.settings.items()},
        {key: clone(one, key, line) for key, one in block.entries.items()},
        {key: clone(one, key, line) for key, one in block.sections.items()},
        list(block.odd),
    )


def renamed(block: Block, name: str) -> Block:
    return Block(name, block.line, block.settings, block.entries, block.sections, block.odd)
