"""Strict YAML: text to a tree that knows the line and column of everything.

Built from the events of PyYAML's C parser (libyaml, YAML 1.1 syntax). Values stay text; the shape of the file says what
they mean, so `no`, `010` and `1:30` are never turned into something else. Anchors, aliases, tags, several documents,
duplicate keys and tabs are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from keur.plant.errors import Mistakes, shown
from keur.plant.model import Place, Text

DEEPEST = 16
"""Levels of nesting; the deepest file of a plant needs seven."""
MOST_NODES = 1_000_000
"""Keys and values of a file; each takes some 300 bytes."""


@dataclass(slots=True)
class Scalar:
    value: str
    plain: bool
    """Written without quotes and not as a block."""
    place: Place
    start: int
    """Position in the text, in characters, where the value starts; `end` is where it stops."""
    end: int
    alias: bool = False
    """Stands for an alias, which is a mistake already reported."""

    @property
    def empty(self) -> bool:
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Sequence:
    place: Place
    start: int
    flow: bool
    """Written as `[a, b]`."""
    items: list[Node] = field(default_factory=list)
    end: int = 0


@dataclass(slots=True)
class Mapping:
    place: Place
    start: int
    flow: bool
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    end: int = 0


Node = Scalar | Sequence | Mapping

_SYNTAX = {
    "found character that cannot start any token": Text(
        nl="hier staat een teken dat YAML niet toelaat; spring in met spaties (geen tabs) en zet `%`, `@` en ` tussen "
        "aanhalingstekens",
        en="this character is not allowed here; indent with spaces (no tabs), and put `%`, `@` and ` in quotes",
    ),
    "found a tab character that violates indentation": Text(
        nl="spring in met spaties, niet met tabs", en="indent with spaces, not with tabs"
    ),
    "mapping values are not allowed in this context": Text(
        nl="een `:` met een spatie erachter kan hier niet; klopt de inspringing, of moet de tekst tussen "
        "aanhalingstekens?",
        en="a `:` followed by a blank cannot stand here; is the indentation right, or does the text need quotes?",
    ),
    "could not find expected ':'": Text(nl="na deze sleutel ontbreekt een `:`", en="a `:` is missing after this key"),
    "did not find expected key": Text(
        nl="hier wordt een sleutel verwacht; klopt de inspringing?",
        en="a key is expected here; is the indentation right?",
    ),
    "did not find expected '-' indicator": Text(
        nl="hier wordt een `-` verwacht; klopt de inspringing van de lijst?",
        en="a `-` is expected here; is the indentation of the list right?",
    ),
    "did not find expected ',' or ']'": Text(
        nl="hier wordt een `,` of `]` verwacht", en="a `,` or `]` is expected here"
    ),
    "did not find expected ',' or '}'": Text(
        nl="hier wordt een `,` of `}` verwacht", en="a `,` or `}` is expected here"
    ),
    "found unexpected end of stream": Text(
        nl="deze aanhalingstekens gaan niet dicht", en="these quotes are never closed"
    ),
    "block sequence entries are not allowed in this context": Text(
        nl="een `-` kan hier niet; begin de lijst op een nieuwe regel",
        en="a `-` cannot stand here; start the list on a new line",
    ),
    "control characters are not allowed": Text(
        nl="het bestand bevat een stuurteken", en="the file holds a control character"
    ),
    "did not find expected <document start>": Text(
        nl="na de eerste sleutels staat hier iets dat er niet bij hoort; klopt de inspringing?",
        en="something stands here that does not belong to the keys before it; is the indentation right?",
    ),
}
_POSITION = re.compile(r"position (\d+)")


def parse(text: str, file: str, mistakes: Mistakes) -> Node | None:
    """The tree of a YAML text; None, with the mistakes reported, when it has none.

    `file` is the path below the plant folder, for the places.
    """
    try:
        root = _Builder(file, mistakes).build(iter(yaml.CSafeLoader(text).get_event, None))
    except yaml.YAMLError as error:
        mistakes.add(_place_of(error, text, file), _words_of(error))
        return None
    if root is None and not any(error.place.file == file for error in mistakes.errors):
        mistakes.add(Place(file, 1), Text(nl="het bestand is leeg", en="the file is empty"))
    return root


def _words_of(error: yaml.YAMLError) -> Text:
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    known = _SYNTAX.get(problem)
    return known or Text(
        nl=f"dit is geen geldige YAML (de lezer zegt: {problem})",
        en=f"this is not valid YAML (the reader says: {problem})",
    )


def _place_of(error: yaml.YAMLError, text: str, file: str) -> Place:
    mark = getattr(error, "problem_mark", None)
    if getattr(error, "problem", None) == "found unexpected end of stream":
        mark = getattr(error, "context_mark", None) or mark
    if mark is not None:
        return Place(file, mark.line + 1, mark.column + 1)
    for at, char in enumerate(text):
        if not (char.isprintable() or char in "\t\r\n"):
            return Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return Place(file, 1)


class _Builder:
    """Turns parser events into nodes, without recursion, so that hostile nesting cannot exhaust the stack."""

    def __init__(self, file: str, mistakes: Mistakes) -> None:
        self.file, self.mistakes = file, mistakes

    def build(self, events: Iterable[Any]) -> Node | None:
        root: Node | None = None
        open_nodes: list[Sequence | Mapping] = []
        keys: list[Node | None] = []
        documents = 0
        for count, event in enumerate(events):
            if count > MOST_NODES:
                self._say(event, "te veel waarden in een bestand; splits het", "too many values in one file; divide it")
                return None
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event)
                if open_nodes:
                    self._put(node, open_nodes[-1], keys)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    open_nodes.append(node)
                    keys.append(None)
                    if len(open_nodes) > DEEPEST:
                        self._say(event, "te diep genest", "nested too deeply")
                        return None
            elif isinstance(event, yaml.CollectionEndEvent):
                end: Any = event.end_mark
                open_nodes.pop().end = end.index
                keys.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say(
                        event,
                        "het bestand bevat meer dan één document (`---`)",
                        "the file holds several documents (`---`)",
                    )
                    return None
        return None if isinstance(root, Scalar) and root.empty else root

    def _node(self, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        place = Place(self.file, start.line + 1, start.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._say(
                event,
                f"verwijzing `*{event.anchor}`: schrijf de waarde uit",
                f"alias `*{event.anchor}`: write the value out",
            )
            return Scalar("", False, place, start.index, end.index, alias=True)
        if event.anchor is not None:
            self._say(
                event, f"anker `&{event.anchor}`: schrijf waarden uit", f"anchor `&{event.anchor}`: write values out"
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._say(event, f"tag `{tag}`: laat die weg", f"tag `{tag}`: leave it out")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, not event.style, place, start.index, end.index)
        kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        return kind(place, start.index, bool(event.flow_style))

    def _put(self, node: Node, parent: Sequence | Mapping, keys: list[Node | None]) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = keys[-1]
        if key is None:
            keys[-1] = node
            if not isinstance(node, Scalar):
                self.mistakes.add(node.place, Text(nl="een sleutel moet een woord zijn", en="a key must be a word"))
            return
        keys[-1] = None
        if isinstance(key, Scalar):
            self._put_entry(key, node, parent)

    def _put_entry(self, key: Scalar, node: Node, parent: Mapping) -> None:
        if key.value not in parent.entries:
            parent.entries[key.value] = (key, node)
            return
        first, _ = parent.entries[key.value]
        self.mistakes.add(
            key.place,
            Text(
                nl=f"sleutel `{shown(key.value)}` staat er twee keer; de eerste staat op regel {first.place.line}",
                en=f"key `{shown(key.value)}` stands here twice; the first is on line {first.place.line}",
            ),
        )

    def _say(self, event: Any, nl: str, en: str) -> None:
        mark = event.start_mark
        self.mistakes.add(Place(self.file, mark.line + 1, mark.column + 1), Text(nl=nl, en=en))
