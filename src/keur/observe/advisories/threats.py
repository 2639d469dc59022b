"""Whether an advisory says plainly that attackers use a vulnerability.

Publishers write it as free text (`exploit_status`), with many ways of saying no. Only a sentence that says yes, without
any word that denies or doubts it, counts.
"""

from __future__ import annotations

import re
from collections.abc import Set

from keur.observe.advisories.model import Threat, Vulnerability

EXPLOIT_STATUS = "exploit_status"
SHOWN = (EXPLOIT_STATUS, "target_set")
"""Threats that are shown; the third kind, `impact`, says why a product is not affected."""
_SENTENCE = re.compile(r"[.;\n]+(?=\s|$)|;")
_USED = re.compile(
    r"\bexploited\s*[:=]\s*yes\b|\bexploited in the wild\b|\b(?:actively|being|been|is|are|was|were) exploited\b"
    r"|\b(?:active|known|observed|confirmed) exploitation\b"
    r"|\bexploitation (?:has been |was )?(?:observed|detected|confirmed)\b|\bfirst known exploitation\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|unaware|unknown|unlikely|if|whether|could|can|(?-i:may)|might|would)\b|n't\b",
    re.IGNORECASE,
)


def says_used(text: str) -> bool:
    """Whether a text says plainly that attackers use the vulnerability."""
    return any(_USED.search(one) and not _DENIED.search(one) for one in _SENTENCE.split(text))


def threats_of(one: Vulnerability, products: Set[str]) -> tuple[Threat, ...]:
    """What is said of attacks on these products, in the order of the file."""
    return tuple(
        threat
        for threat in one.threats
        if threat.category in SHOWN and (not threat.products or threat.products & products)
    )


def used_by(one: Vulnerability, products: Set[str]) -> str:
    """The publisher's words by which attackers use the vulnerability in these products; empty where none say so."""
    said = (threat.details for threat in threats_of(one, products) if threat.category == EXPLOIT_STATUS)
    return next((details for details in said if says_used(details)), "")
