"""Batfish on the same question, where its service runs: pybatfish is not part of keur, and is used when it is there."""

from __future__ import annotations

import os
import tempfile
import time
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import make_firewall
from make_firewall import RuleBase


def answer(base: RuleBase) -> str:
    """What Batfish took to find, for each pair of zones, a packet that the policies permit; or why it was not asked.

    It reads the FortiGate text. Its service is looked for at `BATFISH_HOST` (this machine, if that is not set)."""
    host = os.environ.get("BATFISH_HOST", "localhost")
    try:
        session: Any = import_module("pybatfish.client.session").Session(host=host)
        constraints: Any = import_module("pybatfish.datamodel.flow").HeaderConstraints
    except ImportError:
        return "not measured, pybatfish is not installed"
    except Exception as error:
        return f"not measured, no service at {host} ({type(error).__name__})"
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        place = Path(name) / "configs"
        place.mkdir()
        (place / "wall.cfg").write_text(make_firewall.fortigate(base))
        begun = time.perf_counter()
        session.init_snapshot(name, name="wall", overwrite=True)
        read = time.perf_counter() - begun
    networks = [f"{IPv4Address(first)}/22" for first, _ in base.networks]
    begun = time.perf_counter()
    found = 0
    for source in networks:
        for destination in networks:
            if source != destination:
                headers = constraints(srcIps=source, dstIps=destination)
                question = session.q.searchFilters(headers=headers, action="permit")
                found += not question.answer().frame().empty
    took = time.perf_counter() - begun
    return f"read in {read:.1f} s, {found} pairs with permitted packets in {took:.1f} s"
