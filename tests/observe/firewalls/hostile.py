"""Damage to configurations of all formats, and what a firewall may still say of packets afterwards.

What a reader does not understand may make an answer *unknown*. It may never turn one certain answer into another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from keur.observe.firewalls.intervals import Address, Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, TCP, Effect, Firewall, Packets, Stage, State, Way
from keur.observe.firewalls.reading import read
from keur.reach.devices import Device, addresses_of
from keur.reach.engine import boxes_of, interfaces_of
from keur.reach.packets import Packet
from keur.reach.steps import Decision
from keur.reach.topology import Forwards
from keur.reach.trace import trace
from tests.observe.firewalls.deciding import FORWARDED, SAMPLES

FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
MOST_QUESTIONS = 80


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole configuration, and what it answers."""

    name: str
    format: str
    text: str
    firewall: Firewall
    questions: tuple[Packet, ...]
    answers: tuple[tuple[str, ...], ...]


def sample(path: Path) -> Sample:
    found = read(path.read_bytes(), path.name)
    name = f"{path.parent.name}/{path.name}"
    questions = tuple(questions_for(found, random.Random(name)))
    text = path.read_text(encoding="utf-8")
    return Sample(name, found.format, text, found, questions, tuple(answers(found, one) for one in questions))


def again(about: Sample, text: str) -> Firewall:
    """The firewall of a damaged text."""
    return read(text.encode(), about.name, about.format)


def questions_for(found: Firewall, choose: random.Random) -> Iterator[Packet]:
    """Packets that the rules, translations and routes of a firewall look for, and some that they do not."""
    names = sorted(interfaces_of(found)) or [""]
    boxes = [box for box in boxes_of(found) if box]
    boxes += [Packets(destination=Addresses.of(route.destination)) for route in found.routes]
    boxes += [Packets(source=Addresses.of(net.network)) for one in found.interfaces for net in one.addresses]
    choose.shuffle(boxes)
    for box in [*boxes[: MOST_QUESTIONS - 5], *[EVERYTHING] * 5]:
        other = choose.choice(boxes) if boxes else EVERYTHING
        version = 4 if box.source.v4 and box.destination.v4 else 6
        protocol = TCP if TCP in box.protocols else _any(box.protocols, choose)
        yield Packet(
            _address(box.source & other.source or box.source, version, choose),
            _address(box.destination, version, choose),
            protocol,
            _any(box.destination_ports, choose),
            _any(box.source_ports, choose),
            choose.choice([name for name in names if name in box.in_interfaces] or [""]),
            choose.choice([name for name in names if name in box.out_interfaces] or [""]),
            State.NEW,
        )


def _any(numbers: Intervals, choose: random.Random) -> int:
    return choose.choice([number for span in numbers.spans[:20] for number in span])


def _address(addresses: Addresses, version: int, choose: random.Random) -> Address:
    found = addresses.family(version)
    number = _any(found, choose) if found else 1
    return IPv4Address(number) if version == 4 else IPv6Address(number)


def answers(found: Firewall, packet: Packet) -> tuple[str, ...]:
    """What a firewall does with a packet: forwarded, to itself, its translations, its route. Unknown is `?`."""
    if any(gap.effect is Effect.EVERYTHING for gap in found.gaps):
        assert not found.routes_known, "routes are taken for known though anything may be different"
        return ("?",) * 5
    decisions = [
        trace(found, [hook for stage in stages for hook in found.hooks if hook.stage is stage], packet).decision
        for stages in (FORWARDED, (Stage.LOCAL,))
    ]
    shown = ["?" if one is Decision.UNKNOWN else one.name.lower() for one in decisions]
    return (*shown, *(_translated(found, packet, way) for way in Way), _route(found, packet))


def _translated(found: Firewall, packet: Packet, way: Way) -> str:
    for one in found.translations:
        if one.way is way and one.enabled and any(packet.fits(box) for box in one.matches):
            return "?" if one.doubt else f"{one.to} {one.to_ports} {one.interface_address}"
    return "-"


def _route(found: Firewall, packet: Packet) -> str:
    device = Device("x", False, (), found, addresses_of(found.interfaces))
    forwards = Forwards(device, {})
    parts, _ = forwards.of(forwards.table_of(packet.in_interface), Addresses.of(packet.destination))
    if parts:
        return f"{parts[0].interface} {parts[0].gateway}"
    return "none" if found.routes_known else "?"


def changed(about: Sample, found: Firewall) -> list[str]:
    """Certain answers that became other certain answers."""
    names = ("forwarded", "local", "destination", "source", "route")
    return [
        f"{name} of {packet}: {was} became {now}"
        for packet, before in zip(about.questions, about.answers, strict=True)
        for name, was, now in zip(names, before, answers(found, packet), strict=True)
        if "?" not in (was, now) and was != now
    ]


def new_gaps(about: Sample, found: Firewall) -> bool:
    """Whether a person is told of something that was understood before."""
    known = {(gap.text, gap.reason) for gap in about.firewall.gaps}
    return any((gap.text, gap.reason) not in known for gap in found.gaps if gap.effect is not Effect.NONE)
