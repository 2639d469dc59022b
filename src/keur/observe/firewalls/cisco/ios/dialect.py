"""How IOS writes entries of access lists and members of object groups.

Sources: Cisco IOS Security Command Reference, `access-list (IP extended)`, `permit (IP)`, `permit (IPv6)`;
Security Configuration Guide: Access Control Lists, "Object Groups for ACLs" (groups have network masks, lists have
wildcard masks), "Creating an IP Access List to Filter IP Options, TCP Flags, Noncontiguous Ports, or TTL Values".
"""

from __future__ import annotations

from functools import lru_cache

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import groups, services
from keur.observe.firewalls.cisco.entries import Dialect, Draft
from keur.observe.firewalls.cisco.groups import Group, Resolver
from keur.observe.firewalls.cisco.parsing import (
    MOST_V4,
    Unclear,
    Words,
    masked,
    number,
    ports,
    prefix_length,
    unknown_word,
    v4,
    v4_prefix,
    v6,
    v6_network,
)
from keur.observe.firewalls.cisco.statements import CUT, Statement
from keur.observe.firewalls.intervals import (
    ANYWHERE,
    EVERY_V4,
    EVERY_V6,
    PORTS,
    Addresses,
    Intervals,
)
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import ACK, ESTABLISHED_FLAGS, FIN, PSH, RST, SYN, URG, Packets
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets

FLAG_BITS = {"ack": ACK, "fin": FIN, "psh": PSH, "rst": RST, "syn": SYN, "urg": URG}

_NOT_IN_PACKETS = {
    "dscp": 1,
    "precedence": 1,
    "tos": 1,
    "option": 1,
    "flow-label": 1,
    "routing-type": 1,
    "dest-option-type": 1,
    "mobility-type": 1,
    "routing": 0,
    "dest-option": 0,
    "mobility": 0,
    "auth": 0,
    "hbh": 0,
    "undetermined-transport": 0,
}
"""Options that look at something that the normal form has not, with the number of words that they take."""


@lru_cache(maxsize=65_536)
def v4_addresses(first: str, second: str) -> VagueAddresses | None:
    """`10.0.0.0 0.0.0.255`; None when these are no address and wildcard mask."""
    address, free = v4(first), v4(second)
    if address is None or free is None:
        return None
    return VagueAddresses.known(masked(address, free, second))


@lru_cache(maxsize=65_536)
def v4_host(word: str) -> VagueAddresses | None:
    address = v4(word)
    return None if address is None else VagueAddresses.known(masked(address, 0, word))


@lru_cache(maxsize=4_096)
def flags_with(set_bits: int, clear_bits: int, *, every: bool) -> Intervals:
    """Values of the flags that have all (or any) of some bits as wanted."""
    wanted = set_bits | clear_bits
    differing = [(value & wanted) ^ set_bits for value in range(256)]
    if every:
        return Intervals.of(*(value for value in range(256) if not differing[value]))
    return Intervals.of(*(value for value in range(256) if differing[value] != wanted))


