"""What the remedies of an advisory say of a version: the text may go against the range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from keur.observe.advisories.model import Advisory, Remediation
from keur.observe.advisories.versions import Version, parse
from keur.products.inventory import Item
from keur.products.names import runs
from keur.products.tables import words

_FIXED_IN = re.compile(
    r"(?:\b(?:update|upgrade|updat(?:e|ing)d?|upgraded)\b[^.;\n]{0,80}?\bto\s+|\bfixed in\s+|\bversions?\s+)"
    r"(?:firmware\s+|version\s+|versions\s+|the\s+latest\s+version\s+)*(?P<versions>[vr]?\d[\w.()\-]*(?:\s(?:sp|upd|update|hf|patch|p)\s?\d+\w*)*"
    r"(?:\s*(?:,|and|or)\s*[vr]?\d+\.[\w.()\-]*)*)(?P<later>\s*(?:and|or)\s+(?:later|newer|higher|above))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fix:
    version: Version
    text: str


@cache
def _fixes_in(details: str) -> tuple[Version, ...]:
    found = []
    for match in _FIXED_IN.finditer(details):
        start = match.start("versions")
        if re.search(r"\b(?:prior to|before|earlier than|affected|through|below)\s*$", details[max(0, start - 20) : start], re.IGNORECASE):
            continue
        if not match["later"]:
            continue
        for one in re.split(r"\s*(?:,|\band\b|\bor\b)\s*", match["versions"]):
            version = parse(one.strip(" .-("))
            if version is not None and (version.depth > 1 or len(version.parts) > 1):
                found.append(version)
    return tuple(found)


def fix_of(advisory: Advisory, product_id: str, item: Item) -> Fix | None:
    """The latest version that a remedy for this product names as fixed; None when none does so clearly."""
    best: Fix | None = None
    for remediation in _remedies(advisory, product_id):
        if not _is_about(remediation, item):
            continue
        versions = _fixes_in(remediation.details)
        if versions:
            latest = max(versions)
            if best is None or latest > best.version:
                best = Fix(latest, remediation.details)
    return best


def _remedies(advisory: Advisory, product_id: str) -> list[Remediation]:
    return [
        one
        for vulnerability in advisory.vulnerabilities
        for one in vulnerability.remediations
        if product_id in one.products and one.category in ("vendor_fix", "mitigation", "optional_patch")
    ]


def _is_about(remediation: Remediation, item: Item) -> bool:
    """Whether a remedy speaks of this product alone, by its ids or by the name in front of a colon."""
    head, colon, _ = remediation.details.partition(":")
    if colon and len(head) < 80 and not head.casefold().startswith(("http", "cve")):
        named = {token for token in runs(head) if token not in words().generic}
        return bool(named) and named <= item.tokens
    return len(remediation.products) == 1
