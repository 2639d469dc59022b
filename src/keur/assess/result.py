"""The answer of `keur check`: everything that a terminal, a JSON file or a report shows. Renderers compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from keur.checks.finding import Citation, Finding
from keur.plant.model import Plant, Verdict

Answer = Literal["yes", "no", "unknown"]

VERDICTS = ("breach", "bypass", "open door", "blocked", "unused", "in order", "closed", "unknown")
"""Worst first."""


@dataclass(frozen=True, slots=True)
class OperationUse:
    """One operation of a channel, counted over all captures."""

    protocol: str
    function: str
    name: str
    operation: str
    """Operation class."""
    to_server: bool
    count: int
    errors: int


@dataclass(frozen=True, slots=True)
class ChannelVerdict:
    """One channel, declared or observed or both, between two zones."""

    from_zone: str
    """Zone id of the side that opens; `internet` and `unknown` stand for addresses in no declared zone."""
    to_zone: str
    protocol: str
    """Recognised or declared protocol; `tcp/1234` where neither is known."""
    port: int | None
    operations: tuple[OperationUse, ...]
    """Observed operations, most consequential class first."""
    allowed: tuple[str, ...] | None
    """Declared operation classes; None when any, or when not declared."""
    declared: Answer
    permitted: Answer
    observed: Answer
    verdict: str
    conduit: str | None
    conversations: int
    packets: int
    bytes: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in the input that could not be read, and how much of it."""

    file: str
    reason: str
    """Stable word, such as `truncated-file`."""
    count: int
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class CaptureRead:
    """One capture that the answer rests on."""

    file: str
    sha256: str
    segment: str
    packets: int
    bytes: int
    first_us: int | None
    last_us: int | None


@dataclass(frozen=True, slots=True)
class DecidedFinding:
    finding: Finding
    verdict: Verdict | None
    """The decision that holds today; None while the finding is open."""
    expired: Verdict | None = None
    """A decision that held once and has run out."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the answer could and could not see."""

    captures: tuple[CaptureRead, ...]
    zones_seen: tuple[str, ...]
    zones_never_seen: tuple[str, ...]
    assets_declared: int
    assets_seen: int
    not_demonstrated: tuple[str, ...]
    """Stable words for what nobody has shown, such as `permitted` (no firewall configuration)."""


@dataclass(frozen=True, slots=True)
class Result:
    plant: Plant
    today: str
    """Date of the check, ISO 8601, handed in by the caller."""
    findings: tuple[DecidedFinding, ...]
    """In order of consequence."""
    channels: tuple[ChannelVerdict, ...]
    unread: tuple[Unread, ...]
    coverage: Coverage
