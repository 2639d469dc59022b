"""Telnet (RFC 854): a serial gateway's console with option negotiation and a logon, and a person at the other end."""

from __future__ import annotations

import asyncio
import time

from lab.actor import Actor
from lab.journal import Flow

PORT = 23
IAC, DONT, DO, WONT, WILL = 255, 254, 253, 252, 251
ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE = 1, 3, 24
OFFER = bytes([IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, TERMINAL_TYPE])
ANSWER = bytes([IAC, DO, ECHO, IAC, DO, SUPPRESS_GO_AHEAD, IAC, WONT, TERMINAL_TYPE])


async def serve(actor: Actor, banner: str) -> None:
    """A console that lets anybody in."""

    async def console(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OFFER)
        await reader.readexactly(len(ANSWER))
        for prompt in (f"\r\n{banner}\r\nlogin: ", "\r\nPassword: ", f"\r\n{actor.host.id}> "):
            writer.write(prompt.encode())
            await reader.readline()
        writer.write(b"\r\nport 1: RS-232 9600 8N1, scale online\r\nbye\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(console, actor.address, PORT)
    await server.serve_forever()


async def log_on(actor: Actor, server: str, incident: str | None = None) -> None:
    """Logs on, looks at the ports, and leaves."""
    began = time.time()
    reader, writer = await asyncio.open_connection(server, PORT)
    flow = Flow("telnet", "tcp", actor.address, writer.get_extra_info("sockname")[1], server, PORT)
    await reader.readexactly(len(OFFER))
    writer.write(ANSWER)
    for prompt, line in ((b"login: ", b"admin"), (b"Password: ", b"lab-only"), (b"> ", b"show ports")):
        await reader.readuntil(prompt)
        await asyncio.sleep(0.7)  # People type.
        writer.write(line + b"\r\n")
    await reader.read()
    writer.close()
    actor.journal.did(flow, "log on and show ports", "session", incident, began=began)
