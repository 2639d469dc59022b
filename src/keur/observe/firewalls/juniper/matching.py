"""What the `from` of a firewall filter's term limits: each condition, and all of them together.

Source: Junos OS Routing Policies, Firewall Filters, and Traffic Policers User Guide, "Firewall Filter Match Conditions
for IPv4 Traffic", "... for IPv6 Traffic" and "Firewall Filter Match Conditions Based on Address Fields" (`except`: the
longest prefix that a packet fits tells). Conditions on ports, types and flags look at bytes and ask for no protocol.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import (
    EVERY_V4,
    EVERY_V6,
    FLAGS,
    NOWHERE,
    PORTS,
    PROTOCOLS,
    Addresses,
    Intervals,
)
from keur.observe.firewalls.juniper import values
from keur.observe.firewalls.juniper.groups import applied_path
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.model import (
    ACK,
    ESTABLISHED_FLAGS,
    FIN,
    ICMP,
    ICMPV6,
    PSH,
    RST,
    SYN,
    TCP,
    URG,
    WITH_PORTS,
    Names,
    Packets,
)
from keur.observe.firewalls.vague import ANY_PACKETS, VagueAddresses, VaguePackets, product
from keur.plant.model import Text

_BYTES = Intervals([(0, 255)])
_FLAGS = {"fin": FIN, "syn": SYN, "rst": RST, "push": PSH, "psh": PSH, "ack": ACK, "urgent": URG, "urg": URG}
_BESIDE = {"port-range-optimize", "source-port-range-optimize", "destination-port-range-optimize"}
_PREFIX_LIST = Text(nl="lijst van adressen", en="prefix list")
_INTERFACE_SET = Text(nl="verzameling van interfaces", en="interface set")
_ONLY_EXCEPTIONS = Text(nl="een lijst met alleen uitzonderingen", en="a list of exceptions only")
_MIXED_MASKS = Text(
    nl="een uitzondering naast een masker dat geen prefix is", en="an exception beside a mask that is no prefix"
)
_FLAG_WORD = re.compile(r"\s*(?:(?P<sign>[!&|()+,])|(?P<word>[a-z]+)|(?P<number>0x[0-9a-fA-F]{1,2}))")


@dataclass(slots=True)
class Conditions:
    """Reads the conditions of the terms of one filter."""

    root: Node
    version: int
    report: Callable[[Node, Text], None]
    """Takes a part that was not understood, and why."""

    @property
    def family(self) -> Packets:
        every = EVERY_V4 if self.version == 4 else EVERY_V6
        return Packets(source=every, destination=every)

    def of(self, node: Node) -> VaguePackets:
        """The packets that all conditions of a `from` let through."""
        found = VaguePackets.known(self.family)
        for one in (self._addresses(node, "source"), self._addresses(node, "destination"), self._either_address(node)):
            found &= one
        for condition in node.active():
            if condition.word in _ADDRESS_WORDS or condition.word in _BESIDE:
                continue
            try:
                found &= self._condition(condition)
            except (NotAValue, RecursionError) as error:
                found &= self._doubt(condition, reasons.wrong(str(error)))
        return found

    def _doubt(self, node: Node, why: Text, *possible: Packets) -> VaguePackets:
        self.report(node, why)
        return VaguePackets.unknown(why, *possible)

    def _condition(self, node: Node) -> VaguePackets:
        word = node.word
        if word in ("protocol", "next-header", "payload-protocol"):
            return VaguePackets.known(Packets(protocols=self._numbers(node, values.protocols)))
        if word in ("protocol-except", "next-header-except", "payload-protocol-except"):
            return VaguePackets.known(Packets(protocols=PROTOCOLS - self._numbers(node, values.protocols)))
        name = word.removesuffix("-except")
        if name in ("source-port", "destination-port", "port"):
            found = self._ports(node)
            return _ported(name, PORTS - found if word != name else found)
        if name in ("icmp-type", "icmp-code"):
            return self._icmp(node, name, inverted=word != name)
        if word in ("tcp-established", "tcp-initial", "tcp-flags"):
            return self._flags(node)
        if word == "interface":
            return self._interfaces(node, node)
        if word == "interface-set":
            return self._interface_set(node)
        if word in _NOT_IN_PACKETS:
            return self._doubt(node, reasons.not_modelled(word))
        return self._doubt(node, reasons.not_known(word))

    def _numbers(self, node: Node, read: Callable[[str], Intervals]) -> Intervals:
        found = Intervals()
        for value in node.active():
            found |= read(value.word)
        return found

    def _ports(self, node: Node) -> Intervals:
        found = Intervals()
        for path in node.statements():
            found |= values.port_spans([one.word for one in path])
        return found

    def _icmp(self, node: Node, name: str, *, inverted: bool) -> VaguePackets:
        """Types and codes; bytes of other protocols that stand in that place may fit as well."""
        if name == "icmp-type":
            found = self._numbers(node, lambda word: values.icmp_types(word, self.version))
        else:
            found = self._numbers(node, lambda word: values.numbers(word, _CODES, _BYTES))
        if inverted:
            found = _BYTES - found
        carrier = Intervals.of(ICMP if self.version == 4 else ICMPV6)
        if name == "icmp-type":
            spans = Intervals((a << 8, b << 8 | 255) for a, b in found)
        else:
            spans = Intervals((kind << 8 | a, kind << 8 | b) for kind in range(256) for a, b in found)
        sure = Packets(protocols=carrier, destination_ports=spans)
        others = Packets(protocols=PROTOCOLS - carrier)
        return VaguePackets((sure,), (sure, others), (_without_protocol(node.word),))

    def _flags(self, node: Node) -> VaguePackets:
        if node.word == "tcp-established":
            fits = ESTABLISHED_FLAGS
        elif node.word == "tcp-initial":
            fits = Intervals.of(*(value for value in range(256) if value & SYN and not value & ACK))
        else:
            fits = Intervals()
            for value in node.active():
                fits |= flag_expression(value.word)
        sure = Packets(protocols=Intervals.of(TCP), flags=fits)
        others = Packets(protocols=PROTOCOLS - Intervals.of(TCP))
        return VaguePackets((sure,), (sure, others), (_without_protocol(node.word),))

    def _interface_set(self, node: Node) -> VaguePackets:
        found = VaguePackets()
        for value in node.active():
            members = self.root.at("firewall", "interface-set", value.word)
            if members is None:
                return self._doubt(node, reasons.no_such(_INTERFACE_SET, value.word))
            found |= self._interfaces(node, members)
        return found

    def _interfaces(self, node: Node, names: Node) -> VaguePackets:
        """`ge-0/0/1.0`, `ge-0/0/1.*`, `ge-*`; a name without a unit stands for all units."""
        words = _own(names)
        if any(re.search(r"[*?\[]", word.removesuffix("*")) for word in words):
            return self._doubt(node, reasons.not_known(node.text()))
        units = [f"{word}.*" for word in words if "." not in word and not word.endswith("*")]
        return VaguePackets.known(Packets(in_interfaces=Names.among(*words, *units)))

    # Addresses

    def _addresses(self, node: Node, side: str) -> VaguePackets:
        found = self._listed(node, f"{side}-address", f"{side}-prefix-list")
        if found is None:
            return ANY_PACKETS
        return on_side(found, side)

    def _either_address(self, node: Node) -> VaguePackets:
        """`address`: the source or the destination."""
        found = self._listed(node, "address", "prefix-list")
        if found is None:
            return ANY_PACKETS
        sure = (Packets(source=found.sure), Packets(destination=found.sure))
        return VaguePackets(sure, (Packets(source=found.possible), Packets(destination=found.possible)), found.doubts)

    def _listed(self, node: Node, direct: str, listed: str) -> VagueAddresses | None:
        """The addresses of a list with exceptions, which prefix lists are part of; None when there is no list."""
        entries: list[tuple[str, bool]] = [
            (one.word, "except" in one) for one in node.below(direct) if one.word != "except"
        ]
        doubt: Text | None = None
        for one in node.below(listed):
            words = prefix_list(self.root, one.word)
            if words is None:
                doubt = reasons.no_such(_PREFIX_LIST, one.word)
                self.report(one, doubt)
                continue
            entries.extend((word, "except" in one) for word in words)
        if node.at(direct) is None and node.at(listed) is None:
            return None
        every = EVERY_V4 if self.version == 4 else EVERY_V6
        try:
            found = _longest_tells(entries)
        except NotAValue as error:
            found, doubt = NOWHERE, reasons.wrong(str(error))
            self.report(node, doubt)
        if doubt is None and entries and all(exception for _, exception in entries):
            doubt = _ONLY_EXCEPTIONS
            self.report(node, doubt)
        masks = any("." in word.partition("/")[2] for word, _ in entries)
        if doubt is None and masks and any(exception for _, exception in entries):
            doubt = _MIXED_MASKS
            self.report(node, doubt)
        if doubt is not None:
            return VagueAddresses.unknown(doubt, every)
        return VagueAddresses.known(found & every)


def _without_protocol(word: str) -> Text:
    return Text(
        nl=f"`{word}` zonder protocol past ook bij andere protocollen, waar op die plaats iets anders staat",
        en=f"`{word}` without a protocol also fits other protocols, which have something else in that place",
    )


def on_side(found: VagueAddresses, side: str) -> VaguePackets:
    """Packets whose source or destination is in a set."""
    if side == "source":
        return VaguePackets((Packets(source=found.sure),), (Packets(source=found.possible),), found.doubts)
    return VaguePackets((Packets(destination=found.sure),), (Packets(destination=found.possible),), found.doubts)


def _own(node: Node) -> list[str]:
    return [child.word for child in node.active()]


def _ported(name: str, ports: Intervals) -> VaguePackets:
    """Packets with a port; in what has no ports, the bytes at that place may be anything."""
    carriers = Packets(protocols=WITH_PORTS)
    either = [Packets(source_ports=ports), Packets(destination_ports=ports)]
    chosen = {"source-port": either[:1], "destination-port": either[1:]}.get(name, either)
    sure = product(chosen, (carriers,))
    others = Packets(protocols=PROTOCOLS - WITH_PORTS)
    return VaguePackets(sure, (*sure, others), (_without_protocol(name),))


def _longest_tells(entries: list[tuple[str, bool]]) -> Addresses:
    """From the shortest prefix to the longest, each adds its addresses or takes them away."""
    read = [(_length(word), exception, values.masked(word)) for word, exception in entries]
    found = NOWHERE
    for _, exception, addresses in sorted(read, key=lambda one: one[:2]):
        found = found - addresses if exception else found | addresses
    return found


def _length(word: str) -> int:
    _, sign, length = word.partition("/")
    return int(length) if sign and length.isdecimal() and len(length) < 4 else 128


def prefix_list(root: Node, name: str) -> list[str] | None:
    """The prefixes of a list, also those that an `apply-path` finds; None when there is no such list."""
    entry = root.at("policy-options", "prefix-list", name)
    if entry is None:
        return None
    found = [node.word for node in entry.active() if node.word not in ("apply-path")]
    for path in entry.values("apply-path"):
        found.extend(word for word in applied_path(root, path) if _is_prefix(word))
    return found


def _is_prefix(word: str) -> bool:
    try:
        values.network(word)
    except NotAValue:
        return False
    return True


def flag_expression(text: str) -> Intervals:
    """`syn`, `"syn & !ack"`, `"(syn & !ack) | rst"`: values of the flags that fit. Raises `NotAValue`."""
    words: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        found = _FLAG_WORD.match(text, at)
        if found is None or len(words) > 64:
            raise NotAValue(text)
        words.append(found[0].strip())
        at = found.end()
    fits, rest = _either(words, text)
    if rest:
        raise NotAValue(text)
    return fits


def _either(words: list[str], text: str) -> tuple[Intervals, list[str]]:
    found, rest = _both(words, text)
    while rest and rest[0] in ("|", ","):
        further, rest = _both(rest[1:], text)
        found |= further
    return found, rest


def _both(words: list[str], text: str) -> tuple[Intervals, list[str]]:
    found, rest = _single(words, text)
    while rest and rest[0] in ("&", "+"):
        further, rest = _single(rest[1:], text)
        found &= further
    return found, rest


def _single(words: list[str], text: str) -> tuple[Intervals, list[str]]:
    if not words:
        raise NotAValue(text)
    if words[0] == "!":
        found, rest = _single(words[1:], text)
        return FLAGS - found, rest
    if words[0] == "(":
        found, rest = _either(words[1:], text)
        if not rest or rest[0] != ")":
            raise NotAValue(text)
        return found, rest[1:]
    bits = _FLAGS.get(words[0])
    if bits is None and words[0].startswith("0x"):
        bits = int(words[0], 16)
    if bits is None:
        raise NotAValue(text)
    return Intervals.of(*(value for value in range(256) if value & bits)), words[1:]


_ADDRESS_WORDS = {
    "address",
    "destination-address",
    "destination-prefix-list",
    "prefix-list",
    "source-address",
    "source-prefix-list",
}
_CODES = {
    "communication-prohibited-by-filtering": 13,
    "destination-host-prohibited": 10,
    "destination-host-unknown": 7,
    "destination-network-prohibited": 9,
    "destination-network-unknown": 6,
    "fragmentation-needed": 4,
    "host-unreachable": 1,
    "network-unreachable": 0,
    "port-unreachable": 3,
    "protocol-unreachable": 2,
    "source-route-failed": 5,
    "ttl-eq-zero-during-transit": 0,
    "ttl-eq-zero-during-reassembly": 1,
}
"""Codes of ICMP whose name has one number."""
_NOT_IN_PACKETS = {
    "ah-spi",
    "destination-class",
    "dscp",
    "dscp-except",
    "esp-spi",
    "extension-header",
    "extension-headers",
    "first-fragment",
    "flexible-match-mask",
    "forwarding-class",
    "forwarding-class-except",
    "fragment-flags",
    "fragment-offset",
    "fragment-offset-except",
    "hop-limit",
    "hop-limit-except",
    "interface-group",
    "interface-group-except",
    "ip-options",
    "ip-options-except",
    "is-fragment",
    "last-fragment",
    "loss-priority",
    "loss-priority-except",
    "packet-length",
    "packet-length-except",
    "policy-map",
    "precedence",
    "precedence-except",
    "rat-type",
    "service-filter-hit",
    "source-class",
    "traffic-class",
    "traffic-class-except",
    "ttl",
    "ttl-except",
}
