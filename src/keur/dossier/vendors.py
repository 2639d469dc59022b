"""What stands on file about vendors, as JSON: `keur-vendors`, version 1."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from keur.assess.result import ChannelVerdict, DecidedFinding
from keur.assess.vendors.score import Answered, Score, Worth
from keur.assess.vendors.standing import SESSION_DAYS, CertificateState, PathState, Sessions, VendorState
from keur.assess.vendors.tier import Tier
from keur.assess.vendors.tools import Tool
from keur.assess.vendors.validity import FileState
from keur.checks.finding import Citation
from keur.dossier.fields import day_field, text_field
from keur.dossier.sessions import session_field
from keur.dossier.triage import match_field
from keur.plant.model import Operation
from keur.plant.vendors import Approval, Contract


def render(states: Sequence[VendorState], day: dt.date) -> str:
    """One object: the day, and the vendors in the order of the plant."""
    whole = {
        "format": "keur-vendors",
        "version": 1,
        "today": day.isoformat(),
        "vendors": [_vendor(one) for one in states],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _vendor(state: VendorState) -> dict[str, Any]:
    vendor = state.vendor
    return {
        "id": vendor.id,
        "name": vendor.name,
        "kind": vendor.kind,
        "role": vendor.role,
        "owner": vendor.owner,
        "review": day_field(vendor.review),
        "products": [
            {
                "product": one.product,
                "components": list(one.components),
                "assets": list(one.assets),
                "supported_until": day_field(one.supported_until),
            }
            for one in vendor.products
        ],
        "persons": [{"id": one.id, "name": one.name, "until": day_field(one.last)} for one in vendor.persons],
        "accounts": [{"id": one.id, "kind": one.kind, "person": one.person} for one in vendor.accounts],
        "sub_suppliers": None if vendor.sub_suppliers is None else [one.name for one in vendor.sub_suppliers],
        "holds": None if vendor.holds is None else list(vendor.holds),
        "contract": _contract(vendor.contract, state) if vendor.contract else None,
        "certificates": [_certificate(one) for one in state.certificates],
        "paths": [_path(one, state) for one in state.paths],
        "approvals": [_approval(one) for one in state.approvals],
        "sessions": _sessions(state.sessions, vendor.id) if state.sessions else None,
        "advisories": None if state.advisories is None else [match_field(one) for one in state.advisories],
        "tier": _tier(state.tier),
        "knock_outs": [
            {
                "question": one.question.id,
                "basis": one.basis,
                "text": text_field(one.text),
                "citations": [_citation(cited) for cited in one.citations],
            }
            for one in state.knock_outs
        ],
        "questionnaire": _score(state.score),
        "findings": None if state.findings is None else [_finding(one) for one in state.findings],
    }


def _contract(contract: Contract, state: VendorState) -> dict[str, Any]:
    return {
        "reference": contract.reference,
        "from": day_field(contract.first),
        "until": day_field(contract.last),
        "validity": state.contract,
        "file": contract.file,
        "file_there": None if contract.file is None else state.contract_file is FileState.THERE,
        "clauses": [
            {"clause": name, "state": one.state if one else None, "page": one.page if one else None}
            for name, one in state.clauses
        ],
    }


def _certificate(state: CertificateState) -> dict[str, Any]:
    one = state.certificate
    return {
        "standard": one.standard,
        "edition": one.edition,
        "scope": one.scope,
        "body": one.body,
        "number": one.number,
        "level": one.level,
        "from": day_field(one.first),
        "until": day_field(one.last),
        "validity": state.validity,
        "file": state.file,
        "checked_by": one.checked_by,
    }


def _path(state: PathState, vendor: VendorState) -> dict[str, Any]:
    path, checked = state.path, vendor.findings is not None
    return {
        "id": path.id,
        "product": path.product,
        "gateway": path.gateway,
        "mode": path.mode,
        "mfa": path.mfa,
        "recording": path.recording,
        "approver": path.approver,
        "zones": list(state.zones),
        "assets": list(path.assets),
        "conduits": list(path.conduits),
        "channels": [_channel(one) for one in state.channels] if checked else None,
        "exploited": [_tool(one) for one in vendor.tools if one.path == path.id],
    }


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "asset": tool.asset,
        "state": tool.exploitation,
        "text": text_field(tool.text),
        "vulnerabilities": [
            {
                "advisory": one.advisory,
                "cve": one.cve,
                "match": one.state,
                "added": day_field(one.added),
                "list": day_field(one.feed_day),
            }
            for one in tool.used
        ],
    }


def _approval(one: Approval) -> dict[str, Any]:
    operations = None if one.operations is None else [word for word in Operation if word in one.operations]
    return {
        "id": one.id,
        "person": one.person,
        "paths": list(one.paths),
        "operations": operations,
        "zones": list(one.zones),
        "assets": list(one.assets),
        "from": one.first.isoformat(),
        "until": one.last.isoformat(),
        "ticket": one.ticket,
        "approved_by": one.approved_by,
    }


def _sessions(told: Sessions, vendor: str) -> dict[str, Any]:
    return {
        "days": SESSION_DAYS,
        "logs": [
            {"source": one.source, "from": one.first.isoformat(), "until": one.last.isoformat()} for one in told.spans
        ],
        "sessions": [
            session_field(one.session, vendor) | {"findings": [decided.finding.id for decided in one.findings]}
            for one in told.sessions
        ],
    }


def _channel(one: ChannelVerdict) -> dict[str, Any]:
    return {
        "conduit": one.conduit,
        "from": one.from_zone,
        "to": one.to_zone,
        "protocol": one.protocol,
        "port": one.port,
        "declared": one.declared,
        "permitted": one.permitted,
        "observed": one.observed,
        "verdict": one.verdict,
    }


def _tier(tier: Tier) -> dict[str, Any]:
    return {
        "tier": tier.tier,
        "reasons": [
            {"tier": one.tier, "text": text_field(one.text), "citations": [_citation(cited) for cited in one.citations]}
            for one in tier.reasons
        ],
        "not_declared": [text_field(one) for one in tier.not_declared],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        **_worth(score.worth),
        "residual": score.residual,
        "blocks": [
            {
                "id": block.block.id,
                "title": text_field(block.block.title),
                **_worth(block.worth),
                "answers": [_answered(one) for one in block.answers],
            }
            for block in score.blocks
        ],
        "knock_outs": [one.question.id for one in score.knock_outs],
        "raising": [{"id": one.question.id, "gain": round(gain, 4)} for one, gain in score.raising],
    }


def _worth(worth: Worth) -> dict[str, Any]:
    return {
        "score": None if worth.score is None else round(worth.score, 4),
        "confidence": round(worth.confidence, 4),
        "answered": worth.answered,
        "questions": worth.questions,
    }


def _answered(one: Answered) -> dict[str, Any]:
    return {
        "id": one.question.id,
        "answer": one.answer,
        "grade": one.grade,
        "derived_from": one.derived_from.number if one.derived_from else None,
    }


def _finding(decided: DecidedFinding) -> dict[str, Any]:
    finding = decided.finding
    return {
        "id": finding.id,
        "check": finding.check,
        "severity": finding.severity,
        "text": text_field(finding.text),
        "decided": decided.verdict is not None,
    }


def _citation(cited: Citation) -> dict[str, Any]:
    return {"file": cited.file, "line": cited.line}
