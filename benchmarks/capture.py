"""Speed and memory of keur's capture reading beside other programs, on the same file in one run.

Speed is packets per CPU second: user and system time of the program and all processes that it started and waited for.
Memory is the largest resident set of one process. Both are medians of the runs; the programs take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import make_capture
import peers

HERE = Path(__file__).resolve().parent
OWN_CAPTURE = HERE.parent / "build" / "benchmark.pcap"
DEMO_CAPTURES = HERE.parent / "demo" / "observed" / "captures"

LEAST_SPEED = 2_000_000
"""Packets per CPU second that keur reaches."""

LEAST_RATIOS = {"suricata": 4.0, "nfstream": 10.0, "tshark": 100.0}
"""How many times as fast as these keur is."""

MOST_MEMORY_MB = 300.0


class Failed(Exception):
    """A measurement that could not be made: which, and why."""


@dataclass(frozen=True, slots=True)
class Run:
    """One program reading one capture once."""

    packets: int
    """That it read."""
    cpu_seconds: float
    wall_seconds: float
    peak_mb: float


@dataclass(slots=True)
class Measured:
    """All runs of a program on a capture."""

    peer: peers.Peer
    offered: int
    """Packets of the capture that it was to read."""
    runs: list[Run] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Packets per CPU second."""
        return self.offered / statistics.median(run.cpu_seconds for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return statistics.median(run.peak_mb for run in self.runs)

    @property
    def seen(self) -> int:
        return self.runs[0].packets


def run(peer: peers.Peer, capture: Path, offered: int | None) -> Run:
    """Runs a program once. `offered` stands for the packets when it does not say how many it read."""
    # Python programs compile their modules once, not in each run.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            begun = time.monotonic()
            command = peer.command(capture, folder)
            child = subprocess.Popen(command, stdout=out, stderr=err, cwd=folder, env=surroundings)
            # wait4 tells the use of this child alone, with the processes that it waited for.
            _, status, use = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            wall = time.monotonic() - begun
        said = (folder / "stdout").read_text(errors="replace")
        if child.returncode != 0:
            last = (folder / "stderr").read_text(errors="replace").strip().splitlines()[-1:]
            raise Failed(f"{peer.name} on {capture.name} ended with status {child.returncode}: {' '.join(last)}")
        packets = peer.seen(said)
    if packets is None:
        packets = offered or 0
    return Run(packets, use.ru_utime + use.ru_stime, wall, use.ru_maxrss / 1024)


def measure(capture: Path, programs: Sequence[peers.Peer], times: int) -> list[Measured]:
    """Runs each program so many times, in turns. The packets of the capture are what keur, the first, read."""
    offered: int | None = None
    measured: dict[str, Measured] = {}
    for turn in range(times):
        for peer in programs:
            print(f"{capture.name}: {peer.name}, run {turn + 1} of {times}", file=sys.stderr)
            one = run(peer, capture, offered)
            offered = offered or one.packets
            share = min(offered, peer.limit or offered)
            measured.setdefault(peer.name, Measured(peer, share)).runs.append(one)
    return list(measured.values())


def bars(results: Sequence[Measured]) -> Iterator[tuple[str, bool | None]]:
    """What keur must reach on a capture; `None` when its peer was not measured."""
    by_name = {result.peer.name: result for result in results}
    own = by_name["keur"]
    yield f"{LEAST_SPEED:,} packets per CPU second", own.speed >= LEAST_SPEED
    yield f"at most {MOST_MEMORY_MB:.0f} MB", own.peak_mb <= MOST_MEMORY_MB
    for name, least in LEAST_RATIOS.items():
        reached = own.speed >= least * by_name[name].speed if name in by_name else None
        yield f"{least:.0f} times {name}", reached


def table(results: Sequence[Measured], missing: Sequence[peers.Peer]) -> Iterator[str]:
    """Lines for people: speeds, memory and ratios."""
    own = results[0]
    yield "| program | version | packets read | packets per CPU second | peak MB | keur is faster | keur's memory |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for result in results:
        cells = [
            result.peer.name,
            result.peer.version or "",
            f"{result.seen:,}",
            f"{result.speed:,.0f}",
            f"{result.peak_mb:,.0f}",
            f"{own.speed / result.speed:,.1f} x" if result is not own else "",
            f"{own.peak_mb / result.peak_mb:.2f} x" if result is not own else "",
        ]
        yield f"| {' | '.join(cells)} |"
    for peer in missing:
        yield f"| {peer.name} | not installed | | | | | |"


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    cpu = platform.processor() or "unknown"
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        names = [
            line.partition(":")[2].strip() for line in facts.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def as_json(capture: Path, results: Sequence[Measured], missing: Sequence[peers.Peer]) -> dict[str, Any]:
    own = results[0]
    return {
        "capture": capture.name,
        "capture_bytes": capture.stat().st_size,
        "packets": own.seen,
        "programs": [
            {
                "name": result.peer.name,
                "version": result.peer.version,
                "does": result.peer.does,
                "packets_offered": result.offered,
                "packets_read": result.seen,
                "packets_per_cpu_second": round(result.speed),
                "peak_mb": round(result.peak_mb, 1),
                "keur_times_as_fast": round(own.speed / result.speed, 2),
                "keur_times_the_memory": round(own.peak_mb / result.peak_mb, 3),
                "cpu_seconds": [round(one.cpu_seconds, 3) for one in result.runs],
                "wall_seconds": [round(one.wall_seconds, 3) for one in result.runs],
            }
            for result in results
        ],
        "not_installed": [peer.name for peer in missing],
        "bars": dict(bars(results)),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures keur's capture reading beside other programs.")
    parser.add_argument(
        "--capture",
        type=Path,
        action="append",
        help="capture to read; may be given more than once (default: one made from the demo plant's captures)",
    )
    parser.add_argument("--size-mb", type=float, default=180.0, help="size of the capture that is made (default: 180)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each program (default: 3)")
    parser.add_argument("--peers", help="names with commas, such as `tshark,suricata`; `none` for keur alone")
    parser.add_argument("--tshark-packets", type=int, default=250_000, help="packets for tshark (default: 250,000)")
    parser.add_argument(
        "--peer-python",
        default=os.environ.get("KEUR_BENCHMARK_PYTHON", sys.executable),
        help="Python that has nfstream and dpkt (default: $KEUR_BENCHMARK_PYTHON, or this one)",
    )
    parser.add_argument("--output", type=Path, default=OWN_CAPTURE.with_suffix(".json"), help="file for the figures")
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error("--runs must be at least 1")
    return asked


def chosen(asked: argparse.Namespace) -> list[peers.Peer]:
    """The programs that were asked for, keur first."""
    own, *others = peers.all_peers(asked.peer_python, asked.tshark_packets)
    if asked.peers is None:
        return [own, *others]
    names = set() if asked.peers == "none" else {name.strip() for name in asked.peers.split(",")} - {own.name}
    unknown = names - {peer.name for peer in others}
    if unknown:
        known = ", ".join(peer.name for peer in others)
        raise Failed(f"no peer is called {', '.join(sorted(unknown))}; choose from {known}")
    return [own, *(peer for peer in others if peer.name in names)]


def captures(asked: argparse.Namespace) -> list[Path]:
    """The captures that were asked for, or one made from those of the demo plant."""
    if asked.capture:
        return [path.resolve(strict=True) for path in asked.capture]
    number = make_capture.make(sorted(DEMO_CAPTURES.glob("*.pcap")), int(asked.size_mb * 1e6), OWN_CAPTURE)
    print(f"made {OWN_CAPTURE.name} of {number:,} packets from the demo plant's captures", file=sys.stderr)
    return [OWN_CAPTURE]


def main() -> int:
    asked = arguments()
    report: dict[str, Any] = {"machine": machine(), "runs": asked.runs, "captures": []}
    missed = False
    try:
        programs = chosen(asked)
        if programs[0].version is None:
            raise Failed("keur is not installed in this Python; run `make .venv/built` and use .venv/bin/python")
        here = [peer for peer in programs if peer.version is not None]
        missing = [peer for peer in programs if peer.version is None]
        for capture in captures(asked):
            results = measure(capture, here, asked.runs)
            report["captures"].append(as_json(capture, results, missing))
            print(f"\n{capture.name}: {capture.stat().st_size / 1e6:,.0f} MB, {results[0].seen:,} packets\n")
            print(*table(results, missing), sep="\n")
            print()
            for bar, reached in bars(results):
                print(f"{'not measured' if reached is None else 'reached' if reached else 'MISSED'}: {bar}")
                missed |= reached is False
    except (Failed, make_capture.NotUsable, OSError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 2
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nFigures: {asked.output}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
