"""The decision tables in `tables.yaml`, loaded once."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

IMPACTS = ("low", "medium", "high", "very high")
MISSIONS = ("degraded", "mef support crippled", "mef failure", "mission failure")


@cache
def _tables() -> dict[str, Any]:
    text = (resources.files("keur.assess.priority") / "tables.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe
    return found


def deployer(exploitation: str, exposure: str, automatable: str, human_impact: str) -> str:
    """The outcome of CERT/CC's table for those who deploy patches."""
    outcome: str = _tables()["deployer"][exploitation][exposure][automatable][IMPACTS.index(human_impact)]
    return outcome


def human_impact(safety: str, mission: str) -> str:
    """Human impact by CERT/CC's table."""
    impact: str = _tables()["human_impact"][safety][MISSIONS.index(mission)]
    return impact


def epss_as_poc() -> float:
    """From this chance on, a vulnerability of which no exploit is known counts as one with a public example."""
    least: float = _tables()["epss_as_poc"]
    return least


def timeline(in_kev: bool, publicly_exposed: bool, automatable: str, technical_impact: str) -> str:
    """The time in which CISA's directive 26-04 wants a vulnerability remedied."""
    column = (automatable == "yes") + 2 * (technical_impact == "total")
    found: str = _tables()["bod_26_04"][_word(in_kev)][_word(publicly_exposed)][column]
    return found


def _word(yes: bool) -> str:
    return "yes" if yes else "no"
