"""Static routes of FortiOS.

Sources: FortiOS CLI Reference, "config router static" (without `dst` it is the default route; the distance is 10) and
"config router policy"; FortiOS Administration Guide, "Static routing" and "SD-WAN": a route over SD-WAN goes to all
members of the zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_address, ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.interfaces import Interfaces
from keur.observe.firewalls.fortinet.tree import NO_ADDRESS, Block
from keur.observe.firewalls.intervals import Address
from keur.observe.firewalls.model import Effect, Route
from keur.plant.model import Text

_ELSEWHERE = ("internet-service", "internet-service-custom", "dstaddr", "src")
"""Keys of routes that are not for a network that the route itself names."""
_BY_POLICY = Text(
    nl="beleidsroutes sturen pakketten een andere kant op dan de routetabel",
    en="policy routes send packets another way than the routing table says",
)
_DYNAMIC = Text(nl="de gateway komt van DHCP of PPPoE", en="the gateway comes from DHCP or PPPoE")


def routes(device: Device, domain: Domain, interfaces: Interfaces) -> tuple[list[Route], bool]:
    """The static routes of a virtual domain, and whether there are no others."""
    found: list[Route] = []
    whole = domain.name not in device.dynamic
    for path, default in (("router static", "0.0.0.0/0"), ("router static6", "::/0")):
        for block in domain.section(path).entries.values():
            if block.value("status") == "disable":
                continue
            made = list(_route(device, domain, interfaces, block, default))
            whole &= bool(made)
            found.extend(made)
    return found, whole and not policy_routes(device, domain) and domain.has("router static")


def policy_routes(device: Device, domain: Domain) -> bool:
    """Whether routes depend on more than the destination."""
    found = False
    for path in ("router policy", "router policy6"):
        for block in domain.section(path).entries.values():
            if block.value("status") != "disable" and block.value("action") != "deny":
                device.doubt(block.line, block.text(), _BY_POLICY, Effect.STRICTER)
                found = True
    for path in ("system sdwan", "system virtual-wan-link"):
        section = domain.section(path)
        if section.is_on("status"):
            # Rules of an SD-WAN choose among members of which each has a route.
            rules = section.section("service").entries.values()
            found |= any(rule.value("status") != "disable" for rule in rules)
    return found


def _route(device: Device, domain: Domain, interfaces: Interfaces, block: Block, default: str) -> Iterator[Route]:
    text = block.text("comment")
    for key in _ELSEWHERE:
        if block.value(key, "0") not in ("0", NO_ADDRESS):
            device.doubt(block.line_of(key), text, reasons.not_modelled(key), Effect.NONE)
            return
    try:
        destination = ip_network("/".join(block.values("dst") or (default,)), strict=False)
        gateway = _gateway(block.value("gateway"))
        distance = int(block.value("distance", "10"))
    except ValueError as error:
        device.doubt(block.line, text, reasons.wrong(str(error)), Effect.NONE)
        return
    interface = block.value("device")
    known = interfaces.found.get(interface)
    vrf = block.value("vrf", "0")
    table = (
        known.table
        if known
        else " ".join(
            word
            for word in (domain.name if len(device.domains) > 1 else "", f"vrf {vrf}" if vrf != "0" else "")
            if word
        )
    )
    if block.is_on("dynamic-gateway"):
        device.doubt(block.line_of("dynamic-gateway"), text, _DYNAMIC, Effect.NONE)
        return
    made = Route(destination, block.line, gateway, interface, block.is_on("blackhole"), table, distance)
    if _over_wan(block):
        yield from _members(domain, block, made)
    else:
        yield made


def _gateway(text: str) -> Address | None:
    found = ip_address(text) if text else None
    return found if found is not None and int(found) else None


def _over_wan(block: Block) -> bool:
    return bool(block.values("sdwan-zone")) or block.is_on("sdwan") or block.is_on("virtual-wan-link")


def _members(domain: Domain, block: Block, made: Route) -> Iterator[Route]:
    zones = block.values("sdwan-zone") or ("virtual-wan-link",)
    sdwan = domain.section("system sdwan") if domain.has("system sdwan") else domain.section("system virtual-wan-link")
    for member in sdwan.section("members").entries.values():
        interface = member.value("interface")
        zone = member.value("zone", "virtual-wan-link")
        if member.value("status") == "disable" or not interface or (zone not in zones and not block.is_on("sdwan")):
            continue
        key = "gateway" if isinstance(made.destination, IPv4Network) else "gateway6"
        try:
            gateway = _gateway(member.value(key))
        except ValueError:
            continue
        yield Route(made.destination, made.line, gateway, interface, False, made.table, made.distance)
