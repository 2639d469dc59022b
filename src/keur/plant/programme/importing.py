"""A workbook that people filled in, to changes of `declared/programme.yaml`: all mistakes at once, or all changes.

A cell that says what the file says changes nothing, however the file writes it; so an export that nobody touched leaves
every byte where it is.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from keur.plant.amendments import Content
from keur.plant.answers import check_answers
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.list_text import Entry
from keur.plant.model import Place, Plant, Text
from keur.plant.nodes import Node, Scalar
from keur.plant.nodes import Sequence as SequenceNode
from keur.plant.programme.columns import (
    EVIDENCE_COLUMNS,
    EVIDENCE_SHEET,
    REQUIREMENT_COLUMNS,
    Column,
    found_in,
    meant,
    told,
)
from keur.plant.programme.document import Document, amended, known_ids
from keur.plant.programme.sheets import Row, find
from keur.plant.programme.workbook import Cell, read_sheets
from keur.plant.shapes import Read

_UNQUOTED = ("target", "points")
"""Keys whose shape wants a number without quotes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an answer that a workbook changes."""

    requirement: str
    field: Text
    old: Text
    """Blank where nothing stood."""
    new: Text
    """Blank where nothing stays."""


@dataclass(frozen=True, slots=True)
class Imported:
    changes: tuple[Change, ...]
    text: str
    """Of `declared/programme.yaml` with the changes."""
    ignored: tuple[str, ...]
    """Titles of sheets that were not read, as they are none of the programme's."""


def import_workbook(
    data: bytes, file: str, document: Document, plant: Plant, elements: Mapping[Text, Sequence[str]]
) -> Imported:
    """The programme with what a workbook says. Writes nothing.

    `elements` are the numbers of the requirements by how the name of their sheet begins (`SPE 1`). Raises PlantErrors
    with all mistakes."""
    mistakes = Mistakes()
    sheets = read_sheets(data, file, mistakes)
    mistakes.stop_if_any()
    found = find(sheets, tuple(elements), file, mistakes)
    mistakes.stop_if_any()
    numbers = [number for one in elements.values() for number in one]
    _judge(found.requirements, found.evidence, numbers, plant, mistakes)
    stood = document.by_requirement
    _report_missing(found.requirements, stood, file, mistakes)
    mistakes.stop_if_any()
    evidence = _by_requirement(found.evidence)
    changes: list[Change] = []
    wanted: dict[str, Entry] = {}
    for row in sorted(found.requirements, key=lambda row: numbers.index(row.cell("id").text)):
        number = row.cell("id").text
        entry = stood.get(number, {})
        if row.filled() or number in evidence:
            wanted[number] = _entry(number, row, evidence.get(number, []), entry, changes)
        elif entry:
            claim = str(entry["claim"])
            changes.append(Change(number, Text(nl="antwoord", en="answer"), Text(claim, claim), Text("", "")))
    kept = [wanted[number] for number in stood if number in wanted]
    new = [entry for number, entry in wanted.items() if number not in stood]
    text = amended(document, [*kept, *new], known_ids(plant), numbers)
    return Imported(tuple(changes), text, found.ignored)


def _by_requirement(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.cell("id").text].append(row)
    return found


def _report_missing(rows: Sequence[Row], stood: Mapping[str, Entry], file: str, mistakes: Mistakes) -> None:
    """An answer whose row is gone is not withdrawn: rows get lost, and nobody sees it."""
    there = {row.cell("id").text for row in rows}
    for number in stood:
        if number not in there:
            mistakes.add(
                Place(file, 1),
                Text(
                    nl=f"de rij van {number} ontbreekt; laat de rij staan en maak haar cellen leeg om het antwoord "
                    "in te trekken",
                    en=f"the row of {number} is missing; keep the row and clear its cells to withdraw the answer",
                ),
            )


def _judge(
    rows: Sequence[Row], evidence: Sequence[Row], numbers: Sequence[str], plant: Plant, mistakes: Mistakes
) -> None:
    """Judges all cells as the loader judges the file, with the places of the cells."""
    proof: dict[str, list[Read]] = defaultdict(list)
    known = {row.cell("id").text for row in rows}
    for row in evidence:
        read, number = _read(row, mistakes), row.cell("id").text
        proof[number].append(read)
        if number and number not in known:
            _report_unknown(row.cell("id"), numbers, mistakes)
    reads = []
    for row in rows:
        number = row.cell("id").text
        answered = row.filled() or number in proof
        read = _read(row if answered else replace(row, cells=row.cells_of("id")), mistakes)
        files = {"evidence": Read(proof[number], row.place)} if number in proof else {}
        reads.append(Read(read.value | files, read.place, read.keys | files.keys()))
    rules = Mistakes()
    check_answers(reads, numbers, known_ids(plant), rules)
    for error in rules.errors:
        mistakes.add(error.place, _by_columns(error.text), error.suggestion)


def _by_columns(text: Text) -> Text:
    """A message of the loader with the names of columns in place of the keys of the file."""
    dutch, english = text.nl.replace("sleutel `", "cel `"), text.en.replace("key `", "cell `")
    for column in (*REQUIREMENT_COLUMNS, *EVIDENCE_COLUMNS):
        if column.path:
            key = f"`{column.path[-1]}`"
            dutch = dutch.replace(key, f"`{column.header.nl}`")
            english = english.replace(key, f"`{column.header.en}`")
    return Text(nl=dutch, en=english)


