"""Translations: static ones, of destinations, of sources.

Static rules go before those for destinations, and their way back before those for sources. A rule set for an interface
goes before one for a zone, and that before one for a routing instance; whether a packet that the first of them has no
rule for is held against the next, documents do not say. Sources are translated after policies.
Source: Junos OS NAT User Guide, "NAT Rule Sets and Rules", "Static NAT", "Destination NAT", "Source NAT".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import NOWHERE, PORTS, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.juniper import values
from keur.observe.firewalls.juniper.addresses import AddressBooks
from keur.observe.firewalls.juniper.applications import Applications
from keur.observe.firewalls.juniper.interfaces import Interfaces, unit_name
from keur.observe.firewalls.juniper.matching import on_side
from keur.observe.firewalls.juniper.pools import Pools, Target
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import TCP, UDP, Effect, Names, Packets, Translation, Way
from keur.observe.firewalls.vague import ANY_PACKETS, VagueAddresses, VaguePackets, all_doubts
from keur.plant.model import Text

_CONTEXTS = ("interface", "zone", "routing-instance")
"""The most specific first."""
_BESIDE = {"description", "apply-macro"}
_AROUND = {
    "address-persistent",
    "allow-overlapping-pools",
    "natv6v4",
    "pool-default-port-range",
    "pool-default-twin-port-range",
    "pool-distribution",
    "pool-utilization-alarm",
    "port-round-robin",
    "port-scaling-enlargement",
    "session-drop-hold-down",
    "session-persistence-scan",
    "interface",
    *_BESIDE,
}
_INSTANCE = Text(nl="routeringsinstantie", en="routing instance")
_OVERLAP = Text(
    nl="een regelset voor een interface gaat voor, en of deze dan nog geldt is niet bekend",
    en="a rule set for an interface goes first, and whether this one counts after it is not known",
)


@dataclass(slots=True)
class Translations:
    root: Node
    ledger: Ledger
    interfaces: Interfaces
    books: AddressBooks
    applications: Applications
    found: list[Translation] = field(default_factory=list)

    def read(self) -> None:
        static, back = self._static()
        self.found = [
            *static,
            *self._of_kind("destination", Way.DESTINATION),
            *back,
            *self._of_kind("source", Way.SOURCE),
        ]
        for kind in ("source", "destination", "static"):
            for part in self.root.below("security", "nat", kind):
                if part.word not in ("pool", "rule-set", *_AROUND):
                    self.ledger.gap(part.line, part.text(), reasons.not_known(part.word), Effect.EVERYTHING)
        for part in self.root.below("security", "nat"):
            if part.word not in ("source", "destination", "static", "proxy-arp", "proxy-ndp", "traceoptions", *_AROUND):
                self.ledger.gap(part.line, part.text(), reasons.not_known(part.word), Effect.EVERYTHING)

    def _sets(self, kind: str) -> list[tuple[Node, str]]:
        """The rule sets of a kind with what they are for, the most specific first."""
        found = []
        for node in self.root.below("security", "nat", kind, "rule-set"):
            contexts = {word for side in ("from", "to") for word in node.values(side)}
            ranks = [_CONTEXTS.index(word) for word in contexts if word in _CONTEXTS]
            found.append((min(ranks, default=len(_CONTEXTS)), node))
        return [(node, _CONTEXTS[rank] if rank < 3 else "") for rank, node in sorted(found, key=lambda one: one[0])]

    def _of_kind(self, kind: str, way: Way) -> Iterator[Translation]:
        sets = self._sets(kind)
        taken: list[str] = []
        for node, context in sets:
            packets, doubt = self._contexts(node, way)
            contested = [] if context == "interface" else taken
            for rule, enabled in _rules(node):
                yield from self._rule(rule, enabled, packets, doubt, contested, way)
            if context == "interface":
                taken.extend(unit_name(word) for side in ("from", "to") for word in node.values(side, "interface"))

    def _contexts(self, node: Node, way: Way) -> tuple[list[Packets], Text | None]:
        """The packets that a rule set is for. Several of one kind are alternatives."""
        doubt: Text | None = None
        sides: list[list[Names]] = []
        for side in ("from", "to"):
            names: list[Names] = []
            for context in node.below(side):
                for value in context.active():
                    one = self._names(context.word, value.word)
                    if one is None:
                        kind = reasons.ZONE if context.word == "zone" else _INSTANCE
                        doubt = reasons.no_such(kind, value.word)
                        self.ledger.gap(value.line, f"{side} {context.word} {value.word}", doubt)
                        one = Names()
                    names.append(one)
            if not names and (side == "from" or way is Way.SOURCE):
                doubt = reasons.wrong(node.text())
                self.ledger.gap(node.line, node.text(), doubt)
            sides.append(names or [Names()])
        return [Packets(in_interfaces=a, out_interfaces=b) for a in sides[0] for b in sides[1]], doubt

    def _names(self, kind: str, name: str) -> Names | None:
        if kind == "interface":
            return Names.among(unit_name(name))
        if kind == "zone":
            zones = self.interfaces.zones
            return zones.names(name) if name in zones.nodes else None
        return self.interfaces.of_instance(name) if kind == "routing-instance" else None

    def _rule(
        self, rule: Node, enabled: bool, contexts: list[Packets], doubt: Text | None, contested: list[str], way: Way
    ) -> Iterator[Translation]:
        match = rule.at("match")
        packets = VaguePackets.known(*contexts) & (ANY_PACKETS if match is None else self._match(match))
        kind = "source-nat" if way is Way.SOURCE else "destination-nat"
        then = rule.at("then", kind)
        target = Pools(self.root, self.ledger).target(rule, then, way)
        for part in rule.active():
            if part.word not in ("match", "then", *_BESIDE):
                target.doubt = reasons.not_known(part.word)
                self.ledger.gap(part.line, part.text(), target.doubt)
        base = self._made(rule, packets, target, way, doubt, enabled)
        if not contested:
            yield base
            return
        names = Names.but(*contested)
        free = Packets(in_interfaces=names, out_interfaces=names if way is Way.SOURCE else Names())
        apart = tuple(box for one in base.matches if (box := one & free))
        if apart:
            yield replace(base, matches=apart)
        among = Names.among(*contested)
        held = (Packets(in_interfaces=among), Packets(out_interfaces=among))[: 2 if way is Way.SOURCE else 1]
        over = tuple(box for one in base.matches for other in held if (box := one & other))
        if over:
            self.ledger.gap(rule.line, rule.text(), _OVERLAP)
            yield replace(base, matches=over, doubt=_OVERLAP, name="" if apart else base.name)

    def _made(
        self, rule: Node, packets: VaguePackets, target: Target, way: Way, doubt: Text | None, enabled: bool
    ) -> Translation:
        doubts = [one for one in (doubt, target.doubt) if one is not None]
        doubts.extend(packets.doubts if packets.sure != packets.possible else ())
        matches = packets.possible if doubts else packets.sure
        return Translation(
            line=rule.line,
            text=f"rule {rule.text()}",
            way=way,
            matches=tuple(box for box in matches if box),
            to=target.to,
            to_ports=target.to_ports,
            one_to_one=target.one_to_one,
            interface_address=target.interface_address,
            doubt=all_doubts(doubts) if doubts else None,
            name=rule.word,
            enabled=enabled,
            comment=rule.value("description"),
        )

    # Conditions

    def _match(self, match: Node) -> VaguePackets:
        packets = ANY_PACKETS
        for side in ("source", "destination"):
            found = self._addresses(match, side)
            if found is not None:
                packets &= on_side(found, side)
        ports = False
        for part in match.active():
            if part.word in _ADDRESSING or part.word in _BESIDE:
                continue
            packets &= self._condition(part)
            ports |= part.word.endswith("-port")
        if ports and "protocol" not in match:
            packets &= VaguePackets.known(Packets(protocols=Intervals.of(TCP, UDP)))
        return packets

    def _condition(self, part: Node) -> VaguePackets:
        try:
            if part.word == "protocol":
                found = Intervals()
                for value in part.active():
                    found |= values.protocols(value.word)
                return VaguePackets.known(Packets(protocols=found or PROTOCOLS))
            if part.word in ("source-port", "destination-port"):
                found = Intervals()
                for path in part.statements():
                    found |= values.port_spans([node.word for node in path])
                if part.word == "source-port":
                    return VaguePackets.known(Packets(source_ports=found or PORTS))
                return VaguePackets.known(Packets(destination_ports=found or PORTS))
            if part.word == "application":
                return self.applications.resolve(part.values())
        except NotAValue as error:
            return self._doubt(part, reasons.wrong(str(error)))
        return self._doubt(part, reasons.not_known(part.word))

    def _addresses(self, match: Node, side: str) -> VagueAddresses | None:
        """Addresses that stand there, and names of the global address book."""
        found: VagueAddresses | None = None
        for node in match.below(f"{side}-address"):
            try:
                one = VagueAddresses.known(Addresses.of(values.network(node.word)))
            except NotAValue as error:
                why = reasons.wrong(str(error))
                self.ledger.gap(node.line, node.word, why)
                one = VagueAddresses.unknown(why)
            found = one if found is None else found | one
        for node in match.below(f"{side}-address-name"):
            one = self.books.named(node.word, "")
            if not self.books.defined(node.word, ""):
                self.ledger.gap(node.line, f"{side}-address-name {node.word}", one.doubts[0])
            found = one if found is None else found | one
        return found

    def _doubt(self, node: Node, why: Text) -> VaguePackets:
        self.ledger.gap(node.line, node.text(), why)
        return VaguePackets.unknown(why)

    # Static rules

    def _static(self) -> tuple[list[Translation], list[Translation]]:
        there: list[Translation] = []
        back: list[Translation] = []
        for node, _ in self._sets("static"):
            contexts, doubt = self._contexts(node, Way.DESTINATION)
            for rule, enabled in _rules(node):
                match, then = rule.at("match"), rule.at("then", "static-nat")
                target = self._static_target(rule, then)
                packets = VaguePackets.known(*contexts) & (ANY_PACKETS if match is None else self._match(match))
                one = self._made(rule, packets, target, Way.DESTINATION, doubt, enabled)
                if match is None or not any(
                    word in match for word in ("destination-address", "destination-address-name")
                ):
                    one = replace(one, doubt=reasons.wrong(rule.text()))
                    self.ledger.gap(rule.line, rule.text(), reasons.wrong(rule.text()))
                there.append(one)
                back.append(_reversed(one))
        return there, back

    def _static_target(self, rule: Node, then: Node | None) -> Target:
        target = Target(one_to_one=True)
        prefix = then.last("prefix", "prefix-name") if then is not None else None
        value = prefix.last() if prefix is not None else None
        if then is None or prefix is None or value is None:
            target.doubt = reasons.not_modelled(rule.text())
            self.ledger.gap(rule.line, rule.text(), target.doubt)
            return target
        try:
            if prefix.word == "prefix":
                target.to = Addresses.of(values.network(value.word))
            else:
                named = self.books.named(value.word, "")
                target.to = named.sure
                target.doubt = all_doubts(named.doubts) if named.doubts else None
            mapped = value.at("mapped-port") or prefix.at("mapped-port")
            if mapped is not None:
                spans = [values.port_spans([node.word for node in path]) for path in mapped.statements()]
                target.to_ports = spans[0] if spans else None
        except NotAValue as error:
            target.doubt = reasons.wrong(str(error))
        for node in value.walk():
            if node.word == "routing-instance":
                target.doubt = reasons.not_modelled("routing-instance")
        if target.doubt is not None:
            self.ledger.gap(prefix.line, prefix.text(), target.doubt)
        return target


def _rules(node: Node) -> Iterator[tuple[Node, bool]]:
    """The rules of a set in order, and whether each is active."""
    holder = node.children.get("rule")
    for rule in holder.children.values() if holder is not None else ():
        yield rule, not (rule.inactive or holder is None or holder.inactive)


def _reversed(one: Translation) -> Translation:
    """The way back of a static rule: what has the real address gets the one that it is known by."""
    matches = tuple(
        Packets(
            source=one.to if one.to is not None else NOWHERE.complement(),
            destination=box.source,
            protocols=box.protocols,
            source_ports=one.to_ports if one.to_ports is not None else PORTS,
            destination_ports=box.source_ports,
            out_interfaces=box.in_interfaces,
        )
        for box in one.matches
    )
    known = NOWHERE
    ports = Intervals()
    for box in one.matches:
        known |= box.destination
        ports |= box.destination_ports
    changed = one.to_ports is not None or ports != PORTS
    doubt = one.doubt
    if doubt is None and changed and one.to_ports is None:
        # Only some ports are translated, and to themselves: on the way back it is the same ports.
        matches = tuple(replace(box, source_ports=ports) for box in matches)
    return replace(
        one,
        way=Way.SOURCE,
        matches=matches,
        to=known,
        to_ports=ports if one.to_ports is not None else None,
        doubt=doubt,
    )


_ADDRESSING = {"source-address", "source-address-name", "destination-address", "destination-address-name"}
