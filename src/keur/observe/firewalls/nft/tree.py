"""What a ruleset holds, before anybody says what it means: tables with chains, sets and rules.

Statements and expressions are plain mappings and lists, in the shape of libnftables-json(5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Tree = Any
"""A statement, expression or value of libnftables-json(5): mapping, list, text or number."""


@dataclass(slots=True)
class RuleTree:
    line: int
    last_line: int
    text: str
    statements: list[Tree] = field(default_factory=list)
    comment: str = ""
    wrong: str = ""
    """Word at which reading stopped; the rule is not understood."""
    handle: str = ""


@dataclass(slots=True)
class ChainTree:
    name: str
    line: int
    type: str = ""
    hook: str = ""
    """Empty: a chain that others jump to."""
    priority: int = 0
    policy: str = "accept"
    policy_line: int = 0
    cut: bool = False
    """The file ends within it."""
    rules: list[RuleTree] = field(default_factory=list)


@dataclass(slots=True)
class SetTree:
    name: str
    line: int
    elements: list[Tree] = field(default_factory=list)
    """Of a map, pairs of key and value."""
    changing: bool = False
    """Packets add and remove elements, or elements time out."""


@dataclass(slots=True)
class TableTree:
    family: str
    name: str
    line: int
    dormant: bool = False
    chains: dict[str, ChainTree] = field(default_factory=dict)
    sets: dict[str, SetTree] = field(default_factory=dict)


PRIORITIES = {
    "raw": -300,
    "mangle": -150,
    "dstnat": -100,
    "filter": 0,
    "security": 50,
    "srcnat": 100,
    "out": 100,
}
"""Names of priorities (nft(8), CHAINS), but for the family bridge, whose chains are not followed."""


def priority(words: list[str]) -> int | None:
    """`filter`, `filter - 5`, `-150`; None when it is something else."""
    text = "".join(words)
    for name, number in PRIORITIES.items():
        if text.startswith(name):
            rest = text[len(name) :]
            return number + int(rest) if _whole(rest) else number if not rest else None
    return int(text) if _whole(text) else None


def _whole(text: str) -> bool:
    return text.lstrip("+-").isdigit() and len(text) < 12
