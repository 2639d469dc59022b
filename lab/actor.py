"""One host of the virtual plant at work: a process in the host's network namespace, with a clock and a log."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import os
import signal
import socket
import struct
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from lab.journal import Journal
from lab.network import Host

SIOCETHTOOL = 0x8946
CLONE_NEWNET = 0x40000000
ETHTOOL_OFF = {"tx checksums": 0x17, "scatter-gather": 0x19, "TCP segmentation": 0x1F, "generic segmentation": 0x24}
"""`ETHTOOL_S...` commands of linux/ethtool.h."""


class Actor:
    """A host, its log, and its clock: second 0 is when the day begins."""

    def __init__(self, host: Host, start: float, length: float, folder: Path) -> None:
        self.host = host
        self.address = host.ipv4
        self.folder = folder
        self.journal = Journal(host.id, folder)
        self._start = start
        self._length = length

    async def at(self, second: float) -> None:
        """Waits until this second of the day."""
        await asyncio.sleep(max(0.0, self._start + second - time.time()))

    async def every(self, period: float, first: float) -> AsyncIterator[int]:
        """Turns 0, 1, 2, ... every `period` seconds from second `first` to the end of the day. Turns that are
        missed are skipped."""
        turn = 0
        while first + turn * period < self._length:
            await self.at(first + turn * period)
            yield turn
            late = time.time() - self._start - first
            turn = max(turn + 1, int(late // period) + 1)


Role = Callable[[Actor], Awaitable[None]]


def switch_offloads_off(interface: str = "eth0") -> None:
    """Makes the kernel fill in checksums and cut segments itself, so that captures show what a wire would carry."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for code in ETHTOOL_OFF.values():
            value = (ctypes.c_uint32 * 2)(code, 0)
            request = struct.pack("16sP16x", interface.encode(), ctypes.addressof(value))
            fcntl.ioctl(control, SIOCETHTOOL, request)


async def play(actor: Actor, roles: list[Role]) -> None:
    """Plays all roles at once. A role that breaks leaves its traceback beside the logs, and the others go on."""

    async def one(role: Role) -> None:
        try:
            await role(actor)
        except Exception:
            (actor.folder / f"{actor.host.id}.error").open("a").write(traceback.format_exc())

    await asyncio.gather(*(one(role) for role in roles))


def enter(namespace: str) -> None:
    """Moves this process, which must have one thread only, into a network namespace."""
    with Path(f"/run/netns/{namespace}").open() as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter namespace {namespace}")


def run(host: Host, roles: list[Role], start: float, length: float, folder: Path) -> None:
    """The whole life of a host's process: into its namespace, then its roles until it is ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with (folder / f"{host.id}.output").open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    enter(host.namespace)
    switch_offloads_off()
    asyncio.run(play(Actor(host, start, length, folder), roles))
