"""Speed and memory of what keur does with firewalls, beside a plain evaluator of rules and, where it runs, Batfish.

Every figure comes from a process of its own on one core, on rule bases that `make_firewall.py` makes. The plain
evaluator knows the rules as numbers and no format, so it is a judge as well: where it decides otherwise, the benchmark
fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import batfish
import large_configurations
import make_firewall
from make_firewall import RuleBase

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "build" / "benchmark-firewall.json"
FORMATS = ("nftables", "fortigate")

ZONES, RULES, OBJECTS = 60, 3_000, 1_500
MANY_RULES, MANY_OBJECTS = 10_000, 5_000
PACKETS_OF_RULE = 8
"""That the plain evaluator tries for each rule, at the edges of what the rule names. It can only sample."""
OTHER_PACKETS = 10_000
"""That it tries between any two zones."""

MOST_MATRIX_SECONDS = 1.0
MOST_READING_SECONDS = 5.0
MOST_READING_MB = 1024.0
MOST_TRACE_SECONDS = 0.2


class Failed(Exception):
    """A measurement that could not be made, or an answer that is wrong."""


def child(*what: object) -> dict[str, Any]:
    """Measures in a process of its own, on one core; adds its largest resident set."""
    print(f"firewall: {' '.join(map(str, what))}", file=sys.stderr)
    command = [sys.executable, str(Path(__file__).resolve()), "--measure", *map(str, what)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, use = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, what))} ended with status {process.returncode}")
    return {**json.loads(said), "peak_mb": round(use.ru_maxrss / 1024, 1)}


def measure(what: str, *rest: str) -> dict[str, Any]:
    """What a child measures."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if what == "matrix":
        return matrix(rest[0], rest[1], *map(int, rest[2:]))
    return reading(rest[0], Path(rest[1]))


def folder_of(base: RuleBase, format: str, folder: Path) -> None:
    """Writes the configuration of a rule base into a plant folder."""
    place = folder / "observed" / "firewalls" / "wall"
    place.mkdir(parents=True)
    if format == "nftables":
        (place / "rules.nft").write_text(make_firewall.nftables(base))
        (place / "addresses.txt").write_text(make_firewall.addresses(base))
    else:
        (place / "wall.conf").write_text(make_firewall.fortigate(base))


def matrix(format: str, compare: str, zones: int, rules: int, objects: int) -> dict[str, Any]:
    """All pairs of zones: what differs from the declaration, by which rule, with a packet that proves it."""
    from keur.checks import case
    from keur.reach.devices import gather
    from keur.reach.matrix import Matrix

    base = make_firewall.make(zones, rules, objects)
    plant = case.plant(make_firewall.plant(base))
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder_of(base, format, Path(name))
        begun = time.process_time()
        devices = gather(plant, Path(name))
        read = time.process_time() - begun
    begun = time.process_time()
    made = Matrix(plant, devices.devices)
    cells = []
    for source, destination in made.pairs():
        for cell in made.undeclared(source, destination):
            cells.append((source, destination, cell.fate.deciders[-1].origin.line, made.example(cell)))
    took = time.process_time() - begun
    if any(packet is None for *_, packet in cells):
        raise Failed("a cell has no packet that proves it")
    differing = {(source, destination) for source, destination, *_ in cells}
    beside = plainly(made, base, differing) if compare == "plain" else {}
    return {
        "format": format,
        "zones": zones,
        "rules": rules,
        "objects": objects,
        "pairs": sum(1 for _ in made.pairs()),
        "read_seconds": read,
        "matrix_seconds": took,
        "cells": len(cells),
        "pairs_differing": len(differing),
        **traced(made, base),
        **beside,
    }


