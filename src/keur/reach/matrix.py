"""The matrix of a plant: between each pair of zones, what is declared, what is permitted, and where they differ."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, TCP, UDP, Packets
from keur.plant.model import Plant
from keur.reach.answers import covers, remembered
from keur.reach.applications import kinds_of, resolved
from keur.reach.book import Comparison
from keur.reach.declared import Declared, answers_as_list, as_list, channels
from keur.reach.devices import Device, of_texts
from keur.reach.packets import FROM_HIGH_PORT, Packet
from keur.reach.steps import Decision
from keur.reach.zones import Fate, Group, Reach

LIKELY = (502, 102, 44818, 4840, 20000, 2404, 3389, 445, 22, 23, 80, 443)
"""Ports from which an example is taken first: a person sees at once what such a packet could do."""


_MOST_ANSWERS = 500
"""Boxes of answers that are looked at; packets that come to more are not taken for answers."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether firewalls let a channel through, or a pair of hosts."""

    answer: str
    """`yes`, `no`, or `unknown`."""
    partly: bool = False
    """Whether something else happens to a part of it."""
    fate: Fate | None = None
    """What decides about it, or about the part that is not let through."""
    example: Packet | None = None
    """A packet of that part."""


@dataclass(slots=True)
class Cell:
    """Packets from one zone to another that one rule decides about and nobody declared."""

    from_zone: str
    to_zone: str
    fate: Fate
    groups: list[Group] = field(default_factory=list)

    @property
    def decision(self) -> Decision:
        return self.fate.decision

    def boxes(self, most: int) -> tuple[list[Packets], bool]:
        """The packets, and whether these are all."""
        found: list[Packets] = []
        for group in self.groups:
            boxes, whole = group.boxes(most - len(found))
            found += boxes
            if not whole:
                return found, False
        return found, True


