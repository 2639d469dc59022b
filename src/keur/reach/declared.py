"""Declared channels as packets: what a conduit says may be opened from one zone to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from keur._rust import capture as capture_core
from keur.observe.firewalls.intervals import NOWHERE, Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, ICMP, ICMPV6, TCP, UDP, Packets
from keur.plant.model import Channel, Conduit, Opener, Plant
from keur.reach.devices import of_texts
from keur.reach.steps import NO_FILTER, Decision, Origin, Step
from keur.reach.topology import Topology

_NUMBERS = {"tcp": TCP, "udp": UDP}


@dataclass(frozen=True, slots=True)
class Declared:
    """One channel in one direction: who opens, who answers, and the packets that open it."""

    number: int
    """Of the channel, in the order of the plant's conduits."""
    conduit: Conduit
    channel: Channel
    from_zone: str
    to_zone: str
    boxes: tuple[Packets, ...]
    """Empty when an end has no address, or the protocol has no port that keur knows."""


@cache
def usual_ports() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Transport (IP protocol number) and port where each protocol usually lives, the main one first."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for protocol, transport, port in capture_core.ports():
        found[protocol].append((_NUMBERS[transport], port))
    return {protocol: tuple(places) for protocol, places in found.items()}


def services(channel: Channel) -> tuple[Packets, ...]:
    """Protocol numbers and ports that a channel may use; none for frames without IP, or when nobody knows the port."""
    if channel.transport == "l2":
        return ()
    usual = usual_ports().get(channel.protocol or "", ())
    if channel.port is None:
        places = [place for place in usual if channel.transport in (None, _name(place[0]))]
    elif channel.transport is not None:
        places = [(_NUMBERS[channel.transport], channel.port)]
    else:
        here = [place for place in usual if place[1] == channel.port]
        transports = dict.fromkeys(transport for transport, _ in here or usual) or {TCP: None, UDP: None}
        places = [(transport, channel.port) for transport in transports]
    by_transport: dict[int, list[int]] = defaultdict(list)
    for transport, port in places:
        by_transport[transport].append(port)
    return tuple(
        Packets(protocols=Intervals.of(transport), destination_ports=Intervals.of(*ports))
        for transport, ports in by_transport.items()
    )


def _name(transport: int) -> str:
    return "tcp" if transport == TCP else "udp"


def channels(plant: Plant, topology: Topology) -> tuple[Declared, ...]:
    """All channels of a plant; one that either side may open stands here twice."""
    addresses = {asset.id: of_texts((*asset.ipv4, *asset.ipv6)) for asset in plant.assets}
    numbered = enumerate((conduit, channel) for conduit in plant.conduits for channel in conduit.channels)
    return tuple(
        one
        for number, (conduit, channel) in numbered
        for one in _directions(number, conduit, channel, topology, addresses)
    )


def _directions(
    number: int, conduit: Conduit, channel: Channel, topology: Topology, addresses: Mapping[str, Addresses]
) -> Iterator[Declared]:
    ends = {
        conduit.from_zone: _end(channel.from_assets, topology.zones[conduit.from_zone], addresses),
        conduit.to_zone: _end(channel.to_assets, topology.zones[conduit.to_zone], addresses),
    }
    wanted = services(channel)
    for opener, zones in (
        (Opener.FROM, (conduit.from_zone, conduit.to_zone)),
        (Opener.TO, (conduit.to_zone, conduit.from_zone)),
    ):
        if channel.opened_by in (opener, Opener.EITHER):
            opening, answering = zones
            boxes = (replace(service, source=ends[opening], destination=ends[answering]) for service in wanted)
            yield Declared(number, conduit, channel, opening, answering, tuple(box for box in boxes if box))


def _end(assets: Sequence[str], zone: Addresses, addresses: Mapping[str, Addresses]) -> Addresses:
    if not assets:
        return zone
    found = NOWHERE
    for asset in assets:
        found |= addresses[asset]
    return found


NOTHING_ELSE = Step("decide", Decision.BLOCKED, (EVERYTHING,), NO_FILTER)


def as_list(declared: Sequence[Declared], topology: Topology) -> list[Step]:
    """Which channel declares a packet, as a list: `PERMITTED` where one does, with the channel in `Origin.about`.

    ICMP goes with any conduit between two zones, in both directions, as it does in observed traffic."""
    steps = [
        Step("decide", Decision.PERMITTED, one.boxes, Origin(one.conduit.id, None, one.channel.place.line, one))
        for one in declared
        if one.boxes
    ]
    control = Intervals.of(ICMP, ICMPV6)
    pairs = {(one.from_zone, one.to_zone) for one in declared}
    for opening, answering in sorted(pairs | {pair[::-1] for pair in pairs}):
        box = Packets(source=topology.zones[opening], destination=topology.zones[answering], protocols=control)
        steps.append(Step("decide", Decision.PERMITTED, (box,), NO_FILTER))
    return [*steps, NOTHING_ELSE]


def answers_as_list(declared: Sequence[Declared]) -> list[Step]:
    """Packets that answer a declared channel, as a list: what filters need rules for that look at each packet alone."""
    steps = [
        Step("decide", Decision.PERMITTED, tuple(map(answer, one.boxes)), Origin(one.conduit.id, None, 0, one))
        for one in declared
        if one.boxes
    ]
    return [*steps, NOTHING_ELSE]


def answer(box: Packets) -> Packets:
    """The packets that go back."""
    return replace(
        box,
        source=box.destination,
        destination=box.source,
        source_ports=box.destination_ports,
        destination_ports=box.source_ports,
    )
