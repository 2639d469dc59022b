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
        if re.search(
            r"\b(?:prior to|before|earlier than|affected|through|below)\s*$",
            details[max(0, start - 20) : start],
            re.IGNORECASE,
        ):
            continue
        if not match["later"]:
            continue
        for one in re.split(r"\s*(?:,|\band\b|\bor\b)\s*", match["versions"]):
            version = parse(one.strip(" .-("))
            if version is not None and (version.depth > 1 or len(version.parts) > 1):
                found.append(version)
    return tuple(found)


Fixes = dict[str, list[tuple[Version, Remediation]]]
"""The remedies that name a version as fixed, with it, by product."""


def fixes_of(advisory: Advisory) -> Fixes:
    """What an advisory names as fixed."""
    found: Fixes = {}
    seen = set()
    for vulnerability in advisory.vulnerabilities:
        for one in vulnerability.remediations:
            if one in seen or one.category not in ("vendor_fix", "mitigation", "optional_patch"):
                continue
            seen.add(one)
            if versions := _fixes_in(one.details):
                for id in one.products:
                    found.setdefault(id, []).append((max(versions), one))
    return found


def fix_of(fixes: Fixes, product_id: str, item: Item) -> Fix | None:
    """The latest version that a remedy for this product names as fixed; None when none does so clearly."""
    best: Fix | None = None
    for version, remediation in fixes.get(product_id, ()):
        if (best is None or version > best.version) and _is_about(remediation, item):
            best = Fix(version, remediation.details)
    return best


def _is_about(remediation: Remediation, item: Item) -> bool:
    """Whether a remedy speaks of this product alone, by its ids or by the name in front of a colon."""
    head, colon, _ = remediation.details.partition(":")
    if colon and len(head) < 80 and not head.casefold().startswith(("http", "cve")):
        named = {token for token in runs(head) if token not in words().generic}
        return bool(named) and named <= item.tokens
    return len(remediation.products) == 1
