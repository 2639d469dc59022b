"""What the firewall itself answers, by zone and interface: `host-inbound-traffic`.

What stands at an interface takes the place of what its zone says. Source: Junos OS Security Zones User Guide, "Host
Inbound Traffic" (`system-services`, `protocols`, `except`); ports by the services' own documents and Junos OS CLI
Reference, `system services`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import ANYWHERE, NOWHERE, Addresses, Intervals
from keur.observe.firewalls.juniper.interfaces import OUT_OF_BAND, Interfaces, Unit
from keur.observe.firewalls.juniper.policies import session_rules
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    ICMP,
    ICMPV6,
    SYN,
    TCP,
    UDP,
    Action,
    Chain,
    Hook,
    Names,
    Packets,
    Rule,
    Stage,
    State,
)
from keur.observe.firewalls.vague import VaguePackets, rules

CHAIN = "host-inbound-traffic"


def _ports(protocol: int, *spans: int | tuple[int, int]) -> Packets:
    found = Intervals((span, span) if isinstance(span, int) else span for span in spans)
    return Packets(protocols=Intervals.of(protocol), destination_ports=found)


def _protocol(number: int) -> Packets:
    return Packets(protocols=Intervals.of(number))


_SERVICES: dict[str, tuple[Packets, ...]] = {
    "bootp": (_ports(UDP, 67, 68),),
    "dhcp": (_ports(UDP, 67, 68),),
    "dhcpv6": (_ports(UDP, 546, 547),),
    "dns": (_ports(UDP, 53), _ports(TCP, 53)),
    "finger": (_ports(TCP, 79),),
    "ftp": (_ports(TCP, 21),),
    "http": (_ports(TCP, 80),),
    "https": (_ports(TCP, 443),),
    "ident-reset": (_ports(TCP, 113),),
    "ike": (_ports(UDP, 500, 4500), _protocol(50), _protocol(51)),
    "lsping": (_ports(UDP, 3503),),
    "netconf": (_ports(TCP, 830),),
    "ntp": (_ports(UDP, 123),),
    "ping": (_ports(ICMP, (8 << 8, 8 << 8 | 255)), _ports(ICMPV6, (128 << 8, 128 << 8 | 255))),
    "r2cp": (_ports(UDP, 28_672),),
    "rlogin": (_ports(TCP, 513),),
    "rsh": (_ports(TCP, 514),),
    "sip": (_ports(UDP, 5060), _ports(TCP, 5060)),
    "snmp": (_ports(UDP, 161),),
    "snmp-trap": (_ports(UDP, 162),),
    "ssh": (_ports(TCP, 22),),
    "telnet": (_ports(TCP, 23),),
    "tftp": (_ports(UDP, 69),),
    "traceroute": (_ports(UDP, (33_434, 33_523)),),
    "xnm-clear-text": (_ports(TCP, 3221),),
    "xnm-ssl": (_ports(TCP, 3220),),
}
_OPENING = Packets(states=frozenset({State.NEW}), flags=Intervals.of(SYN))
_PARTLY = {"appqoe", "high-availability", "reverse-ssh", "reverse-telnet", "rpm", "tcp-encap", "webapi-clear-text"}
_PARTLY |= {"webapi-ssl"}
"""Services whose ports are set elsewhere, or are not documented."""
_PROTOCOLS: dict[str, tuple[Packets, ...]] = {
    "bfd": (_ports(UDP, 3784, 3785, 4784),),
    "bgp": (_ports(TCP, 179),),
    "dvmrp": (_protocol(2),),
    "igmp": (_protocol(2),),
    "ldp": (_ports(TCP, 646), _ports(UDP, 646)),
    "msdp": (_ports(TCP, 639),),
    "nhrp": (_protocol(54),),
    "ospf": (_protocol(89),),
    "ospf3": (_protocol(89),),
    "pgm": (_protocol(113),),
    "pim": (_protocol(103),),
    "rip": (_ports(UDP, 520),),
    "ripng": (_ports(UDP, 521),),
    "router-discovery": (_ports(ICMP, (9 << 8, 10 << 8 | 255)), _ports(ICMPV6, (133 << 8, 134 << 8 | 255))),
    "rsvp": (_protocol(46),),
    "sap": (_ports(UDP, 9875),),
    "vrrp": (_protocol(112),),
}
_ADMINISTRATION = {
    "ssh": ("ssh",),
    "telnet": ("telnet",),
    "http": ("web-management", "http"),
    "https": ("web-management", "https"),
    "netconf": ("netconf",),
    "xnm-ssl": ("xnm-ssl",),
    "xnm-clear-text": ("xnm-clear-text",),
    "ftp": ("ftp",),
}
"""Services for administration, and the statement below `system services` without which they do not answer."""


@dataclass(slots=True)
class HostServices:
    root: Node
    ledger: Ledger
    interfaces: Interfaces
    chains: dict[str, Chain] = field(default_factory=dict)

    def read(self) -> None:
        found: list[Rule] = list(session_rules(self.root))[:2]
        for zone, node in self.interfaces.zones.nodes.items():
            for member in self.interfaces.zones.members[zone]:
                own = member.at("host-inbound-traffic")
                if own is not None:
                    found.extend(self._rules(own, Names.among(_unit(member.word))))
            apart = [_unit(m.word) for m in self.interfaces.zones.members[zone] if m.at("host-inbound-traffic")]
            common = node.at("host-inbound-traffic")
            if common is not None:
                names = self.interfaces.zones.names(zone)
                found.extend(self._rules(common, names & Names.but(*apart) if apart else names))
        away = Packets(in_interfaces=Names.among("fxp0.*", "em0.*", "me0.*", "fxp0", "em0", "me0"))
        found.append(Rule(0, "out-of-band", (away,), Action.ACCEPT))
        zoned = Packets(in_interfaces=self.interfaces.zones.all_names())
        neighbours = _ports(ICMPV6, (133 << 8, 137 << 8 | 255)) & zoned
        why = reasons.not_modelled("neighbor-discovery")
        found.append(Rule(0, "neighbor-discovery", (neighbours,), Action.ACCEPT, doubt=why))
        self.chains[CHAIN] = Chain(CHAIN, tuple(found), Action.DROP)

    def _rules(self, node: Node, names: Names) -> Iterator[Rule]:
        """Exceptions first: `all` but `ssh`."""
        coming = VaguePackets.known(Packets(in_interfaces=names))
        for kind, known in (("system-services", _SERVICES), ("protocols", _PROTOCOLS)):
            part = node.at(kind)
            if part is None:
                continue
            chosen = sorted(part.active(), key=lambda one: "except" not in one)
            for service in chosen:
                action = Action.DROP if "except" in service else Action.ACCEPT
                packets = coming & self._packets(service, known)
                rule = Rule(service.line, f"{kind} {service.text()}", (), action)
                yield from rules(rule, packets)
        for part in node.active():
            if part.word not in ("system-services", "protocols"):
                self.ledger.gap(part.line, part.text(), reasons.not_known(part.word))
                rule = Rule(part.line, part.text(), (), Action.UNKNOWN, doubt=reasons.not_known(part.word))
                yield from rules(rule, coming)

    def _packets(self, service: Node, known: dict[str, tuple[Packets, ...]]) -> VaguePackets:
        name = service.word
        if name == "any-service":
            return VaguePackets.known(Packets())
        if name == "all":
            every = tuple(box for one in known for box in self._boxes(one, known))
            if known is _SERVICES:
                # Some services of Junos have ports that no document tells.
                others = (_ports(TCP, (0, 65_535)), _ports(UDP, (0, 65_535)))
                return VaguePackets(every, (*every, *others), (reasons.not_modelled("all"),))
            return VaguePackets.known(*every)
        if name in known:
            return VaguePackets.known(*self._boxes(name, known))
        if name in _PARTLY:
            others = (_ports(TCP, (0, 65_535)), _ports(UDP, (0, 65_535)))
            return VaguePackets((), others, (reasons.not_modelled(name),))
        why = reasons.not_known(name)
        self.ledger.gap(service.line, service.text(), why)
        return VaguePackets.unknown(why)

    def _boxes(self, name: str, known: dict[str, tuple[Packets, ...]]) -> tuple[Packets, ...]:
        """The packets of a service, at the port where the system has it."""
        if known is _SERVICES and name in ("ssh", "http", "https", "netconf"):
            where = {"ssh": ("ssh",), "netconf": ("netconf", "ssh")}.get(name, ("web-management", name))
            port = self.root.value("system", "services", *where, "port")
            if port.isdecimal() and len(port) < 6 and 0 < int(port) < 65_536:
                return (_ports(TCP, int(port)),)
        return known[name]

    def hooks(self) -> Iterator[Hook]:
        yield Hook(CHAIN, Stage.LOCAL)

    def management(self, unit: Unit, narrowing: list[Chain]) -> dict[str, Addresses]:
        """Services for administration that an interface answers, and from which addresses."""
        if not unit.enabled:
            return {}
        found = {}
        for name, words in _ADMINISTRATION.items():
            if self.root.at("system", "services", *words) is None:
                continue
            (packets,) = self._boxes(name, _SERVICES)
            packets = packets & _OPENING & Packets(in_interfaces=Names.among(unit.name))
            sources = ANYWHERE
            chains = narrowing if OUT_OF_BAND.match(unit.name) else [self.chains[CHAIN], *narrowing]
            for chain in chains:
                sources &= accepted_sources(chain, packets)
            if sources:
                found[name] = sources
        return found


def _unit(word: str) -> str:
    return word if "." in word or word == "all" else f"{word}.0"


def accepted_sources(chain: Chain, packets: Packets) -> Addresses:
    """Addresses from which a chain may accept packets of a service; more than those only where rules are in doubt."""
    left, found = ANYWHERE, NOWHERE
    for rule in chain.rules:
        if not rule.enabled or rule.text == "session" or rule.action is Action.CONTINUE:
            continue
        for box in rule.matches:
            shared = box & packets
            if not shared:
                continue
            if rule.action is not Action.DROP:
                found |= box.source & left
            whole = box.destination.is_any or not (ANYWHERE - box.destination).v4
            covers = packets.destination_ports <= box.destination_ports and whole and rule.doubt is None
            if covers and rule.action is not Action.UNKNOWN and packets.protocols <= box.protocols:
                left -= box.source
    if chain.default is not Action.DROP:
        found |= left
    return found
