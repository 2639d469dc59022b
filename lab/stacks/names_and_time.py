"""DNS (RFC 1035) and NTP (RFC 5905): responders as small as a plant's, and clients."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import time

from lab.actor import Actor
from lab.journal import Flow
from lab.network import HOSTS

DNS_PORT, NTP_PORT = 53, 123
DOMAIN = "zilverduin.example"
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""


class _Dns(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        end = data.index(0, 12) + 5
        host = HOSTS.get(data[13 : 13 + data[12]].decode())
        flags, answers = (0x8580, 1) if host else (0x8583, 0)
        reply = data[:2] + struct.pack("!5H", flags, 1, answers, 0, 0) + data[12:end]
        if host:
            reply += struct.pack("!HHHIH", 0xC00C, 1, 1, 300, 4) + socket.inet_aton(host.ipv4)
        self.transport.sendto(reply, address)  # type: ignore[attr-defined]


class _Ntp(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        now = _ntp_time()
        # Leap 0, version 4, mode 4 (server), stratum 2, poll 6, precision 2^-20.
        head = struct.pack("!BBbbII4s", 0x24, 2, 6, -20, 0, 66, b"PLNT")
        self.transport.sendto(head + now + data[40:48] + now + now, address)  # type: ignore[attr-defined]


def _ntp_time() -> bytes:
    now = time.time()
    return struct.pack("!II", int(now) + NTP_EPOCH, int(now % 1 * 2**32))


async def serve(actor: Actor) -> None:
    """Answers names of the plant's hosts, and the time of day."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(_Dns, local_addr=(actor.address, DNS_PORT))
    await loop.create_datagram_endpoint(_Ntp, local_addr=(actor.address, NTP_PORT))
    await asyncio.Event().wait()


async def resolve(actor: Actor, server: str, name: str, incident: str | None = None) -> None:
    """Asks for one address."""
    query = secrets.token_bytes(2) + struct.pack("!5H", 0x0100, 1, 0, 0, 0)
    for label in name.split("."):
        query += bytes([len(label)]) + label.encode()
    await _ask(actor, "dns", server, DNS_PORT, query + b"\0\0\1\0\1", f"query A {name}", incident)


async def ask_time(actor: Actor, server: str, incident: str | None = None) -> None:
    """Asks for the time once, as an SNTP client (mode 3)."""
    query = struct.pack("!B39x", 0x23) + _ntp_time()
    await _ask(actor, "ntp", server, NTP_PORT, query, "client request", incident)


async def _ask(actor: Actor, protocol: str, server: str, port: int, query: bytes, what: str, why: str | None) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setblocking(False)
        asking.connect((server, port))
        flow = Flow(protocol, "udp", actor.address, asking.getsockname()[1], server, port)
        began, failed = time.time(), False
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(asking, query)
        try:
            await asyncio.wait_for(loop.sock_recv(asking, 512), 2)
        except TimeoutError:
            failed = True
        actor.journal.did(flow, what, "read", why, failed, began)
