"""Who may administer an IOS device: lines, HTTP, SNMP and NETCONF, with the access lists on them.

Sources: Cisco IOS Terminal Services Command Reference, `transport input`, `access-class` (connections from interfaces
in a VRF are refused unless `vrf-also` is given); HTTP Services Command Reference, `ip http access-class`; Network
Management Command Reference, `snmp-server community`, `snmp-server group`; Programmability Configuration Guide,
"NETCONF Protocol". A list that does not exist or is empty refuses nobody, as on interfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keur.observe.firewalls.cisco import lists
from keur.observe.firewalls.cisco.groups import union
from keur.observe.firewalls.cisco.ios.access import AccessLists
from keur.observe.firewalls.cisco.ios.interfaces import Port
from keur.observe.firewalls.cisco.statements import Statement, beside, understood
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Addresses
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import TCP, UDP, Effect
from keur.plant.model import Text

_TRANSPORT_UNKNOWN = Text(
    nl="zonder `transport input` hangt het van de versie af of telnet openstaat",
    en="without `transport input` it depends on the version whether telnet is open",
)
_PORTS = {"ssh": (TCP, 22), "telnet": (TCP, 23), "http": (TCP, 80), "https": (TCP, 443), "snmp": (UDP, 161)}
_PORTS["netconf"] = (TCP, 830)


@dataclass(slots=True)
class Access:
    """A way in, and the lists that limit it."""

    services: tuple[str, ...]
    v4: str = ""
    """Name of the list; empty: everybody."""
    v6: str = ""
    vrf_also: bool = True
    """Whether interfaces in a VRF answer."""


@dataclass(slots=True)
class Management:
    ledger: Ledger
    ways: list[Access] = field(default_factory=list)
    http_lists: list[str] = field(default_factory=lambda: ["", ""])
    http: set[str] = field(default_factory=set)
    _known: dict[tuple[tuple[int, ...], bool], Mapping[str, Addresses]] = field(default_factory=dict)

    def lines(self, statement: Statement) -> None:
        """`line vty 0 4` and what is below it; other lines are not reached over the network."""
        if statement.words[1:2] != ["vty"]:
            beside(self.ledger, statement)
            return
        understood(self.ledger, statement)
        way = Access(("ssh", "telnet"), vrf_also=True)
        transport: tuple[str, ...] | None = None
        for child in statement.children:
            understood(self.ledger, child)
            match child.words:
                case ["access-class", name, "in", *rest]:
                    way.v4, way.vrf_also = name, "vrf-also" in rest
                case ["ipv6", "access-class", name, "in", *_]:
                    way.v6 = name
                case ["transport", "input", *kinds]:
                    chosen = ("ssh", "telnet") if "all" in kinds else ("ssh", "telnet", "none")
                    transport = tuple(kind for kind in chosen if kind in kinds or "all" in kinds)
                case _:
                    beside(self.ledger, child)
        if transport is None:
            self.ledger.gap(statement.line, statement.text, _TRANSPORT_UNKNOWN, Effect.NONE)
        else:
            way.services = tuple(kind for kind in transport if kind != "none")
        self.ways.append(way)

    def web(self, statement: Statement, *, off: bool = False) -> None:
        """`ip http ...`."""
        understood(self.ledger, statement)
        match statement.words[1 if off else 0 :]:
            case ["ip", "http", "server" | "secure-server" as kind]:
                name = "http" if kind == "server" else "https"
                (self.http.discard if off else self.http.add)(name)
            case ["ip", "http", "access-class", "ipv6", name]:
                self.http_lists[1] = name
            case ["ip", "http", "access-class", "ipv4", name] | ["ip", "http", "access-class", name]:
                self.http_lists[0] = name
            case _:
                beside(self.ledger, statement)

    def snmp(self, statement: Statement) -> None:
        """`snmp-server ...`: communities and groups that may ask; the rest is about what the device sends."""
        words = statement.words
        way = Access(("snmp",))
        match words[1:]:
            case ["community", _, *rest]:
                _community(way, rest)
            case ["group", _, _, *rest]:
                if "access" in rest[:-1]:
                    way.v4 = rest[rest.index("access") + 1]
            case _:
                beside(self.ledger, statement)
                return
        understood(self.ledger, statement)
        self.ways.append(way)

    def netconf(self, statement: Statement) -> None:
        """`netconf-yang`, and the list on it."""
        words = statement.words
        understood(self.ledger, statement)
        if words[1:4] == ["ssh", "ipv4", "access-list"] and len(words) > 5:
            self.ways.append(Access(("netconf",), v4=words[-1]))
        elif len(words) == 1:
            self.ways.append(Access(("netconf",)))
        else:
            beside(self.ledger, statement)

    def of(self, port: Port, acls: AccessLists) -> Mapping[str, Addresses]:
        """What an interface answers, and to whom."""
        families = [family for family in (4, 6) if any(one.version == family for one in port.addresses())]
        if port.dynamic_address or port.unnumbered:
            families = [4, *families[1:]] if families[:1] == [4] else [4, *families]
        key = (tuple(families), bool(port.table))
        if key not in self._known:
            self._known[key] = self._find(families, bool(port.table), acls)
        return self._known[key]

    def _find(self, families: list[int], in_vrf: bool, acls: AccessLists) -> Mapping[str, Addresses]:
        found: dict[str, list[Addresses]] = {}
        web = Access(tuple(sorted(self.http)), self.http_lists[0], self.http_lists[1])
        netconf_limited = any(way.services == ("netconf",) and way.v4 for way in self.ways)
        for way in (*self.ways, web):
            if in_vrf and not way.vrf_also:
                continue
            if netconf_limited and way.services == ("netconf",) and not way.v4:
                continue
            for service in way.services:
                for family in families:
                    sources = _sources(acls, way.v4 if family == 4 else way.v6, family, service)
                    found.setdefault(service, []).append(sources)
        return {service: union(parts) for service, parts in found.items()}


def _community(way: Access, rest: list[str]) -> None:
    """`[view NAME] [ro | rw] [ipv6 LIST] [LIST]`."""
    at = 0
    while at < len(rest):
        if rest[at] == "view":
            at += 2
        elif rest[at] == "ipv6" and at + 1 < len(rest):
            way.v6 = rest[at + 1]
            at += 2
        else:
            if rest[at].lower() not in ("ro", "rw"):
                way.v4 = rest[at]
            at += 1


def _sources(acls: AccessLists, name: str, family: int, service: str) -> Addresses:
    """Who a list lets in: all that it may permit, where that is in doubt."""
    every = EVERY_V4 if family == 4 else EVERY_V6
    acl = acls.find(name, family) if name else None
    if acl is None:
        return every
    protocol, port = _PORTS[service]
    boxes = lists.permitted(acl).possible
    return every & union(box.source for box in boxes if protocol in box.protocols and port in box.destination_ports)
