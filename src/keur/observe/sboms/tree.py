"""Components and how they hang together, to parts with their path. Circles and double ids do no harm."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from keur.observe.advisories.json_text import clean
from keur.observe.advisories.model import FileProblems, Problem
from keur.observe.sboms.model import Part, Statement
from keur.plant.model import Text

MOST_PARTS = 200_000
MOST_LINKS = 2_000_000
MOST_ENTRIES = 1_000_000
"""Entries of one list in a file."""
MOST_HASHES = 20
"""Of one part."""
MOST_STEPS = 20
"""Names that a path keeps."""
LONGEST = 500
"""Characters of a name or a version."""


@dataclass(frozen=True, slots=True)
class Component:
    """A component as a file has it."""

    ref: str
    """The id by which the file refers to it; empty where it has none."""
    name: str
    position: str
    version: str = ""
    supplier: str = ""
    kind: str = ""
    purl: str = ""
    cpe: str = ""
    hashes: tuple[tuple[str, str], ...] = ()
    licence: str = ""


class Tree:
    """Collects the components of one file."""

    def __init__(self, file: str, sha256: str) -> None:
        self.file = file
        self.sha256 = sha256
        self.problems = FileProblems(file)
        self._components: list[Component] = []
        self._at: dict[str, int] = {}
        self._links: dict[str, list[str]] = defaultdict(list)
        self._inside: dict[int, list[int]] = defaultdict(list)
        self._statements: dict[str, list[Statement]] = defaultdict(list)
        self._link_count = 0
        self._taken = 0
        self.full = False
        """No more parts are taken."""

    def report(self, where: str, text: Text, lost: bool = False) -> None:
        """Keeps what is wrong at a place; `lost` where something could not be used."""
        self.problems.append(Problem(self.file, where, text, lost))

    def entries(self, value: Any, where: str) -> list[Any]:
        """The entries of a list, none when it is absent. What is no list, or too long, is reported."""
        if value is not None and not isinstance(value, list):
            self.report(where, Text(nl="is geen lijst", en="is no list"), lost=True)
        found = value if isinstance(value, list) else []
        if len(found) > MOST_ENTRIES:
            text = Text(
                nl=f"heeft {len(found)} waarden; de eerste {MOST_ENTRIES} zijn gelezen",
                en=f"has {len(found)} values; the first {MOST_ENTRIES} were read",
            )
            self.report(where, text, lost=True)
        return found[:MOST_ENTRIES]

    def add(self, one: Component, inside: int | None = None) -> int | None:
        """Adds a component, and gives its number; None when it cannot be used, which is reported."""
        self._taken += 1
        if self._taken <= MOST_PARTS and not one.name.strip():
            self.report(one.position, Text(nl="een onderdeel zonder naam", en="a part without a name"), lost=True)
            return None
        if self._taken > MOST_PARTS:
            if not self.full:
                text = Text(nl=f"meer dan {MOST_PARTS} onderdelen", en=f"more than {MOST_PARTS} parts")
                self.report(one.position, text, lost=True)
            self.full = True
            return None
        at = len(self._components)
        self._components.append(one)
        if one.ref and one.ref in self._at:
            shown = clean(one.ref, 100)
            text = Text(
                nl=f"het id `{shown}` staat er twee keer; beide zijn gelezen, verwijzingen gelden het eerste",
                en=f"the id `{shown}` stands here twice; both were read, references count for the first",
            )
            self.report(one.position, text)
        elif one.ref:
            self._at[one.ref] = at
        if inside is not None:
            self._inside[inside].append(at)
        return at

    def link(self, parent: str, child: str) -> None:
        """Says that one component, by its id, contains or needs another."""
        self._link_count += 1
        if self._link_count <= MOST_LINKS:
            self._links[parent].append(child)
        elif self._link_count == MOST_LINKS + 1:
            text = Text(
                nl=f"meer dan {MOST_LINKS} verwijzingen; de rest is niet gelezen",
                en=f"more than {MOST_LINKS} references; the rest was not read",
            )
            self.report("", text, lost=True)

    def state(self, ref: str, statement: Statement) -> bool:
        """Keeps what is said of a component, by its id; False when there is none with it."""
        if ref in self._at:
            self._statements[ref].append(statement)
        return ref in self._at

    def name_of(self, ref: str) -> str:
        at = self._at.get(ref)
        return "" if at is None else _shown(self._components[at])

    def parts(self, subjects: Iterable[int | str]) -> tuple[Part, ...]:
        """All components but the subjects, each with the shortest way to it from one of these."""
        starts = [self._at.get(one) if isinstance(one, str) else one for one in subjects]
        roots = dict.fromkeys(one for one in starts if one is not None)
        ways: dict[int, tuple[tuple[str, ...], int]] = dict.fromkeys(roots, ((), 0))
        todo = deque(roots)
        unknown: dict[str, None] = {}
        while todo:
            at = todo.popleft()
            path, depth = ways[at]
            below = path if at in roots else (*path[: MOST_STEPS - 1], self._components[at].name)
            for child in self._children(at, unknown):
                if child not in ways:
                    ways[child] = (below, depth + 1)
                    todo.append(child)
        if unknown:
            some = ", ".join(clean(one, 60) for one in list(unknown)[:3])
            text = Text(
                nl=f"verwijst naar {len(unknown)} onderdelen die er niet in staan: {some}",
                en=f"refers to {len(unknown)} parts that it does not have: {some}",
            )
            self.report("", text)
        whole = tuple(said for at in roots for said in self._statements.get(self._components[at].ref, ()))
        return tuple(
            self._part(one, *ways.get(at, ((), 0)), whole) for at, one in enumerate(self._components) if at not in roots
        )

    def _children(self, at: int, unknown: dict[str, None]) -> Iterable[int]:
        yield from self._inside.get(at, ())
        ref = self._components[at].ref
        if self._at.get(ref) != at:
            return
        for child in self._links.get(ref, ()):
            if (found := self._at.get(child)) is not None:
                yield found
            else:
                unknown[child] = None

    def _part(self, one: Component, path: tuple[str, ...], depth: int, whole: tuple[Statement, ...]) -> Part:
        """The part, with what is said of it and of the whole."""
        return Part(
            name=one.name,
            version=one.version,
            supplier=one.supplier,
            kind=one.kind,
            purl=one.purl,
            cpe=one.cpe,
            hashes=one.hashes[:MOST_HASHES],
            licence=one.licence,
            path=path,
            depth=depth,
            file=self.file,
            sha256=self.sha256,
            position=one.position,
            statements=(*self._statements.get(one.ref, ()), *whole),
        )


def _shown(one: Component) -> str:
    return f"{one.name} {one.version}".strip()


def text_of(value: object, most: int = LONGEST) -> str:
    """A text of a file as it may be kept and shown; empty for anything but text."""
    return " ".join(clean(value, most).split()) if isinstance(value, str) else ""
