"""Translation of addresses by IOS.

Decided from "NAT Order of Operation" (Cisco document 6209) and the IP Addressing Services Command Reference:

* a packet that comes in at an outside interface is translated before it is routed, and after the inward access list;
  one from an inside to an outside interface after it was routed, and before the outward access list;
* `ip nat inside source static L G`: from outside, destination G becomes L; from inside to outside, source L becomes G;
* `ip nat outside source static G L`: from outside, source G becomes L; from inside, destination L becomes G, when the
  packet is routed to an outside interface;
* static entries go before dynamic ones, with ports before those without; which of several dynamic entries that fit the
  same packet is taken is not documented, and stays in doubt;
* `ip nat inside destination list`: TCP connections only, each to one of the pool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists, services
from keur.observe.firewalls.cisco.ios.access import AccessLists
from keur.observe.firewalls.cisco.ios.interfaces import Port, Ports
from keur.observe.firewalls.cisco.ios.rewrites import BESIDE, Rewrite, rewrite_of
from keur.observe.firewalls.cisco.ios.route_maps import RouteMaps
from keur.observe.firewalls.cisco.parsing import Unclear, Words, v4
from keur.observe.firewalls.cisco.routing import Directions
from keur.observe.firewalls.cisco.services import together
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.intervals import EVERY_V4, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Effect, Names, Packets, Rule, Translation, Way
from keur.observe.firewalls.vague import VaguePackets, all_doubts
from keur.plant.model import Text

POOL = Text(nl="adrespool", en="address pool")
_SEVERAL = Text(nl="meer dan een vertaling past op deze pakketten", en="more than one translation fits these packets")
_SEEN_OTHERWISE = Text(
    nl="de zone-firewall ziet de vertaalde adressen van deze hosts",
    en="the zone firewall sees the translated addresses of these hosts",
)
_ROUTED_AFTER = Text(
    nl="het hangt van de route af of het pakket naar buiten gaat en dus wordt vertaald",
    en="it depends on the route whether the packet goes outside, and so whether it is translated",
)
MOST_COMPARED = 100
"""Dynamic translations that are compared with each other; of more, all are in doubt."""


@dataclass(slots=True)
class TranslationReader:
    ledger: Ledger
    acls: AccessLists
    ports: Ports
    route_maps: RouteMaps
    pools: dict[str, Addresses | None] = field(default_factory=dict)
    rewrites: list[Rewrite] = field(default_factory=list)
    _roles: Counter[str] = field(default_factory=Counter)
    """Interfaces by their part in translation."""
    _known_sides: dict[tuple[str, bool], tuple[list[str], list[str]]] = field(default_factory=dict)

    def read(self, statement: Statement) -> None:
        """`ip nat ...` at the left margin."""
        words = Words(statement.words, 2)
        try:
            if words.peek() in BESIDE:
                beside(self.ledger, statement)
            elif words.accept("pool"):
                self._pool(words, statement)
            else:
                self.rewrites.append(rewrite_of(words, statement))
                understood(self.ledger, statement)
        except Unclear as unclear:
            found = Rewrite(statement, True, "", doubts=[unclear.why])
            self.rewrites.append(found)

    def _pool(self, words: Words, statement: Statement) -> None:
        """`NAME FIRST LAST prefix-length 24`, or `NAME prefix-length 24` with lines `address FIRST LAST`. A pool
        whose last address is before its first is none."""
        name = words.take()
        spans: list[Words] = []
        if v4(words.peek()) is not None:
            spans.append(words)
        for child in statement.children:
            if child.words[0] == "address":
                spans.append(Words(child.words, 1))
        understood(self.ledger, statement)
        found: list[tuple[int, int]] = []
        for one in spans:
            first, last = v4(one.take()), v4(one.take())
            if first is None or last is None or last < first:
                self.pools[name] = None
                not_understood(self.ledger, statement, Effect.RULE, reasons.wrong(statement.text))
                return
            found.append((first, last))
        for child in statement.children:
            understood(self.ledger, child)
        kept = "match-host" not in statement.words
        self.pools[name] = Addresses(v4=Intervals(found)) if found and kept else None

    def translations(self, directions: Directions) -> list[Translation]:
        """All of the file, in the order in which they hold."""
        self._roles = Counter(port.nat for port in self.ports)
        ranked: list[tuple[int, Translation]] = []
        for rewrite in self.rewrites:
            rank = 3 if rewrite.kind != "static" else 0 if rewrite.protocols else 2 if rewrite.network else 1
            for found in self._of(rewrite, directions):
                if found.doubt is not None and found.matches:
                    self.ledger.gap(rewrite.statement.line, rewrite.statement.text, found.doubt)
                ranked.append((rank, found))
        ranked.sort(key=lambda one: one[0])
        statics = [found for rank, found in ranked if rank < 3]
        dynamic = [found for rank, found in ranked if rank == 3]
        return [*self._doubt_overlaps(statics, same_source=True), *self._doubt_overlaps(dynamic, same_source=False)]

    def outside_rules(self) -> Iterator[Rule]:
        """Packets of outside hosts whose addresses are rewritten: a firewall between translations sees the local ones,
        where the normal form still has the global ones."""
        for rewrite in self.rewrites:
            inside, outside = self._sides(rewrite)
            if rewrite.inside or not inside or not outside:
                continue
            hosts = rewrite.source
            if rewrite.kind != "static":
                boxes = self._chosen(rewrite).possible
                hosts = Addresses(v4=together(box.source.v4 for box in boxes))
            line, text = rewrite.statement.line, rewrite.statement.text
            self.ledger.gap(line, text, _SEEN_OTHERWISE)
            coming = Packets(source=hosts, in_interfaces=Names.among(*outside))
            going = Packets(destination=hosts, in_interfaces=Names.among(*inside))
            yield Rule(line, text, (coming, going), Action.UNKNOWN)

    def _doubt_overlaps(self, found: list[Translation], *, same_source: bool) -> list[Translation]:
        """Of static entries only those of one local address are compared: of these, only the source is in doubt."""
        doubtful: set[int] = set()
        by_source: dict[object, list[int]] = {}
        for at, one in enumerate(found):
            if one.matches and (one.way is Way.SOURCE or not same_source):
                key = tuple(one.matches) if same_source else one.way
                by_source.setdefault(key, []).append(at)
        for group in by_source.values():
            if len(group) > MOST_COMPARED:
                doubtful.update(group)
                continue
            for place, at in enumerate(group):
                for other in group[:place]:
                    if _differs(found[at], found[other]) and _meet(found[at].matches, found[other].matches):
                        doubtful.update((at, other))
        for at in doubtful:
            self.ledger.gap(found[at].line, found[at].text, _SEVERAL)
            found[at] = replace(found[at], doubt=found[at].doubt or _SEVERAL)
        return found

    def _of(self, rewrite: Rewrite, directions: Directions) -> Iterator[Translation]:
        inside, outside = self._sides(rewrite)
        if rewrite.kind == "static":
            yield from self._static(rewrite, inside, outside, directions)
        elif rewrite.kind:
            yield self._dynamic(rewrite, inside, outside)
        elif sum(self._roles.values()) > self._roles[""]:
            for way in (Way.DESTINATION, Way.SOURCE):
                line, text = rewrite.statement.line, rewrite.statement.text
                yield Translation(line, text, way, (Packets(),), None, doubt=all_doubts(rewrite.doubts))
        else:
            self.ledger.gap(rewrite.statement.line, rewrite.statement.text, all_doubts(rewrite.doubts))

    def _sides(self, rewrite: Rewrite) -> tuple[list[str], list[str]]:
        key = (rewrite.vrf, rewrite.in_vrf)
        if key not in self._known_sides:
            self._known_sides[key] = self._find_sides(rewrite)
        return self._known_sides[key]

    def _find_sides(self, rewrite: Rewrite) -> tuple[list[str], list[str]]:
        inside = [port.name for port in self.ports if port.nat == "inside" and port.table == rewrite.vrf]
        outside = [
            port.name
            for port in self.ports
            if port.nat == "outside" and (not rewrite.in_vrf or port.table == rewrite.vrf)
        ]
        return inside, outside

    def _static(
        self, rewrite: Rewrite, inside: Sequence[str], outside: Sequence[str], directions: Directions
    ) -> Iterator[Translation]:
        source, target, own = rewrite.source, rewrite.target, False
        doubts = list(rewrite.doubts)
        matched: Addresses | None = target
        if rewrite.interface:
            target, own = self._address_of(rewrite.interface, doubts)
            matched = target or EVERY_V4
        if target is None and not own and not doubts:
            doubts.append(reasons.wrong(rewrite.statement.text))
        coming = rewrite.target_ports if rewrite.inside else rewrite.source_ports
        going = rewrite.source_ports if rewrite.inside else rewrite.target_ports
        unsure = [reasons.by_name(rewrite.interface)] if own else []
        if rewrite.inside:
            there = _packets(outside, None, rewrite.protocols, destination=matched, destination_ports=coming)
            back = _packets(inside, outside, rewrite.protocols, source=source, source_ports=going)
            yield _made(rewrite, Way.DESTINATION, there, source, going, [*doubts, *unsure])
            yield replace(_made(rewrite, Way.SOURCE, back, target, coming, doubts), interface_address=own)
            return
        there = _packets(outside, None, rewrite.protocols, source=source, source_ports=coming)
        back = _packets(inside, None, rewrite.protocols, destination=target, destination_ports=going)
        yield _made(rewrite, Way.SOURCE, there, target, going, doubts)
        reached = Addresses()
        for name in outside:
            reached = reached | directions.through(name)
        routed = rewrite.add_route or (target is not None and target <= reached)
        yield _made(rewrite, Way.DESTINATION, back, source, coming, doubts if routed else [*doubts, _ROUTED_AFTER])

    def _dynamic(self, rewrite: Rewrite, inside: Sequence[str], outside: Sequence[str]) -> Translation:
        doubts = list(rewrite.doubts)
        chosen = self._chosen(rewrite) if outside and (inside or not rewrite.inside) else VaguePackets()
        target, own = None, False
        if rewrite.interface:
            target, own = self._address_of(rewrite.interface, doubts)
        else:
            target = self.pools.get(rewrite.pool)
            if target is None:
                doubts.append(reasons.no_such(POOL, rewrite.pool))
        if rewrite.destination:
            turned = _turned(chosen) if rewrite.kind == "list" and self._is_standard(rewrite.selector) else chosen
            there = _packets(outside, None, services.ONLY_TCP)
            return self._vague(rewrite, Way.DESTINATION, turned, there, target, own, doubts)
        if rewrite.inside:
            back = _packets(inside, outside, None)
            return self._vague(rewrite, Way.SOURCE, chosen, back, target, own, doubts)
        return self._vague(rewrite, Way.SOURCE, chosen, _packets(outside, None, None), target, own, doubts)

    def _chosen(self, rewrite: Rewrite) -> VaguePackets:
        if rewrite.kind == "route-map":
            return self.route_maps.packets(rewrite.selector)
        acl = self.acls.find(rewrite.selector, 4)
        if acl is None:
            return VaguePackets.unknown(reasons.no_such(reasons.ACCESS_LIST, rewrite.selector))
        return lists.permitted(acl)

    def _is_standard(self, name: str) -> bool:
        return self.acls.is_standard(name)

    def _vague(
        self,
        rewrite: Rewrite,
        way: Way,
        chosen: VaguePackets,
        limits: tuple[Packets, ...],
        target: Addresses | None,
        own: bool,
        doubts: list[Text],
    ) -> Translation:
        found = chosen & VaguePackets.known(*limits) if limits else VaguePackets()
        matches, doubt = lists.possible(found)
        every = [*doubts, *((doubt,) if doubt else ())]
        return replace(_made(rewrite, way, matches, target, None, every), interface_address=own, one_to_one=False)

    def _address_of(self, name: str, doubts: list[Text]) -> tuple[Addresses | None, bool]:
        """The address of an interface, or whether it is one that the device gets from elsewhere."""
        port: Port | None = self.ports.find(name)
        if port is None:
            doubts.append(reasons.no_such(reasons.INTERFACE, name))
            return None, False
        if port.unnumbered:
            port = self.ports.find(port.unnumbered) or port
        if port.v4 is not None:
            return Addresses.of(port.v4.ip), False
        if not port.dynamic_address or self._roles["outside"] != 1:
            doubts.append(reasons.by_name(name))
        return None, port.dynamic_address


def _packets(
    into: Sequence[str],
    out: Sequence[str] | None,
    protocols: Intervals | None,
    *,
    source: Addresses | None = EVERY_V4,
    destination: Addresses | None = EVERY_V4,
    source_ports: Intervals | None = None,
    destination_ports: Intervals | None = None,
) -> tuple[Packets, ...]:
    """Packets from some interfaces; none when there are no interfaces with the role."""
    if not into or (out is not None and not out):
        return ()
    every = Packets()
    return (
        Packets(
            source=source or EVERY_V4,
            destination=destination or EVERY_V4,
            protocols=protocols or every.protocols,
            source_ports=source_ports or every.source_ports,
            destination_ports=destination_ports or every.destination_ports,
            in_interfaces=Names.among(*into),
            out_interfaces=Names.among(*out) if out is not None else every.out_interfaces,
        ),
    )


def _turned(packets: VaguePackets) -> VaguePackets:
    """A standard list names destinations here."""
    return VaguePackets(lists.mirrored(packets.sure), lists.mirrored(packets.possible), packets.doubts)


def _made(
    rewrite: Rewrite,
    way: Way,
    matches: tuple[Packets, ...],
    to: Addresses | None,
    to_ports: Intervals | None,
    doubts: Sequence[Text],
) -> Translation:
    return Translation(
        line=rewrite.statement.line,
        text=rewrite.statement.text,
        way=way,
        matches=matches,
        to=to,
        to_ports=to_ports,
        one_to_one=rewrite.kind == "static",
        doubt=all_doubts(doubts) if doubts else None,
    )


def _differs(one: Translation, other: Translation) -> bool:
    return (one.to, one.to_ports, one.interface_address) != (other.to, other.to_ports, other.interface_address)


def _meet(one: Sequence[Packets], other: Sequence[Packets]) -> bool:
    return len(one) * len(other) > 10_000 or any(a & b for a in one for b in other)
