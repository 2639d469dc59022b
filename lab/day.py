"""Plays the day and keeps what came of it: `python -m lab.day [DEMO FOLDER]`, as root.

Captures, the notes on them, the firewall's configuration and the logs of remote access go to `observed/` of the plant
folder, the truth to `truth.yaml` beside it.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from lab import actor, network, sessions, truth
from lab.cast import roles

WARM_UP = 40.0
"""Seconds that the hosts get to open their ports. An OPC UA server needs most of them on a busy machine."""
TAPS_FROM = 8.0
"""Second of the day from which captures are complete: by then connections are open, as in every real plant. The taps
are started a second earlier; in that second no conversation begins."""
FORGETS_AT = 100.0
"""Second of the day when the router asks for all MAC addresses again."""
LENGTH = 205.0
"""Seconds of the day."""


def start_hosts(start: float, folder: Path) -> list[BaseProcess]:
    """Starts one process a host. They are forked from this one, which has imported the protocol stacks already."""
    fork = multiprocessing.get_context("fork")
    hosts: list[BaseProcess] = [
        fork.Process(target=actor.run, args=(host, roles(host.id), start, LENGTH, folder), name=host.id)
        for host in network.HOSTS.values()
    ]
    for host in hosts:
        host.start()
    return hosts


def start_taps(folder: Path) -> list[subprocess.Popen[bytes]]:
    """Starts tcpdump on the switch of every captured zone."""
    taps = []
    for zone in network.CAPTURED:
        words = ["tcpdump", "-q", "-n", "-U", "-i", network.ZONES[zone].bridge, "-w", str(folder / f"{zone}.pcap")]
        words += ["-Z", "root", network.tap_filter(zone)]
        taps.append(
            subprocess.Popen(network.inside(network.ROUTER, *words), stderr=(folder / f"{zone}.tcpdump").open("wb"))
        )
    return taps


def stop_taps(taps: list[subprocess.Popen[bytes]]) -> None:
    """Ends captures so that they are written to the last packet."""
    for tap in taps:
        tap.terminate()
    for tap in taps:
        tap.wait(10)


def stop_hosts(hosts: list[BaseProcess]) -> None:
    """Ends the hosts' processes."""
    for host in hosts:
        host.terminate()
    for host in hosts:
        host.join(5)
        if host.is_alive():
            host.kill()
            host.join()


def wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))


def play(folder: Path) -> tuple[float, float]:
    """Plays the whole day with logs, captures and the firewall's configuration into a folder. Returns when capturing
    began and ended."""
    hosts: list[BaseProcess] = []
    taps: list[subprocess.Popen[bytes]] = []
    try:
        network.build()
        start = time.time() + WARM_UP
        hosts = start_hosts(start, folder)
        wait_until(start + TAPS_FROM - 1)
        taps = start_taps(folder)
        wait_until(start + FORGETS_AT)
        network.forget_neighbours()
        wait_until(start + LENGTH)
        network.save_configuration(folder)
        return start + TAPS_FROM, start + LENGTH
    finally:
        stop_taps(taps)
        stop_hosts(hosts)
        network.remove()


def complaints(folder: Path) -> str:
    """What went wrong in roles; a broken role makes the day worthless as truth."""
    return "".join(f"{file.name}:\n{file.read_text()}\n" for file in sorted(folder.glob("*.error")))


def keep(folder: Path, demo: Path, window: tuple[float, float]) -> None:
    """Puts captures, notes, the firewall's configuration, session logs and truth into the plant folder."""
    captures = demo / "observed" / "captures"
    captures.mkdir(parents=True, exist_ok=True)
    day = datetime.fromtimestamp(window[0], UTC).date().isoformat()
    notes = [f"# Made by lab/run on {day}. Each tap leaves out what an earlier one of this list has seen.", "captures:"]
    for zone in network.CAPTURED:
        content = (folder / f"{zone}.pcap").read_bytes()
        (captures / f"{zone}.pcap").write_bytes(content)
        notes += [
            f"  - file: captures/{zone}.pcap",
            f"    segment: {zone}",
            "    clock_offset_seconds: 0",
            f"    taken_by: {json.dumps(f'tcpdump, mirror port of the switch of {zone}')}",
            f"    sha256: {hashlib.sha256(content).hexdigest()}",
        ]
    (demo / "observed" / "captures.yaml").write_text("\n".join(notes) + "\n")
    firewall = demo / "observed" / "firewalls" / "fw-01"
    firewall.mkdir(parents=True, exist_ok=True)
    for file in network.CONFIGURATION:
        (firewall / file).write_text((folder / file).read_text())
    acts = truth.read(folder)
    sessions.write(acts, window, demo / "observed" / "sessions")
    (demo / "truth.yaml").write_text(truth.write(acts, window))


def main() -> int:
    if os.geteuid() != 0:
        print("lab.day: network namespaces need root; run it as root (sudo make lab)", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that namespaces and processes go when this is ended.
    demo = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    with tempfile.TemporaryDirectory(prefix="keur-lab-") as name:
        folder = Path(name)
        print(f"Playing a day of {LENGTH + WARM_UP:.0f} seconds ...", flush=True)
        window = play(folder)
        if wrong := complaints(folder):
            print(f"lab.day: the day did not go as written, nothing is kept:\n{wrong}", file=sys.stderr)
            return 1
        keep(folder, demo, window)
    print(f"Captures, the firewall's configuration, the logs of remote access and truth are in {demo}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
