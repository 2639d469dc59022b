"""What matching answers for an asset and an advisory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from keur.observe.sboms.model import Part
from keur.plant.model import Text


class State(StrEnum):
    AFFECTED = "affected"
    NEEDS_CHECK = "needs check"
    NOT_AFFECTED = "not affected"


class Basis(StrEnum):
    """By what the product was recognised."""

    ORDER_NUMBER = "order number"
    NAME = "name"
    VAGUE_NAME = "vague name"
    PURL = "purl"
    CPE = "cpe"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One asset against one advisory, with the reason and the words of the advisory on which it rests."""

    asset: str
    advisory: str
    cves: tuple[str, ...]
    """The vulnerabilities for which the state holds."""
    state: State
    reason: Text
    quote: str
    product: str
    """The product of the advisory, as it names it."""
    basis: Basis
    installed: str
    """The asset's version as the inventory has it; empty where it has none."""
    expression: str
    """The version expression with which it was compared."""
    part: Part | None = None
    """The part of the asset's software that is meant, from a bill of materials; None for the asset itself."""

    def of(self, asset: str) -> Verdict:
        """The same for another asset of the same product."""
        return replace(self, asset=asset)


class Coverage(StrEnum):
    """What can be said of an asset at all. Nothing found is said only where there was something to find."""

    DATA_MISSING = "data missing"
    NO_FEED = "no feed for this vendor"
    NOTHING_FOUND = "nothing found"
    MATCHED = "matched"


@dataclass(frozen=True, slots=True)
class AssetCoverage:
    asset: str
    coverage: Coverage
    reason: Text
