"""Folds findings, declarations and decisions into the answer of `keur check`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from keur.assess import firewalls
from keur.assess.programme.contradictions import contradictions
from keur.assess.result import (
    VERDICTS,
    CaptureRead,
    ChannelVerdict,
    Coverage,
    DecidedFinding,
    OperationUse,
    Result,
    RuleCited,
    Unread,
)
from keur.assess.unread import explain
from keur.checks import registry, run
from keur.checks.finding import SEVERITIES, Citation, Finding
from keur.facts.database import Facts
from keur.plant.model import CONSEQUENCE_GRADES, Operation, Plant, Text, Verdict

if TYPE_CHECKING:
    from keur.assess.advisories.triage import Triage

_CLASSES = (
    Operation.PROGRAM,
    Operation.CONTROL,
    Operation.WRITE,
    Operation.DIAGNOSE,
    Operation.OTHER,
    Operation.READ,
    Operation.IDENTIFY,
    Operation.SESSION,
)
"""Operation classes, most consequential first."""


def check(
    plant: Plant,
    facts: Facts,
    today: dt.date,
    checks: Iterable[registry.Check] | None = None,
    triage: Triage | None = None,
) -> Result:
    """Runs all checks (or `checks`) on a plant and its facts, as of `today`. `triage` is what people decided about
    security advisories; None where the plant has none.

    Raises `keur.checks.description.CheckError` when a check is broken: its silence would pass for "nothing found"."""
    facts.on(today)
    found = run.findings(registry.discover() if checks is None else checks, plant, facts)
    if triage:
        from keur.assess.advisories.findings import findings as advisory_findings

        found += advisory_findings(triage)
    decided = decide(found, plant.verdicts, today)
    channels = channel_verdicts(facts)
    return Result(
        plant=plant,
        today=today.isoformat(),
        findings=tuple(order(plant, [*decided, *decide(contradictions(plant, decided), plant.verdicts, today)])),
        channels=tuple(channels),
        unread=(*_unread(facts), *firewalls.unread(facts)),
        coverage=_coverage(facts, channels),
        pairs=firewalls.pairs(facts),
        triage=triage,
    )


def open_findings(result: Result) -> list[Finding]:
    """Findings without a decision that holds today."""
    return [decided.finding for decided in result.findings if decided.verdict is None]


def exit_code(result: Result) -> int:
    """0 when nothing is open, 1 when findings are, 2 when nothing is open but a capture or a configuration was not
    read, or not to its end: that is no clean bill. (Where nothing could be checked at all there is no result; that is 2
    as well.)"""
    if open_findings(result):
        return 1
    partial = ("capture-", "configuration-", "truncated-", "damaged-", "broken-")
    return 2 if any(unread.reason.startswith(partial) for unread in result.unread) else 0


def decide(found: Iterable[Finding], verdicts: Iterable[Verdict], today: dt.date) -> list[DecidedFinding]:
    """Puts each finding beside the decision that holds today, or else the one that ran out last."""
    decisions: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        decisions[verdict.finding].append(verdict)
    decided = []
    for finding in found:
        mine = sorted(decisions[finding.id], key=lambda verdict: verdict.date)
        holds = [verdict for verdict in mine if verdict.expires is None or verdict.expires >= today]
        past = [verdict for verdict in mine if verdict not in holds]
        decided.append(DecidedFinding(finding, holds[-1] if holds else None, past[-1] if past and not holds else None))
    return decided


def order(plant: Plant, found: Iterable[DecidedFinding]) -> list[DecidedFinding]:
    """By consequence: severity first, then the worst that can happen in the zones concerned."""
    grades = {
        zone.id: max((CONSEQUENCE_GRADES.index(grade) for grade in zone.consequence.values()), default=0)
        for zone in plant.zones
    }

    def rank(decided: DecidedFinding) -> tuple[int, int, str, str]:
        finding = decided.finding
        worst = max((grades.get(zone, 0) for zone in finding.zones), default=0)
        return SEVERITIES.index(finding.severity), -worst, finding.check, finding.subject

    return sorted(found, key=rank)


def channel_verdicts(facts: Facts) -> list[ChannelVerdict]:
    """Every channel, worst verdict first."""
    operations: dict[str, list[OperationUse]] = defaultdict(list)
    for row in facts.rows("SELECT * FROM verdict_operation"):
        operations[row["verdict_row"]].append(
            OperationUse(
                protocol=row["protocol"],
                function=row["function"],
                name=row["name"],
                operation=row["class"],
                to_server=row["to_server"],
                count=int(row["uses"]),
                errors=int(row["errors"]),
            )
        )
    files = {capture.sha256: capture.file for capture in facts.captures}
    rows = facts.rows(
        """
        SELECT
          v.*, c.any_operation, c.allowed, o.example, coalesce(o.change_nl, h.change_nl) AS change_nl,
          coalesce(o.change_en, h.change_en) AS change_en
        FROM channel_verdict v
        LEFT JOIN channel c USING (channel)
        LEFT JOIN open_cell o ON o.cell = v.cell
        LEFT JOIN rule_change h ON h.rule = v.rule AND v.verdict IN ('breach', 'open door')
        ORDER BY v.from_zone, v.to_zone, v.service, v.conduit, v.verdict_row
        """
    )
    rules = firewalls.rules(facts)
    channels = [_channel(row, operations[row["verdict_row"]], files, rules[row["verdict_row"]]) for row in rows]
    return sorted(channels, key=lambda channel: VERDICTS.index(channel.verdict))


def _channel(
    row: Mapping[str, Any], used: list[OperationUse], files: Mapping[str, str], rules: list[RuleCited]
) -> ChannelVerdict:
    citations = []
    if row["witness_frame"] is not None:
        offset = row["witness_offset"]
        citations.append(
            Citation(
                "frame",
                files[row["witness_capture"]],
                sha256=row["witness_capture"],
                frame=int(row["witness_frame"]),
                offset=None if offset is None else int(offset),
            )
        )
    if row["record_line"] is not None:
        citations.append(Citation("line", row["record_file"], line=int(row["record_line"])))
    return ChannelVerdict(
        from_zone=row["from_zone"],
        to_zone=row["to_zone"],
        protocol=row["service"],
        port=None if row["port"] is None else int(row["port"]),
        operations=tuple(sorted(used, key=_consequence)),
        allowed=None
        if row["channel"] is None or row["any_operation"]
        else tuple(word for word in row["allowed"].split(",") if word),
        declared=row["declared"],
        permitted=row["permitted"],
        observed=row["observed"],
        verdict=row["verdict"],
        conduit=row["conduit"],
        conversations=int(row["conversations"]),
        packets=int(row["packets"]),
        bytes=int(row["bytes"]),
        citations=(*citations, *(rule.citation for rule in rules)),
        rules=tuple(rules),
        example=row["example"] or None,
        change=Text(row["change_nl"], row["change_en"]) if row["change_nl"] else None,
    )


def _consequence(used: OperationUse) -> tuple[int, bool, int, str, str]:
    known = [word.value for word in _CLASSES]
    place = known.index(used.operation) if used.operation in known else len(known)
    return place, not used.to_server, -used.count, used.protocol, used.function


def _unread(facts: Facts) -> list[Unread]:
    rows = facts.rows(
        """
        SELECT c.file, t.reason, sum(t.count) AS count
        FROM raw_tally t JOIN capture c USING (capture)
        WHERE t.count > 0
        GROUP BY c.file, t.reason
        ORDER BY c.file, t.reason
        """
    )
    texts = {row["reason"]: explain(row["reason"]) for row in rows}
    return [
        Unread(row["file"], row["reason"], int(row["count"]), texts[row["reason"]].nl, texts[row["reason"]].en)
        for row in rows
    ]


def _coverage(facts: Facts, channels: Iterable[ChannelVerdict]) -> Coverage:
    captures = tuple(
        CaptureRead(
            file=row["file"],
            sha256=row["capture"],
            segment=row["segment"],
            packets=int(row["packets"]),
            bytes=int(row["bytes"]),
            first_us=row["first_us"],
            last_us=row["last_us"],
        )
        for row in facts.rows("SELECT * FROM capture_read ORDER BY file")
    )
    zones = facts.rows("SELECT zone, seen FROM zone_seen ORDER BY zone")
    assets = facts.rows(
        """
        SELECT
          (SELECT count(*) FROM asset) AS declared,
          (SELECT count(*) FROM seen_asset) AS seen
        """
    )[0]
    missing = firewalls.not_demonstrated(facts, channels)
    if not captures or any(channel.observed == "unknown" for channel in channels):
        missing.append("observed")
    return Coverage(
        captures=captures,
        zones_seen=tuple(row["zone"] for row in zones if row["seen"]),
        zones_never_seen=tuple(row["zone"] for row in zones if not row["seen"]),
        assets_declared=int(assets["declared"]),
        assets_seen=int(assets["seen"]),
        not_demonstrated=tuple(missing),
        firewalls=firewalls.read(facts),
    )
