"""Virtual IPs of FortiOS: destinations that are rewritten before any policy is asked.

Sources: FortiOS CLI Reference, "config firewall vip", "config firewall vipgrp"; FortiOS Administration Guide, "Static
virtual IPs", "Virtual IP with services" and "Central DNAT". A policy that names a virtual IP asks for its inner address
and port (Technical Tip "Traffic intended for a VIP is being dropped by policy 0"). Outside central NAT a virtual IP
works when at least one enabled policy names it (Technical Tip "Behavior when configured local-in policy to deny VIP");
of one that no policy names, the device takes the outer address for its own (Technical Tip "Unused Virtual IP object can
disrupt traffic"), so what becomes of such packets is not told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.addresses import span
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.interfaces import Interfaces
from keur.observe.firewalls.fortinet.services import ServiceBook, port_range
from keur.observe.firewalls.fortinet.tree import NO_ADDRESS, Block
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, PORTS, Addresses, Intervals
from keur.observe.firewalls.model import ICMP, SCTP, TCP, UDP, Names, Packets, Translation, Way
from keur.observe.firewalls.vague import product
from keur.plant.model import Text

MOST_SHARERS = 16
"""Virtual IPs with an inner address in common, of which the names are kept."""
_PROTOCOLS = {"tcp": TCP, "udp": UDP, "sctp": SCTP, "icmp": ICMP}
_PATHS = {4: ("firewall vip", "firewall vipgrp"), 6: ("firewall vip6", "firewall vipgrp6")}
_EVERY = {4: EVERY_V4, 6: EVERY_V6}

_VIRTUAL = Text(nl="virtueel adres", en="virtual address")
UNUSED = Text(nl="geen ingeschakelde regel noemt dit virtuele adres", en="no enabled policy names this virtual address")
_OVERLAP = Text(
    nl="een ander virtueel adres geldt voor dezelfde pakketten", en="another virtual address is for the same packets"
)
SHARED = Text(
    nl="een virtueel adres dat deze regel niet noemt, komt op hetzelfde inwendige adres uit",
    en="a virtual address that this policy does not name leads to the same inner address",
)
_SIZES = Text(
    nl="buiten- en binnenkant zijn niet even groot", en="the outer and the inner side are not of the same size"
)


@dataclass(slots=True)
class VirtualAddress:
    name: str
    family: int
    block: Block
    outside: tuple[Packets, ...]
    """Packets to it, before it is rewritten; all that it may concern when there is a doubt."""
    inside: Packets
    """Packets to it, after it was rewritten."""
    external: Addresses
    mapped: Addresses
    interfaces: Names
    """Where packets for it come in; reverse translation is for packets that go out there."""
    ports: Intervals | None = None
    """Inner ports, when ports are rewritten."""
    one_to_one: bool = False
    forwards: bool = False
    """Rewrites ports, and so is for some ports only."""
    reverse_always: bool = False
    """Connections of the inner address are translated wherever they leave (`nat-source-vip`)."""
    enabled: bool = True
    used: bool = False
    doubts: tuple[Text, ...] = ()
    sharers: set[str] = field(default_factory=set)
    """Other virtual IPs that lead to the same inner address and port."""

    def translation(self) -> Translation:
        """Its translation of destinations."""
        return Translation(
            self.block.line,
            self.block.text("uuid", "comment", "color"),
            Way.DESTINATION,
            self.outside,
            None if self.doubts else self.mapped,
            None if self.doubts else self.ports,
            one_to_one=self.one_to_one,
            doubt=reasons_together(self.doubts),
            name=self.name,
            enabled=self.enabled,
            comment=" ".join(self.block.values("comment")),
        )


def reasons_together(doubts: Sequence[Text]) -> Text | None:
    """Several reasons in one text, or none."""
    if not doubts:
        return None
    return Text(nl="; ".join(one.nl for one in doubts), en="; ".join(one.en for one in doubts))


@dataclass(slots=True)
class VirtualBook:
    """The virtual IPs of a virtual domain, by family and name."""

    device: Device
    domain: Domain
    interfaces: Interfaces
    services: ServiceBook
    found: dict[tuple[int, str], VirtualAddress] = field(default_factory=dict)

    def read(self) -> None:
        for family, (path, _) in _PATHS.items():
            for name, block in self.domain.section(path).entries.items():
                self.found[family, name] = self._one(family, name, block)
        self._compare()

    def named(self, family: int, name: str) -> tuple[VirtualAddress, ...] | None:
        """The virtual IPs of a name or a group; None when it is neither."""
        one = self.found.get((family, name))
        if one is not None:
            return (one,)
        group = self.domain.section(_PATHS[family][1]).entries.get(name)
        if group is None:
            return None
        members = []
        for member in group.values("member"):
            known = self.found.get((family, member))
            if known is None:
                self.device.doubt(group.line_of("member"), f"set member {member}", reasons.no_such(_VIRTUAL, member))
                known = self._nothing(family, member, group, reasons.no_such(_VIRTUAL, member))
            members.append(known)
        return tuple(members)

    def translations(self) -> list[Translation]:
        """Translations of destinations. Outside central NAT, only policies put a virtual IP to work."""
        made = []
        for one in self.found.values():
            if not self.domain.central and not one.used and one.enabled:
                one.doubts = (*one.doubts, UNUSED)
                self.device.doubt(one.block.line, f"edit {one.name}", UNUSED)
            if one.block.value("type") != "dns-translation":
                made.append(one.translation())
        return made

    def _nothing(self, family: int, name: str, block: Block, why: Text) -> VirtualAddress:
        every = _EVERY[family]
        outside = (Packets(destination=every),)
        inside = Packets(destination=every, translated=True)
        return VirtualAddress(name, family, block, outside, inside, every, every, Names(), doubts=(why,))

    def _one(self, family: int, name: str, block: Block) -> VirtualAddress:
        """Where something in it is not understood, it concerns all packets to its outer addresses."""
        doubts = list(self.device.odd(block))
        interfaces = self._extintf(block)
        try:
            external = _addresses(block.values("extip"))
        except ValueError as error:
            return self._doubtful(self._nothing(family, name, block, reasons.wrong(str(error))), "extip")
        made = self._nothing(family, name, block, reasons.wrong("mappedip"))
        made.doubts = ()
        made.external, made.interfaces = external, interfaces
        made.outside = (Packets(destination=external, in_interfaces=interfaces),)
        made.enabled = block.value("status") != "disable"
        made.reverse_always = block.is_on("nat-source-vip")
        unknown = self._unmodelled(block)
        if unknown:
            made.doubts = (reasons.not_modelled(unknown),)
            return self._doubtful(made, "type", "server-type", unknown.split()[0])
        try:
            self._fill(made, block)
        except ValueError as error:
            made.doubts = (reasons.wrong(str(error)),)
            return self._doubtful(made, "mappedip")
        made.doubts = (*doubts, *made.doubts)
        self._check_sizes(made)
        return made

    def _doubtful(self, made: VirtualAddress, *keys: str) -> VirtualAddress:
        for doubt in made.doubts:
            self.device.doubt(made.block.line_of(*keys), made.block.text("uuid"), doubt)
        return made

    def _unmodelled(self, block: Block) -> str:
        """What makes it more than a static translation."""
        kind = block.value("type", "static-nat")
        if kind not in ("static-nat", "load-balance", "dns-translation"):
            return f"type {kind}"
        if block.value("extip") in (NO_ADDRESS, "::", "") or block.values("extaddr") or block.values("mapped-addr"):
            return "extip" if not block.values("extaddr") else "extaddr"
        if block.is_on("nat46") or block.is_on("nat64") or block.value("portmapping-type") == "m-to-n":
            return "nat46" if block.is_on("nat46") else "nat64" if block.is_on("nat64") else "portmapping-type"
        return ""

    def _extintf(self, block: Block) -> Names:
        name = block.value("extintf", "any")
        zone = self.interfaces.zones.get((self.domain.name, name))
        if name in ("any", ""):
            return Names()
        return Names.among(*zone.members, *zone.perhaps) if zone else Names.among(name)

    def _fill(self, made: VirtualAddress, block: Block) -> None:
        """Raises ValueError when the outer or the inner side is not right."""
        made.mapped = _addresses(block.values("mappedip"))
        box = made.outside[0]
        filters = block.values("src-filter")
        if filters:
            box = replace(box, source=_addresses(filters))
        if block.values("srcintf-filter"):
            names = self.interfaces.named(self.device, self.domain.name, "srcintf-filter", block)
            box = replace(box, in_interfaces=box.in_interfaces & names.possible)
            made.doubts = names.doubts
        inside = Packets(destination=made.mapped, translated=True)
        outside: tuple[Packets, ...] = (box,)
        made.one_to_one = block.value("type", "static-nat") == "static-nat"
        if block.is_on("portforward"):
            protocol = block.value("protocol", "tcp")
            if protocol not in _PROTOCOLS:
                raise ValueError(protocol)
            protocols = Intervals.of(_PROTOCOLS[protocol])
            made.forwards = True
            if protocol == "icmp":
                outside, inside = (replace(box, protocols=protocols),), replace(inside, protocols=protocols)
            else:
                outer = port_range(block.value("extport", "0-65535"))
                inner = port_range(block.value("mappedport") or block.value("extport", "0-65535"))
                made.ports = _grown(outer, inner)
                outside = (replace(box, protocols=protocols, destination_ports=outer),)
                inside = replace(inside, protocols=protocols, destination_ports=made.ports)
        if block.values("service"):
            found = self.services.of_names(block.values("service"), block.line_of("service"))
            outside = product(outside, found.possible)
            made.doubts = (*made.doubts, *found.doubts)
        made.outside, made.inside = outside, inside

    def _check_sizes(self, made: VirtualAddress) -> None:
        """A range of addresses or ports goes to one of the same size, address by address."""
        outer, inner = _size(made.external), _size(made.mapped)
        ports = made.outside[0].destination_ports.size() if made.outside and made.ports is not None else 0
        same = ports == (made.ports.size() if made.ports is not None else 0)
        if (made.one_to_one and outer != inner) or not same:
            made.doubts = (*made.doubts, _SIZES)
            self.device.doubt(made.block.line_of("mappedip"), made.block.text("uuid"), _SIZES)

    def _compare(self) -> None:
        """Which virtual IPs are for the same packets, or lead to the same inner address."""
        for family in (4, 6):
            ones = [one for one in self.found.values() if one.family == family and one.enabled]
            self._meet(ones, lambda one: one.external, self._same_outside, self._overlaps)
            self._meet(ones, lambda one: one.mapped, _share, lambda one: one.sharers.add(""))

    def _meet(
        self,
        ones: Iterable[VirtualAddress],
        side: Callable[[VirtualAddress], Addresses],
        act: Callable[[VirtualAddress, VirtualAddress], None],
        crowd: Callable[[VirtualAddress], None],
    ) -> None:
        """Calls `act` for each two that have an address in common on that side; `crowd` for one that was not compared
        with all others, because there are too many."""
        edges = [
            (first, last, number, one)
            for number, one in enumerate(ones)
            for first, last in side(one).family(one.family).spans
        ]
        edges.sort(key=lambda edge: edge[:3])
        open_ones: list[tuple[int, VirtualAddress]] = []
        for first, last, _, one in edges:
            open_ones = [(end, other) for end, other in open_ones if end >= first]
            for _, other in open_ones:
                if other is not one:
                    act(one, other)
            if len(open_ones) < MOST_SHARERS:
                open_ones.append((last, one))
            else:
                crowd(one)

    def _same_outside(self, one: VirtualAddress, other: VirtualAddress) -> None:
        if product(one.outside, other.outside):
            self._overlaps(one)
            self._overlaps(other)

    def _overlaps(self, one: VirtualAddress) -> None:
        if _OVERLAP not in one.doubts:
            one.doubts = (*one.doubts, _OVERLAP)
            self.device.doubt(one.block.line_of("extip"), f"edit {one.name}", _OVERLAP)


def _share(one: VirtualAddress, other: VirtualAddress) -> None:
    if one.inside & other.inside:
        one.sharers.add(other.name)
        other.sharers.add(one.name)


def _addresses(values: Sequence[str]) -> Addresses:
    """Addresses and ranges, one a word. Raises ValueError; so it does when there are none."""
    if not values:
        raise ValueError("-")
    found = Addresses()
    for value in values:
        found |= span(value)
    return found


def _grown(outer: Intervals, inner: Intervals) -> Intervals:
    """Inner ports: of a range only the first may be given, and the rest follows."""
    if inner.size() == 1 and outer.size() > 1:
        first = inner.spans[0][0]
        return Intervals([(first, first + outer.size() - 1)]) & PORTS
    return inner


def _size(found: Addresses) -> int:
    return found.v4.size() + found.v6.size()
