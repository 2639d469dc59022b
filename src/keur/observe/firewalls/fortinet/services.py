"""Services and groups of services of FortiOS to boxes of protocols and ports.

Sources: FortiOS CLI Reference, "config firewall service custom" and "config firewall service group"; FortiOS
Administration Guide, "Services": a port range is `destination[-destination][:source[-source]]`, protocol IP with number
0 is any protocol, and ICMP without a type is any type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.factory_services import FACTORY
from keur.observe.firewalls.fortinet.tree import NO_ADDRESS, Block, Setting
from keur.observe.firewalls.intervals import PORTS, PROTOCOLS, Intervals, Span
from keur.observe.firewalls.model import EVERYTHING, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE, Packets
from keur.observe.firewalls.vague import VaguePackets
from keur.plant.model import Text

DEEPEST = 32
_RANGES = {"tcp-portrange": TCP, "udp-portrange": UDP, "sctp-portrange": SCTP, "udplite-portrange": UDPLITE}
_WITH_PORTS = ("TCP/UDP/SCTP", "TCP/UDP/UDP-Lite/SCTP")
_FOR = dict.fromkeys(_RANGES, _WITH_PORTS) | {
    "protocol-number": ("IP",),
    "icmptype": ("ICMP", "ICMP6"),
    "icmpcode": ("ICMP", "ICMP6"),
}
"""Protocols that a key belongs to; with another it is refused."""
_TOO_DEEP = Text(nl="groepen zijn te diep genest", en="groups are nested too deep")
_EMPTY = Text(nl="de dienst noemt geen poorten of leden", en="the service names no ports or members")

Ports = tuple[Intervals, Intervals]
"""Source and destination ports."""


@dataclass(slots=True)
class ServiceBook:
    """The services of a virtual domain, by name."""

    device: Device
    domain: Domain
    _known: dict[str, VaguePackets] = field(default_factory=dict)
    _lists: dict[tuple[str, ...], VaguePackets] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def of_names(self, names: Sequence[str], line: int) -> VaguePackets:
        """The packets of some services together, in few boxes. Only protocols and ports are limited."""
        found = self._lists.get(tuple(names))
        if found is None:
            parts = [self.of_name(name, line) for name in names]
            doubts = tuple(dict.fromkeys(doubt for part in parts for doubt in part.doubts))
            sure = merged(box for part in parts for box in part.sure)
            possible = merged(box for part in parts for box in part.possible) if doubts else sure
            found = VaguePackets(sure, possible, doubts)
            if all(name in self._known for name in names):
                self._lists[tuple(names)] = found
        return found

    def of_name(self, name: str, line: int) -> VaguePackets:
        known = self._known.get(name)
        if known is not None:
            return known
        custom = self.domain.section("firewall service custom").entries.get(name)
        group = self.domain.section("firewall service group").entries.get(name)
        block = custom or group
        if block is None:
            if name not in FACTORY:
                why = self.device.doubt(line, f"set service {name}", reasons.no_such(reasons.SERVICE, name))
                return VaguePackets.unknown(why)
            custom = block = _factory(name)
        if name in self._open or len(self._open) > DEEPEST:
            why = reasons.circular(reasons.SERVICE_GROUP, name) if name in self._open else _TOO_DEEP
            return VaguePackets.unknown(self.device.doubt(line, f"set member {name}", why))
        self._open.add(name)
        found = self._custom(block) if custom else self._group(block)
        self._open.discard(name)
        for doubt in self.device.odd(block):
            found |= VaguePackets.unknown(doubt)
        self._known[name] = found
        return found

    def _doubtful(self, block: Block, why: Text, *keys: str) -> VaguePackets:
        return VaguePackets.unknown(self.device.doubt(block.line_of(*keys), block.text("uuid"), why))

    def _group(self, block: Block) -> VaguePackets:
        if block.is_on("proxy"):
            return self._doubtful(block, reasons.not_modelled("proxy enable"), "proxy")
        if not block.values("member"):
            return self._doubtful(block, _EMPTY)
        return self.of_names(block.values("member"), block.line_of("member"))

    def _custom(self, block: Block) -> VaguePackets:
        protocol = block.value("protocol", _WITH_PORTS[0])
        for key in ("application", "app-category", "app-service-type", "fqdn", "iprange"):
            if block.value(key, "disable") not in ("disable", NO_ADDRESS):
                return self._doubtful(block, reasons.not_modelled(key), key)
        if block.is_on("proxy"):
            return self._doubtful(block, reasons.not_modelled("proxy enable"), "proxy")
        misfit = next((key for key in block.settings if protocol not in _FOR.get(key, (protocol,))), None)
        if misfit is not None:
            return self._doubtful(block, reasons.wrong(f"{misfit} {protocol}"), misfit)
        try:
            if protocol == "IP":
                boxes: Iterable[Packets] = (_numbered(block.value("protocol-number", "0")),)
            elif protocol in ("ICMP", "ICMP6"):
                boxes = (_icmp(ICMP if protocol == "ICMP" else ICMPV6, block),)
            elif protocol in _WITH_PORTS:
                boxes = [box for key, number in _RANGES.items() for box in _ported(number, block.values(key))]
            else:
                return self._doubtful(block, reasons.not_modelled(f"protocol {protocol}"), "protocol")
        except ValueError as error:
            return self._doubtful(block, reasons.wrong(str(error)))
        found = merged(boxes)
        return VaguePackets.known(*found) if found else self._doubtful(block, _EMPTY)


def _factory(name: str) -> Block:
    """A service that every device has, for files that leave it out."""
    settings = (line.split() for line in FACTORY[name])
    return Block(name, 0, {key: Setting(0, 0, values) for key, *values in settings})


def _number(text: str, most: int) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > most:
        raise ValueError(text)
    return int(text)


def _numbered(text: str) -> Packets:
    number = _number(text, 255)
    return Packets(protocols=Intervals.of(number)) if number else EVERYTHING


def _icmp(protocol: int, block: Block) -> Packets:
    kind, code = block.value("icmptype"), block.value("icmpcode")
    ports = PORTS
    if code and not kind:
        raise ValueError(f"icmpcode {code}")
    if kind:
        first = _number(kind, 255) << 8
        ports = Intervals.of(first | _number(code, 255)) if code else Intervals([(first, first | 255)])
    return Packets(protocols=Intervals.of(protocol), destination_ports=ports)


def _ported(protocol: int, ranges: Sequence[str]) -> Iterable[Packets]:
    for text in ranges:
        destination, sign, source = text.partition(":")
        yield Packets(
            protocols=Intervals.of(protocol),
            source_ports=port_range(source) if sign else PORTS,
            destination_ports=port_range(destination),
        )


def port_range(text: str) -> Intervals:
    """`80` or `8000-8080`. Raises ValueError."""
    first, dash, last = text.partition("-")
    span: Span = (_number(first, 65_535), _number(last, 65_535) if dash else _number(first, 65_535))
    if span[0] > span[1]:
        raise ValueError(text)
    return Intervals([span])


def merged(boxes: Iterable[Packets]) -> tuple[Packets, ...]:
    """The same packets in fewer boxes. Only protocols and ports are looked at."""
    by_ports: dict[tuple[Intervals, Intervals], list[Span]] = {}
    for box in boxes:
        by_ports.setdefault((box.protocols, box.source_ports), []).extend(box.destination_ports.spans)
    by_protocol: dict[Ports, list[Span]] = {}
    for (protocols, source), spans in by_ports.items():
        by_protocol.setdefault((source, Intervals(spans)), []).extend(protocols.spans)
    found = tuple(
        Packets(protocols=Intervals(spans), source_ports=source, destination_ports=destination)
        for (source, destination), spans in by_protocol.items()
    )
    return (EVERYTHING,) if EVERYTHING in found else found


def complement(boxes: Sequence[Packets]) -> tuple[Packets, ...] | None:
    """The packets that are in none of the boxes; None when that takes source ports, which is not worked out."""
    if any(box.source_ports != PORTS for box in boxes):
        return None
    left: dict[Intervals, list[Span]] = {}
    cuts = sorted(
        {edge for box in boxes for first, last in box.protocols.spans for edge in (first, last + 1)} | {0, 256}
    )
    for first, after in pairwise(cuts):
        part = Intervals([(first, after - 1)]) & PROTOCOLS
        ports = PORTS
        for box in boxes:
            if first in box.protocols:
                ports -= box.destination_ports
        if ports:
            left.setdefault(ports, []).extend(part.spans)
    return tuple(Packets(protocols=Intervals(spans), destination_ports=ports) for ports, spans in left.items())
