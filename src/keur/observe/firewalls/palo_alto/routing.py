"""Routes of PAN-OS: static routes of virtual and logical routers, and where packets go before translation.

Sources: PAN-OS Networking Administrator's Guide, "Virtual Routers", "Static Routes" (distance 10 by default, next hops:
an address, another virtual router, `discard`, or none for the wire of the interface) and "Advanced Routing".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import ANYWHERE, Address, Addresses
from keur.observe.firewalls.model import Effect, Route
from keur.observe.firewalls.palo_alto.reading import Notes
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.palo_alto.zones import Network
from keur.observe.firewalls.vague import VagueAddresses
from keur.plant.model import Text

Net = IPv4Network | IPv6Network
MOST_ROUTES = 2_000
"""Of a router with more, it is not worked out which addresses lie behind which interface."""
MOST_LOOKED_UP = 30_000
"""Routes of other routers that are gone through."""
DEEPEST = 32
"""Routers over routers that are followed."""
MOST_DISTANCE = 1_000
"""More than the distance of any route."""
_ROUTER = Text(nl="virtuele router", en="virtual router")
_NO_NEXT_HOP = Text(
    nl="de route noemt geen volgende stap die keur kent", en="the route names no next hop that keur knows"
)
_UNKNOWN_WAY = Text(
    nl="waarheen het oorspronkelijke adres gerouteerd wordt, staat niet in het bestand",
    en="where the original address is routed to is not in the file",
)
_DYNAMIC = ("bgp", "ospf", "ospfv3", "rip")


@dataclass(slots=True)
class Router:
    name: str
    node: Node
    interfaces: tuple[str, ...]
    routes: list[Route] = field(default_factory=list)
    whole: bool = True
    """It has no routes but those of the file, and all of these are understood."""


@dataclass(slots=True)
class Routing:
    notes: Notes
    network: Network
    routers: dict[str, Router] = field(default_factory=dict)
    looked_up: int = 0
    """Routes of other routers that were gone through for routes over these."""
    _behind: dict[str, dict[str, VagueAddresses]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether a route that is not there is missing."""
        return bool(self.routers) and all(router.whole for router in self.routers.values())

    def routes(self) -> tuple[Route, ...]:
        return tuple(route for router in self.routers.values() for route in router.routes)

    def behind(self, interfaces: Iterable[str], sources: Iterable[str] | None) -> VagueAddresses:
        """The addresses that packets which come in at some interfaces (None: at any) are routed to others for."""
        wanted = set(interfaces)
        routers = [
            router for router in self.routers.values() if sources is None or set(router.interfaces) & set(sources)
        ]
        if not routers:
            return VagueAddresses.unknown(_UNKNOWN_WAY)
        found = [self._of_router(router, wanted) for router in routers]
        sure, possible = found[0].sure, found[0].possible
        for one in found[1:]:
            sure, possible = sure & one.sure, possible | one.possible
        doubts = () if sure == possible else (_UNKNOWN_WAY,)
        return VagueAddresses(sure, possible, doubts)

    def _of_router(self, router: Router, wanted: set[str]) -> VagueAddresses:
        if len(router.routes) > MOST_ROUTES:
            return VagueAddresses.unknown(_UNKNOWN_WAY)
        found = self._behind.get(router.name)
        if found is None:
            found = self._behind[router.name] = self._lay_out(router)
        sure, possible = Addresses(), found[""].possible
        for name in wanted & found.keys():
            sure |= found[name].sure
            possible |= found[name].possible
        return VagueAddresses(sure, possible)

    def _lay_out(self, router: Router) -> dict[str, VagueAddresses]:
        """For each interface the addresses behind it, by the longest prefix; under the empty name those of which it is
        not known."""
        made = {name: VagueAddresses() for name in ("", *router.interfaces)}
        left = ANYWHERE
        for network, ways in sorted(self._ways(router).items(), key=lambda one: -one[0].prefixlen):
            piece = Addresses.of(network) & left
            left -= piece
            sure = len(ways) == 1
            for name in ways:
                known = made.get(name, VagueAddresses())
                made[name] = VagueAddresses(known.sure | piece if sure else known.sure, known.possible | piece)
        if not router.whole:
            # What the file does not say may be routed anywhere; connected networks stay where they are.
            connected = Addresses.of(*(one.network for one in self.connected(router)))
            made = {
                name: VagueAddresses(one.sure & connected, one.possible | (ANYWHERE - connected))
                for name, one in made.items()
            }
        return made

    def _ways(self, router: Router) -> dict[Net, set[str]]:
        """Interfaces by network; the empty name for an unknown one, none for packets that are thrown away."""
        best: dict[Net, tuple[int, set[str]]] = {}
        hops: list[tuple[int, Net, str | None]] = [(0, one.network, one.interface) for one in self.connected(router)]
        hops += [(route.distance, route.destination, self._leaves(router, route)) for route in router.routes]
        for distance, network, name in hops:
            known = best.get(network)
            if known is None or distance < known[0]:
                best[network] = (distance, set() if name is None else {name})
            elif distance == known[0] and name is not None:
                known[1].add(name)
        return {network: names for network, (_, names) in best.items()}

    def connected(self, router: Router) -> list[_Connected]:
        return [
            _Connected(name, address.network)
            for name in router.interfaces
            if name in self.network.interfaces
            for address in self.network.interfaces[name].addresses
        ]

    def _leaves(self, router: Router, route: Route) -> str | None:
        """The interface of a route, named or found by its gateway; None when packets are thrown away."""
        if route.discard:
            return None
        if route.interface:
            return route.interface
        if route.gateway is not None:
            near = [one for one in self.connected(router) if route.gateway in one.network]
            if near:
                return max(near, key=lambda one: one.network.prefixlen).interface
        return ""