def _report_unknown(cell: Cell, numbers: Sequence[str], mistakes: Mistakes) -> None:
    text = shown(cell.text)
    said = Text(nl=f"eis `{text}` heeft geen rij", en=f"requirement `{text}` has no row")
    mistakes.add(cell.place, said, nearest(cell.text, numbers) if cell.text not in numbers else None)


def _read(row: Row, mistakes: Mistakes) -> Read:
    """A row as the loader would read it from the file."""
    found: dict[str, Read] = {}
    keys = set()
    for column, cell in row.cells:
        if cell.flaw:
            mistakes.add(cell.place, _about(column, cell.flaw))
            keys.add(column.path[0])
        elif cell.text:
            keys.add(column.path[0])
            read = _value(column, cell, mistakes)
            if read is None:
                continue
            if len(column.path) == 1:
                found[column.path[0]] = read
            else:
                inner = found.setdefault(column.path[0], Read({}, row.place))
                inner.value[column.path[1]] = read
        elif column.required:
            name = column.header
            mistakes.add(cell.place, Text(nl=f"`{name.nl}` is leeg", en=f"`{name.en}` is blank"))
    return Read(found, row.place, frozenset(keys))


def _value(column: Column, cell: Cell, mistakes: Mistakes) -> Read | None:
    said = meant(column, cell.text)
    if column.words and said not in column.words:
        words = [(word.nl, word.en) for word in column.words.values()]
        text, name = shown(cell.text), column.header
        dutch, english = (", ".join(one) for one in zip(*words, strict=True))
        mistakes.add(
            cell.place,
            Text(
                nl=f"`{name.nl}`: `{text}` kan niet; kies uit {dutch}",
                en=f"`{name.en}`: `{text}` is not possible; choose from {english}",
            ),
        )
        return None
    node = _node(column, said, cell.place)
    # The shape names the value in its messages; a name per language takes a reading per language.
    in_dutch, in_english = Mistakes(), Mistakes()
    read = column.shape.read(node, column.header.nl, in_dutch)
    column.shape.read(node, column.header.en, in_english)
    for one, other in zip(in_dutch.errors, in_english.errors, strict=True):
        mistakes.add(one.place, Text(nl=one.text.nl, en=other.text.en), one.suggestion)
    return read


def _node(column: Column, said: str | list[str], place: Place) -> Node:
    plain = column.path[-1] in _UNQUOTED
    if isinstance(said, str):
        return Scalar(said, plain, place, 0, 0)
    return SequenceNode(place, 0, True, [Scalar(one, plain, place, 0, 0) for one in said])


def _about(column: Column, flaw: Text) -> Text:
    return Text(nl=f"`{column.header.nl}`: {flaw.nl}", en=f"`{column.header.en}`: {flaw.en}")


def _entry(number: str, row: Row, evidence: Sequence[Row], stood: Entry, changes: list[Change]) -> Entry:
    """The entry of an answer with what its rows say."""
    entry = _filled(row, stood or {"id": number}, number, Text("", ""), changes)
    before = {str(one["file"]): one for one in _records(stood.get("evidence"))}
    now = {proof.cell("file").text: proof for proof in evidence}
    sheet = EVIDENCE_SHEET
    named = {file: Text(nl=f"{sheet.nl} {file}: ", en=f"{sheet.en} {file}: ") for file in (*before, *now)}
    kept: list[Content] = []
    for file, one in before.items():
        if _as_cell(file) in now:
            kept.append(_filled(now.pop(_as_cell(file)), one, number, named[file], changes))
        else:
            whole = Text(named[file].nl.rstrip(": "), named[file].en.rstrip(": "))
            kind = str(one["kind"])
            changes.append(Change(number, whole, Text(kind, kind), Text("", "")))
    kept += [_filled(proof, {}, number, named[file], changes) for file, proof in now.items()]
    if kept:
        entry["evidence"] = kept
    else:
        entry.pop("evidence", None)
    return entry


def _as_cell(file: str) -> str:
    return str(found_in({"file": file}, ("file",)))


def _records(value: Content | None) -> Iterator[Entry]:
    yield from (one for one in value or () if isinstance(one, dict))


def _filled(row: Row, stood: Entry, number: str, prefix: Text, changes: list[Change]) -> Entry:
    """A record with the cells of a row that say something else."""
    record = copy.deepcopy(stood)
    for column, cell in row.cells:
        if column.path == ("id",):
            continue
        old = found_in(stood, column.path)
        new = meant(column, cell.text)
        if old == new or (not old and not new):
            continue
        _put(record, column.path, list(new) if isinstance(new, list) else new)
        name = Text(nl=prefix.nl + column.header.nl, en=prefix.en + column.header.en)
        spoken = [Text(told(column, one, "nl"), told(column, one, "en")) for one in (old, new)]
        changes.append(Change(number, name, *spoken))
    return record


def _put(record: Entry, path: Sequence[str], value: Content) -> None:
    """Puts a value at a path; a blank one takes the key away, and what is left empty by that."""
    first, *rest = path
    if rest:
        inner = record.get(first)
        inner = inner if isinstance(inner, dict) else {}
        _put(inner, rest, value)
        value = inner
    if value:
        record[first] = value
    else:
        record.pop(first, None)
