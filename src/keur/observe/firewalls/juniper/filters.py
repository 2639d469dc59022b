"""Firewall filters: stateless lists of terms, at the interfaces where they are applied.

A packet that no term decides about is discarded; a term that does not say what becomes of its packets accepts them; a
list of filters is one filter of all their terms. Source: Junos OS Routing Policies, Firewall Filters, and Traffic
Policers User Guide, "How Standard Firewall Filters Evaluate Packets", "Firewall Filter Terminating Actions",
"Firewall Filter Nonterminating Actions", "Multiple Firewall Filters Applied as a List".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6
from keur.observe.firewalls.juniper.interfaces import Interfaces, Unit
from keur.observe.firewalls.juniper.matching import Conditions
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Chain, Effect, Hook, Names, Packets, Rule, Stage
from keur.observe.firewalls.vague import VaguePackets, rules
from keur.plant.model import Text

_TERMINATING = {
    "accept": Action.ACCEPT,
    "discard": Action.DROP,
    "reject": Action.DROP,
    "routing-instance": Action.ACCEPT,
    "topology": Action.ACCEPT,
    "next-ip": Action.ACCEPT,
    "next-ip6": Action.ACCEPT,
    "next-interface": Action.ACCEPT,
    "logical-system": Action.UNKNOWN,
    "decapsulate": Action.UNKNOWN,
    "encapsulate": Action.UNKNOWN,
    "ipsec-sa": Action.UNKNOWN,
    "packet-mode": Action.UNKNOWN,
    "prefix-action": Action.UNKNOWN,
}
"""What becomes of packets. Those that are steered (`routing-instance`, `next-ip`) pass; their way is another matter."""
_BESIDE = {
    "count",
    "dont-fragment",
    "dscp",
    "forwarding-class",
    "hierarchical-policer",
    "load-balance",
    "log",
    "loss-priority",
    "policer",
    "policy-map",
    "port-mirror",
    "port-mirror-instance",
    "precedence",
    "sample",
    "service-accounting",
    "service-accounting-deferred",
    "service-filter-hit",
    "single-rate-three-color-policer",
    "syslog",
    "three-color-policer",
    "traffic-class",
    "two-rate-three-color-policer",
}
"""Actions after which a packet is still to be decided about. What goes over a policer's rate may be lost."""
_FILTER = Text(nl="filter", en="filter")
_EVERY = {4: EVERY_V4, 6: EVERY_V6}
FAMILIES = {"inet": 4, "inet6": 6}


