"""When advisories came into the plant: `observed/advisories-received.csv`, which an import adds to.

An advisory that nobody judged is counted from that day. Files that were copied in by hand have none.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from keur.observe.advisories.model import Advisory, Problem
from keur.plant.assets import replace
from keur.plant.model import Text
from keur.plant.table import no_formula

FILE = "observed/advisories-received.csv"
HEADER = ("advisory", "revision", "sha256", "received")


@dataclass(frozen=True, slots=True)
class Receipts:
    first: Mapping[str, dt.date]
    """Day on which the first revision of an advisory came in, by the advisory's id."""
    problems: tuple[Problem, ...]
    """Rows that cannot be used."""


def read_receipts(folder: Path) -> Receipts:
    """When the advisories of a plant came in. Raises OSError when the file is there and cannot be read."""
    first: dict[str, dt.date] = {}
    problems: list[Problem] = []
    for line, (id, _, _, received) in _rows(folder, problems):
        try:
            day = dt.date.fromisoformat(received)
        except ValueError:
            text = Text(nl=f"`{received}` is geen datum (jjjj-mm-dd)", en=f"`{received}` is not a date (yyyy-mm-dd)")
            problems.append(Problem(FILE, f"line {line}", text))
            continue
        known = id.removeprefix("'")
        first[known] = min(day, first.get(known, day))
    return Receipts(first, tuple(problems))


def add_receipts(folder: Path, advisories: Iterable[Advisory], day: dt.date) -> None:
    """Adds that these revisions came in on a day. Raises OSError when the file cannot be written."""
    path = folder / FILE
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = [(no_formula(one.id), no_formula(one.version), one.sha256, day.isoformat()) for one in advisories]
    if not rows:
        return
    before = path.read_bytes() if path.exists() else b""
    if not before:
        writer.writerow(HEADER)
    elif not before.endswith(b"\n"):
        out.write("\n")
    writer.writerows(rows)
    replace(path, before + out.getvalue().encode("utf-8", "backslashreplace"))


def _rows(folder: Path, problems: list[Problem]) -> Iterable[tuple[int, list[str]]]:
    try:
        text = (folder / FILE).read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if not row or tuple(row) == HEADER:
            continue
        if len(row) != len(HEADER):
            columns = ", ".join(HEADER)
            problems.append(
                Problem(
                    FILE,
                    f"line {line}",
                    Text(
                        nl=f"de rij heeft {len(row)} cellen; het zijn er vier: {columns}",
                        en=f"the row has {len(row)} cells; there are four: {columns}",
                    ),
                )
            )
            continue
        yield line, row
