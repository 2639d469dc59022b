"""A firewall's hooks and chains as one list of steps, of which the first that matches and decides has the word.

Chains that others call are laid out in line, each of their rules limited to the packets of the call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6
from keur.observe.firewalls.model import EVERYTHING, Action, Chain, Effect, Firewall, Hook, Packets, Rule, Stage
from keur.observe.firewalls.vague import MOST_BOXES, product


class Decision(IntEnum):
    """What a firewall decides about a packet."""

    BLOCKED = 0
    PERMITTED = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a step comes from: a rule, or the default of a chain when `rule` is None."""

    chain: str
    rule: Rule | None
    line: int
    """0 when the platform implies it."""
    about: object = None
    """Of lists that are no rules of a firewall: what the step stands for, such as a translation or a channel."""


@dataclass(slots=True)
class Step:
    what: str
    """`decide`, `perhaps` or `skip`."""
    argument: int
    """The decision, or the step to go to."""
    boxes: tuple[Packets, ...]
    origin: Origin


NO_FILTER = Origin("", None, 0)
"""Where no hook stands on the way."""

_OF_FAMILY = {
    4: Packets(source=EVERY_V4, destination=EVERY_V4),
    6: Packets(source=EVERY_V6, destination=EVERY_V6),
}
MOST_STEPS = 500_000
"""A ruleset that comes to more steps, with its chains laid out, is taken for unknown as a whole."""
DEEPEST = 64


class _TooMany(Exception):
    """The chains come to more than `MOST_STEPS`, or call each other without end."""


@dataclass(slots=True)
class _Label:
    """A place that is known later."""

    at: int = -1


@dataclass(slots=True)
class _Call:
    """A chain, as it was called."""

    accept: _Label | None
    """Where packets go on that it accepts; None: that is the decision."""
    back: _Label
    """Where packets go on that leave it without a decision."""
    doubtful: bool
    """Whether nobody knows if packets get here at all."""
    names: tuple[str, ...]
    """Chains that are open, to notice calls without end."""


