"""The asset list, `declared/assets.csv` or `assets.xlsx`: reading it strictly and writing it back without loss."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keur.plant import addresses
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.files.names import ASSET_ID
from keur.plant.model import Asset, Place, Text
from keur.plant.table import Row, Table, read_csv, read_xlsx, write_csv, write_xlsx

COLUMNS = (
    "id",
    "zone",
    "kind",
    "vendor",
    "product",
    "order_number",
    "firmware",
    "hardware_version",
    "serial",
    "mac",
    "ipv4",
    "ipv6",
    "hostname",
    "owner",
    "location",
    "process",
    "criticality",
)
"""Columns that keur knows; other columns are the plant's own and stay as they are."""

REQUIRED = ("id", "zone")
ADDRESSES: dict[str, Callable[[str], str]] = {
    "mac": addresses.mac,
    "ipv4": lambda written: str(addresses.ip(written, 4)),
    "ipv6": lambda written: str(addresses.ip(written, 6)),
}


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset with the row that it came from, for the places of its cells."""

    asset: Asset
    row: Row
    table: Table

    def place(self, column: str) -> Place:
        return self.table.place(self.row, column)


def read_table(data: bytes, file: str, mistakes: Mistakes) -> Table | None:
    """The table of assets, whatever its rows say; None, with mistakes reported, when there is no table to judge."""
    table = read_xlsx(data, file, mistakes) if file.endswith(".xlsx") else read_csv(data, file, mistakes)
    if table is None or not header_fits(table, COLUMNS, REQUIRED, mistakes):
        return None
    return table


def header_fits(table: Table, columns: tuple[str, ...], required: tuple[str, ...], mistakes: Mistakes) -> bool:
    """Reports columns without a name, twice, misspelt, or missing; False when there are any."""
    before = len(mistakes.errors)
    missing = [name for name in columns if name not in table.columns]
    for at, name in enumerate(table.header):
        if not name:
            mistakes.add(
                table.header_place(at), Text(nl=f"kolom {at + 1} heeft geen naam", en=f"column {at + 1} has no name")
            )
        elif table.columns[name] != at:
            mistakes.add(
                table.header_place(at),
                Text(nl=f"kolom `{shown(name)}` staat er twee keer", en=f"column `{shown(name)}` stands here twice"),
            )
        elif name not in columns and (near := _meant(name, missing)):
            mistakes.add(
                table.header_place(at),
                Text(nl=f"onbekende kolom `{shown(name)}`", en=f"unknown column `{shown(name)}`"),
                near,
            )
            missing.remove(near)
    for name in required:
        if name in missing:
            place = table.header_place(0)
            mistakes.add(place, Text(nl=f"kolom `{name}` ontbreekt", en=f"column `{name}` is missing"))
    return len(mistakes.errors) == before


_OTHER_NAMES = {"ip": "ipv4", "ipaddress": "ipv4", "ipadres": "ipv4", "macaddress": "mac", "macadres": "mac"}


def _meant(name: str, missing: list[str]) -> str | None:
    """The missing column that an unknown one is a slip of; None when it is a column of the plant's own.

    Without this a slip would lose all addresses without a word.
    """
    plain = re.sub(r"[^a-z0-9]", "", name)
    near = _OTHER_NAMES.get(plain) or nearest(name, missing)
    if near not in missing or plain in _OTHER_NAMES:
        return near if near in missing else None
    meant = near.replace("_", "")
    close = nearest(plain, [meant], 0.85) is not None and abs(len(plain) - len(meant)) <= 1 and plain[:1] == meant[:1]
    return near if close else None


def read_rows(table: Table, mistakes: Mistakes) -> list[AssetRow]:
    """The assets of a table. Wrong cells are reported and left out of the asset, so that the rest can be judged."""
    known = {name: at for name, at in table.columns.items() if name in COLUMNS}
    return [AssetRow(_asset(table, known, row, mistakes), row, table) for row in full_rows(table, mistakes)]


def full_rows(table: Table, mistakes: Mistakes) -> Iterator[Row]:
    """The rows that are not blank. A row with too few or too many cells is reported and left out."""
    for row in table.rows:
        if not row.cells:
            continue
        if len(row.cells) != len(table.header):
            have, want = len(row.cells), len(table.header)
            mistakes.add(
                Place(table.file, row.line),
                Text(
                    nl=f"de rij heeft {have} cellen, de kop {want}; staat er een `{table.delimiter}` te veel?",
                    en=f"the row has {have} cells, the header {want}; is there a `{table.delimiter}` too many?",
                ),
            )
            continue
        yield row


def _asset(table: Table, known: dict[str, int], row: Row, mistakes: Mistakes) -> Asset:
    values: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    for name, at in known.items():
        values[name] = row.cells[at].strip()
    for name in REQUIRED:
        if not values[name]:
            mistakes.add(table.place(row, name), Text(nl=f"`{name}` is leeg", en=f"`{name}` is blank"))
    if values["id"] and not re.fullmatch(ASSET_ID.pattern, values["id"]):
        written = shown(values["id"])
        mistakes.add(
            table.place(row, "id"),
            Text(
                nl=f"`id`: `{written}` is geen {ASSET_ID.meaning.nl}",
                en=f"`id`: `{written}` is not {ASSET_ID.meaning.en}",
            ),
        )
    for name in ADDRESSES:
        values[name] = _addresses(table, row, name, values[name], mistakes)
    return Asset(**values, place=Place(table.file, row.line))


def _addresses(table: Table, row: Row, name: str, cell: str, mistakes: Mistakes) -> tuple[str, ...]:
    if not cell:
        return ()
    found: list[str] = []
    for written in re.split(r"[;\s]+", cell):
        if not written:
            continue
        try:
            address = ADDRESSES[name](written)
        except addresses.WrongAddress as wrong:
            text = Text(nl=f"`{name}`: {wrong.text.nl}", en=f"`{name}`: {wrong.text.en}")
            mistakes.add(table.place(row, name), text, wrong.suggestion)
            continue
        if address in found:
            mistakes.add(
                table.place(row, name),
                Text(nl=f"`{name}`: `{address}` staat er twee keer", en=f"`{name}`: `{address}` stands here twice"),
            )
        found.append(address)
    return tuple(found)


def write_assets(folder: Path, assets: Iterable[Asset]) -> None:
    """Writes assets into the asset list of a plant folder.

    Rows keep their order and the plant's own columns keep their values; a cell whose meaning did not change keeps its
    text. Assets that the list lacks are added at its end, rows whose asset is not given are dropped (in a
    workbook, formulas that point below a dropped row are not moved). Raises PlantErrors, and leaves the list as it
    stands, when it has mistakes or would have; ValueError when two assets have the same id.
    """
    mistakes = Mistakes()
    path = folder / "declared" / ("assets.xlsx" if (folder / "declared/assets.xlsx").exists() else "assets.csv")
    file = f"declared/{path.name}"
    table = read_table(path.read_bytes(), file, mistakes) if path.exists() else Table(file, COLUMNS, [])
    rows = read_rows(table, mistakes) if table else []
    mistakes.stop_if_any()
    assert table is not None  # noqa: S101  no mistakes, so there is a table
    given = list(assets)
    wanted = {asset.id: asset for asset in given}
    if len(wanted) != len(given):
        raise ValueError("two of the assets have the same id")
    header = _header_for(table, given)
    out: list[tuple[Row, tuple[str, ...]]] = []
    stood = {id(found.row): found for found in rows}
    for row in table.rows:
        found = stood.get(id(row))
        if found is None:
            out.append((row, row.cells))
        elif found.asset.id in wanted:
            out.append((row, _cells(header, row, found.asset, wanted.pop(found.asset.id))))
    for asset in wanted.values():
        out.append((Row((), 0, None), _cells(header, Row((), 0, None), None, asset)))
    data = write_xlsx(path, table, out, header) if path.suffix == ".xlsx" else write_csv(table, out, header)
    written = read_table(data, file, mistakes)
    if written is not None:
        read_rows(written, mistakes)
    mistakes.stop_if_any()
    replace(path, data)


def _header_for(table: Table, assets: Iterable[Asset]) -> tuple[str, ...]:
    used = {name for asset in assets for name in COLUMNS if getattr(asset, name)}
    return table.header + tuple(name for name in COLUMNS if name in used and name not in table.columns)


def _cells(header: tuple[str, ...], row: Row, before: Asset | None, after: Asset) -> tuple[str, ...]:
    cells = list(row.cells) + [""] * (len(header) - len(row.cells))
    for at, name in enumerate(header):
        if name in COLUMNS and (before is None or getattr(before, name) != getattr(after, name)):
            value = getattr(after, name)
            cells[at] = value if isinstance(value, str) else " ".join(value)
    return tuple(cells)


def replace(path: Path, data: bytes) -> None:
    """Puts new content in place of a file in one step, so that a crash leaves the old or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        temporary = Path(name)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
