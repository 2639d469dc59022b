"""How quick `keur duties` answers for a large plant: 200 zones, 5,000 assets, 87 requirements, 1,000 files of evidence.

    python benchmarks/duties.py [--runs 5]

The whole command is measured, from start to the last line, as a user waits for it. No peer gives such an answer.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from keur.library import requirements
from keur.plant import create

ZONES, ASSETS, EVIDENCE = 200, 5_000, 1_000
BAR_SECONDS = 2.0
EVIDENCE_BYTES = 20_000
"""Of one file: a record of a few pages."""


def make(folder: Path) -> None:
    """A plant of that size in which every requirement is answered."""
    create(folder, "en")
    write(folder, "declared/zones.yaml", {"zones": [zone(at) for at in range(ZONES)]})
    conduits = [conduit(at) for at in range(ZONES - 1)]
    write(folder, "declared/conduits.yaml", {"conduits": conduits})
    with (folder / "declared/assets.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "zone", "kind", "vendor", "product", "ipv4"])
        for at in range(ASSETS):
            zone_at = at % ZONES
            rows.writerow([f"a-{at}", f"z-{zone_at}", "plc", "Acme", "PLC 7", f"10.{zone_at}.0.{at // ZONES + 1}"])
    numbers = sorted(requirements())
    answers = [answer(folder, number, at, len(numbers)) for at, number in enumerate(numbers)]
    write(folder, "declared/programme.yaml", {"requirements": answers})


def write(folder: Path, file: str, content: object) -> None:
    (folder / file).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def zone(at: int) -> dict[str, object]:
    name = f"Zone {at}"
    networks = [f"10.{at}.0.0/24"]
    return {"id": f"z-{at}", "name": {"nl": name, "en": name}, "levels": [1], "kind": "control", "networks": networks}


def conduit(at: int) -> dict[str, object]:
    channels = [{"protocol": "modbus", "port": 502, "operations": ["read"]}]
    return {"id": f"c-{at}", "from": f"z-{at}", "to": f"z-{at + 1}", "channels": channels, "reason": "values"}


def answer(folder: Path, number: str, at: int, count: int) -> dict[str, object]:
    evidence = []
    for one in range(at, EVIDENCE, count):
        file = f"declared/evidence/e-{one}.md"
        content = (f"{one}\n" * EVIDENCE_BYTES).encode()[:EVIDENCE_BYTES]
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)
        document = one % 2 == 0
        evidence.append(
            {
                "file": file,
                "kind": "document" if document else "record",
                "sha256": hashlib.sha256(content).hexdigest(),
                "from": "2026-01-01",
                "until": "2027-12-31" if document else "2026-11-01",
                "collected": "2026-11-01",
                "received": "2026-11-02",
            }
            | ({"approved_by": "J. Jansen"} if document else {})
        )
    depends = {"zones": [f"z-{at}"], "assets": [f"a-{at}"]}
    return {"id": number, "claim": "3", "depends_on": depends, "evidence": evidence}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "plant"
        make(folder)
        command = [sys.executable, "-m", "keur", "duties", str(folder), "--today", "2026-11-28"]
        command += ["--format", "json", "--output", str(Path(place) / "board.json")]
        # As installed: with compiled bytecode, which some machines are told not to keep.
        environment = os.environ | {"PYTHONPYCACHEPREFIX": str(Path(place) / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds = []
        subprocess.run(command, check=True, env=environment)
        for _ in range(runs):
            start = time.perf_counter()
            subprocess.run(command, check=True, env=environment)
            seconds.append(time.perf_counter() - start)
    print(f"{ZONES} zones, {ASSETS} assets, {len(requirements())} answers, {EVIDENCE} files of evidence")
    print(f"keur duties: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s; bar {BAR_SECONDS} s")
    return 0 if statistics.median(seconds) < BAR_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
