"""CycloneDX 1.2 to 1.7 as values, from JSON or XML: components in components, and what depends on what.

Source: the CycloneDX specification (ECMA-424), schema of each version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keur.observe.sboms.model import Sbom, Statement
from keur.observe.sboms.tree import MOST_HASHES, Component, Tree, text_of
from keur.plant.model import Text

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
Where = Callable[[Mapping[str, Any], str], str]
"""Where a component stands, from its value and its JSON pointer."""


def read(value: Mapping[str, Any], file: str, sha256: str, form: str, where: Where, tree: Tree | None = None) -> Sbom:
    """The bill in a value of the shape of CycloneDX JSON. `tree` may hold problems that were found before."""
    tree = tree or Tree(file, sha256)
    version = text_of(value.get("specVersion"), 10)
    if version not in VERSIONS:
        shown = version or "?"
        text = Text(
            nl=f"is CycloneDX {shown}; keur kent {VERSIONS[0]} tot {VERSIONS[-1]} en heeft gelezen wat het herkende",
            en=f"is CycloneDX {shown}; keur knows {VERSIONS[0]} to {VERSIONS[-1]} and read what it recognised",
        )
        tree.report("/specVersion", text)
    metadata = value.get("metadata")
    main = metadata.get("component") if isinstance(metadata, dict) else None
    subjects = _components([(main, "/metadata/component")] if isinstance(main, dict) else [], tree, where)
    first = _components(
        [(one, f"/components/{at}") for at, one in enumerate(tree.entries(value.get("components"), "/components"))],
        tree,
        where,
    )
    _dependencies(value, tree)
    _vulnerabilities(value, tree, where)
    if not first:
        tree.report("/components", Text(nl="heeft geen onderdelen", en="has no parts"))
    shown = " ".join(text_of(main.get(name)) for name in ("name", "version")).strip() if isinstance(main, dict) else ""
    parts = tree.parts(subjects)
    return Sbom(file, sha256, f"CycloneDX {version} {form}", shown, parts, tree.problems.told())


def _components(given: list[tuple[Any, str]], tree: Tree, where: Where) -> list[int]:
    """Adds components and those in them; gives the numbers of the given ones."""
    first: list[int] = []
    todo: list[tuple[Any, str, int | None]] = [(one, pointer, None) for one, pointer in reversed(given)]
    while todo and not tree.full:
        one, pointer, inside = todo.pop()
        if not isinstance(one, dict):
            tree.report(pointer, Text(nl="is geen object", en="is no object"), lost=True)
            continue
        at = tree.add(_component(one, where(one, pointer)), inside)
        if at is not None and inside is None:
            first.append(at)
        nested = tree.entries(one.get("components"), f"{pointer}/components")
        todo += [(each, f"{pointer}/components/{n}", at) for n, each in reversed(list(enumerate(nested)))]
    return first


def _component(one: Mapping[str, Any], position: str) -> Component:
    hashes = one.get("hashes")
    return Component(
        ref=text_of(one.get("bom-ref")),
        name=text_of(one.get("name")),
        position=position,
        version=text_of(one.get("version")),
        supplier=_supplier(one),
        kind=text_of(one.get("type"), 60).casefold(),
        purl=text_of(one.get("purl"), 2_000),
        cpe=text_of(one.get("cpe")),
        hashes=tuple(
            (text_of(each.get("alg"), 40), text_of(each.get("content"), 200))
            for each in (hashes[:MOST_HASHES] if isinstance(hashes, list) else ())
            if isinstance(each, dict)
        ),
        licence=_licence(one.get("licenses")),
    )


def _supplier(one: Mapping[str, Any]) -> str:
    for name in ("supplier", "manufacturer"):
        entity = one.get(name)
        if isinstance(entity, dict) and (found := text_of(entity.get("name"))):
            return found
    return text_of(one.get("publisher")) or text_of(one.get("author")) or text_of(one.get("group"))


def _licence(value: Any) -> str:
    found = []
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            licence = one.get("license")
            inner = licence if isinstance(licence, dict) else {}
            found.append(text_of(one.get("expression")) or text_of(inner.get("id")) or text_of(inner.get("name")))
    return " AND ".join(one for one in found if one)


def _dependencies(value: Mapping[str, Any], tree: Tree) -> None:
    for at, one in enumerate(tree.entries(value.get("dependencies"), "/dependencies")):
        if not isinstance(one, dict):
            tree.report(f"/dependencies/{at}", Text(nl="is geen object", en="is no object"), lost=True)
            continue
        for name in ("dependsOn", "provides"):
            for child in tree.entries(one.get(name), f"/dependencies/{at}/{name}"):
                tree.link(text_of(one.get("ref")), text_of(child))


def _vulnerabilities(value: Mapping[str, Any], tree: Tree, where: Where) -> None:
    """What the bill says of vulnerabilities (VEX). Without an analysis there is nothing to keep."""
    for at, one in enumerate(tree.entries(value.get("vulnerabilities"), "/vulnerabilities")):
        pointer = f"/vulnerabilities/{at}"
        analysis = one.get("analysis") if isinstance(one, dict) else None
        if not isinstance(analysis, dict) or not text_of(analysis.get("state")):
            continue
        position = where(one, pointer)
        statement = Statement(
            text_of(one.get("id"), 100),
            text_of(analysis.get("state"), 60),
            text_of(analysis.get("justification"), 100),
            text_of(analysis.get("detail"), 2_000),
            position,
        )
        for target in tree.entries(one.get("affects"), f"{pointer}/affects"):
            ref = text_of(target.get("ref")) if isinstance(target, dict) else ""
            if not tree.state(ref, statement) and not tree.state(ref.rpartition("#")[2], statement):
                shown = ref[:60]
                text = Text(
                    nl=f"zegt iets van `{shown}`, dat geen onderdeel is; dat blijft buiten beschouwing",
                    en=f"speaks of `{shown}`, which is no part; that is left aside",
                )
                tree.report(position, text)