@dataclass(frozen=True, slots=True)
class _Connected:
    interface: str
    network: Net


def routing(device: Node, network: Network, notes: Notes) -> Routing:
    """The routers of a device, with their routes; those over another router are laid out in each."""
    made = Routing(notes, network)
    for name, node in _nodes(device):
        protocols = [node.at("protocol", kind) for kind in _DYNAMIC] + [node.at(kind) for kind in _DYNAMIC]
        dynamic = any(one.is_yes("enable") for one in protocols)
        interfaces = node.values("interface")
        whole = not dynamic and network.learning.isdisjoint(interfaces)
        made.routers[name] = Router(name, node, interfaces, whole=whole)
    for router in made.routers.values():
        router.routes = list(_routes(made, router, (router.name,)))
    return made


def _nodes(device: Node) -> Iterator[tuple[str, Node]]:
    yield from device.at("network", "virtual-router").children.items()
    for name, node in device.at("network", "logical-router").children.items():
        for vrf, part in node.at("vrf").children.items():
            yield (name if vrf == "default" else f"{name} {vrf}"), part


def _routes(made: Routing, router: Router, seen: tuple[str, ...]) -> Iterator[Route]:
    nodes = [node for table in _tables(router) for node in table.children.values()]
    known = [(network, node) for node in nodes if (network := _destination(node)) is not None]
    own = [network for network, _ in known] + [one.network for one in made.connected(router)]
    onward = _onward(nodes)
    alike = Counter(network for network, node in known if _distance(node) == onward.get(network))
    for node in nodes:
        network = _destination(node)
        if network is None:
            router.whole = False
            made.notes.doubt(node, node.text(), reasons.wrong(node.value("destination") or "-"), Effect.NONE)
            continue
        if _distance(node) > onward.get(network, MOST_DISTANCE):
            continue  # a spare, for when the others are gone
        over = _over_router(node)
        if over:
            if alike[network] > 1:
                router.whole = False
                made.notes.doubt(node, node.text(), reasons.not_modelled("ecmp"), Effect.NONE)
            yield from _over(made, router, node, network, over, own, seen)
            continue
        route = _route(made, router, node, network)
        if route is None:
            router.whole = False
            made.notes.doubt(node, node.text(), _NO_NEXT_HOP, Effect.NONE)
        else:
            yield route


