"""What a check says: findings with the frames, lines and records that prove them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from keur.plant.model import Text

SEVERITIES = ("critical", "high", "medium", "low")
"""Order of consequence, worst first."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a stranger can look. `frame`: a capture's frame and byte offset in it; `line`: a line of a text file;
    `record`: a row of a table such as `declared/assets.csv`, by its line."""

    kind: Literal["frame", "line", "record"]
    file: str
    """Path below the plant folder, with `/`."""
    sha256: str | None = None
    frame: int | None = None
    offset: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    id: str
    """Fingerprint: the same for the same check and subject, whatever the counts, times and captures."""
    check: str
    severity: str
    subject: str
    """What the finding is about, as stable text, such as `enterprise > bioreactors modbus write`."""
    text: Text
    citations: tuple[Citation, ...]
    requirements: tuple[str, ...]
    """IEC 62443 requirements that the check evidences, `part:edition:id`."""
    verdict: str | None = None
    """Verdict of the channel it is about (`breach`, `bypass`, ...), when it is about one."""
    zones: tuple[str, ...] = ()
    """Zones concerned, for order of consequence and for the diagram."""
    contradicts: bool = True
    """Whether it contradicts a claim that the requirements are met, or only bears on them."""


def fingerprint(check: str, subject: str) -> str:
    """Id of a finding: the first 16 hexadecimal digits of SHA-256 over check id and subject."""
    return hashlib.sha256(f"{check}\n{subject}".encode()).hexdigest()[:16]
