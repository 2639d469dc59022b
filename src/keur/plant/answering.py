"""Puts the answers of a form into a plant folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from keur.plant.assets import replace
from keur.plant.errors import Mistakes
from keur.plant.evidence import hashes
from keur.plant.file_bytes import read_bytes
from keur.plant.files import ANSWERS, ANSWERS_FOLDER
from keur.plant.list_text import entries, with_entries
from keur.plant.loading import read_text
from keur.plant.model import Plant
from keur.plant.nodes import parse
from keur.plant.vendor_form import Change, changes, entry, evidence_files, read_form
from keur.plant.vendor_rules import check_answers


def import_answers(
    folder: Path, plant: Plant, file: Path, today: dt.date, questions: frozenset[str], *, write: bool
) -> tuple[str, tuple[Change, ...]]:
    """Reads a form and writes what it changes into `declared/answers/`; gives the vendor and the changes. Of an answer
    that changes only the keys that differ change; comments, layout and all other answers stay as they are written.

    Raises PlantErrors, with nothing written, when the form has mistakes or the file cannot be edited safely."""
    form = read_form(read_bytes(file), file.name, {one.id for one in plant.vendors}, questions)
    stands = next((one for one in plant.vendor_answers if one.vendor == form.vendor), None)
    found = changes(form, stands, hashes(folder, evidence_files(form, stands)), today)
    if found:
        name = f"{ANSWERS_FOLDER}/{form.vendor}.yaml"
        mistakes = Mistakes()
        text = read_text(folder, name, mistakes) if (folder / name).exists() else "answers:\n"
        mistakes.stop_if_any()
        assert text is not None  # noqa: S101  no mistakes, so there is a text
        bom = "\ufeff" if text.startswith("\ufeff") else ""
        edited = amended(text.removeprefix("\ufeff"), name, found, questions)
        if write:
            replace(folder / name, (bom + edited).encode())
    return form.vendor, found


def amended(text: str, file: str, found: Sequence[Change], questions: frozenset[str]) -> str:
    """The text of a file of answers with changes; answers keep their order, new ones stand last.

    Raises PlantErrors when the result would not load, or when the layout cannot be edited safely."""
    after = {change.question: change.after for change in found}
    stood = entries(text, file)
    wanted = [entry(after[str(one["id"])], one) if one["id"] in after else one for one in stood]
    there = {one["id"] for one in stood}
    wanted += [entry(one) for question, one in after.items() if question not in there]
    edited = with_entries(text, file, "answers", wanted)
    mistakes = Mistakes()
    node = parse(edited, file, mistakes)
    read = ANSWERS.read(node, file, mistakes) if node else None
    if read is not None and "answers" in read.value:
        check_answers(read.value["answers"].value, questions, mistakes)
    mistakes.stop_if_any()
    return edited
