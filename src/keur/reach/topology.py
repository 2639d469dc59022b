"""What lies behind the interfaces of firewalls, and the ways from zone to zone through them.

What people say in `declared/topology.yaml` comes first; connected networks and static routes say the rest. A way is
known as far as configurations go: where it leaves them, the answer is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from keur.observe.firewalls.intervals import ANYWHERE, NOWHERE, Addresses
from keur.observe.firewalls.model import Firewall, Interface, Route
from keur.plant.model import Plant
from keur.reach.devices import Device, of_texts

INTERNET = "internet"
"""Stands for the zone of global addresses that no declared zone holds."""
UNKNOWN = "unknown"
"""Stands for the zone of networks at firewalls that no declared zone holds."""

MOST_HOPS = 8
"""Firewalls on one way."""


def _blocks(*networks: str) -> Addresses:
    return Addresses.of(*map(ip_network, networks))


_LINK = _blocks("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10")
# Special-purpose blocks that are no part of the internet (IANA registries of RFC 6890). Blocks for examples (RFC 5737)
# are left in it, for test plants use them as the world outside.
GLOBAL = ANYWHERE - _blocks(
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.168.0.0/16", "224.0.0.0/3", "::/3", "4000::/2", "8000::/1"),
)


class Basis(StrEnum):
    """Why keur takes addresses to lie behind an interface."""

    DECLARED = "declared"
    CONNECTED = "connected"
    ROUTE = "route"
    DEFAULT = "default"
    """The default route, for want of anything better."""


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Where a firewall sends some addresses."""

    addresses: Addresses
    interface: str
    """Empty when it throws them away."""
    gateway: Addresses
    """The next router; nowhere when they are on the wire itself, or it is not known."""
    basis: Basis
    file: str = ""
    line: int = 0
    """Where the configuration says so; 0 when the plant does."""
    zones: tuple[str, ...] = ()
    """Of what is declared: the zones that are meant."""

    @property
    def unresolved(self) -> bool:
        """Whether nobody knows where the next router is, as when an interface gets its address from a server."""
        return not self.interface and bool(self.gateway)

    @property
    def thrown_away(self) -> bool:
        return not self.interface and not self.gateway and self.basis is not Basis.DECLARED


@dataclass(frozen=True, slots=True)
class Attachment:
    """A zone, or a part of it, behind an interface of a firewall."""

    device: str
    forwarding: Forwarding

    @property
    def interface(self) -> str:
        return self.forwarding.interface

    @property
    def addresses(self) -> Addresses:
        return self.forwarding.addresses


@dataclass(frozen=True, slots=True)
class Crossing:
    """A packet's way through one firewall."""

    device: str
    in_interface: str
    out_interface: str
    """Empty when it is not known where it leaves."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way from some addresses to some addresses, through these firewalls in order."""

    source: Addresses
    destination: Addresses
    crossings: tuple[Crossing, ...]
    known: bool
    """Whether it gets there through firewalls whose configuration is known. Else it leads out of sight."""


class Forwards:
    """The forwarding of one firewall, for each routing table: what is declared, then the longest prefix."""

    def __init__(self, device: Device, zones: Mapping[str, Addresses]) -> None:
        self.routes_known = device.firewall.routes_known
        self._tables = {one.name: one.table for one in device.firewall.interfaces}
        names = {"", *self._tables.values(), *(one.table for one in device.firewall.routes)}
        self._entries = {table: list(_entries(device, table, zones)) for table in sorted(names)}

    @property
    def tables(self) -> list[str]:
        return list(self._entries)

    def table_of(self, interface: str) -> str:
        return self._tables.get(interface, "")

    def of(self, table: str, destination: Addresses) -> tuple[list[Forwarding], Addresses]:
        """Where parts of some addresses go, and the part for which there is no route."""
        found: list[Forwarding] = []
        left = destination
        for entry in self._entries.get(table, ()):
            if part := left & entry.addresses:
                found.append(replace(entry, addresses=part))
                left -= part
                if not left:
                    break
        return found, left


def _entries(device: Device, table: str, zones: Mapping[str, Addresses]) -> Iterator[Forwarding]:
    firewall = device.firewall
    declared = device.note.interfaces if device.note else ()
    for one in declared:
        behind = _together(zones[zone] for zone in one.zones)
        if behind:
            yield Forwarding(behind, one.name, NOWHERE, Basis.DECLARED, zones=one.zones)
    entries: list[tuple[int, int, Forwarding]] = []
    for interface in firewall.interfaces:
        if interface.enabled and interface.table == table:
            entries += [(-net.prefixlen, 0, _connected(interface, net)) for net in networks_of(interface)]
    for route in firewall.routes:
        if route.table == table:
            entries.append((-route.destination.prefixlen, 1 + route.distance, _routed(firewall, route)))
    for _, _, entry in sorted(entries, key=lambda one: one[:2]):
        yield entry
    for one in declared:
        if one.internet:
            yield Forwarding(ANYWHERE, one.name, NOWHERE, Basis.DEFAULT)