class Matrix:
    """Answers about all pairs of zones of a plant. Nothing is computed before it is asked for."""

    def __init__(self, plant: Plant, devices: Sequence[Device], today: dt.date | None = None) -> None:
        self.plant = plant
        self.reach = Reach(plant, resolved(devices), today)
        self.kinds = self.reach.engine.book.universe.applications
        """Kinds of messages that rules tell apart; only the one that stands for all when none do."""
        self.channels = channels(plant, self.reach.topology)
        book = self.reach.engine.book
        self._declared = book.add(as_list(self.channels, self.reach.topology))
        self._answers = book.add(answers_as_list(self.channels))
        self._groups: dict[tuple[str, str], list[Group]] = {}
        self._assets: dict[str, Addresses] = defaultdict(Addresses)
        self._remembered = {device.id: remembered(device.firewall) for device in devices}
        self._numbered = cache(self._by_number)
        own = self.reach.topology.own
        for asset in plant.assets:
            self._assets[asset.zone] |= of_texts((*asset.ipv4, *asset.ipv6)) - own

    @property
    def zones(self) -> list[str]:
        """Zones that have addresses, the pseudo-zones among them."""
        return [zone for zone, addresses in self.reach.topology.zones.items() if addresses]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All pairs of different zones."""
        for one in self.zones:
            for other in self.zones:
                if one != other:
                    yield one, other

    def groups(self, from_zone: str, to_zone: str) -> list[Group]:
        """All packets from one zone to another, by what decides about them and whether they are declared."""
        key = (from_zone, to_zone)
        if key not in self._groups:
            beside = (self._declared, self._answers)
            self._groups[key] = list(self.reach.groups(from_zone, to_zone, EVERYTHING, beside))
        return self._groups[key]

    def undeclared(self, from_zone: str, to_zone: str) -> list[Cell]:
        """What firewalls let through, or may let through, though nobody declared it: a cell for each rule."""
        cells: dict[tuple[object, ...], Cell] = {}
        for group in self.groups(from_zone, to_zone):
            if group.fate.decision is Decision.BLOCKED or self.is_declared(group) or not group.fate.deciders:
                continue
            last = group.fate.deciders[-1]
            key = (group.fate.decision, last.device, last.origin.chain, last.origin.line, id(last.origin.rule))
            cells.setdefault(key, Cell(from_zone, to_zone, group.fate)).groups.append(group)
        return list(cells.values())

    def is_declared(self, group: Group) -> bool:
        """Whether a channel declares these packets, or they answer one at filters that look at each packet alone."""
        declared, answers = group.beside
        if declared.decision is Decision.PERMITTED or answers.decision is not Decision.PERMITTED:
            return declared.decision is Decision.PERMITTED
        rules = [decider.origin.rule for decider in group.fate.deciders]
        if not all(rule is not None and rule.stateless for rule in rules):
            return False
        boxes, whole = group.boxes(_MOST_ANSWERS)
        # Answers pass by the rule alone only where the firewall has no memory of who opened.
        return whole and not any(covers(self._remembered[one.device], boxes) for one in group.fate.deciders)

    def channel_of(self, group: Group) -> Declared | None:
        """The channel that declares the packets of a group; None for ICMP, and when none does."""
        about = group.beside[0].decider.about
        return about if isinstance(about, Declared) else None

    def permission(self, number: int) -> Permission:
        """What firewalls do with a channel: yes when any of it passes."""
        answers = []
        for one in self.channels:
            among = self.among(one.from_zone, one.to_zone)
            for box in one.boxes if one.number == number else ():
                parts = [replace(box, applications=kinds) for kinds in self._kinds_of(one)]
                answers.append(
                    _alike(
                        [_summed(list(self.reach.groups(one.from_zone, one.to_zone, part)), among) for part in parts]
                    )
                )
        # A channel that names no transport may use either: one that does not pass is not missed where another does.
        order = ("yes", "unknown", "no")
        return min(answers, key=lambda found: (order.index(found.answer), found.partly), default=Permission("unknown"))

    def _kinds_of(self, one: Declared) -> list[frozenset[str] | None]:
        """The kinds of messages of a channel. Of one that names no protocol: those that rules know, and the rest."""
        if len(self.kinds) == 1:
            return [None]
        kinds = kinds_of(one.channel.protocol, one.channel.operations or (), self.kinds)
        return [kinds] if kinds else [frozenset(self.kinds[:1]), frozenset(self.kinds[1:])]

    def of_packet(
        self, from_zone: str, to_zone: str, packet: Packet, kinds: frozenset[str] | None = None
    ) -> Permission:
        """What firewalls do with one kind of packet between two zones, whatever its source port is. `kinds`: what its
        messages may be, where rules tell them apart; None: anything."""
        if from_zone == to_zone or not {from_zone, to_zone} <= self.reach.topology.zones.keys():
            return Permission("unknown")
        each = sorted(self.kinds if kinds is None else kinds & frozenset(self.kinds)) or self.kinds[:1]
        found = [self._of_packet(from_zone, to_zone, replace(packet, application=one)) for one in each]
        return _alike(found)

    def _of_packet(self, from_zone: str, to_zone: str, packet: Packet) -> Permission:
        for comparison, groups in self._numbered(from_zone, to_zone):
            number = comparison.group_of(packet) if comparison.family == packet.source.version else None
            if number is not None:
                return _summed([groups[number]], EVERYTHING)
        return Permission("unknown")

    def _by_number(self, from_zone: str, to_zone: str) -> list[tuple[Comparison, dict[int, Group]]]:
        found: dict[int, tuple[Comparison, dict[int, Group]]] = {}
        for group in self.groups(from_zone, to_zone):
            _, numbered = found.setdefault(id(group.comparison), (group.comparison, {}))
            numbered[group.number] = group
        return list(found.values())

    def among(self, from_zone: str, to_zone: str) -> Packets:
        """Packets between assets: examples are best taken from these."""
        return Packets(source=self._assets[from_zone], destination=self._assets[to_zone])

    def example(self, cell: Cell) -> Packet | None:
        """One packet of a cell: between assets and to a port that people know, where there is one."""
        between = self.among(cell.from_zone, cell.to_zone)
        for among in (between, Packets(destination=between.destination), Packets(source=between.source), EVERYTHING):
            if packet := _example(cell.groups, among):
                return packet
        return None


def _from_high_port(protocol: int, *ports: int) -> Packets:
    to = Intervals.of(*ports) if ports else EVERYTHING.destination_ports
    return replace(FROM_HIGH_PORT, protocols=Intervals.of(protocol), destination_ports=to)


_TO_ANY_LIKELY = _from_high_port(TCP, *LIKELY)
_TO_ONE_LIKELY = tuple(_from_high_port(TCP, port) for port in LIKELY)
_TO_OTHERS = (_from_high_port(TCP), _from_high_port(UDP), FROM_HIGH_PORT, EVERYTHING)


def _example(groups: Iterable[Group], among: Packets) -> Packet | None:
    found = list(groups)
    if not among:
        return None
    if _witness(found, among & _TO_ANY_LIKELY):
        return next(packet for wanted in _TO_ONE_LIKELY if (packet := _witness(found, among & wanted)))
    return next((packet for wanted in _TO_OTHERS if (packet := _witness(found, among & wanted))), None)


def _witness(groups: Sequence[Group], among: Packets) -> Packet | None:
    """A packet of the first of some groups that has one."""
    return next((packet for group in groups if (packet := group.witness(among))), None)


def _alike(found: Sequence[Permission]) -> Permission:
    """One answer for messages of which nobody knows the kind: known where it is the same for all."""
    if len({one.answer for one in found}) == 1:
        return found[0]
    return Permission("unknown", fate=next((one.fate for one in found if one.answer == "unknown"), None))


def _summed(groups: Sequence[Group], among: Packets) -> Permission:
    """One answer for several groups: yes when any passes, unknown when any may."""
    passing = [group for group in groups if group.fate.decision is Decision.PERMITTED]
    doubtful = [group for group in groups if group.fate.decision is Decision.UNKNOWN]
    blocked = [group for group in groups if group.fate.decision is Decision.BLOCKED]
    if not groups:
        return Permission("unknown")
    if passing:
        # The part that is not let through counts where assets are concerned; the rest of a network is nobody.
        for group in (*blocked, *doubtful):
            if among and (packet := group.witness(among)):
                return Permission("yes", partly=True, fate=group.fate, example=packet)
        return Permission("yes", fate=passing[0].fate)
    if doubtful:
        return Permission("unknown", partly=bool(blocked), fate=doubtful[0].fate)
    return Permission("no", fate=blocked[0].fate, example=blocked[0].witness(among) if among else None)
