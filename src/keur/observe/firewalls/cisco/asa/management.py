"""Who may administer an ASA, and what it takes for itself.

Sources: ASA Series General Operations CLI Configuration Guide, "Management Access" (`ssh`, `telnet` and `http` name
the addresses that may connect at an interface, and no access list is needed besides); Firewall CLI Configuration Guide,
"Access Rules" (a list of the `control-plane` holds for packets to the device; management rules go before it);
Command Reference, `snmp-server host`. What becomes of other packets to the device depends on what it serves, and is
unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.asa.access import AccessLists, chain_name
from keur.observe.firewalls.cisco.asa.interfaces import Port, Ports
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.asa.policy import Binding
from keur.observe.firewalls.cisco.groups import union
from keur.observe.firewalls.cisco.parsing import LAST_PORT, Unclear, Words, number
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    EVERYTHING,
    TCP,
    UDP,
    Action,
    Chain,
    Effect,
    Hook,
    Names,
    Packets,
    Rule,
    Stage,
)

TO_DEVICE = "to the device"
_SERVICES = {"ssh": "ssh", "telnet": "telnet", "http": "https", "snmp": "snmp"}


@dataclass(slots=True)
class Management:
    ledger: Ledger
    objects: Objects
    ports: Ports
    allowed: list[tuple[str, str, Addresses, Statement]] = field(default_factory=list)
    """Service, `nameif`, sources."""
    web_port: int = 443
    web_enabled: bool = False
    _by_nameif: dict[str, list[tuple[str, Addresses]]] = field(default_factory=dict)

    def read(self, statement: Statement) -> None:
        """`ssh A MASK NAME`, `telnet ...`, `http ...`, `http server enable [PORT]`."""
        words = statement.words
        match words:
            case ["http", "server", "enable", *rest]:
                self.web_enabled = True
                self.web_port = (number(rest[0], LAST_PORT) if rest else None) or 443
                understood(self.ledger, statement)
                return
            case [kind, first, *rest] if len(rest) >= 1 and self._is_address(first):
                try:
                    inner = Words(words, 2)
                    sources = self.objects.addresses(first, inner)
                    name = inner.take()
                except Unclear as unclear:
                    not_understood(self.ledger, statement, Effect.NONE, unclear.why)
                    return
                self._allow(kind, name, sources, statement)
            case _:
                beside(self.ledger, statement)

    def _is_address(self, word: str) -> bool:
        return ":" in word or self.objects.address(word) is not None

    def snmp(self, statement: Statement) -> None:
        """`snmp-server host NAME A [poll | trap]`: who may ask; with `trap` it is only told."""
        words = statement.words
        if words[1:2] != ["host"] or len(words) < 4 or "trap" in words[4:]:
            beside(self.ledger, statement)
            return
        try:
            sources = self.objects.host(words[3])
        except Unclear as unclear:
            not_understood(self.ledger, statement, Effect.NONE, unclear.why)
            return
        self._allow("snmp", words[2], sources, statement)

    def _allow(self, kind: str, nameif: str, sources: Addresses, statement: Statement) -> None:
        understood(self.ledger, statement)
        if nameif not in self.ports.by_nameif:
            why = reasons.no_such(reasons.INTERFACE, nameif)
            self.ledger.gap(statement.line, statement.text, why, Effect.NONE)
        self.allowed.append((kind, nameif, sources, statement))
        self._by_nameif.setdefault(nameif, []).append((kind, sources))

    def of(self, port: Port) -> Mapping[str, Addresses]:
        """What an interface answers, and to whom."""
        found: dict[str, list[Addresses]] = {}
        for kind, sources in self._by_nameif.get(port.nameif, ()):
            if kind != "http" or self.web_enabled:
                found.setdefault(_SERVICES[kind], []).append(sources)
        return {service: union(parts) for service, parts in found.items()}

    def chain(self, bindings: list[Binding], acls: AccessLists) -> tuple[Chain, Hook]:
        """Packets to the device itself."""
        rules = list(self._administration())
        for binding in bindings:
            port = self.ports.by_nameif.get(binding.nameif)
            acl = acls.find(binding.list)
            if not binding.control_plane or port is None:
                continue
            line, text = binding.statement.line, binding.statement.text
            side = (Packets(in_interfaces=Names.among(port.name)),)
            if acl is None:
                self.ledger.gap(line, text, reasons.no_such(reasons.ACCESS_LIST, binding.list))
                rules.append(Rule(line, text, side, Action.UNKNOWN))
            else:
                rules.append(Rule(line, text, side, Action.JUMP, target=chain_name(acl.name, acl.family)))
        rules.append(Rule(0, "", (EVERYTHING,), Action.UNKNOWN))
        return Chain(TO_DEVICE, tuple(rules), Action.ACCEPT), Hook(TO_DEVICE, Stage.LOCAL)

    def _administration(self) -> Iterator[Rule]:
        ports = {"ssh": (TCP, 22), "telnet": (TCP, 23), "http": (TCP, self.web_port), "snmp": (UDP, 161)}
        for kind, nameif, sources, statement in self.allowed:
            port = self.ports.by_nameif.get(nameif)
            if port is None or (kind == "http" and not self.web_enabled):
                continue
            protocol, service = ports[kind]
            box = Packets(
                source=sources,
                protocols=Intervals.of(protocol),
                destination_ports=Intervals.of(service),
                in_interfaces=Names.among(port.name),
            )
            yield Rule(statement.line, statement.text, (box,), Action.ACCEPT)
        others = Packets(protocols=Intervals.of(TCP), destination_ports=Intervals.of(22, 23))
        yield Rule(0, "", (others,), Action.DROP)
