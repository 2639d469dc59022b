"""Catalogues, rows and mappings for programs: the contract `keur-catalogue`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from keur.catalogue.catalogues import Catalogues
from keur.catalogue.model import Catalogue, Gap, Mapping, Row
from keur.plant.model import Text

FORMAT = "keur-catalogue"
VERSION = 1


def document(**content: Any) -> dict[str, Any]:
    """A document of the contract with this content."""
    return {"format": FORMAT, "version": VERSION, **content}


def catalogue_record(one: Catalogue, rows: int) -> dict[str, Any]:
    """A catalogue; `rows` is how many rows of it are valid on the day."""
    return {
        "id": one.id,
        "prefix": one.prefix,
        "kind": one.kind,
        "title": _text(one.title),
        "about": _text(one.about),
        "credit": _text(one.credit),
        "valid_from": _day(one.valid_from),
        "valid_to": _day(one.valid_to),
        "checked": _day(one.checked),
        "rows": rows,
    }


def row_record(row: Row) -> dict[str, Any]:
    """A row, without what bears on it."""
    return {
        "id": row.id,
        "catalogue": row.catalogue,
        "number": row.number,
        "kind": row.kind,
        "label": _text(row.label),
        "guidance": _text(row.guidance),
        "note": _text(row.note),
        "parent": row.parent,
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
        "source": _text(row.source),
        "mark": row.mark,
        "checked": _day(row.checked),
        "sl": row.sl,
        "advice": row.advice,
        "component_types": list(row.component_types),
        "own": row.own,
    }


def whole_row(row: Row, catalogues: Catalogues, checks: Iterable[str]) -> dict[str, Any]:
    """A row with its mappings in both directions, the gaps that ask for it, and the checks that cite it."""
    return row_record(row) | {
        "children": [one.id for one in catalogues.children(row.id)],
        "mappings_from": [mapping_record(one) for one in catalogues.mappings_from(row.id)],
        "mappings_to": [mapping_record(one) for one in catalogues.mappings_to(row.id)],
        "gaps": [gap_record(gap) for gap in catalogues.gaps_about(row.id)],
        "checks": list(checks),
    }


def mapping_record(one: Mapping) -> dict[str, Any]:
    """A mapping."""
    return {
        "from": one.from_id,
        "to": one.to_id,
        "kind": one.kind,
        "source": [_text(source) for source in one.source],
        "confidence": one.confidence,
        "review": one.review,
        "note": _text(one.note),
    }


def gap_record(gap: Gap) -> dict[str, Any]:
    """A gap that a standard leaves."""
    return {
        "id": gap.id,
        "catalogue": gap.catalogue,
        "label": _text(gap.label),
        "add": _text(gap.add),
        "obligations": list(gap.obligations),
        "nearest": list(gap.nearest),
        "source": _text(gap.source),
        "mark": gap.mark,
        "checked": _day(gap.checked),
    }


def _text(text: Text | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
