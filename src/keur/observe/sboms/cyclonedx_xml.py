"""CycloneDX in XML, read into the shape of its JSON.

A document type is refused, so that no entity is expanded. Of a document that breaks off, what stands before is kept.
"""

from __future__ import annotations

import re
import xml.parsers.expat
from dataclasses import dataclass, field
from typing import Any, NoReturn

from keur.observe.sboms import cyclonedx
from keur.observe.sboms.model import Sbom
from keur.observe.sboms.tree import MOST_PARTS, Tree
from keur.plant.model import Text

DEEPEST = 300
MOST_ELEMENTS = 1_500_000
_NAMESPACE = re.compile(r"http://cyclonedx\.org/schema/bom/(\d+\.\d+)$")
_HEAD = re.compile(rb"<(?:\w+:)?bom\b[^>]*cyclonedx\.org/schema/bom")


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    position: str
    children: list[_Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def text(self, tag: str) -> str | None:
        one = self.child(tag)
        return None if one is None else "".join(one.texts).strip()

    def child(self, tag: str) -> _Element | None:
        return next((one for one in self.children if one.tag == tag), None)

    def below(self, tag: str) -> list[_Element]:
        one = self.child(tag)
        return [] if one is None else one.children


class _Refused(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class _Handler:
    def __init__(self) -> None:
        self.parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.root = _Element("", {}, "")
        self.version = ""
        self._open = [self.root]
        self._count = 0

    @property
    def position(self) -> str:
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > DEEPEST:
            raise _Refused(Text(nl="elementen staan te diep in elkaar", en="elements are nested too deeply"))
        if self._count > MOST_ELEMENTS:
            raise _Refused(Text(nl="heeft te veel elementen", en="has too many elements"))
        namespace, _, tag = name.rpartition(" ")
        found = _NAMESPACE.search(namespace)
        if tag == "bom" and found:
            self.version = found[1]
        # Elements of other makers' namespaces are no part of the format.
        one = _Element(tag if found else "", attributes, self.position)
        self._open[-1].children.append(one)
        self._open.append(one)

    def end(self, name: str) -> None:
        del name
        self._open.pop()

    def characters(self, data: str) -> None:
        self._open[-1].texts.append(data)

    def doctype(self, *_: object) -> NoReturn:
        raise _Refused(
            Text(
                nl="begint met een DOCTYPE; dat hoort niet in een SBOM, en het is niet gelezen",
                en="begins with a DOCTYPE, which has no place in an SBOM; it was not read",
            )
        )


def recognise(data: bytes) -> bool:
    """Whether a file is meant as CycloneDX in XML."""
    # UTF-16 has a zero in every second byte.
    return bool(_HEAD.search(data[:8_000].replace(b"\0", b"")))


def read(data: bytes, file: str, sha256: str) -> Sbom:
    tree = Tree(file, sha256)
    handler = _Handler()
    try:
        handler.parser.Parse(data, True)
    except xml.parsers.expat.ExpatError as error:
        text = Text(
            nl=f"is geen geldige XML ({error}); wat ervoor staat, is gelezen",
            en=f"is no valid XML ({error}); what stands before was read",
        )
        tree.report(f"line {error.lineno}, column {error.offset + 1}", text, lost=True)
    except (_Refused, LookupError, ValueError) as error:
        said = error.text if isinstance(error, _Refused) else Text(nl=f"onbekende codering: {error}", en=str(error))
        tree.report(handler.position, said, lost=True)
    bom = handler.root.child("bom") or _Element("bom", {}, "")
    positions: dict[int, str] = {}
    metadata = bom.child("metadata")
    main = metadata.child("component") if metadata else None
    value: dict[str, Any] = {
        "specVersion": handler.version,
        "metadata": {"component": _component(main, positions)} if main else {},
        "components": [
            _component(one, positions) for one in bom.below("components")[: MOST_PARTS + 1] if one.tag == "component"
        ],
        "dependencies": [
            {"ref": one.attributes.get("ref"), "dependsOn": [each.attributes.get("ref") for each in one.children]}
            for one in bom.below("dependencies")
        ],
        "vulnerabilities": [_vulnerability(one, positions) for one in bom.below("vulnerabilities")],
    }
    return cyclonedx.read(value, file, sha256, "XML", lambda one, _: positions.get(id(one), ""), tree)


def _component(one: _Element, positions: dict[int, str]) -> dict[str, Any]:
    """An element in the shape of JSON. The depth is bounded by the parser's."""
    entities = {tag: {"name": found.text("name")} for tag in ("supplier", "manufacturer") if (found := one.child(tag))}
    value: dict[str, Any] = {
        **{tag: one.text(tag) for tag in ("name", "version", "publisher", "author", "group", "purl", "cpe")},
        **entities,
        "type": one.attributes.get("type"),
        "bom-ref": one.attributes.get("bom-ref"),
        "hashes": [{"alg": each.attributes.get("alg"), "content": "".join(each.texts)} for each in one.below("hashes")],
        "licenses": [
            {"expression": "".join(each.texts).strip()}
            if each.tag == "expression"
            else {"license": {"id": each.text("id"), "name": each.text("name")}}
            for each in one.below("licenses")
        ],
        "components": [_component(each, positions) for each in one.below("components") if each.tag == "component"],
    }
    positions[id(value)] = one.position
    return value


def _vulnerability(one: _Element, positions: dict[int, str]) -> dict[str, Any]:
    analysis = one.child("analysis")
    value: dict[str, Any] = {
        "id": one.text("id"),
        "analysis": {name: analysis.text(name) for name in ("state", "justification", "detail")} if analysis else None,
        "affects": [{"ref": each.text("ref")} for each in one.below("affects")],
    }
    positions[id(value)] = one.position
    return value
