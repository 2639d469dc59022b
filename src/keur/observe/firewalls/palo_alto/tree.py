"""The tree of a PAN-OS configuration: words within words. Values are words without anything in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keur.plant.model import Text

_PLAIN = re.compile(r"\S+")
DEEPEST = 100
"""Words within words; PAN-OS has fewer than thirty."""


_NOTHING: dict[str, Node] = {}
"""What stands in a word without anything in it; never changed."""


class Node:
    """A word of the configuration, with what stands in it by name, in order."""

    __slots__ = ("children", "last", "line", "name", "odd")

    def __init__(self, name: str, line: int, last: int = 0) -> None:
        self.name = name
        self.line = line
        """Where it first stands, from 1."""
        self.last = last or line
        """Last line of the word itself, which may have several."""
        self.children: dict[str, Node] = _NOTHING
        self.odd: tuple[Text, ...] = ()
        """What in it is not understood, so that it is in doubt as a whole."""

    def child(self, name: str, line: int, last: int = 0) -> Node:
        """The word of that name in this one; a new one when there is none."""
        found = self.children.get(name)
        if found is None:
            found = Node(name, line, last)
            self.put(name, found)
        return found

    def put(self, name: str, child: Node) -> None:
        """Takes in a word."""
        if self.children is _NOTHING:
            self.children = {}
        self.children[name] = child

    def at(self, *path: str) -> Node:
        """What stands in it along a path; an empty word when there is nothing."""
        node = self
        for name in path:
            found = node.children.get(name)
            if found is None:
                return Node(name, self.line)
            node = found
        return node

    def has(self, *path: str) -> bool:
        node = self
        for name in path:
            found = node.children.get(name)
            if found is None:
                return False
            node = found
        return True

    def values(self, *path: str) -> tuple[str, ...]:
        """The values that stand there."""
        return tuple(self.at(*path).children)

    def value(self, *path: str) -> str:
        """The last value given there: a later one replaces an earlier; empty when there is none."""
        return next(reversed(self.at(*path).children), "")

    def is_yes(self, *path: str) -> bool:
        return self.value(*path) == "yes"

    def walk(self) -> Iterator[Node]:
        """The word and all words in it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children.values())

    def text(self, *but: str) -> str:
        """Itself and what stands in it on one line, without some of its words."""
        words = [_quoted(self.name)]
        for child in self.children.values():
            if child.name not in but:
                words.append(_written(child))
        return " ".join(words)


def _written(node: Node) -> str:
    """A word and what stands in it, as `set` would have it."""
    words: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            words.append(one)
            continue
        words.append(_quoted(one.name))
        if len(one.children) > 1:
            words.append("[")
            waiting.append("]")
        waiting.extend(reversed(one.children.values()))
    return " ".join(words)


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else f'"{word}"'


def merge(target: Node, other: Node) -> None:
    """Takes what stands in another word into this one."""
    waiting = [(target, other)]
    while waiting:
        one, two = waiting.pop()
        one.odd = (*one.odd, *two.odd)
        for name, child in two.children.items():
            known = one.children.get(name)
            if known is None:
                one.put(name, child)
            elif known is not child:
                waiting.append((known, child))


def same(one: Node, other: Node) -> bool:
    """Whether the same stands in two words, whatever the order."""
    waiting = [(one, other)]
    while waiting:
        left, right = waiting.pop()
        if left.children.keys() != right.children.keys():
            return False
        waiting.extend((child, right.children[name]) for name, child in left.children.items())
    return True
