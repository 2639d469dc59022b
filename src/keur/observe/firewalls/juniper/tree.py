"""The tree that both forms of a Junos configuration come to: a node for each word of a statement.

`set interfaces ge-0/0/0 unit 0` and `interfaces { ge-0/0/0 { unit 0; } }` are the same four nodes below the root. Of
statements that hold one value, the last one written has the word; what a group gives ranks below what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

INHERITED = -1
"""Rank of what comes from a group."""

LONGEST_TEXT = 400
"""Characters of a statement that messages may show."""


@dataclass(slots=True, eq=False)
class Node:
    word: str
    line: int
    rank: int = 0
    """Higher when written later."""
    inactive: bool = False
    children: dict[str, Node] = field(default_factory=dict)

    def child(self, word: str, line: int, rank: int) -> Node:
        """The node below this one, made when it is not there yet."""
        found = self.children.get(word)
        if found is None:
            found = self.children[word] = Node(word, line, rank)
        elif rank > found.rank:
            found.rank = rank
        return found

    def at(self, *words: str) -> Node | None:
        """The active node at a path below this one."""
        node = self
        for word in words:
            found = node.children.get(word)
            if found is None or found.inactive:
                return None
            node = found
        return node

    def __contains__(self, word: str) -> bool:
        return self.at(word) is not None

    def active(self) -> Iterator[Node]:
        """The active nodes below this one, in order."""
        return (node for node in self.children.values() if not node.inactive)

    def below(self, *words: str) -> Iterator[Node]:
        """The active nodes below the one at a path."""
        node = self.at(*words)
        return iter(()) if node is None else node.active()

    def values(self, *words: str) -> list[str]:
        """The words below the node at a path."""
        return [node.word for node in self.below(*words)]

    def last(self, *among: str) -> Node | None:
        """The active node below this one that was written last: all of them, or those with some words."""
        found = [node for node in self.active() if not among or node.word in among]
        return max(found, key=lambda node: node.rank, default=None)

    def value(self, *words: str) -> str:
        """The one word below the node at a path; empty when there is none."""
        node = self.at(*words)
        found = node.last() if node is not None else None
        return "" if found is None else found.word

    def statements(self) -> Iterator[list[Node]]:
        """All that stands below this node, each as the nodes from here to the end of the statement."""
        stack: list[list[Node]] = [[node] for node in reversed(list(self.active()))]
        while stack:
            path = stack.pop()
            further = list(path[-1].active())
            if not further:
                yield path
            stack.extend([*path, node] for node in reversed(further))

    def walk(self) -> Iterator[Node]:
        """This node and all below it that is active."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.active())

    def lines(self) -> set[int]:
        """Lines on which this node or a part of it stands."""
        return {node.line for node in self.walk()}

    def text(self) -> str:
        """The statement on one line, as the form with braces has it."""
        parts: list[str] = []
        size = 0
        stack: list[Node | str] = [self]
        while stack and size < LONGEST_TEXT:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
                continue
            parts.append(item.word)
            size += len(item.word) + 1
            further = list(item.children.values())
            if len(further) == 1:
                stack.append(further[0])
            elif further:
                stack.append("}")
                stack.extend(reversed(further))
                stack.append("{")
        return " ".join(parts)
