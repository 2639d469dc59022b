"""What a plant folder says of a log of remote access: `observed/sessions/<name>.mapping.yaml`, beside the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keur.plant.model import Place

SESSIONS_FOLDER = "observed/sessions"
MAPPING_ENDING = ".mapping.yaml"

FIELDS = (
    *("record", "vendor", "account", "path", "address", "country", "target", "protocol"),
    *("date", "start", "end", "duration", "end_reason", "bytes", "recording", "approval", "ticket", "mfa"),
)
"""What a session may say. `date` stands before the times of `start` and `end` where a log keeps them apart; `duration`
is seconds or h:mm:ss."""


@dataclass(frozen=True, slots=True)
class Events:
    """How the begin and the end of a session are told apart, in a log with a line for each."""

    column: str
    start: tuple[str, ...]
    """Values of `column` on the line that begins a session ..."""
    end: tuple[str, ...]
    """... and on the one that ends it."""
    key: str
    """Column whose value is the same on both lines."""


@dataclass(frozen=True, slots=True)
class SessionLog:
    """How one log is to be understood."""

    file: str
    """Path below the plant folder."""
    kind: str
    """Kind of file: one of the formats of `keur.observe.sessions`."""
    source: str
    """The system that keeps the log. A record id is the same record again only within one source and vendor."""
    sha256: str
    timezone: str | None
    """IANA name of the zone of times that carry none."""
    day_first: bool | None
    """Whether 03-04-2026 is in April; None: no date of the log is written that way."""
    vendor: str | None
    """Vendor of all sessions that name none."""
    path: str | None
    """Access path of all sessions that name none."""
    columns: Mapping[str, str]
    """Column by field of `FIELDS`; `a|b`: the first of these that says something."""
    events: Events | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rows that have one of these columns with another value are no sessions."""
    place: Place | None = None
    """Where the plant folder says so; None before it does."""
