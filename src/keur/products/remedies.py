"""What the remedies of an advisory say of a version: the text may go against the range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from keur.observe.advisories.model import Advisory, Remediation
from keur.observe.advisories.versions import Version, parse
from keur.products.inventory import Item
from keur.products.names import runs
from keur.products.tables import makers, words

_FIXED_IN = re.compile(
    r"(?:(?P<told>(?<!\ban )(?<!\bthe )\b(?:update|upgrade|updat(?:e|ing)d?|upgraded)\b[^.;\n]{0,80}?\bto\s+"
    r"|\bfixed in\s+|:\s*versions?\s+)|\bversions?\s+)"
    r"(?:firmware\s+|version\s+|versions\s+|the\s+latest\s+version\s+)*(?P<versions>[vr]?\d[\w.()\-]*(?:\s(?:sp|upd|update|hf|patch|p)\s?\d+\w*)*"
    r"(?:\s*(?:,|and|or)\s*[vr]?\d+\.[\w.()\-]*)*)(?P<later>\s*(?:and|or)\s+(?:later|newer|higher|above))?"
    r"(?!\s*[\w.()\-]*\d|\s*\(?(?:patch|update|build|hotfix|hf|sp|rev|kit)\b)"
    r"(?!\s*(?:,?\s*(?:and|or)\s+)?(?:all\s+)?(?:prior|earlier|below|previous|older))",
    re.IGNORECASE,
)


_NOT_FIXED = re.compile(r"\b(?:prior to|before|earlier than|affected|through|below)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fix:
    version: Version
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A version that a remedy names as fixed, and whether it says so of later ones too."""

    version: Version
    later: bool


@cache
def _fixes_in(details: str) -> tuple[Named, ...]:
    found = []
    for match in _FIXED_IN.finditer(details):
        start = match.start("versions")
        if _NOT_FIXED.search(details[max(0, start - 20) : start]) or not (match["later"] or match["told"]):
            continue
        for one in re.split(r"\s*(?:,|\band\b|\bor\b)\s*", match["versions"]):
            version = parse(one.strip(" .-("))
            if version is not None and (version.depth > 1 or len(version.parts) > 1):
                found.append(Named(version, bool(match["later"])))
    return tuple(found)


Fixes = dict[str, list[tuple[tuple[Named, ...], Remediation]]]
"""The remedies that name versions as fixed, with those, by product."""


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
                    found.setdefault(id, []).append((versions, one))
    return found


def fix_of(fixes: Fixes, product_id: str, item: Item) -> Fix | None:
    """The remedy for this product by which the asset's version is fixed: it names that one, or an earlier one and all
    later; None when none says so clearly."""
    here = item.version
    if here is None or here.line:
        return None
    for named, remediation in fixes.get(product_id, ()):
        latest = max((one.version for one in named if one.later), default=None)
        same = next((one.version for one in named if _same(one.version, here)), None)
        fixed = same or (latest if latest is not None and here >= latest else None)
        if fixed is not None and _is_about(remediation, item):
            return Fix(fixed, remediation.details)
    return None


def _same(one: Version, other: Version) -> bool:
    """Whether two versions are written alike: a remedy that names 6.1 does not speak of 6.01."""
    return one == other and re.findall(r"\d+", one.written) == re.findall(r"\d+", other.written)


def _is_about(remediation: Remediation, item: Item) -> bool:
    """Whether a remedy speaks of this product alone, by its ids or by the name in front of a colon."""
    head, colon, _ = remediation.details.partition(":")
    if colon and len(head) < 80 and not head.casefold().startswith(("http", "cve")):
        known = words().generic.union(
            *(runs(name) for id in item.makers if id in makers() for name in makers()[id].names)
        )
        named = set(runs(head)) - known
        return bool(named) and named <= item.tokens
    return len(remediation.products) == 1
