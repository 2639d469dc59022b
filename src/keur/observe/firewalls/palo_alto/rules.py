"""Security rules of PAN-OS to rules, and what else of its rulebases may drop packets.

Sources: PAN-OS Administrator's Guide, "Security Policy" ("Components of a Security Policy Rule": universal, intrazone
and interzone rules; the first rule that fits decides; sessions are logged at their end by default), "Virtual Systems",
"DoS Protection Policy Rules" and "Authentication Policy"; PAN-OS Web Interface Help, "Policies > Application Override":
of traffic that such a rule is for, the application is the one that it names, whatever the traffic is. Security profiles
look for threats in what a rule has let through, and are no reason for a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product as pairs

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import TCP, UDP, Action, Names, Packets, Rule
from keur.observe.firewalls.palo_alto.addresses import AddressBook
from keur.observe.firewalls.palo_alto.reading import Notes, port_set, reasons_together
from keur.observe.firewalls.palo_alto.schedules import when
from keur.observe.firewalls.palo_alto.scopes import Level
from keur.observe.firewalls.palo_alto.services import ServiceBook
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.palo_alto.zones import Domain, Network, VagueNames
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets, rules
from keur.plant.model import Text

_ACTIONS = {
    "allow": Action.ACCEPT,
    "deny": Action.DROP,
    "drop": Action.DROP,
    "reset-client": Action.DROP,
    "reset-server": Action.DROP,
    "reset-both": Action.DROP,
}
_CONDITIONS = (
    "source-user",
    "destination-user",
    "category",
    "source-hip",
    "destination-hip",
    "hip-profiles",
    "source-imsi",
    "source-imei",
    "nw-slice",
    "source-sgt",
    "destination-sgt",
    "source-device",
    "destination-device",
)
"""Conditions that are not in a packet as keur has it; `any` switches each off."""
_PROTOCOLS = {"tcp": TCP, "udp": UDP}

Ways = tuple[tuple[Names, Names], ...]
"""Interfaces where packets come in and go out, pair by pair."""


@dataclass(frozen=True, slots=True)
class VagueWays:
    sure: Ways
    possible: Ways
    doubts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """What the rules of one level can name."""

    level: Level
    addresses: AddressBook
    services: ServiceBook


@dataclass(slots=True)
class RuleReader:
    """Reads the rules of one virtual system."""

    notes: Notes
    network: Network
    domain: Domain

    def security(self, books: Books) -> list[Rule]:
        """The security rules of one level."""
        found: list[Rule] = []
        for node in books.level.rules.at("security", "rules").children.values():
            self.notes.muted = node.is_yes("disabled")
            found.extend(self._security(books, node))
            self.notes.muted = False
        return found

    def _security(self, books: Books, node: Node) -> list[Rule]:
        doubts = [*node.odd, *self._conditions(node)]
        time = when(self.notes, books.level, node)
        doubts.extend(time.doubts)
        kind = node.value("rule-type") or "universal"
        ways = self._ways(node, kind)
        packets = combined(
            ways, books.addresses.of_rule(node, "source"), books.addresses.of_rule(node, "destination"),
            books.services.of_rule(node), doubts,
        )  # fmt: skip
        action = _ACTIONS.get(node.value("action"), Action.UNKNOWN)
        if action is Action.UNKNOWN:
            why = reasons.wrong(node.value("action")) if node.has("action") else reasons.missing("action")
            self.notes.doubt(node.at("action"), node.text(), why)
        drops = action is Action.DROP
        base = Rule(
            node.line,
            node.text("uuid", "description", "tag", "profile-setting", "log-setting"),
            (),
            action,
            name=node.name,
            enabled=not node.is_yes("disabled"),
            log=node.value("log-end") != "no" or node.is_yes("log-start"),
            comment=node.value("description"),
            since=time.first_day(whole=drops),
            until=time.last_day(whole=drops),
            schedule=time.hours,
        )
        return rules(base, packets)

    def _conditions(self, node: Node) -> Iterator[Text]:
        for key in _CONDITIONS:
            names = node.values(key)
            if names and names != ("any",):
                text = f"{key} {' '.join(names)}"
                yield self.notes.doubt(node.at(key), text, reasons.not_modelled(text))
        if node.has("target") and node.at("target").children:
            devices = node.values("target", "devices")
            if devices or node.is_yes("target", "negate"):
                yield self.notes.doubt(node.at("target"), node.at("target").text(), reasons.not_modelled("target"))

    def _ways(self, node: Node, kind: str) -> VagueWays:
        sources = self.network.named(self.domain, node.at("from"))
        if kind == "intrazone":
            zones = self._zones(node.at("from"))
            own = [names for name, names in zones.items() if name not in self.domain.external]
            same = tuple((Names.among(*names), Names.among(*names)) for names in own)
            possible = ((Names(), Names()),) if sources.doubts else same
            return VagueWays(same, possible, sources.doubts)
        targets = self.network.named(self.domain, node.at("to"))
        doubts = (*sources.doubts, *targets.doubts)
        if kind == "interzone":
            sure = tuple(self._between(node))
            return VagueWays(sure, ((sources.possible, targets.possible),) if doubts else sure, doubts)
        if kind != "universal":
            doubts = (*doubts, self.notes.doubt(node.at("rule-type"), node.text(), reasons.not_known(kind)))
            return VagueWays((), ((Names(), Names()),), doubts)
        return VagueWays(((sources.sure, targets.sure),), ((sources.possible, targets.possible),), doubts)

    def _zones(self, node: Node) -> dict[str, tuple[str, ...]]:
        """The zones that stand in a word, with their interfaces."""
        every = [*self.domain.zones, *self.domain.external]
        names = every if node.has("any") else [name for name in node.children if name in every]
        return {name: self.network.members(self.domain, name) or () for name in names}

    def _between(self, node: Node) -> Iterator[tuple[Names, Names]]:
        """From each zone to all others."""
        sources, targets = self._zones(node.at("from")), self._zones(node.at("to"))
        everywhere = node.at("to").has("any")
        for name, members in sources.items():
            others = [one for other, ones in targets.items() if other != name for one in ones]
            into = Names.but(*members) if everywhere else Names.among(*others)
            yield Names.among(*members), into

    def dropping(self, books: Books) -> list[Rule]:
        """DoS rules that deny, and authentication rules: they may drop what security rules let through."""
        found: list[Rule] = []
        for node in books.level.rules.at("dos", "rules").children.values():
            if not node.is_yes("disabled") and not (node.has("action") and not node.has("action", "deny")):
                found.extend(self._dos(books, node))
        for node in books.level.rules.at("authentication", "rules").children.values():
            if not node.is_yes("disabled") and node.value("action") != "no-captive-portal":
                found.extend(self._authentication(books, node))
        return found

    def _dos(self, books: Books, node: Node) -> list[Rule]:
        doubts = [*node.odd, *self._conditions(node)]
        time = when(self.notes, books.level, node)
        doubts.extend(time.doubts)
        if not node.has("action"):
            doubts.append(self.notes.doubt(node, node.text(), reasons.missing("action")))
        sides = [self._dos_side(node.at(key)) for key in ("from", "to")]
        ways = VagueWays(
            ((sides[0].sure, sides[1].sure),),
            ((sides[0].possible, sides[1].possible),),
            (*sides[0].doubts, *sides[1].doubts),
        )
        service = books.services.of_names(node, node.at("service"), needed=False)
        packets = combined(
            ways, books.addresses.of_rule(node, "source"), books.addresses.of_rule(node, "destination"), service, doubts
        )
        base = Rule(node.line, node.text("uuid", "description"), (), Action.DROP, schedule=time.hours)
        return rules(replace(base, name=f"dos {node.name}"), packets)

    def _dos_side(self, node: Node) -> VagueNames:
        if node.has("interface"):
            names = Names.among(*node.values("interface"))
            return VagueNames(names, names)
        return self.network.named(self.domain, node.at("zone"))

    def _authentication(self, books: Books, node: Node) -> list[Rule]:
        """Whoever is not known yet has to log in first, where the traffic lets him."""
        why = self.notes.doubt(node, node.text("uuid", "description"), reasons.not_modelled("authentication"))
        sources, targets = (self.network.named(self.domain, node.at(key)) for key in ("from", "to"))
        ways = VagueWays((), ((sources.possible, targets.possible),))
        service = books.services.of_names(node, node.at("service"), needed=False)
        packets = combined(
            ways, books.addresses.of_rule(node, "source"), books.addresses.of_rule(node, "destination"), service, [why]
        )
        base = Rule(node.line, node.text("uuid", "description"), (), Action.DROP, name=f"authentication {node.name}")
        return rules(base, packets)

    def overrides(self, books: Books) -> list[tuple[str, Rule]]:
        """Application override rules: the application that each gives, and a rule with its packets."""
        found: list[tuple[str, Rule]] = []
        for node in books.level.rules.at("application-override", "rules").children.values():
            if node.is_yes("disabled"):
                continue
            doubts = [*node.odd, *self._conditions(node)]
            sources, targets = (self.network.named(self.domain, node.at(key)) for key in ("from", "to"))
            ways = VagueWays(
                ((sources.sure, targets.sure),),
                ((sources.possible, targets.possible),),
                (*sources.doubts, *targets.doubts),
            )
            service = self._override_service(node)
            packets = combined(
                ways,
                books.addresses.of_rule(node, "source"),
                books.addresses.of_rule(node, "destination"),
                service,
                doubts,
            )
            if not node.value("application"):
                self.notes.doubt(node, node.text(), reasons.missing("application"))
            base = Rule(node.line, node.text("uuid", "description"), (), Action.GOTO, name=node.name)
            found.extend((node.value("application"), rule) for rule in rules(base, packets))
        return found

    def _override_service(self, node: Node) -> VaguePackets:
        protocol = _PROTOCOLS.get(node.value("protocol"))
        try:
            ports = port_set(",".join(node.values("port")))
        except ValueError as error:
            return VaguePackets.unknown(self.notes.doubt(node, node.text(), reasons.wrong(str(error) or "port")))
        if protocol is None:
            return VaguePackets.unknown(self.notes.doubt(node, node.text(), reasons.missing("protocol")))
        return VaguePackets.known(Packets(protocols=Intervals.of(protocol), destination_ports=ports))

    def defaults(self, levels: Sequence[Level]) -> list[Rule]:
        """The two rules at the end: within a zone traffic passes, between zones it does not, unless they are changed.
        The firewall's own change goes before that of a device group, and that before the shared one (Panorama
        Administrator's Guide, "Device Group Policies")."""
        within = self._default(levels, "intrazone-default", Action.ACCEPT)
        boxes = tuple(
            Packets(in_interfaces=Names.among(*names), out_interfaces=Names.among(*names))
            for names in self.domain.zones.values()
        )
        between = self._default(levels, "interzone-default", Action.DROP)
        return [replace(within, matches=tuple(filter(None, boxes))), replace(between, matches=(Packets(),))]

    def _default(self, levels: Sequence[Level], name: str, action: Action) -> Rule:
        found = None
        local = [level for level in levels if not level.name]
        given = [level for level in levels if level.name.endswith("post")]
        for level in (*local, *given):
            node = level.rules.at("default-security-rules", "rules").children.get(name)
            if node is not None and found is None:
                found = node
        if found is None:
            return Rule(0, name, (), action, name=name, log=False)
        doubt = None
        if found.has("action"):
            action = _ACTIONS.get(found.value("action"), Action.UNKNOWN)
        if found.odd:
            doubt = reasons_together(found.odd)
        log = found.is_yes("log-end") or found.is_yes("log-start")
        return Rule(found.line, found.text("profile-setting"), (), action, name=name, log=log, doubt=doubt)


def combined(
    ways: VagueWays,
    sources: VagueAddresses,
    destinations: VagueAddresses,
    services: VaguePackets,
    doubts: Iterable[Text],
) -> VaguePackets:
    """All conditions of a rule together. With `doubts`, none of its packets are sure."""
    extra = tuple(doubts)
    every = tuple(dict.fromkeys((*extra, *ways.doubts, *sources.doubts, *destinations.doubts, *services.doubts)))
    sure = () if extra else _boxes(ways.sure, sources.sure, destinations.sure, services.sure)
    if not every:
        return VaguePackets(sure, sure)
    return VaguePackets(sure, _boxes(ways.possible, sources.possible, destinations.possible, services.possible), every)


def _boxes(ways: Ways, source: Addresses, destination: Addresses, services: Sequence[Packets]) -> tuple[Packets, ...]:
    if not (source and destination):
        return ()
    return tuple(
        Packets(
            source=source,
            destination=destination,
            protocols=service.protocols,
            source_ports=service.source_ports,
            destination_ports=service.destination_ports,
            in_interfaces=into,
            out_interfaces=out,
            applications=service.applications,
        )
        for (into, out), service in pairs(ways, services)
        if into and out
    )
