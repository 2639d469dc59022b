"""`declared/programme.yaml` as a text to edit: its entries as written, and the text with other entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keur.plant.amendments import Content, amend, contents, emptied, record_lines
from keur.plant.answers import check_answers
from keur.plant.assets import replace
from keur.plant.creation import template
from keur.plant.errors import Mistakes
from keur.plant.files import FILES
from keur.plant.loading import read_text
from keur.plant.model import Plant, Text
from keur.plant.nodes import Mapping as MappingNode
from keur.plant.nodes import Node, parse
from keur.plant.nodes import Sequence as SequenceNode
from keur.plant.shapes import Read

FILE = "declared/programme.yaml"
Entry = dict[str, Content]
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
    return Document(folder, bom, text, _entries(_listed(text, mistakes)))


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
    mistakes = Mistakes()
    names = {one["id"] for one in wanted}
    staying = [entry for entry in document.entries if entry["id"] in names]
    text = document.text
    listed = _listed(text, mistakes)
    place = listed.place
    if staying:
        text = amend(text, listed, "requirements", list(wanted))
    else:
        text = emptied(text, listed) if isinstance(listed, SequenceNode) and listed.items else text
        text = _appended(text, _listed(text, mistakes), wanted)
    node = parse(text, FILE, Mistakes())
    if node is None or _entries(_list_in(node)) != tuple(wanted):
        mistakes.add(
            place,
            Text(
                nl="in deze opmaak kan keur niet veilig in de lijst schrijven; zet elke sleutel op een eigen regel",
                en="keur cannot safely write into a list in this layout; put each key on its own line",
            ),
        )
    else:
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


def _listed(text: str, mistakes: Mistakes) -> Node:
    node = parse(text, FILE, mistakes)
    mistakes.stop_if_any()
    assert node is not None  # noqa: S101  no mistakes, so there is a tree
    return _list_in(node)


def _list_in(node: Node) -> Node:
    assert isinstance(node, MappingNode)  # noqa: S101  the plant loaded, so the file has its shape
    ((_, listed),) = node.entries.values()
    return listed


def _entries(listed: Node) -> tuple[Entry, ...]:
    items = contents(listed) if isinstance(listed, SequenceNode) else []
    return tuple(one for one in items if isinstance(one, dict))


def _appended(text: str, listed: Node, wanted: Sequence[Entry]) -> str:
    """The text with entries in a list that has none."""
    if not wanted:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    if isinstance(listed, SequenceNode) or listed.end > listed.start:
        text = text[: listed.start].rstrip(" ") + text[listed.end :]
    if not text.endswith("\n"):
        text += newline
    return text + "".join(line + newline for entry in wanted for line in record_lines(entry, 2))


def _check(node: Node, known: Known, requirements: Collection[str] | None, mistakes: Mistakes) -> None:
    read = FILES[FILE].read(node, FILE, mistakes)
    if read is not None and "requirements" in read.value:
        reads: list[Read] = read.value["requirements"].value
        check_answers(reads, requirements, dict(known), mistakes)
