"""The shapes that values in a plant folder have: reading a node with clear messages, and the same as JSON Schema.

One shape serves both, so that an editor and keur never disagree. `keur.plant.files` says which key has which shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.model import Place, Text
from keur.plant.nodes import Mapping, Node, Scalar, Sequence

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A value that was read, and where it stands. Lists hold Reads; records hold a Read per key."""

    value: Any
    place: Place
    keys: frozenset[str] = frozenset()
    """Of a record: the keys that are written, also those whose value is wrong."""


class Shape(Protocol):
    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        """The value of a node; None, with a mistake reported, when it is wrong. `name` is the key it belongs to."""

    def schema(self, language: str) -> Schema: ...


def bare(read: Read | None) -> Any:
    """The value without places; None for what is absent."""
    if read is None:
        return None
    if isinstance(read.value, list):
        return tuple(bare(item) for item in read.value)
    if isinstance(read.value, dict):
        return {key: bare(item) for key, item in read.value.items()}
    return read.value


def wrong_kind(node: Node, name: str, nl: str, en: str, mistakes: Mistakes) -> None:
    """Reports a node of the wrong kind, or one without a value; `nl` and `en` say what it must be."""
    if isinstance(node, Scalar) and node.alias:
        return
    if isinstance(node, Scalar) and node.empty:
        mistakes.add(node.place, Text(nl=f"`{name}` heeft geen waarde", en=f"`{name}` has no value"))
        return
    kinds = {
        Scalar: ("tekst", "text"),
        Sequence: ("een lijst", "a list"),
        Mapping: ("een blok sleutels", "a set of keys"),
    }
    is_nl, is_en = kinds[type(node)]
    mistakes.add(
        node.place,
        Text(nl=f"`{name}` moet {nl} zijn, maar is {is_nl}", en=f"`{name}` must be {en}, but is {is_en}"),
    )


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, each entry once."""

    item: Shape
    least: int = 0
    most: int | None = None
    may_be_blank: bool = False
    """The key may stand without a value, as in an empty plant."""
    unique: bool = True

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        if self.may_be_blank and isinstance(node, Scalar) and node.empty:
            return Read([], node.place)
        if not isinstance(node, Sequence):
            wrong_kind(node, name, "een lijst", "a list", mistakes)
            return None
        count = len(node.items)
        if count < self.least or (self.most is not None and count > self.most):
            mistakes.add(node.place, self._wrong_count(name, count))
        found: list[Read] = []
        seen: set[Any] = set()
        for item in node.items:
            read = self.item.read(item, name, mistakes)
            if read is None:
                continue
            if self.unique and not isinstance(read.value, dict):
                if read.value in seen:
                    value = read.value
                    mistakes.add(
                        read.place,
                        Text(nl=f"`{name}`: `{value}` staat er twee keer", en=f"`{name}`: `{value}` stands here twice"),
                    )
                seen.add(read.value)
            found.append(read)
        return Read(found, node.place)

    def _wrong_count(self, name: str, count: int) -> Text:
        if self.most == self.least:
            return Text(
                nl=f"`{name}` moet {self.least} waarden hebben, maar heeft er {count}",
                en=f"`{name}` must have {self.least} values, but has {count}",
            )
        if count:
            return Text(
                nl=f"`{name}` moet minstens {self.least} waarden hebben, maar heeft er {count}",
                en=f"`{name}` must have at least {self.least} values, but has {count}",
            )
        return Text(nl=f"`{name}` is een lege lijst", en=f"`{name}` is an empty list")

    def schema(self, language: str) -> Schema:
        found: Schema = {
            "type": ["array", "null"] if self.may_be_blank else "array",
            "items": self.item.schema(language),
        }
        if self.least:
            found["minItems"] = self.least
        if self.most is not None:
            found["maxItems"] = self.most
        return found | ({"uniqueItems": True} if self.unique else {})


@dataclass(frozen=True, slots=True)
class WordOr:
    """A word that stands for itself (`any`), or a list."""

    word: str
    otherwise: ListOf

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        if isinstance(node, Scalar) and node.value == self.word:
            return Read(self.word, node.place)
        if isinstance(node, Scalar):
            wrong_kind(node, name, f"een lijst of `{self.word}`", f"a list or `{self.word}`", mistakes)
            return None
        return self.otherwise.read(node, name, mistakes)

    def schema(self, language: str) -> Schema:
        return {"anyOf": [{"const": self.word}, self.otherwise.schema(language)]}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: its shape, what it means, and whether it must be there."""

    name: str
    shape: Shape
    meaning: Text
    required: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """Keys with values. Unknown and missing keys are mistakes."""

    keys: tuple[Key, ...]
    also: Callable[[], Schema] | None = None
    """JSON Schema of rules over several keys, which `keur.plant.records` checks when it loads."""

    def read(self, node: Node, name: str, mistakes: Mistakes) -> Read | None:
        """A Read per key that could be read, also when other keys are wrong, so that references can still be judged."""
        if not isinstance(node, Mapping):
            wrong_kind(node, name, "een blok sleutels met waarden", "a set of keys with values", mistakes)
            return None
        known = {key.name: key for key in self.keys}
        found: dict[str, Read] = {}
        for key_node, value in node.entries.values():
            key = known.get(key_node.value)
            if key is None:
                self._unknown(key_node, node, mistakes)
                continue
            read = key.shape.read(value, key.name, mistakes)
            if read is not None:
                found[key.name] = read
        for key in self.keys:
            if key.required and key.name not in node.entries:
                mistakes.add(node.place, Text(nl=f"sleutel `{key.name}` ontbreekt", en=f"key `{key.name}` is missing"))
        return Read(found, node.place, frozenset(node.entries))

    def _unknown(self, key_node: Scalar, node: Mapping, mistakes: Mistakes) -> None:
        names = [key.name for key in self.keys if key.name not in node.entries]
        near = nearest(key_node.value, names)
        word, listed = shown(key_node.value), ", ".join(key.name for key in self.keys)
        text = Text(nl=f"onbekende sleutel `{word}`", en=f"unknown key `{word}`")
        if near is None:
            text = Text(nl=f"{text.nl}; hier kunnen staan: {listed}", en=f"{text.en}; possible here: {listed}")
        mistakes.add(key_node.place, text, near)

    def schema(self, language: str) -> Schema:
        properties: Schema = {}
        for key in self.keys:
            meaning = key.meaning.nl if language == "nl" else key.meaning.en
            properties[key.name] = {"description": meaning} | key.shape.schema(language)
        found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [key.name for key in self.keys if key.required]
        if required:
            found["required"] = required
        return found | (self.also() if self.also else {})
