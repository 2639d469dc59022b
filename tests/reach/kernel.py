"""A router of the Linux kernel in a network namespace, with a host on each of three sides, for packets of our making.

Nothing leaves the namespaces, which are made here and taken away at the end.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from keur.observe.firewalls.model import ICMP, ICMPV6, TCP, UDP
from keur.reach.packets import Packet

SIDES = ("a", "b", "c")
"""Sides of the router. Its interface on side `a` is `ra`; the host there has `ha`."""
V4 = {"a": "10.1.0.0/16", "b": "10.2.0.0/16", "c": "10.3.0.0/16"}
V6 = {"a": "fd00:1::/32", "b": "fd00:2::/32", "c": "fd00:3::/32"}
_MAGIC = b"keur-test-"
_ALL_FRAMES = 3
_WAIT_SECONDS = 0.03
_NETLINK_NETFILTER = 12
_CLONE_NEWNET = 0x40000000


def missing() -> str | None:
    """Why the kernel cannot be asked on this machine; None when it can."""
    if os.geteuid() != 0:
        return "needs root, for network namespaces"
    absent = [tool for tool in ("ip", "nft") if shutil.which(tool) is None]
    if absent:
        return f"needs {' and '.join(absent)}"
    probe = subprocess.run(["ip", "netns", "add", "keur-probe"], capture_output=True, check=False)
    if probe.returncode:
        return "network namespaces are not allowed here"
    loads = subprocess.run(
        ["ip", "netns", "exec", "keur-probe", "nft", "add", "table", "inet", "x"], capture_output=True, check=False
    )
    subprocess.run(["ip", "netns", "delete", "keur-probe"], check=True)
    return "the kernel has no nftables" if loads.returncode else None


def _run(*words: str, text: str | None = None) -> str:
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}\n{text or ''}"
    return done.stdout


class Router:
    """The router, with its hosts' sockets open."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sockets: dict[str, socket.socket] = {}
        self.netfilter: socket.socket
        self.macs: dict[str, tuple[bytes, bytes]] = {}
        """Of each side: the router's MAC and the host's."""

    def inside(self, *words: str, text: str | None = None) -> str:
        return _run("ip", "netns", "exec", self.name, *words, text=text)

    def build(self) -> None:
        _run("ip", "netns", "add", self.name)
        settings = ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.conf.all.rp_filter=0"]
        settings += ["net.ipv4.conf.default.rp_filter=0", "net.ipv4.icmp_ratelimit=0", "net.ipv6.conf.all.accept_dad=0"]
        settings += ["net.ipv6.conf.default.accept_dad=0", "net.ipv4.conf.all.accept_local=1"]
        self.inside("sysctl", "-qw", *settings)
        _run("ip", "-n", self.name, "link", "set", "lo", "up")
        for number, side in enumerate(SIDES, 1):
            self._side(side, number)
        with _within(self.name):
            self.netfilter = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_NETFILTER)

    def _side(self, side: str, number: int) -> None:
        ours, theirs = f"r{side}", f"h{side}"
        macs = [f"02:00:00:00:{number:02x}:{end:02x}" for end in (1, 2)]
        host = f"{self.name}-{side}"
        _run("ip", "netns", "add", host)
        _run(
            "ip",
            "-n",
            self.name,
            "link",
            "add",
            ours,
            "address",
            macs[0],
            "type",
            "veth",
            "peer",
            "name",
            theirs,
            "address",
            macs[1],
            "netns",
            host,
        )
        _run("ip", "netns", "exec", host, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        for namespace, device in ((self.name, ours), (host, theirs)):
            _run("ip", "-n", namespace, "link", "set", device, "up")
        gateway4, gateway6 = f"192.0.2.{4 * number + 2}", f"2001:db8:{number}::2"
        _run("ip", "-n", self.name, "addr", "add", f"192.0.2.{4 * number + 1}/30", "dev", ours)
        _run("ip", "-n", self.name, "addr", "add", f"2001:db8:{number}::1/64", "dev", ours, "nodad")
        for gateway, network in ((gateway4, V4[side]), (gateway6, V6[side])):
            _run("ip", "-n", self.name, "neigh", "replace", gateway, "lladdr", macs[1], "dev", ours, "nud", "permanent")
            _run("ip", "-n", self.name, "route", "add", network, "via", gateway, "dev", ours)
        self.macs[side] = tuple(bytes.fromhex(mac.replace(":", "")) for mac in macs)  # type: ignore[assignment]
        self.sockets[side] = _socket_in(host, theirs)

    def load(self, ruleset: str) -> None:
        """Puts a ruleset in place of what was there."""
        self.inside("nft", "-f", "-", text="flush ruleset\n" + ruleset)
        self.forget()

    def load_iptables(self, text4: str, text6: str) -> None:
        """As `load`, for both versions of iptables."""
        self.inside("nft", "flush", "ruleset")
        self.inside("iptables-restore", text=text4)
        self.inside("ip6tables-restore", text=text6)
        self.forget()

    def forget(self) -> None:
        """Forgets all connections."""
        # A ctnetlink message: delete the connections of all families (linux/netfilter/nfnetlink_conntrack.h).
        kind, flags = 1 << 8 | 2, 0x1 | 0x4
        self.netfilter.send(struct.pack("=IHHIIBBH", 20, kind, flags, 1, 0, 0, 0, 0))
        done = struct.unpack("=IHHIIi", self.netfilter.recv(4096)[:20])
        assert done[-1] == 0, f"connections cannot be forgotten: {done[-1]}"

    def passed(self, packets: Iterable[Packet]) -> list[bool]:
        """Sends packets, each from the side of its incoming interface; says which came out where they must."""
        sent = list(packets)
        for one in self.sockets.values():
            _drain(one)
        for number, packet in enumerate(sent):
            side = packet.in_interface[1:]
            router, host = self.macs[side]
            kind = 0x0800 if packet.source.version == 4 else 0x86DD
            self.sockets[side].send(router + host + struct.pack("!H", kind) + frame(packet, number))
        arrived = self._collect(len(sent))
        return [(number, packet.out_interface[1:]) in arrived for number, packet in enumerate(sent)]

    def _collect(self, most: int) -> set[tuple[int, str]]:
        arrived: set[tuple[int, str]] = set()
        sides = {one.fileno(): (one, side) for side, one in self.sockets.items()}
        until = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < until and len(arrived) < most:
            ready, _, _ = select.select(list(sides), [], [], _WAIT_SECONDS / 3)
            for number in ready:
                one, side = sides[number]
                data, where = one.recvfrom(2048)
                # What the host itself sent comes by as well (PACKET_OUTGOING); errors quote packets, further on.
                at = payload_at(data)
                if where[2] != socket.PACKET_OUTGOING and data[at : at + len(_MAGIC)] == _MAGIC:
                    arrived.add((int(data[at + len(_MAGIC) : at + len(_MAGIC) + 6]), side))
                    until = time.monotonic() + _WAIT_SECONDS
        return arrived

    def remove(self) -> None:
        for one in (*self.sockets.values(), *([self.netfilter] if self.sockets else [])):
            one.close()
        for name in (self.name, *(f"{self.name}-{side}" for side in SIDES)):
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


@contextmanager
def router(name: str) -> Iterator[Router]:
    made = Router(name)
    made.remove()
    made.sockets = {}
    try:
        made.build()
        yield made
    finally:
        made.remove()


def _socket_in(namespace: str, device: str) -> socket.socket:
    """A packet socket made inside a namespace, used from here."""
    with _within(namespace):
        made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_FRAMES))
        made.bind((device, _ALL_FRAMES))
    made.setblocking(False)
    return made


