"""What stands on file about a vendor on a day: contract, clauses, certificates, paths with their verdicts, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from keur.assess.result import ChannelVerdict, DecidedFinding, Result
from keur.assess.vendors.score import Score, score
from keur.assess.vendors.tier import Tier, targets, tier
from keur.assess.vendors.validity import FileState, Validity, file_state, validity
from keur.plant.evidence import EvidenceState
from keur.plant.model import Place, Plant, Zone
from keur.plant.vendors import CLAUSES, AccessPath, Certificate, Clause, Contract, Vendor


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
class VendorState:
    vendor: Vendor
    tier: Tier
    contract: Validity | None
    """None: no contract declared."""
    clauses: tuple[tuple[str, Clause | None], ...]
    """Every clause to look for; None where nobody looked."""
    certificates: tuple[CertificateState, ...]
    paths: tuple[PathState, ...]
    score: Score
    findings: tuple[DecidedFinding, ...] | None
    """Findings that cite what is declared of the vendor, its paths or their conduits; None where checks did not run."""


def contract_validity(contract: Contract | None, today: dt.date) -> Validity | None:
    return None if contract is None else validity(contract.first, contract.last, today)


def vendor_state(
    plant: Plant, vendor: Vendor, result: Result | None, files: EvidenceState, today: dt.date
) -> VendorState:
    """Everything on file about a vendor, beside what the checks of `result` found; without it neither verdicts nor
    findings."""
    looked = {clause.clause: clause for clause in (vendor.contract.clauses if vendor.contract else ())}
    paths = tuple(path for path in plant.access if path.vendor == vendor.id)
    channels = result.channels if result else ()
    heaviest = tier(plant, vendor)
    reached = targets(plant, paths)
    answers = next((one for one in plant.vendor_answers if one.vendor == vendor.id), None)
    return VendorState(
        vendor=vendor,
        tier=heaviest,
        contract=contract_validity(vendor.contract, today),
        clauses=tuple((clause, looked.get(clause)) for clause in CLAUSES),
        certificates=tuple(
            CertificateState(one, validity(one.first, one.last, today), file_state(one.file, one.sha256, files))
            for one in vendor.certificates
        ),
        paths=tuple(_path(path, reached[path.id], channels) for path in paths),
        score=score(vendor, heaviest.tier, answers, files, today),
        findings=_findings(plant, vendor, paths, result) if result else None,
    )


def _path(path: AccessPath, zones: Sequence[Zone], channels: tuple[ChannelVerdict, ...]) -> PathState:
    through = tuple(channel for channel in channels if channel.conduit in path.conduits)
    return PathState(path, tuple(zone.id for zone in zones), through)


def _findings(
    plant: Plant, vendor: Vendor, paths: tuple[AccessPath, ...], result: Result
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
    lines = {(place.file, place.line) for place in places}
    return tuple(
        decided
        for decided in result.findings
        if any((one.file, one.line) in lines for one in decided.finding.citations)
    )
