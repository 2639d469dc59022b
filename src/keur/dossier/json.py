"""The answer of `keur check` as JSON: the contract `keur-check`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from keur.assess.result import (
    CaptureRead,
    ChannelVerdict,
    DecidedFinding,
    FirewallRead,
    OperationUse,
    Result,
    RuleCited,
    Unread,
)
from keur.checks.finding import Citation
from keur.dossier.fields import day_field, text_field

FORMAT = "keur-check"
VERSION = 1


def render(result: Result) -> str:
    """Canonical text: keys sorted, two spaces of indent, UTF-8, one line feed at the end."""
    text = json.dumps(document(result), ensure_ascii=False, indent=2, sort_keys=True)
    # A file name that is not UTF-8 carries lone surrogates: they leave as JSON escapes, which any reader takes.
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def document(result: Result) -> dict[str, Any]:
    coverage = result.coverage
    return {
        "format": FORMAT,
        "version": VERSION,
        "findings": [_finding(decided) for decided in result.findings],
        "channels": [_channel(channel) for channel in result.channels],
        "pairs": [{"from": pair.from_zone, "to": pair.to_zone, "permitted": pair.permitted} for pair in result.pairs],
        "unread": [_unread(unread) for unread in result.unread],
        "coverage": {
            "captures": [_capture(capture) for capture in coverage.captures],
            "firewalls": [_firewall(firewall) for firewall in coverage.firewalls],
            "zones_seen": list(coverage.zones_seen),
            "zones_never_seen": list(coverage.zones_never_seen),
            "assets_declared": coverage.assets_declared,
            "assets_seen": coverage.assets_seen,
            "not_demonstrated": list(coverage.not_demonstrated),
        },
    }


def _finding(decided: DecidedFinding) -> dict[str, Any]:
    finding = decided.finding
    return {
        "id": finding.id,
        "check": finding.check,
        "severity": finding.severity,
        "subject": finding.subject,
        "text": text_field(finding.text),
        "citations": [_citation(citation) for citation in finding.citations],
        "requirements": list(finding.requirements),
        "verdict": finding.verdict,
        "decision": _decision(decided),
    }


def _decision(decided: DecidedFinding) -> dict[str, Any] | None:
    """The decision that holds, else the one that has expired, else null."""
    verdict = decided.verdict or decided.expired
    if verdict is None:
        return None
    return {
        "decision": verdict.decision.value,
        "reason": verdict.reason,
        "who": verdict.who,
        "date": verdict.date.isoformat(),
        "expires": day_field(verdict.expires),
        "holds": decided.verdict is not None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "kind": citation.kind,
        "file": citation.file,
        "sha256": citation.sha256,
        "frame": citation.frame,
        "offset": citation.offset,
        "line": citation.line,
    }


def _channel(channel: ChannelVerdict) -> dict[str, Any]:
    return {
        "from": channel.from_zone,
        "to": channel.to_zone,
        "protocol": channel.protocol,
        "port": channel.port,
        "operations": [_operation(use) for use in channel.operations],
        "declared": channel.declared,
        "permitted": channel.permitted,
        "observed": channel.observed,
        "verdict": channel.verdict,
        "conduit": channel.conduit,
        "allowed": None if channel.allowed is None else list(channel.allowed),
        "citations": [_citation(citation) for citation in channel.citations],
        "rules": [_rule(rule) for rule in channel.rules],
        "example": channel.example,
        "change": text_field(channel.change) if channel.change else None,
    }


def _rule(rule: RuleCited) -> dict[str, Any]:
    return {"firewall": rule.firewall, "label": rule.label, "citation": _citation(rule.citation)}


def _operation(use: OperationUse) -> dict[str, Any]:
    return {
        "protocol": use.protocol,
        "function": use.function,
        "name": use.name,
        "class": use.operation,
        "to_server": use.to_server,
        "count": use.count,
        "errors": use.errors,
    }


def _unread(unread: Unread) -> dict[str, Any]:
    return {
        "file": unread.file,
        "reason": unread.reason,
        "count": unread.count,
        "text": {"nl": unread.text_nl, "en": unread.text_en},
    }


def _capture(capture: CaptureRead) -> dict[str, Any]:
    return {
        "file": capture.file,
        "sha256": capture.sha256,
        "segment": capture.segment,
        "packets": capture.packets,
        "bytes": capture.bytes,
        "first_us": capture.first_us,
        "last_us": capture.last_us,
    }


def _firewall(firewall: FirewallRead) -> dict[str, Any]:
    return {
        "id": firewall.id,
        "declared": firewall.declared,
        "files": [
            {
                "file": one.file,
                "sha256": one.sha256,
                "format": one.format,
                "lines": one.lines,
                "understood": one.understood,
                "beside": one.beside,
                "not_understood": one.not_understood,
            }
            for one in firewall.files
        ],
        "attached": [
            {
                "zone": one.zone,
                "interface": one.interface,
                "addresses": one.addresses,
                "basis": one.basis,
                "citation": _citation(one.citation) if one.citation else None,
            }
            for one in firewall.attached
        ],
        "not_understood": [
            {"citation": _citation(one.citation), "text": one.text, "reason": text_field(one.reason)}
            for one in firewall.not_understood
        ],
    }