@dataclass(slots=True)
class _Layout:
    chains: dict[str, Chain]
    today: dt.date | None
    steps: list[Step] = field(default_factory=list)
    labels: list[tuple[int, _Label]] = field(default_factory=list)

    def add(self, what: str, argument: int, boxes: Sequence[Packets], origin: Origin) -> None:
        if len(self.steps) >= MOST_STEPS:
            raise _TooMany
        self.steps.append(Step(what, argument, tuple(boxes), origin))

    def skip(self, label: _Label, boxes: Sequence[Packets], origin: Origin) -> None:
        self.labels.append((len(self.steps), label))
        self.add("skip", 0, boxes, origin)

    def decide(self, decision: Decision, boxes: Sequence[Packets], origin: Origin, doubt: bool) -> None:
        self.add("perhaps" if doubt else "decide", decision, boxes, origin)

    def chain(self, chain: Chain, guard: tuple[Packets, ...], call: _Call) -> None:
        for rule in chain.rules:
            if not holds(rule, self.today):
                continue
            boxes = product(guard, tuple(box for box in rule.matches if box))
            if len(boxes) > MOST_BOXES:
                raise _TooMany
            if boxes:
                self.rule(rule, boxes, call, Origin(chain.name, rule, rule.line))

    def rule(self, rule: Rule, boxes: tuple[Packets, ...], call: _Call, origin: Origin) -> None:
        doubt = call.doubtful or rule.doubt is not None
        if rule.action is Action.ACCEPT:
            if doubt or call.accept is None:
                self.decide(Decision.PERMITTED, boxes, origin, doubt)
            else:
                self.skip(call.accept, boxes, origin)
        elif rule.action is Action.DROP:
            self.decide(Decision.BLOCKED, boxes, origin, doubt)
        elif rule.action is Action.UNKNOWN:
            self.decide(Decision.UNKNOWN, boxes, origin, doubt)
        elif rule.action in (Action.JUMP, Action.GOTO):
            self.call(rule, boxes, call, origin, doubt)
        elif rule.action is Action.RETURN:
            self.leave(boxes, call, origin, doubt)

    def call(self, rule: Rule, boxes: tuple[Packets, ...], call: _Call, origin: Origin, doubt: bool) -> None:
        called = self.chains.get(rule.target)
        if called is None:
            self.decide(Decision.UNKNOWN, boxes, origin, doubt)
            return
        if called.name in call.names or len(call.names) >= DEEPEST:
            raise _TooMany
        after = _Label()
        back = after if rule.action is Action.JUMP else call.back
        self.chain(called, boxes, _Call(call.accept, back, doubt, (*call.names, called.name)))
        if called.default is not None:
            default = Origin(called.name, None, called.line)
            self.rule(Rule(called.line, "", boxes, called.default), boxes, call, default)
        if rule.action is Action.GOTO:
            self.leave(boxes, call, origin, doubt)
        after.at = len(self.steps)

    def leave(self, boxes: tuple[Packets, ...], call: _Call, origin: Origin, doubt: bool) -> None:
        """Packets go back to the caller. Where it is in doubt whether they do, nobody knows what becomes of them."""
        if call.doubtful:
            return  # the rules after it are in doubt as well, so they may be left in
        if doubt:
            self.decide(Decision.UNKNOWN, boxes, origin, doubt=False)
        else:
            self.skip(call.back, boxes, origin)

    def hook(self, hook: Hook, last: bool) -> None:
        chain = self.chains.get(hook.chain)
        guard = (hook.packets,)
        if chain is None:
            self.decide(Decision.UNKNOWN, guard, Origin(hook.chain, None, 0), doubt=False)
            return
        end, default = _Label(), _Label()
        accept = None if last else end
        self.chain(chain, guard, _Call(accept, default, False, (chain.name,)))
        default.at = len(self.steps)
        origin = Origin(chain.name, None, chain.line)
        if chain.default is Action.DROP:
            self.decide(Decision.BLOCKED, guard, origin, doubt=False)
        elif last:
            self.decide(Decision.PERMITTED, guard, origin, doubt=False)
        end.at = len(self.steps)

    def finish(self) -> list[Step]:
        for number, label in self.labels:
            self.steps[number].argument = label.at
        return self.steps


def holds(rule: Rule, today: dt.date | None) -> bool:
    """Whether a rule counts. One that is limited to certain hours counts when it accepts, for then packets can pass at
    some time, and not when it drops."""
    if not rule.enabled:
        return False
    if today is not None and ((rule.since and today < rule.since) or (rule.until and today > rule.until)):
        return False
    return not (rule.schedule and rule.action is Action.DROP)


def of_hooks(firewall: Firewall, hooks: Iterable[Hook], today: dt.date | None = None) -> list[Step]:
    """The steps of some hooks in a row; the last one decides about every packet."""
    effects = {gap.effect for gap in firewall.gaps}
    layout = _Layout(dict(firewall.chains), today)
    chosen = list(hooks)
    try:
        if Effect.EVERYTHING in effects:
            raise _TooMany
        silent = [_OF_FAMILY[version] for version in (4, 6) if version not in firewall.families]
        if silent:
            layout.decide(Decision.UNKNOWN, silent, NO_FILTER, doubt=False)
        for number, hook in enumerate(chosen):
            layout.hook(hook, last=number == len(chosen) - 1 and Effect.STRICTER not in effects)
        if Effect.STRICTER in effects:
            layout.decide(Decision.BLOCKED, (EVERYTHING,), NO_FILTER, doubt=True)
        layout.decide(Decision.PERMITTED, (EVERYTHING,), NO_FILTER, doubt=False)
    except _TooMany:
        return [Step("decide", Decision.UNKNOWN, (EVERYTHING,), NO_FILTER)]
    return layout.finish()


def of_stages(firewall: Firewall, *stages: Stage, today: dt.date | None = None) -> list[Step]:
    """The steps of all hooks of some stages."""
    return of_hooks(firewall, [hook for hook in firewall.hooks if hook.stage in stages], today)
