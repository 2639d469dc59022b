"""Records of `declared/deviations.yaml` and `declared/actions.yaml`, and what they may name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from keur.plant.errors import Mistakes
from keur.plant.model import Deviation, PlannedAction, Text
from keur.plant.rules import check_reference, keyed, unique
from keur.plant.shapes import Read, bare

OBLIGATION_WORD = Text(nl="verplichting", en="duty")
ACTION_WORD = Text(nl="actie", en="action")
SCOPE_ACTION = "scope"
"""The action of settling whether the law applies at all."""


def deviation(read: Read) -> Deviation:
    value = bare(read)
    return Deviation(
        value["obligation"], value["what"], value["reason"], value["owner"], value["review"], place=read.place
    )


def planned_action(read: Read) -> PlannedAction:
    value = bare(read)
    return PlannedAction(
        value["id"],
        value.get("owner"),
        value.get("due"),
        value.get("effort"),
        value.get("horizon"),
        value.get("note"),
        place=read.place,
    )


def check_duties(
    deviations: Sequence[Read],
    actions: Sequence[Read],
    requirements: Collection[str] | None,
    obligations: Collection[str] | None,
    mistakes: Mistakes,
) -> None:
    """Duties and actions that are named exist, and an action is described once. None: not to be judged."""
    unique(ACTION_WORD, keyed(actions, "id"), mistakes)
    if obligations is not None:
        for one in deviations:
            if "obligation" in one.value:
                check_reference(one.value["obligation"], OBLIGATION_WORD, obligations, mistakes)
    if obligations is not None and requirements is not None:
        known = {*requirements, *obligations, SCOPE_ACTION}
        for one in actions:
            if "id" in one.value:
                check_reference(one.value["id"], ACTION_WORD, known, mistakes)
