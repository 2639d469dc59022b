"""Every word of a PAN-OS configuration is read, has no bearing on packets, or is a gap."""

from __future__ import annotations

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.kinds import KINDS, OPEN, VALUES
from keur.observe.firewalls.palo_alto.tree import Node


def account(root: Node, ledger: Ledger) -> None:
    """Enters all words into the ledger, and notes in each what is odd about it."""
    waiting = [(root, "root")]
    while waiting:
        node, name = waiting.pop()
        kind = KINDS[name]
        for child in node.children.values():
            if child.name in kind.read:
                ledger.understood(child.line, child.last)
                below = kind.read[child.name]
                if below in (VALUES, OPEN):
                    _all(child, ledger, beside=False)
                else:
                    waiting.append((child, below))
            elif child.name in kind.beside or child.name in kind.aside:
                _all(child, ledger, beside=True)
            elif kind.each is not None:
                ledger.understood(child.line, child.last)
                waiting.append((child, kind.each))
            elif kind.others is None:
                _all(child, ledger, beside=True)
            else:
                why = reasons.not_known(child.name)
                ledger.gap(child.line, child.text(), why, kind.others)
                if kind.others is Effect.RULE:
                    node.odd = (*node.odd, why)


def _all(node: Node, ledger: Ledger, *, beside: bool) -> None:
    enter = ledger.beside if beside else ledger.understood
    for one in node.walk():
        enter(one.line, one.last)