@contextmanager
def _within(namespace: str) -> Iterator[None]:
    """This thread in another network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/var/run/netns/{namespace}", os.O_RDONLY)
    try:
        if libc.setns(there, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        yield
    finally:
        libc.setns(home, _CLONE_NEWNET)
        os.close(home)
        os.close(there)


def _drain(one: socket.socket) -> None:
    try:
        while True:
            one.recv(2048)
    except BlockingIOError:
        pass


def payload_at(data: bytes) -> int:
    """Where the payload of a frame of ours starts."""
    six = data[12:14] == b"\x86\xdd"
    protocol = data[14 + (6 if six else 9)] if len(data) > 24 else 0
    return 14 + (40 if six else 20) + {TCP: 20, UDP: 8, ICMP: 8, ICMPV6: 8}.get(protocol, 0)


def frame(packet: Packet, number: int) -> bytes:
    """The packet with a payload that says its number, from the IP header on."""
    payload = _MAGIC + b"%06d" % number
    segment = _segment(packet, payload)
    if packet.source.version == 6:
        header = struct.pack("!IHBB", 6 << 28, len(segment), packet.protocol, 64)
        return header + packet.source.packed + packet.destination.packed + segment
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), number & 0xFFFF, 0, 64, packet.protocol, 0)
    head += packet.source.packed + packet.destination.packed
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + segment


def _segment(packet: Packet, payload: bytes) -> bytes:
    if packet.protocol == TCP:
        head = struct.pack(
            "!HHIIBBHHH", packet.source_port, packet.destination_port, 1, 1, 0x50, packet.flags, 1024, 0, 0
        )
        at = 16
    elif packet.protocol == UDP:
        head = struct.pack("!HHHH", packet.source_port, packet.destination_port, 8 + len(payload), 0)
        at = 6
    elif packet.protocol in (ICMP, ICMPV6):
        kind, code = divmod(packet.destination_port, 256)
        head = struct.pack("!BBHHH", kind, code, 0, packet.source_port, 1)
        at = 2
    else:
        return payload
    whole = head + payload
    pseudo = b"" if packet.protocol == ICMP else _pseudo_header(packet, len(whole))
    found = struct.pack("!H", checksum(pseudo + whole) or 0xFFFF)
    return whole[:at] + found + whole[at + 2 :]


def _pseudo_header(packet: Packet, length: int) -> bytes:
    ends = packet.source.packed + packet.destination.packed
    if packet.source.version == 4:
        return ends + struct.pack("!BBH", 0, packet.protocol, length)
    return ends + struct.pack("!IHBB", length, 0, 0, packet.protocol)


def checksum(data: bytes) -> int:
    """RFC 1071."""
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
