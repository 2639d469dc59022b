"""Status of what the law asks beyond the standard: answers show it, and facts that the plant lacks contradict them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status, status_of
from keur.assess.scope import scope
from keur.assess.scope.registration import fields
from keur.catalogue import Catalogues
from keur.plant.evidence import EvidenceState
from keur.plant.model import Plant, Text

REGISTRATION = "registration"


def additions(
    plant: Plant, catalogues: Catalogues, today: dt.date, evidence_state: EvidenceState
) -> dict[str, RequirementStatus]:
    """Status of each gap of the standard by its id, as of `today`."""
    answers = {answer.requirement: answer for answer in plant.programme}
    found = {
        gap.id: status_of(plant, gap.id, answers.get(gap.id), (), today, evidence_state)
        for gap in catalogues.gaps(CATALOGUE)
    }
    lacks = _unregistered(plant, today)
    if lacks:
        one, answer = found[REGISTRATION], answers.get(REGISTRATION)
        claimed = answer is not None and answer.claim != "not started"
        status = Status.NOT_MET if claimed else one.status
        found[REGISTRATION] = dataclasses.replace(one, status=status, reasons=(*lacks, *one.reasons))
    return found


def _unregistered(plant: Plant, today: dt.date) -> tuple[Text, ...]:
    """What the register asks and `plant.yaml` does not say."""
    return tuple(
        Text(
            nl=f"voor het register ontbreekt: {field.label.nl}",
            en=f"missing for the register: {field.label.en}",
        )
        for field in fields(plant.site, scope(plant.site, today))
        if field.value is None
    )
