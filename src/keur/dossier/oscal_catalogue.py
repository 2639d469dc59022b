"""Catalogues and mappings of keur as OSCAL: catalog and mapping-collection, version 1.2.1, as JSON.

The same catalogue gives the same bytes: identifiers follow from names, dates from the catalogue.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, Literal

from keur.catalogue import Catalogue, Catalogues, Mapping, Review, Row, RowKind
from keur.plant.model import Text

Language = Literal["nl", "en"]
OSCAL = "1.2.1"
NAMESPACE = "urn:keur:oscal"
_UUIDS = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_DESCRIPTION = Text(
    "Voorgesteld door de makers van keur; geen officiële vergelijking. Wat een norm voor OT doet voor de wet.",
    "Proposed by keur's authors; no official mapping. What a standard does in OT for the law.",
)


def catalogue(catalogues: Catalogues, id: str, language: Language) -> str:
    """A catalogue as an OSCAL catalog. Raises UnknownRow when there is none."""
    about, rows = catalogues.catalogue(id), catalogues.rows(id)
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(row)
    content = {"uuid": _uuid("catalog", id), "metadata": _metadata(about, _say(about.title, language), language)}
    return _text({"catalog": content | _nested(below, None, language)})


def mappings(catalogues: Catalogues, start: str, to: str, language: Language) -> str:
    """The mappings from one catalogue to another as an OSCAL mapping-collection. Raises UnknownRow."""
    one, other = catalogues.catalogue(start), catalogues.catalogue(to)
    links = catalogues.mappings(start, to)
    name = f"{start} -> {to}"
    maps = [_map(catalogues, link, language) for link in links]
    title = f"{_say(one.title, language)} -> {_say(other.title, language)}"
    provenance = {
        "method": "human",
        "matching-rationale": "semantic",
        "status": "draft" if any(link.review is not Review.REVIEWED for link in links) else "complete",
        "mapping-description": _say(_DESCRIPTION, language),
    }
    mapping = {
        "uuid": _uuid("mapping", name),
        "source-resource": {"type": "catalog", "href": f"{start}.json"},
        "target-resource": {"type": "catalog", "href": f"{to}.json"},
        "maps": maps,
    }
    content = {
        "uuid": _uuid("mapping-collection", name),
        "metadata": _metadata(one, title, language),
        "provenance": provenance,
        "mappings": [mapping],
    }
    return _text({"mapping-collection": content})


def _token(row: Row) -> str:
    return f"{row.catalogue}-{row.slug}"


def _metadata(about: Catalogue, title: str, language: Language) -> dict[str, Any]:
    remarks = [_say(about.about, language), *([_say(about.credit, language)] if about.credit else [])]
    return {
        "title": title,
        "last-modified": f"{about.checked}T00:00:00+00:00",
        "version": about.checked.isoformat(),
        "oscal-version": OSCAL,
        "remarks": "\n\n".join(remarks),
    }


def _nested(below: dict[str | None, list[Row]], parent: str | None, language: Language) -> dict[str, Any]:
    rows = below.get(parent, [])
    groups = [_group(row, below, language) for row in rows if row.kind is RowKind.GROUP]
    controls = [_control(row, below, language) for row in rows if row.kind is not RowKind.GROUP]
    return ({"groups": groups} if groups else {}) | ({"controls": controls} if controls else {})


def _group(row: Row, below: dict[str | None, list[Row]], language: Language) -> dict[str, Any]:
    return _shared(row, language) | _nested(below, row.id, language)


def _control(row: Row, below: dict[str | None, list[Row]], language: Language) -> dict[str, Any]:
    return _shared(row, language) | {"class": row.kind.value} | _nested(below, row.id, language)


def _shared(row: Row, language: Language) -> dict[str, Any]:
    other: Language = "en" if language == "nl" else "nl"
    props = [{"name": "label", "value": row.number}]
    props += _own_props(
        ("mark", row.mark.value),
        ("source", _say(row.source, language)),
        ("checked", row.checked.isoformat()),
        ("valid-from", row.valid_from.isoformat() if row.valid_from else ""),
        ("valid-to", row.valid_to.isoformat() if row.valid_to else ""),
        ("security-level", str(row.sl or "")),
        ("recommends", "yes" if row.advice else ""),
        ("component-types", " ".join(row.component_types)),
        (f"title-{other}", _say(row.label, other)),
    )
    prose = [("guidance", row.guidance), ("note", row.note)]
    parts = [{"name": name, "prose": _say(text, language)} for name, text in prose if text]
    found: dict[str, Any] = {"id": _token(row), "title": _say(row.label, language), "props": props}
    return found | ({"parts": parts} if parts else {})


def _map(catalogues: Catalogues, link: Mapping, language: Language) -> dict[str, Any]:
    """keur's relations are weaker than those of OSCAL: each is an intersection, and the property says which."""
    found: dict[str, Any] = {
        "uuid": _uuid("map", f"{link.from_id} -> {link.to_id}"),
        "relationship": "intersects-with",
        "sources": [_item(catalogues.row(link.from_id))],
        "targets": [_item(catalogues.row(link.to_id))],
        "confidence-score": {"category": link.confidence.value},
        "props": _own_props(
            ("relation", link.kind.value),
            ("review", link.review.value),
            *(("source", _say(source, language)) for source in link.source),
        ),
    }
    return found | ({"remarks": _say(link.note, language)} if link.note else {})


def _item(row: Row) -> dict[str, str]:
    return {"type": "group" if row.kind is RowKind.GROUP else "control", "id-ref": _token(row)}


def _own_props(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in pairs if value]


def _say(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en


def _uuid(kind: str, name: str) -> str:
    return str(uuid.uuid5(_UUIDS, f"{kind} {name}"))


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
