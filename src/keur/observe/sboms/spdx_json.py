"""SPDX 2.2 and 2.3 in JSON. Files and snippets within packages are no parts, and are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keur.observe.sboms import spdx
from keur.observe.sboms.model import Sbom
from keur.observe.sboms.tree import Component, Tree, text_of
from keur.plant.model import Text


def recognise(value: Any) -> bool:
    """Whether a JSON value is meant as SPDX 2."""
    return isinstance(value, dict) and str(value.get("spdxVersion", "")).startswith("SPDX-2")


def read(value: dict[str, Any], file: str, sha256: str) -> Sbom:
    tree = Tree(file, sha256)
    for at, one in enumerate(_objects(value.get("packages"), "/packages", tree)):
        tree.add(_package(one, f"/packages/{at}"))
    relations = [
        (
            text_of(one.get("spdxElementId")),
            text_of(one.get("relationshipType")).upper(),
            text_of(one.get("relatedSpdxElement")),
        )
        for one in _objects(value.get("relationships"), "/relationships", tree)
    ]
    files = {text_of(one.get("SPDXID")) for one in _objects(value.get("files"), "/files", tree)}
    for first, relation, other in relations:
        if not {first, other} & files:
            spdx.relate(tree, first, relation, other)
    described = value.get("documentDescribes")
    subjects = spdx.subjects(relations, [text_of(one) for one in described] if isinstance(described, list) else [])
    shown = ", ".join(name for one in subjects if (name := tree.name_of(one))) or text_of(value.get("name"))
    version = text_of(value["spdxVersion"], 20).removeprefix("SPDX-")
    parts = tree.parts(subjects)
    return Sbom(file, sha256, f"SPDX {version} JSON", shown, parts, tree.problems.told())


def _objects(value: Any, where: str, tree: Tree) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for at, one in enumerate(tree.entries(value, where)):
        if isinstance(one, dict):
            found.append(one)
        else:
            tree.report(f"{where}/{at}", Text(nl="is geen object", en="is no object"), lost=True)
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _package(one: Mapping[str, Any], position: str) -> Component:
    references = [each for each in _list(one.get("externalRefs")) if isinstance(each, dict)]
    kinds = {text_of(each.get("referenceType")): text_of(each.get("referenceLocator"), 2_000) for each in references}
    checksums = [each for each in _list(one.get("checksums")) if isinstance(each, dict)]
    return Component(
        ref=text_of(one.get("SPDXID")),
        name=text_of(one.get("name")),
        position=position,
        version=spdx.said(one.get("versionInfo")),
        supplier=spdx.agent(one.get("supplier")) or spdx.agent(one.get("originator")),
        kind=text_of(one.get("primaryPackagePurpose"), 60).casefold(),
        purl=kinds.get("purl", ""),
        cpe=kinds.get("cpe23Type", kinds.get("cpe22Type", "")),
        hashes=tuple(
            (text_of(each.get("algorithm"), 40), text_of(each.get("checksumValue"), 200)) for each in checksums
        ),
        licence=spdx.said(one.get("licenseConcluded")) or spdx.said(one.get("licenseDeclared")),
    )
