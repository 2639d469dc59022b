"""Frames without IP: LLDP (IEEE 802.1AB), PROFINET DCP (IEC 61158-6-10), and ARP announcements (RFC 5227)."""

from __future__ import annotations

import asyncio
import socket
import struct
import time

from lab.actor import Actor
from lab.journal import Flow

ARP, PROFINET, LLDP = 0x0806, 0x8892, 0x88CC
LLDP_GROUP, DCP_GROUP, EVERYBODY = "01:80:c2:00:00:0e", "01:0e:cf:00:00:00", "ff:ff:ff:ff:ff:ff"
IDENTIFY_REQUEST, IDENTIFY_RESPONSE = 0xFEFE, 0xFEFF
ARP_DEFENCE_SECONDS = 1.5
"""A router takes no second change of an ARP entry within a second, so a defence must come later than that."""


def _bytes(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))


def _open(ethertype: int) -> socket.socket:
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
    raw.bind(("eth0", ethertype))
    raw.setblocking(False)
    return raw


def _frame(to: str, sender: str, ethertype: int, payload: bytes) -> bytes:
    return (_bytes(to) + _bytes(sender) + struct.pack("!H", ethertype) + payload).ljust(60, b"\0")


def _flow(protocol: str, sender: str, to: str) -> Flow:
    return Flow(protocol, "l2", sender, 0, to, 0)


async def announce_neighbour(actor: Actor, description: str, period: float = 30, first: float = 4) -> None:
    """Sends LLDP: chassis (MAC), port, time to live, system name and description."""

    def field(kind: int, value: bytes) -> bytes:
        return struct.pack("!H", kind << 9 | len(value)) + value

    payload = (
        field(1, b"\4" + _bytes(actor.host.mac))
        + field(2, b"\7port-001")
        + field(3, struct.pack("!H", 120))
        + field(5, actor.host.id.encode())
        + field(6, description.encode())
        + field(0, b"")
    )
    with _open(LLDP) as raw:
        async for _ in actor.every(period, first):
            raw.send(_frame(LLDP_GROUP, actor.host.mac, LLDP, payload))
            actor.journal.did(_flow("lldp", actor.host.mac, LLDP_GROUP), "announce", "identify")


def _block(option: int, suboption: int, value: bytes) -> bytes:
    return struct.pack("!BBH", option, suboption, len(value)) + value + b"\0" * (len(value) % 2)


def _dcp(frame_id: int, service_type: int, transaction: int, delay: int, blocks: bytes) -> bytes:
    # Service 5 is Identify; type 0 a request, 1 a response.
    return struct.pack("!HBBIHH", frame_id, 5, service_type, transaction, delay, len(blocks)) + blocks


async def identify_devices(actor: Actor, transaction: int, incident: str | None = None) -> None:
    """Asks all PROFINET devices of the segment who they are (DCP Identify, all)."""
    with _open(PROFINET) as raw:
        raw.send(
            _frame(
                DCP_GROUP, actor.host.mac, PROFINET, _dcp(IDENTIFY_REQUEST, 0, transaction, 1, _block(255, 255, b""))
            )
        )
    flow = _flow("profinet-dcp", actor.host.mac, DCP_GROUP)
    actor.journal.did(flow, "identify request, all", "identify", incident)


async def answer_identify(actor: Actor, name: str, vendor: str) -> None:
    """Answers DCP Identify with the station's name, its vendor's name for the type, ids, role and address."""
    address = socket.inet_aton(actor.address) + socket.inet_aton("255.255.255.0") + socket.inet_aton("10.20.10.1")
    # Each value starts with two bytes of block information.
    blocks = (
        _block(2, 1, b"\0\0" + vendor.encode())
        + _block(2, 2, b"\0\0" + name.encode())
        + _block(2, 3, b"\0\0" + struct.pack("!HH", 0x0F00, 0x0042))
        + _block(2, 4, b"\0\0\1\0")
        + _block(1, 2, b"\0\1" + address)
    )
    loop = asyncio.get_running_loop()
    with _open(PROFINET) as raw:
        while True:
            frame = await loop.sock_recv(raw, 1600)
            frame_id, service, kind, transaction = struct.unpack_from("!HBBI", frame, 14)
            if (frame_id, service, kind) != (IDENTIFY_REQUEST, 5, 0):
                continue
            asker = frame[6:12].hex(":")
            raw.send(_frame(asker, actor.host.mac, PROFINET, _dcp(IDENTIFY_RESPONSE, 1, transaction, 0, blocks)))
            actor.journal.did(_flow("profinet-dcp", asker, actor.host.mac), "identify response", "identify")


def announce_address(actor: Actor, incident: str | None = None) -> None:
    """Says in ARP, to everybody, that this host has its address (RFC 5227, 2.3)."""
    mac, address = _bytes(actor.host.mac), socket.inet_aton(actor.address)
    payload = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + bytes(6) + address
    with _open(ARP) as raw:
        raw.send(_frame(EVERYBODY, actor.host.mac, ARP, payload))
    actor.journal.did(
        _flow("arp", actor.host.mac, EVERYBODY), f"announce {actor.address}", "other", incident, began=time.time()
    )


async def defend_address(actor: Actor, incident: str) -> None:
    """Announces the address again when another MAC claims it (RFC 5227, 2.4)."""
    loop = asyncio.get_running_loop()
    mine = socket.inet_aton(actor.address)
    with _open(ARP) as raw:
        while True:
            frame = await loop.sock_recv(raw, 1600)
            if frame[28:32] == mine and frame[22:28] != _bytes(actor.host.mac):
                await asyncio.sleep(ARP_DEFENCE_SECONDS)
                announce_address(actor, incident)
