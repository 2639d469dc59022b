"""Modbus/TCP with pymodbus."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pymodbus import ModbusDeviceIdentification
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from lab.actor import Actor
from lab.journal import Flow

PORT = 502


async def serve(actor: Actor, vendor: str, product: str, code: str, firmware: str) -> None:
    """A controller with 64 coils, inputs, holding and input registers, that says who it is when asked (function 43)."""
    bits = [SimData(0, count=64, values=False, datatype=DataType.BITS)]
    identity = ModbusDeviceIdentification(
        info_name={
            "VendorName": vendor,
            "ProductCode": code,
            "MajorMinorRevision": firmware,
            "ProductName": product,
        }
    )
    holding = [SimData(0, values=[370, 70, 400, 120, 350, 21, 0, 0] * 8, datatype=DataType.REGISTERS)]
    inputs = [SimData(0, values=[371, 69, 398, 121, 349, 21, 1, 5] * 8, datatype=DataType.REGISTERS)]
    device = SimDevice(1, simdata=(bits, bits, holding, inputs), identity=identity)
    await ModbusTcpServer(device, identity=identity, address=(actor.address, PORT)).serve_forever()


class Controller:
    """A client's open connection to a controller. Each request is logged with its function code."""

    def __init__(self, actor: Actor, client: AsyncModbusTcpClient, flow: Flow, incident: str | None) -> None:
        self._actor, self._client, self._flow, self._incident = actor, client, flow, incident

    async def coils(self, address: int, count: int) -> None:
        await self._ask("read coils (1)", "read", self._client.read_coils(address, count=count))

    async def discrete(self, address: int, count: int) -> None:
        await self._ask("read discrete inputs (2)", "read", self._client.read_discrete_inputs(address, count=count))

    async def holding(self, address: int, count: int) -> None:
        request = self._client.read_holding_registers(address, count=count)
        await self._ask("read holding registers (3)", "read", request)

    async def inputs(self, address: int, count: int) -> None:
        await self._ask("read input registers (4)", "read", self._client.read_input_registers(address, count=count))

    async def write(self, address: int, value: int) -> None:
        await self._ask("write single register (6)", "write", self._client.write_register(address, value))

    async def write_several(self, address: int, values: list[int]) -> None:
        await self._ask("write multiple registers (16)", "write", self._client.write_registers(address, values))

    async def who(self) -> None:
        request = self._client.read_device_information(read_code=1, object_id=0)
        await self._ask("read device identification (43/14)", "identify", request)

    async def _ask(self, what: str, operation: str, request: object) -> None:
        with self._actor.journal.doing(self._flow, what, operation, self._incident):
            answer = await request  # type: ignore[misc]
            if answer.isError():
                raise ModbusException(f"{what}: {answer}")


@asynccontextmanager
async def connect(actor: Actor, server: str, incident: str | None = None) -> AsyncIterator[Controller]:
    """Opens a connection and closes it. `ConnectionError` when nobody answers."""
    client = AsyncModbusTcpClient(server, port=PORT, timeout=2, retries=0, reconnect_delay=0)
    began = time.time()
    if not await client.connect():
        # The kernel chose the port of an attempt that failed; the log can't know it.
        flow = Flow("modbus", "tcp", actor.address, 0, server, PORT)
        actor.journal.did(flow, "connect", "session", incident, failed=True, began=began)
        raise ConnectionError(f"{server} does not answer on port {PORT}")
    port = client.ctx.transport.get_extra_info("sockname")[1]
    flow = Flow("modbus", "tcp", actor.address, port, server, PORT)
    actor.journal.did(flow, "connect", "session", incident, began=began)
    try:
        yield Controller(actor, client, flow, incident)
    finally:
        client.close()
