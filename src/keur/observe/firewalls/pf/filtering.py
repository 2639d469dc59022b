"""Rules for filtering to what pf makes of them, in order, and the chains of both directions.

pf asks its rules when a packet comes in, and again when it goes out, after translation of sources. The last rule that
matches has the word, unless one with `quick` matches before: so those with `quick` count in order, and after them the
others from the last to the first. Source: FreeBSD pf.conf(5), "PACKET FILTERING" (`quick`, `flags`) and "STATEFUL
FILTERING".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import FLAGS, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    Action,
    Chain,
    Effect,
    Names,
    Packets,
    Rule,
    State,
)
from keur.observe.firewalls.pf import values
from keur.observe.firewalls.pf.forms import NOT_READ, OPNSENSE, PFSENSE, RuleForm, Side
from keur.observe.firewalls.pf.interfaces import NO_DEVICE, Interfaces
from keur.observe.firewalls.pf.lines import not_read
from keur.observe.firewalls.pf.sides import Sides
from keur.observe.firewalls.pf.values import NotAValue
from keur.observe.firewalls.pf.xml import Element
from keur.observe.firewalls.vague import VaguePackets, between, rules
from keur.plant.model import Text

IN, OUT = "in", "out"
_ACTIONS = {"pass": Action.ACCEPT, "block": Action.DROP, "reject": Action.DROP, "match": Action.CONTINUE}
_SWITCHED_OFF = Text(nl="of de regel aan staat, staat niet vast", en="whether the rule is switched on is not certain")
_EVERYWHERE = Text(
    nl="de regel noemt alleen interfaces die er niet zijn", en="the rule names only interfaces that are not there"
)


@dataclass(slots=True)
class Entry:
    """A rule of pf."""

    directions: tuple[str, ...]
    quick: bool
    rules: list[Rule]
    local: list[Rule] | None = None
    """The same for packets to the firewall itself, where that makes a difference."""


@dataclass(slots=True)
class Filtering:
    root: Element
    product: str
    ledger: Ledger
    interfaces: Interfaces
    sides: Sides
    entries: list[Entry] = field(default_factory=list)
    steers: bool = False
    """Whether packets are sent another way than the routes say."""
    _told: set[Text] = field(default_factory=set)
    """Reasons that stand in the ledger already, at the object that they are about."""
    _seen: int = 0

    def add(
        self,
        directions: tuple[str, ...],
        action: Action,
        packets: VaguePackets | Packets,
        text: str,
        *,
        quick: bool = True,
        line: int = 0,
    ) -> None:
        """Adds a rule that the product makes by itself."""
        vague = packets if isinstance(packets, VaguePackets) else VaguePackets.known(packets)
        if action is Action.ACCEPT:
            vague &= VaguePackets.known(Packets(flags=values.OPENING))
        self.entries.append(Entry(directions, quick, rules(Rule(line, text, (), action), vague)))

    def own(self, directions: tuple[str, ...], base: Packets, source: Side, destination: Side, text: str) -> None:
        """Adds a rule of the product's own that lets packets to the firewall's addresses in."""
        made: list[list[Rule]] = []
        for local in (False, True):
            self.sides.local = local
            packets = VaguePackets()
            for version in (4, 6):
                to = self.sides.addresses(destination, version, destination=True)
                packets |= between(self.sides.addresses(source, version), to)
            packets &= VaguePackets.known(base & Packets(flags=values.OPENING))
            made.append(rules(Rule(0, text, (), Action.ACCEPT), packets))
        self.entries.append(Entry(directions, True, made[0], made[1]))

    def user(self, form: RuleForm) -> None:
        """Adds a rule of the file."""
        rule, enabled, doubts = self._base(form)
        self.sides.local, self.sides.asked = False, False
        found = self._made(form, rule, enabled, doubts)
        self.sides.local = True
        local = self._made(form, rule, enabled, doubts) if self.sides.asked else None
        self.steers |= form.steered and enabled and rule.action is Action.ACCEPT
        self.entries.append(Entry(form.directions, form.quick, found, local))

    def _made(self, form: RuleForm, rule: Rule, enabled: bool, doubts: list[Text]) -> list[Rule]:
        packets = VaguePackets()
        for version in form.versions:
            packets |= self._packets(form, version)
        packets &= self._on(form)
        if form.options:
            why = reasons.not_modelled(form.options[0].name)
            self.ledger.gap(form.options[0].line, form.options[0].name, why)
            packets &= VaguePackets.unknown(why)
        for why in doubts:
            packets = VaguePackets((), packets.possible, (*packets.doubts, why))
        found = [replace(one, enabled=enabled) for one in rules(rule, packets)]
        self._told.update(gap.reason for gap in self.ledger.gaps[self._seen :])
        self._seen = len(self.ledger.gaps)
        if any(one.doubt is not None for one in found) and not self._told.issuperset(packets.doubts):
            self.ledger.gap(form.element.line, form.text(), found[-1].doubt or packets.doubts[0])
        return found

    def _base(self, form: RuleForm) -> tuple[Rule, bool, list[Text]]:
        doubts: list[Text] = []
        action = _ACTIONS.get(form.type)
        if action is None:
            doubts.append(reasons.not_known(form.type))
            action = Action.UNKNOWN if self.product == OPNSENSE else Action.ACCEPT
            self.ledger.gap(form.element.line, form.type, doubts[0])
        for element in form.unknown:
            doubts.append(reasons.not_known(element.name))
            self.ledger.gap(element.line, element.name, doubts[-1])
        for element in form.element.children:
            if element.name in NOT_READ:
                not_read(self.ledger, element.line, element.name)
        if form.disabled is None:
            doubts.append(_SWITCHED_OFF)
        known = {one.value("name") for one in self.root.below("schedules")}
        if form.schedule and form.schedule not in known:
            why = reasons.no_such(Text(nl="tijdschema", en="schedule"), form.schedule)
            self.ledger.gap(form.element.line, form.schedule, why, Effect.NONE)
        rule = Rule(
            form.element.line,
            form.text(),
            (),
            action,
            name=form.name,
            log=form.log,
            comment=form.comment,
            schedule=form.schedule if form.schedule in known else "",
            stateless=form.stateless,
        )
        return rule, not form.disabled and self._loaded(form, doubts), doubts

    def _loaded(self, form: RuleForm, doubts: list[Text]) -> bool:
        """Whether a rule is loaded at all: not when its interface is not enabled."""
        if form.floating or form.outside or not form.interfaces:
            return True
        found = self.interfaces.names(form.interfaces[0])
        if found is None:
            why = reasons.no_such(reasons.INTERFACE, form.interfaces[0])
            self.ledger.gap(form.element.line, form.interfaces[0], why)
            doubts.append(why)
            return True
        if not found[2]:
            doubts.append(NO_DEVICE)
        return found[1]

    def _on(self, form: RuleForm) -> VaguePackets:
        """Packets on the interfaces of a rule, in the directions that it looks at."""
        if not form.interfaces:
            return VaguePackets.known(Packets())
        found = [one for name in form.interfaces if (one := self.interfaces.names(name)) is not None]
        usable = [names for names, enabled, _ in found if enabled]
        if form.outside:
            listed = [name for names, _, _ in found for name in names.mentioned()]
            return VaguePackets.known(*_directed(form.directions, Names.but(*listed)))
        boxes = [box for names in usable for box in _directed(form.directions, names)]
        if form.floating and not boxes and self.product == PFSENSE:
            # pfSense leaves out what it does not know, and then the rule is on all interfaces.
            self.ledger.gap(form.element.line, ",".join(form.interfaces), _EVERYWHERE)
            return VaguePackets((), (Packets(),), (_EVERYWHERE,))
        return VaguePackets.known(*boxes)

    def _packets(self, form: RuleForm, version: int) -> VaguePackets:
        sources = self.sides.addresses(form.source, version)
        destinations = self.sides.addresses(form.destination, version, destination=True)
        line = form.element.line
        packets = self.sides.services(form.protocol, form.source, form.destination, version, line)
        packets &= between(sources, destinations)
        try:
            types = form.icmp.get(version, "")
            if types not in ("", "any") and form.protocol in ("icmp", "ipv6-icmp", "icmpv6"):
                packets &= VaguePackets.known(Packets(destination_ports=values.icmp_types(types, version)))
            packets &= VaguePackets.known(Packets(flags=self._flags(form)))
        except NotAValue as error:
            why = reasons.wrong(str(error))
            self.ledger.gap(line, str(error), why)
            packets = VaguePackets((), packets.possible, (*packets.doubts, why))
        return packets

    def _flags(self, form: RuleForm) -> Intervals:
        """TCP flags. A rule that keeps state looks for the opening of a connection unless it says otherwise; pfSense
        asks for that of every rule for TCP alone."""
        if form.protocol == "tcp" and form.any_flags:
            return FLAGS
        if form.protocol == "tcp" and form.flags is not None:
            return values.flags(*form.flags)
        keeps = form.type not in ("block", "reject", "match") and not form.stateless
        if keeps or (self.product == PFSENSE and form.protocol == "tcp"):
            return values.OPENING
        return FLAGS

    # Chains

    def chain(self, name: str, direction: str, *, local: bool = False) -> Chain:
        """What pf decides about packets of a direction, or about those to the firewall itself."""
        first = [_turned(one, direction) for one in self._of(direction, quick=True, local=local)]
        last = [_turned(one, direction) for one in reversed(list(self._of(direction, quick=False, local=local)))]
        open_now = Packets(states=frozenset({State.ESTABLISHED, State.RELATED}))
        state = Rule(0, "state", (open_now,), Action.ACCEPT)
        return Chain(name, tuple(_named_once([state, *first, *last])), Action.ACCEPT)

    def _of(self, direction: str, *, quick: bool, local: bool) -> Iterator[Rule]:
        for entry in self.entries:
            if direction in entry.directions and entry.quick is quick:
                found = entry.local if local and entry.local is not None else entry.rules
                # Of rules without `quick` the order is turned around; the two parts of one in doubt stay in theirs.
                yield from found if quick else reversed(found)


def _directed(directions: tuple[str, ...], names: Names) -> list[Packets]:
    """Boxes for each direction: the one that does not fit is left out later."""
    found = []
    if IN in directions:
        found.append(Packets(in_interfaces=names))
    if OUT in directions:
        found.append(Packets(out_interfaces=names))
    return found


def _turned(rule: Rule, direction: str) -> Rule:
    """A rule for both directions, as one of them meets it."""
    if direction == IN:
        matches = tuple(box for box in rule.matches if not box.out_interfaces.tests)
    else:
        matches = tuple(box for box in rule.matches if not box.in_interfaces.tests)
    return rule if len(matches) == len(rule.matches) else replace(rule, matches=matches)


def _named_once(found: list[Rule]) -> Iterator[Rule]:
    """Names count once in a chain."""
    told: set[str] = set()
    for rule in found:
        if rule.name in told:
            rule = replace(rule, name="")
        told.add(rule.name)
        yield rule
