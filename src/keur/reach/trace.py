"""One packet through one firewall, rule by rule, as the firewall itself would do it.

Written apart from `keur.reach.steps`, chains called and left as they are, so that each can be held against the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from keur.observe.firewalls.model import Action, Chain, Effect, Firewall, Hook, Rule
from keur.reach.packets import Packet
from keur.reach.steps import DEEPEST, NO_FILTER, Decision, Origin, holds


@dataclass(frozen=True, slots=True)
class Passage:
    """A rule (or the default of a chain) that the packet met and matched."""

    origin: Origin
    depth: int
    """Calls that it stands under."""
    doubtful: bool
    """Whether nobody knows if it matches."""


@dataclass(slots=True)
class Trace:
    decision: Decision
    decider: Origin
    doubts: list[Passage] = field(default_factory=list)
    """What may decide otherwise."""
    passages: list[Passage] = field(default_factory=list)
    """Everything that matched, in order."""


class _Stop(Exception):
    """The packet's fate in a hook is known."""

    def __init__(self, decision: Decision, origin: Origin) -> None:
        super().__init__(decision)
        self.decision = decision
        self.origin = origin


class _Walk:
    def __init__(self, chains: Mapping[str, Chain], packet: Packet, today: dt.date | None, trace: Trace) -> None:
        self.chains = chains
        self.packet = packet
        self.today = today
        self.trace = trace

    def chain(self, chain: Chain, depth: int, doubtful: bool) -> bool:
        """Whether the packet came to the end without leaving early; raises `_Stop` when it was decided."""
        for rule in chain.rules:
            if not holds(rule, self.today) or not any(self.packet.fits(box) for box in rule.matches):
                continue
            doubt = doubtful or rule.doubt is not None
            passage = Passage(Origin(chain.name, rule, rule.line), depth, doubt)
            self.trace.passages.append(passage)
            if rule.action is Action.RETURN and not doubt:
                return False
            if rule.action is Action.RETURN and not doubtful:
                raise _Stop(Decision.UNKNOWN, passage.origin)
            left = self._act(rule, passage, depth)
            if left:
                return False
        return True

    def _act(self, rule: Rule, passage: Passage, depth: int) -> bool:
        """Does what a rule says; True when the packet leaves the chain."""
        decision = _DECISIONS.get(rule.action)
        if decision is not None:
            self._decide(decision, passage)
        elif rule.action in (Action.JUMP, Action.GOTO):
            called = self.chains.get(rule.target)
            if called is None or depth >= DEEPEST:
                self._decide(Decision.UNKNOWN, passage)
                return False
            self.chain(called, depth + 1, passage.doubtful)
            if called.default is not None:
                self._default(called, depth + 1, passage.doubtful)
            if rule.action is Action.GOTO:
                if rule.doubt is not None and not (passage.doubtful and rule.doubt is None):
                    raise _Stop(Decision.UNKNOWN, passage.origin)
                return True
        return False

    def _default(self, chain: Chain, depth: int, doubtful: bool) -> None:
        if chain.default is not None:
            passage = Passage(Origin(chain.name, None, chain.line), depth, doubtful)
            self.trace.passages.append(passage)
            self._decide(_DECISIONS.get(chain.default, Decision.UNKNOWN), passage)

    def _decide(self, decision: Decision, passage: Passage) -> None:
        if passage.doubtful:
            self.trace.doubts.append(passage)
        else:
            raise _Stop(decision, passage.origin)

    def hook(self, hook: Hook) -> tuple[Decision, Origin]:
        chain = self.chains.get(hook.chain)
        if chain is None:
            return Decision.UNKNOWN, Origin(hook.chain, None, 0)
        try:
            self.chain(chain, 0, doubtful=False)
            self._default(chain, 0, doubtful=False)
        except _Stop as stop:
            return stop.decision, stop.origin
        return Decision.PERMITTED, Origin(chain.name, None, chain.line)


_DECISIONS = {
    Action.ACCEPT: Decision.PERMITTED,
    Action.DROP: Decision.BLOCKED,
    Action.UNKNOWN: Decision.UNKNOWN,
}


def trace(firewall: Firewall, hooks: Iterable[Hook], packet: Packet, today: dt.date | None = None) -> Trace:
    """What becomes of a packet in a row of hooks, and every rule on the way that it matched."""
    found = Trace(Decision.PERMITTED, NO_FILTER)
    effects = {gap.effect for gap in firewall.gaps}
    if Effect.EVERYTHING in effects or packet.source.version not in firewall.families:
        found.decision = Decision.UNKNOWN
        return found
    walk = _Walk(firewall.chains, packet, today, found)
    for hook in hooks:
        if not packet.fits(hook.packets):
            continue
        found.decision, found.decider = walk.hook(hook)
        if found.decision is not Decision.PERMITTED:
            break
    if Effect.STRICTER in effects and found.decision is Decision.PERMITTED:
        found.decision = Decision.UNKNOWN
    for doubt in found.doubts:
        action = doubt.origin.rule.action if doubt.origin.rule else Action.UNKNOWN
        if _DECISIONS.get(action, Decision.UNKNOWN) is not found.decision:
            found.decision = Decision.UNKNOWN
    return found
