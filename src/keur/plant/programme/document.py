"""`declared/programme.yaml` as a text to edit: its entries as written, and the text with other entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keur.plant.amendments import Content
from keur.plant.answers import check_answers
from keur.plant.assets import replace
from keur.plant.creation import template
from keur.plant.errors import Mistakes
from keur.plant.files import FILES
from keur.plant.list_text import Entry, entries, with_entries
from keur.plant.loading import read_text
from keur.plant.model import Plant
from keur.plant.nodes import Node, parse
from keur.plant.shapes import Read

FILE = "declared/programme.yaml"
Known = Mapping[str, Collection[str] | None]
"""Ids of the plant's `zones`, `conduits` and `assets`."""


@dataclass(frozen=True, slots=True)
class Document:
    """The programme of a plant as it is written."""

    folder: Path
    bom: str
    text: str
    entries: tuple[Entry, ...]

    @property
    def by_requirement(self) -> dict[str, Entry]:
        return {str(entry["id"]): entry for entry in self.entries}


def read_document(folder: Path, plant: Plant) -> Document:
    """The programme of a plant that loads; a new one, with the explanations of `keur new`, where there is none."""
    mistakes = Mistakes()
    there = (folder / FILE).exists()
    text = read_text(folder, FILE, mistakes) if there else template(plant.site.language, FILE)
    mistakes.stop_if_any()
    assert text is not None  # noqa: S101  no mistakes, so there is a text
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    return Document(folder, bom, text, entries(text, FILE))


def known_ids(plant: Plant) -> dict[str, Collection[str] | None]:
    """What an answer may depend on."""
    return {
        "zones": {one.id for one in plant.zones},
        "conduits": {one.id for one in plant.conduits},
        "assets": {one.id for one in plant.assets},
    }


def amended(document: Document, wanted: Sequence[Entry], known: Known, requirements: Collection[str] | None) -> str:
    """The text with other entries: those that stay in their order, new ones last. Comments and layout stay.

    Raises PlantErrors when the result would not load, or when the layout cannot be edited safely."""
    if list(document.entries) == list(wanted):
        return document.text
    text = with_entries(document.text, FILE, "requirements", wanted)
    mistakes = Mistakes()
    node = parse(text, FILE, mistakes)
    if node is not None:
        _check(node, known, requirements, mistakes)
    mistakes.stop_if_any()
    return text


def reviewed(document: Document, plant: Plant, digests: Mapping[str, Mapping[str, str]], by: str, date: dt.date) -> str:
    """The text in which somebody has reviewed answers; `digests` are those of each requirement (`plant.evidence`).

    Raises PlantErrors when the layout cannot be edited safely."""
    wanted = []
    for entry in document.entries:
        if (found := digests.get(str(entry["id"]))) is not None:
            listed: list[Content] = [{"of": of, "sha256": sha256} for of, sha256 in found.items()]
            entry = entry | {"reviewed": {"by": by, "date": date.isoformat(), "digests": listed}}
        wanted.append(entry)
    return amended(document, wanted, known_ids(plant), None)


def write_document(document: Document, text: str) -> None:
    """Puts the text in place of what stands there, in one step."""
    replace(document.folder / FILE, (document.bom + text).encode())


def _check(node: Node, known: Known, requirements: Collection[str] | None, mistakes: Mistakes) -> None:
    read = FILES[FILE].read(node, FILE, mistakes)
    if read is not None and "requirements" in read.value:
        reads: list[Read] = read.value["requirements"].value
        check_answers(reads, requirements, dict(known), mistakes)
