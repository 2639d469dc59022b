"""What stands on file about a vendor on a day: contract, clauses, certificates, paths with their verdicts, findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from keur.assess.result import ChannelVerdict, DecidedFinding, Result
from keur.assess.vendors.tier import Tier, targets, tier
from keur.plant.evidence import EvidenceState
from keur.plant.model import Place, Plant
from keur.plant.vendors import CLAUSES, AccessPath, Certificate, Clause, Contract, Vendor


class Validity(StrEnum):
    """Of a contract or certificate on a day."""

    VALID = "valid"
    NOT_YET = "not yet"
    ENDED = "ended"


class FileState(StrEnum):
    """Of a file that is named with its hash."""

    THERE = "there"
    CHANGED = "changed"
    MISSING = "missing"
    NOT_NAMED = "not named"


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
    """Empty where no conduit is named, or none of its channels has a verdict: not demonstrated."""


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
    findings: tuple[DecidedFinding, ...]
    """Findings that cite what is declared of the vendor, its paths or their conduits."""


def validity(first: dt.date | None, last: dt.date | None, today: dt.date) -> Validity:
    """What a period is on a day; both ends belong to it, and an open end has none."""
    if first is not None and today < first:
        return Validity.NOT_YET
    return Validity.ENDED if last is not None and today > last else Validity.VALID


def file_state(file: str | None, sha256: str | None, files: EvidenceState) -> FileState:
    """Whether a named file is there as its hash says."""
    if file is None:
        return FileState.NOT_NAMED
    there = files.get(file)
    if there is None:
        return FileState.MISSING
    return FileState.THERE if there == sha256 else FileState.CHANGED


def contract_validity(contract: Contract | None, today: dt.date) -> Validity | None:
    return None if contract is None else validity(contract.first, contract.last, today)


def vendor_state(plant: Plant, vendor: Vendor, result: Result, files: EvidenceState, today: dt.date) -> VendorState:
    """Everything on file about a vendor, beside what the checks of `result` found."""
    looked = {clause.clause: clause for clause in (vendor.contract.clauses if vendor.contract else ())}
    paths = tuple(path for path in plant.access if path.vendor == vendor.id)
    return VendorState(
        vendor=vendor,
        tier=tier(plant, vendor),
        contract=contract_validity(vendor.contract, today),
        clauses=tuple((clause, looked.get(clause)) for clause in CLAUSES),
        certificates=tuple(
            CertificateState(one, validity(one.first, one.last, today), file_state(one.file, one.sha256, files))
            for one in vendor.certificates
        ),
        paths=tuple(_path(plant, path, result) for path in paths),
        findings=_findings(plant, vendor, paths, result),
    )


def _path(plant: Plant, path: AccessPath, result: Result) -> PathState:
    channels = tuple(channel for channel in result.channels if channel.conduit in path.conduits)
    return PathState(path, tuple(zone.id for zone in targets(plant, path)), channels)


def _findings(
    plant: Plant, vendor: Vendor, paths: tuple[AccessPath, ...], result: Result
) -> tuple[DecidedFinding, ...]:
    named = {conduit for path in paths for conduit in path.conduits}
    conduits = [one for one in plant.conduits if one.id in named]
    places: list[Place] = [vendor.place, *(path.place for path in paths), *(one.place for one in conduits)]
    places += [channel.place for one in conduits for channel in one.channels]
    for parts in (vendor.products, vendor.certificates, vendor.persons, vendor.accounts):
        places += [part.place for part in parts]
    if vendor.contract:
        places += [vendor.contract.place, *(clause.place for clause in vendor.contract.clauses)]
    lines = {(place.file, place.line) for place in places}
    return tuple(
        decided
        for decided in result.findings
        if any((one.file, one.line) in lines for one in decided.finding.citations)
    )
