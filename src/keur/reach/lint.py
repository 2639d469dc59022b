"""What is wrong with a rule list itself, whatever a plant declares: rules that never decide, decide nothing new, let
everything through, have outlived their date, or refuse without a word."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from keur.observe.firewalls.model import EVERYTHING, Action, Firewall, Packets, Rule, State
from keur.reach.book import Book, TooEntangled, Verdict
from keur.reach.engine import applications_of, interfaces_of
from keur.reach.packets import FIRST, Universe
from keur.reach.steps import NO_FILTER, Decision, Origin, Step, of_hooks


class Problem(StrEnum):
    NEVER_MATCHES = "never-matches"
    """No packet at all fits the rule."""
    SHADOWED = "shadowed"
    """Earlier rules decide about all its packets, about some of them differently."""
    REDUNDANT = "redundant"
    """Without the rule, the same would be decided."""
    ANY_ANY = "any-any"
    """It lets through everything from everywhere to everywhere, as far as packets get to it."""
    PAST_ITS_DATE = "past-its-date"
    """Its own date, or the one in its comment, has passed."""
    REFUSES_SILENTLY = "refuses-silently"
    """It refuses without logging."""


@dataclass(frozen=True, slots=True)
class Flaw:
    problem: Problem
    origin: Origin
    others: tuple[Origin, ...] = ()
    """Rules that decide in its place."""
    date: dt.date | None = None


Key = tuple[str, int, str, str]


def key_of(origin: Origin) -> Key:
    """What one line of a configuration says is one rule, also when the normal form has several."""
    rule = origin.rule
    return (origin.chain, origin.line, rule.name if rule else "", rule.text if rule else "")


def flaws(firewall: Firewall, today: dt.date | None = None) -> list[Flaw]:
    """All flaws of a firewall's rules, in order of chains and lines."""
    found = [*_by_rule(firewall, today), *_without_effect(firewall, today)]
    places = {name: number for number, name in enumerate(firewall.chains)}
    return sorted(found, key=lambda one: (places.get(one.origin.chain, 0), one.origin.line, one.problem))


def _by_rule(firewall: Firewall, today: dt.date | None) -> Iterator[Flaw]:
    """What a rule shows by itself."""
    seen: set[Key] = set()
    filters = {hook.chain for hook in firewall.hooks}
    for chain in firewall.chains.values():
        for rule in chain.rules:
            origin = Origin(chain.name, rule, rule.line)
            if not rule.enabled or key_of(origin) in seen or rule.action is Action.CONTINUE:
                continue
            seen.add(key_of(origin))
            if not any(rule.matches) and not rule.doubt:
                yield Flaw(Problem.NEVER_MATCHES, origin)
            if rule.action is Action.ACCEPT and is_any(rule.matches):
                yield Flaw(Problem.ANY_ANY, origin)
            date = rule.until or date_in(rule.comment)
            if today and date and date < today:
                yield Flaw(Problem.PAST_ITS_DATE, origin, date=date)
            opens = any(State.NEW in box.states for box in rule.matches)
            if rule.action is Action.DROP and opens and rule.log is False and not _beside(chain.rules, rule):
                yield Flaw(Problem.REFUSES_SILENTLY, origin)
        if chain.default is Action.DROP and chain.name in filters and not _logs_at_end(chain.rules) and chain.line:
            yield Flaw(Problem.REFUSES_SILENTLY, Origin(chain.name, None, chain.line))


def _beside(rules: Sequence[Rule], rule: Rule) -> bool:
    """Whether an earlier rule logs what this one refuses, as iptables does with two rules."""
    return any(one.log and one.action is Action.CONTINUE and one.matches == rule.matches for one in rules)


def _logs_at_end(rules: Sequence[Rule]) -> bool:
    """Whether a rule that matches everything logs before the default refuses, or lets nothing come to it."""
    sure = [one for one in rules if one.enabled and one.doubt is None]
    return any(
        (one.action is Action.CONTINUE and one.log and is_any(one.matches, states=False))
        or (one.action in (Action.ACCEPT, Action.DROP) and is_any(one.matches))
        for one in sure
    )


