"""Packets and rules in words: services, addresses, examples."""

from __future__ import annotations

from collections.abc import Iterable

from keur.observe.firewalls.intervals import (
    NOTHING,
    NOWHERE,
    PORTS,
    Addresses,
    Intervals,
    show_addresses,
    show_numbers,
)
from keur.observe.firewalls.model import ICMP, ICMPV6, TCP, UDP, WITH_PORTS, Packets
from keur.reach.packets import Packet

ALMOST_ALL = 250
"""Protocols that a rule must let through to be told as `any`: what is declared of them may be missing."""

_NAMES = {TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPV6: "icmpv6", 47: "gre", 50: "esp", 51: "ah", 132: "sctp"}


def protocol_name(number: int) -> str:
    """`tcp`; `ip:89` for those without a name here, as facts write them."""
    return _NAMES.get(number, f"ip:{number}")


def packet(of: Packet) -> str:
    """`10.0.0.1 > 10.0.0.2 tcp/502`, with the kind of message where rules look at that."""
    name = protocol_name(of.protocol)
    port = ""
    if of.protocol in WITH_PORTS:
        port = f"/{of.destination_port}"
    elif of.protocol in (ICMP, ICMPV6):
        port = f"/{of.destination_port >> 8}"
    kind = f" {of.application}" if of.application else ""
    return f"{of.source} > {of.destination} {name}{port}{kind}"


def services(boxes: Iterable[Packets]) -> str:
    """The services of some packets in few words: `any`, `tcp/502`, `tcp/1-1024 udp/53`, `tcp`; with the kinds of
    messages, where rules look at these: `tcp/502 (modbus:read)`."""
    found = list(boxes)
    kinds: set[str] = set()
    for box in found:
        if box.applications is None:
            return _services(found)
        kinds |= box.applications
    more = f" +{len(kinds) - 3}" if len(kinds) > 3 else ""
    return f"{_services(found)} ({', '.join(kind or '-' for kind in sorted(kinds)[:3])}{more})"


def _services(boxes: Iterable[Packets]) -> str:
    ports: dict[int, Intervals] = {}
    everything = NOTHING
    for box in boxes:
        if box.protocols.size() > 16:
            everything |= box.protocols if box.destination_ports == PORTS else NOTHING
            continue
        for first, last in box.protocols:
            for number in range(first, last + 1):
                ports[number] = ports.get(number, NOTHING) | box.destination_ports
    if (everything | Intervals.of(*ports)).size() >= ALMOST_ALL:
        return "any"
    words = []
    for number, found in sorted(ports.items()):
        if number in everything:
            continue
        name = protocol_name(number)
        if number in (ICMP, ICMPV6):
            kinds = Intervals((first >> 8, last >> 8) for first, last in found)
            words.append(name if found == PORTS else f"{name}/{show_numbers(kinds, 3)}")
        else:
            words.append(name if found == PORTS or number not in WITH_PORTS else f"{name}/{show_numbers(found, 3)}")
    if everything:
        words.append("ip:" + show_numbers(everything, 3))
    return " ".join(words[:6]) + (f" +{len(words) - 6}" if len(words) > 6 else "")


def sources(boxes: Iterable[Packets]) -> Addresses:
    found = NOWHERE
    for box in boxes:
        found |= box.source
    return found


def destinations(boxes: Iterable[Packets]) -> Addresses:
    found = NOWHERE
    for box in boxes:
        found |= box.destination
    return found


def box(of: Packets) -> str:
    """`10.0.0.0/24 > 10.1.0.5 tcp/502`."""
    return f"{show_addresses(of.source)} > {show_addresses(of.destination)} {services([of])}"
