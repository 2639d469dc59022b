"""What a plant folder says: the types of `plant.yaml`, `declared/` and `decided/`.

These are values: loading (`keur.plant.load`) makes them from files and reports every mistake with its place.
Words follow IEC 62443 and the Purdue model; see `docs/plant-folder.md`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from keur.plant.entity import NOTHING_SAID, LegalEntity

if TYPE_CHECKING:
    from keur.plant.session_logs import SessionLog
    from keur.plant.vendors import AccessPath, Approval, Ban, Vendor, VendorAnswers

Network = IPv4Network | IPv6Network

LEVELS = ("0", "1", "2", "3", "3.5", "4", "5")
"""Purdue levels, lowest first; 3.5 is the industrial DMZ."""

CONSEQUENCE_AXES = ("human_safety", "environment", "equipment", "production", "product_quality")
CONSEQUENCE_GRADES = ("none", "low", "medium", "high", "very-high")


class ZoneKind(StrEnum):
    SAFETY = "safety"
    CONTROL = "control"
    SUPERVISION = "supervision"
    OPERATIONS = "operations"
    DMZ = "dmz"
    ENTERPRISE = "enterprise"
    EXTERNAL = "external"
    WIRELESS = "wireless"
    TEMPORARY = "temporary"


class Operation(StrEnum):
    """Operation class of an OT message."""

    IDENTIFY = "identify"
    READ = "read"
    WRITE = "write"
    CONTROL = "control"
    PROGRAM = "program"
    DIAGNOSE = "diagnose"
    SESSION = "session"
    OTHER = "other"


class Opener(StrEnum):
    """Which side of a conduit may open the connection."""

    FROM = "from"
    TO = "to"
    EITHER = "either"


class Decision(StrEnum):
    ACCEPT = "accept"
    FIX = "fix"
    FALSE_ALARM = "false-alarm"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file of the plant folder (relative, with `/`), line and column counted from 1."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Zone:
    id: str
    name: Text
    levels: tuple[str, ...]
    kind: ZoneKind
    networks: tuple[Network, ...]
    segments: tuple[str, ...]
    """Segments on which `networks` and `vlans` are meant; empty: on all."""
    vlans: tuple[int, ...]
    sl_t: tuple[int, ...] | None
    """Target security level for FR 1 to FR 7, each 0 to 4."""
    owner: str | None
    consequence: dict[str, str]
    """Grade per axis (`CONSEQUENCE_AXES`, `CONSEQUENCE_GRADES`); axes that nobody graded are absent."""
    gxp: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of communication inside a conduit."""

    protocol: str | None
    """Protocol name as keur recognises it; None when only transport and port are declared."""
    transport: str | None
    """`tcp`, `udp`, or `l2` (frames without IP)."""
    port: int | None
    from_assets: tuple[str, ...]
    """Asset ids; empty: the whole zone."""
    to_assets: tuple[str, ...]
    operations: frozenset[Operation] | None
    """Operation classes allowed; None: any."""
    opened_by: Opener
    place: Place


@dataclass(frozen=True, slots=True)
class Conduit:
    id: str
    name: Text | None
    from_zone: str
    to_zone: str
    channels: tuple[Channel, ...]
    enforced_by: tuple[str, ...]
    reason: str
    owner: str | None
    review: dt.date | None
    until: dt.date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Asset:
    id: str
    zone: str
    kind: str
    vendor: str
    product: str
    order_number: str
    firmware: str
    mac: tuple[str, ...]
    """Lower case, colons."""
    ipv4: tuple[str, ...]
    ipv6: tuple[str, ...]
    """Compressed form (RFC 5952)."""
    hostname: str
    owner: str
    location: str
    process: str
    criticality: str
    place: Place
    hardware_version: str = ""
    """Revision of the hardware, as on the type plate."""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class CaptureNote:
    """What people know of one capture file: `observed/captures.yaml`."""

    file: str
    """Path below `observed/`."""
    segment: str
    clock_offset_seconds: float
    """Added to the capture's times to get true time."""
    taken_by: str
    sha256: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class FirewallInterface:
    """What people say lies behind one interface of a firewall."""

    name: str
    zones: tuple[str, ...]
    internet: bool


