"""Groups of statements, laid out where `apply-groups` asks for them, and prefix lists made of other statements.

What a group says counts for everything that it does not name itself: `<*>` and the like stand for the names that are
there. Source: Junos OS CLI User Guide, "Use Configuration Groups" (inheritance, wildcards, `apply-groups-except`,
precedence of the first group in a list and of what is written out), and "apply-path" of prefix lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from keur.observe.firewalls import reasons
from keur.observe.firewalls.juniper.lines import Bearing, bearing
from keur.observe.firewalls.juniper.tree import INHERITED, Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

MOST = 200_000
"""Nodes that groups may add."""

_GROUP = Text(nl="groep", en="group")
_STEERING = {"apply-groups", "apply-groups-except"}
_BUILT_IN = {"junos-defaults"}
_OF_A_NODE = {"${node}": "node", "${re}": "re"}
_MEMBERS = ("0", "1")
"""Of a cluster, or of a chassis with two engines, the group of the first is laid out; the other must not differ."""

_CLUSTER = Text(
    nl="het bestand is van een cluster; gelezen zoals het eerste lid het toepast",
    en="the file is of a cluster; read as its first member applies it",
)
_OUTGROWN = Text(nl="de groepen vallen te ver uiteen", en="the groups fall apart too far")


_Part = tuple[str, Node]
"""A group's name, and what it has for a place."""


@dataclass(slots=True)
class _Place:
    node: Node
    path: tuple[str, ...]
    sources: list[_Part]
    """What groups have for this place, the first in front."""
    excluded: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """Groups whose part is among the sources."""


@dataclass(slots=True)
class _Inheritance:
    root: Node
    ledger: Ledger
    made: int = 0
    told: set[str] = field(default_factory=set)

    def run(self) -> None:
        places = [_Place(self.root, (), [])]
        while places and self.made <= MOST:
            places.extend(self._place(places.pop()))
        if self.made > MOST:
            self.ledger.gap(0, "groups", _OUTGROWN, Effect.EVERYTHING)

    def _place(self, place: _Place) -> Iterator[_Place]:
        excluded = place.excluded | frozenset(place.node.values("apply-groups-except"))
        sources, names = self._sources(place, excluded)
        if not sources and not any(child.children for child in place.node.children.values()):
            return
        below = self._merged(place.node, sources)
        for child in list(place.node.children.values()):
            if not child.inactive and child.word not in _STEERING and not (not place.path and child.word == "groups"):
                yield _Place(child, (*place.path, child.word), below.get(child.word, []), excluded, names)

    def _sources(self, place: _Place, excluded: frozenset[str]) -> tuple[list[_Part], frozenset[str]]:
        """The parts of groups for a place: those that it asks for, those that were asked for above it, and those that
        the groups themselves ask for."""
        names = set(place.names)
        found: list[_Part] = []
        waiting = [self._named(node, place) for node in place.node.below("apply-groups")]
        queue: list[_Part] = []
        for name in waiting:
            if name not in names and name not in excluded:
                names.add(name)
                queue.extend(self._parts(name, place.path))
        queue.extend(part for part in place.sources if part[0] not in excluded)
        while queue:
            part = queue.pop(0)
            found.append(part)
            for node in part[1].below("apply-groups"):
                name = self._named(node, place)
                if name not in names and name not in excluded:
                    names.add(name)
                    queue.extend(self._parts(name, place.path))
        return found, frozenset(names)

    def _named(self, node: Node, place: _Place) -> str:
        """The name of a group; that of a member of a cluster stands for the first."""
        name = _OF_A_NODE.get(node.word, "")
        if name:
            self._tell_cluster(node, name)
            return name + _MEMBERS[0]
        if self.root.at("groups", node.word) is None and node.word not in _BUILT_IN and node.word not in self.told:
            self.told.add(node.word)
            effect = Effect.NONE if place.path and bearing(list(place.path)) is Bearing.NONE else Effect.EVERYTHING
            if place.path[:1] == ("routing-options",):
                effect = Effect.NONE
            self.ledger.gap(node.line, f"apply-groups {node.word}", reasons.no_such(_GROUP, node.word), effect)
        return node.word

    def _tell_cluster(self, node: Node, name: str) -> None:
        if name in self.told:
            return
        self.told.add(name)
        effect = Effect.NONE
        for member in _MEMBERS:
            for part in self.root.below("groups", name + member):
                if part.word not in ("system", "interfaces", "snmp", "chassis", "routing-options"):
                    effect = Effect.EVERYTHING
        self.ledger.gap(node.line, f"apply-groups {node.word}", _CLUSTER, effect)

    def _parts(self, name: str, path: tuple[str, ...]) -> list[_Part]:
        """What a group has for a path, by name in front of by wildcard."""
        group = self.root.at("groups", name)
        found = [] if group is None else [group]
        for word in path:
            found = [node for one in found for node in _fitting(one, word)]
        return [(name, node) for node in found]

    def _merged(self, node: Node, sources: list[_Part]) -> dict[str, list[_Part]]:
        """Adds to a node what the sources have below theirs; gives the sources of each of its children."""
        below: dict[str, list[_Part]] = {}
        for number, (name, source) in enumerate(sources):
            for child in source.active():
                if child.word in _STEERING or is_wildcard(child.word):
                    continue
                if child.word not in node.children:
                    node.children[child.word] = Node(child.word, child.line, INHERITED - number)
                    self.made += 1
                below.setdefault(child.word, []).append((name, child))
        for name, source in sources:
            for pattern in source.active():
                if not is_wildcard(pattern.word):
                    continue
                for word in node.children:
                    self.made += 1
                    if word not in _STEERING and fits(word, pattern.word):
                        below.setdefault(word, []).append((name, pattern))
        return below


def is_wildcard(word: str) -> bool:
    return word.startswith("<") and word.endswith(">") and len(word) > 1


def fits(word: str, pattern: str) -> bool:
    """Whether a name fits `<ge-*>`."""
    return fnmatchcase(word, pattern[1:-1] or "*")


def _fitting(node: Node, word: str) -> Iterator[Node]:
    exact = node.at(word)
    if exact is not None:
        yield exact
    for child in node.active():
        if is_wildcard(child.word) and fits(word, child.word):
            yield child


def inherit(root: Node, ledger: Ledger) -> None:
    """Lays out the groups of a configuration; afterwards the tree is as `show | display inheritance` shows it."""
    steering = [node for node in root.walk() if not _STEERING.isdisjoint(node.children)]
    if steering:
        _Inheritance(root, ledger).run()
        steering = [node for node in root.walk() if not _STEERING.isdisjoint(node.children)]
    for node in steering:
        for word in _STEERING:
            node.children.pop(word, None)


def applied_path(root: Node, path: str) -> list[str]:
    """The words that an `apply-path` finds: of `interfaces <*> unit <*> family inet address <*>`, the addresses."""
    found = [root]
    for pattern in path.split():
        further: list[Node] = []
        for node in found:
            if is_wildcard(pattern):
                further.extend(child for child in node.active() if fits(child.word, pattern))
            else:
                child = node.at(pattern)
                further.extend([child] if child is not None else [])
        found = further
    return [node.word for node in found]
