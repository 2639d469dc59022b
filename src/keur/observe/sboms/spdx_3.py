"""SPDX 3.0 in JSON-LD, by the type of its elements; nothing of linked data beyond that is needed.

Source: the SPDX specification 3.0.1, profiles Core, Software and SimpleLicensing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keur.observe.sboms.model import Sbom
from keur.observe.sboms.spdx import NOTHING
from keur.observe.sboms.tree import Component, Tree, text_of
from keur.plant.model import Text

_PACKAGES = ("software_Package", "Package", "ai_AIPackage", "dataset_DatasetPackage")
_BELOW = frozenset(
    ("contains", "dependsOn", "hasDynamicLink", "hasStaticLink", "hasOptionalDependency", "hasPrerequisite")
)
_ROOTS = ("software_Sbom", "Sbom", "Bom", "SpdxDocument")
Element = Mapping[str, Any]


def recognise(value: Any) -> bool:
    """Whether a JSON value is meant as SPDX 3."""
    return isinstance(value, dict) and "spdx.org/rdf/3" in str(value.get("@context", "")) and "@graph" in value


def read(value: dict[str, Any], file: str, sha256: str) -> Sbom:
    tree = Tree(file, sha256)
    graph = tree.entries(value["@graph"], "/@graph")
    elements: dict[str, Element] = {}
    for at, one in enumerate(graph):
        if isinstance(one, dict):
            elements.setdefault(_id(one) or f"/@graph/{at}", one)
        else:
            tree.report(f"/@graph/{at}", Text(nl="is geen object", en="is no object"), lost=True)
    relations = [one for one in graph if isinstance(one, dict) and "relationshipType" in one]
    licences = _licences(relations, elements)
    packages = set()
    for at, one in enumerate(graph):
        if isinstance(one, dict) and _type(one) in _PACKAGES:
            packages.add(_id(one))
            tree.add(_package(one, f"/@graph/{at}", elements, licences))
    for one in relations:
        first = text_of(one.get("from"), 2_000)
        for other in _texts(one.get("to")):
            known = first in packages and (other in packages or other not in elements)
            if _relation(one) in _BELOW and known:
                tree.link(first, other)
    roots = [each for one in elements.values() if _type(one) in _ROOTS for each in _texts(one.get("rootElement"))]
    roots += [other for one in relations if _relation(one) == "describes" for other in _texts(one.get("to"))]
    subjects = [one for one in dict.fromkeys(roots) if one in packages]
    shown = ", ".join(tree.name_of(one) for one in subjects)
    info = next((one for one in elements.values() if _type(one) == "CreationInfo"), {})
    version = text_of(info.get("specVersion"), 20) or "3.0"
    parts = tree.parts(subjects)
    return Sbom(file, sha256, f"SPDX {version} JSON-LD", shown, parts, tree.problems.told())


def _id(one: Element) -> str:
    return text_of(one.get("spdxId") or one.get("@id"), 2_000)


def _type(one: Element) -> str:
    return text_of(one.get("type") or one.get("@type"), 100)


def _relation(one: Element) -> str:
    return text_of(one.get("relationshipType"), 100)


def _texts(value: Any) -> list[str]:
    return [text_of(one, 2_000) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _objects(value: Any, elements: Mapping[str, Element]) -> Iterable[Element]:
    """Objects that stand in a field themselves, or by their id."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
        elif isinstance(one, str) and one in elements:
            yield elements[one]


def _licences(relations: list[dict[str, Any]], elements: Mapping[str, Element]) -> dict[str, str]:
    """Licence expressions by the id of the package; a concluded one goes before a declared one."""
    found: dict[str, str] = {}
    for kind in ("hasDeclaredLicense", "hasConcludedLicense"):
        for one in relations:
            if _relation(one) == kind:
                for licence in _objects(one.get("to"), elements):
                    text = text_of(licence.get("simplelicensing_licenseExpression"))
                    if text and text not in NOTHING:
                        found[text_of(one.get("from"), 2_000)] = text
    return found


def _package(one: Element, position: str, elements: Mapping[str, Element], licences: Mapping[str, str]) -> Component:
    identifiers = {
        text_of(each.get("externalIdentifierType")): text_of(each.get("identifier"), 2_000)
        for each in _objects(one.get("externalIdentifier"), elements)
    }
    agents = [*_objects(one.get("suppliedBy"), elements), *_objects(one.get("originatedBy"), elements)]
    return Component(
        ref=_id(one),
        name=text_of(one.get("name")),
        position=position,
        version=text_of(one.get("software_packageVersion")),
        supplier=next((name for each in agents if (name := text_of(each.get("name")))), ""),
        kind=text_of(one.get("software_primaryPurpose"), 60).casefold(),
        purl=text_of(one.get("software_packageUrl"), 2_000)
        or identifiers.get("packageUrl", identifiers.get("packageURL", "")),
        cpe=identifiers.get("cpe23", identifiers.get("cpe22", "")),
        hashes=tuple(
            (text_of(each.get("algorithm"), 40), text_of(each.get("hashValue"), 200))
            for each in _objects(one.get("verifiedUsing"), elements)
        ),
        licence=licences.get(_id(one), ""),
    )
