"""XML with the lines on which everything stands, by the standard library's expat.

A document type is refused, so there are no entities but those of XML itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from keur.plant.model import Text

DEEPEST = 64
MOST_ELEMENTS = 5_000_000

_TYPED = Text(
    nl="het bestand heeft een documenttype (DOCTYPE); zo'n bestand leest keur niet",
    en="the file has a document type (DOCTYPE); keur does not read such a file",
)
_CUT = Text(
    nl="vanaf hier is het bestand geen goede XML, of het houdt te vroeg op",
    en="from here the file is not well-formed XML, or it ends too early",
)
_DEEP = Text(nl="de elementen staan te diep in elkaar", en="the elements are nested too deeply")


@dataclass(slots=True, eq=False)
class Element:
    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""
    """Without the white space around it."""

    def all(self, name: str) -> Iterator[Element]:
        return (child for child in self.children if child.name == name)

    def at(self, *names: str) -> Element | None:
        """The first element at a path below this one."""
        found: Element | None = self
        for name in names:
            found = next(found.all(name), None) if found is not None else None
        return found

    def below(self, *names: str) -> list[Element]:
        """All that is directly below the element at a path."""
        found = self.at(*names)
        return [] if found is None else found.children

    def value(self, *names: str) -> str:
        """The text at a path; empty when nothing is there."""
        found = self.at(*names)
        return "" if found is None else found.text

    def has(self, *names: str) -> bool:
        """Whether something is there at all, even without a text (how both products write `true`)."""
        return self.at(*names) is not None

    def on(self, *names: str) -> bool:
        """Whether something is there, and not `0`."""
        found = self.at(*names)
        return found is not None and found.text not in ("0", "no", "false")


class _Stop(Exception):
    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(slots=True)
class Document:
    root: Element
    lines: dict[int, tuple[str, ...]]
    """For each line that is not blank or comment, the first elements around what stands there."""
    stopped: tuple[int, Text] | None = None
    """Where reading came to an end before its time, and why."""


class _Reader:
    def __init__(self, skipped: int) -> None:
        self._skipped = skipped
        self.root = Element("", 0)
        self.lines: dict[int, tuple[str, ...]] = {}
        self._open = [self.root]
        self._path: tuple[str, ...] = ()
        self._texts: list[list[str]] = [[]]
        self._count = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._typed
        self._parser.XmlDeclHandler = self._declared

    def read(self, text: str) -> Document:
        stopped = None
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            stopped = (self._skipped + error.lineno, _CUT)
        except _Stop as stop:
            stopped = (self._line(), stop.why)
        for element, parts in zip(self._open[1:], self._texts[1:], strict=True):
            element.text = "".join(parts).strip()
        return Document(self.root, self.lines, stopped)

    def _line(self) -> int:
        return self._skipped + self._parser.CurrentLineNumber

    def _note(self) -> None:
        self.lines.setdefault(self._line(), self._path[:5])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > DEEPEST or self._count > MOST_ELEMENTS:
            raise _Stop(_DEEP)
        self._path = (*self._path, name)
        self._note()
        element = Element(name, self._line(), attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def _end(self, _: str) -> None:
        self._note()
        self._open.pop().text = "".join(self._texts.pop()).strip()
        self._path = self._path[:-1]

    def _text(self, text: str) -> None:
        if text.strip():
            self._note()
        self._texts[-1].append(text)

    def _typed(self, *_: object) -> None:
        raise _Stop(_TYPED)

    def _declared(self, *_: object) -> None:
        self.lines.setdefault(self._line(), ())


def parse(text: str) -> Document:
    """The elements of a text, also of one that is cut short or wrong: as far as it can be read."""
    rest = text.lstrip("\ufeff \t\n")
    return _Reader(text[: len(text) - len(rest)].count("\n")).read(rest)
