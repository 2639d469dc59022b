"""OPC UA with asyncua."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncua import Client, Server, ua

from lab.actor import Actor
from lab.journal import Flow

PORT = 4840
NAMESPACE = 2
TAGS = ("BR1.Temperature", "BR1.pH", "BR1.DissolvedOxygen", "BR2.Temperature", "BR2.pH", "DSP.Flow")

logging.getLogger("asyncua").setLevel(logging.ERROR)


async def serve(actor: Actor, name: str) -> None:
    """A server with one variable a tag, whose values drift."""
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://{actor.address}:{PORT}/{name}")
    server.set_server_name(name)
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    await server.register_namespace("urn:zilverduin:process")
    variables = []
    for tag in TAGS:
        variable = await server.nodes.objects.add_variable(ua.NodeId(tag, NAMESPACE), tag, 37.0)
        await variable.set_writable()
        variables.append(variable)
    async with server:
        while True:
            await asyncio.sleep(2)
            for variable in variables:
                await variable.write_value(round(37 + random.uniform(-0.4, 0.4), 2))


class Session:
    """A client's open session with a server."""

    def __init__(self, actor: Actor, client: Client, flow: Flow, incident: str | None) -> None:
        self._actor, self._client, self._flow, self._incident = actor, client, flow, incident
        self._nodes = [client.get_node(ua.NodeId(tag, NAMESPACE)) for tag in TAGS]

    async def read(self) -> None:
        with self._actor.journal.doing(self._flow, "read", "read", self._incident):
            await self._client.read_values(self._nodes)

    async def write(self) -> None:
        values = [round(37 + random.uniform(-0.4, 0.4), 2) for _ in self._nodes]
        with self._actor.journal.doing(self._flow, "write", "write", self._incident):
            await self._client.write_values(self._nodes, values)


@asynccontextmanager
async def connect(actor: Actor, server: str, incident: str | None = None) -> AsyncIterator[Session]:
    """Opens a secure channel (policy None) and a session, and closes both."""
    # The watchdog would read the server's state now and then without the log knowing.
    client = Client(f"opc.tcp://{server}:{PORT}", timeout=6, watchdog_intervall=3600)
    client.name = client.description = actor.host.id
    began = time.time()
    async with client:
        assert client.uaclient.protocol is not None and client.uaclient.protocol.transport is not None
        port = client.uaclient.protocol.transport.get_extra_info("sockname")[1]
        flow = Flow("opcua", "tcp", actor.address, port, server, PORT)
        actor.journal.did(flow, "open secure channel and session", "session", incident, began=began)
        yield Session(actor, client, flow, incident)