def _tables(router: Router) -> list[Node]:
    return [router.node.at("routing-table", family, "static-route") for family in ("ip", "ipv6")]


def _onward(nodes: list[Node]) -> dict[Net, int]:
    """The networks of which a route goes over another router, with the distance of the route that is used for each."""
    over = {_destination(node) for node in nodes if _over_router(node)}
    found: dict[Net, int] = {}
    for node in nodes:
        network = _destination(node)
        if network is not None and network in over:
            found[network] = min(_distance(node), found.get(network, MOST_DISTANCE))
    return found


def _over_router(node: Node) -> str:
    """The other router that a route leaves it to; empty when it does not."""
    return node.value("nexthop", "next-vr") or node.value("nexthop", "next-lr")


def _distance(node: Node) -> int:
    text = node.value("admin-dist")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 10


def _destination(node: Node) -> Net | None:
    try:
        return ip_network(node.value("destination"), strict=False)
    except ValueError:
        return None


def _route(made: Routing, router: Router, node: Node, network: Net) -> Route | None:
    hop = node.at("nexthop")
    interface = node.value("interface")
    if interface == "None":
        interface = ""
    gateway: Address | None = None
    named = hop.value("ip-address") or hop.value("ipv6-address")
    if named:
        try:
            gateway = ip_address(made.network.host(named))
        except ValueError:
            return None
    elif not hop.has("discard") and not interface:
        return None
    return Route(network, node.line, gateway, interface, hop.has("discard"), router.name, _distance(node))


def _over(
    made: Routing,
    router: Router,
    node: Node,
    network: Net,
    over: str,
    own: list[Net],
    seen: tuple[str, ...],
) -> Iterator[Route]:
    """Routes of another router, as far as they lie within the network that is left to it, and this router itself knows
    nothing better."""
    other = made.routers.get(over)
    if other is None or made.looked_up > MOST_LOOKED_UP or len(seen) > DEEPEST:
        router.whole = False
        why = reasons.no_such(_ROUTER, over) if other is None else reasons.not_modelled("next-vr")
        made.notes.doubt(node, node.text(), why, Effect.NONE)
        return
    if over in seen:  # around in a circle, until nothing is left of the packet's time to live
        yield Route(network, node.line, discard=True, table=router.name)
        return
    made.looked_up += 10 + sum(len(table.children) for table in _tables(other))
    router.whole &= other.whole
    there = [Route(one.network, node.line, interface=one.interface, table=router.name) for one in made.connected(other)]
    there += _routes(made, other, (*seen, over))
    better = [one for one in own if one != network and _is_in(one, network)]
    # Of those that hold for all of the network, the longest is the one that is used.
    around = [route.destination for route in there if _is_in(network, route.destination)]
    longest = max((one.prefixlen for one in around), default=0)
    found: list[Route] = []
    for route in there:
        within = _within(route.destination, network)
        shadowed = route.destination in around and route.destination.prefixlen < longest
        if within is not None and not shadowed and not any(_is_in(within, one) for one in better):
            found.append(
                Route(within, node.line, route.gateway, route.interface, route.discard, router.name, route.distance)
            )
    if all(route.destination != network for route in found):
        yield Route(network, node.line, discard=True, table=router.name)
    yield from found


def _within(one: Net, other: Net) -> Net | None:
    """The part of a network that lies in another; None when there is none."""
    if one.version != other.version or not one.overlaps(other):
        return None
    return one if one.prefixlen >= other.prefixlen else other


def _is_in(one: Net, other: Net) -> bool:
    return one.version == other.version and one.overlaps(other) and one.prefixlen >= other.prefixlen
