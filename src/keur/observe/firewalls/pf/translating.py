"""Translations: port forwards, one-to-one, outbound, prefixes of IPv6.

pf takes the first rule that matches: on the way in port forwards (`rdr`) and then one-to-one (`binat`), on the way out
`binat` and then outbound rules (`nat`). Rules for filtering see what comes out of it. Sources: pfSense
`filter_nat_rules_generate`, `filter_nat_rules_generate_if`, `filter_nat_rules_automatic_tonathosts`; OPNsense
`ForwardRule.php`, `DNatRule.php`, `SNatRule.php`, `NptRule.php`, `filter_configure_sync`; FreeBSD pf.conf(5),
"TRANSLATION".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import NOWHERE, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import TCP, UDP, Names, Packets, Translation, Way
from keur.observe.firewalls.pf import values
from keur.observe.firewalls.pf.forms import PFSENSE, Side, modern_side, sequence, side
from keur.observe.firewalls.pf.interfaces import NO_DEVICE, Interfaces
from keur.observe.firewalls.pf.sides import Sides
from keur.observe.firewalls.pf.values import NotAValue
from keur.observe.firewalls.pf.xml import Element
from keur.observe.firewalls.vague import VaguePackets, all_doubts, between
from keur.plant.model import Text

_VERSIONS = {"inet": (4,), "inet6": (6,), "inet46": (4, 6)}
_PAT = Intervals([(1_024, 65_535)])
"""Ports that both products take for sources, unless a rule keeps them."""
_REFLECTED = Text(
    nl="NAT-reflectie maakt deze vertaling ook voor andere interfaces",
    en="NAT reflection makes this translation for other interfaces as well",
)


@dataclass(slots=True)
class Forward:
    """A translation of destinations, and whether its packets pass without being asked further."""

    translation: Translation
    passes: bool


@dataclass(slots=True)
class Translating:
    root: Element
    product: str
    ledger: Ledger
    interfaces: Interfaces
    sides: Sides
    forwards: list[Forward] = field(default_factory=list)
    found: list[Translation] = field(default_factory=list)

    def read(self) -> None:
        there: list[Translation] = []
        back: list[Translation] = []
        for one in self._one_to_one():
            (there if one.way is Way.DESTINATION else back).append(one)
        for element in self._entries("rule"):
            self.forwards.extend(self._forward(element))
        self.found = [*(one.translation for one in self.forwards), *there, *back, *self._outbound()]

    def _entries(self, name: str) -> list[Element]:
        found = [one for one in self.root.below("nat") if one.name == name and one.children]
        if all(one.has("sequence") for one in found):
            found.sort(key=sequence)
        return found

    def _modern(self, name: str) -> list[Element]:
        """Entries of `OPNsense/Firewall/Filter`."""
        return [one for one in self.root.below("OPNsense", "Firewall", "Filter", name) if one.children]

    # Ways in

    def _forward(self, element: Element) -> Iterator[Forward]:
        keys = [key for key in (element.value("interface") or "wan").split(",") if key]
        names, doubts, enabled = self._on(element, keys)
        given = element.value("ipprotocol")
        otherwise = (4,) if self.product == PFSENSE else (4, 6)
        packets = VaguePackets()
        for version in _VERSIONS.get(given, otherwise):
            packets |= self._packets(element, element.value("protocol").lower(), version)
        packets = _coming(packets, names)
        no = element.on("nordr")
        to, why = (None, None) if no else self._target(element, element.value("target"))
        to_ports, exact = (None, False) if no else self._local_port(element)
        doubts += [why] if why is not None else []
        doubts += self._unmodelled(element)
        one = self._made(element, Way.DESTINATION, packets, doubts, to=to, to_ports=to_ports, one_to_one=exact)
        one = replace(one, enabled=enabled and not element.on("disabled"))
        passes = "pass" in (element.value("associated-rule-id"), element.value("pass"))
        yield Forward(one, passes and not no)
        if self._reflects(element) and one.enabled and not no:
            self.ledger.gap(element.line, element.value("descr") or "natreflection", _REFLECTED)
            others = Names.but(*names.mentioned()) if names.tests else Names()
            boxes = tuple(replace(box, in_interfaces=others) for box in one.matches)
            yield Forward(replace(one, matches=boxes, doubt=_REFLECTED, name=""), passes=False)

    def _reflects(self, element: Element) -> bool:
        given = element.value("natreflection")
        if given in ("enable", "purenat"):
            return True
        return given != "disable" and not self.root.has("system", "disablenatreflection")

    def _local_port(self, element: Element) -> tuple[Intervals | None, bool]:
        """New ports, and whether the n-th of the old ones becomes the n-th of the new."""
        word, asked = element.value("local-port"), element.value("destination", "port")
        if word in ("", asked) or element.value("protocol").lower() not in ("tcp", "udp", "tcp/udp"):
            return None, False
        found = self.sides.ports(word, element.line)
        old = self.sides.ports(asked, element.line)
        if not found.sure or not old.sure or word in self.sides.aliases.found or asked in self.sides.aliases.found:
            return Intervals([found.sure.spans[0]]) if found.sure else found.possible, False
        first, size = found.sure.spans[0][0], old.sure.size()
        return Intervals([(first, min(65_535, first + size - 1))]), size > 1

    def _target(self, element: Element, word: str) -> tuple[Addresses | None, Text | None]:
        """New addresses of a rule; a doubt when the file does not hold them."""
        found = self.sides.addresses(Side("address", [word] if word else [], False, "", element.line), 4)
        six = self.sides.addresses(Side("address", [word] if word else [], False, "", element.line), 6)
        to = found.sure | six.sure
        doubts = (*found.doubts, *six.doubts)
        if doubts or not to:
            return None, doubts[0] if doubts else reasons.wrong(word)
        return to, None

    def _unmodelled(self, element: Element) -> list[Text]:
        found = []
        for name in ("tagged", "rulename"):
            if element.value(name):
                found.append(reasons.not_modelled(name))
        return found

    def _packets(self, element: Element, protocol: str, version: int) -> VaguePackets:
        source, destination = side(element, "source"), side(element, "destination")
        services = self.sides.services(protocol, source, destination, version, element.line)
        to = self.sides.addresses(destination, version, destination=False)
        return services & between(self.sides.addresses(source, version), to)

    def _on(self, element: Element, keys: list[str]) -> tuple[Names, list[Text], bool]:
        """The devices of a rule, doubts about them, and whether any is enabled."""
        mentioned: list[str] = []
        doubts: list[Text] = []
        enabled = False
        for key in keys:
            found = self.interfaces.names(key)
            if found is None:
                doubts.append(reasons.no_such(reasons.INTERFACE, key))
                self.ledger.gap(element.line, key, doubts[-1])
                enabled = True
                continue
            names, on, certain = found
            enabled |= on
            mentioned.extend(names.mentioned() if on else ())
            doubts += [] if certain else [NO_DEVICE]
        return Names() if doubts and not mentioned else Names.among(*mentioned), doubts, enabled

    def _made(
        self,
        element: Element,
        way: Way,
        packets: VaguePackets,
        doubts: list[Text],
        *,
        to: Addresses | None = None,
        to_ports: Intervals | None = None,
        one_to_one: bool = False,
        interface_address: bool = False,
    ) -> Translation:
        sure = tuple(box for box in packets.sure if box)
        possible = tuple(box for box in packets.possible if box)
        every = [*doubts, *(packets.doubts if sure != possible else ())]
        if every:
            self.ledger.gap(element.line, element.value("descr") or element.name, every[0])
        return Translation(
            line=element.line,
            text=_text(element),
            way=way,
            matches=possible if every else sure,
            to=to,
            to_ports=to_ports,
            one_to_one=one_to_one,
            interface_address=interface_address,
            doubt=all_doubts(every) if every else None,
            name=element.attributes.get("uuid", ""),
            comment=element.value("descr") or element.value("description"),
        )

    # One to one

    def _one_to_one(self) -> Iterator[Translation]:
        for kind in ("onetoone", "npt"):
            for element in self._entries(kind):
                yield from self._both_ways(element, side(element, "source"), side(element, "destination"), kind)
            for element in self._modern(kind):
                sources, destinations = modern_side(element, "source"), modern_side(element, "destination")
                yield from self._both_ways(element, sources, destinations, kind)

    def _both_ways(self, element: Element, inner: Side, outer: Side, kind: str) -> Iterator[Translation]:
        """Inside to outside and back. Of prefixes of IPv6, `destination` is what they become."""
        external = outer if kind == "npt" else Side("address", [element.value("external")], False, "", element.line)
        remote = Side("any", [], False, "", element.line) if kind == "npt" or not outer.kind else outer
        versions = (6,) if kind == "npt" else (4, 6)
        names, doubts, enabled = self._on(element, [element.value("interface") or "wan"])
        enabled &= not element.on("disabled") and (element.on("enabled") or not element.has("enabled"))
        doubts += self._unmodelled(element)
        for version in versions:
            sources = self.sides.addresses(inner, version)
            known = self.sides.addresses(external, version)
            others = self.sides.addresses(remote, version)
            if not sources.possible or not known.possible:
                continue
            size = sources.sure.family(version).size()
            to: Addresses | None = _widened(known.sure, size, version)
            vague = [*doubts, *sources.doubts, *known.doubts]
            if element.on("nobinat"):
                to = None
            packets = _going(between(sources, others), names)
            one = self._made(element, Way.SOURCE, packets, vague, to=to, one_to_one=to is not None)
            yield replace(one, enabled=enabled)
            if element.value("type") == "nat" or to is None:
                continue
            back = between(others, replace(known, sure=to, possible=to | known.possible))
            one = self._made(element, Way.DESTINATION, _coming(back, names), vague, to=sources.sure, one_to_one=True)
            yield replace(one, enabled=enabled)

    # Ways out

    def _outbound(self) -> Iterator[Translation]:
        mode = self.root.value("nat", "outbound", "mode") or "automatic"
        if mode in ("advanced", "hybrid"):
            for element in self._modern("snatrules"):
                sources, destinations = modern_side(element, "source"), modern_side(element, "destination")
                yield from self._out(element, sources, destinations, element.value("target_port"))
            for element in self.root.below("nat", "outbound"):
                if element.name == "rule" and element.children:
                    sources, destinations = side(element, "source"), side(element, "destination")
                    sources = replace(sources, port=element.value("sourceport") or sources.port)
                    destinations = replace(destinations, port=element.value("dstport") or destinations.port)
                    yield from self._out(element, sources, destinations, element.value("natport"))
        if mode in ("automatic", "hybrid"):
            yield from self._automatic()

    def _out(self, element: Element, sources: Side, destinations: Side, port: str) -> Iterator[Translation]:
        names, doubts, enabled = self._on(element, [key for key in element.value("interface").split(",") if key])
        enabled &= not element.on("disabled") and (element.on("enabled") or not element.has("enabled"))
        protocol = element.value("protocol").lower()
        if not protocol and (sources.port or destinations.port):
            protocol = "tcp/udp"
        packets = VaguePackets()
        for version in _VERSIONS.get(element.value("ipprotocol"), (4, 6)):
            services = self.sides.services(protocol, sources, destinations, version, element.line)
            packets |= services & between(
                self.sides.addresses(sources, version), self.sides.addresses(destinations, version)
            )
        no = element.on("nonat")
        target = element.value("target")
        to, own = None, not target
        if target == "other-subnet":
            target = f"{element.value('targetip')}/{element.value('targetip_subnet')}"
        if target and not no:
            to, why = self._target(element, target)
            doubts += [why] if why is not None else []
        static = element.on("staticnatport")
        to_ports = None if static or no else _ports_or(self.sides, port, element.line)
        doubts += self._unmodelled(element)
        one = self._made(
            element,
            Way.SOURCE,
            _going(packets, names),
            doubts,
            to=None if no else to,
            to_ports=to_ports,
            interface_address=own and not no,
        )
        yield replace(one, enabled=enabled)

    def _automatic(self) -> Iterator[Translation]:
        """What leaves through an interface with a gateway gets its address, if it comes from the firewall's own
        networks, from networks behind them, or from tunnels."""
        found = Addresses.of(_LOOPBACK)
        for iface in self.interfaces.found.values():
            if iface.enabled and iface.key != "lo0" and not self.interfaces.has_gateway(iface):
                found |= Addresses.of(*(one.network for one in iface.own(4)))
        doubts: list[Text] = []
        found |= self._tunnels(doubts)
        for entry in self.root.below("staticroutes"):
            if self.product == PFSENSE and entry.value("network") and not entry.has("disabled"):
                try:
                    found |= Addresses(v4=values.addresses(entry.value("network")).v4)
                except NotAValue:
                    doubts.append(reasons.by_name(entry.value("network")))
        for iface in self.interfaces.found.values():
            if not iface.enabled or not self.interfaces.has_gateway(iface) or iface.device.startswith(_TUNNELS):
                continue
            going = Packets(source=Addresses(v4=found.v4), out_interfaces=Names.among(iface.device))
            ike = Packets(protocols=Intervals.of(TCP, UDP), destination_ports=Intervals.of(500))
            for box, ports in ((going & ike, None), (going, _PAT)):
                yield Translation(
                    line=0,
                    text=f"automatic outbound NAT on {iface.key}",
                    way=Way.SOURCE,
                    matches=(box,),
                    to=None,
                    to_ports=ports,
                    interface_address=True,
                    doubt=all_doubts(doubts) if doubts else None,
                )

    def _tunnels(self, doubts: list[Text]) -> Addresses:
        found = NOWHERE
        for entry in self.root.below("openvpn"):
            network = entry.value("tunnel_network")
            if network and not entry.has("disable"):
                try:
                    found |= Addresses(v4=values.addresses(network).v4)
                except NotAValue:
                    doubts.append(reasons.wrong(network))
        wireguard = [one for one in self.root.below("OPNsense", "wireguard", "server", "servers") if one.on("enabled")]
        if wireguard or self.root.has("ipsec", "client", "enable"):
            doubts.append(reasons.not_modelled("VPN"))
        return found


_LOOPBACK = ip_network("127.0.0.0/8")
_TUNNELS = ("ovpn", "ipsec", "wg", "tun_wg")


def _ports_or(sides: Sides, word: str, line: int) -> Intervals:
    """The ports of a word, or those that are taken when it says nothing."""
    if not word:
        return _PAT
    found = sides.ports(word, line)
    return found.sure or found.possible


def _coming(packets: VaguePackets, names: Names) -> VaguePackets:
    return packets & VaguePackets.known(Packets(in_interfaces=names))


def _going(packets: VaguePackets, names: Names) -> VaguePackets:
    return packets & VaguePackets.known(Packets(out_interfaces=names))


def _widened(known: Addresses, size: int, version: int) -> Addresses:
    """As many addresses as are to be translated, from the first of those given."""
    spans = known.family(version).spans
    if not spans or known.family(version).size() >= size or size < 1:
        return known
    first = spans[0][0] & ~(size - 1)
    span = Intervals([(first, first + size - 1)])
    return Addresses(v4=span) if version == 4 else Addresses(v6=span)


def _text(element: Element) -> str:
    words = [f"{child.name} {child.text}" for child in element.children if child.text]
    for name in ("source", "destination"):
        words += [f"{name} {child.name} {child.text}".strip() for child in element.below(name)]
    return " ".join(words)[:400]


def passing(forwards: list[Forward]) -> Iterator[tuple[Translation, VaguePackets]]:
    """For port forwards that let their packets pass unasked: those packets, as they are after translation."""
    for number, forward in enumerate(forwards):
        one = forward.translation
        if not forward.passes or not one.enabled or one.to is None:
            continue
        boxes = tuple(
            replace(
                box,
                destination=one.to,
                destination_ports=one.to_ports if one.to_ports is not None else box.destination_ports,
                translated=True,
            )
            for box in one.matches
        )
        others = [
            other.translation
            for at, other in enumerate(forwards)
            if at != number and other.translation.enabled and not other.passes and other.translation.to is not None
        ]
        mixed = any(other.to is not None and bool(other.to & one.to) for other in others)
        doubt = one.doubt or (_MIXED if mixed else None)
        yield one, VaguePackets((), boxes, (doubt,)) if doubt is not None else VaguePackets.known(*boxes)


_MIXED = Text(
    nl="een andere vertaling leidt naar hetzelfde adres, en die laat niet vanzelf door",
    en="another translation leads to the same address, and does not pass by itself",
)