class IosDialect(Dialect):
    """For lists of one family, with the object groups of the file."""

    def __init__(self, family: int, catalogue: Catalogue) -> None:
        self.family = family
        self.anywhere = VagueAddresses.known(EVERY_V4 if family == 4 else EVERY_V6)
        self._catalogue = catalogue

    def service(self, words: Words, draft: Draft) -> None:
        if words.accept("object-group"):
            draft.limit(self._catalogue.service(words.take()))
            return
        word = words.take()
        found = services.protocol(word)
        if found is None:
            raise unknown_word(word)
        if word == "icmp" and self.family == 6:
            found = services.ONLY_ICMPV6
        draft.protocols = found

    def addresses(self, words: Words) -> VagueAddresses:
        word = words.take()
        if word in ("any", "any4", "any6"):
            return self.anywhere
        if word in ("object-group", "addrgroup"):
            return self._catalogue.network(words.take())
        return self._v4(word, words) if self.family == 4 else self._v6(word, words)

    def _v4(self, word: str, words: Words) -> VagueAddresses:
        if word == "host":
            named = words.take()
            found = v4_host(named)
            if found is None:
                raise Unclear(reasons.by_name(named))
            return found
        found = v4_addresses(word, words.peek())
        if found is not None:
            words.take()
            if words.peek() == CUT:
                raise unknown_word(CUT)
            return found
        prefix = v4_prefix(word)
        if prefix is not None:
            return VagueAddresses.known(masked(*prefix, word))
        alone = v4_host(word)
        if alone is None or words.peek() == CUT:
            raise unknown_word(CUT if words.peek() == CUT else word)
        return alone

    def _v6(self, word: str, words: Words) -> VagueAddresses:
        if word == "host":
            word = words.take()
            address = v6(word)
            if address is None:
                raise Unclear(reasons.by_name(word))
            return VagueAddresses.known(Addresses.of(address))
        found = v6_network(word)
        if found is None or words.peek() == CUT:
            raise unknown_word(CUT if found else word)
        return VagueAddresses.known(found)

    def ports(self, words: Words, draft: Draft, *, source: bool) -> None:
        if words.accept("portgroup"):
            found = self._catalogue.port(words.take())
            draft.limit(_as_source(found) if source else found)
            return
        names = services.port_names(draft.protocols)
        numbers = None if names is None else ports(words, names, several=True)
        if numbers is not None and source:
            draft.source_ports = numbers
        elif numbers is not None:
            draft.destination_ports = numbers

    def message(self, words: Words, draft: Draft) -> None:
        names = services.messages(draft.protocols)
        found = None if names is None else services.message(words, names)
        if found is not None:
            draft.destination_ports = found

    def option(self, words: Words, draft: Draft) -> None:
        word = words.take()
        if word in ("log", "log-input"):
            draft.log = True
            if words and not _is_option(words.peek()) and words.peek() != CUT:
                words.take()  # a cookie that goes into the message
        elif word == "established":
            draft.flags = draft.flags & ESTABLISHED_FLAGS
        elif word in ("match-all", "match-any") or word in FLAG_BITS:
            _flags(word, words, draft)
        elif word == "fragments":
            draft.nothing = True
        elif word == "time-range":
            draft.time_range = words.take()
        elif word == "reflect":
            draft.reflect = words.take()
            if words.accept("timeout"):
                words.take()
        elif word == "ttl":
            _skip_ttl(words, draft)
        elif word in _NOT_IN_PACKETS:
            draft.doubts.append(reasons.not_modelled(word))
            for _ in range(_NOT_IN_PACKETS[word]):
                words.take()
        elif word.startswith("(") and words.peek().startswith("match"):
            draft.hits = number(word[1:], 2**40)
            words.take()
        elif word == "sequence" and number(words.peek(), 2**31) is not None:
            words.take()
        else:
            raise unknown_word(word)


_OPTIONS = frozenset(("established", "match-all", "match-any", "fragments", "time-range", "reflect", "ttl", "sequence"))


def _is_option(word: str) -> bool:
    return word in _OPTIONS or word in FLAG_BITS or word in _NOT_IN_PACKETS or word.startswith("(")


def _flags(word: str, words: Words, draft: Draft) -> None:
    """`match-all +syn -ack`, or flags alone, of which it is not told whether all or any must be set."""
    if word in FLAG_BITS:
        bits, several = FLAG_BITS[word], False
        while words.peek() in FLAG_BITS:
            bits, several = bits | FLAG_BITS[words.take()], True
        if several:
            draft.doubts.append(reasons.not_modelled(word))
        draft.flags = draft.flags & flags_with(bits, 0, every=not several)
        return
    set_bits, clear_bits = 0, 0
    while words.peek()[:1] in ("+", "-") and words.peek()[1:] in FLAG_BITS:
        flag = words.take()
        if flag[0] == "+":
            set_bits |= FLAG_BITS[flag[1:]]
        else:
            clear_bits |= FLAG_BITS[flag[1:]]
    if not set_bits | clear_bits or set_bits & clear_bits:
        raise unknown_word(word)
    draft.flags = draft.flags & flags_with(set_bits, clear_bits, every=word == "match-all")


def _skip_ttl(words: Words, draft: Draft) -> None:
    draft.doubts.append(reasons.not_modelled("ttl"))
    for _ in range(3 if words.peek() == "range" else 2):
        words.take()


def _as_source(packets: VaguePackets) -> VaguePackets:
    def turned(boxes: tuple[Packets, ...]) -> tuple[Packets, ...]:
        return tuple(Packets(source_ports=box.destination_ports) for box in boxes)

    return VaguePackets(turned(packets.sure), turned(packets.possible), packets.doubts)


