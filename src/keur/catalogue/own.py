"""The folder with catalogues of the user's own: texts that replace keur's labels, and whole catalogues.

`<catalogue>/texts.yaml` holds texts for a catalogue of keur; a folder with `catalogue.yaml` and `rows.yaml` is a
catalogue by itself. keur ships none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keur.catalogue.catalogues import Catalogues
from keur.catalogue.texts import OwnText, OwnTexts
from keur.plant.errors import Mistakes, nearest
from keur.plant.model import Text
from keur.plant.written import written


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts that were matched with the rows of a catalogue."""

    texts: tuple[OwnText, ...]
    """With the numbers of the catalogue."""
    headings: tuple[OwnText, ...]
    """Headings of the file for which the catalogue has no row; they are left out."""
    without: int
    """Rows of the catalogue that keep keur's label."""


def fit(own: OwnTexts, catalogues: Catalogues, id: str) -> Fitted:
    """Matches texts with the rows of a catalogue; blanks, hyphens and brackets in numbers do not matter.

    Raises PlantErrors when a text is for no row, unless the catalogue is partial: then it becomes a row.
    """
    mistakes = Mistakes()
    numbers = [row.number for row in catalogues.rows(id)]
    alike = {_squeezed(number): number for number in numbers}
    found: dict[str, OwnText] = {}
    headings = []
    for one in own.texts:
        number = one.number if one.number in numbers else alike.get(_squeezed(one.number))
        if number is None and one.heading:
            headings.append(one)
            continue
        if number is None and not catalogues.is_partial(id):
            text = Text(nl=f"`{one.number}` staat niet in {id}", en=f"`{one.number}` is not in {id}")
            mistakes.add(one.place, text, nearest(one.number, numbers))
            continue
        number = number or one.number
        found[number] = OwnText(number, one.label, one.guidance, _known(one.parent, alike), one.heading, one.place)
    mistakes.stop_if_any()
    return Fitted(tuple(found.values()), tuple(headings), len(set(numbers) - set(found)))


def write_texts(folder: Path, id: str, texts: Sequence[OwnText]) -> Path:
    """Puts texts for a catalogue of keur into the user's folder; gives the file."""
    return _write(folder / id / "texts.yaml", {"texts": [_entry(one) for one in texts]})


def write_catalogue(folder: Path, id: str, prefix: str, own: OwnTexts, source: str, today: dt.date) -> Path:
    """Puts a whole catalogue into the user's folder; gives that of the catalogue. `source` names the file."""
    title = own.title or Text(nl=id, en=id)
    head: dict[str, Any] = {
        "prefix": prefix,
        "kind": "yardstick",
        "title": _spoken(title),
        "about": {"nl": f"Overgenomen uit {source}.", "en": f"Imported from {source}."},
    }
    if own.credit:
        head["credit"] = _spoken(own.credit)
    head |= {
        "checked": today.isoformat(),
        "sources": [{"id": "file", "nl": source, "en": source}],
        "source": "file",
        "mark": "secondary",
        "row_kind": "control",
    }
    numbers = {one.number for one in own.texts}
    rows = []
    for one in own.texts:
        entry = {"nl": one.number, "en": one.number} | _entry(one) | ({"kind": "group"} if one.heading else {})
        if one.parent not in numbers:
            entry.pop("parent", None)
        rows.append(entry)
    _write(folder / id / "rows.yaml", {"rows": rows})
    return _write(folder / id / "catalogue.yaml", head).parent


def _entry(one: OwnText) -> dict[str, Any]:
    entry: dict[str, Any] = {"number": one.number}
    if one.parent:
        entry["parent"] = one.parent
    if one.label:
        entry |= _spoken(one.label)
    if one.guidance:
        entry["guidance"] = _spoken(one.guidance)
    return entry


def _spoken(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}


def _write(path: Path, content: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(content), encoding="utf-8", newline="\n")
    return path


def _known(parent: str | None, alike: dict[str, str]) -> str | None:
    return alike.get(_squeezed(parent)) if parent else None


def _squeezed(number: str) -> str:
    return "".join(one for one in number if one.isalnum() or one == ".").lower()
