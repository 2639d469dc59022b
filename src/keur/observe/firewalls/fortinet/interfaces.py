"""Interfaces and zones of FortiOS, and who may administer the device at them.

Sources: FortiOS CLI Reference, "config system interface", "config system zone", "config system sdwan" and "config
system admin"; FortiOS Administration Guide, "Zone"; FortiOS 5.0 Handbook, "Preventing unwanted login attempts":
trusted hosts apply to the web interface, ping, SNMP, and the command line over Telnet and SSH, and an administrator
without any lets all addresses try.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Interface, IPv6Interface, ip_interface, ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.intervals import ANYWHERE, NOWHERE, Addresses
from keur.observe.firewalls.model import Interface, Names
from keur.plant.model import Text

FOR_ADMINISTRATORS = frozenset({"https", "http", "ssh", "telnet", "ping", "snmp"})
"""Services that trusted hosts limit."""
TUNNEL = "tunnel"


@dataclass(frozen=True, slots=True)
class VagueNames:
    """Names of interfaces: those surely meant, and those that may be."""

    sure: Names
    possible: Names
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class Zone:
    members: list[str]
    line: int
    intrazone: bool = False
    """Traffic between its members passes where no policy decides."""
    perhaps: list[str] = field(default_factory=list)
    """Interfaces of which it is not known whether they are in it."""
    doubts: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class Interfaces:
    found: dict[str, Interface] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Type by name: `physical`, `vlan`, `tunnel`, ..."""
    domains: dict[str, str] = field(default_factory=dict)
    """Virtual domain by name."""
    zones: dict[tuple[str, str], Zone] = field(default_factory=dict)
    """By virtual domain and name."""
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    """Zone by virtual domain and interface."""

    def of_domain(self, domain: str) -> tuple[str, ...]:
        return tuple(name for name, owner in self.domains.items() if owner == domain or not domain)

    def named(self, device: Device, domain: str, key: str, block: Block) -> VagueNames:
        """The interfaces that a list of names stands for. `any` stands for all, and not beside others."""
        names = block.values(key)
        line = block.line_of(key)
        if not names:
            why = reasons.missing(key)
            return VagueNames(Names.among(), Names(), (device.doubt(line, block.text("uuid"), why),))
        sure: list[str] = []
        possible: list[str] = []
        doubts: list[Text] = []
        unknown = False
        for name in names:
            zone = self.zones.get((domain, name))
            if name == "any":
                continue
            if zone is not None:
                sure.extend(zone.members)
                possible.extend(zone.perhaps)
                doubts.extend(zone.doubts)
            elif name in self.found:
                sure.append(name)
            else:  # it may be a zone, of which nobody knows the members
                unknown = True
                doubts.append(device.doubt(line, f"set {key} {name}", reasons.no_such(reasons.INTERFACE, name)))
        if "any" in names:
            if len(names) == 1:
                return VagueNames(Names(), Names())
            doubts.append(device.doubt(line, f"set {key} {' '.join(names)}", reasons.wrong(" ".join(names))))
            unknown = True
        all_possible = Names() if unknown else Names.among(*sure, *possible)
        return VagueNames(Names.among(*sure), all_possible, tuple(doubts))


def interfaces(device: Device) -> Interfaces:
    """The interfaces and zones of a device."""
    made = Interfaces()
    trusted = _trusted(device)
    for section in device.everywhere("system interface"):
        for block in section.entries.values():
            _interface(device, block, made, trusted)
    for domain in device.domains:
        for name, block in domain.section("system zone").entries.items():
            _zone(device, domain.name, name, block, made)
        for path in ("system sdwan", "system virtual-wan-link"):
            _wan(domain.name, domain.section(path), made)
    for (_, name), zone in made.zones.items():
        for member in zone.members:
            if member in made.found:
                made.found[member] = replace(made.found[member], zone=name)
    return made


