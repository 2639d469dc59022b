"""The answer of `keur scope` as JSON: `keur-scope` and `keur-registration`, both version 1 (see docs/scope.md)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from keur.assess.scope.law import consequences, row
from keur.assess.scope.registration import Registration
from keur.assess.scope.result import Change, Duty, Fine, Neighbour, Scope, Step, Supervision
from keur.dossier.fields import day_field
from keur.plant.model import Text

FORMAT, REGISTRATION_FORMAT = "keur-scope", "keur-registration"
VERSION = 1
ANSWERS = {True: "yes", False: "no", None: "not demonstrated"}


def render(answer: Scope) -> str:
    """Keys in a fixed order, two spaces of indent, UTF-8, one line feed at the end."""
    return _text(document(answer))


def render_registration(registration: Registration) -> str:
    """The registration as JSON."""
    return _text(
        {
            "format": REGISTRATION_FORMAT,
            "version": VERSION,
            "registered": day_field(registration.registered),
            "fields": [
                {
                    "id": field.id,
                    "label": _both(field.label),
                    "value": list(field.value) if isinstance(field.value, tuple) else field.value,
                    "rows": list(field.rows),
                }
                for field in registration.fields
            ],
            "missing": [field.id for field in registration.missing],
            "changes": [
                {
                    "field": one.field,
                    "before": one.before,
                    "after": one.after,
                    "noticed": day_field(one.noticed),
                    "due": day_field(one.due),
                    "reported": day_field(one.reported),
                }
                for one in registration.changes
            ],
        }
    )


def document(answer: Scope) -> dict[str, Any]:
    data = consequences()
    return {
        "format": FORMAT,
        "version": VERSION,
        "organisation": answer.organisation,
        "today": day_field(answer.today),
        "indication": True,
        "in_scope": ANSWERS[answer.span.in_scope],
        "class": answer.entity_class.word if answer.entity_class is not None else "not demonstrated",
        "lowest_class": answer.span.lowest.word,
        "highest_class": answer.span.highest.word,
        "doubts": [_both(doubt) for doubt in answer.doubts],
        "missing": [_both(text) for text in answer.missing],
        "steps": [_step(step) for step in answer.steps],
        "changes": [_change(change) for change in answer.changes],
        "supervision": [_supervision(one) for one in answer.supervision],
        "supervised": None if answer.supervised is None else _both(answer.supervised),
        "portal": {"address": data["portal"]["address"], "login": data["portal"]["login"]},
        "self_assessment": {"name": data["self_assessment"]["name"], "address": data["self_assessment"]["address"]},
        "duties": [_duty(duty) for duty in answer.duties],
        "fines": [_fine(fine) for fine in answer.fines],
        "neighbours": [_neighbour(one) for one in answer.neighbours],
        "rows": {id: _row(id) for id in sorted(answer.cited)},
    }


def _text(document: dict[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _row(id: str) -> dict[str, Any]:
    found = row(id)
    return {
        "label": _both(found.label),
        "mark": found.mark.value,
        "source": _both(found.source),
        "checked": day_field(found.checked),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": _both(step.title),
        "answer": ANSWERS[step.answer],
        "text": _both(step.text),
        "rows": list(step.rows),
        "places": [{"file": place.file, "line": place.line, "column": place.column} for place in step.places],
        "missing": [_both(text) for text in step.missing],
        "doubt": None if step.doubt is None else _both(step.doubt),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "text": _both(change.text),
        "lowest_class": change.outcome.lowest.word,
        "highest_class": change.outcome.highest.word,
        "rows": list(change.rows),
    }


def _supervision(one: Supervision) -> dict[str, Any]:
    return {
        "entry": one.entry.id,
        "label": _both(one.entry.label),
        "fits": ANSWERS[one.fits],
        "minister": _both(one.minister),
        "inspectorate": one.inspectorate,
        "csirt": one.csirt,
        "doubt": None if one.doubt is None else _both(one.doubt),
        "rows": list(one.rows),
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.id,
        "text": _both(duty.text),
        "since": day_field(duty.since),
        "due": day_field(duty.due),
        "term": duty.term,
        "rows": list(duty.rows),
        "uncertain": duty.uncertain,
    }


def _fine(fine: Fine) -> dict[str, Any]:
    return {
        "text": _both(fine.text),
        "amount_eur": _amount(fine.amount_eur),
        "turnover_percent": None if fine.turnover_percent is None else _amount(fine.turnover_percent),
        "at_least": fine.at_least,
        "rows": list(fine.rows),
    }


def _neighbour(one: Neighbour) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": _both(one.text),
        "date": day_field(one.date),
        "rows": list(one.rows),
        "uncertain": one.uncertain,
    }


def _amount(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