class Catalogue:
    """The object groups of a file."""

    def __init__(self, ledger: Ledger) -> None:
        self.groups: dict[str, Group] = {}
        self._ledger = ledger
        self._reported: set[int] = set()
        self.network: Resolver[VagueAddresses] = Resolver(
            self.groups,
            frozenset({"network", "address"}),
            reasons.ADDRESS_GROUP,
            self._network_member,
            groups.join_addresses,
            lambda why: VagueAddresses.unknown(why, ANYWHERE),
        )
        self.service: Resolver[VaguePackets] = Resolver(
            self.groups,
            frozenset({"service", "protocol"}),
            reasons.SERVICE_GROUP,
            self._service_member,
            groups.join_packets,
            groups.unknown_packets,
        )
        self.port: Resolver[VaguePackets] = Resolver(
            self.groups,
            frozenset({"port"}),
            reasons.SERVICE_GROUP,
            self._port_member,
            groups.join_packets,
            groups.unknown_packets,
        )

    def resolve_all(self) -> None:
        """Reads groups that nothing refers to as well, so that each line of theirs is accounted for."""
        for name, group in self.groups.items():
            if group.members:
                for resolver in (self.network, self.service, self.port):
                    if resolver.has(name):
                        resolver(name)

    def _gap(self, statement: Statement, unclear: Unclear) -> None:
        if statement.line not in self._reported:
            self._reported.add(statement.line)
            self._ledger.gap(statement.line, statement.text, unclear.why)

    def _network_member(self, _group: Group, statement: Statement) -> VagueAddresses | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._other(self.network, statement, words)
            words.accept("network-object")
            found = _network(words)
            if words:
                raise unknown_word(words.peek())
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VagueAddresses.unknown(unclear.why)
        self._ledger.understood(statement.line)
        return VagueAddresses.known(found)

    def _other(
        self, resolver: Resolver[VagueAddresses] | Resolver[VaguePackets], statement: Statement, words: Words
    ) -> str:
        name = words.take()
        if words:
            raise unknown_word(words.peek())
        if not resolver.has(name):
            self._gap(statement, Unclear(reasons.no_such(resolver.kind, name)))
        self._ledger.understood(statement.line)
        return name

    def _service_member(self, _group: Group, statement: Statement) -> VaguePackets | str:
        words = Words(statement.words)
        try:
            if words.accept("group-object"):
                return self._other(self.service, statement, words)
            words.accept("service-object", "protocol-object")
            found = services.service(words, several=True)
            if words:
                raise unknown_word(words.peek())
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VaguePackets.unknown(unclear.why)
        self._ledger.understood(statement.line)
        return VaguePackets.known(found)

    def _port_member(self, _group: Group, statement: Statement) -> VaguePackets:
        words = Words(statement.words)
        try:
            found = ports(words, services.port_names(services.TCP_OR_UDP) or {}, several=True)
            if found is None or words:
                raise unknown_word(words.peek())
        except Unclear as unclear:
            self._gap(statement, unclear)
            return VaguePackets.unknown(unclear.why, Packets(destination_ports=PORTS))
        self._ledger.understood(statement.line)
        return VaguePackets.known(Packets(destination_ports=found))


def _network(words: Words) -> Addresses:
    """A member of a group of addresses: `host A`, `A MASK`, `A /24`, `A/24`, `range A B`, `any`. Raises `Unclear`."""
    word = words.take()
    if word == "any":
        return ANYWHERE
    if word == "range":
        low, high = words.take(), words.take()
        first, last = v4(low), v4(high)
        if first is None or last is None or last < first:
            raise Unclear(reasons.wrong(f"{low} {high}"))
        return Addresses(v4=Intervals([(first, last)]))
    named = words.take() if word == "host" else word
    address, sixth = v4(named), v6_network(named)
    if sixth is not None:
        return sixth
    prefix = v4_prefix(named)
    if prefix is not None and word != "host":
        return masked(*prefix, named)
    if address is None:
        raise Unclear(reasons.by_name(named)) if word == "host" else unknown_word(named)
    if word == "host":
        return masked(address, 0, named)
    mask = words.take()
    length = number(mask[1:], 32) if mask.startswith("/") else None
    if length is None:
        value = v4(mask)
        length = None if value is None else prefix_length(value)
    if length is None:
        raise Unclear(reasons.wrong(mask))
    return masked(address, MOST_V4 >> length, named)