def networks_of(interface: Interface) -> list[IPv4Network | IPv6Network]:
    """The networks that an interface is connected to."""
    return [one.network for one in interface.addresses if not one.ip.is_link_local and not one.ip.is_loopback]


def _connected(interface: Interface, network: IPv4Network | IPv6Network) -> Forwarding:
    return Forwarding(Addresses.of(network), interface.name, NOWHERE, Basis.CONNECTED, interface.file, interface.line)


def _towards(firewall: Firewall, route: Route) -> str:
    """The interface that leads to the next router of a route, by way of other routes where these say so."""
    for _ in range(MOST_HOPS):
        gateway = route.gateway
        if gateway is None:
            return ""
        for interface in firewall.interfaces:
            if interface.enabled and any(gateway in network for network in networks_of(interface)):
                return interface.name
        onward = [one for one in firewall.routes if gateway in one.destination and one.table == route.table]
        better = max(onward, key=lambda one: one.destination.prefixlen, default=route)
        if better is route or better.discard:
            return ""
        if better.interface:
            return better.interface
        route = better
    return ""


def _routed(firewall: Firewall, route: Route) -> Forwarding:
    out = "" if route.discard else route.interface or _towards(firewall, route)
    gateway = NOWHERE if route.discard or route.gateway is None else Addresses.of(route.gateway)
    if not (route.discard or out or gateway):
        gateway = ANYWHERE  # some router, and nobody knows which
    return Forwarding(
        Addresses.of(route.destination),
        out,
        gateway,
        Basis.ROUTE if route.destination.prefixlen else Basis.DEFAULT,
        route.file,
        route.line,
    )


