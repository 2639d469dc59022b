"""Interfaces, zones and virtual systems of PAN-OS.

Sources: PAN-OS Administrator's Guide, "Virtual Systems" ("External Zone", "Shared Gateway"): an external zone stands
for another virtual system or a shared gateway; PAN-OS Web Interface Help, "Network > Zones": an interface has to be in
a zone before it processes traffic; "Network > Network Profiles > Interface Mgmt" and "Device > Setup > Interfaces": who
may administer the firewall at an interface, which by default is nobody, and at the management interface everybody over
HTTPS and SSH.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import ANYWHERE, Addresses
from keur.observe.firewalls.model import Effect, Interface, Names
from keur.observe.firewalls.palo_alto.reading import Notes, literal
from keur.observe.firewalls.palo_alto.scopes import Configuration, Vsys
from keur.observe.firewalls.palo_alto.tree import Node
from keur.plant.model import Text

MANAGEMENT = "management"
"""Name that is given here to the management interface."""
_TYPES = ("layer3", "layer2", "virtual-wire", "tap", "tunnel")
_SERVICES = ("ping", "telnet", "ssh", "http", "https", "snmp")
_OF_TYPE = ("vlan", "loopback", "tunnel", "sdwan")
_LEARNT = (("dhcp-client",), ("pppoe",), ("ipv6", "dhcp-client"), ("ipv6", "inherited"))
_DEFAULT_OWN = {"ping": "icmp", "ssh": "ssh", "https": "https"}
_OTHER_OWN = {"telnet": "telnet", "http": "http", "snmp": "snmp"}


@dataclass(frozen=True, slots=True)
class VagueNames:
    """Names of interfaces: those surely meant, and those that may be."""

    sure: Names
    possible: Names
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class Domain:
    """A virtual system or shared gateway, with its zones."""

    vsys: Vsys
    interfaces: set[str] = field(default_factory=set)
    zones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Interfaces by zone."""
    external: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Domains that an external zone stands for."""


@dataclass(slots=True)
class Network:
    """All interfaces, and who they belong to."""

    notes: Notes
    interfaces: dict[str, Interface] = field(default_factory=dict)
    systems: list[Domain] = field(default_factory=list)
    gateways: list[Domain] = field(default_factory=list)
    learning: set[str] = field(default_factory=set)
    """Interfaces that get an address, and routes, from elsewhere while the firewall runs."""
    objects: list[Node] = field(default_factory=list)
    """Where address objects stand, which interfaces and routes may name."""

    def host(self, name: str) -> str:
        """The address that a word stands for, itself or by an object for one address; the word when it is neither."""
        for node in self.objects:
            known = node.at("address").children.get(name)
            if known is not None:
                address, _, length = known.value("ip-netmask").partition("/")
                return address if length in ("", "32", "128") else ""
        return name

    def interface_address(self, name: str) -> str:
        """An address with its length, itself or by an object."""
        known = (node.at("address", name).value("ip-netmask") for node in self.objects if node.has("address", name))
        return next(known, name)

    @property
    def several(self) -> bool:
        return len(self.systems) + len(self.gateways) > 1

    def domains(self) -> list[Domain]:
        return [*self.systems, *self.gateways]

    def members(self, domain: Domain, zone: str) -> tuple[str, ...] | None:
        """The interfaces that a zone of a domain stands for; None when there is no such zone."""
        if zone in domain.zones:
            return domain.zones[zone]
        if zone not in domain.external:
            return None
        there = {one.vsys.name: one for one in self.domains()}
        reached = (there[name] for name in domain.external[zone] if name in there)
        return tuple(name for one in reached for name in sorted(one.interfaces))

    def reached(self, domain: Domain) -> set[str]:
        """Names of the domains that a domain has an external zone for."""
        return {name for names in domain.external.values() for name in names}

    def unzoned(self) -> list[str]:
        """Interfaces in no zone, which let nothing through."""
        zoned = {name for domain in self.domains() for names in domain.zones.values() for name in names}
        # In a shared gateway, traffic between its own interfaces asks for no zone.
        zoned |= {name for gateway in self.gateways for name in gateway.interfaces}
        return [name for name in self.interfaces if name not in zoned and name != MANAGEMENT]

    def named(self, domain: Domain, node: Node) -> VagueNames:
        """The interfaces of the zones that stand in a word."""
        names = list(node.children.values())
        if [name.name for name in names] == ["any"]:
            return VagueNames(Names(), Names())
        sure: list[str] = []
        doubts: list[Text] = []
        for name in names:
            members = self.members(domain, name.name)
            if name.name == "any" or members is None:
                why = reasons.wrong(name.name) if name.name == "any" else reasons.no_such(reasons.ZONE, name.name)
                doubts.append(self.notes.doubt(name, f"{node.name} {name.name}", why))
            else:
                sure.extend(members)
        if not names:
            doubts.append(self.notes.doubt(node, node.name, reasons.missing(node.name)))
        known = Names.among(*sure)
        return VagueNames(known, Names() if doubts else known, tuple(doubts))


def network(found: Configuration, notes: Notes) -> Network:
    """The interfaces and zones of a configuration."""
    made = Network(notes, objects=[node for vsys in found.vsyses for level in vsys.levels for node in level.own])
    made.interfaces = {one.name: one for one in _interfaces(found.device, made)}
    if found.device.has("deviceconfig", "system", "ip-address"):
        made.interfaces[MANAGEMENT] = _management(found.device.at("deviceconfig", "system"))
    for vsys in found.vsyses:
        made.systems.append(_domain(vsys))
    for gateway in found.gateways:
        made.gateways.append(_domain(gateway))
    for domain in made.domains():
        for zone, names in domain.zones.items():
            for name in names:
                if name in made.interfaces:
                    made.interfaces[name] = replace(made.interfaces[name], zone=zone)
    return made


def _domain(vsys: Vsys) -> Domain:
    made = Domain(vsys)
    made.interfaces.update(vsys.node.values("import", "network", "interface"))
    for name, zone in vsys.node.at("zone").children.items():
        inside = zone.at("network")
        if inside.has("external"):
            made.external[name] = inside.values("external")
        else:
            made.zones[name] = tuple(dict.fromkeys(one for kind in _TYPES for one in inside.values(kind)))
            made.interfaces.update(made.zones[name])
    return made


def _interfaces(device: Node, made: Network) -> Iterator[Interface]:
    types = device.at("network", "interface")
    profiles = device.at("network", "profiles", "interface-management-profile")
    for kind in types.children.values():
        ports = [kind] if kind.name in _OF_TYPE else list(kind.children.values())
        for port in ports:
            down = port.value("link-state") == "down"
            layers = [port] if port is kind else [port.at(name) for name in ("layer3", "layer2", "virtual-wire")]
            if port is not kind:
                yield _interface(port, port.at("layer3"), profiles, made, down=down)
            elif port.has("ip") or port.has("ipv6"):
                yield _interface(port, port, profiles, made, down=down)
            for layer in layers:
                for unit in layer.at("units").children.values():
                    yield _interface(unit, unit, profiles, made, down=down)


def _interface(port: Node, layer: Node, profiles: Node, made: Network, *, down: bool) -> Interface:
    addresses: list[IPv4Interface | IPv6Interface] = []
    for node in (*layer.at("ip").children.values(), *layer.at("ipv6", "address").children.values()):
        try:
            addresses.append(ip_interface(made.interface_address(node.name)))
        except ValueError:  # a variable of a template
            made.notes.doubt(node, f"{port.name} ip {node.name}", reasons.by_name(node.name), Effect.NONE)
    if any(layer.has(*path) and layer.value(*path, "enable") != "no" for path in _LEARNT):
        made.learning.add(port.name)
    profile = profiles.children.get(layer.value("interface-management-profile"))
    description = layer.value("comment") or port.value("comment")
    return Interface(
        port.name,
        port.line,
        tuple(addresses),
        enabled=not down,
        management=_managed(profile) if profile is not None else {},
        description=description,
    )


def _managed(profile: Node) -> dict[str, Addresses]:
    sources = _permitted(profile)
    return {service: sources for service in _SERVICES if profile.is_yes(service)}


def _permitted(node: Node) -> Addresses:
    found = Addresses()
    for name in node.values("permitted-ip"):
        known = literal(name)
        if known is None:
            return ANYWHERE
        found |= known
    return found or ANYWHERE


def _management(system: Node) -> Interface:
    """The management interface: its own address, services that can be switched off, and from where."""
    sources = _permitted(system)
    services = [name for name, word in _DEFAULT_OWN.items() if not system.is_yes("service", f"disable-{word}")]
    services += [name for name, word in _OTHER_OWN.items() if system.value("service", f"disable-{word}") == "no"]
    words = [word for word in (system.value("ip-address"), system.value("netmask")) if word]
    try:
        addresses: tuple[IPv4Interface | IPv6Interface, ...] = (ip_interface("/".join(words)),)
    except ValueError:
        addresses = ()
    line = system.at("ip-address").line
    return Interface(MANAGEMENT, line, addresses, table=MANAGEMENT, management=dict.fromkeys(services, sources))
