"""What comes of the decision tables for one vulnerability of one asset: the way through them, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from keur.plant.model import Text


class Action(StrEnum):
    """What to do first. Now is not always a patch: it may be a measure around it, or a decision for a limited time."""

    NOW = "now"
    NEXT = "next"
    """At the next maintenance window."""
    NEVER = "never"
    """Not for its own sake: with the next upgrade."""


ACTIONS = {
    "immediate": Action.NOW,
    "out-of-cycle": Action.NOW,
    "scheduled": Action.NEXT,
    "defer": Action.NEVER,
}
"""The outcomes of the deployer table, most urgent first."""


@dataclass(frozen=True, slots=True)
class Point:
    """One decision point with its value, and where that comes from."""

    name: str
    """`exploitation`, `exposure`, `automatable`, `human impact` or `technical impact`."""
    value: str
    """In the words of the table."""
    why: Text
    known: bool = True
    """False where the value was derived or assumed because nothing at hand tells it."""


@dataclass(frozen=True, slots=True)
class Priority:
    """The answer for the most urgent of the vulnerabilities of a match."""

    action: Action
    outcome: str
    """Of the deployer table: `immediate`, `out-of-cycle`, `scheduled` or `defer`."""
    cve: str
    points: tuple[Point, ...]
    """The way through the deployer table, in its order."""
    in_kev: bool
    publicly_exposed: bool
    technical_impact: Point
    timeline: str
    """Of CISA's table: `fix on system upgrade`, `60 days`, `14 days`, `3 days` or `3 days & forensic investigation`."""
    epss: str
    """Chance of exploitation by the EPSS list at hand; empty where it has none."""
