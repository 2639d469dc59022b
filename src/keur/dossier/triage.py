"""The answer of `keur advisories triage` as JSON: the contract `keur-triage`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from keur.assess.advisories.triage import Judged, Triage
from keur.dossier.fields import day_field, text_field
from keur.plant.triage import AdvisoryDecision, Known

FORMAT = "keur-triage"
VERSION = 1


def render(triage: Triage) -> str:
    """Canonical text: keys sorted, two spaces of indent, UTF-8, one line feed at the end."""
    text = json.dumps(document(triage), ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def document(triage: Triage) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "day": triage.day.isoformat(),
        "counts": {state.value: count for state, count in triage.counts.items()},
        "matches": [match_field(one) for one in triage.judged],
        "absent": [_decision(one) for one in triage.absent],
        "assets_unseen": triage.unseen,
        "problems": [{"file": one.file, "where": one.where, "text": text_field(one.text)} for one in triage.problems],
    }


def match_field(one: Judged) -> dict[str, Any]:
    return {
        "asset": one.asset.id,
        "advisory": one.advisory,
        "state": one.state.value,
        "received": day_field(one.since),
        "now": _known(one.now),
        "decision": _decision(one.decision, one.asset.id) if one.decision else None,
        "reopened": [{"change": reason.change.value, "text": text_field(reason.text)} for reason in one.reopened],
    }


def _decision(one: AdvisoryDecision, asset: str | None = None) -> dict[str, Any]:
    """A decision; about one asset of it where that is given, for it may name thousands, and stands at each."""
    knew = one.knew if asset is None else (known for known in (one.known_of(asset),) if known)
    return {
        "advisory": one.advisory,
        "assets": list(one.assets) if asset is None else [asset],
        "decision": one.treatment.value,
        "who": one.who,
        "why": one.why,
        "date": one.date.isoformat(),
        "window": one.window,
        "by": day_field(one.by),
        "measure": one.measure,
        "evidence": one.evidence,
        "expires": day_field(one.expires),
        "until": day_field(one.until),
        "because": one.because,
        "supplier_state": one.supplier_state,
        "own_state": one.own_state,
        "knew": [_known(known) for known in knew],
        "file": one.place.file,
        "line": one.place.line,
    }


def _known(known: Known) -> dict[str, Any]:
    return {
        "asset": known.asset,
        "revision": known.revision,
        "sha256": known.sha256,
        "match": known.match,
        "firmware": known.firmware or None,
        "exploited": None if known.exploited is None else list(known.exploited),
        "priority": known.priority,
        "exposure": known.exposure,
    }
