"""Objects and object groups of the ASA, and the names for addresses.

Sources: ASA Series General Operations CLI Configuration Guide, "Objects for Access Control" (network, service, mixed
and nested groups); Command Reference, `object network`, `object service`, `object-group`, `name`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import groups, services
from keur.observe.firewalls.cisco.groups import Group, Resolver
from keur.observe.firewalls.cisco.parsing import (
    MOST_V4,
    Unclear,
    Words,
    masked,
    ports,
    unknown_word,
    v4,
    v4_prefix,
    v6_network,
)
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.intervals import ANYWHERE, EVERY_V4, EVERY_V6, PORTS, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Packets
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets

_KINDS = {"network": "network", "service": "service", "protocol": "service", "icmp-type": "icmp-type"}
_USERS = frozenset(("user", "security"))


@dataclass(slots=True)
class Objects:
    """All objects and groups of a file; both have one namespace."""

    ledger: Ledger
    groups: dict[str, Group] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Names for addresses (`name 10.0.0.5 plc`)."""
    rewrites: list[tuple[str, Statement]] = field(default_factory=list)
    """`nat` statements in network objects, with the object's name."""
    network: Resolver[VagueAddresses] = field(init=False)
    service: Resolver[VaguePackets] = field(init=False)
    port: Resolver[VaguePackets] = field(init=False)
    message: Resolver[VaguePackets] = field(init=False)
    _reported: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        join, unknown = groups.join_packets, groups.unknown_packets
        self.network = Resolver(
            self.groups,
            frozenset({"network"}),
            reasons.ADDRESS_GROUP,
            self._network_member,
            groups.join_addresses,
            lambda why: VagueAddresses.unknown(why, ANYWHERE),
        )
        self.service = Resolver(
            self.groups, frozenset({"service"}), reasons.SERVICE_GROUP, self._service_member, join, unknown
        )
        self.port = Resolver(self.groups, frozenset({"port"}), reasons.SERVICE_GROUP, self._port_member, join, unknown)
        self.message = Resolver(
            self.groups, frozenset({"icmp-type"}), reasons.SERVICE_GROUP, self._message_member, join, unknown
        )

    def read_name(self, statement: Statement) -> None:
        """`name ADDRESS NAME [description TEXT]`."""
        words = statement.words
        if len(words) < 3:
            not_understood(self.ledger, statement, Effect.RULE)
            return
        self.names[words[2]] = words[1]
        understood(self.ledger, statement)

    def read_object(self, statement: Statement) -> None:
        """`object network NAME` or `object service NAME`; a later one adds to the earlier."""
        words = statement.words
        understood(self.ledger, statement)
        kind = words[1] if len(words) > 2 else ""
        if kind not in ("network", "service"):
            not_understood(self.ledger, statement, Effect.RULE)
            return
        found = self._open(words[2], kind, statement)
        for child in statement.children:
            if child.words[0] == "nat":
                self.rewrites.append((words[2], child))
            elif child.words[0] in ("description", "exit"):
                beside(self.ledger, child)
            else:
                found.members.append(child)

    def read_group(self, statement: Statement) -> None:
        """`object-group network NAME`, `object-group service NAME [tcp | udp | tcp-udp]`, ..."""
        words = [word for at, word in enumerate(statement.words[1:]) if at or word != "group"]
        understood(self.ledger, statement)
        kind = _KINDS.get(words[0], "") if len(words) > 1 else ""
        if not kind:
            users = bool(words) and words[0] in _USERS
            not_understood(self.ledger, statement, Effect.RULE, reasons.not_modelled("user") if users else None)
            return
        protocol = words[2] if kind == "service" and words[2:3] and words[2] in ("tcp", "udp", "tcp-udp") else ""
        found = self._open(words[1], "port" if protocol else kind, statement)
        found.protocol = protocol or found.protocol
        for child in statement.children:
            if child.words[0] in ("description", "exit"):
                beside(self.ledger, child)
            else:
                found.members.append(child)

    def _open(self, name: str, kind: str, statement: Statement) -> Group:
        found = self.groups.get(name)
        if found is None or found.kind != kind:
            found = self.groups[name] = Group(name, kind, statement.line)
        return found

    def resolve_all(self) -> None:
        """Reads what nothing refers to as well, so that each line is accounted for."""
        for name, group in self.groups.items():
            if group.members:
                for resolver in (self.network, self.service, self.port, self.message):
                    if resolver.has(name):
                        resolver(name)

    def address(self, word: str) -> int | None:
        """An IPv4 address, or a name for one; `0` is 0.0.0.0."""
        found = v4(word)
        if found is None:
            found = v4(self.names.get(word, "0.0.0.0" if word == "0" else ""))  # noqa: S104
        return found

    def addresses(self, word: str, words: Words) -> Addresses:
        """`A MASK` or an IPv6 prefix, of which the first word was taken. Raises `Unclear`."""
        named = self.names.get(word, word)
        sixth = v6_network(named)
        if sixth is not None:
            return sixth
        prefix = v4_prefix(named)
        if prefix is not None:
            return masked(*prefix, named)
        address = self.address(word)
        if address is None:
            raise unknown_word(word)
        mask = self.address(words.peek()) if words else None
        if mask is None:
            raise unknown_word(words.peek() or word)
        shown = words.take()
        return masked(address, ~mask & MOST_V4, shown)

    def host(self, word: str) -> Addresses:
        """One address, by itself or by a name. Raises `Unclear`."""
        named = self.names.get(word, word)
        sixth = v6_network(named) if "/" not in named else None
        if sixth is not None:
            return sixth
        address = self.address(word)
        if address is None:
            raise Unclear(reasons.by_name(word))
        return Addresses(v4=Intervals.of(address))

    def _gap(self, statement: Statement, unclear: Unclear) -> None:
        if statement.line not in self._reported:
            self._reported.add(statement.line)
            self.ledger.gap(statement.line, statement.text, unclear.why)

    def _reference(
        self, resolver: Resolver[VagueAddresses] | Resolver[VaguePackets], statement: Statement, words: Words
    ) -> str:
        name = words.take()
        _nothing_left(words)
        if not resolver.has(name):
            self._gap(statement, Unclear(reasons.no_such(resolver.kind, name)))
        self.ledger.understood(statement.line)
        return name

    def _network_member(self, _group: Group, statement: Statement) -> VagueAddresses | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._reference(self.network, statement, words)
            words.accept("network-object")
            if words.accept("object"):
                return self._reference(self.network, statement, words)
            found = self._network(words)
            _nothing_left(words)
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VagueAddresses.unknown(unclear.why)
        self.ledger.understood(statement.line)
        return VagueAddresses.known(found)

    def _network(self, words: Words) -> Addresses:
        word = words.take()
        if word == "host":
            return self.host(words.take())
        if word == "range":
            return self._range(words.take(), words.take())
        if word == "fqdn":
            words.accept("v4", "v6")
            raise Unclear(reasons.by_name(words.take()))
        if word in _ANY:
            return _ANY[word]
        return self.addresses(words.take() if word == "subnet" else word, words)

    def _range(self, first: str, last: str) -> Addresses:
        low, high = self.host(first), self.host(last)
        spans = [(a.spans[0][0], b.spans[0][0]) for a, b in ((low.v4, high.v4), (low.v6, high.v6)) if a and b]
        if not spans or spans[0][1] < spans[0][0]:
            raise Unclear(reasons.wrong(f"{first} {last}"))
        return Addresses(v4=Intervals(spans)) if low.v4 else Addresses(v6=Intervals(spans))

    def _service_member(self, _group: Group, statement: Statement) -> VaguePackets | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._reference(self.service, statement, words)
            words.accept("service-object", "protocol-object", "service")
            if words.accept("object"):
                return self._reference(self.service, statement, words)
            found = services.service(words, several=False)
            _nothing_left(words)
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VaguePackets.unknown(unclear.why)
        self.ledger.understood(statement.line)
        return VaguePackets.known(found)

    def _port_member(self, group: Group, statement: Statement) -> VaguePackets | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._reference(self.port, statement, words)
            words.accept("port-object")
            protocols = services.protocol(group.protocol) or services.TCP_OR_UDP
            found = ports(words, services.port_names(protocols) or {}, several=False)
            if found is None:
                raise unknown_word(words.peek())
            _nothing_left(words)
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VaguePackets.unknown(unclear.why, Packets(destination_ports=PORTS))
        self.ledger.understood(statement.line)
        return VaguePackets.known(Packets(destination_ports=found))

    def _message_member(self, _group: Group, statement: Statement) -> VaguePackets | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._reference(self.message, statement, words)
            words.accept("icmp-object")
            found = services.message(words, services.messages(services.ONLY_ICMP) or {})
            if found is None:
                raise unknown_word(words.peek())
            _nothing_left(words)
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VaguePackets.unknown(unclear.why)
        self.ledger.understood(statement.line)
        return VaguePackets.known(Packets(destination_ports=found))


_ANY = {"any": ANYWHERE, "any4": EVERY_V4, "any6": EVERY_V6}


def _nothing_left(words: Words) -> None:
    """Raises `Unclear` when there are words left that are no remark."""
    if words and not words.peek().startswith("!"):
        raise unknown_word(words.peek())
