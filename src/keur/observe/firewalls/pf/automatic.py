"""Rules that both products make by themselves, before and after those of the file.

Sources: pfSense `filter_rules_generate`, `filter_generate_ipsec_rules`, `filter_get_antilockout_ports`; OPNsense
`filter_core_rules_system`, `filter_core_get_antilockout`, `ipsec_firewall`. The list of bogon networks is fetched by
the device; of it only what standards reserve is certain, and private networks are taken out of it (`rc.update_bogons`).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import ICMPV6, TCP, UDP, Action, Effect, Names, Packets
from keur.observe.firewalls.pf.filtering import IN, OUT, Filtering
from keur.observe.firewalls.pf.forms import OPNSENSE, PFSENSE, Side
from keur.observe.firewalls.pf.interfaces import Iface
from keur.observe.firewalls.pf.xml import Element
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets
from keur.plant.model import Text

BOTH = (IN, OUT)


def _nets(*words: str) -> Addresses:
    return Addresses.of(*(ip_network(word) for word in words))


_V4, _V6 = Packets(source=EVERY_V4, destination=EVERY_V4), Packets(source=EVERY_V6, destination=EVERY_V6)
_LINK_LOCAL = _nets("169.254.0.0/16")
_PRIVATE = _nets("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_BLOCKED_PRIVATE = {
    PFSENSE: _PRIVATE | _nets("127.0.0.0/8", "fc00::/7"),
    OPNSENSE: _PRIVATE | _nets("127.0.0.0/8", "100.64.0.0/10", "fc00::/7"),
}
_RESERVED = _nets(
    "0.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "192.0.2.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
)
_ASSIGNED = _nets("12.0.0.0/8", "17.0.0.0/8", "53.0.0.0/8")
"""Networks that are one holder's as a whole (IANA IPv4 Address Space Registry), and so never in that list."""
_FE80, _FF02, _NONE6 = _nets("fe80::/10"), _nets("ff02::/16"), _nets("::/128")
_BROADCAST = _nets("255.255.255.255/32")
_BOGONS = Text(
    nl="de lijst met onbestaande netten (bogons) staat niet in het bestand",
    en="the list of networks that do not exist (bogons) is not in the file",
)
_PORTAL = Text(
    nl="op deze interface laat een aanmeldpagina (captive portal) alleen door wie zich aanmeldde",
    en="on this interface a captive portal lets through only who logged in",
)
_UPNP = Text(nl="UPnP laat apparaten zelf poorten openzetten", en="UPnP lets devices open ports by themselves")
_PACKAGE = Text(
    nl="een pakket maakt regels die niet in het bestand staan", en="a package makes rules that are not in the file"
)
_SETTINGS = Text(
    nl="deze instellingen van de firewall leest keur niet", en="keur does not read these settings of the firewall"
)


