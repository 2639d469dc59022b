"""The plan of a plant's patches, or the end of the command."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from keur.cli.advisory_naming import need_advisories
from keur.cli.language import say
from keur.cli.terminal import checking, fail

if TYPE_CHECKING:
    from keur.assess.maintenance.plan import MaintenancePlan
    from keur.library import OpenPlant


def planned(plant: OpenPlant, today: dt.datetime | None) -> MaintenancePlan:
    """Ends the command when the plant has no windows or no advisories."""
    if not plant.plant.maintenance:
        fail(
            say(
                nl="declared/windows.yaml heeft geen vensters; zeg daar wanneer wat onderhouden kan worden",
                en="declared/windows.yaml has no windows; say there when what can be maintained",
            )
        )
    with checking(str(plant.folder)):
        matching, priorities = plant.prioritise(today.date() if today else None)
        need_advisories(matching)
        return plant.plan_maintenance(matching, priorities)
