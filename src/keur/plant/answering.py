"""Puts the answers of a form into a plant folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from keur.plant.assets import replace
from keur.plant.evidence import hashes
from keur.plant.file_bytes import read_bytes
from keur.plant.files import ANSWERS_FOLDER
from keur.plant.model import Plant
from keur.plant.vendor_form import Change, changes, evidence_path, read_form, render


def import_answers(
    folder: Path, plant: Plant, file: Path, today: dt.date, questions: frozenset[str], *, write: bool
) -> tuple[str, tuple[Change, ...]]:
    """Reads a form and writes what it changes into `declared/answers/`, in the order of the questions; gives the vendor
    and the changes. The file is written as a whole. Raises PlantErrors, with nothing written, when the form has
    mistakes."""
    form = read_form(read_bytes(file), file.name, {one.id for one in plant.vendors}, questions)
    stands = next((one for one in plant.vendor_answers if one.vendor == form.vendor), None)
    paths = {evidence_path(form.vendor, one.evidence) for one in form.answers if one.evidence}
    found = changes(form, stands, hashes(folder, paths), today)
    if write and found:
        after = {one.question: one for one in (stands.answers if stands else ())}
        after |= {change.question: change.after for change in found}
        listed = sorted(after.values(), key=lambda one: (one.question[0], int(one.question[1:])))
        replace(folder / ANSWERS_FOLDER / f"{form.vendor}.yaml", render(listed).encode())
    return form.vendor, found