@dataclass(slots=True)
class Filters:
    root: Node
    ledger: Ledger
    chains: dict[str, Chain] = field(default_factory=dict)
    steers: bool = False
    """Whether packets are sent another way than the routes say."""
    _known: dict[tuple[int, int], tuple[Rule, ...]] = field(default_factory=dict)

    def read_all(self) -> None:
        """Reads every filter of IP, also those that are applied nowhere."""
        for family in (*FAMILIES, "any"):
            for node in self.root.below("firewall", "family", family, "filter"):
                self._chain((node.word,), FAMILIES.get(family, 4))
        for node in self.root.below("firewall", "filter"):
            self._chain((node.word,), 4)

    def hooks(self, interfaces: Interfaces) -> Iterator[Hook]:
        """Where filters are applied: at the way in before anything else, at the way out after everything else."""
        for unit in interfaces.units.values():
            for family, version in FAMILIES.items():
                for direction in ("input", "output"):
                    names = _applied(unit.node, family, direction)
                    if names and unit.enabled:
                        yield from self._hook(unit, names, version, direction, interfaces)

    def _hook(
        self, unit: Unit, names: tuple[str, ...], version: int, direction: str, interfaces: Interfaces
    ) -> Iterator[Hook]:
        chain = self._chain(names, version)
        every = _EVERY[version]
        packets = Packets(source=every, destination=every)
        if unit.physical.word == "lo0":
            if direction == "input":
                yield Hook(chain, Stage.LOCAL, replace(packets, in_interfaces=_served(unit, interfaces, version)))
            return
        if direction == "output":
            yield Hook(chain, Stage.AFTER_TRANSLATION, replace(packets, out_interfaces=Names.among(unit.name)))
            return
        coming = replace(packets, in_interfaces=Names.among(unit.name))
        yield Hook(chain, Stage.BEFORE_TRANSLATION, coming, original=True)
        yield Hook(chain, Stage.LOCAL, coming, original=True)

    def _chain(self, names: tuple[str, ...], version: int) -> str:
        """The name of the chain of a filter, or of several in a row."""
        family = "inet" if version == 4 else "inet6"
        key = f"{family} filter {' '.join(names)}"
        if key in self.chains:
            return key
        found: list[Rule] = []
        line = 0
        for name in names:
            node = self._filter(name, family)
            if node is None:
                why = reasons.no_such(_FILTER, name)
                found.append(Rule(0, f"filter {name}", (Packets(),), Action.UNKNOWN, doubt=why))
                continue
            line = line or node.line
            prefix = f"{name} " if len(names) > 1 else ""
            found.extend(replace(rule, name=rule.name and prefix + rule.name) for rule in self._read(node, version))
        self.chains[key] = Chain(key, tuple(found), Action.DROP)
        return key

    def _filter(self, name: str, family: str) -> Node | None:
        found = self.root.at("firewall", "family", family, "filter", name)
        if found is None and family == "inet":
            found = self.root.at("firewall", "filter", name)
        return found if found is not None else self.root.at("firewall", "family", "any", "filter", name)

    def _read(self, node: Node, version: int) -> tuple[Rule, ...]:
        found = self._known.get((id(node), version))
        if found is None:
            found = self._known[id(node), version] = tuple(self._rules(node, version))
        return found

    def _rules(self, node: Node, version: int) -> Iterator[Rule]:
        conditions = Conditions(self.root, version, lambda part, why: self.ledger.gap(part.line, part.text(), why))
        for part in node.children.values():
            if part.word == "term":
                for term in part.children.values():
                    enabled = not (term.inactive or part.inactive)
                    for rule in self._term(term, conditions):
                        yield rule if enabled else replace(rule, enabled=False)
            elif part.word not in _BESIDE_FILTER and not part.inactive:
                self.ledger.gap(part.line, part.text(), reasons.not_known(part.word))
                yield Rule(part.line, part.text(), (Packets(),), Action.UNKNOWN, doubt=reasons.not_known(part.word))

    def _term(self, term: Node, conditions: Conditions) -> Iterator[Rule]:
        told = len(self.ledger.gaps)
        base = term.at("from")
        packets = VaguePackets.known(conditions.family) if base is None else conditions.of(base)
        then = term.at("then")
        action, doubt = (Action.ACCEPT, None) if then is None else self._action(then)
        for part in term.active():
            if part.word not in ("from", "then"):
                # `filter`: another one within this one, and whatever a term may hold besides.
                doubt = reasons.not_modelled(part.word) if part.word == "filter" else reasons.not_known(part.word)
                action = Action.UNKNOWN
                self.ledger.gap(part.line, part.text(), doubt)
        rule = Rule(
            term.line,
            f"term {term.text()}",
            (),
            action,
            name=term.word,
            doubt=doubt,
            log=then is not None and ("log" in then or "syslog" in then),
            stateless=True,
        )
        for number, one in enumerate(rules(rule, packets)):
            if one.doubt is not None and len(self.ledger.gaps) == told:
                self.ledger.gap(term.line, term.text(), one.doubt)
            # A name counts once in a chain: of a rule in two parts, the part in doubt goes without.
            yield replace(one, name="") if number else one

    def _action(self, then: Node) -> tuple[Action, Text | None]:
        ending = then.last(*_TERMINATING)
        action = Action.ACCEPT if ending is None else _TERMINATING[ending.word]
        doubt: Text | None = None
        if ending is not None and action is Action.UNKNOWN:
            doubt = reasons.not_modelled(ending.word)
            self.ledger.gap(ending.line, ending.text(), doubt)
        self.steers |= ending is not None and ending.word not in ("accept", "discard", "reject")
        for part in then.active():
            if part.word == "next" and ending is None:
                action = Action.CONTINUE
            elif part.word not in _BESIDE and part.word not in _TERMINATING and part.word != "next":
                doubt = reasons.not_known(part.word)
                self.ledger.gap(part.line, part.text(), doubt)
                action = Action.UNKNOWN
        return action, doubt


_BESIDE_FILTER = {
    "accounting-profile",
    "description",
    "enhanced-mode",
    "fast-filter-lookup",
    "filter-list-template",
    "instance-shared",
    "interface-shared",
    "interface-specific",
    "no-shared",
    "physical-interface-filter",
}


def _applied(node: Node, family: str, direction: str) -> tuple[str, ...]:
    """The filters of an interface; the later of `input` and `input-list` holds."""
    place = node.at("family", family, "filter")
    chosen = place.last(direction, f"{direction}-list") if place is not None else None
    if chosen is None:
        return ()
    if chosen.word == direction:
        found = chosen.last()
        return () if found is None else (found.word,)
    return tuple(one.word for one in chosen.active())


def _served(unit: Unit, interfaces: Interfaces, version: int) -> Names:
    """The interfaces whose packets for the firewall a filter of `lo0` looks at: those of its routing instance. An
    instance without such a filter shares that of the main one."""
    if unit.instance:
        return interfaces.of_instance(unit.instance) or Names()
    family = "inet" if version == 4 else "inet6"
    apart = {
        other.instance
        for other in interfaces.units.values()
        if other.physical.word == "lo0" and other.instance and _applied(other.node, family, "input")
    }
    return Names.but(*(name for instance in apart for name in interfaces.instances[instance]))


def undefined_filters(filters: Filters, interfaces: Interfaces, ledger: Ledger) -> None:
    """Says which filters are applied and not defined. Junos does not take such a configuration."""
    for unit in interfaces.units.values():
        for family in FAMILIES:
            for word in ("input", "input-list", "output", "output-list"):
                for node in unit.node.below("family", family, "filter", word):
                    if filters._filter(node.word, family) is None:
                        ledger.gap(node.line, f"{word} {node.word}", reasons.no_such(_FILTER, node.word), Effect.RULE)
