"""Whether a contract, certificate or piece of evidence counts on a day."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from keur.plant.evidence import EvidenceState


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
