"""Reads damaged archives, advisories, bills, workbooks and lists until the time is up: nothing may raise but what the
reader says it raises.

    python -m tests.observe.supply_fuzz --minutes 5

What makes trouble is kept in `build/fuzz/`, and the run ends with status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from keur.observe.advisories.gathering import read_paths
from keur.observe.sboms.gathering import read_files
from keur.plant.errors import Mistakes, PlantErrors
from keur.plant.nodes import parse
from keur.plant.programme.workbook import read_sheets
from keur.plant.table import read_csv, read_xlsx
from keur.plant.vendor_form import read_form
from tests.cli.test_hostile_files import BILLS, BOM, GOOD, KEV, TAR, bill, zipped
from tests.observe.firewalls.fuzz import KEPT, damaged
from tests.plant.test_workbook import workbook


def _path(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        read_paths((path,), keep_contents=True)
        read_files((path,), [])


def _form(data: bytes, name: str) -> None:
    with contextlib.suppress(PlantErrors):
        read_form(data, name, {"v"}, {"B3"})


def _table(data: bytes, name: str) -> None:
    for reader in (read_sheets, read_xlsx, read_csv):
        reader(data, name, Mistakes())
    parse(io.TextIOWrapper(io.BytesIO(data), "utf-8", errors="replace").read(), name, Mistakes())


BOOK = workbook(("id", "zone"), ("plc", "cell"), (1e300, True))
PART = '<component type="library" bom-ref="a"><name>a</name><version>1</version></component>'
SAMPLES: dict[str, tuple[bytes, Callable[[bytes, str], None]]] = {
    "a.json": (GOOD, _path),
    "kev.json": (KEV.encode(), _path),
    "bill.json": (bill('{"name":"a","bom-ref":"a"}],"dependencies":[{"ref":"a","dependsOn":["a"]}'), _path),
    "bill.xml": (f"{BOM}<components>{PART}</components></bom>".encode(), _path),
    "bill.spdx": (BILLS["lines.spdx"][0][:200] + b"\nPackageName: a\nSPDXID: SPDXRef-a\n", _path),
    "epss.csv": (b"#v,score_date:2026-01-01T\ncve,epss,percentile\nCVE-2026-0001,0.1,0.2\n", _path),
    "a.zip": (zipped({"a.json": GOOD, "kev.json": KEV.encode()}), _path),
    "a.tar": (TAR, _path),
    "a.tar.gz": (gzip.compress(TAR, mtime=0), _path),
    "form.xlsx": (BOOK, _form),
    "list.xlsx": (BOOK, _table),
    "list.csv": (b'id,zone\nplc,"a ""b"""\n', _table),
    "list.yaml": (b"zones:\n  - {id: z, name: [a, 'b']}\n", _table),
}


def run(choose: random.Random, goes_on: Callable[[], bool]) -> tuple[int, list[Path]]:
    """How many damaged files were read, and those that made trouble."""
    others, names = [data for data, _ in SAMPLES.values()], list(SAMPLES)
    count, kept = 0, []
    while goes_on():
        name = names[count % len(names)]
        sample, reader = SAMPLES[name]
        data = damaged(sample, others, choose)
        count += 1
        try:
            reader(data, name)
        except Exception:
            traceback.print_exc()
            KEPT.mkdir(parents=True, exist_ok=True)
            kept.append(KEPT / f"{count}-{name}")
            kept[-1].write_bytes(data)
    return count, kept


def main() -> None:
    wishes = argparse.ArgumentParser()
    wishes.add_argument("--minutes", type=float, default=5)
    wishes.add_argument("--seed", type=int, default=1)
    given = wishes.parse_args()
    end = time.monotonic() + given.minutes * 60
    count, kept = run(random.Random(given.seed), lambda: time.monotonic() < end)
    print(f"{count} damaged files, {len(kept)} made trouble: {', '.join(map(str, kept))}")
    sys.exit(bool(kept))


if __name__ == "__main__":
    main()
