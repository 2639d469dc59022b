"""Address objects and groups of FortiOS to sets of addresses.

Sources: FortiOS CLI Reference, "config firewall address", "config firewall address6", "config firewall addrgrp";
FortiOS Administration Guide, "Address objects": an object without a subnet stands for 0.0.0.0/0 (so does the factory's
`all`), a wildcard's mask has ones where an address must be the same, an interface subnet is the network of that
interface, and a group may leave out the addresses of its `exclude-member`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.interfaces import Interfaces
from keur.observe.firewalls.fortinet.tree import NO_ADDRESS, Block
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Address, Addresses, wildcard
from keur.observe.firewalls.vague import VagueAddresses, any_of
from keur.plant.model import Text

DEEPEST = 32
"""Groups within groups that are followed."""
_EVERY = {4: EVERY_V4, 6: EVERY_V6}
_PATHS = {4: ("firewall address", "firewall addrgrp"), 6: ("firewall address6", "firewall addrgrp6")}
_FACTORY = {
    (4, "all"): EVERY_V4,
    (6, "all"): EVERY_V6,
    (4, "none"): Addresses.of(IPv4Address(0)),
    (6, "none"): Addresses.of(IPv6Address(0)),
}
"""Objects that every device has, for files that leave them out."""
_TOO_DEEP = Text(nl="groepen zijn te diep genest", en="groups are nested too deep")
_EMPTY = Text(nl="de groep heeft geen leden", en="the group has no members")


@dataclass(slots=True)
class AddressBook:
    """The objects of a virtual domain, by name. IPv4 and IPv6 have objects of their own."""

    device: Device
    domain: Domain
    interfaces: Interfaces
    _known: dict[tuple[int, str], VagueAddresses] = field(default_factory=dict)
    _lists: dict[tuple[int, tuple[str, ...]], VagueAddresses] = field(default_factory=dict)
    _open: set[tuple[int, str]] = field(default_factory=set)

    def of_names(self, family: int, names: Sequence[str], line: int, key: str) -> VagueAddresses:
        """The addresses of some objects together; `line` and `key` are where they are named."""
        found = self._lists.get((family, tuple(names)))
        if found is None:
            found = any_of(self.of_name(family, name, line, key) for name in names)
            if not any(self._missing(family, name) for name in names):
                self._lists[family, tuple(names)] = found
        return found

    def _missing(self, family: int, name: str) -> bool:
        return (family, name) not in self._known

    def of_name(self, family: int, name: str, line: int, key: str) -> VagueAddresses:
        known = self._known.get((family, name))
        if known is not None:
            return known
        address, group = (self.domain.section(path).entries.get(name) for path in _PATHS[family])
        block = address or group
        if block is None:
            factory = _FACTORY.get((family, name))
            if factory is not None:
                return VagueAddresses.known(factory)
            why = self.device.doubt(line, f"set {key} {name}", reasons.no_such(reasons.ADDRESS, name))
            return VagueAddresses.unknown(why, _EVERY[family])
        if (family, name) in self._open or len(self._open) > DEEPEST:
            why = _TOO_DEEP
            if (family, name) in self._open:
                why = reasons.circular(reasons.ADDRESS_GROUP, name)
            self.device.doubt(line, f"set {key} {name}", why)
            return VagueAddresses.unknown(why, _EVERY[family])
        self._open.add((family, name))
        found = self._single(family, block) if address else self._group(family, block)
        self._open.discard((family, name))
        for doubt in self.device.odd(block):
            found |= VagueAddresses.unknown(doubt, _EVERY[family])
        self._known[family, name] = found
        return found

    def _group(self, family: int, block: Block) -> VagueAddresses:
        members = block.values("member")
        if not members:
            why = self.device.doubt(block.line, f"edit {block.name}", _EMPTY)
            return VagueAddresses.unknown(why, _EVERY[family])
        found = self.of_names(family, members, block.line_of("member"), "member")
        if block.is_on("exclude"):
            line = block.line_of("exclude-member")
            found -= self.of_names(family, block.values("exclude-member"), line, "exclude-member")
        return found

    def _single(self, family: int, block: Block) -> VagueAddresses:
        kind = block.value("type", "ipmask" if family == 4 else "ipprefix")
        readers: dict[str, Callable[[Block], VagueAddresses]] = {
            "ipmask": self._mask,
            "ipprefix": self._prefix,
            "iprange": self._range if family == 4 else self._range6,
            "wildcard": self._wildcard if family == 4 else self._unknown6,
            "interface-subnet": self._interface_subnet,
        }
        reader = readers.get(kind)
        if reader is not None:
            try:
                return reader(block)
            except ValueError as error:
                why = self.device.doubt(block.line, block.text("uuid"), reasons.wrong(str(error)))
                return VagueAddresses.unknown(why, _EVERY[family])
        if kind in ("fqdn", "wildcard-fqdn"):
            reason = reasons.by_name(block.value(kind, block.name))
        else:
            reason = reasons.not_modelled(f"type {kind}")
        line = block.line_of("type", kind)
        return VagueAddresses.unknown(self.device.doubt(line, block.text("uuid"), reason), _EVERY[family])

    def _unknown6(self, block: Block) -> VagueAddresses:
        why = reasons.not_modelled(f"type {block.value('type')}")
        return VagueAddresses.unknown(self.device.doubt(block.line_of("type"), block.text("uuid"), why), EVERY_V6)

    def _mask(self, block: Block) -> VagueAddresses:
        values = block.values("subnet")
        if not values:
            return VagueAddresses.known(EVERY_V4)
        return VagueAddresses.known(network(values))

    def _prefix(self, block: Block) -> VagueAddresses:
        return VagueAddresses.known(network(block.values("ip6") or ("::/0",)) & EVERY_V6)

    def _range(self, block: Block) -> VagueAddresses:
        first = IPv4Address(block.value("start-ip", NO_ADDRESS))
        return VagueAddresses.known(_between(first, IPv4Address(block.value("end-ip", NO_ADDRESS))))

    def _range6(self, block: Block) -> VagueAddresses:
        first = ip_address(block.value("start-ip", "::"))
        return VagueAddresses.known(_between(first, ip_address(block.value("end-ip", "::"))) & EVERY_V6)

    def _wildcard(self, block: Block) -> VagueAddresses:
        values = block.values("wildcard") or (NO_ADDRESS, NO_ADDRESS)
        address, mask = (int(IPv4Address(value)) for value in values)
        return VagueAddresses.known(Addresses(v4=wildcard(address, mask ^ 0xFFFFFFFF)))

    def _interface_subnet(self, block: Block) -> VagueAddresses:
        name = block.value("interface")
        found = self.interfaces.found.get(name)
        first = next((one for one in found.addresses if one.version == 4), None) if found else None
        if first is None:
            reason = reasons.no_such(reasons.INTERFACE, name) if found is None else reasons.by_name(name)
            line = block.line_of("interface")
            return VagueAddresses.unknown(self.device.doubt(line, block.text("uuid"), reason), EVERY_V4)
        return VagueAddresses.known(Addresses.of(first.network))


def network(values: Sequence[str]) -> Addresses:
    """`10.0.0.0 255.255.255.0`, `10.0.0.0/24` or one address. Raises ValueError."""
    return Addresses.of(ip_network("/".join(values), strict=False))


def span(text: str) -> Addresses:
    """`10.0.0.1-10.0.0.9`, `10.0.0.0/24` or one address. Raises ValueError."""
    first, dash, last = text.partition("-")
    return _between(ip_address(first), ip_address(last)) if dash else network((text,))


def _between(first: Address, last: Address) -> Addresses:
    found = Addresses.between(first, last) if first.version == last.version else Addresses()
    if not found:
        raise ValueError(f"{first}-{last}")
    return found