class Topology:
    """Zones, firewalls, and the ways between zones."""

    def __init__(self, plant: Plant, devices: Sequence[Device]) -> None:
        self.devices = {device.id: device for device in devices}
        self.zones = _zones(plant)
        self._outer = {zone.id for zone in plant.zones if not zone.levels or float(zone.levels[0]) >= 4} | {INTERNET}
        self.own = _together(device.own for device in devices)
        self._twice = _shared(plant, self.zones)
        self._forwards = {device.id: Forwards(device, self.zones) for device in devices}
        self._homes = {
            Addresses.of(address.ip): (device.id, interface.name)
            for device in devices
            for interface in device.firewall.interfaces
            for address in interface.addresses
        }
        declared = _together(self.zones.values())
        self.zones[INTERNET] = GLOBAL - declared
        self.zones[UNKNOWN] = self._strangers(declared)
        self._destinations = {zone: addresses - self.own for zone, addresses in self.zones.items()}
        self._reached = cache(self._forwarded)
        self.attachments = {zone: tuple(self._attached(zone)) for zone in self.zones}
        self.ways = cache(self._ways)

    def destinations(self, zone: str) -> Addresses:
        """Addresses of a zone that are reached through a firewall: not those of firewalls themselves."""
        return self._destinations[zone]

    def _strangers(self, declared: Addresses) -> Addresses:
        """Networks that firewalls are connected or route to and that are in no zone; not those between firewalls."""
        found = between = NOWHERE
        seen: dict[IPv4Network | IPv6Network, str] = {}
        for device in self.devices.values():
            for interface in device.firewall.interfaces:
                for network in networks_of(interface) if interface.enabled else ():
                    found |= Addresses.of(network)
                    if seen.setdefault(network, device.id) != device.id:
                        between |= Addresses.of(network)
            for route in device.firewall.routes:
                if route.destination.prefixlen and not route.discard:
                    found |= Addresses.of(route.destination)
        return found - declared - self.own - GLOBAL - between - _LINK

    def _forwarded(self, device: str, table: str, zone: str) -> tuple[list[Forwarding], Addresses]:
        return self._forwards[device].of(table, self.destinations(zone))

    def _attached(self, zone: str) -> Iterator[Attachment]:
        """Where a zone lies. The default route counts for outer zones only, and where nothing better is known."""
        found = [
            Attachment(device, part)
            for device in self.devices
            for table in self._forwards[device].tables
            for part in self._forwards[device].of(table, self.zones[zone])[0]
            if part.interface and self.next_to(part.gateway) is None and self._is_meant(part, zone)
        ]
        placed = _together(one.addresses for one in found if one.forwarding.basis is not Basis.DEFAULT)
        for one in found:
            if one.forwarding.basis is not Basis.DEFAULT:
                yield one
            elif zone in self._outer and (rest := one.addresses - placed):
                yield Attachment(one.device, replace(one.forwarding, addresses=rest))

    def _is_meant(self, part: Forwarding, zone: str) -> bool:
        """Whether a part is of this zone, and not of another with the same addresses on another segment."""
        return zone in part.zones if part.zones else not part.addresses & self._twice

    def forward(self, device: str, interface: str, addresses: Addresses) -> tuple[list[Forwarding], Addresses]:
        """Where a firewall sends packets that came in at an interface, and the addresses that it has no route for."""
        forwards = self._forwards[device]
        return forwards.of(forwards.table_of(interface), addresses)

    def next_to(self, gateway: Addresses) -> tuple[str, str] | None:
        """The firewall of ours, and its interface, that a gateway is."""
        return self._homes.get(gateway) if gateway else None

    def _ways(self, source: str, destination: str) -> tuple[Way, ...]:
        """All ways from one zone to another; none when no firewall that is known stands at the source."""
        found: list[Way] = []
        for start in self.attachments.get(source, ()):
            table = self._forwards[start.device].table_of(start.interface)
            first = self._reached(start.device, table, destination)
            found.extend(self._onward(start, destination, start.device, start.interface, first, ()))
        return tuple(found)

    def _onward(
        self,
        start: Attachment,
        zone: str,
        device: str,
        interface: str,
        forwarded: tuple[list[Forwarding], Addresses],
        crossed: tuple[Crossing, ...],
    ) -> Iterator[Way]:
        parts, lost = forwarded
        if lost and not self._forwards[device].routes_known:
            yield Way(start.addresses, lost, (*crossed, Crossing(device, interface, "")), known=False)
        for part in parts:
            if part.unresolved:
                yield Way(start.addresses, part.addresses, (*crossed, Crossing(device, interface, "")), known=False)
            if not part.interface:
                continue
            crossings = (*crossed, Crossing(device, interface, part.interface))
            onward = self.next_to(part.gateway)
            if onward is None:
                yield from self._arrived(start, zone, part, crossings)
            elif len(crossings) < MOST_HOPS and onward[0] not in {one.device for one in crossings}:
                further = self.forward(*onward, part.addresses)
                yield from self._onward(start, zone, *onward, further, crossings)

    def _arrived(
        self, start: Attachment, zone: str, part: Forwarding, crossings: tuple[Crossing, ...]
    ) -> Iterator[Way]:
        last = crossings[-1]
        here = _together(
            one.addresses & part.addresses
            for one in self.attachments[zone]
            if (one.device, one.interface) == (last.device, last.out_interface)
        )
        if here:
            yield Way(start.addresses, here, crossings, known=True)
        if rest := part.addresses - here:
            yield Way(start.addresses, rest, crossings, known=False)

    def asymmetric(self) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
        """Pairs of zones between which the ways forth and back go through different firewalls; an example of each."""
        names = sorted(self.zones)
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                forth = {tuple(step.device for step in way.crossings) for way in self.ways(one, other) if way.known}
                back = {tuple(step.device for step in way.crossings) for way in self.ways(other, one) if way.known}
                odd = sorted(forth - {way[::-1] for way in back}), sorted(back - {way[::-1] for way in forth})
                if forth and back and (odd[0] or odd[1]):
                    yield one, other, (odd[0] or sorted(forth))[0], (odd[1] or sorted(back))[0]


def _zones(plant: Plant) -> dict[str, Addresses]:
    """The addresses of each zone: its networks, and its assets' that are in no other zone's networks."""
    networks = {zone.id: Addresses.of(*zone.networks) for zone in plant.zones}
    found = dict(networks)
    elsewhere = _together(networks.values())
    for asset in plant.assets:
        if mine := of_texts((*asset.ipv4, *asset.ipv6)) - elsewhere:
            found[asset.zone] |= mine
    return found


def _shared(plant: Plant, zones: Mapping[str, Addresses]) -> Addresses:
    """Addresses that several zones have, each on a segment of its own."""
    found = seen = NOWHERE
    for zone in plant.zones:
        if zone.segments:
            found |= seen & zones[zone.id]
            seen |= zones[zone.id]
    return found


def _together(several: Iterable[Addresses]) -> Addresses:
    found = NOWHERE
    for addresses in several:
        found |= addresses
    return found
