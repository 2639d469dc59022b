"""Tools whose record is known from public documents or samples: which of their columns says what.

Each preset says from where, and what of it was not read in a document. Other tools are not here: their CSV is read by a
mapping that a person sees (`docs/sessions.md` says which).
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

    def named(self) -> set[str]:
        """All columns that it looks at."""
        joining = (self.events.column, *self.events.key.split("|")) if self.events else ()
        return {one for column in self.columns.values() for one in column.split("|")} | {*joining, *self.only}


_FORTIGATE = Preset(
    # FortiOS Log Message Reference 7.6, message 39948 (tunnel down): fields and their types. That of tunnel up, and the
    # values of `action` and `tunneltype`, are known from public samples only.
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
    only={
        "subtype": ("vpn",),
        "action": ("tunnel-up", "tunnel-down"),
        "tunneltype": ("ssl", "ssl-tunnel", "ssl-web"),  # an IPsec tunnel between sites is nobody's session
    },
)
_WINDOWS_COLUMNS = {
    "account": "TargetUserName|AccountName",
    "start": "TimeCreated|EventTime",
    "end": "TimeCreated|EventTime",
    "address": "IpAddress|ClientAddress",
    "target": "Computer|Hostname",
}
_WINDOWS_EVENTS = Events("EventID", ("4624", "4778"), ("4634", "4647", "4779"), "TargetLogonId|LogonID")
_WINDOWS = Preset(
    # Names of fields as they are commonly known for 4624, 4634 and 4647 (TargetUserName, TargetLogonId, LogonType,
    # IpAddress), and from a public sample for 4778 and 4779 (AccountName, LogonID, ClientAddress); not read on
    # Microsoft's pages. LogonType 10 is a remote desktop. The head of an event is TimeCreated and Computer as Windows
    # names it, EventTime and Hostname as NXLog does.
    title="Windows: remote desktop logons (4624, 4634, 4647, 4778, 4779)",
    kinds=("csv", "json-lines"),
    columns=_WINDOWS_COLUMNS,
    marks=("EventID", "TargetUserName"),
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
