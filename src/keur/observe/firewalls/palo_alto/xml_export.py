"""The XML of an export to the tree: `entry` elements are their names, `member` elements and texts are values.

Source: PAN-OS XML API Guide, "Structure of a PAN-OS XML API Request" (the XML of a configuration). A document type
definition is refused, so that no entity is expanded.
"""

from __future__ import annotations

import xml.parsers.expat
from dataclasses import dataclass, field
from typing import NoReturn

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.tree import DEEPEST, Node
from keur.plant.model import Text

_WRAPPERS = frozenset({"response", "result"})
"""What the API puts around a configuration."""
_NO_DOCTYPE = Text(
    nl="het bestand begint met een DOCTYPE; dat hoort niet in een configuratie",
    en="the file begins with a DOCTYPE, which has no place in a configuration",
)
_TOO_DEEP = Text(nl="elementen zijn te diep genest", en="elements are nested too deep")


class _Refused(Exception):
    """Why the document is not read on."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(slots=True)
class _Handler:
    parser: xml.parsers.expat.XMLParserType
    ledger: Ledger
    path: list[Node] = field(default_factory=lambda: [Node("", 0)])
    texts: list[str] = field(default_factory=list)
    leaf: bool = False
    """The element that is open has no elements in it, so far."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.texts, self.leaf = [], True
        if len(self.path) == 1 and tag in _WRAPPERS:
            self.ledger.understood(line)
            return
        if len(self.path) >= DEEPEST:
            raise _Refused(_TOO_DEEP)
        if tag == "member":
            self.path.append(Node("", line))
            return
        name = attributes.get("name", tag) if tag == "entry" else tag
        self.path.append(self.path[-1].child(name, line))

    def end(self, tag: str) -> None:
        line = self.parser.CurrentLineNumber
        if len(self.path) == 1:
            self.ledger.understood(line)
            return
        node = self.path.pop()
        text = "".join(self.texts).strip()
        self.texts = []
        if tag == "member":
            self.path[-1].child(text, node.line, line)
        elif self.leaf and text:
            node.child(text, node.line, line)
        elif line != node.line:
            self.ledger.understood(line)
        self.leaf = False

    def characters(self, data: str) -> None:
        if self.leaf:
            self.texts.append(data)

    def doctype(self, *_: object) -> NoReturn:
        raise _Refused(_NO_DOCTYPE)


def read(text: str, ledger: Ledger) -> Node:
    """The tree of a whole document; of one that ends too early, or is not right, what stands before that."""
    parser = xml.parsers.expat.ParserCreate("utf-8")
    parser.buffer_text = True
    handler = _Handler(parser, ledger)
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = handler.doctype
    ledger.lines += sum(bool(line.strip()) for line in text.split("\n"))
    root = handler.path[0]
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except xml.parsers.expat.ExpatError as error:
        ledger.gap(error.lineno, str(error), reasons.wrong(str(error)), Effect.EVERYTHING)
    except _Refused as refused:
        ledger.gap(parser.CurrentLineNumber, "", refused.why, Effect.EVERYTHING)
    return root
