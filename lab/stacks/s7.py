"""S7comm with python-snap7: the server of a PLC, and what SCADA and engineers do with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from snap7 import Client, Server
from snap7.type import SrvArea

from lab.actor import Actor
from lab.journal import Flow

PORT = 102
RACK, SLOT = 0, 2
RECIPE, PROCESS = 1, 10
"""Data blocks."""


async def serve(actor: Actor) -> None:
    """A PLC with a recipe block and a process block."""
    server = Server(log=False)
    server.register_area(SrvArea.DB, RECIPE, bytearray(512))
    server.register_area(SrvArea.DB, PROCESS, bytearray(128))
    server.register_area(SrvArea.MK, 0, bytearray(64))
    server.start_to(actor.address, PORT)
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()


class Plc:
    """A client's open connection to a PLC. Each act is logged; one act can be several messages."""

    def __init__(self, actor: Actor, client: Client, flow: Flow, incident: str | None) -> None:
        self._actor, self._client, self._flow, self._incident = actor, client, flow, incident

    async def read(self, block: int, count: int) -> None:
        await self._do("read variable (0x04)", "read", lambda: self._client.db_read(block, 0, count))

    async def write(self, block: int, offset: int, values: bytes) -> None:
        await self._do(
            "write variable (0x05)", "write", lambda: self._client.db_write(block, offset, bytearray(values))
        )

    async def blocks(self) -> None:
        await self._do("list blocks (userdata)", "read", self._client.list_blocks)

    async def protection(self) -> None:
        # The library's own question for the CPU's state is a Read Var without items, which no real PLC would get.
        await self._do("read SZL 0x0232", "diagnose", lambda: self._client.read_szl(0x0232, 4))

    async def who(self) -> None:
        await self._do("read SZL 0x001c (component)", "identify", self._client.get_cpu_info)

    async def upload(self, block: int) -> None:
        await self._do("upload block (0x1d, 0x1e, 0x1f)", "program", lambda: self._client.upload(block))

    async def stop(self) -> None:
        await self._do("PLC stop (0x29)", "control", self._client.plc_stop)

    async def start(self) -> None:
        await self._do("PLC hot start (0x28)", "control", self._client.plc_hot_start)

    async def _do(self, what: str, operation: str, act: Callable[[], object]) -> None:
        with self._actor.journal.doing(self._flow, what, operation, self._incident):
            await asyncio.to_thread(act)


@asynccontextmanager
async def connect(actor: Actor, server: str, incident: str | None = None) -> AsyncIterator[Plc]:
    """Opens a connection (COTP and S7 setup) and closes it."""
    client = Client()
    began = time.time()
    await asyncio.to_thread(client.connect, server, RACK, SLOT, PORT)
    assert client.connection is not None and client.connection.socket is not None
    port = client.connection.socket.getsockname()[1]
    flow = Flow("s7comm", "tcp", actor.address, port, server, PORT)
    actor.journal.did(flow, "connect (COTP, setup communication 0xf0)", "session", incident, began=began)
    try:
        yield Plc(actor, client, flow, incident)
    finally:
        await asyncio.to_thread(client.disconnect)
