"""Runs checks over facts: rows in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keur.checks.description import CheckError
from keur.checks.finding import SEVERITIES, Citation, Finding, fingerprint
from keur.checks.registry import Check
from keur.checks.wording import Wording
from keur.facts.database import Facts
from keur.facts.store import FactsError
from keur.plant.model import Plant

MOST_CITATIONS = 10
"""A finding that a thousand rows prove is proved by ten."""


def findings(checks: Iterable[Check], plant: Plant, facts: Facts) -> list[Finding]:
    """Findings of all checks. `facts` must know the day (`facts.on(today)`).

    Raises `CheckError` when a check's question is wrong, or a row has no witness or no subject."""
    wording = Wording(plant)
    files = {capture.sha256: capture.file for capture in facts.captures}
    found = []
    for check in checks:
        if not facts.kinds.issuperset(check.description.needs):
            continue
        try:
            rows = [dict(row) for row in check.question(facts)]
        except FactsError as error:
            raise CheckError(f"{check.folder / 'check.sql'}: {error}") from error
        for subject, group in _by_subject(check, rows).items():
            found.append(_finding(check, subject, group, wording, files))
    return found


def _by_subject(check: Check, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows about the same subject are one finding: the first says it, all prove it."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        subject = row.get("subject")
        if not subject:
            raise CheckError(f"{check.folder}: a row without `subject`: {row}")
        groups.setdefault(str(subject), []).append(row)
    return groups


def _finding(
    check: Check, subject: str, rows: list[dict[str, Any]], wording: Wording, files: Mapping[str, str]
) -> Finding:
    about = check.description
    first = rows[0]
    severity = first.get("severity") or about.severity
    if severity not in SEVERITIES:
        raise CheckError(f"{check.folder}: `{severity}` is none of {', '.join(SEVERITIES)}")
    variant = first.get("variant")
    if variant and variant not in about.variants:
        raise CheckError(f"{check.folder}: check.yaml has no variant `{variant}`")
    try:
        text = wording.render(about.variants[variant] if variant else about.finding, first)
    except KeyError as error:
        raise CheckError(f"{check.folder}: the row about `{subject}` has nothing in column {error}") from error
    citations = list(dict.fromkeys(citation for row in rows for citation in _citations(check, row, files)))
    return Finding(
        id=fingerprint(check.id, subject),
        check=check.id,
        severity=severity,
        subject=subject,
        text=text,
        citations=tuple(citations[:MOST_CITATIONS]),
        requirements=about.evidences,
        contradicts=about.contradicts,
        verdict=first.get("verdict"),
        zones=tuple(dict.fromkeys(zone for row in rows for zone in str(row.get("zones") or "").split(",") if zone)),
    )


def _citations(check: Check, row: Mapping[str, Any], files: Mapping[str, str]) -> list[Citation]:
    found = []
    capture, frame = row.get("witness_capture"), row.get("witness_frame")
    if capture is not None and frame is not None:
        offset = row.get("witness_offset")
        found.append(
            Citation(
                "frame",
                files[capture],
                sha256=capture,
                frame=int(frame),
                offset=None if offset is None else int(offset),
            )
        )
    if (file := row.get("record_file")) and (line := row.get("record_line")):
        found.append(Citation("record" if file.endswith((".csv", ".xlsx")) else "line", file, line=int(line)))
    if not found:
        raise CheckError(f"{check.folder}: the row about `{row.get('subject')}` has no witness")
    return found
