"""A large capture for speed measurements, made from small ones of one plant.

The captures are merged by time. The plant is then copied: copy number r is a site of its own, whose unicast IPv4
addresses are 10.r.x.y (one address of the plant, one x.y) and whose unicast MAC addresses have r in their fourth byte.
Four sites run at the same time, the next four after them, so time only rises. IPv4, TCP and UDP checksums that were
right stay right (RFC 1624). Payloads are untouched, and so are addresses of IPv6 and broadcast. The same captures give
the same bytes.
"""

from __future__ import annotations

import argparse
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

AT_THE_SAME_TIME = 4
"""Sites that run at the same time."""

MOST_SITES = 256

ETHERNET = 1


class NotUsable(Exception):
    """A capture that cannot be copied: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Template:
    """A packet and the places in it that differ from site to site."""

    us: int
    """Microseconds since the plant's first packet."""
    frame: bytes
    length: int
    """On the wire."""
    macs: tuple[tuple[int, bytes], ...]
    """Position of the last three bytes of a MAC address, and the last two of these."""
    addresses: tuple[tuple[int, bytes], ...]
    """Position of an IPv4 address, and its last two bytes at every site."""
    checksums: tuple[int, ...]


class Numbers:
    """Gives each new address the next number, as two bytes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = count(1)
        self._known: dict[bytes, bytes] = {}

    def of(self, address: bytes) -> bytes:
        if address not in self._known:
            number = next(self._next)
            if number > 0xFFFE:
                raise NotUsable(f"the captures have over 65,534 {self._what}; use fewer captures")
            self._known[address] = number.to_bytes(2, "big")
        return self._known[address]


def packets(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Microseconds, length on the wire and bytes of each packet of a pcap file of Ethernet."""
    with path.open("rb") as file:
        header = file.read(24)
        order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}.get(header[:4])
        if order is None or len(header) < 24:
            raise NotUsable(f"{path}: is not a pcap file in microseconds; convert it with `editcap -F pcap`")
        if struct.unpack(f"{order}I", header[20:])[0] & 0xFFFF != ETHERNET:
            raise NotUsable(f"{path}: is not a capture of Ethernet; leave it out")
        record = struct.Struct(f"{order}IIII")
        while len(head := file.read(16)) == 16:
            seconds, micros, captured, length = record.unpack(head)
            frame = file.read(captured)
            if len(frame) < captured:
                return
            yield seconds * 1_000_000 + micros, length, frame


def template(us: int, length: int, frame: bytes, macs: Numbers, addresses: Numbers) -> Template:
    """Finds the addresses and checksums of a packet."""
    own_macs = [(at + 3, macs.of(frame[at : at + 6])) for at in (0, 6) if len(frame) >= 14 and not frame[at] & 1]
    at, kind = 14, frame[12:14]
    while kind in (b"\x81\x00", b"\x88\xa8") and len(frame) >= at + 4:
        at, kind = at + 4, frame[at + 2 : at + 4]
    places: tuple[int, ...] = ()
    checksums: list[int] = []
    if kind == b"\x08\x00" and len(frame) >= at + 20 and frame[at] >> 4 == 4:
        places = (at + 12, at + 16)
        checksums.append(at + 10)
        above = at + (frame[at] & 15) * 4
        first_part = not int.from_bytes(frame[at + 6 : at + 8], "big") & 0x1FFF
        if first_part and frame[at + 9] == 6 and len(frame) >= above + 18:
            checksums.append(above + 16)
        elif first_part and frame[at + 9] == 17 and frame[above + 6 : above + 8] not in (b"", b"\0\0"):
            checksums.append(above + 6)
    elif kind == b"\x08\x06" and len(frame) >= at + 28:
        places = (at + 14, at + 24)
    own = [(place, addresses.of(frame[place : place + 4])) for place in places if 0 < frame[place] < 224]
    return Template(us, frame, length, tuple(own_macs), tuple(own), tuple(checksums))


def at_site(packet: Template, site: int) -> bytes:
    """The packet as it is at a site."""
    frame = bytearray(packet.frame)
    for at, number in packet.macs:
        frame[at] = site
        frame[at + 1 : at + 3] = number
    change = 0
    for at, number in packet.addresses:
        old = int.from_bytes(frame[at : at + 2], "big") + int.from_bytes(frame[at + 2 : at + 4], "big")
        change += (10 << 8 | site) + int.from_bytes(number, "big") - old
        frame[at : at + 4] = bytes((10, site)) + number
    for at in packet.checksums:
        # One's complement sum: 0xFFFF is added until no borrow is left.
        total = (0xFFFF ^ int.from_bytes(frame[at : at + 2], "big")) + change + 0xFFFF * 4
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        frame[at : at + 2] = (0xFFFF ^ total).to_bytes(2, "big")
    return bytes(frame)


def read_plant(captures: Iterable[Path]) -> list[Template]:
    """All packets of the captures, by time."""
    found = sorted((packet for path in captures for packet in packets(path)), key=lambda packet: packet[0])
    if not found:
        raise NotUsable("the captures hold no packets; name others")
    start, macs, addresses = found[0][0], Numbers("MAC addresses"), Numbers("IPv4 addresses")
    return [template(us - start, length, frame, macs, addresses) for us, length, frame in found]


def write(plant: Sequence[Template], size_bytes: int, out: BinaryIO) -> int:
    """Writes sites until the file has the size. Gives the number of packets."""
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, ETHERNET))
    window = plant[-1].us + 1_000_000
    written, number = 24, 0
    for first in range(0, MOST_SITES, AT_THE_SAME_TIME):
        start = 1_700_000_000_000_000 + first // AT_THE_SAME_TIME * window
        for packet in plant:
            seconds, micros = divmod(start + packet.us, 1_000_000)
            head = struct.pack("<IIII", seconds, micros, len(packet.frame), packet.length)
            for site in range(first, first + AT_THE_SAME_TIME):
                written += out.write(head) + out.write(at_site(packet, site))
                number += 1
            if written >= size_bytes:
                return number
    raise NotUsable(
        f"{MOST_SITES} sites make only {written / 1e6:.0f} MB of these captures; ask for less or add captures"
    )


def make(captures: Iterable[Path], size_bytes: int, path: Path) -> int:
    """Makes the capture. Gives the number of packets."""
    plant = read_plant(captures)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as out:
        number = write(plant, size_bytes, out)
    unfinished.replace(path)
    return number


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes a large capture from small ones, for speed measurements.")
    parser.add_argument("output", type=Path)
    parser.add_argument("captures", type=Path, nargs="+", help="pcap files of Ethernet, of one plant")
    parser.add_argument("--size-mb", type=float, default=100.0, help="stop at this size in megabytes (default: 100)")
    asked = parser.parse_args()
    try:
        number = make(asked.captures, int(asked.size_mb * 1e6), asked.output)
    except (NotUsable, OSError) as error:
        print(f"make_capture: {error}", file=sys.stderr)
        return 2
    print(f"{asked.output}: {number:,} packets, {asked.output.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
