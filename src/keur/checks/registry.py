"""Finds the checks: each folder beside this file that holds a `check.yaml` is one. There is no list to keep."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keur.checks.description import CheckError, Description, read

if TYPE_CHECKING:  # a manual page needs no database
    from keur.facts.database import Facts

FOLDER = Path(__file__).parent

Row = Mapping[str, Any]
Question = Callable[["Facts"], Iterable[Row]]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it says, and how it finds its rows."""

    id: str
    folder: Path
    description: Description
    question: Question
    """Rows of facts; `docs/facts.md` says which columns a row has."""


def discover(folder: Path = FOLDER) -> tuple[Check, ...]:
    """All checks in order of id. Raises `CheckError` on the first that is broken: a run without it would be silent
    about what it finds."""
    return tuple(
        load(place)
        for place in sorted(folder.iterdir())
        if place.is_dir() and not place.name.startswith(("_", ".")) and any(place.iterdir())
    )


def load(folder: Path) -> Check:
    """Reads one check's folder. Raises `CheckError`."""
    if not _ID.fullmatch(folder.name):
        raise CheckError(f"{folder}: the id of a check is words in lower case joined by `-`")
    description = read(folder / "check.yaml")
    sql, python = folder / "check.sql", folder / "check.py"
    if sql.is_file() == python.is_file():
        raise CheckError(f"{folder}: exactly one of check.sql and check.py is expected")
    if not any((folder / "cases").glob("*.yaml")):
        raise CheckError(f"{folder}: no cases/*.yaml; a check proves itself by its cases")
    return Check(folder.name, folder, description, _ask(sql) if sql.is_file() else _import(python))


def _ask(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    return lambda facts: facts.rows(text)


def _import(path: Path) -> Question:
    # By path: a check's id is no Python name.
    spec = importlib.util.spec_from_file_location(f"keur_check_{path.parent.name.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise CheckError(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise CheckError(f"{path}:{error.lineno}: {error.msg}") from error
    except Exception as error:
        raise CheckError(f"{path}: {error}") from error
    question = getattr(module, "check", None)
    if not callable(question):
        raise CheckError(f"{path}: no function `check(facts)`")
    return question  # type: ignore[no-any-return]
