"""How quick a log of remote access is imported and checked, and what memory that takes, beside counting its rows.

    python benchmarks/sessions.py [--rows 200000] [--unapproved 10]

Of a hundred sessions, about `--unapproved` have no approval, and so a finding. The plain way reads the same rows with
Python's `csv` and counts each record id once in a dict. Each step is a process of its own, and so is its memory.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VENDORS, ACCOUNTS, PATHS = 10, 40, 12
FIRST = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def make_plant(folder: Path, unapproved: int) -> None:
    """A plant with vendors, their accounts and ways in, and an approval a week for each person but in some weeks."""
    subprocess.run(
        [sys.executable, "-m", "keur", "new", str(folder), "--language", "en"], check=True, stdout=subprocess.DEVNULL
    )
    zone = "  - id: line\n    name:\n      nl: Lijn\n      en: Line\n    levels: [1]\n    kind: control\n"
    (folder / "declared/zones.yaml").write_text(f"zones:\n{zone}", encoding="utf-8")
    lines = ["vendors:"]
    for number in range(VENDORS):
        own = range(number, ACCOUNTS, VENDORS)
        lines += [f"  - id: vendor-{number}", f"    name: Vendor {number}", "    kind: supplier", "    role: builds"]
        lines += ["    persons:", *(f"      - id: person-{one}\n        name: Person {one}" for one in own)]
        lines += ["    accounts:"]
        lines += [f"      - id: ext-{one}\n        kind: personal\n        person: person-{one}" for one in own]
    (folder / "declared/vendors.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (folder / "declared/access.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "vendor", "zones", "mode", "approver"])
        rows.writerows([f"path-{one}", f"vendor-{one % VENDORS}", "line", "on-demand", "Jan"] for one in range(PATHS))
    with (folder / "decided/approvals.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "vendor", "person", "operations", "from", "until", "approved_by"])
        for week in range(53):
            if week * 7 % 100 < unapproved:
                continue
            begin = FIRST + dt.timedelta(weeks=week)
            times = [one.isoformat(timespec="minutes") for one in (begin, begin + dt.timedelta(weeks=1, hours=4))]
            rows.writerows(
                [f"a-{week}-{one}", f"vendor-{one % VENDORS}", f"person-{one}", "any", *times, "Jan"]
                for one in range(ACCOUNTS)
            )


def make_log(path: Path, count: int) -> None:
    """Sessions of a year, with times as a Dutch tool writes them; one in fifty stands there twice."""
    chance = random.Random(0)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Sessie-ID", "Gebruiker", "Toegangsweg", "Bronadres", "Apparaat", "Begin", "Einde", "Ticket"])
        for number in range(count):
            begin = FIRST + dt.timedelta(seconds=chance.randrange(365 * 86_400))
            times = [f"{one:%d-%m-%Y %H:%M:%S}" for one in (begin, begin + dt.timedelta(minutes=chance.randrange(240)))]
            who = chance.randrange(ACCOUNTS)
            record = number - 1 if number % 50 == 49 else number
            address = f"198.51.100.{who}"
            rows.writerow([record, f"ext-{who}", f"path-{who % PATHS}", address, f"PLC-{who}", *times, f"T{number}"])


def count_plainly(path: Path) -> None:
    """The plain way."""
    seen: dict[str, str] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            seen[row["Sessie-ID"]] = row["Gebruiker"]
    print(len(seen))


def measured(what: str, command: list[str], allowed: tuple[int, ...] = (0,)) -> None:
    """Runs a step and prints its seconds and its highest memory."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code not in allowed:
            output.seek(0)
            raise SystemExit(f"{what}: exit code {code}\n{output.read()[-2000:].decode()}")
    taken = f"{time.perf_counter() - start:6.1f} s ({used.ru_utime + used.ru_stime:6.1f} s of a processor)"
    print(f"{what:16} {taken} {used.ru_maxrss / 1024:6.0f} MB", flush=True)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rows", type=int, default=200_000)
    words.add_argument("--unapproved", type=int, default=10)
    words.add_argument("--count", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.count:
        count_plainly(given.count)
        return
    with tempfile.TemporaryDirectory() as name:
        plant, log = Path(name) / "plant", Path(name) / "log.csv"
        make_plant(plant, given.unapproved)
        make_log(log, given.rows)
        keur = [sys.executable, "-m", "keur"]
        told = ["--timezone", "Europe/Amsterdam"]
        listed = str(Path(name) / "list.json")
        found = str(Path(name) / "check.json")
        measured("plain count", [sys.executable, __file__, "--count", str(log)])
        measured("keur --help", [*keur, "--help"])
        measured("sessions import", [*keur, "sessions", "import", str(plant), str(log), *told], (0, 1))
        measured("sessions list", [*keur, "sessions", "list", str(plant), "--format", "json", "--output", listed])
        measured("check", [*keur, "check", str(plant), "--format", "json", "--output", found], (0, 1))


if __name__ == "__main__":
    main()
