"""Hashes of what answers rest on: the files of evidence, and the zones, conduits and assets of the plant."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from keur.plant.model import Answer, Asset, Conduit, Plant, Zone
from keur.plant.policies import FOLDER, PLACEHOLDER
from keur.plant.vendors import Contract

EvidenceState = dict[str, str | None]
"""SHA-256 of each file of evidence by its path below the plant folder; None where it is missing or unreadable, and
UNFINISHED where it is a policy in which proposals are left."""

UNFINISHED = "unfinished"
AGREEMENTS_FOLDER = "declared/agreements"


def read_evidence(folder: Path, plant: Plant) -> EvidenceState:
    """Reads each file that an answer names, once. What lies outside the folder (by a link) counts as missing."""
    return hashes(folder, {evidence.file for answer in plant.programme for evidence in answer.evidence})


def read_vendor_evidence(folder: Path, plant: Plant) -> EvidenceState:
    """Reads each file that a contract, a certificate or a vendor's answer names, in the same way."""
    contracts = {agreement_path(vendor.contract) for vendor in plant.vendors if vendor.contract}
    certificates = {one.file for vendor in plant.vendors for one in vendor.certificates}
    answers = {one.file for vendor in plant.vendor_answers for one in vendor.answers}
    return hashes(folder, {file for file in contracts | certificates | answers if file is not None})


def agreement_path(contract: Contract) -> str | None:
    """The file of a contract as a path below the plant folder."""
    return f"{AGREEMENTS_FOLDER}/{contract.file}" if contract.file else None


def hashes(folder: Path, files: set[str]) -> EvidenceState:
    """SHA-256 of each file by its path below the folder; None where it is missing, or lies outside by a link."""
    root = folder.resolve()

    @cache
    def inside(place: Path) -> bool:
        return place.resolve().is_relative_to(root)

    return {file: _hash(root / file, file, inside) for file in sorted(files)}


def _hash(path: Path, file: str, inside: Callable[[Path], bool]) -> str | None:
    try:
        path = path.resolve() if path.is_symlink() else path
        if not inside(path.parent) or not path.is_file():
            return None
        if file.startswith(f"{FOLDER}/") and file.endswith(".md"):
            text = path.read_bytes()
            unfinished = PLACEHOLDER.search(text.decode("utf-8", "replace"))
            return UNFINISHED if unfinished else hashlib.sha256(text).hexdigest()
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None


def digests(plant: Plant, answer: Answer, state: EvidenceState) -> dict[str, str]:
    """SHA-256 of everything that an answer depends on as it is now; what is gone or unfinished is left out."""
    found: dict[str, str] = {}
    kinds: tuple[tuple[str, tuple[str, ...], tuple[Zone | Conduit | Asset, ...]], ...] = (
        ("zone", answer.zones, plant.zones),
        ("conduit", answer.conduits, plant.conduits),
        ("asset", answer.assets, plant.assets),
    )
    for kind, wanted, there in kinds:
        found |= {f"{kind} {one.id}": _digest(one) for one in there if one.id in wanted}
    for evidence in answer.evidence:
        if (sha256 := state.get(evidence.file)) not in (None, UNFINISHED):
            found[f"file {evidence.file}"] = sha256
    return found


def _digest(thing: object) -> str:
    return hashlib.sha256(_told(thing).encode()).hexdigest()


def _told(value: object) -> str:
    """A value as text that says the same for the same content, wherever in a file it stands."""
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value) if field.name != "place")
        return "{" + ",".join(f"{name}={_told(getattr(value, name))}" for name in names) + "}"
    if isinstance(value, tuple):
        return "[" + ",".join(map(_told, value)) + "]"
    if isinstance(value, frozenset):
        return "<" + ",".join(sorted(map(_told, value))) + ">"
    if isinstance(value, dict):
        return "(" + ",".join(f"{key}:{_told(value[key])}" for key in sorted(value)) + ")"
    return repr(str(value))
