"""Which addresses a device reaches through which interface, as far as its file says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv4Network

from keur.observe.firewalls.intervals import NOTHING, Addresses, Intervals
from keur.observe.firewalls.model import Interface, Route

MOST_ROUTES = 1_024
"""With more routes than this nobody asks which of them a source belongs to: it stays in doubt."""


@dataclass(slots=True)
class Directions:
    """IPv4 addresses by interface: to each address the longest route that covers it (RFC 1812, 5.2.4.3)."""

    by_interface: dict[str, Intervals] = field(default_factory=dict)

    def through(self, name: str) -> Addresses:
        return Addresses(v4=self.by_interface.get(name, NOTHING))


def directions(interfaces: Iterable[Interface], routes: Iterable[Route], table: str) -> Directions:
    """Of one routing table."""
    connected: list[tuple[IPv4Network, str]] = [
        (address.network, interface.name)
        for interface in interfaces
        if interface.enabled and interface.table == table
        for address in interface.addresses
        if isinstance(address, IPv4Interface)
    ]
    routes = [route for route in routes if route.table == table]
    if len(connected) > MOST_ROUTES or len(routes) > MOST_ROUTES:
        return Directions()
    ways: dict[IPv4Network, set[str]] = {}
    for network, name in connected:
        ways.setdefault(network, set()).add(name)
    best: dict[IPv4Network, int] = dict.fromkeys(ways, -1)
    for route in routes:
        if not isinstance(route.destination, IPv4Network):
            continue
        network = route.destination
        if route.distance > best.get(network, 256):
            continue
        if route.distance < best.get(network, 256):
            ways[network] = set()
            best[network] = route.distance
        ways[network].update(_way(route, connected))
    return Directions(_longest_first(ways))


def _way(route: Route, connected: list[tuple[IPv4Network, str]]) -> Iterable[str]:
    if route.discard:
        return ()
    if route.interface:
        return (route.interface,)
    near = [(network.prefixlen, name) for network, name in connected if route.gateway in network]
    return [max(near)[1]] if near else ()


def _longest_first(ways: Mapping[IPv4Network, set[str]]) -> dict[str, Intervals]:
    found: dict[str, list[Intervals]] = {}
    taken = NOTHING
    for network in sorted(ways, key=lambda one: -one.prefixlen):
        span = Intervals([(int(network.network_address), int(network.broadcast_address))])
        left = span - taken
        for name in ways[network]:
            found.setdefault(name, []).append(left)
        taken = taken | span
    return {name: Intervals(span for one in parts for span in one.spans) for name, parts in found.items()}
