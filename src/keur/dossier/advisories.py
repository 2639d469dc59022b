"""The answer of `keur advisories match` as JSON: the contract `keur-advisories`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from keur.assess.priority.order import Priorities
from keur.assess.priority.result import Point, Priority
from keur.dossier.fields import text_field
from keur.dossier.sboms import part
from keur.observe.advisories.feeds import FeedKind
from keur.observe.advisories.model import Problem
from keur.products.answers import Matching
from keur.products.observed import FIELDS, Observation
from keur.products.verdict import AssetCoverage, Verdict

FORMAT = "keur-advisories"
VERSION = 1


def render(matching: Matching, priorities: Priorities) -> str:
    """Canonical text: keys sorted, two spaces of indent, UTF-8, one line feed at the end."""
    text = json.dumps(document(matching, priorities), ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def document(matching: Matching, priorities: Priorities) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "day": matching.day.isoformat(),
        "matches": [_match(matching, verdict, priorities.of(verdict)) for verdict in matching.verdicts],
        "coverage": [_coverage(one) for one in matching.coverage],
        "observed": [_observed(one) for one in matching.observations],
        "feeds": _feeds(matching),
        "advisories": len(matching.advisories),
        "withdrawn": sorted(one.id for one in matching.advisories.values() if one.withdrawn),
        "problems": [_problem(one) for one in matching.problems],
    }


def _match(matching: Matching, verdict: Verdict, priority: Priority | None) -> dict[str, Any]:
    advisory = matching.advisories[verdict.advisory]
    return {
        "asset": verdict.asset,
        "advisory": {
            "id": advisory.id,
            "revision": advisory.version,
            "title": advisory.title,
            "publisher": advisory.publisher,
            "released": advisory.current_release,
            "sha256": advisory.sha256,
        },
        "cves": list(verdict.cves),
        "exploited": list(matching.exploited(verdict)),
        "score": matching.score(verdict),
        "state": verdict.state.value,
        "reason": text_field(verdict.reason),
        "quote": verdict.quote,
        "product": verdict.product,
        "basis": verdict.basis.value,
        "versions": {"installed": verdict.installed or None, "advisory": verdict.expression or None},
        "part": part(verdict.part) if verdict.part else None,
        "priority": _priority(priority) if priority else None,
        "threats": [{"cve": cve, "kind": one.category, "text": one.details} for cve, one in matching.threats(verdict)],
        "remedies": [{"kind": one.category, "text": one.details} for one in matching.remedies(verdict)],
    }


def _priority(one: Priority) -> dict[str, Any]:
    return {
        "action": one.action.value,
        "cve": one.cve,
        "epss": float(one.epss) if one.epss else None,
        "ssvc": {"outcome": one.outcome, "points": [_point(point) for point in one.points]},
        "bod_26_04": {
            "timeline": one.timeline,
            "in_kev": one.in_kev,
            "publicly_exposed": one.publicly_exposed,
            "technical_impact": _point(one.technical_impact),
        },
    }


def _point(one: Point) -> dict[str, Any]:
    return {"name": one.name, "value": one.value, "known": one.known, "text": text_field(one.why)}


def _coverage(one: AssetCoverage) -> dict[str, Any]:
    return {"asset": one.asset, "state": one.coverage.value, "text": text_field(one.reason)}


def _observed(one: Observation) -> dict[str, Any]:
    return {
        "asset": one.said.asset,
        "column": FIELDS[one.said.attribute],
        "declared": one.declared or None,
        "observed": one.said.value,
        "contradicts": one.contradicts,
        "protocol": one.said.protocol,
        "file": one.said.file,
        "frame": one.said.frame,
        "text": text_field(one.text),
    }


def _feeds(matching: Matching) -> list[dict[str, Any]]:
    found = []
    for kind, text in matching.feeds.notes(matching.day):
        feed = matching.feeds.newest.get(FeedKind(kind))
        date = feed.date.isoformat() if feed and feed.date else None
        found.append(
            {"kind": kind.value, "date": date, "entries": len(feed.entries) if feed else None, "text": text_field(text)}
        )
    return found


def _problem(one: Problem) -> dict[str, Any]:
    return {"file": one.file, "where": one.where, "text": text_field(one.text)}
