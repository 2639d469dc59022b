"""Security policies: for each pair of zones, then global ones, then the default policy.

The first policy of the pair that matches decides; when none does, the global policies are asked, and then the default
policy, which denies when nothing is said. A policy knows addresses after translation of destinations and before
translation of sources. Packets of a session that exists are not looked at again, and a first TCP packet must be a SYN
unless `no-syn-check` is set. Source: Junos OS Security Policies User Guide, "Security Policies Overview", "Global
Security Policies", "Unified Security Policies"; Junos OS Flow-Based and Packet-Based Processing User Guide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V6, Addresses, Intervals
from keur.observe.firewalls.juniper.addresses import AddressBooks
from keur.observe.firewalls.juniper.applications import Applications
from keur.observe.firewalls.juniper.interfaces import Zones
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    ACK,
    EVERY_STATE,
    FIN,
    RST,
    SYN,
    TCP,
    Action,
    Chain,
    Effect,
    Packets,
    Rule,
    State,
)
from keur.observe.firewalls.vague import ANY_PACKETS, VagueAddresses, VaguePackets, rules
from keur.plant.model import Text

CHAIN = "security policies"
SELF_CHAIN = "security policies to-zone junos-host"
SELF_ZONE = "junos-host"

_DECISIONS = {"permit": Action.ACCEPT, "deny": Action.DROP, "reject": Action.DROP}
_MANDATORY = ("source-address", "destination-address", "application")
_ADDRESSING = {*_MANDATORY, "source-address-excluded", "destination-address-excluded", "from-zone", "to-zone"}
_BESIDE = {"apply-macro", "description"}
_PERMIT_BESIDE = {"application-services", "services-offload", "tcp-options", "tunnel", "description"}
_AROUND = {"policy-rematch", "policy-stats", "traceoptions", "unified-policy", "lookup-domain-only"}
_OPEN = frozenset({State.ESTABLISHED})
_NO_SYN = Intervals.of(*(value for value in range(256) if not value & SYN))
_ODD_SYN = Intervals.of(*(value for value in range(256) if value & SYN and value & (ACK | RST | FIN)))
_SCHEDULER = Text(nl="tijdschema", en="scheduler")
_LACKING = Text(nl="de voorwaarden van de regel zijn niet volledig", en="the policy's conditions are not complete")


@dataclass(slots=True)
class Policies:
    root: Node
    ledger: Ledger
    zones: Zones
    books: AddressBooks
    applications: Applications
    chains: dict[str, Chain] = field(default_factory=dict)

    def read(self) -> None:
        """Makes the chains of all pairs, of the global policies, and of what holds for the firewall itself."""
        top = self.root.at("security", "policies")
        calls: list[Rule] = []
        own: list[Rule] = []
        for pair in top.below("from-zone") if top is not None else ():
            for other in pair.below("to-zone"):
                call = self._pair(pair, other)
                (own if other.word == SELF_ZONE else calls).append(call)
        if top is not None:
            calls.extend(self._global(top))
            for part in top.active():
                if part.word not in ("from-zone", "global", "default-policy", "pre-id-default-policy", *_AROUND):
                    self.ledger.gap(part.line, part.text(), reasons.not_known(part.word), Effect.EVERYTHING)
        everything = (*session_rules(self.root), *self._ipv6(), *calls, self._default(top))
        self.chains[CHAIN] = Chain(CHAIN, everything, Action.DROP)
        self.chains[SELF_CHAIN] = Chain(SELF_CHAIN, (*session_rules(self.root), *own), Action.ACCEPT)

    def _pair(self, pair: Node, other: Node) -> Rule:
        name = f"from-zone {pair.word} to-zone {other.word}"
        into = other.word == SELF_ZONE
        found = [
            rule for node in _policies(other) for rule in self._policy(node, pair.word, "" if into else other.word)
        ]
        if into:
            # What becomes of packets for the firewall that none of these policies is about, documents do not say.
            why = reasons.not_modelled(name)
            found.append(Rule(other.line, name, (Packets(),), Action.UNKNOWN, doubt=why))
        self._cut(other, found)
        self.chains[name] = Chain(name, tuple(found), None, other.line)
        matches = self._between(pair, other, into)
        return Rule(other.line, name, (matches,), Action.JUMP, target=name)

    def _cut(self, context: Node, found: list[Rule]) -> None:
        for part in context.active():
            if part.word not in ("policy", *_BESIDE):
                why = reasons.not_known(part.word)
                self.ledger.gap(part.line, part.text(), why)
                found.insert(0, Rule(part.line, part.text(), (Packets(),), Action.UNKNOWN, doubt=why))

    def _between(self, pair: Node, other: Node, into: bool) -> Packets:
        for node in (pair, other):
            if node.word not in self.zones.nodes and node.word not in (SELF_ZONE, "any"):
                self.ledger.gap(node.line, node.word, reasons.no_such(reasons.ZONE, node.word), Effect.RULE)
        coming = Packets(in_interfaces=self.zones.names(pair.word)) if pair.word != "any" else Packets()
        if into:
            return coming
        return replace(coming, out_interfaces=self.zones.names(other.word))

    def _global(self, top: Node) -> Iterator[Rule]:
        context = top.at("global")
        if context is None:
            return
        found: list[Rule] = []
        for node in _policies(context):
            for rule in self._policy(node, "", ""):
                found.append(rule)
        self._cut(context, found)
        self.chains["global"] = Chain("global", tuple(found), None, context.line)
        within = self.zones.all_names()
        matches = Packets(in_interfaces=within, out_interfaces=within)
        yield Rule(context.line, "global", (matches,), Action.JUMP, target="global")

    def _default(self, top: Node | None) -> Rule:
        within = self.zones.all_names()
        matches = (Packets(in_interfaces=within, out_interfaces=within),)
        said = top.at("default-policy") if top is not None else None
        chosen = said.last("permit-all", "deny-all") if said is not None else None
        if chosen is None:
            return Rule(0, "default-policy deny-all", matches, Action.DROP, name="default-policy")
        action = Action.ACCEPT if chosen.word == "permit-all" else Action.DROP
        return Rule(chosen.line, f"default-policy {chosen.word}", matches, action, name="default-policy")

    def _ipv6(self) -> Iterator[Rule]:
        """Older releases drop all IPv6 unless told to look at it; newer ones do not."""
        mode = self.root.value("security", "forwarding-options", "family", "inet6", "mode")
        six = (Packets(source=EVERY_V6, destination=EVERY_V6),)
        if mode == "drop":
            line = self.root.at("security", "forwarding-options", "family", "inet6", "mode")
            yield Rule(line.line if line else 0, "family inet6 mode drop", six, Action.DROP)
        elif mode == "":
            why = reasons.not_modelled("family inet6 mode")
            yield Rule(0, "family inet6 mode", six, Action.DROP, doubt=why)

    # One policy

    def _policy(self, node: Node, from_zone: str, to_zone: str) -> Iterator[Rule]:
        match, then = node.at("match"), node.at("then")
        packets = VaguePackets.unknown(_LACKING) if match is None else self._match(node, match, from_zone, to_zone)
        if match is None:
            self.ledger.gap(node.line, node.text(), _LACKING)
        action, doubt, further = self._then(node, then)
        rule = Rule(
            node.line,
            f"policy {node.text()}",
            (),
            action,
            name=node.word,
            doubt=doubt,
            enabled=not node.inactive,
            log=then is not None and "log" in then,
            comment=node.value("description"),
        )
        for part in node.active():
            if part.word == "scheduler-name":
                rule = self._scheduled(rule, part)
            elif part.word not in ("match", "then", *_BESIDE):
                why = reasons.not_known(part.word)
                self.ledger.gap(part.line, part.text(), why)
                rule = replace(rule, doubt=why)
        if further is not None:
            packets &= further
        for number, one in enumerate(rules(rule, packets)):
            yield replace(one, name="") if number else one

    def _match(self, node: Node, match: Node, from_zone: str, to_zone: str) -> VaguePackets:
        sources = self._side(match, "source", from_zone)
        destinations = self._side(match, "destination", to_zone)
        names = match.values("application")
        services = self.applications.resolve(names) if names else ANY_PACKETS
        self._tell_undefined(match, "application", "")
        packets = _reaching(services, sources, destinations)
        if "from-zone" in match or "to-zone" in match:
            packets &= self._zones(match)
        for part in match.active():
            if part.word == "dynamic-application":
                wanted = [one.word for one in part.active() if one.word not in ("any", "none")]
                if len(wanted) == len(list(part.active())):
                    packets &= VaguePackets.known(Packets(applications=frozenset(wanted)))
            elif part.word in ("source-identity", "source-end-user-profile", "url-category", "source-l3vpn-vrf-group"):
                if part.values() not in (["any"], ["none"]):
                    packets &= self._doubt(part, reasons.not_modelled(part.word))
            elif part.word not in _ADDRESSING and part.word not in _BESIDE:
                packets &= self._doubt(part, reasons.not_known(part.word))
        lacking = [word for word in _MANDATORY if word not in match]
        if lacking and not (lacking == ["application"] and "dynamic-application" in match):
            self.ledger.gap(node.line, " ".join(lacking), _LACKING)
            packets = VaguePackets((), packets.possible, (*packets.doubts, _LACKING))
        return packets

    def _side(self, match: Node, side: str, zone: str) -> VagueAddresses:
        names = match.values(f"{side}-address")
        found = self.books.resolve(names or ["any"], zone)
        self._tell_undefined(match, f"{side}-address", zone)
        if f"{side}-address-excluded" not in match:
            return found
        others = found.complement()
        if found.possible.v6 or not found.possible.v4:
            return others
        # A list of IPv4 addresses only: whether IPv6 is outside it, documents do not say.
        why = reasons.not_modelled(f"{side}-address-excluded")
        return VagueAddresses(Addresses(v4=others.sure.v4), others.possible, (*others.doubts, why))

    def _tell_undefined(self, match: Node, word: str, zone: str) -> None:
        """Names that nobody defines are gaps where the policy names them."""
        for node in match.below(word):
            if word == "application":
                known, found = self.applications.defined(node.word), self.applications.named(node.word).doubts
            else:
                known, found = self.books.defined(node.word, zone), self.books.named(node.word, zone).doubts
            if not known and found:
                self.ledger.gap(node.line, f"{word} {node.word}", found[0])

    def _zones(self, match: Node) -> VaguePackets:
        """Of global policies: the zones that they are limited to."""
        box = Packets()
        coming, going = match.values("from-zone"), match.values("to-zone")
        if coming and "any" not in coming:
            boxes = [Packets(in_interfaces=self.zones.names(zone)) for zone in coming]
        else:
            boxes = [box]
        if going and "any" not in going:
            boxes = [replace(one, out_interfaces=self.zones.names(zone)) for one in boxes for zone in going]
        for node in [*match.below("from-zone"), *match.below("to-zone")]:
            if node.word not in self.zones.nodes and node.word not in ("any", SELF_ZONE):
                self.ledger.gap(node.line, node.word, reasons.no_such(reasons.ZONE, node.word))
        return VaguePackets.known(*boxes)

    def _doubt(self, node: Node, why: Text) -> VaguePackets:
        self.ledger.gap(node.line, node.text(), why)
        return VaguePackets.unknown(why)

    def _then(self, node: Node, then: Node | None) -> tuple[Action, Text | None, VaguePackets | None]:
        """What becomes of the packets, a doubt about it, and packets to which `permit` limits it."""
        chosen = then.last(*_DECISIONS) if then is not None else None
        further: VaguePackets | None = None
        if then is None or chosen is None:
            self.ledger.gap(node.line, node.text(), _LACKING)
            return Action.UNKNOWN, _LACKING, further
        doubt: Text | None = None
        for part in then.active():
            if part.word not in (*_DECISIONS, "log", "count", *_BESIDE):
                doubt = reasons.not_known(part.word)
                self.ledger.gap(part.line, part.text(), doubt)
        if chosen.word == "permit":
            for part in chosen.active():
                one = self._limit(part)
                if one is not None:
                    further = one if further is None else further & one
        return _DECISIONS[chosen.word], doubt, further

    def _limit(self, part: Node) -> VaguePackets | None:
        """Packets to which a part of `permit` limits it."""
        if part.word == "destination-address":
            if "drop-translated" in part or "drop-untranslated" in part:
                return VaguePackets.known(Packets(translated="drop-untranslated" in part))
            return self._doubt(part, reasons.not_known(part.text()))
        if part.word == "firewall-authentication":
            return self._doubt(part, reasons.not_modelled(part.word))
        return None if part.word in _PERMIT_BESIDE else self._doubt(part, reasons.not_known(part.word))

    def _scheduled(self, rule: Rule, part: Node) -> Rule:
        name = "" if (last := part.last()) is None else last.word
        entry = self.root.at("schedulers", "scheduler", name)
        if entry is None:
            why = reasons.no_such(_SCHEDULER, name)
            self.ledger.gap(part.line, part.text(), why)
            return replace(rule, doubt=why, schedule=name)
        days = [one.word for one in entry.active() if one.word not in ("start-date", "stop-date", *_BESIDE)]
        words = [one.word for path in entry.statements() for one in path]
        since, until = (_date(_behind(words, word)) for word in ("start-date", "stop-date"))
        if since is None and until is None and not days:
            days = [name]
        return replace(rule, since=since, until=until, schedule=name if days else "")


def _reaching(services: VaguePackets, sources: VagueAddresses, destinations: VagueAddresses) -> VaguePackets:
    """The packets of services (which say nothing of addresses) between some addresses."""
    doubts = tuple(dict.fromkeys((*sources.doubts, *destinations.doubts, *services.doubts)))
    return VaguePackets(
        tuple(replace(box, source=sources.sure, destination=destinations.sure) for box in services.sure),
        tuple(replace(box, source=sources.possible, destination=destinations.possible) for box in services.possible),
        doubts,
    )


def _policies(context: Node) -> Iterator[Node]:
    """The policies of a context in order, also those that are inactive."""
    holder = context.children.get("policy")
    if holder is not None and not holder.inactive:
        yield from holder.children.values()


def _behind(words: list[str], word: str) -> str:
    """The word behind another one; the two dates may stand on one line."""
    at = words.index(word) + 1 if word in words else len(words)
    return words[at] if at < len(words) else ""


def _date(word: str) -> dt.date | None:
    """`2026-03-01.08:00`; without a year it comes back every year, which is no date."""
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", word)
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def session_rules(root: Node) -> Iterator[Rule]:
    """What is decided before any policy is asked: packets of open sessions pass, first ones of TCP must be a SYN."""
    yield Rule(0, "session", (Packets(states=_OPEN),), Action.ACCEPT)
    why = reasons.not_modelled("alg")
    related = Packets(states=frozenset({State.RELATED}))
    yield Rule(0, "session", (related,), Action.ACCEPT, doubt=why)
    flow = root.at("security", "flow", "tcp-session")
    if flow is not None and "no-syn-check" in flow:
        return
    first = Packets(protocols=Intervals.of(TCP), states=EVERY_STATE - _OPEN)
    yield Rule(0, "tcp-session syn-check", (replace(first, flags=_NO_SYN),), Action.DROP)
    why = reasons.not_modelled("syn-check")
    yield Rule(0, "tcp-session syn-check", (replace(first, flags=_ODD_SYN),), Action.DROP, doubt=why)
