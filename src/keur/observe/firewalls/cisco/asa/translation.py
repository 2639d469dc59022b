"""Translation of addresses by the ASA.

Decided from the ASA Series Firewall CLI Configuration Guide, "Network Address Translation":

* "NAT Rule Order": twice NAT of section 1 in order, then network object NAT (static before dynamic; fewer real
  addresses first; then lowest address, then name), then twice NAT of section 3; the first that matches holds;
* a static rule works both ways unless it is `unidirectional`; `source` and `destination` are as of the real side;
* `destination static MAPPED REAL`: a packet to MAPPED goes to REAL, and only such packets match;
* a rule with the same object twice exempts (identity NAT);
* a rule of twice NAT chooses source and destination at once, so a rule without `destination` that stands earlier and
  fits the same packets makes it doubtful whether a later one rewrites their destination.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.asa.interfaces import Ports
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.asa.rewrites import Rewrite, Side, of_object, twice
from keur.observe.firewalls.cisco.statements import Statement, understood
from keur.observe.firewalls.intervals import (
    ANYWHERE,
    EVERY_V4,
    EVERY_V6,
    NOWHERE,
    PORTS,
    PROTOCOLS,
    Addresses,
    Intervals,
)
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import ANY_NAME, Names, Packets, Translation, Way
from keur.observe.firewalls.vague import VagueAddresses, all_doubts
from keur.plant.model import Text

_EARLIER = Text(
    nl="een eerdere regel voor dezelfde pakketten vertaalt de bestemming niet",
    en="an earlier rule for the same packets does not rewrite the destination",
)
_SIZES = Text(
    nl="de echte en de vertaalde adressen zijn niet een op een",
    en="the real and the mapped addresses are not one to one",
)
_BEFORE_8_3 = Text(
    nl="vertaling van voor versie 8.3 bootst keur niet na", en="keur does not model translation of before version 8.3"
)
MOST_SPANS = 512
"""Intervals of sources that are told apart; of more, any source counts."""


@dataclass(slots=True)
class _Ends:
    """A side of a rule, made ready: the addresses, and what is in doubt about them."""

    sure: Addresses
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class TranslationReader:
    ledger: Ledger
    objects: Objects
    ports: Ports
    twices: list[Statement] = field(default_factory=list)
    old: list[Statement] = field(default_factory=list)
    """`static`, `global` and `nat` of before 8.3."""

    def translations(self) -> list[Translation]:
        """All of the file, in the order in which they hold."""
        rules = [twice(statement, self.objects) for statement in self.twices]
        of_objects = [of_object(name, statement, self.objects) for name, statement in self.objects.rewrites]
        of_objects.sort(key=lambda one: one.order)
        ordered = [
            *(one for one in rules if one.section == 1),
            *of_objects,
            *(one for one in rules if one.section == 3),
        ]
        found: list[Translation] = []
        earlier = _Earlier()
        for rewrite in ordered:
            understood(self.ledger, rewrite.statement)
            for one in self._of(rewrite):
                if one.way is Way.DESTINATION and one.to is not None and one.enabled:
                    one = self._shielded(one, rewrite, earlier)
                if one.doubt is not None:
                    self.ledger.gap(one.line, one.text, one.doubt)
                found.append(one)
            if rewrite.section != 2 and rewrite.destination is None and rewrite.enabled:
                earlier.add(rewrite)
        found.extend(self._old())
        return found

    def _old(self) -> Iterator[Translation]:
        for statement in self.old:
            self.ledger.gap(statement.line, statement.text, _BEFORE_8_3)
            for way in (Way.DESTINATION, Way.SOURCE):
                yield Translation(statement.line, statement.text, way, (Packets(),), None, doubt=_BEFORE_8_3)

    def _of(self, rewrite: Rewrite) -> Iterator[Translation]:
        real, real_doubts = self._side_names(rewrite.real_interface)
        mapped, mapped_doubts = self._side_names(rewrite.mapped_interface)
        doubts = [*rewrite.doubts, *real_doubts, *mapped_doubts]
        if rewrite.doubts or real_doubts or mapped_doubts:
            for way in (Way.DESTINATION, Way.SOURCE):
                yield self._made(rewrite, way, Packets(), None, None, doubts)
            return
        yield from self._forth(rewrite, real, mapped)
        if rewrite.static and not rewrite.unidirectional:
            yield from self._back(rewrite, real, mapped)

    def _side_names(self, nameif: str) -> tuple[Names, list[Text]]:
        if not nameif:
            return ANY_NAME, []
        name = self.ports.hardware_name(nameif)
        if name is None:
            return ANY_NAME, [reasons.no_such(reasons.INTERFACE, nameif)]
        return Names.among(name), []

    def _forth(self, rewrite: Rewrite, real: Names, mapped: Names) -> Iterator[Translation]:
        """From the real to the mapped interface."""
        source, service = rewrite.source, _Service.of(rewrite)
        sources = _ends(source.real, like=source)
        destination = rewrite.destination
        there = _ends(None if destination is None else destination.real)
        if destination is not None:
            seen = self._seen(destination, rewrite.real_interface)
            box = Packets(
                sources.sure, seen.sure, service.protocols, service.real_source, service.packet_destination, real
            )
            doubts = [*sources.doubts, *seen.doubts, *there.doubts, *_uneven(destination, seen.sure, there.sure)]
            stays = destination.stays() and not service.changes_destination
            to, to_ports = (None, None) if stays else (there.sure, service.new_destination)
            yield self._made(rewrite, Way.DESTINATION, box, to, to_ports, doubts)
        box = Packets(
            sources.sure,
            there.sure,
            service.protocols,
            service.real_source,
            service.real_destination,
            real,
            mapped,
        )
        yield self._hidden(rewrite, box, sources, there, service)

    def _hidden(self, rewrite: Rewrite, box: Packets, sources: _Ends, there: _Ends, service: _Service) -> Translation:
        source = rewrite.source
        becomes = _ends(source.mapped) if not source.interface else _Ends(NOWHERE)
        doubts = [*sources.doubts, *there.doubts, *becomes.doubts]
        if rewrite.static and not source.interface:
            doubts += _uneven(source, sources.sure, becomes.sure)
        to: Addresses | None = None if source.interface or source.stays() else becomes.sure
        if source.fallback:
            own = self.ports.own_address(rewrite.mapped_interface)
            doubts += [reasons.by_name(rewrite.mapped_interface or "interface")] if own is None else []
            to = None if own is None or to is None else to | own
        made = self._made(rewrite, Way.SOURCE, box, to, service.new_source, doubts)
        return replace(made, interface_address=source.interface, one_to_one=rewrite.static and not source.interface)

    def _back(self, rewrite: Rewrite, real: Names, mapped: Names) -> Iterator[Translation]:
        """From the mapped to the real interface: a static rule the other way round."""
        service = _Service.of(rewrite)
        sources, destination = _ends(rewrite.source.real), rewrite.destination
        there = _ends(None if destination is None else destination.real)
        seen = self._seen(rewrite.source, rewrite.mapped_interface)
        doubts = [*sources.doubts, *seen.doubts, *there.doubts]
        if not rewrite.source.interface:
            doubts += _uneven(rewrite.source, seen.sure, sources.sure)
        elif sources.sure.v4.size() + sources.sure.v6.size() != 1:
            doubts.append(_SIZES)
        box = Packets(there.sure, seen.sure, service.protocols, service.real_destination, service.mapped_source, mapped)
        stays = rewrite.source.stays() and not service.changes_source
        to, to_ports = (None, None) if stays else (sources.sure, service.old_source)
        yield self._made(rewrite, Way.DESTINATION, box, to, to_ports, doubts)
        if destination is None:
            return
        shown = self._seen(destination, rewrite.real_interface)
        doubts += [*shown.doubts, *_uneven(destination, there.sure, shown.sure)]
        box = Packets(
            there.sure, sources.sure, service.protocols, service.real_destination, service.real_source, mapped, real
        )
        stays = destination.stays() and not service.changes_destination
        to, to_ports = (None, None) if stays else (shown.sure, service.old_destination)
        yield self._made(rewrite, Way.SOURCE, box, to, to_ports, doubts)

    def _seen(self, side: Side, nameif: str) -> _Ends:
        """The mapped addresses of a side, as packets have them on an interface."""
        if not side.interface:
            return _ends(side.mapped)
        own = self.ports.own_address(nameif) if nameif else None
        if own is None:
            return _Ends(ANYWHERE, (reasons.by_name(nameif or "interface"),))
        return _Ends(own & (EVERY_V6 if side.sixth else EVERY_V4))

    def _made(
        self,
        rewrite: Rewrite,
        way: Way,
        box: Packets,
        to: Addresses | None,
        to_ports: Intervals | None,
        doubts: Sequence[Text],
    ) -> Translation:
        return Translation(
            line=rewrite.statement.line,
            text=rewrite.statement.text,
            way=way,
            matches=(box,) if box else (),
            to=to,
            to_ports=to_ports,
            one_to_one=True,
            doubt=all_doubts(dict.fromkeys(doubts)) if doubts else None,
            enabled=rewrite.enabled,
            comment=rewrite.description,
        )

    def _shielded(self, one: Translation, rewrite: Rewrite, earlier: _Earlier) -> Translation:
        """In doubt when a packet of it may be of an earlier rule that leaves the destination alone."""
        if not one.matches:
            return one
        ends = (rewrite.real_interface, rewrite.mapped_interface)
        forth = one.matches[0].in_interfaces == self._side_names(rewrite.real_interface)[0]
        into, out = ends if forth else reversed(ends)
        if one.matches[0].source & earlier.sources(into, out):
            return replace(one, doubt=one.doubt or _EARLIER)
        return one


class _Earlier:
    """Sources of the rules so far that leave destinations alone, by real and mapped interface."""

    _EVERY = "*"

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str], Addresses] = {}

    def add(self, rewrite: Rewrite) -> None:
        more = _ends(rewrite.source.real).sure
        for real in (rewrite.real_interface, self._EVERY):
            for mapped in (rewrite.mapped_interface, self._EVERY):
                known = self._sources.get((real, mapped), NOWHERE) | more
                small = len(known.v4.spans) + len(known.v6.spans) <= MOST_SPANS
                self._sources[real, mapped] = known if small else ANYWHERE

    def sources(self, into: str, out: str) -> Addresses:
        """Those of rules for packets from one interface to another; an empty name is any interface."""
        found = NOWHERE
        for real in (into, "") if into else (self._EVERY,):
            for mapped in (out, "") if out else (self._EVERY,):
                found = found | self._sources.get((real, mapped), NOWHERE)
        return found


def _ends(addresses: VagueAddresses | None, like: Side | None = None) -> _Ends:
    """All that a side may be; None is any address, of the family that it is mapped to ("Guidelines for NAT")."""
    if addresses is None:
        if like is not None and like.interface:
            return _Ends(EVERY_V6 if like.sixth else EVERY_V4)
        mapped = like.mapped.possible if like is not None and like.mapped is not None else ANYWHERE
        return _Ends(EVERY_V4 if not mapped.v6 else EVERY_V6 if not mapped.v4 else ANYWHERE)
    vague = addresses.sure != addresses.possible
    return _Ends(addresses.possible, addresses.doubts if vague else ())


def _uneven(side: Side, one: Addresses, other: Addresses) -> list[Text]:
    """Doubt, unless the n-th address of one surely becomes the n-th of the other."""
    if side.stays() or side.interface:
        return []
    same = (one.v4.size(), one.v6.size()) == (other.v4.size(), other.v6.size())
    single = all(len(part.v4.spans) + len(part.v6.spans) == 1 for part in (one, other))
    return [] if same and single else [_SIZES]


@dataclass(frozen=True, slots=True)
class _Service:
    """Ports of a rule in each of the places where they stand."""

    protocols: Intervals = PROTOCOLS
    real_source: Intervals = PORTS
    mapped_source: Intervals = PORTS
    packet_destination: Intervals = PORTS
    real_destination: Intervals = PORTS
    new_source: Intervals | None = None
    old_source: Intervals | None = None
    new_destination: Intervals | None = None
    old_destination: Intervals | None = None

    @property
    def changes_source(self) -> bool:
        return self.new_source != self.old_source

    @property
    def changes_destination(self) -> bool:
        return self.new_destination != self.old_destination

    @classmethod
    def of(cls, rewrite: Rewrite) -> _Service:
        real, mapped = rewrite.real_service, rewrite.mapped_service
        if real is None or mapped is None:
            return cls()
        return cls(
            real.protocols & mapped.protocols,
            real.source_ports,
            mapped.source_ports,
            real.destination_ports,
            mapped.destination_ports,
            None if mapped.source_ports == PORTS else mapped.source_ports,
            None if real.source_ports == PORTS else real.source_ports,
            None if mapped.destination_ports == PORTS else mapped.destination_ports,
            None if real.destination_ports == PORTS else real.destination_ports,
        )
