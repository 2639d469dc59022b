"""Where an observed address is in the declared plant: its asset and its zone.

An address alone is no key, for the same private network exists many times in one plant: the segment on which it was
seen decides which zones and assets can be meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple

from keur.plant.addresses import ip_address
from keur.plant.model import Asset, Plant, Zone

INTERNET = "internet"
"""Stands for the zone of global addresses that no declared zone holds."""
UNKNOWN = "unknown"
"""Stands for the zone of addresses that belong nowhere."""
GROUP = "group"
"""Stands for the zone of multicast and broadcast addresses: nobody in particular."""

Address = IPv4Address | IPv6Address

# RFC 5737 and RFC 3849: addresses for examples. Test plants use them for the outside world.
_EXAMPLES = tuple(IPv4Network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
_EXAMPLES_V6 = IPv6Network("2001:db8::/32")

_OWN = ("fe80:", "169.254.", "0.0.0.0")  # noqa: S104
"""Starts of addresses that any host has besides its own: link-local, and none yet."""


class Seen(NamedTuple):
    """An address as it was seen; `mac` and `vlan` are empty when not known."""

    segment: str
    address: str
    mac: str
    vlan: str


class Placed(NamedTuple):
    asset: str | None
    zone: str


class Places:
    """Answers where an address is. Holds the declared plant by segment, so that an answer costs a few look-ups."""

    def __init__(self, plant: Plant) -> None:
        self._zones = {zone.id: zone for zone in plant.zones}
        self._networks: dict[str, dict[tuple[int, int], dict[int, str]]] = {}
        self._by_address: dict[str, list[Asset]] = defaultdict(list)
        self._by_mac: dict[str, Asset] = {}
        for asset in plant.assets:
            for address in (*asset.ipv4, *asset.ipv6):
                self._by_address[address].append(asset)
            for mac in asset.mac:
                self._by_mac.setdefault(mac, asset)

    def find(self, seen: Seen, *, alone: bool) -> Placed:
        """`alone`: the MAC was seen with this one IP address only, so it is that host's own and not a router's."""
        try:
            address = ip_address(seen.address)
        except ValueError:
            return self._link(seen, seen.address)
        if address.is_multicast or seen.address == "255.255.255.255":
            return Placed(None, GROUP)
        if address.is_link_local or address.is_unspecified:
            return self._link(seen, seen.mac)
        for asset in self._by_address.get(seen.address, ()):
            if _on(self._zones[asset.zone], seen.segment):
                return Placed(asset.id, asset.zone)
        if alone and (owner := self._by_mac.get(seen.mac)) and not (owner.ipv4 if address.version == 4 else owner.ipv6):
            return Placed(owner.id, owner.zone)
        if zone := self._longest_prefix(seen.segment, address):
            return Placed(None, zone)
        return Placed(None, INTERNET if _is_outside(address) else UNKNOWN)

    def _link(self, seen: Seen, mac: str) -> Placed:
        """A host known by its MAC only: never routed, so it is on the segment where it was seen."""
        if mac and int(mac[:2], 16) & 1:
            return Placed(None, GROUP)
        if owner := self._by_mac.get(mac):
            return Placed(owner.id, owner.zone)
        zones = [zone for zone in self._zones.values() if _on(zone, seen.segment)]
        innermost = seen.vlan.rsplit(",", 1)[-1]
        in_vlan = [zone.id for zone in zones if innermost and int(innermost) in zone.vlans]
        here = in_vlan or [zone.id for zone in zones if seen.segment in zone.segments]
        return Placed(None, here[0] if len(here) == 1 else UNKNOWN)

    def _longest_prefix(self, segment: str, address: Address) -> str | None:
        if segment not in self._networks:
            self._networks[segment] = _prefixes(zone for zone in self._zones.values() if _on(zone, segment))
        bits = int(address)
        for (version, shift), zones in self._networks[segment].items():
            if version == address.version and (zone := zones.get(bits >> shift)):
                return zone
        return None


def _on(zone: Zone, segment: str) -> bool:
    return not zone.segments or segment in zone.segments


def _prefixes(zones: Iterable[Zone]) -> dict[tuple[int, int], dict[int, str]]:
    """Networks by version and number of host bits, longest prefix first."""
    found: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for zone in zones:
        for network in zone.networks:
            shift = network.max_prefixlen - network.prefixlen
            found[network.version, shift].setdefault(int(network.network_address) >> shift, zone.id)
    return dict(sorted(found.items()))


def _is_outside(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global or any(address in network for network in _EXAMPLES)
    return address.is_global or address in _EXAMPLES_V6


def locate(plant: Plant, everything: Iterable[Seen]) -> list[tuple[Seen, Placed]]:
    """Places every address; each combination of segment, address, MAC and VLAN is expected once."""
    seen = list(everything)
    addresses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in seen:
        if one.mac and one.address not in (one.mac, "::") and not one.address.startswith(_OWN):
            addresses[one.segment, one.mac].add(one.address)
    single = {key for key, found in addresses.items() if _one_each(found)}
    places = Places(plant)
    declared = {zone.id for zone in plant.zones}
    placed = [(one, places.find(one, alone=(one.segment, one.mac) in single)) for one in seen]
    # A host that nothing but its MAC places is where its own IP address is.
    homes = {
        (one.segment, one.mac): where
        for one, where in placed
        if (one.segment, one.mac) in single and where.zone in declared
    }
    return [
        (one, homes.get((one.segment, one.mac), where) if where.zone == UNKNOWN and _is_own(one) else where)
        for one, where in placed
    ]


def _is_own(seen: Seen) -> bool:
    """A MAC or a link-local address: never another host's, behind a router."""
    return seen.address == seen.mac or seen.address.startswith(_OWN)


def _one_each(addresses: set[str]) -> bool:
    """At most one IPv4 and one IPv6 address."""
    v6 = sum(":" in address for address in addresses)
    return v6 <= 1 and len(addresses) - v6 <= 1
