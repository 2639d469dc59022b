"""Which firewalls let answers pass of themselves, because they remember who opened, and which need a rule for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from keur.observe.firewalls.intervals import FLAGS
from keur.observe.firewalls.model import ANY_NAME, EVERY_STATE, SYN, Action, Firewall, Packets, Rule, Stage, State


def remembered(firewall: Firewall) -> tuple[Packets, ...]:
    """Packets that a firewall lets pass when they answer, and not when they open: by the state of their connection, or
    by their TCP flags. Through which interface is left aside."""
    found: dict[Packets, None] = {}
    for rule in _rules(firewall):
        if rule.action is Action.ACCEPT and rule.enabled and rule.doubt is None:
            found |= dict.fromkeys(_unstated(box) for box in rule.matches if _answers_only(box))
    return tuple(found)


def _rules(firewall: Firewall) -> Iterator[Rule]:
    """Rules of the chains that packets get to on their way through."""
    ahead = [hook.chain for hook in firewall.hooks if hook.stage is not Stage.LOCAL]
    seen: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in seen or name not in firewall.chains:
            continue
        seen.add(name)
        for rule in firewall.chains[name].rules:
            yield rule
            if rule.target:
                ahead.append(rule.target)


def _answers_only(box: Packets) -> bool:
    by_state = State.ESTABLISHED in box.states and State.NEW not in box.states
    return by_state or SYN not in box.flags


def _unstated(box: Packets) -> Packets:
    return replace(box, states=EVERY_STATE, flags=FLAGS, in_interfaces=ANY_NAME, out_interfaces=ANY_NAME)


def covers(known: Iterable[Packets], boxes: Iterable[Packets]) -> bool:
    """Whether each of some boxes lies in one of those that are known."""
    whole = tuple(known)
    return all(any(_within(_unstated(box), one) for one in whole) for box in boxes)


def _within(box: Packets, whole: Packets) -> bool:
    return box & whole == box