def traced(made: Any, base: RuleBase) -> dict[str, Any]:
    """Single packets from firewall to firewall, as `trace` shows them."""
    from ipaddress import ip_address

    from keur.reach.packets import Packet
    from keur.reach.tracing import journeys

    took = []
    for source, destination, transport, port in sampled(base, 100, random.Random(5)):
        packet = Packet(ip_address(source), ip_address(destination), transport, port, 50_000)
        begun = time.process_time()
        journeys(made.reach.topology, packet)
        took.append(time.process_time() - begun)
    return {"trace_seconds": statistics.median(took), "trace_seconds_most": max(took)}


def sampled(base: RuleBase, number: int, choose: random.Random) -> Iterator[tuple[int, int, int, int]]:
    """Packets between any two zones: source, destination, transport, port."""
    for _ in range(number):
        one, other = choose.sample(range(len(base.networks)), 2)
        yield packet_between(base, one, other, choose)


def packet_between(base: RuleBase, one: int, other: int, choose: random.Random) -> tuple[int, int, int, int]:
    """A packet between two zones, at the edge of an object and a service of the rules: there decisions change."""
    service = choose.choice(base.services)
    return (
        choose.choice(base.edges[one]),
        choose.choice(base.edges[other]),
        service.transport,
        choose.choice(choose.choice(service.ports)),
    )


def plainly(made: Any, base: RuleBase, differing: set[tuple[str, str]]) -> dict[str, Any]:
    """The same question by trying packets, rule by rule; and whether keur says the same of each of them."""
    choose = random.Random(7)
    declared = {
        pair: {(one.transport, port) for one in services for ports in one.ports for port in ports}
        for pair, services in base.conduits.items()
    }
    packets = [*base.packets_of_rules(PACKETS_OF_RULE, choose), *sampled(base, OTHER_PACKETS, choose)]
    tried = []
    found: set[tuple[str, str]] = set()
    begun = time.process_time()
    for packet in packets:
        passes = base.passes(*packet)
        one, other = base.zone_of(packet[0]), base.zone_of(packet[1])
        tried.append((one, other, packet, passes))
        if one != other and passes and packet[2:] not in declared.get((one, other), ()):
            found.add((make_firewall.zone(one), make_firewall.zone(other)))
    took = time.process_time() - begun
    agree(made, tried)
    return {
        "plain_seconds": took,
        "plain_packets": len(tried),
        "plain_pairs_found": len(found & differing),
        "plain_pairs_wrongly_found": len(found - differing),
    }


def agree(made: Any, tried: Sequence[tuple[int, int, tuple[int, int, int, int], bool]]) -> None:
    """Raises `Failed` when keur decides otherwise about any packet."""
    from keur.reach.packets import Packet

    own = made.reach.topology.own.v4
    for one, other, (source, destination, transport, port), passes in tried:
        if one == other or source in own or destination in own:
            continue
        packet = Packet(IPv4Address(source), IPv4Address(destination), transport, port, 50_000)
        answer = made.of_packet(make_firewall.zone(one), make_firewall.zone(other), packet).answer
        if answer != ("yes" if passes else "no"):
            raise Failed(f"{packet}: the rules say {passes}, keur says {answer}")


def reading(format: str, path: Path) -> dict[str, Any]:
    """One file: read, and made into rule lists that can be asked."""
    from keur.observe.firewalls.reading import read
    from keur.reach.devices import Device, addresses_of
    from keur.reach.engine import Engine

    data = path.read_bytes()
    begun = time.process_time()
    found = read(data, path.name)
    read_in = time.process_time() - begun
    if found.format != format:
        raise Failed(f"{path.name} was taken for {found.format}")
    Engine([Device("wall", False, (), found, addresses_of(found.interfaces))], None).lists("wall")
    return {
        "format": format,
        "file_bytes": len(data),
        "lines": found.coverage.lines,
        "not_understood": found.coverage.not_understood,
        "read_seconds": read_in,
        "seconds": time.process_time() - begun,
    }


