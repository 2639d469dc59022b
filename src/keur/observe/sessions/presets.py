"""Tools whose record is documented in public: which of their columns says what.

Each preset names the document. A tool whose export no document describes is not here: its CSV is read by a mapping
that a person sees (`docs/sessions.md` says which).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keur.plant.session_logs import Events


@dataclass(frozen=True, slots=True)
class Preset:
    title: str
    kinds: tuple[str, ...]
    columns: Mapping[str, str]
    marks: tuple[str, ...]
    """Columns by which a log is recognised as this tool's; none: by its kind."""
    events: Events | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timezone: str | None = None
    """The zone of its times, where the tool's document says it."""


_FORTIGATE = Preset(
    # FortiOS Log Message Reference 7.6, messages 39947 (tunnel up) and 39948 (tunnel down): fields and their types.
    # eventtime is a count since 1970; older releases write seconds, newer ones nanoseconds.
    title="FortiGate SSL VPN",
    kinds=("key-value", "csv", "json-lines"),
    columns={
        "account": "user",
        "start": "eventtime",
        "end": "eventtime",
        "address": "remip",
        "country": "srccountry",
        "protocol": "tunneltype",
        "end_reason": "reason",
        "bytes": "rcvdbyte",
    },
    marks=("tunnelid", "remip", "action"),
    events=Events("action", ("tunnel-up",), ("tunnel-down",), "tunnelid"),
    only={"subtype": ("vpn",), "action": ("tunnel-up", "tunnel-down")},
)
_WINDOWS_COLUMNS = {
    "account": "TargetUserName|AccountName",
    "start": "TimeCreated",
    "end": "TimeCreated",
    "address": "IpAddress|ClientAddress",
    "target": "Computer",
}
_WINDOWS_EVENTS = Events("EventID", ("4624", "4778"), ("4634", "4647", "4779"), "TargetLogonId|LogonID")
_WINDOWS = Preset(
    # Microsoft, "Advanced security audit policy": events 4624, 4634, 4647 (EventData TargetUserName, TargetLogonId,
    # LogonType, IpAddress) and 4778, 4779 (AccountName, LogonID, ClientAddress). LogonType 10 is a remote desktop.
    title="Windows: remote desktop logons (4624, 4634, 4647, 4778, 4779)",
    kinds=("csv", "json-lines"),
    columns=_WINDOWS_COLUMNS,
    marks=("EventID", "TimeCreated"),
    events=_WINDOWS_EVENTS,
    only={"EventID": ("4624", "4634", "4647", "4778", "4779"), "LogonType": ("10",)},
)
_ANYDESK = Preset(
    title="AnyDesk connection_trace.txt",
    kinds=("anydesk",),
    columns={"account": "id|alias", "start": "time"},
    marks=(),
)

PRESETS: Mapping[str, Preset] = {"fortigate": _FORTIGATE, "windows": _WINDOWS, "anydesk": _ANYDESK}