@dataclass(frozen=True, slots=True)
class FirewallNote:
    """What people say of one firewall: `declared/topology.yaml`."""

    id: str
    """The asset."""
    files: tuple[str, ...]
    """Paths of its configuration files below `observed/`; empty: those named after the asset."""
    format: str | None
    """Format of the files, where recognition is to be overruled."""
    interfaces: tuple[FirewallInterface, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a named person decided about one finding: `decided/verdicts.yaml`."""

    finding: str
    """The finding's fingerprint."""
    decision: Decision
    reason: str
    who: str
    date: dt.date
    expires: dt.date | None
    """Accepted until, or to be fixed by; a false alarm may stand without."""
    place: Place


@dataclass(frozen=True, slots=True)
class Site:
    """`plant.yaml`."""

    organisation: str
    site: str
    name: Text
    language: str
    """`nl` or `en`: the language of reports unless asked otherwise."""
    entity: LegalEntity = NOTHING_SAID
    """What decides whether the law covers the organisation."""


class EvidenceKind(StrEnum):
    DOCUMENT = "document"
    """An approved document: bears ML 2."""
    RECORD = "record"
    """A record of practice: bears ML 3."""
    MEASURE = "measure"
    """A measure with a trend: bears ML 4."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file that shows how a requirement is met."""

    file: str
    """Path below the plant folder, with `/`."""
    kind: EvidenceKind
    sha256: str
    period_from: dt.date
    """First day that it proves something about."""
    period_until: dt.date
    """Last day that it proves something about; a document holds until then."""
    collected: dt.date
    received: dt.date
    approved_by: str | None
    points: tuple[float, ...]
    """Values of a measure, oldest first; empty for other kinds."""
    place: Place
    notes: tuple[tuple[str, str], ...] = ()
    """Texts under names of the plant's own."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who last looked at an answer, and what it depended on then."""

    by: str
    date: dt.date
    digests: dict[str, str]
    """SHA-256 by what it is of, such as `zone control`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the plant says of one requirement of IEC 62443-2-1: an entry of `declared/programme.yaml`."""

    requirement: str
    """Number of the requirement, such as `NET 1.1`, or id of what the law asks beyond the standard, such as
    `board-approval`."""
    claim: str
    """`1` to `4` (ML), `not started` or `not applicable`."""
    target: int | None
    owner: str | None
    how: str | None
    reason: str | None
    """Why it is not applicable."""
    signed_by: str | None
    review: dt.date | None
    zones: tuple[str, ...]
    conduits: tuple[str, ...]
    assets: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    reviewed: Reviewed | None
    place: Place
    notes: tuple[tuple[str, str], ...] = ()
    """Texts under names of the plant's own."""

    @property
    def claimed(self) -> int | None:
        """The ML that is claimed; None where none is."""
        return int(self.claim) if self.claim.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that a law asks where it fits, and that the plant does not apply: `declared/deviations.yaml`."""

    obligation: str
    """Id of the duty, such as `Cbw 21(3)(j)`."""
    what: str
    reason: str
    owner: str
    review: dt.date
    place: Place


class Effort(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Horizon(StrEnum):
    QUICK_WIN = "quick win"
    DAYS_90 = "90 days"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """What people say of one action: `declared/actions.yaml`. Whether it is still open, facts decide."""

    id: str
    """What is missing: number of a requirement, id of a gap or of a duty."""
    owner: str | None
    due: dt.date | None
    effort: Effort | None
    horizon: Horizon | None
    note: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Plant:
    """A whole plant folder, loaded without mistakes. Ids are unique, references resolve."""

    folder: str
    site: Site
    zones: tuple[Zone, ...]
    conduits: tuple[Conduit, ...]
    assets: tuple[Asset, ...]
    captures: tuple[CaptureNote, ...]
    verdicts: tuple[Verdict, ...]
    firewalls: tuple[FirewallNote, ...] = ()
    programme: tuple[Answer, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    access: tuple[AccessPath, ...] = ()
    approvals: tuple[Approval, ...] = ()
    bans: tuple[Ban, ...] = ()
    vendor_answers: tuple[VendorAnswers, ...] = ()
    session_logs: tuple[SessionLog, ...] = ()
