"""The programme of IEC 62443-2-1 as JSON: the contract `keur-programme`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from keur.assess.programme.grounds import EvidenceGround, Grounds
from keur.dossier.fields import day_field, text_field

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
        "label": text_field(one.question.label),
        "element": {
            "id": one.element.id,
            "label": text_field(one.element.label if one.element.label.en else one.element.name),
        },
        "status": status.status,
        "claim": answer.claim if answer else None,
        "claimed": status.claimed,
        "shown": status.shown,
        "target": status.target,
        "owner": answer.owner if answer else None,
        "how": answer.how if answer else None,
        "review": day_field(answer.review) if answer else None,
        "reasons": [text_field(reason) for reason in status.reasons],
        "findings": list(status.findings),
        "contradictions": [
            {"id": f.id, "check": f.check, "severity": f.severity, "text": text_field(f.text)} for f in one.findings
        ],
        "evidence": list(status.evidence),
        "evidence_state": [_evidence(proof) for proof in one.evidence],
        "suspect": [text_field(text) for text in status.suspect],
        "place": {"file": status.place.file, "line": status.place.line} if status.place else None,
    }


def _evidence(one: EvidenceGround) -> dict[str, Any]:
    proof = one.evidence
    return {
        "file": proof.file,
        "kind": proof.kind,
        "sha256": proof.sha256,
        "from": day_field(proof.period_from),
        "until": day_field(proof.period_until),
        "collected": day_field(proof.collected),
        "received": day_field(proof.received),
        "approved_by": proof.approved_by,
        "points": list(proof.points),
        "counts": one.flaw is None,
        "flaw": text_field(one.flaw) if one.flaw else None,
    }
