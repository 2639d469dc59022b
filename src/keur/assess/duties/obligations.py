"""Everything that `keur duties` shows: the boards of all laws and the action plan, from one check of the plant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from keur.assess.advisories.measured import measured
from keur.assess.duties.actions import ActionPlan, action_plan
from keur.assess.duties.board import Board, Shown, board
from keur.assess.duties.law import laws
from keur.assess.programme.beyond import additions
from keur.assess.programme.grounds import EvidenceGround
from keur.assess.programme.status import flaw_of, statuses
from keur.assess.result import Result
from keur.assess.scope import scope
from keur.assess.scope.result import Scope
from keur.catalogue import Catalogues
from keur.plant.evidence import EvidenceState
from keur.plant.model import Plant


@dataclass(frozen=True, slots=True)
class Obligations:
    """What the plant shows of all laws on the day of a check."""

    result: Result
    """The check that the findings are of."""
    scope: Scope
    boards: Mapping[str, Board]
    """By law: `cbw`, `cbb`, `nis2`."""
    plan: ActionPlan
    proofs: Mapping[str, tuple[EvidenceGround, ...]]
    """Evidence of each answer, as found on the day, by the number of the requirement or the id of the gap."""


def obligations(
    plant: Plant, result: Result, catalogues: Catalogues, day: dt.date, evidence_state: EvidenceState
) -> Obligations:
    """The boards of all laws as they hold on a day, from the result of a check on that day."""
    answer = scope(plant.site, day)
    shown = Shown(
        scope=answer,
        statuses=statuses(plant, result.findings, catalogues, day, evidence_state),
        additions=additions(plant, catalogues, day, evidence_state),
        findings=result.findings,
        deviations=plant.deviations,
        measured=measured(result.triage),
    )
    boards = {law: board(law, catalogues.as_of(day), shown) for law in laws()}
    plan = action_plan(tuple(boards.values()), answer, plant.programme, plant.actions)
    proofs = {
        one.requirement: tuple(EvidenceGround(proof, flaw_of(proof, day, evidence_state)) for proof in one.evidence)
        for one in plant.programme
    }
    return Obligations(result, answer, boards, plan, proofs)
