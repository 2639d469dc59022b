"""Catalogues and mappings of keur as libraries of CISO Assistant (YAML)."""

from __future__ import annotations

from typing import Any, Literal

from keur.catalogue import Catalogue, Catalogues, Mapping, Row, RowKind
from keur.catalogue.wording import RELATIONS, marked, standing
from keur.plant.model import Text
from keur.plant.written import written

Language = Literal["nl", "en"]
URN = "urn:keur:risk"
_COPYRIGHT = Text(
    "Namen en uitleg in eigen woorden van keur (Apache-2.0); geen tekst van de norm of de wet.",
    "Names and guidance in keur's own words (Apache-2.0); no text of the standard or the law.",
)


def catalogue(catalogues: Catalogues, id: str, language: Language) -> str:
    """A catalogue as a library with one framework. Raises UnknownRow when there is none."""
    about, rows = catalogues.catalogue(id), catalogues.rows(id)
    parents = {row.id: row.parent for row in rows}
    framework = {
        "urn": f"{URN}:framework:{id}",
        "ref_id": id,
        **_described(about, language),
        "requirement_nodes": [_node(row, _depth(row.id, parents), catalogues, language) for row in rows],
    }
    head = _head(about, id, _described(about, language), language)
    return written(head | {"objects": {"framework": framework}})


def mappings(catalogues: Catalogues, start: str, to: str, language: Language) -> str:
    """The mappings from one catalogue to another as a library with one mapping set. Raises UnknownRow."""
    one, other = catalogues.catalogue(start), catalogues.catalogue(to)
    name = f"mapping-{start}-to-{to}"
    about = {"name": f"{_say(one.title, language)} -> {_say(other.title, language)}"}
    links = [_link(catalogues, link, language) for link in catalogues.mappings(start, to)]
    mapping_set = {
        "urn": f"{URN}:req_mapping_set:{name}",
        "ref_id": name,
        **about,
        "source_framework_urn": f"{URN}:framework:{start}",
        "target_framework_urn": f"{URN}:framework:{to}",
        "requirement_mappings": links,
    }
    head = _head(one, name, about, language)
    head["dependencies"] = [f"{URN}:library:{start}", f"{URN}:library:{to}"]
    return written(head | {"objects": {"requirement_mapping_sets": [mapping_set]}})


def _head(about: Catalogue, name: str, described: dict[str, Any], language: Language) -> dict[str, Any]:
    copyright = [_say(_COPYRIGHT, language), *([_say(about.credit, language)] if about.credit else [])]
    return {
        "urn": f"{URN}:library:{name}",
        "locale": language,
        "ref_id": name,
        **described,
        "copyright": "\n".join(copyright),
        "version": 1,
        "publication_date": about.checked.isoformat(),
        "provider": "keur",
        "packager": "keur",
    }


def _described(about: Catalogue, language: Language) -> dict[str, Any]:
    other: Language = "en" if language == "nl" else "nl"
    return {
        "name": _say(about.title, language),
        "description": _say(about.about, language),
        "translations": {other: {"name": _say(about.title, other), "description": _say(about.about, other)}},
    }


def _node(row: Row, depth: int, catalogues: Catalogues, language: Language) -> dict[str, Any]:
    other: Language = "en" if language == "nl" else "nl"
    found: dict[str, Any] = {"urn": _urn(row), "assessable": row.kind is not RowKind.GROUP, "depth": depth}
    if row.parent:
        found["parent_urn"] = _urn(catalogues.row(row.parent))
    return found | {"ref_id": row.number} | _told(row, language) | {"translations": {other: _told(row, other)}}


def _told(row: Row, language: Language) -> dict[str, str]:
    texts = {"name": marked(row), "description": row.guidance, "annotation": row.note}
    return {key: _say(text, language) for key, text in texts.items() if text}


def _link(catalogues: Catalogues, link: Mapping, language: Language) -> dict[str, Any]:
    """keur's relations are weaker than those of CISO Assistant: each is an intersection; the annotation says which."""
    told = [_say(RELATIONS[link.kind], language), _say(standing(link), language)]
    return {
        "source_requirement_urn": _urn(catalogues.row(link.from_id)),
        "target_requirement_urn": _urn(catalogues.row(link.to_id)),
        "relationship": "intersect",
        "rationale": "semantic",
        "annotation": "; ".join([*told, *([_say(link.note, language)] if link.note else [])]),
    }


def _urn(row: Row) -> str:
    return f"{URN}:req_node:{row.catalogue}:{row.slug}"


def _depth(id: str, parents: dict[str, str | None]) -> int:
    parent = parents.get(id)
    return 1 if parent is None else 1 + _depth(parent, parents)


def _say(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en
