"""The answer of `keur check` as JSON: the contract `keur-check`, version 1 (see docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from keur.assess.result import CaptureRead, ChannelVerdict, DecidedFinding, OperationUse, Result, Unread
from keur.checks.finding import Citation

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
        "unread": [_unread(unread) for unread in result.unread],
        "coverage": {
            "captures": [_capture(capture) for capture in coverage.captures],
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
        "text": {"nl": finding.text.nl, "en": finding.text.en},
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
        "expires": verdict.expires.isoformat() if verdict.expires else None,
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
    }


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
