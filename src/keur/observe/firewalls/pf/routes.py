"""Gateways and static routes.

Sources: pfSense `return_gateways_array`, `system_staticroutes_configure`; OPNsense `OPNsense/Routing/Gateways.php`. The
default gateway is the one that is marked; without a mark, the one that an interface names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import Address
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Route
from keur.observe.firewalls.pf.interfaces import Interfaces
from keur.observe.firewalls.pf.xml import Element

_NOWHERE = {"Null4", "Null6"}
_LEARNING = ("frr", "quagga", "openbgpd")


@dataclass(slots=True)
class Gateway:
    name: str
    line: int
    device: str
    address: Address | None
    """None when it comes from elsewhere, such as DHCP."""
    version: int
    default: bool
    priority: int


@dataclass(slots=True)
class Routes:
    root: Element
    ledger: Ledger
    interfaces: Interfaces
    found: list[Route] = field(default_factory=list)
    known: bool = True
    """Whether all routes are here."""

    def read(self) -> None:
        gateways = {one.name: one for one in self._gateways()}
        for entry in self.root.below("staticroutes"):
            if entry.name == "route" and entry.children and not entry.on("disabled"):
                self._static(entry, gateways)
        self._default(list(gateways.values()))
        self.known &= not any(any(iface.dynamic.values()) for iface in self.interfaces.found.values())
        self.known &= not any(one.name.startswith(_LEARNING) for one in self.root.below("installedpackages"))
        self.known &= not self.root.on("OPNsense", "quagga", "general", "enabled")

    def _gateways(self) -> Iterator[Gateway]:
        entries = [*self.root.below("gateways"), *self.root.below("OPNsense", "Gateways")]
        chosen = {self.root.value("gateways", f"defaultgw{version}"): version for version in (4, 6)}
        for entry in entries:
            if entry.name != "gateway_item" or entry.on("disabled") or not entry.value("name"):
                continue
            iface = self.interfaces.found.get(entry.value("interface"))
            word, name = entry.value("gateway"), entry.value("name")
            address = _address(word)
            version = 6 if entry.value("ipprotocol") == "inet6" else 4
            version = address.version if address is not None else version
            default = entry.on("defaultgw") or chosen.get(name) == version
            priority = entry.value("priority")
            yield Gateway(
                name,
                entry.line,
                iface.device if iface is not None else "",
                address,
                version,
                default,
                int(priority) if priority.isdecimal() and len(priority) < 9 else 255,
            )

    def _static(self, entry: Element, gateways: dict[str, Gateway]) -> None:
        name = entry.value("gateway")
        gateway = gateways.get(name)
        try:
            destination = ip_network(entry.value("network"), strict=False)
        except ValueError:
            self.known = False
            self.ledger.gap(entry.line, entry.value("network"), reasons.wrong(entry.value("network")), Effect.NONE)
            return
        if name in _NOWHERE:
            self.found.append(Route(destination, entry.line, discard=True))
        elif gateway is not None:
            self.found.append(Route(destination, entry.line, gateway.address, gateway.device))
        else:
            address = _address(name)
            self.known &= address is not None
            if address is not None:
                self.found.append(Route(destination, entry.line, address))

    def _default(self, gateways: list[Gateway]) -> None:
        for version in (4, 6):
            own = [one for one in gateways if one.version == version]
            marked = sorted((one for one in own if one.default), key=lambda one: one.priority)
            word = "gateway" if version == 4 else "gatewayv6"
            named = {iface.element.value(word) for iface in self.interfaces.found.values()}
            chosen = marked or [one for one in own if one.name in named]
            if chosen:
                destination = ip_network("0.0.0.0/0" if version == 4 else "::/0")
                self.found.append(Route(destination, chosen[0].line, chosen[0].address, chosen[0].device))


def _address(word: str) -> Address | None:
    try:
        return ip_address(word)
    except ValueError:
        return None
