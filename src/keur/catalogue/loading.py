"""Reads the folder of one catalogue, strictly: every mistake with file, line and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from keur.catalogue.model import Catalogue, Gap, Mapping, Row
from keur.catalogue.shape import GAPS, HEAD, MAPPING, ROWS
from keur.catalogue.texts import OwnText
from keur.plant.errors import Mistakes, nearest
from keur.plant.model import Text
from keur.plant.nodes import parse
from keur.plant.shapes import Read, Record, bare
from keur.plant.table import decode

Folder = Traversable | Path


class Head:
    """A catalogue, and what its rows inherit from it."""

    def __init__(self, id: str, read: Read, mistakes: Mistakes) -> None:
        value: dict[str, Read] = read.value
        own = bare(read)
        self.catalogue = Catalogue(
            id=id,
            prefix=own["prefix"],
            kind=own["kind"],
            title=Text(**own["title"]),
            about=Text(**own["about"]),
            valid_from=own.get("valid_from"),
            valid_to=own.get("valid_to"),
            checked=own["checked"],
            credit=Text(**own["credit"]) if "credit" in own else None,
        )
        self.partial: bool = own.get("partial", False)
        self.sources = sources(value["sources"])
        self.source = self.cited(value["source"], mistakes)
        self.mark, self.row_kind = own["mark"], own["row_kind"]

    def cited(self, read: Read, mistakes: Mistakes) -> Text:
        """The source that a read name stands for."""
        return _cited(read, self.sources, mistakes)


def sources(read: Read) -> dict[str, Text]:
    """Sources by their name in the file."""
    return {one["id"]: Text(nl=one["nl"], en=one["en"]) for one in bare(read)}


def load_head(folder: Folder) -> Head:
    """`catalogue.yaml` of a folder. Raises PlantErrors."""
    mistakes = Mistakes()
    read = _read(folder, "catalogue.yaml", HEAD, mistakes)
    head = Head(folder.name, read, mistakes)
    _dates_in_order(read, mistakes)
    mistakes.stop_if_any()
    return head


def load_rows(folder: Folder, head: Head) -> dict[str, Row]:
    """`rows.yaml` of a folder, by id. Raises PlantErrors."""
    mistakes = Mistakes()
    reads: list[Read] = _read(folder, "rows.yaml", ROWS, mistakes).value["rows"].value
    numbers = {read.value["number"].value for read in reads}
    found: dict[str, Row] = {}
    for read in reads:
        row = _row(read, head, mistakes)
        if row.id in found:
            mistakes.add(read.place, _twice(row.number))
        if "parent" in read.value:
            _known(read.value["parent"], numbers - {row.number}, mistakes)
        _dates_in_order(read, mistakes)
        found[row.id] = row
    mistakes.stop_if_any()
    return found


def with_texts(rows: dict[str, Row], texts: Sequence[OwnText], head: Head) -> dict[str, Row]:
    """Rows with texts of the user's own instead of keur's. A partial catalogue gets rows for texts that had none.

    Raises PlantErrors when a text is for no row.
    """
    mistakes = Mistakes()
    found = dict(rows)
    prefix = head.catalogue.prefix
    source = Text(nl="Uw eigen bestand", en="Your own file")
    for one in texts:
        row = rows.get(prefix + one.number)
        label = one.label or (row.label if row else Text(one.number, one.number))
        if row:
            found[row.id] = replace(row, label=label, guidance=one.guidance or row.guidance, own=True)
        elif head.partial:
            new = _row(Read(_bare_row(one, label), one.place), head, mistakes)
            parent = prefix + one.parent if one.parent else None
            found[new.id] = replace(new, guidance=one.guidance, source=source, parent=parent, own=True)
        else:
            _known(Read(one.number, one.place), {row.number for row in rows.values()}, mistakes)
    numbers = {row.number for row in found.values()}
    for one in texts:
        if one.parent:
            _known(Read(one.parent, one.place), numbers - {one.number}, mistakes)
    mistakes.stop_if_any()
    return found


def _bare_row(one: OwnText, label: Text) -> dict[str, Read]:
    return {key: Read(value, one.place) for key, value in (("number", one.number), ("nl", label.nl), ("en", label.en))}


def load_gaps(folder: Folder, head: Head, numbers: Iterable[str]) -> tuple[Gap, ...]:
    """`gaps.yaml` of a folder; nothing when there is none. Raises PlantErrors."""
    if not (folder / "gaps.yaml").is_file():
        return ()
    mistakes, known = Mistakes(), set(numbers)
    found: dict[str, Gap] = {}
    for read in _read(folder, "gaps.yaml", GAPS, mistakes).value["gaps"].value:
        own = bare(read)
        if own["id"] in found:
            mistakes.add(read.place, _twice(own["id"]))
        for one in read.value["nearest"].value:
            _known(one, known, mistakes)
        found[own["id"]] = Gap(
            id=own["id"],
            catalogue=head.catalogue.id,
            label=Text(nl=own["nl"], en=own["en"]),
            add=Text(**own["add"]),
            obligations=own["obligations"],
            nearest=tuple(head.catalogue.prefix + number for number in own["nearest"]),
            source=head.cited(read.value["source"], mistakes),
            mark=own["mark"],
            checked=head.catalogue.checked,
        )
    mistakes.stop_if_any()
    return tuple(found.values())


def load_mappings(
    folder: Folder, file: str, head: Head, from_numbers: Iterable[str], to: Catalogue, to_numbers: Iterable[str]
) -> tuple[Mapping, ...]:
    """One `mapping-<catalogue>.yaml` of a folder; both ends must exist. Raises PlantErrors."""
    mistakes, froms, tos = Mistakes(), set(from_numbers), set(to_numbers)
    read = _read(folder, file, MAPPING, mistakes).value
    own_sources = sources(read["sources"])
    usual = tuple(_cited(one, own_sources, mistakes) for one in read["source"].value)
    found: dict[tuple[str, str], Mapping] = {}
    for link in read["mappings"].value:
        one: dict[str, Read] = link.value
        ends = one["from"].value, one["to"].value
        _known(one["from"], froms, mistakes)
        _known(one["to"], tos, mistakes)
        if ends in found:
            mistakes.add(link.place, _twice(" -> ".join(ends)))
        found[ends] = Mapping(
            from_id=head.catalogue.prefix + ends[0],
            to_id=to.prefix + ends[1],
            kind=one["kind"].value,
            source=tuple(_cited(s, own_sources, mistakes) for s in one["source"].value) if "source" in one else usual,
            confidence=one.get("confidence", read["confidence"]).value,
            review=one.get("review", read["review"]).value,
            note=Text(**bare(one["note"])) if "note" in one else None,
        )
    mistakes.stop_if_any()
    return tuple(found.values())


def _read(folder: Folder, file: str, shape: Record, mistakes: Mistakes) -> Read:
    place = f"{folder.name}/{file}"
    text = decode((folder / file).read_bytes(), place, mistakes)
    node = None if text is None else parse(text.removeprefix("\ufeff"), place, mistakes)
    read = None if node is None else shape.read(node, file, mistakes)
    mistakes.stop_if_any()
    assert read is not None  # noqa: S101  no mistakes, so the file was read
    return read


def _row(read: Read, head: Head, mistakes: Mistakes) -> Row:
    value: dict[str, Read] = read.value
    own = bare(read)
    catalogue = head.catalogue
    return Row(
        id=catalogue.prefix + own["number"],
        catalogue=catalogue.id,
        number=own["number"],
        kind=own.get("kind", head.row_kind),
        label=Text(nl=own["nl"], en=own["en"]),
        guidance=Text(**own["guidance"]) if "guidance" in own else None,
        note=Text(**own["note"]) if "note" in own else None,
        parent=catalogue.prefix + own["parent"] if "parent" in own else None,
        valid_from=own.get("valid_from", catalogue.valid_from),
        valid_to=own.get("valid_to", catalogue.valid_to),
        source=head.cited(value["source"], mistakes) if "source" in value else head.source,
        mark=own.get("mark", head.mark),
        checked=own.get("checked", catalogue.checked),
        sl=own.get("sl"),
        advice=own.get("advice", False),
        component_types=own.get("component_types", ()),
    )


def _cited(read: Read, known: dict[str, Text], mistakes: Mistakes) -> Text:
    _known(read, known, mistakes)
    return known.get(read.value, Text(nl="", en=""))


def _known(read: Read, known: Iterable[str], mistakes: Mistakes) -> None:
    known = known if isinstance(known, (set, dict)) else set(known)
    if read.value not in known:
        mistakes.add(
            read.place,
            Text(nl=f"`{read.value}` staat niet in de catalogus", en=f"`{read.value}` is not in the catalogue"),
            nearest(read.value, known),
        )


def _dates_in_order(read: Read, mistakes: Mistakes) -> None:
    first: dt.date | None = bare(read.value.get("valid_from"))
    last: dt.date | None = bare(read.value.get("valid_to"))
    if first and last and last < first:
        mistakes.add(
            read.value["valid_to"].place,
            Text(nl="`valid_to` ligt vóór `valid_from`", en="`valid_to` lies before `valid_from`"),
        )


def _twice(id: str) -> Text:
    return Text(nl=f"`{id}` staat er twee keer", en=f"`{id}` stands here twice")