def is_any(boxes: Sequence[Packets], *, states: bool = True) -> bool:
    """Whether boxes hold everything from everywhere to everywhere, whatever the interface that it comes in at."""
    return any(
        wide(box.source.v4.size(), box.source.v6.size())
        and wide(box.destination.v4.size(), box.destination.v6.size())
        and box.protocols.size() > 250
        and box.destination_ports.size() > 65_000
        and box.applications is None
        and (not states or "new" in box.states)
        and not box.out_interfaces.tests
        and not (box.in_interfaces.tests and box.in_interfaces.mentioned() <= {"lo"})
        for box in boxes
    )


def wide(v4: int, v6: int) -> bool:
    """Whether a set of so many addresses is all of them, or all but some networks."""
    return v4 > 2**31 or (v6 > 2**127 and v4 == 0)


_DATES = re.compile(
    r"\b(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b|\b(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>20\d\d)\b"
)
_UNTIL = re.compile(
    r"\b(tot|t/m|totdat|uiterlijk|verloopt|vervalt|einde|weg na|tijdelijk|until|till|through|expires?|expiry|ends?|"
    r"remove (?:after|by)|valid to|temp(?:orary)?)\b",
    re.I,
)


def date_in(comment: str) -> dt.date | None:
    """The day until which a comment says that a rule may stand; None when it says none."""
    for match in _DATES.finditer(comment):
        if not _UNTIL.search(comment[: match.start()]):
            continue
        year, month, day = (match[one] or match[f"{one}2"] for one in ("y", "m", "d"))
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _without_effect(firewall: Firewall, today: dt.date | None) -> Iterator[Flaw]:
    """Rules that never decide, or after which nothing would be different."""
    judged = _Judged(Book(Universe(interfaces_of(firewall), applications_of(firewall))))
    for hook in firewall.hooks:
        steps = of_hooks(firewall, [hook], today)
        number = judged.book.add(steps)
        for at, step in enumerate(steps):
            if step.what != "skip" and step.origin is not NO_FILTER:
                judged.add(number, at, step)
    yield from judged.flaws()


@dataclass(slots=True)
class _Judged:
    """What became clear of each rule."""

    book: Book
    places: dict[Key, list[tuple[int, int, Step]]] = field(default_factory=dict)
    effective: set[Key] = field(default_factory=set)
    """Rules that decide about some packet."""
    needed: set[Key] = field(default_factory=set)
    """Rules without which something else would be decided."""

    def add(self, number: int, at: int, step: Step) -> None:
        """Takes one step of a list; a rule can have several."""
        key = key_of(step.origin)
        self.places.setdefault(key, []).append((number, at, step))
        try:
            verdicts = self.book.fares(number, at, lookahead=True)
        except TooEntangled:
            self.effective.add(key)
            self.needed.add(key)
            return
        for verdict in verdicts:
            if key_of(verdict.decider) == key or step.what == "perhaps":
                self.effective.add(key)
                if step.what == "perhaps" or verdict.doubt is not None or not _same_without(step, verdict):
                    self.needed.add(key)

    def flaws(self) -> Iterator[Flaw]:
        for key, places in self.places.items():
            origin = places[0][2].origin
            if origin.rule is None or (key in self.effective and key in self.needed):
                continue
            if key in self.effective:
                if origin.rule.doubt is None:
                    yield Flaw(Problem.REDUNDANT, origin)
                continue
            verdicts = self._instead(places)
            others = tuple(dict.fromkeys(verdict.decider for _, verdict in verdicts))
            differs = any(verdict.decision != Decision(step.argument) for step, verdict in verdicts)
            yield Flaw(Problem.SHADOWED if differs else Problem.REDUNDANT, origin, others)

    def _instead(self, places: Sequence[tuple[int, int, Step]]) -> list[tuple[Step, Verdict]]:
        """What decides in a rule's place: about packets that open a connection, where it is about any of those."""
        for within in (FIRST, EVERYTHING):
            found = [(step, one) for number, at, step in places for one in self.book.fares(number, at, within)]
            if found:
                return found
        return []


def _same_without(step: Step, verdict: Verdict) -> bool:
    """Whether another rule would decide the same. Defaults and rules that let everything through do not count: they are
    what a rule should make unnecessary, not the other way round."""
    if verdict.without is None:
        return False
    decision, origin = verdict.without
    rule = origin.rule
    return decision == Decision(step.argument) and rule is not None and not is_any(rule.matches)
