"""NAT rules of PAN-OS to translations.

Sources: PAN-OS Networking Administrator's Guide, "NAT Policy Rules" (the first rule that fits holds, for the addresses
and zones of the packet as it came: the destination zone is that of the route to the original destination), "Source NAT
and Destination NAT", "Enable Bi-Directional Address Translation", "NAT in Active/Active HA Mode"; PAN-OS Web Interface
Help, "NAT Translated Packet Tab".

One rule says what becomes of source and destination. In the normal form these are two lists: that a packet met a rule
for its destination is known by its having been translated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as pairs

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import Names, Packets, Translation, Way
from keur.observe.firewalls.palo_alto.reading import Notes, literal, port_set, reasons_together
from keur.observe.firewalls.palo_alto.routing import Routing
from keur.observe.firewalls.palo_alto.rules import Books, VagueWays, combined
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.palo_alto.zones import Domain, Network, VagueNames
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets, product
from keur.plant.model import Text

MOST_PAIRS = 500
"""Rules for destinations that are held against each other."""
_SIZES = Text(
    nl="de oorspronkelijke en de nieuwe adressen zijn niet even talrijk",
    en="there are not as many new addresses as original ones",
)
_BOTH = Text(
    nl="een andere regel vertaalt naar hetzelfde adres en doet iets anders met de bron",
    en="another rule translates to the same address and does otherwise with the source",
)
_BACK = Text(
    nl="voor welke zones de omgekeerde vertaling geldt, staat niet in het bestand",
    en="for which zones the opposite translation holds is not in the file",
)
_OTHER_SYSTEM = Text(
    nl="verkeer tussen virtuele systemen kan twee keer vertaald worden",
    en="traffic between virtual systems may be translated twice",
)


@dataclass(frozen=True, slots=True)
class _Target:
    """New addresses of one side of a rule."""

    to: Addresses | None = None
    ports: Intervals | None = None
    one_to_one: bool = False
    interface: bool = False
    """The address of the interface where the packet leaves."""
    back: bool = False
    """The opposite translation holds as well."""
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Rule:
    node: Node
    packets: VaguePackets
    """Without regard to where they go out."""
    sources: VagueNames
    out: VagueNames
    """Interfaces where they go out, when their destination is not translated."""
    source: _Target | None
    destination: _Target | None
    incoming: VaguePackets | None = None
    """As they come in: for the addresses that are routed to where they would go out. Worked out when it is asked."""


@dataclass(slots=True)
class TranslationReader:
    """Reads the NAT rules of one virtual system."""

    notes: Notes
    network: Network
    routing: Routing
    domain: Domain
    device_id: str
    """Number of this firewall among two that are active both; empty when it is not known."""
    _made: list[_Rule] = field(default_factory=list)
    _off: list[Translation] = field(default_factory=list)

    def read(self, books: Books) -> None:
        """Takes in the rules of one level."""
        for node in books.level.rules.at("nat", "rules").children.values():
            off = node.is_yes("disabled") or self._for_other_device(node)
            self.notes.muted = off
            rule = self._rule(books, node)
            self.notes.muted = False
            if not off:
                self._made.append(rule)
            elif rule.source or rule.destination:
                way, target = (Way.DESTINATION, rule.destination) if rule.destination else (Way.SOURCE, rule.source)
                self._off.append(replace(_translation(rule, way, rule.packets, target), enabled=False))

    def translations(self) -> list[Translation]:
        """All of them, those of destinations first."""
        return [*self._destinations(), *self._sources(), *self._off]

    def _for_other_device(self, node: Node) -> bool:
        binding = node.value("active-active-device-binding")
        return binding in ("0", "1") and self.device_id in ("0", "1") and binding != self.device_id

    def _rule(self, books: Books, node: Node) -> _Rule:
        doubts = [*node.odd, *self._conditions(node)]
        sources, targets = (self.network.named(self.domain, node.at(key)) for key in ("from", "to"))
        outside = [name for key in ("from", "to") for name in node.values(key) if name in self.domain.external]
        if outside:
            doubts.append(self.notes.doubt(node, node.text(), _OTHER_SYSTEM))
        ways = VagueWays(((sources.sure, Names()),), ((sources.possible, Names()),), (*sources.doubts, *targets.doubts))
        service = books.services.of_names(node, node.at("service"), needed=False)
        packets = combined(
            ways, books.addresses.of_rule(node, "source"), books.addresses.of_rule(node, "destination"), service, doubts
        )
        interface = node.value("to-interface")
        if interface not in ("", "any"):
            targets = VagueNames(Names.among(interface), Names.among(interface))
        return _Rule(node, packets, sources, targets, self._source(books, node), self._destination(books, node))

    def _conditions(self, node: Node) -> Iterator[Text]:
        binding = node.value("active-active-device-binding")
        applies = ("", "both", self.device_id) if self.device_id else ("", "both")
        if binding not in applies:
            why = reasons.not_modelled(f"active-active-device-binding {binding}")
            yield self.notes.doubt(node.at("active-active-device-binding"), node.text(), why)
        if node.value("nat-type") not in ("", "ipv4"):
            why = reasons.not_modelled(f"nat-type {node.value('nat-type')}")
            yield self.notes.doubt(node.at("nat-type"), node.text(), why)
        if node.values("target", "devices"):
            yield self.notes.doubt(node.at("target"), node.text(), reasons.not_modelled("target"))

    def _incoming(self, rule: _Rule) -> VaguePackets:
        """The packets of a rule as they come in."""
        if rule.incoming is None:
            rule.incoming = rule.packets
            if rule.out.doubts:
                rule.incoming = VaguePackets((), rule.packets.possible, rule.packets.doubts)
            elif rule.out.sure.tests:
                there = self.routing.behind(_listed(rule.out.sure) or (), _listed(rule.sources.sure))
                for why in there.doubts[:1]:
                    self.notes.doubt(rule.node.at("to"), rule.node.at("to").text(), why)
                rule.incoming = VaguePackets(
                    product(rule.packets.sure, (Packets(destination=there.sure),)),
                    product(rule.packets.possible, (Packets(destination=there.possible),)),
                    (*rule.packets.doubts, *there.doubts),
                )
        return rule.incoming

    def _source(self, books: Books, node: Node) -> _Target | None:
        part = node.at("source-translation")
        kind = next(iter(part.children.values()), None)
        if kind is None:
            return None
        if kind.has("interface-address"):
            return self._interface(node, kind.at("interface-address"))
        found = self._addresses(books, kind)
        if kind.has("fallback"):
            why = self.notes.doubt(kind.at("fallback"), node.text(), reasons.not_modelled("fallback"))
            return _Target(doubts=(*found.doubts, why))
        if kind.name == "static-ip":
            return replace(self._equal(books, node, "source", found), back=kind.is_yes("bi-directional"))
        return found

    def _destination(self, books: Books, node: Node) -> _Target | None:
        part = next(
            (node.at(key) for key in ("destination-translation", "dynamic-destination-translation") if node.has(key)),
            None,
        )
        if part is None:
            return None
        ports = None
        doubts: tuple[Text, ...] = ()
        if part.has("translated-port"):
            try:
                ports = port_set(part.value("translated-port"))
            except ValueError as error:
                doubts = (self.notes.doubt(part, node.text(), reasons.wrong(str(error))),)
        if not part.has("translated-address"):
            return _Target(None, ports, doubts=doubts)
        found = self._addresses(books, part, last=True)
        if part.name == "destination-translation":
            found = self._equal(books, node, "destination", found)
        return replace(found, ports=ports, doubts=(*found.doubts, *doubts))

    def _addresses(self, books: Books, part: Node, *, last: bool = False) -> _Target:
        """The addresses of a translation; of one destination, the last that was given."""
        names = list(part.at("translated-address").children.values())
        if not names:
            why = self.notes.doubt(part, part.text(), reasons.missing("translated-address"))
            return _Target(None, doubts=(why,))
        found = VagueAddresses()
        for name in names[-1:] if last else names:
            found |= books.addresses.of_name(name, "translated-address")
        return _Target(None if found.doubts else found.sure, doubts=found.doubts)

    def _equal(self, books: Books, node: Node, key: str, found: _Target) -> _Target:
        """One by one, where there are as many new addresses as original ones; all to one where there is one."""
        if found.to is None:
            return found
        count = _size(found.to)
        if count == 1 and key == "destination":
            return found
        original = books.addresses.of_rule(node, key)
        if not original.doubts and _size(original.sure) == count:
            return replace(found, one_to_one=True)
        why = self.notes.doubt(node, node.text(), _SIZES)
        return replace(found, to=None, doubts=(*found.doubts, why))

    def _interface(self, node: Node, part: Node) -> _Target:
        """The address of an interface, or one of its addresses."""
        floating = self.network.host(part.value("floating-ip")).partition("/")[0]
        known = literal(floating) if floating else None
        if known is not None:
            return _Target(known)
        named = part.value("ip") or part.value("floating-ip")
        interface = self.network.interfaces.get(part.value("interface"))
        addresses = [one.ip for one in interface.addresses] if interface else []
        if named:
            text = self.network.host(named).partition("/")[0]
            addresses = [one for one in addresses if str(one) == text] or addresses[:0]
        if addresses:
            first = next((one for one in addresses if one.version == 4), addresses[0])
            return _Target(Addresses.of(first))
        if not named and tuple(self.network.members(self.domain, node.value("to")) or ()) == (part.value("interface"),):
            return _Target(interface=True)
        why = self.notes.doubt(part, node.text(), reasons.by_name(named or part.value("interface")))
        return _Target(doubts=(why,))

    def _destinations(self) -> Iterator[Translation]:
        """Translations of destinations; a rule that has none keeps its packets from those after it."""
        last = max(
            (n for n, rule in enumerate(self._made) if rule.destination or (rule.source and rule.source.back)),
            default=-1,
        )
        for rule in self._made[: last + 1]:
            packets = self._incoming(rule)
            target = rule.destination
            if target is not None and target.one_to_one and _destinations(packets) != _destinations(rule.packets):
                rule.destination = target = _Target(None, target.ports, doubts=(_SIZES,))
                self.notes.doubt(rule.node, rule.node.text(), _SIZES)
            yield _translation(rule, Way.DESTINATION, packets, target)
            if rule.source is not None and rule.source.back:
                yield from self._back(rule)

    def _back(self, rule: _Rule) -> Iterator[Translation]:
        """The opposite of a static translation of a source. From the zones that the rule is to it surely holds, and
        only for all services."""
        target = rule.source
        inner = _sources(rule.packets)
        if target is None or target.to is None or inner is None:
            yield _translation(rule, Way.DESTINATION, VaguePackets.unknown(_BACK), None)
            return
        way = self.routing.behind(_listed(rule.out.sure) or (), _listed(rule.out.sure))
        plain = not rule.packets.doubts and rule.node.value("service") in ("", "any")
        sure = Packets(destination=target.to & way.sure, in_interfaces=rule.out.sure)
        opposite = _Target(inner, one_to_one=target.one_to_one)
        if plain and sure.destination == target.to:
            yield _translation(rule, Way.DESTINATION, VaguePackets.known(sure), opposite)
        rest = VaguePackets((), (Packets(destination=target.to),), (*rule.packets.doubts, _BACK))
        yield _translation(rule, Way.DESTINATION, rest, None)

    def _sources(self) -> Iterator[Translation]:
        """Translations of sources. Packets whose destination was translated met a rule of their own for that."""
        translated = [rule for rule in self._made if rule.destination]
        if any(rule.source for rule in translated):
            for rule in translated:
                yield _translation(rule, Way.SOURCE, self._after(rule, translated), rule.source)
        last = max((n for n, rule in enumerate(self._made) if rule.source and not rule.destination), default=-1)
        backs = any(rule.source and rule.source.back for rule in self._made)
        for rule in self._made[: last + 1]:
            if rule.destination:
                continue
            packets = _limited(rule.packets, rule.out, False if translated or backs else None)
            yield _translation(rule, Way.SOURCE, packets, rule.source)

    def _after(self, rule: _Rule, others: Sequence[_Rule]) -> VaguePackets:
        """The packets of a rule once their destination is translated."""
        mine = rule.destination
        packets = self._incoming(rule)
        if mine is None or mine.doubts or len(others) > MOST_PAIRS:
            doubts = (*packets.doubts, *(mine.doubts if mine else ()), _BOTH)
            return VaguePackets((), (Packets(translated=True),), doubts)
        found = VaguePackets(
            tuple(_moved(box, mine) for box in packets.sure),
            tuple(_moved(box, mine) for box in packets.possible),
            packets.doubts,
        )
        for other in others[others.index(rule) + 1 :]:
            if other.source != rule.source and self._catches(rule, other):
                return VaguePackets((), found.possible, (*found.doubts, _BOTH))
        return found

    def _catches(self, rule: _Rule, later: _Rule) -> bool:
        """Whether packets of a later rule, which met not this one, look like packets of this one once both are
        translated: they go to another address at first, and then to the same."""
        mine, theirs = rule.destination, later.destination
        if mine is None or theirs is None or theirs.doubts:
            return True
        for box, own in pairs(self._incoming(later).possible, self._incoming(rule).possible):
            shadowed = box.destination <= own.destination and box.destination_ports <= own.destination_ports
            if not shadowed and _moved(box, theirs) & _moved(own, mine):
                return True
        return False


def _listed(names: Names) -> tuple[str, ...] | None:
    """The names when they are listed; None for all."""
    return tuple(sorted(names.mentioned())) if names.tests else None


def _moved(box: Packets, target: _Target) -> Packets:
    moved = replace(box, translated=True)
    if target.to is not None:
        moved = replace(moved, destination=target.to)
    return replace(moved, destination_ports=target.ports) if target.ports is not None else moved


def _destinations(packets: VaguePackets) -> set[Addresses]:
    """All that packets are for."""
    return {box.destination for box in packets.possible}


def _limited(packets: VaguePackets, out: VagueNames, translated: bool | None) -> VaguePackets:
    """Those that leave at some interfaces, and whose destination was translated or not."""
    sure = Packets(out_interfaces=out.sure, translated=translated)
    possible = Packets(out_interfaces=out.possible, translated=translated)
    return VaguePackets(product(packets.sure, (sure,)), product(packets.possible, (possible,)), packets.doubts)


def _size(found: Addresses) -> int:
    """Addresses of the family that a translation is for."""
    return found.v4.size() or found.v6.size()


def _sources(packets: VaguePackets) -> Addresses | None:
    """The sources of the packets, when these are sure and the same for all boxes."""
    found = {box.source for box in packets.sure}
    return next(iter(found)) if len(found) == 1 else None


def _translation(rule: _Rule, way: Way, packets: VaguePackets, target: _Target | None) -> Translation:
    found = target or _Target()
    doubts = (*(packets.doubts if packets.sure != packets.possible else ()), *found.doubts)
    return Translation(
        rule.node.line,
        rule.node.text("uuid", "description", "tag"),
        way,
        tuple(filter(None, packets.possible if doubts else packets.sure)),
        None if doubts else found.to,
        None if doubts else found.ports,
        one_to_one=found.one_to_one and not doubts,
        interface_address=found.interface and not doubts,
        doubt=reasons_together(dict.fromkeys(doubts)),
        name=rule.node.name,
        comment=rule.node.value("description"),
    )