def _interface(device: Device, block: Block, made: Interfaces, trusted: Addresses) -> None:
    addresses = [*_addresses(device, block, "ip")]
    if block.is_on("secondary-IP"):
        for entry in block.section("secondaryip").entries.values():
            addresses.extend(_addresses(device, entry, "ip"))
    six = block.section("ipv6")
    addresses.extend(_addresses(device, six, "ip6-address"))
    services = dict.fromkeys((*block.values("allowaccess"), *six.values("ip6-allowaccess")))
    vdom = block.value("vdom")
    vrf = block.value("vrf", "0")
    several = len(device.domains) > 1
    table = " ".join(word for word in (vdom if several else "", f"vrf {vrf}" if vrf != "0" else "") if word)
    made.found[block.name] = Interface(
        block.name,
        block.line,
        tuple(addresses),
        enabled=block.value("status") != "down",
        table=table,
        management={one: trusted if one in FOR_ADMINISTRATORS else ANYWHERE for one in services},
        description=" ".join(block.values("description") or block.values("alias")),
    )
    made.kinds[block.name] = block.value("type", "physical")
    made.domains[block.name] = vdom


def _addresses(device: Device, block: Block, key: str) -> Iterable[IPv4Interface | IPv6Interface]:
    """An address with its length: `10.0.0.1 255.255.255.0` or `10.0.0.1/24`; 0.0.0.0 and :: stand for none."""
    values = block.values(key)
    if not values or block.value("mode") in ("dhcp", "pppoe"):
        return
    try:
        found = ip_interface("/".join(values))
    except ValueError:
        device.doubt(block.line_of(key), f"set {key} {' '.join(values)}", reasons.wrong(" ".join(values)))
        return
    if int(found.ip):
        yield found


def _trusted(device: Device) -> Addresses:
    """From where the device answers administrators at all: the trusted hosts of all of them together."""
    found = NOWHERE
    admins = [entry for section in device.everywhere("system admin") for entry in section.entries.values()]
    for admin in admins:
        hosts = [setting.values for key, setting in admin.settings.items() if "trusthost" in key]
        limits = NOWHERE
        for host in hosts:
            try:
                network = ip_network("/".join(host), strict=False)
            except ValueError:
                return ANYWHERE
            if network.prefixlen or int(network.network_address):
                limits |= Addresses.of(network)
        if not limits:
            return ANYWHERE
        found |= limits
    return found if admins else ANYWHERE


def _zone(device: Device, domain: str, name: str, block: Block, made: Interfaces) -> None:
    if name in made.found:
        device.doubt(block.line, f"edit {name}", reasons.wrong(name))
        return
    zone = made.zones[domain, name] = Zone([], block.line, block.value("intrazone") == "allow")
    for member in block.values("interface"):
        other = made.owners.setdefault((domain, member), name)
        if other != name:
            why = Text(nl=f"interface `{member}` staat in twee zones", en=f"interface `{member}` is in two zones")
            _in_doubt(made.zones[domain, other], member, why)
        elif member not in made.found and made.found:
            why = reasons.no_such(reasons.INTERFACE, member)
        else:
            zone.members.append(member)
            continue
        _in_doubt(zone, member, device.doubt(block.line_of("interface"), f"set interface {member}", why))


def _in_doubt(zone: Zone, member: str, why: Text) -> None:
    zone.members = [one for one in zone.members if one != member]
    zone.perhaps.append(member)
    zone.doubts.append(why)


def _wan(domain: str, section: Block, made: Interfaces) -> None:
    """Members of an SD-WAN are known to policies by the zone that they are in."""
    if not section.is_on("status"):
        return
    members: dict[str, list[str]] = {"virtual-wan-link": []}
    for zone in section.section("zone").entries:
        members.setdefault(zone, [])
    for entry in section.section("members").entries.values():
        if entry.value("status") != "disable" and entry.value("interface"):
            members.setdefault(entry.value("zone", "virtual-wan-link"), []).append(entry.value("interface"))
    for zone, names in members.items():
        made.zones.setdefault((domain, zone), Zone(names, section.line))
