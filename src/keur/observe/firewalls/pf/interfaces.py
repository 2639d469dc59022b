"""Interfaces of pfSense and OPNsense: their keys (`lan`, `opt1`), devices, addresses, virtual addresses and groups.

A rule on an interface that is not enabled is not loaded. Sources: pfSense `filter_generate_optcfg_array`, OPNsense
`filter_core_get_initialized_plugin_system` and `ifgroup_setup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Addresses
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Interface, Names
from keur.observe.firewalls.pf.xml import Element
from keur.observe.firewalls.vague import VagueAddresses
from keur.plant.model import Text

GROUPS_OF_DEVICES = {
    "enc0": ("enc0",),
    "ipsec": ("enc0", "ipsec*"),
    "l2tp": ("l2tp", "l2tps*", "l2tp*"),
    "openvpn": ("openvpn", "ovpns*", "ovpnc*"),
    "pppoe": ("pppoe", "poes*"),
    "pptp": ("pptp", "pptpd*"),
    "wireguard": ("wireguard", "wg*", "tun_wg*"),
}
"""Names under which rules speak of all tunnels of a kind, and the devices in them."""

NO_DEVICE = Text(
    nl="de interface heeft geen apparaat (`if`); of haar regels geladen worden, staat niet vast",
    en="the interface has no device (`if`); whether its rules are loaded is not certain",
)
_DYNAMIC = Text(
    nl="het adres van de interface staat niet in het bestand", en="the address of the interface is not in the file"
)
Found = IPv4Interface | IPv6Interface


@dataclass(slots=True)
class Iface:
    key: str
    line: int
    element: Element
    device: str
    certain: bool
    """Whether the file says which device it is."""
    enabled: bool
    addresses: list[Found] = field(default_factory=list)
    virtual: list[Found] = field(default_factory=list)
    dynamic: dict[int, bool] = field(default_factory=lambda: {4: False, 6: False})
    """Whether addresses of a family come from elsewhere (DHCP, PPP, delegated prefixes)."""

    def own(self, version: int) -> list[Found]:
        return [one for one in (*self.addresses, *self.virtual) if one.version == version]


@dataclass(slots=True)
class Interfaces:
    root: Element
    ledger: Ledger
    primary_only: bool
    """Whether `lanip` is the first address of an interface only (pfSense), or any of them."""
    found: dict[str, Iface] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    """Order of groups among each other, where the file gives one."""

    def read(self) -> None:
        for element in self.root.below("interfaces"):
            if element.value("type") == "group":
                continue
            device = element.value("if")
            iface = Iface(
                element.name, element.line, element, device or element.name, bool(device), element.on("enable")
            )
            for name, bits, version in (("ipaddr", "subnet", 4), ("ipaddrv6", "subnetv6", 6)):
                self._address(iface, element.value(name), element.value(bits), version)
            if not device:
                self.ledger.gap(element.line, element.name, NO_DEVICE)
                iface.enabled = True
            self.found[element.name] = iface
        self._virtual()
        for entry in self.root.below("ifgroups"):
            members = re.split(r"[\s,]+", entry.value("members"))
            name = entry.value("ifname")
            if name:
                self.groups[name] = [member for member in members if member]
                order = entry.value("sequence")
                self.ranks[name] = int(order) if order.isdecimal() and len(order) < 7 else 0

    def _address(self, iface: Iface, word: str, bits: str, version: int) -> None:
        if word in ("", "none"):
            return
        try:
            found = ip_interface(f"{word}/{bits}" if bits else word)
        except ValueError:
            iface.dynamic[version] = True
            return
        if found.version == version:
            iface.addresses.append(found)

    def _virtual(self) -> None:
        """CARP addresses and aliases are addresses of the interface; proxy ARP is not."""
        entries = [one for one in self.root.below("virtualip") if one.name == "vip" and one.children]
        by_id = {f"_vip{one.value('uniqid')}": one.value("interface") for one in entries}
        for entry in entries:
            if entry.value("mode") not in ("carp", "ipalias"):
                continue
            key = entry.value("interface")
            key = by_id.get(key, key)
            try:
                found = ip_interface(f"{entry.value('subnet')}/{entry.value('subnet_bits') or 32}")
            except ValueError:
                self.ledger.gap(entry.line, entry.value("subnet"), reasons.wrong(entry.value("subnet")))
                continue
            if key in self.found:
                self.found[key].virtual.append(found)

    def names(self, key: str) -> tuple[Names, bool, bool] | None:
        """The devices of a rule's interface, whether it is enabled, and whether that is certain; None when there is no
        such interface."""
        iface = self.found.get(key)
        if iface is not None:
            return Names.among(iface.device), iface.enabled, iface.certain
        if key in self.groups:
            members = [self.found[one] for one in self.groups[key] if one in self.found]
            return Names.among(key, *(one.device for one in members)), True, all(one.certain for one in members)
        if key in GROUPS_OF_DEVICES:
            return Names.among(*GROUPS_OF_DEVICES[key]), True, True
        return None

    def is_group(self, key: str) -> bool:
        return key in self.groups or (key in GROUPS_OF_DEVICES and key not in self.found)

    # Addresses

    def network(self, key: str, version: int) -> VagueAddresses | None:
        """The networks that an interface, or the interfaces of a group, are in."""
        if key in self.groups:
            found = VagueAddresses()
            for member in self.groups[key]:
                found |= self.network(member, version) or VagueAddresses()
            return found
        iface = self.found.get(key)
        if iface is None:
            return None
        known = Addresses.of(*(one.network for one in iface.own(version)))
        return self._vague(iface, known, version)

    def address(self, key: str, version: int, *, each: bool = False) -> VagueAddresses | None:
        """The addresses of an interface itself: what `lanip` means, or each of them."""
        iface = self.found.get(key)
        if iface is None:
            return None
        own = iface.own(version)
        if self.primary_only and not each:
            own = [one for one in iface.addresses if one.version == version]
        return self._vague(iface, Addresses.of(*(one.ip for one in own)), version)

    def itself(self, version: int) -> VagueAddresses:
        """`(self)`: all addresses of the firewall."""
        found = VagueAddresses()
        for iface in self.found.values():
            known = Addresses.of(*(one.ip for one in iface.own(version)))
            found |= self._vague(iface, known, version)
        return found

    def _vague(self, iface: Iface, known: Addresses, version: int) -> VagueAddresses:
        if iface.dynamic[version] or (not iface.certain and not known):
            every = EVERY_V4 if version == 4 else EVERY_V6
            return VagueAddresses(known, known | every, (_DYNAMIC,))
        return VagueAddresses.known(known)

    def has_gateway(self, iface: Iface) -> bool:
        """Whether an interface leads to networks that are not the firewall's own (IPv4)."""
        named = iface.element.value("gateway") not in ("", "none")
        return named or (iface.dynamic[4] and iface.element.value("ipaddr") != "")

    def result(self) -> Iterator[Interface]:
        """The interfaces of the normal form."""
        for iface in self.found.values():
            yield Interface(
                name=iface.device,
                line=iface.line,
                addresses=(*iface.addresses, *iface.virtual),
                zone=iface.key,
                enabled=iface.enabled,
                description=iface.element.value("descr"),
            )
        devices = {iface.device for iface in self.found.values()}
        for kind, prefix in (("openvpn-server", "ovpns"), ("openvpn-client", "ovpnc")):
            for entry in self.root.below("openvpn"):
                device = f"{prefix}{entry.value('vpnid')}"
                if entry.name == kind and device not in devices:
                    yield Interface(device, entry.line, (), "openvpn", not entry.has("disable"))
