"""The zone-based firewall of IOS: zones, zone pairs, and the policies on them.

Decided from the Zone-Based Policy Firewall Design and Application Guide (rules for applying zone-based policy) and the
Security Configuration Guide: Zone-Based Policy Firewalls (IOS XE, "Zone Pairs", "Default Zone"):

* interfaces in one zone reach each other, unless a zone pair names that zone on both sides;
* between zones nothing passes without a zone pair with a policy; between a zone and an interface without one nothing
  passes; interfaces without a zone are as if there were no firewall; `zone security default` makes a zone of them;
* packets to the device itself pass, unless a zone pair to `self` has a policy;
* a policy takes the first class that matches, `class-default` at the end drops, unless it says `pass`;
* `inspect` lets answers pass by themselves; `pass` looks at each packet alone;
* the firewall sees destinations after translation, and sources before it (both are inside local addresses).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import boxes, lists, services
from keur.observe.firewalls.cisco.groups import MOST_DOUBTS
from keur.observe.firewalls.cisco.ios.access import AccessLists
from keur.observe.firewalls.cisco.ios.protocols import INSPECTED
from keur.observe.firewalls.cisco.lists import certain
from keur.observe.firewalls.cisco.parsing import Words, number
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import ACK, EVERY_STATE, EVERYTHING, RST, SYN, Action, Effect, Packets, Rule, State
from keur.observe.firewalls.vague import MOST_BOXES, VaguePackets, rules
from keur.plant.model import Text

SELF = "self"
DEFAULT = "default"
DEEPEST = 16
"""Class maps within class maps that are followed."""

CLASS_MAP = Text(nl="klasse", en="class map")
POLICY_MAP = Text(nl="beleid", en="policy map")
ANSWERS = Text(
    nl="antwoorden horen alleen bij een verbinding die eerder is doorgelaten",
    en="answers belong to a connection only that was let through before",
)
NOT_OPENING = Text(
    nl="de inspectie volgt verbindingen vanaf hun eerste pakket",
    en="inspection follows connections from their first packet",
)
OPENING_FLAGS = Intervals.of(*(value for value in range(256) if value & SYN and not value & (ACK | RST)))
KNOWN_STATES = frozenset({State.NEW, State.ESTABLISHED, State.RELATED})
ANSWER_STATES = frozenset({State.ESTABLISHED, State.RELATED})
_NOT_TCP = services.ONLY_TCP.complement(0, 255)


@dataclass(slots=True)
class ClassMap:
    name: str
    matches_any: bool
    statement: Statement
    matches: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class PolicyClass:
    name: str
    statement: Statement
    action: str = ""
    log: bool = False
    doubt: Text | None = None


@dataclass(slots=True)
class Pair:
    name: str
    source: str
    destination: str
    line: int
    policy: str = ""
    policy_line: int = 0


@dataclass(slots=True)
class ZoneFirewall:
    ledger: Ledger
    acls: AccessLists
    zones: dict[str, int] = field(default_factory=dict)
    """Line of each zone."""
    pairs: list[Pair] = field(default_factory=list)
    policies: dict[str, list[PolicyClass]] = field(default_factory=dict)
    classes: dict[str, ClassMap] = field(default_factory=dict)
    port_maps: dict[str, list[Packets]] = field(default_factory=dict)
    _sets: dict[str, VaguePackets] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _reported: set[int] = field(default_factory=set)
    _rules: dict[str, list[Rule]] = field(default_factory=dict)
    """Of each policy, once it was asked."""

    def read_zone(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        self.zones[" ".join(statement.words[2:3])] = statement.line
        for child in statement.children:
            beside(self.ledger, child)

    def read_pair(self, statement: Statement) -> None:
        """`zone-pair security NAME source Z destination Z`."""
        words = statement.words
        understood(self.ledger, statement)
        match words[2:]:
            case [name, "source", source, "destination", destination]:
                pair = Pair(name, source, destination, statement.line)
            case _:
                not_understood(self.ledger, statement, Effect.EVERYTHING)
                return
        for child in statement.children:
            if child.words[:3] == ["service-policy", "type", "inspect"] and len(child.words) == 4:
                pair.policy, pair.policy_line = child.words[3], child.line
                understood(self.ledger, child)
            elif child.words[0] in ("description", "exit"):
                beside(self.ledger, child)
            else:
                not_understood(self.ledger, child, Effect.EVERYTHING)
        self.pairs.append(pair)

    def read_class(self, statement: Statement) -> None:
        """`class-map type inspect [match-any | match-all] NAME`; `match-all` unless it is said."""
        words = Words(statement.words, 3)
        how = words.accept("match-any", "match-all")
        name = words.peek()
        understood(self.ledger, statement)
        found = self.classes.setdefault(name, ClassMap(name, how == "match-any", statement))
        for child in statement.children:
            if child.words[0] in ("description", "exit"):
                beside(self.ledger, child)
            else:
                understood(self.ledger, child)
                found.matches.append(child)

    def read_policy(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        found = self.policies.setdefault(" ".join(statement.words[3:4]), [])
        for child in statement.children:
            match child.words:
                case ["class", "type", "inspect", name, *_] | ["class", name, *_]:
                    understood(self.ledger, child)
                    found.append(self._class_of(child, name))
                case ["description" | "exit", *_]:
                    beside(self.ledger, child)
                case _:
                    not_understood(self.ledger, child, Effect.RULE)
                    why = reasons.not_known(child.text)
                    found.append(PolicyClass("", child, doubt=why))

    def _class_of(self, statement: Statement, name: str) -> PolicyClass:
        found = PolicyClass(name, statement)
        for child in statement.children:
            match child.words:
                case ["inspect" | "pass" | "drop" as action, *rest]:
                    found.action, found.log = action, "log" in rest
                    understood(self.ledger, child)
                case ["police" | "exit", *_]:
                    beside(self.ledger, child)  # a limit on the rate
                case _:
                    found.doubt = reasons.not_modelled(child.text)
                    not_understood(self.ledger, child, Effect.RULE, found.doubt)
        return found

    def read_port_map(self, statement: Statement) -> None:
        """`ip port-map NAME port tcp 8080`, for all hosts or those of a list."""
        words = Words(statement.words, 2)
        name = words.take() if words else ""
        words.accept("port")
        protocols = services.protocol(words.accept("tcp", "udp") or "tcp-udp")
        rest = [word for word in words.rest() if word not in ("from", "to", "description")]
        found = [number(word, 65_535) for word in rest[:2]]
        if not rest or None in found or "list" in rest or protocols is None:
            not_understood(self.ledger, statement, Effect.RULE)
            self.port_maps.setdefault(name, []).append(EVERYTHING)
            return
        understood(self.ledger, statement)
        numbers = [one for one in found if one is not None]
        span = [(numbers[0], numbers[-1])] if "to" in statement.words else [(one, one) for one in numbers]
        self.port_maps.setdefault(name, []).append(Packets(protocols=protocols, destination_ports=Intervals(span)))

    def resolve_all(self) -> None:
        """Reads classes that nothing refers to as well, so that each line of theirs is accounted for."""
        for name in self.classes:
            self.packets(name)

    def _gap(self, statement: Statement, why: Text) -> None:
        if statement.line not in self._reported:
            self._reported.add(statement.line)
            self.ledger.gap(statement.line, statement.text, why)

    def packets(self, name: str) -> VaguePackets:
        """What a class map matches."""
        known = self._sets.get(name)
        if known is not None:
            return known
        found = self.classes.get(name)
        if found is None:
            return VaguePackets.unknown(reasons.no_such(CLASS_MAP, name))
        if name in self._open or len(self._open) >= DEEPEST:
            return VaguePackets.unknown(reasons.circular(CLASS_MAP, name))
        if not found.matches:
            return VaguePackets.unknown(reasons.empty(CLASS_MAP, name))
        self._open.append(name)
        result = self._matched(found)
        self._open.pop()
        self._sets[name] = result
        return result

    def _matched(self, found: ClassMap) -> VaguePackets:
        result: VaguePackets | None = None
        for statement in found.matches:
            one = self._match(statement)
            if one.doubts and not certain(one):
                self._gap(statement, one.doubts[0])
            joined = None if result is None else result | one if found.matches_any else result & one
            result = joined or one
            if len(result.possible) > MOST_BOXES:
                return VaguePackets.unknown(boxes.TOO_MANY)
        found_packets = result or VaguePackets()
        possible = services.merged(found_packets.possible)
        sure = possible if certain(found_packets) else services.merged(found_packets.sure)
        return VaguePackets(sure, possible, found_packets.doubts[:MOST_DOUBTS])

    def _match(self, statement: Statement) -> VaguePackets:
        match statement.words:
            case ["match", "protocol", name, *rest] if not rest or rest == ["signature"]:
                return self._protocol(name)
            case ["match", "access-group", "name", name] | ["match", "access-group", name]:
                found = [acl for acl in (self.acls.find(name, 4), self.acls.find(name, 6)) if acl is not None]
                if not found:
                    missing = reasons.empty if self.acls.is_known(name) else reasons.no_such
                    return VaguePackets.unknown(missing(reasons.ACCESS_LIST, name))
                result = lists.permitted(found[0])
                return result | lists.permitted(found[1]) if len(found) > 1 else result
            case ["match", "class-map", name]:
                return self.packets(name)
            case ["match", "any"]:
                return VaguePackets.known(EVERYTHING)
        return VaguePackets.unknown(reasons.not_known(statement.text))

    def _protocol(self, name: str) -> VaguePackets:
        added = tuple(self.port_maps.get(name, ()))
        known = INSPECTED.get(name)
        if EVERYTHING in added or (known is None and not added):
            return VaguePackets.unknown(reasons.not_modelled(name), *(known or ()), EVERYTHING)
        return VaguePackets.known(*(known or ()), *added)

    def policy_rules(self, pair: Pair) -> list[Rule]:
        """The rules of a zone pair's policy, in order. Without a policy there are none."""
        classes = self.policies.get(pair.policy)
        if pair.policy and classes is None:
            why = reasons.no_such(POLICY_MAP, pair.policy)
            self.ledger.gap(pair.policy_line, pair.policy, why)
            return [Rule(pair.policy_line, pair.policy, (EVERYTHING,), Action.UNKNOWN)]
        known = self._rules.get(pair.policy)
        if known is not None:
            return known
        found: list[Rule] = []
        for one in classes or ():
            packets = VaguePackets.known(EVERYTHING) if one.name == "class-default" else self.packets(one.name)
            if not one.name:
                packets = VaguePackets.unknown(one.doubt or reasons.not_known(one.statement.text))
            found.extend(self._class_rules(one, packets))
        self._rules[pair.policy] = found
        return found

    def _class_rules(self, one: PolicyClass, packets: VaguePackets) -> list[Rule]:
        """A class without an action is in doubt, unless it is `class-default`, which drops."""
        action = {"inspect": Action.ACCEPT, "pass": Action.ACCEPT, "drop": Action.DROP}.get(one.action)
        if action is None:
            action = Action.DROP if one.name == "class-default" and one.doubt is None else Action.UNKNOWN
        text = f"class {one.name} {one.action}".rstrip()
        line = one.statement.line
        if packets.doubts and not certain(packets):
            self._gap(one.statement, packets.doubts[0])
        rule = Rule(line, text, (), action, name=one.name, log=one.log, stateless=one.action == "pass")
        if one.doubt is not None:
            rule = replace(rule, doubt=one.doubt)
        if one.action == "inspect":
            return [
                *rules(rule, packets & _FOLLOWED),
                *rules(replace(rule, doubt=NOT_OPENING), packets & _NOT_FOLLOWED),
            ]
        return rules(rule, packets)


_FOLLOWED = VaguePackets.known(
    Packets(protocols=_NOT_TCP, states=KNOWN_STATES),
    Packets(protocols=services.ONLY_TCP, states=frozenset({State.NEW}), flags=OPENING_FLAGS),
    Packets(protocols=services.ONLY_TCP, states=ANSWER_STATES),
)
"""Packets that inspection surely takes: those that open a connection or belong to one."""
_NOT_FOLLOWED = VaguePackets.known(
    Packets(states=EVERY_STATE - KNOWN_STATES),
    Packets(protocols=services.ONLY_TCP, states=frozenset({State.NEW}), flags=OPENING_FLAGS.complement(0, 255)),
)
