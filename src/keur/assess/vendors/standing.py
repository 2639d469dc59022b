"""What stands on file about a vendor on a day: contract, clauses, certificates, paths with their verdicts, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from keur.assess.advisories.triage import Judged
from keur.assess.result import ChannelVerdict, DecidedFinding, Result
from keur.assess.vendors.knock_outs import KnockOut, knock_outs
from keur.assess.vendors.score import Score, score
from keur.assess.vendors.tier import Tier, targets, tier
from keur.assess.vendors.tools import Tool, tools
from keur.assess.vendors.validity import FileState, Validity, file_state, validity
from keur.observe.sessions.gathering import GatheredSessions, LogSpan
from keur.observe.sessions.model import Session
from keur.observe.sessions.owners import Owners
from keur.plant.evidence import EvidenceState, agreement_path
from keur.plant.model import Place, Plant, Zone
from keur.plant.vendors import CLAUSES, AccessPath, Approval, Certificate, Clause, Contract, Vendor, tool_assets
from keur.products.answers import Matching

SESSION_DAYS = 90
"""Days back of which a dossier shows the sessions."""


@dataclass(frozen=True, slots=True)
class CertificateState:
    certificate: Certificate
    validity: Validity
    file: FileState


@dataclass(frozen=True, slots=True)
class PathState:
    """An access path: where it leads, and the verdicts of the channels in its conduits."""

    path: AccessPath
    zones: tuple[str, ...]
    channels: tuple[ChannelVerdict, ...]
    """Empty where no conduit is named, or checks did not run: not demonstrated."""


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session of the vendor, with the findings that cite its line of the log."""

    session: Session
    findings: tuple[DecidedFinding, ...]


@dataclass(frozen=True, slots=True)
class Sessions:
    """What access logs tell of the vendor in the last `SESSION_DAYS` days."""

    sessions: tuple[SessionState, ...]
    """The newest first."""
    spans: tuple[LogSpan, ...]
    """The logs that may tell of it; without one, no session is *not demonstrated*, not none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the plant shows beside what it declares. What was not asked for is None."""

    result: Result | None = None
    """Of the checks."""
    matching: Matching | None = None
    """Of the advisories; also None where there are none."""
    logs: GatheredSessions | None = None


@dataclass(frozen=True, slots=True)
class VendorState:
    vendor: Vendor
    tier: Tier
    contract: Validity | None
    """None: no contract declared."""
    contract_file: FileState
    """Whether the file of the contract is there; it has no hash, so never whether it changed."""
    clauses: tuple[tuple[str, Clause | None], ...]
    """Every clause to look for; None where nobody looked."""
    certificates: tuple[CertificateState, ...]
    paths: tuple[PathState, ...]
    approvals: tuple[Approval, ...]
    score: Score
    tools: tuple[Tool, ...]
    """What advisories say of the products with which it comes in."""
    knock_outs: tuple[KnockOut, ...]
    """Of tier 1: what is not acceptable without a measure, by its answers, by declarations and by advisories."""
    advisories: tuple[Judged, ...] | None
    """Matches of advisories with assets of its products and paths; None where checks did not run or there are none."""
    sessions: Sessions | None
    """None where logs were not read."""
    findings: tuple[DecidedFinding, ...] | None
    """Findings that cite what is declared of the vendor, its paths, their conduits, its approvals or its sessions; None
    where checks did not run."""
    result: Result | None
    """Of the checks."""


def contract_validity(contract: Contract | None, today: dt.date) -> Validity | None:
    return None if contract is None else validity(contract.first, contract.last, today)


def _contract_file(contract: Contract | None, files: EvidenceState) -> FileState:
    path = agreement_path(contract) if contract else None
    return file_state(path, files.get(path) if path else None, files)


