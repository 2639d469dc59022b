"""What the readers of parts of a PAN-OS configuration share: the ledger, and what is in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.tree import Node
from keur.plant.model import Text

_V4_IN_V6 = Intervals([(0, 2**32 - 1)])
"""IPv6 addresses that stand for IPv4 addresses in rules."""


@dataclass(slots=True)
class Notes:
    """Takes down what is not understood, with its line."""

    ledger: Ledger
    muted: bool = False
    """While rules are read that are switched off: what is not understood in them does not matter."""

    def doubt(self, node: Node, text: str, why: Text, effect: Effect = Effect.RULE) -> Text:
        """Notes why something is in doubt, and gives the reason back."""
        if not self.muted:
            self.ledger.gap(node.line, text, why, effect)
        return why


def reasons_together(doubts: Iterable[Text]) -> Text | None:
    """Several reasons in one text, or none."""
    found = tuple(doubts)
    if not found:
        return None
    return Text(nl="; ".join(one.nl for one in found), en="; ".join(one.en for one in found))


def literal(text: str) -> Addresses | None:
    """An address, a network or a range; None when it is none of these, ValueError when it is a wrong one.

    In rules, IPv4 addresses are a part of the IPv6 addresses, those whose first 96 bits are zero, so that `::/0` is for
    both (PAN-OS Networking Administrator's Guide, "NAT Policy Rules")."""
    if not text[:1].isalnum() and text[:1] != ":":
        return None
    if not any(c in text for c in ".:"):
        return None
    first, dash, last = text.partition("-")
    try:
        if not dash:
            found = Addresses.of(ip_network(text, strict=False))
        else:
            ends = ip_address(first), ip_address(last)
            if ends[0].version != ends[1].version or int(ends[0]) > int(ends[1]):
                raise ValueError(text)
            found = Addresses.between(*ends)
    except ValueError:
        if dash and all(c in "0123456789.:-abcdefABCDEF" for c in text):
            raise
        return None
    return Addresses(found.v4 | (found.v6 & _V4_IN_V6), found.v6)


def port_set(text: str) -> Intervals:
    """`80,443,8000-8080`. Raises ValueError."""
    spans = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        span = (_port(first), _port(last) if dash else _port(first))
        if span[0] > span[1]:
            raise ValueError(part)
        spans.append(span)
    return Intervals(spans)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) < 65_536):
        raise ValueError(text)
    return int(text)
