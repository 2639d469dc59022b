"""How urgent each advisory is for each asset, in the words that a decision keeps."""

from __future__ import annotations

import re

from keur.assess.advisories.triage import Pair, Rank
from keur.assess.priority.order import URGENCY, Priorities
from keur.assess.priority.result import Priority
from keur.products.answers import Matching


def ranks(matching: Matching, priorities: Priorities) -> dict[Pair, Rank]:
    """The rank of the most urgent match of each asset and advisory; none where nothing is affected."""
    found: dict[Pair, Priority] = {}
    for verdict in matching.verdicts:
        pair, one = (verdict.asset, verdict.advisory), priorities.of(verdict)
        if one and (pair not in found or URGENCY.index(one.outcome) < URGENCY.index(found[pair].outcome)):
            found[pair] = one
    return {pair: Rank(one.action, _exposure(one), _days(one)) for pair, one in found.items()}


def _exposure(one: Priority) -> str | None:
    return next((point.value for point in one.points if point.name == "exposure"), None)


def _days(one: Priority) -> int | None:
    days = re.match(r"(\d+) days", one.timeline)
    return int(days[1]) if days else None
