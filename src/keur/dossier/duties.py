"""The board of a law as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from keur.assess.duties.board import Duty
from keur.plant.model import Text


def render(law: str, day: dt.date, duties: Sequence[Duty]) -> str:
    """One object: the law, the day that the board holds for, and its obligations."""
    whole = {"law": law, "today": day.isoformat(), "duties": [_duty(one) for one in duties]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _duty(one: Duty) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "label": _text(one.row.label),
        "mark": one.row.mark,
        "status": one.status,
        "coverage": {
            "demonstrated": one.demonstrated,
            "contradicted": one.contradicted,
            "unanswered": one.unanswered,
        },
        "requirements": [
            {
                "id": bearing.requirement.requirement,
                "relation": bearing.mapping.kind,
                "status": bearing.requirement.status,
                "reasons": [_text(reason) for reason in bearing.requirement.reasons],
                "findings": list(bearing.requirement.findings),
                "evidence": list(bearing.requirement.evidence),
            }
            for bearing in one.bearings
        ],
        "gaps": [{"id": gap.id, "label": _text(gap.label), "add": _text(gap.add)} for gap in one.gaps],
    }


def _text(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
