"""Services and applications of PAN-OS rules to boxes of protocols, ports and names of applications.

Sources: PAN-OS Web Interface Help, "Objects > Services" and "Objects > Applications"; PAN-OS Administrator's Guide,
"Safely Enable Applications on Default Ports": `application-default` holds for each application on its own ports, which
for applications that are sent over TLS as well are more than their standard ports. The predefined services
`service-http` (TCP 80 and 8080) and `service-https` (TCP 443) can be overridden by objects of that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import PORTS, Intervals
from keur.observe.firewalls.model import EVERYTHING, ICMP, SCTP, TCP, UDP, Packets
from keur.observe.firewalls.palo_alto.reading import Notes, port_set
from keur.observe.firewalls.palo_alto.scopes import Level
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.vague import VaguePackets
from keur.plant.model import Text

DEEPEST = 32
_NUMBERS = {"tcp": TCP, "udp": UDP, "sctp": SCTP}
_PREDEFINED = {"service-http": "tcp/80,8080", "service-https": "tcp/443"}
_STANDARD = {
    "bgp": ("tcp/179", "udp/179"),
    "dns": ("tcp/53", "udp/53,5353"),
    "dns-base": ("tcp/53", "udp/53,5353"),
    "ms-kms": ("tcp/1688",),
    "mssql-db": ("tcp/1433", "udp/1433"),
    "ntp": ("tcp/123", "udp/123"),
    "ospf": ("89",),
    "pan-db-cloud": ("tcp/443",),
    "ping": (str(ICMP),),
    "snmp": ("tcp/161", "udp/161"),
    "ssh": ("tcp/22",),
    "ssl": ("tcp/443",),
}
"""Standard ports of applications without others over TLS. Source: Palo Alto Networks Applipedia, as cited in the Live
Community's "Demystifying Application-Default" and in Batfish's list of built-in applications."""

_TOO_DEEP = Text(nl="groepen zijn te diep genest", en="groups are nested too deep")


def standard_ports(name: str) -> Text:
    """Why `application-default` is in doubt."""
    return Text(
        nl=f"de standaardpoorten van applicatie `{name}` staan niet in het bestand",
        en=f"the standard ports of application `{name}` are not in the file",
    )


_ANY_PORTS = Text(
    nl="`application-default` voor alle applicaties hangt af van de standaardpoorten van elk",
    en="`application-default` for all applications depends on the standard ports of each",
)


@dataclass(slots=True)
class ServiceBook:
    """The services and applications that the rules of one level can name."""

    notes: Notes
    level: Level
    _known: dict[str, VaguePackets] = field(default_factory=dict)
    _lists: dict[tuple[tuple[str, ...], tuple[str, ...]], VaguePackets] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def of_rule(self, rule: Node) -> VaguePackets:
        """What a security rule says of applications and services together."""
        service, application = rule.at("service"), rule.at("application")
        key = (tuple(service.children), tuple(application.children))
        found = self._lists.get(key)
        if found is None:
            before = len(self.notes.ledger.gaps)
            found = self._of_rule(rule, service, application)
            if not self.notes.muted and before == len(self.notes.ledger.gaps):
                self._lists[key] = found
        return found

    def _of_rule(self, rule: Node, service: Node, application: Node) -> VaguePackets:
        names, doubts = self.applications(rule, application)
        if "application-default" in service.children:
            if len(service.children) > 1:
                why = self.notes.doubt(service, service.text(), reasons.wrong("application-default"))
                return VaguePackets.unknown(why, Packets(applications=names))
            return self._on_standard_ports(service, application, names, doubts)
        found = self.of_names(rule, service)
        sure = tuple(replace(box, applications=names) for box in found.sure) if not doubts else ()
        possible = found.possible
        if not doubts:
            possible = tuple(replace(box, applications=names) for box in possible)
        elif names is not None:
            sure = tuple(replace(box, applications=names) for box in found.sure)
        return VaguePackets(sure, possible, (*found.doubts, *doubts))

    def applications(self, rule: Node, node: Node) -> tuple[frozenset[str] | None, tuple[Text, ...]]:
        """Names of the applications that a rule is surely for (None: all), and why it may be for others."""
        if tuple(node.children) == ("any",):
            return None, ()
        if not node.children:
            return frozenset(), (self.notes.doubt(rule, rule.text(), reasons.missing("application")),)
        names: set[str] = set()
        doubts: list[Text] = []
        waiting = list(reversed(node.children.values()))
        seen: set[str] = set()
        while waiting:
            child = waiting.pop()
            if child.name in seen:
                continue
            seen.add(child.name)
            group, conflict = self.level.find("application-group", child.name)
            chosen, other = self.level.find("application-filter", child.name)
            if group is not None:
                waiting.extend(reversed(group.at("members").children.values()))
                doubts.extend(self.notes.doubt(group, group.text(), why) for why in (conflict,) if why)
                doubts.extend(group.odd)
            elif chosen is not None or other is not None:
                why = reasons.not_modelled(f"application-filter {child.name}")
                doubts.append(self.notes.doubt(chosen or child, child.name, why))
            elif child.name == "any":
                doubts.append(self.notes.doubt(child, "application any", reasons.wrong("any")))
            else:
                names.add(child.name)
        return frozenset(names), tuple(doubts)

    def _on_standard_ports(
        self, service: Node, application: Node, names: frozenset[str] | None, doubts: tuple[Text, ...]
    ) -> VaguePackets:
        if names is None:
            return VaguePackets.unknown(self.notes.doubt(service, "service application-default", _ANY_PORTS))
        found = VaguePackets((), (EVERYTHING,) if doubts else (), doubts)
        for name in sorted(names):
            found |= self.standard(name, application)
        return found

    def standard(self, name: str, node: Node) -> VaguePackets:
        """An application on its standard ports, where these are known."""
        only = frozenset({name})
        custom, conflict = self.level.find("application", name)
        default = custom.at("default") if custom is not None else Node("default", 0)
        ports = default.values("port") if custom is not None else _STANDARD.get(name, ())
        if default.has("ident-by-ip-protocol"):
            ports = (default.value("ident-by-ip-protocol"),)
        if (custom is not None and custom.odd) or conflict is not None:
            ports = ()
        try:
            boxes = tuple(replace(self._default(text), applications=only) for text in ports)
        except ValueError:
            boxes = ()
        if boxes:
            return VaguePackets.known(*boxes)
        where = node.children.get(name, node)
        why = self.notes.doubt(where, f"{name} application-default", standard_ports(name))
        return VaguePackets.unknown(why, Packets(applications=only))

    def _default(self, text: str) -> Packets:
        """`tcp/80,443` or the number of a protocol. Raises ValueError, also for `tcp/dynamic`."""
        protocol, slash, ports = text.partition("/")
        if not slash:
            number = int(protocol) if protocol.isdecimal() and len(protocol) < 4 else -1
            if not 0 < number < 256:
                raise ValueError(text)
            return Packets(protocols=Intervals.of(number))
        if protocol not in _NUMBERS:
            raise ValueError(text)
        return Packets(protocols=Intervals.of(_NUMBERS[protocol]), destination_ports=port_set(ports))

    def of_names(self, rule: Node, node: Node, *, needed: bool = True) -> VaguePackets:
        """The packets of the services that stand in a word."""
        if tuple(node.children) == ("any",) or (not node.children and not needed):
            return VaguePackets.known(EVERYTHING)
        if not node.children:
            return VaguePackets.unknown(self.notes.doubt(rule, rule.text(), reasons.missing(node.name)))
        parts = [self.of_name(child, node.name) for child in node.children.values()]
        if "any" in node.children:
            why = self.notes.doubt(node, node.text(), reasons.wrong("any"))
            parts = [*(part for part in parts if part.sure != (EVERYTHING,)), VaguePackets.unknown(why)]
        return _together(parts)

    def of_name(self, named: Node, key: str) -> VaguePackets:
        name = named.name
        known = self._known.get(name)
        if known is not None:
            return known
        if name == "any":
            return VaguePackets.known(EVERYTHING)
        if name in self._open or len(self._open) > DEEPEST:
            why = reasons.circular(reasons.SERVICE_GROUP, name) if name in self._open else _TOO_DEEP
            return VaguePackets.unknown(self.notes.doubt(named, f"{key} {name}", why))
        service, doubt = self.level.find("service", name)
        group, other = self.level.find("service-group", name)
        node = service or group
        if node is None:
            if name not in _PREDEFINED:
                why = self.notes.doubt(named, f"{key} {name}", reasons.no_such(reasons.SERVICE, name))
                return VaguePackets.unknown(why)
            found = VaguePackets.known(self._default(_PREDEFINED[name]))
        else:
            self._open.add(name)
            found = self._service(node) if service is not None else self._group(node)
            self._open.discard(name)
            conflict = doubt or other
            if conflict is not None:
                found |= VaguePackets.unknown(self.notes.doubt(node, node.text(), conflict))
                found = VaguePackets((), found.possible, found.doubts)
            if node.odd:
                found = VaguePackets((), (EVERYTHING,), (*found.doubts, *node.odd))
        self._known[name] = found
        return found

    def _group(self, node: Node) -> VaguePackets:
        members = list(node.at("members").children.values())
        if not members:
            return VaguePackets.unknown(self.notes.doubt(node, node.text(), reasons.missing("members")))
        return _together([self.of_name(member, "members") for member in members])

    def _service(self, node: Node) -> VaguePackets:
        boxes: list[Packets] = []
        for name, protocol in node.at("protocol").children.items():
            if name not in _NUMBERS or protocol.odd or not protocol.values("port"):
                boxes = []
                break
            try:
                source = protocol.value("source-port")
                boxes.append(
                    Packets(
                        protocols=Intervals.of(_NUMBERS[name]),
                        source_ports=port_set(source) if source else PORTS,
                        destination_ports=port_set(protocol.value("port")),
                    )
                )
            except ValueError as error:
                return VaguePackets.unknown(self.notes.doubt(protocol, node.text(), reasons.wrong(str(error))))
        if not boxes:
            return VaguePackets.unknown(self.notes.doubt(node, node.text(), reasons.missing("protocol port")))
        return VaguePackets.known(*boxes)


def _together(parts: Iterable[VaguePackets]) -> VaguePackets:
    """All of them, in few boxes where they differ by destination ports only."""
    found = list(parts)
    doubts = tuple(dict.fromkeys(doubt for part in found for doubt in part.doubts))
    sure = _merged(box for part in found for box in part.sure)
    return VaguePackets(sure, _merged(box for part in found for box in part.possible) if doubts else sure, doubts)


def _merged(boxes: Iterable[Packets]) -> tuple[Packets, ...]:
    ports: dict[tuple[Intervals, Intervals], list[tuple[int, int]]] = {}
    for box in boxes:
        ports.setdefault((box.protocols, box.source_ports), []).extend(box.destination_ports.spans)
    found = tuple(
        Packets(protocols=protocols, source_ports=source, destination_ports=Intervals(spans))
        for (protocols, source), spans in ports.items()
    )
    return (EVERYTHING,) if EVERYTHING in found else found
