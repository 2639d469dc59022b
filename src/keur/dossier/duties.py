"""The board of a law and the action plan as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keur.assess.duties.actions import Action
from keur.assess.duties.board import Board, Duty
from keur.assess.duties.obligations import Obligations
from keur.assess.programme.status import RequirementStatus
from keur.dossier.fields import day_field, text_field
from keur.plant.model import Deviation, Text

if TYPE_CHECKING:
    from keur.plant.history import Commit


def render(found: Obligations, law: str, commit: Commit | None) -> str:
    """One object: the law, the day that the board holds for, its duties, and the actions that they wait for."""
    board = found.boards[law]
    ids = {duty.row.id for duty in board.duties}
    whole = {
        "format": "keur-duties",
        "version": 1,
        "law": law,
        "today": board.day.isoformat(),
        "commit": None if commit is None else {"id": commit.id, "time": commit.time.isoformat(), "by": commit.author},
        "class": board.scope.entity_class.word if board.scope.entity_class is not None else None,
        "duties": [_duty(one) for one in board.duties],
        "actions": [_action(one) for one in found.plan.open if ids & set(one.duties) or not one.duties],
        "closed": [one.id for one in found.plan.closed],
        "findings": _findings(found, board),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _duty(one: Duty) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "label": text_field(one.row.label),
        "mark": one.row.mark,
        "stage": one.stage.id,
        "status": one.status,
        "reasons": _texts(one.reasons),
        "coverage": {
            "share": None if one.coverage is None else round(one.coverage, 3),
            "demonstrated": one.demonstrated,
            "contradicted": one.contradicted,
            "unanswered": one.unanswered,
            "not_applicable": one.set_aside,
        },
        "requirements": [
            {"relation": bearing.link.kind} | _requirement(bearing.requirement) for bearing in one.bearings
        ],
        "gaps": [
            {"label": text_field(addition.gap.label), "add": text_field(addition.gap.add)}
            | _requirement(addition.shown)
            for addition in one.additions
        ],
        "findings": list(one.findings),
        "deviations": [_deviation(deviation) for deviation in one.deviations],
    }


def _requirement(one: RequirementStatus) -> dict[str, Any]:
    return {
        "id": one.requirement,
        "status": one.status,
        "claimed": one.claimed,
        "shown": one.shown,
        "target": one.target,
        "reasons": _texts(one.reasons),
        "suspect": _texts(one.suspect),
        "findings": list(one.findings),
        "evidence": list(one.evidence),
        "place": f"{one.place.file}:{one.place.line}" if one.place else None,
    }


def _deviation(one: Deviation) -> dict[str, Any]:
    return {
        "what": one.what,
        "reason": one.reason,
        "owner": one.owner,
        "review": one.review.isoformat(),
        "place": f"{one.place.file}:{one.place.line}",
    }


def _action(one: Action) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": text_field(one.title),
        "about": text_field(one.about) if one.about else None,
        "reasons": _texts(one.reasons),
        "horizon": one.horizon,
        "effort": one.effort,
        "owner": one.owner,
        "due": day_field(one.due),
        "overdue": one.overdue,
        "note": one.note,
        "duties": list(one.duties),
    }


def _findings(found: Obligations, board: Board) -> dict[str, Any]:
    """What the fingerprints on the board stand for."""
    cited = {id for duty in board.duties for id in duty.findings}
    cited |= {id for duty in board.duties for bearing in duty.bearings for id in bearing.requirement.findings}
    return {
        one.finding.id: {
            "check": one.finding.check,
            "severity": one.finding.severity,
            "text": text_field(one.finding.text),
        }
        for one in found.result.findings
        if one.finding.id in cited
    }


def _texts(texts: Sequence[Text]) -> list[dict[str, str]]:
    return [text_field(text) for text in texts]