def vendor_state(plant: Plant, vendor: Vendor, seen: Seen, files: EvidenceState, today: dt.date) -> VendorState:
    """Everything on file about a vendor, beside what was seen."""
    result = seen.result
    looked = {clause.clause: clause for clause in (vendor.contract.clauses if vendor.contract else ())}
    paths = tuple(path for path in plant.access if path.vendor == vendor.id)
    heaviest = tier(plant, vendor, today)
    reached = targets(plant, paths)
    answers = next((one for one in plant.vendor_answers if one.vendor == vendor.id), None)
    told = score(vendor, heaviest.tier, answers, files, today)
    through = tools(plant, paths, seen.matching)
    barred = knock_outs(plant, vendor, paths, told, through, today) if heaviest.tier == 1 else ()
    mine = _sessions(plant, vendor, seen.logs, today) if seen.logs else ()
    return VendorState(
        vendor=vendor,
        tier=heaviest,
        contract=contract_validity(vendor.contract, today),
        contract_file=_contract_file(vendor.contract, files),
        clauses=tuple((clause, looked.get(clause)) for clause in CLAUSES),
        certificates=tuple(
            CertificateState(one, validity(one.first, one.last, today), file_state(one.file, one.sha256, files))
            for one in vendor.certificates
        ),
        paths=tuple(_path(path, reached[path.id], result.channels if result else ()) for path in paths),
        approvals=tuple(one for one in plant.approvals if one.vendor == vendor.id),
        score=told,
        tools=through,
        knock_outs=barred,
        advisories=_advisories(plant, vendor, paths, result) if result and result.triage else None,
        sessions=_told(vendor, mine, seen.logs, result) if seen.logs else None,
        findings=_findings(plant, vendor, paths, mine, result) if result else None,
        result=result,
    )


def _path(path: AccessPath, zones: Sequence[Zone], channels: tuple[ChannelVerdict, ...]) -> PathState:
    through = tuple(channel for channel in channels if channel.conduit in path.conduits)
    return PathState(path, tuple(zone.id for zone in zones), through)


def _sessions(plant: Plant, vendor: Vendor, logs: GatheredSessions, today: dt.date) -> tuple[Session, ...]:
    owners, first = Owners(plant), today - dt.timedelta(SESSION_DAYS)
    mine = [one for one in logs.sessions if first <= one.start.date() <= today and owners.vendor(one) == vendor.id]
    return tuple(sorted(mine, key=lambda one: (one.start, one.file, one.line), reverse=True))


def _told(vendor: Vendor, mine: Sequence[Session], logs: GatheredSessions, result: Result | None) -> Sessions:
    by_line: dict[tuple[str, int | None], list[DecidedFinding]] = {}
    for decided in result.findings if result else ():
        for one in dict.fromkeys(decided.finding.citations):
            by_line.setdefault((one.file, one.line), []).append(decided)
    spans = tuple(one for one in logs.spans if one.vendor in (None, vendor.id, vendor.name))
    return Sessions(tuple(SessionState(one, tuple(by_line.get((one.file, one.line), ()))) for one in mine), spans)


def _advisories(plant: Plant, vendor: Vendor, paths: Sequence[AccessPath], result: Result) -> tuple[Judged, ...]:
    assets = {asset for product in vendor.products for asset in product.assets}
    assets |= {asset for path in paths for asset in tool_assets(plant.vendors, path)}
    return tuple(one for one in result.triage.judged if one.asset.id in assets) if result.triage else ()


def _findings(
    plant: Plant, vendor: Vendor, paths: tuple[AccessPath, ...], sessions: Sequence[Session], result: Result
) -> tuple[DecidedFinding, ...]:
    named = {conduit for path in paths for conduit in path.conduits}
    conduits = [one for one in plant.conduits if one.id in named]
    places: list[Place] = [vendor.place, *(path.place for path in paths), *(one.place for one in conduits)]
    places += [channel.place for one in conduits for channel in one.channels]
    for parts in (vendor.products, vendor.certificates, vendor.persons, vendor.accounts):
        places += [part.place for part in parts]
    places += [approval.place for approval in plant.approvals if approval.vendor == vendor.id]
    places += [one.place for answers in plant.vendor_answers if answers.vendor == vendor.id for one in answers.answers]
    if vendor.contract:
        places += [vendor.contract.place, *(clause.place for clause in vendor.contract.clauses)]
    lines = {(place.file, place.line) for place in places} | {(one.file, one.line) for one in sessions}
    return tuple(
        decided
        for decided in result.findings
        if any((one.file, one.line) in lines for one in decided.finding.citations)
    )
