"""Vendors, access paths, approvals, bans and answers in a check's cases, as the plant's files write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import yaml

from keur.plant import vendor_records, windows_records
from keur.plant.errors import Mistakes
from keur.plant.files import ANSWERS, ANSWERS_FOLDER, FILES, LISTS
from keur.plant.nodes import Mapping as Node
from keur.plant.nodes import parse
from keur.plant.shapes import Read, Record
from keur.plant.vendors import VendorAnswers

Made = TypeVar("Made")
Parts = Mapping[str, Any]

_DEFAULTS: dict[str, Parts] = {
    "vendors": {"kind": "supplier", "role": "example"},
    "access": {"mode": "on-demand"},
    "approvals": {"operations": "any", "approved_by": "example"},
    "maintenance": {},
    "bans": {"kind": "product", "basis": "own-policy", "source": "example"},
}


def about_vendors(parts: Parts) -> dict[str, Any]:
    """What a plant says of vendors: fields of `Plant`."""
    found: dict[str, Any] = {
        "vendors": _made(parts, "vendors", "declared/vendors.yaml", vendor_records.vendor),
        "access": _made(parts, "access", "declared/access.csv", vendor_records.access_path),
        "approvals": _made(parts, "approvals", "decided/approvals.csv", vendor_records.approval),
        "bans": _made(parts, "bans", "declared/bans.yaml", vendor_records.ban),
        "vendor_answers": _answers(parts),
        "maintenance": _made(parts, "maintenance", "declared/windows.yaml", windows_records.maintenance),
    }
    return found


def _answers(parts: Parts) -> tuple[VendorAnswers, ...]:
    """The answers of each vendor; beside the keys of the file, a row names its `vendor`."""
    told = [{"grade": "statement", "date": "2026-01-01", **row} for row in parts.get("answers", ())]
    of_vendor: dict[str, list[dict[str, Any]]] = {}
    for row in told:
        of_vendor.setdefault(row.pop("vendor"), []).append(row)
    found = []
    for vendor, rows in of_vendor.items():
        file = f"{ANSWERS_FOLDER}/{vendor}.yaml"
        node = parse(yaml.safe_dump({"answers": rows}, sort_keys=False), file, Mistakes())
        mistakes = Mistakes()
        read = ANSWERS.read(node, file, mistakes) if node else None
        mistakes.stop_if_any()
        assert read is not None  # noqa: S101  no mistakes, so it was read
        found.append(vendor_records.answers(vendor, read))
    return tuple(found)


def _made(parts: Parts, key: str, file: str, make: Callable[[Read], Made]) -> tuple[Made, ...]:
    rows: list[dict[str, Any]] = [{**_DEFAULTS[key], **row} for row in parts.get(key, ())]
    if key == "vendors":
        rows = [{"name": row["id"], **row} for row in rows]
    return tuple(map(make, _reads(rows, file)))


def _reads(rows: list[dict[str, Any]], file: str) -> Iterable[Read]:
    """The rows as the loader reads them, so that a case cannot say what a plant could not."""
    mistakes = Mistakes()
    record = LISTS[file] if file in LISTS else _item(FILES[file])
    for number, row in enumerate(rows, start=2):
        node = parse("\n" * (number - 1) + yaml.safe_dump(row, sort_keys=False), file, mistakes)
        assert isinstance(node, Node)  # noqa: S101  a row is a mapping
        read = record.read(node, file, mistakes)
        mistakes.stop_if_any()
        assert read is not None  # noqa: S101  no mistakes, so it was read
        yield read


def _item(file: Record) -> Record:
    """The shape of the records of a file that is one list."""
    (key,) = file.keys
    found: Record = key.shape.item  # type: ignore[attr-defined]
    return found
