"""Protocols with ports or ICMP messages, as boxes of packets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from keur.observe.firewalls.cisco.parsing import LAST_PORT, OPERATORS, Unclear, Words, number, ports, unknown_word
from keur.observe.firewalls.cisco.statements import CUT
from keur.observe.firewalls.cisco.words import ICMP_MESSAGES, ICMPV6_MESSAGES, PROTOCOLS, TCP_PORTS, UDP_PORTS
from keur.observe.firewalls.intervals import PORTS, Intervals
from keur.observe.firewalls.intervals import PROTOCOLS as EVERY_PROTOCOL
from keur.observe.firewalls.model import ICMP, ICMPV6, TCP, UDP, Packets

ONLY_TCP = Intervals.of(TCP)
ONLY_UDP = Intervals.of(UDP)
TCP_OR_UDP = Intervals.of(TCP, UDP)
ONLY_ICMP = Intervals.of(ICMP)
ONLY_ICMPV6 = Intervals.of(ICMPV6)

_SINGLE = {name: Intervals.of(number) for name, number in PROTOCOLS.items()}
_TCP_UDP_PORTS = UDP_PORTS | TCP_PORTS


def protocol(word: str) -> Intervals | None:
    """A protocol by name or number; `ip` and `ipv6` are all of them; None when it is something else."""
    if word in ("ip", "ipv6"):
        return EVERY_PROTOCOL
    if word == "tcp-udp":
        return TCP_OR_UDP
    found = _SINGLE.get(word)
    if found is None:
        value = number(word, 255)
        return None if value is None else Intervals.of(value)
    return found


def port_names(protocols: Intervals) -> Mapping[str, int] | None:
    """Names of ports that go with protocols; None for protocols without ports."""
    if protocols == ONLY_TCP:
        return TCP_PORTS
    if protocols == ONLY_UDP:
        return UDP_PORTS
    if protocols == TCP_OR_UDP:
        return _TCP_UDP_PORTS
    return {} if protocols == _SINGLE["sctp"] else None


def messages(protocols: Intervals) -> Mapping[str, Intervals] | None:
    """Names of the messages of ICMP or ICMPv6; None for other protocols."""
    if protocols == ONLY_ICMP:
        return ICMP_MESSAGES
    return ICMPV6_MESSAGES if protocols == ONLY_ICMPV6 else None


def message(words: Words, names: Mapping[str, Intervals]) -> Intervals | None:
    """An ICMP message by name, or by type and code; None when the next word is neither."""
    word = words.peek()
    found = names.get(word)
    kind = number(word, 255)
    if found is None and kind is None:
        return None
    words.take()
    code = number(words.peek(), 255)
    if code is not None:
        words.take()
        if words.peek() == CUT:
            raise unknown_word(CUT)
        if kind is None and found is not None:
            kind = found.spans[0][0] >> 8
        return Intervals.of((kind or 0) << 8 | code)
    if found is not None:
        return found
    return Intervals([((kind or 0) << 8, (kind or 0) << 8 | 255)])


def service(words: Words, *, several: bool) -> Packets:
    """`tcp source gt 1023 destination eq 502`, `udp eq ntp`, `icmp echo`, `gre`: of a group or an object. The words
    `destination` and `eq` may be left out. Raises `Unclear`."""
    word = words.take()
    protocols = protocol(word)
    if protocols is None:
        raise unknown_word(word)
    table = messages(protocols)
    if table is not None:
        found = message(words, table)
        return Packets(protocols=protocols) if found is None else Packets(protocols=protocols, destination_ports=found)
    names = port_names(protocols)
    source_ports, destination_ports = PORTS, PORTS
    while names is not None and words:
        if words.accept("source"):
            source_ports = _some_ports(words, names, several)
        elif words.accept("destination") or _is_port(words.peek(), names):
            destination_ports = _some_ports(words, names, several)
        else:
            break
    return Packets(protocols=protocols, source_ports=source_ports, destination_ports=destination_ports)


def _is_port(word: str, names: Mapping[str, int]) -> bool:
    return word in OPERATORS or word in names or number(word, LAST_PORT) is not None


def _some_ports(words: Words, names: Mapping[str, int], several: bool) -> Intervals:
    found = ports(words, names, several)
    if found is not None:
        return found
    found = ports(Words(["eq", words.take()]), names, several)
    if found is None or words.peek() == CUT:
        raise Unclear(unknown_word(words.peek()).why)
    return found


def merged(boxes: Iterable[Packets]) -> tuple[Packets, ...]:
    """The same packets in fewer boxes, where boxes differ in ports or protocols only."""
    by_protocol: dict[Packets, list[Intervals]] = {}
    for box in boxes:
        by_protocol.setdefault(replace(box, destination_ports=PORTS), []).append(box.destination_ports)
    by_ports: dict[Packets, list[Intervals]] = {}
    for box, found in by_protocol.items():
        key = replace(box, destination_ports=together(found), protocols=EVERY_PROTOCOL)
        by_ports.setdefault(key, []).append(box.protocols)
    return tuple(replace(box, protocols=together(found)) for box, found in by_ports.items())


def together(sets: Iterable[Intervals]) -> Intervals:
    """The union of many sets at once."""
    found = list(sets)
    return found[0] if len(found) == 1 else Intervals(span for one in found for span in one.spans)
