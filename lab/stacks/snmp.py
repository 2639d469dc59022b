"""SNMP v2c (RFC 3416, RFC 1901): a switch's agent with a handful of objects, and a manager that gets them."""

from __future__ import annotations

import asyncio
import socket
import time

from lab.actor import Actor
from lab.journal import Flow

PORT = 161
COMMUNITY = b"public"
INTEGER, OCTETS, NULL, OID, SEQUENCE, TICKS, GET, RESPONSE = 0x02, 0x04, 0x05, 0x06, 0x30, 0x43, 0xA0, 0xA2
SYS_DESCR, SYS_UP_TIME, SYS_NAME = b"\x2b\6\1\2\1\1\1\0", b"\x2b\6\1\2\1\1\3\0", b"\x2b\6\1\2\1\1\5\0"


def _item(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 128 else bytes([0x81, len(body)])
    return bytes([tag]) + length + body


def _parse(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, body and rest of the first item."""
    length, at = data[1], 2
    if length & 0x80:
        at = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:at], "big")
    return data[0], data[at : at + length], data[at + length :]


def _message(kind: int, request: bytes, bindings: list[tuple[bytes, bytes]]) -> bytes:
    pairs = [_item(SEQUENCE, _item(OID, name), value) for name, value in bindings]
    zero = _item(INTEGER, b"\0")
    pdu = _item(kind, _item(INTEGER, request), zero, zero, _item(SEQUENCE, *pairs))
    return _item(SEQUENCE, _item(INTEGER, b"\1"), _item(OCTETS, COMMUNITY), pdu)


class _Agent(asyncio.DatagramProtocol):
    def __init__(self, description: str, name: str) -> None:
        self._values = {SYS_DESCR: _item(OCTETS, description.encode()), SYS_NAME: _item(OCTETS, name.encode())}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        rest = _parse(data)[1]
        for _ in range(2):  # version, community
            rest = _parse(rest)[2]
        _, request, rest = _parse(_parse(rest)[1])
        for _ in range(2):  # error status, error index
            rest = _parse(rest)[2]
        pairs, bindings = _parse(rest)[1], []
        ticks = _item(TICKS, (int(time.monotonic() * 100) & 0x7FFFFFFF).to_bytes(4, "big"))
        while pairs:
            _, pair, pairs = _parse(pairs)
            name = _parse(pair)[1]
            bindings.append((name, {**self._values, SYS_UP_TIME: ticks}.get(name, _item(NULL))))
        self.transport.sendto(_message(RESPONSE, request, bindings), address)  # type: ignore[attr-defined]


async def serve(actor: Actor, description: str) -> None:
    """The agent of a device with this description."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: _Agent(description, actor.host.id), local_addr=(actor.address, PORT))
    await asyncio.Event().wait()


async def get(actor: Actor, server: str, number: int, incident: str | None = None) -> None:
    """Gets description, up time and name in one request."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as manager:
        manager.setblocking(False)
        manager.connect((server, PORT))
        flow = Flow("snmp", "udp", actor.address, manager.getsockname()[1], server, PORT)
        asked = [(name, _item(NULL)) for name in (SYS_DESCR, SYS_UP_TIME, SYS_NAME)]
        loop = asyncio.get_running_loop()
        with actor.journal.doing(flow, "get-request (version 2c)", "read", incident):
            await loop.sock_sendall(manager, _message(GET, (number + 1).to_bytes(2, "big"), asked))
            await asyncio.wait_for(loop.sock_recv(manager, 1500), 2)
