"""The answer of `keur check`: everything that a terminal, a JSON file or a report shows. Renderers compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from keur.checks.finding import Citation, Finding
from keur.plant.model import Plant, Text, Verdict

if TYPE_CHECKING:  # slow to import, and most plants have no advisories
    from keur.assess.advisories.triage import Triage

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
class RuleCited:
    """A rule of a firewall that lets a channel through, or stops it."""

    firewall: str
    label: str
    """What the rule says of itself: its name, its comment, or its text."""
    citation: Citation


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
    rules: tuple[RuleCited, ...] = ()
    example: str | None = None
    """Of what is permitted though nobody declared it: one packet, `10.0.0.1 > 10.0.0.2 tcp/502`."""
    change: Text | None = None
    """The smallest change of a rule that closes it."""


@dataclass(frozen=True, slots=True)
class PairPermission:
    """Whether the firewalls let anything at all through from one zone to another."""

    from_zone: str
    to_zone: str
    permitted: Answer


@dataclass(frozen=True, slots=True)
class ConfigurationRead:
    """One configuration file of a firewall."""

    file: str
    sha256: str
    format: str
    lines: int
    understood: int
    beside: int
    """Lines that have no bearing on which packets pass."""
    not_understood: int


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A place in a configuration that was not understood: what it decides about is unknown."""

    citation: Citation
    text: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Attached:
    """A zone, or a part of it, behind an interface of a firewall."""

    zone: str
    interface: str
    addresses: str
    basis: str
    """`declared`, `connected`, `route` or `default` (the default route)."""
    citation: Citation | None
    """The line of the configuration that says so; None when the plant does."""


@dataclass(frozen=True, slots=True)
class FirewallRead:
    """One firewall that the answer rests on."""

    id: str
    declared: bool
    """Whether the id is an asset's."""
    files: tuple[ConfigurationRead, ...]
    attached: tuple[Attached, ...]
    not_understood: tuple[NotUnderstood, ...]


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
    firewalls: tuple[FirewallRead, ...] = ()


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
    pairs: tuple[PairPermission, ...] = ()
    """All pairs of zones; empty when no firewall configuration was read."""
    triage: Triage | None = None
    """What people decided about security advisories; None where the plant has none."""
