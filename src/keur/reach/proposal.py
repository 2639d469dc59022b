"""Which packets a firewall should let through by what the plant declares, and whether rules let through just these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from keur.observe.firewalls.intervals import ANYWHERE, Addresses
from keur.observe.firewalls.model import ESTABLISHED_FLAGS, EVERYTHING, Firewall, Packets, State
from keur.plant.model import Channel, Conduit, Plant, Text
from keur.reach.book import Book
from keur.reach.declared import NOTHING_ELSE, Declared, answer, channels
from keur.reach.engine import FORWARDED, applications_of, interfaces_of
from keur.reach.packets import FIRST, Packet, Universe
from keur.reach.steps import NO_FILTER, Decision, Origin, Step, of_stages
from keur.reach.topology import Topology

_MULTICAST = Addresses.of(ip_network("224.0.0.0/4"), ip_network("255.255.255.255/32"), ip_network("ff00::/8"))
UNICAST = Packets(destination=ANYWHERE - _MULTICAST)
"""No conduit is about packets to groups, and some firewalls treat these apart from their rules."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A channel for which there can be no rule, and why."""

    conduit: Conduit
    channel: Channel
    text: Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one firewall has to let through."""

    channels: tuple[Declared, ...]
    left_out: tuple[LeftOut, ...]


def wanted(plant: Plant, firewall: str | None, today: dt.date | None = None) -> Wanted:
    """The channels of the conduits that a firewall enforces: those that name it in `enforced_by`, and those that name
    no firewall at all. `firewall`: its asset; None: all conduits. Conduits whose last day is before `today` are left
    out; None: dates do not count."""
    found: list[Declared] = []
    left_out: list[LeftOut] = []
    for one in channels(plant, Topology(plant, ())):
        if firewall is not None and one.conduit.enforced_by and firewall not in one.conduit.enforced_by:
            continue
        why = _why(one, today)
        if why is None:
            found.append(one)
        else:
            left_out.append(LeftOut(one.conduit, one.channel, why))
    return Wanted(tuple(found), tuple(left_out))


def _why(one: Declared, today: dt.date | None) -> Text | None:
    """Why there is to be no rule for a channel; None when there is."""
    last = one.conduit.until
    if last is not None and today is not None and last < today:
        return Text(
            nl=f"was toegestaan tot en met {last}; verleng de conduit of verwijder die",
            en=f"was allowed up to and including {last}; extend the conduit or remove it",
        )
    if one.boxes:
        return None
    if one.channel.transport == "l2":
        return Text(
            nl="frames zonder IP, waar een firewall niet over beslist",
            en="frames without IP, about which a firewall does not decide",
        )
    if one.channel.port is None and one.channel.protocol is None:
        return Text(nl="noemt geen poort en geen protocol", en="names neither port nor protocol")
    return Text(
        nl="een van de einden heeft geen adres, of het protocol heeft geen vaste poort; noem de poort",
        en="one of the ends has no address, or the protocol has no fixed port; name the port",
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A packet about which rules decide otherwise than the plant declares."""

    packet: Packet
    declared: bool
    decision: Decision
    by: Origin


def differences(
    firewall: Firewall, declared: Sequence[Declared], family: int | None = None, region: Packets = EVERYTHING
) -> Iterator[Difference]:
    """Packets that open a connection and that rules treat otherwise than a plant declares: none when they are exact.
    `family`: 4 or 6 when the rules are about one alone. Raises `keur.reach.book.TooEntangled`."""
    book = Book(Universe(interfaces_of(firewall), applications_of(firewall)))
    steps = [Step("decide", Decision.PERMITTED, one.boxes, Origin(one.conduit.id, None, 0, one)) for one in declared]
    lists = [book.add(of_stages(firewall, *FORWARDED)), book.add([*steps, NOTHING_ELSE])]
    for comparison in book.compare(lists, FIRST & UNICAST & region):
        if family not in (None, comparison.family):
            continue
        for group, (rules, plant) in enumerate(comparison.groups):
            packet = None if rules.decision is plant.decision else comparison.witness([group], EVERYTHING)
            if packet is not None:
                yield Difference(
                    packet, plant.decision is Decision.PERMITTED, rules.decision, rules.doubt or rules.decider
                )


def unanswered(firewall: Firewall, declared: Sequence[Declared], family: int | None = None) -> Iterator[Difference]:
    """Packets of connections that a plant declares and that are open by now, forth and back, which rules stop. For
    firewalls whose rules see every packet. Raises `keur.reach.book.TooEntangled`."""
    book = Book(Universe(interfaces_of(firewall), applications_of(firewall)))
    sides = [side for one in declared for box in one.boxes for side in (box, answer(box))]
    lists = [book.add(of_stages(firewall, *FORWARDED))]
    lists.append(book.add([Step("decide", Decision.PERMITTED, tuple(sides), NO_FILTER), NOTHING_ELSE]))
    for comparison in book.compare(lists, _OPEN):
        if family not in (None, comparison.family):
            continue
        for group, (rules, plant) in enumerate(comparison.groups):
            if plant.decision is Decision.PERMITTED and rules.decision is not Decision.PERMITTED:
                packet = comparison.witness([group], EVERYTHING)
                if packet is not None:
                    yield Difference(packet, True, rules.decision, rules.doubt or rules.decider)


_OPEN = Packets(states=frozenset({State.ESTABLISHED}), flags=ESTABLISHED_FLAGS)
