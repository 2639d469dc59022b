"""What the triage of advisories proves about duties of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keur.plant.model import Text

if TYPE_CHECKING:
    from keur.assess.advisories.triage import Triage


def measured(triage: Triage | None) -> dict[str, Text]:
    """What the triage proves about duties, by the duty's id: nothing while a single match waits for a decision."""
    if triage is None or triage.open or not triage.judged:
        return {}
    count, day, unseen = len(triage.judged), triage.day, triage.unseen
    return {
        "Cbb 17": Text(
            nl=f"gemeten: over alle {count} treffers van adviezen bij assets is een besluit vastgelegd dat op {day} "
            f"geldt; van {unseen} assets zijn er geen adviezen of ontbreken gegevens",
            en=f"measured: about all {count} matches of advisories with assets a decision is recorded that holds on "
            f"{day}; of {unseen} assets there are no advisories, or data are missing",
        )
    }
