"""The programme of IEC 62443-2-1 as JSON: the contract `keur-programme`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from keur.assess.programme.grounds import EvidenceGround, Grounds
from keur.plant.model import Text

FORMAT = "keur-programme"
VERSION = 1


def render(day: dt.date, found: Sequence[Grounds]) -> str:
    """One object: the day that the status holds for, and the requirements with all that their status rests on."""
    whole = {"format": FORMAT, "version": VERSION, "today": day.isoformat(), "requirements": [_one(o) for o in found]}
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _one(one: Grounds) -> dict[str, Any]:
    status, answer = one.status, one.answer
    return {
        "requirement": status.requirement,
        "label": _text(one.question.label),
        "element": {
            "id": one.element.id,
            "label": _text(one.element.label if one.element.label.en else one.element.name),
        },
        "status": status.status,
        "claim": answer.claim if answer else None,
        "claimed": status.claimed,
        "shown": status.shown,
        "target": status.target,
        "owner": answer.owner if answer else None,
        "how": answer.how if answer else None,
        "review": _day(answer.review) if answer else None,
        "reasons": [_text(reason) for reason in status.reasons],
        "findings": list(status.findings),
        "contradictions": [
            {"id": f.id, "check": f.check, "severity": f.severity, "text": _text(f.text)} for f in one.findings
        ],
        "evidence": list(status.evidence),
        "evidence_state": [_evidence(proof) for proof in one.evidence],
        "suspect": [_text(text) for text in status.suspect],
        "place": {"file": status.place.file, "line": status.place.line} if status.place else None,
    }


def _evidence(one: EvidenceGround) -> dict[str, Any]:
    proof = one.evidence
    return {
        "file": proof.file,
        "kind": proof.kind,
        "sha256": proof.sha256,
        "from": _day(proof.period_from),
        "until": _day(proof.period_until),
        "collected": _day(proof.collected),
        "received": _day(proof.received),
        "approved_by": proof.approved_by,
        "points": list(proof.points),
        "counts": one.flaw is None,
        "flaw": _text(one.flaw) if one.flaw else None,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _text(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
