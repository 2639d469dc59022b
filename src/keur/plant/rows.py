"""Rows of a CSV list, judged by the same shapes as the records of YAML files.

A cell is a value; where the shape is a list, its entries stand apart by blanks or `;`. A blank cell is a key that is
not there. Columns that the shape does not know are the plant's own.
"""

from __future__ import annotations

import re

from keur.plant.assets import full_rows, header_fits
from keur.plant.errors import Mistakes
from keur.plant.model import Place
from keur.plant.nodes import Mapping, Node, Scalar, Sequence
from keur.plant.shapes import ListOf, Read, Record, Shape, WordOr
from keur.plant.table import Row, Table, read_csv


def read_list(data: bytes, file: str, record: Record, mistakes: Mistakes) -> list[Read] | None:
    """The rows of a CSV file; None, with mistakes reported, when there is no table to judge."""
    table = read_csv(data, file, mistakes)
    columns = tuple(key.name for key in record.keys)
    required = tuple(key.name for key in record.keys if key.required)
    if table is None or not header_fits(table, columns, required, mistakes):
        return None
    read = (record.read(_mapping(table, row, record), "", mistakes) for row in full_rows(table, mistakes))
    return [one for one in read if one is not None]


def _mapping(table: Table, row: Row, record: Record) -> Mapping:
    found = Mapping(Place(table.file, row.line), 0, flow=False)
    for key in record.keys:
        at = table.columns.get(key.name)
        cell = "" if at is None else row.cells[at].strip()
        if cell or key.required:
            place = table.place(row, key.name)
            found.entries[key.name] = (Scalar(key.name, True, place, 0, 0), _node(cell, key.shape, place))
    return found


def _node(cell: str, shape: Shape, place: Place) -> Node:
    if not cell or not isinstance(shape, ListOf | WordOr) or (isinstance(shape, WordOr) and cell == shape.word):
        return Scalar(cell, True, place, 0, 0)
    entries = [Scalar(entry, True, place, 0, 0) for entry in re.split(r"[;\s]+", cell) if entry]
    return Sequence(place, 0, True, list(entries))
