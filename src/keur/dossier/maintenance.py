"""The answer of `keur windows plan` as JSON: the contract `keur-windows`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from keur.assess.maintenance.plan import MaintenancePlan, PlannedPatch
from keur.assess.maintenance.stops import Job
from keur.dossier.fields import day_field

FORMAT = "keur-windows"
VERSION = 1


def render(plan: MaintenancePlan) -> str:
    """Canonical text: keys sorted, two spaces of indent, UTF-8, one line feed at the end."""
    text = json.dumps(document(plan), ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def document(plan: MaintenancePlan) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "day": plan.day.isoformat(),
        "updates": [_job(job) for job in plan.jobs],
        "patches": [_patch(one) for one in plan.patches],
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "asset": job.asset.id,
        "window": job.stop.window.id,
        "stop_starts": _moment(job.stop.start),
        "starts": _moment(job.start),
        "ends": _moment(job.end),
        "minutes": job.work.minutes,
        "revalidation_minutes": job.work.revalidation_minutes,
        "staff": job.work.staff,
        "advisories": list(job.advisories),
    }


def _patch(one: PlannedPatch) -> dict[str, Any]:
    return {
        "asset": one.judged.asset.id,
        "advisory": one.judged.advisory,
        "limit": day_field(one.limit),
        "late": one.late,
        "yardstick": day_field(one.yardstick),
        "beyond_yardstick": one.beyond_yardstick,
        "supplier_state": one.supplier_state,
        "own_state": one.own_state,
        "window": one.job.stop.window.id if one.job else None,
        "starts": _moment(one.job.start) if one.job else None,
        "reason": {"nl": one.reason.nl, "en": one.reason.en} if one.reason else None,
    }


def _moment(moment: Any) -> str:
    return str(moment.isoformat(timespec="minutes"))