def bars(report: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """What keur must reach."""
    for one in report["matrix"]:
        about = f"({one['format']}, {one['zones']} zones, {one['rules']:,} rules)"
        yield f"matrix in {MOST_MATRIX_SECONDS:.0f} s {about}", one["matrix_seconds"] <= MOST_MATRIX_SECONDS
        yield f"trace in {MOST_TRACE_SECONDS} s {about}", one["trace_seconds_most"] <= MOST_TRACE_SECONDS
    for one in report["reading"]:
        about = f"({one['format']}, {MANY_RULES:,} rules, {MANY_OBJECTS:,} objects)"
        yield f"read and compiled in {MOST_READING_SECONDS:.0f} s {about}", one["seconds"] <= MOST_READING_SECONDS
        yield f"at most {MOST_READING_MB:.0f} MB {about}", one["peak_mb"] <= MOST_READING_MB


def table(report: dict[str, Any]) -> Iterator[str]:
    """Lines for people."""
    yield "| rules as | read | matrix | cells | plain evaluator | pairs it found | keur is faster | slowest trace |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in report["matrix"]:
        yield (
            f"| {one['format']} | {one['read_seconds']:.2f} s | {one['matrix_seconds']:.2f} s | {one['cells']:,} "
            f"| {one['plain_seconds']:.1f} s | {one['plain_pairs_found']:,} of {one['pairs_differing']:,} "
            f"| {one['plain_seconds'] / one['matrix_seconds']:.1f} x | {one['trace_seconds_most'] * 1000:.0f} ms |"
        )
    yield ""
    yield "| file | MB | lines | not understood | read | read and compiled | peak MB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in (*report["reading"], *report["large"]):
        yield (
            f"| {one['format']} | {one['file_bytes'] / 1e6:.1f} | {one['lines']:,} | {one['not_understood']:,} "
            f"| {one['read_seconds']:.1f} s | {one['seconds']:.1f} s | {one['peak_mb']:,.0f} |"
        )


def all_measured(runs: int, large_mb: float) -> dict[str, Any]:
    """Every measurement; of the matrix the median of the runs."""
    report: dict[str, Any] = {"matrix": [], "reading": [], "large": []}
    for format in FORMATS:
        several = [child("matrix", format, "alone", ZONES, RULES, OBJECTS) for _ in range(runs)]
        median = sorted(several, key=lambda one: float(one["matrix_seconds"]))[len(several) // 2]
        beside = child("matrix", format, "plain", ZONES, RULES, OBJECTS)
        report["matrix"].append({**beside, **median})
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        base = make_firewall.make(ZONES, MANY_RULES, MANY_OBJECTS)
        for format, text in (("nftables", make_firewall.nftables(base)), ("fortigate", make_firewall.fortigate(base))):
            path = Path(name) / format
            path.write_text(text)
            report["reading"].append(child("reading", format, path))
        for format in large_configurations.FORMATS if large_mb else ():
            path = Path(name) / format
            large_configurations.write(format, int(large_mb * 1e6), path)
            report["large"].append(child("reading", format, path))
            path.unlink()
    report["batfish"] = batfish.answer(make_firewall.make(ZONES, RULES, OBJECTS))
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what keur does with configurations of firewalls.")
    parser.add_argument("--runs", type=int, default=3, help="runs of the matrix (default: 3)")
    parser.add_argument("--large-mb", type=float, default=0.0, help="also read a file of this size in each format")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="file for the figures")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    try:
        if asked.measure:
            print(json.dumps(measure(*asked.measure)))
            return 0
        report = all_measured(max(asked.runs, 1), asked.large_mb)
    except (Failed, OSError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 2
    print(*table(report), sep="\n")
    print(f"\nBatfish: {report['batfish']}\n")
    reached = list(bars(report))
    for bar, well in reached:
        print(f"{'reached' if well else 'MISSED'}: {bar}")
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(json.dumps({**report, "bars": dict(reached)}, indent=2) + "\n")
    print(f"\nFigures: {asked.output}")
    return 0 if all(well for _, well in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
