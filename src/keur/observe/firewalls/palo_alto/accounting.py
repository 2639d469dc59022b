"""Every word of a PAN-OS configuration is read, has no bearing on packets, or is a gap."""

from __future__ import annotations

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.kinds import KINDS, OPEN, VALUES
from keur.observe.firewalls.palo_alto.tree import Node

_RULES = frozenset({"rulebase", "pre-rulebase", "post-rulebase"})
"""Words with rules in them; within something that is not known, nobody knows what the rules are for."""


def account(root: Node, ledger: Ledger) -> None:
    """Enters all words into the ledger, and notes in each what is odd about it."""
    waiting: list[tuple[tuple[Node, ...], str]] = [((root,), "root")]
    while waiting:
        within, name = waiting.pop()
        node = within[-1]
        kind = KINDS[name]
        for child in node.children.values():
            if child.name in kind.read:
                ledger.understood(child.line, child.last)
                below = kind.read[child.name]
                if below in (VALUES, OPEN):
                    _all(child, ledger, beside=False)
                else:
                    waiting.append(((*within, child), below))
            elif child.name in kind.beside or child.name in kind.aside:
                _all(child, ledger, beside=True)
            elif kind.each is not None:
                ledger.understood(child.line, child.last)
                waiting.append(((child,), kind.each))
            elif kind.others is None:
                _all(child, ledger, beside=True)
            else:
                why = reasons.not_known(child.name)
                hides = kind.others is Effect.NONE and any(one.name in _RULES for one in child.walk())
                ledger.gap(child.line, child.text(), why, Effect.EVERYTHING if hides else kind.others)
                if kind.others is Effect.RULE:
                    for one in within:  # up to the object or rule that it is in
                        one.odd = (*one.odd, why)


def _all(node: Node, ledger: Ledger, *, beside: bool) -> None:
    enter = ledger.beside if beside else ledger.understood
    for one in node.walk():
        enter(one.line, one.last)
