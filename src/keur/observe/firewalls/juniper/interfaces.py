"""Interfaces with their units, security zones and routing instances.

Source: Junos OS Interfaces Fundamentals (units, families, `disable`, `interface-range`), Junos OS Security Zones User
Guide (interfaces of a zone; an interface in no zone passes nothing), Junos OS Routing Instances User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface

from keur.observe.firewalls import reasons
from keur.observe.firewalls.juniper.tree import INHERITED, Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Names
from keur.plant.model import Text

OUT_OF_BAND = re.compile(r"(?:fxp|em|me|fab|vme)\d*(?:\.|$)")
"""Interfaces for administration, or between members of a cluster, that forward nothing and are in no zone."""

_FAMILIES = ("inet", "inet6")
_OTHER_FAMILIES = ("ethernet-switching", "bridge", "mpls", "ccc", "vpls", "any")
_BELOW_IP = Text(nl="een filter onder IP volgt keur niet", en="keur does not follow a filter below IP")
_MOST_MEMBERS = 4_096


@dataclass(slots=True)
class Unit:
    """A logical interface, such as `ge-0/0/0.0`."""

    name: str
    node: Node
    physical: Node
    addresses: list[IPv4Interface | IPv6Interface] = field(default_factory=list)
    learned: bool = False
    """Gets an address from elsewhere (DHCP, PPP)."""
    zone: str = ""
    instance: str = ""

    @property
    def enabled(self) -> bool:
        return "disable" not in self.node and "disable" not in self.physical

    @property
    def description(self) -> str:
        return self.node.value("description") or self.physical.value("description")


@dataclass(slots=True)
class Zones:
    """What stands under `security zones`, by name."""

    nodes: dict[str, Node] = field(default_factory=dict)
    members: dict[str, list[Node]] = field(default_factory=dict)
    """The interfaces that a zone names."""
    everywhere: str = ""
    """The zone that has all interfaces which no other zone names."""

    def names(self, zone: str) -> Names:
        """The interfaces of a zone."""
        own = [unit_name(node.word) for node in self.members.get(zone, ()) if node.word != "all"]
        if zone == self.everywhere:
            others = [
                unit_name(node.word)
                for name, nodes in self.members.items()
                for node in nodes
                if name != zone and node.word != "all"
            ]
            return Names.but(*others, "fxp*", "em*", "me*") if others or not own else Names()
        return Names.among(*own)

    def all_names(self) -> Names:
        """The interfaces that are in a zone."""
        if self.everywhere:
            return Names.but("fxp*", "em*", "me*")
        return Names.among(*(unit_name(node.word) for nodes in self.members.values() for node in nodes))


def unit_name(word: str) -> str:
    """`ge-0/0/0` stands for `ge-0/0/0.0`."""
    return word if "." in word or word == "all" else f"{word}.0"


@dataclass(slots=True)
class Interfaces:
    root: Node
    ledger: Ledger
    units: dict[str, Unit] = field(default_factory=dict)
    zones: Zones = field(default_factory=Zones)
    instances: dict[str, list[str]] = field(default_factory=dict)

    def read(self) -> None:
        self._ranges()
        self._units()
        self._zones()
        self._instances()

    def _ranges(self) -> None:
        """`interface-range`: what is said of it holds for each of its members."""
        common = self.root.at("interfaces", "interface-range")
        parent = self.root.at("interfaces")
        if common is None or parent is None:
            return
        del parent.children["interface-range"]
        for entry in common.active():
            for member in self._members(entry, parent):
                target = parent.child(member, entry.line, INHERITED)
                for part in entry.active():
                    if part.word not in ("member", "member-range"):
                        _copy(part, target)

    def _members(self, entry: Node, parent: Node) -> Iterator[str]:
        for node in entry.below("member"):
            if not re.search(r"[\[*?]", node.word):
                yield node.word
            elif (pattern := _pattern(node.word)) is not None:
                yield from [word for word in parent.children if pattern.fullmatch(word)]
            else:
                self.ledger.gap(node.line, node.text(), reasons.not_known(node.word), Effect.EVERYTHING)
        for node in entry.below("member-range"):
            last = node.value("to")
            first_end, last_end = re.search(r"\d+$", node.word), re.search(r"\d+$", last)
            low = int(first_end[0]) if first_end and len(first_end[0]) < 6 else -1
            high = int(last_end[0]) if last_end and len(last_end[0]) < 6 else -1
            base = node.word[: first_end.start()] if first_end else ""
            if low < 0 or not low <= high < low + _MOST_MEMBERS or not last.startswith(base):
                self.ledger.gap(node.line, node.text(), reasons.wrong(node.text()), Effect.EVERYTHING)
                continue
            yield from (f"{base}{number}" for number in range(low, high + 1))

    def _units(self) -> None:
        for physical in self.root.below("interfaces"):
            for node in physical.below("unit"):
                unit = Unit(f"{physical.word}.{node.word}", node, physical)
                for family in _FAMILIES:
                    self._addresses(unit, family)
                self.units[unit.name] = unit
                self._below_ip(node)
            self._below_ip(physical)

    def _addresses(self, unit: Unit, family: str) -> None:
        for node in unit.node.below("family", family, "address"):
            try:
                found = ip_interface(node.word)
            except ValueError:
                self.ledger.gap(node.line, node.text(), reasons.wrong(node.word), Effect.NONE)
                continue
            unit.addresses.append(found)
            for shared in _shared(node):
                unit.addresses.append(ip_interface(f"{shared}/{found.network.prefixlen}"))
        learning = ("dhcp", "dhcp-client", "dhcpv6-client", "negotiate-address", "unnumbered-address")
        unit.learned |= any(unit.node.at("family", family, word) is not None for word in learning)

    def _below_ip(self, node: Node) -> None:
        """A filter on frames, or on what a physical interface carries, may drop more than the rest says."""
        places = [node.at("filter")] + [node.at("family", family, "filter") for family in _OTHER_FAMILIES]
        for place in places:
            if place is not None:
                self.ledger.gap(place.line, place.text(), _BELOW_IP, Effect.STRICTER)

    def _zones(self) -> None:
        for node in self.root.below("security", "zones", "security-zone"):
            self.zones.nodes[node.word] = node
            members = list(node.below("interfaces"))
            self.zones.members[node.word] = members
            for member in members:
                if member.word == "all":
                    self.zones.everywhere = node.word
                elif (unit := self.units.get(unit_name(member.word))) is not None:
                    unit.zone = node.word
        if self.zones.everywhere:
            for unit in self.units.values():
                if not unit.zone and not OUT_OF_BAND.match(unit.name):
                    unit.zone = self.zones.everywhere

    def _instances(self) -> None:
        for instance in self.root.below("routing-instances"):
            names = [unit_name(word) for word in instance.values("interface")]
            self.instances[instance.word] = names
            for name in names:
                if name in self.units:
                    self.units[name].instance = instance.word

    def of_instance(self, name: str) -> Names | None:
        """The interfaces of a routing instance, `default` for those in none; None when there is no such instance."""
        if name == "default":
            return Names.but(*(one for names in self.instances.values() for one in names))
        return Names.among(*self.instances[name]) if name in self.instances else None


def _shared(node: Node) -> Iterator[str]:
    """Of VRRP: addresses that routers share."""
    for group in [*node.below("vrrp-group"), *node.below("vrrp-inet6-group")]:
        for word in [*group.values("virtual-address"), *group.values("virtual-inet6-address")]:
            try:
                yield str(ip_address(word))
            except ValueError:
                continue


def _pattern(word: str) -> re.Pattern[str] | None:
    """`ge-0/0/[0-3]`, `ge-0/0/*`."""
    parts = re.split(r"(\[[\d,-]+\]|\*)", word)
    if len(parts) > 9 or any(re.search(r"[\[\]?*]", part) for part in parts[::2]):
        return None
    return re.compile("".join(re.escape(p) if n % 2 == 0 else _digits(p) for n, p in enumerate(parts)))


def _digits(part: str) -> str:
    if part == "*":
        return r"[^.]*"
    numbers: list[str] = []
    for one in part[1:-1].split(","):
        low, sign, high = one.partition("-")
        if low.isdecimal() and len(low) < 4 and (not sign or (high.isdecimal() and len(high) < 4)):
            numbers.extend(str(number) for number in range(int(low), int(high or low) + 1))
    return "(?:" + "|".join(numbers or ["(?!)"]) + ")"


def _copy(source: Node, parent: Node) -> None:
    """Lays a statement with all below it under another node, behind what stands there."""
    stack = [(source, parent)]
    while stack:
        node, under = stack.pop()
        if node.inactive:
            continue
        made = under.child(node.word, node.line, INHERITED)
        stack.extend((child, made) for child in node.children.values())