@dataclass(slots=True)
class Automatic:
    root: Element
    filtering: Filtering
    ledger: Ledger

    @property
    def product(self) -> str:
        return self.filtering.product

    def before(self) -> None:
        """The rules that stand in front of the user's."""
        self._families()
        add = self.filtering.add
        add(BOTH, Action.DROP, Packets(), "default deny", quick=False)
        self._icmp6()
        tcp_udp = Packets(protocols=Intervals.of(TCP, UDP))
        add(BOTH if self.product == PFSENSE else (IN,), Action.DROP, _with(tcp_udp, source=0), "port 0")
        add(BOTH if self.product == PFSENSE else (IN,), Action.DROP, _with(tcp_udp, destination=0), "port 0")
        if self.product == OPNSENSE or self.root.below("hasync") or any(one.children for one in self._vips()):
            add(BOTH, Action.ACCEPT, Packets(protocols=Intervals.of(112)), "carp")
        for iface in self.filtering.interfaces.found.values():
            if iface.enabled and iface.key != "lo0":
                self._portal(iface)
                self._client(iface)
                self._blocks(iface)
                self._server(iface)
        add((IN,), Action.ACCEPT, Packets(in_interfaces=Names.among("lo0")), "loopback", quick=False)
        add((OUT,), Action.ACCEPT, Packets(), "let out anything from firewall host itself", quick=False)
        self._anti_lockout()

    def after(self) -> None:
        """The rules that stand behind the user's, or that count when those say nothing."""
        self._bypass()
        self._ipsec()
        self._others()

    def _vips(self) -> list[Element]:
        return [one for one in self.root.below("virtualip") if one.name == "vip"]

    def _families(self) -> None:
        settings = self.root.at("OPNsense", "Firewall", "Filter", "settings")
        if settings is not None:
            # Since OPNsense 26 some of what stood in `system` stands here.
            self.ledger.gap(settings.line, "settings", _SETTINGS)
        if not self.root.has("system", "ipv6allow"):
            vague = VaguePackets((), (_V6,), (_SETTINGS,)) if settings is not None else VaguePackets.known(_V6)
            self.filtering.add(BOTH, Action.DROP, vague, "block all IPv6")
        if self.product == PFSENSE and not self.root.has("system", "no_apipa_block"):
            for packets in (Packets(source=_LINK_LOCAL), Packets(destination=_LINK_LOCAL)):
                self.filtering.add((IN,), Action.DROP, packets, "block IPv4 link-local")

    def _icmp6(self) -> None:
        """What IPv6 itself needs (RFC 4890)."""
        if not self.root.has("system", "ipv6allow") and self.product == PFSENSE:
            return
        text = "IPv6 requirements (ICMP)"
        both = BOTH if self.product == PFSENSE else (IN,)
        self.filtering.add(both, Action.ACCEPT, _icmp6(EVERY_V6, EVERY_V6, 1, 2, 135, 136), text)
        for source, destination in ((_FE80, _FE80 | _FF02), (_FF02, _FE80), (_NONE6, _FF02)):
            packets = _icmp6(source, destination, 128, 133, 134, 135, 136)
            self.filtering.add((IN,), Action.ACCEPT, packets, text)

    def _blocks(self, iface: Iface) -> None:
        """Private and non-existing networks, at interfaces that say so."""
        coming = Names.among(iface.device)
        block, line = iface.element.at("blockpriv"), 0
        if block is not None and block.text != "0":
            line = block.line
            packets = Packets(source=_BLOCKED_PRIVATE[self.product], in_interfaces=coming)
            self.filtering.add((IN,), Action.DROP, packets, "block private networks", line=line)
        block = iface.element.at("blockbogons")
        if block is not None and block.text != "0":
            # pfSense asks for these before private networks; both drop, so the order does not matter.
            every = EVERY_V4 - _PRIVATE - _ASSIGNED
            if self.root.has("system", "ipv6allow"):
                every |= EVERY_V6
            sure = Packets(source=_RESERVED, in_interfaces=coming)
            possible = Packets(source=every, in_interfaces=coming)
            self.ledger.gap(block.line, "blockbogons", _BOGONS)
            vague = VaguePackets((sure,), (possible,), (_BOGONS,))
            self.filtering.add((IN,), Action.DROP, vague, "block bogon networks", line=block.line)

    def _client(self, iface: Iface) -> None:
        coming = Names.among(iface.device)
        quick = self.product == PFSENSE
        if iface.element.value("ipaddr") == "dhcp":
            packets = _udp((67, 67), (68, 68), coming)
            self.filtering.add((IN,), Action.ACCEPT, packets, "DHCP client", quick=quick)
        if iface.element.value("ipaddrv6") in ("dhcp6", "slaac") and self.root.has("system", "ipv6allow"):
            self.filtering.add((IN,), Action.ACCEPT, _udp((547, 547), (546, 546), coming), "DHCPv6 client")

    def _server(self, iface: Iface) -> None:
        """Requests to the firewall's own DHCP server."""
        text, coming = "DHCP server", Names.among(iface.device)
        own = self.filtering.interfaces.itself(4) if self.product == OPNSENSE else _address(self.filtering, iface)
        to = own | VagueAddresses.known(_BROADCAST)
        asked = _udp((68, 68), (67, 67), coming)
        packets = VaguePackets((_to(asked, to.sure),), (_to(asked, to.possible),), to.doubts)
        if self.root.on("dhcpd", iface.key, "enable") and iface.element.value("ipaddr") != "dhcp":
            self.filtering.add((IN,), Action.ACCEPT, packets, text)
        others = [self.root.at("dnsmasq", "enable"), self.root.at("OPNsense", "Kea", "dhcp4", "general", "enabled")]
        if any(one is not None and one.text == "1" for one in others):
            why = reasons.not_modelled("DHCP")
            self.filtering.add((IN,), Action.ACCEPT, VaguePackets((), packets.possible, (why,)), text)

    def _portal(self, iface: Iface) -> None:
        zones = [*self.root.below("captiveportal"), *self.root.below("OPNsense", "captiveportal", "zones")]
        for zone in zones:
            on = zone.has("enable") or zone.on("enabled")
            names = (zone.value("interface") or zone.value("interfaces")).split(",")
            if on and iface.key in names:
                self.ledger.gap(zone.line, zone.name, _PORTAL)
                coming = Packets(in_interfaces=Names.among(iface.device))
                vague = VaguePackets((), (coming,), (_PORTAL,))
                self.filtering.add((IN,), Action.DROP, vague, "captive portal", line=zone.line)
                ports = Packets(protocols=Intervals.of(TCP), destination_ports=Intervals([(8000, 9999)]))
                vague = VaguePackets((), (coming & ports,), (_PORTAL,))
                self.filtering.add((IN,), Action.ACCEPT, vague, "captive portal", line=zone.line)

    def _anti_lockout(self) -> None:
        """The administrator's way in, which no rule can close."""
        gui = self.root.at("system", "webgui")
        if (gui is None and self.product == PFSENSE) or self.root.has("system", "webgui", "noantilockout"):
            return
        found = self.filtering.interfaces.found
        key = self._lockout_key()
        iface = found.get(key)
        if iface is None:
            return
        https = self.root.value("system", "webgui", "protocol") == "https"
        own = self.root.value("system", "webgui", "port")
        ports = [int(own) if own.isdecimal() and len(own) < 6 else 443 if https else 80]
        if https and not self.root.has("system", "webgui", "disablehttpredirect"):
            ports.append(80)
        if self.root.has("system", "ssh", "enable" if self.product == PFSENSE else "enabled"):
            ssh = self.root.value("system", "ssh", "port")
            ports.append(int(ssh) if ssh.isdecimal() and len(ssh) < 6 else 22)
        everyone = Side("any", [], False, "", iface.line)
        itself = Side("network", ["(self)" if self.product == OPNSENSE else f"({key})"], False, "", iface.line)
        spans = Intervals.of(*(port for port in ports if port < 65_536))
        base = Packets(protocols=Intervals.of(TCP), destination_ports=spans, in_interfaces=Names.among(iface.device))
        self.filtering.own((IN,), base, everyone, itself, "anti-lockout rule")

    def _lockout_key(self) -> str:
        found = self.filtering.interfaces.found
        if self.product == PFSENSE:
            alone = len(self.root.below("interfaces")) == 1
            return "wan" if alone else "lan"
        return next((key for key in ("lan", "opt1", "wan") if key in found and found[key].certain), "lan")

    def _bypass(self) -> None:
        """Between an interface's network and the networks behind a router in it, both products can be told not to
        look."""
        if not self.root.on("filter", "bypassstaticroutes"):
            return
        line = self.root.at("filter", "bypassstaticroutes")
        why = reasons.not_modelled("bypassstaticroutes")
        vague = VaguePackets.unknown(why)
        where = line.line if line is not None else 0
        self.ledger.gap(where, "bypassstaticroutes", why)
        quick = self.product == PFSENSE
        self.filtering.add(BOTH, Action.ACCEPT, vague, "bypass static routes", quick=quick, line=where)

    def _ipsec(self) -> None:
        """Peers of tunnels may reach the firewall's own IKE and ESP."""
        if self.root.has("system", "disablevpnrules"):
            return
        tunnels = [one for one in self.root.below("ipsec") if one.name == "phase1" and not one.on("disabled")]
        tunnels += [one for one in self.root.below("OPNsense", "Swanctl", "Connections") if one.on("enabled")]
        if not tunnels:
            return
        why = reasons.not_modelled("ipsec")
        boxes = (_udp((0, 65_535), (500, 500), Names()), _udp((0, 65_535), (4500, 4500), Names()))
        others = Packets(protocols=Intervals.of(50, 51))
        vague = VaguePackets((), (*boxes, others), (why,))
        self.filtering.add((IN,), Action.ACCEPT, vague, "IPsec", quick=False, line=tunnels[0].line)

    def _others(self) -> None:
        packages = self.root.below("installedpackages")
        for package in packages:
            if package.name == "package" and package.value("filter_rule_function"):
                self.ledger.gap(package.line, package.value("name"), _PACKAGE, Effect.EVERYTHING)
            config = package.at("config")
            if package.name == "miniupnpd" and config is not None and config.on("enable"):
                self.ledger.gap(package.line, package.name, _UPNP)
                vague = VaguePackets.unknown(_UPNP)
                self.filtering.add((IN,), Action.ACCEPT, vague, "UPnP", quick=False, line=package.line)


def _with(box: Packets, *, source: int | None = None, destination: int | None = None) -> Packets:
    if source is not None:
        return box & Packets(source_ports=Intervals.of(source))
    return box & Packets(destination_ports=Intervals.of(destination or 0))


def _udp(source: tuple[int, int], destination: tuple[int, int], coming: Names) -> Packets:
    return Packets(
        protocols=Intervals.of(UDP),
        source_ports=Intervals([source]),
        destination_ports=Intervals([destination]),
        in_interfaces=coming,
    )


def _to(box: Packets, addresses: Addresses) -> Packets:
    return box & Packets(destination=addresses)


def _icmp6(source: Addresses, destination: Addresses, *types: int) -> Packets:
    spans = Intervals((kind << 8, kind << 8 | 255) for kind in types)
    return Packets(source=source, destination=destination, protocols=Intervals.of(ICMPV6), destination_ports=spans)


def _address(filtering: Filtering, iface: Iface) -> VagueAddresses:
    return filtering.interfaces.address(iface.key, 4) or VagueAddresses()
