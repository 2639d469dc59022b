"""Tools whose record is known from public documents or samples: which of their columns says what.

Each preset says what was read, what was not, and what such a log cannot know. Other tools are not here: their CSV is
read by a mapping that a person sees (`docs/sessions.md` says which).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keur.plant.model import Text
from keur.plant.session_logs import Events


@dataclass(frozen=True, slots=True)
class Preset:
    title: str
    kinds: tuple[str, ...]
    columns: Mapping[str, str]
    marks: tuple[str, ...]
    """Columns by which a log is recognised as this tool's; none: by its kind."""
    read: Text
    """The documents that it rests on."""
    unread: Text
    """What of it no document of the maker said."""
    silent: Text
    """What such a log cannot know."""
    events: Events | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self) -> set[str]:
        """All columns that it looks at."""
        joining = (self.events.column, *self.events.key.split("|")) if self.events else ()
        return {one for column in self.columns.values() for one in column.split("|")} | {*joining, *self.only}


_FORTIGATE = Preset(
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
    read=Text(
        nl="FortiOS Log Message Reference 7.6, bericht 39948 (tunnel down): velden en hun soort",
        en="FortiOS Log Message Reference 7.6, message 39948 (tunnel down): fields and their types",
    ),
    unread=Text(
        nl="het bericht tunnel-up en de waarden van `action` en `tunneltype`: alleen uit openbare voorbeelden",
        en="the message tunnel-up and the values of `action` and `tunneltype`: from public samples only",
    ),
    silent=Text(nl="welk apparaat bereikt is", en="which asset was reached"),
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
    # LogonType 10 is a remote desktop. The head of an event is TimeCreated and Computer as Windows names it, EventTime
    # and Hostname as NXLog does.
    title="Windows: remote desktop logons (4624, 4634, 4647, 4778, 4779)",
    kinds=("csv", "json-lines"),
    columns=_WINDOWS_COLUMNS,
    marks=("EventID", "TargetUserName"),
    read=Text(
        nl="een openbaar voorbeeld van 4778 en 4779 (AccountName, LogonID, ClientAddress)",
        en="a public sample of 4778 and 4779 (AccountName, LogonID, ClientAddress)",
    ),
    unread=Text(
        nl="de pagina's van Microsoft; velden van 4624, 4634 en 4647 zoals zij algemeen bekend zijn",
        en="Microsoft's own pages; fields of 4624, 4634 and 4647 as they are commonly known",
    ),
    silent=Text(nl="over welke weg iemand kwam", en="over which path somebody came"),
    events=_WINDOWS_EVENTS,
    only={"EventID": ("4624", "4634", "4647", "4778", "4779"), "LogonType": ("10",)},
)
_ANYDESK = Preset(
    title="AnyDesk connection_trace.txt",
    kinds=("anydesk",),
    columns={"account": "id|alias", "start": "time"},
    marks=(),
    read=Text(nl='AnyDesk, "Connection Log" (artikel 467186)', en='AnyDesk, "Connection Log" (article 467186)'),
    unread=Text(nl="in welke tijdzone de tijden zijn", en="in which zone its times are"),
    silent=Text(
        nl="wanneer een sessie eindigde, en welk apparaat bereikt is",
        en="when a session ended, and which asset was reached",
    ),
)
_BEYONDTRUST = Preset(
    title="BeyondTrust Privileged Remote Access, AccessSession",
    kinds=("beyondtrust",),
    columns={
        "record": "lsid",
        "account": "representative.username|primary_rep",
        "address": "representative.public_ip",
        "target": "customer.hostname|primary_customer",
        "start": "start_time.timestamp|start_time",
        "end": "end_time.timestamp|end_time",
        "recording": "session_recording_view_url|session_recording_download_url",
    },
    marks=(),
    read=Text(
        nl='BeyondTrust, "Download reports with AccessSession" tot aan de elementen van een sessie; die uit een '
        "voorbeeld van Elastic (integratie beyondtrust_pra)",
        en='BeyondTrust, "Download reports with AccessSession" up to the elements of a session; these from a sample of '
        "Elastic's (integration beyondtrust_pra)",
    ),
    unread=Text(
        nl="het schema van het product (reporting.xsd), de verslagen van Remote Support, en syslog",
        en="the product's schema (reporting.xsd), the reports of Remote Support, and syslog",
    ),
    silent=Text(
        nl="de goedkeuring en het ticket; van een sessie met meer mensen staat er een",
        en="approval and ticket; of a session with several people it shows one",
    ),
)
_OPENVPN = Preset(
    title="OpenVPN server log",
    kinds=("openvpn",),
    columns={"account": "name", "address": "address", "start": "start", "end": "end", "end_reason": "reason"},
    marks=(),
    read=Text(
        nl="de broncode van OpenVPN (src/openvpn/sig.c, 2025) voor een einde; openbare logboeken van 2.4 tot 2.6",
        en="OpenVPN's source (src/openvpn/sig.c, 2025) for an end; public logs of 2.4 to 2.6",
    ),
    unread=Text(
        nl="de woorden van een begin in de broncode; de log van OpenVPN Access Server",
        en="the words of a begin in the source; the log of OpenVPN Access Server",
    ),
    silent=Text(
        nl="welk apparaat bereikt is; wie het certificaat deelt. Stopt de server zonder het te zeggen, dan telt zijn "
        "nieuwe start als einde",
        en="which asset was reached; who shares the certificate. If the server stops without a word, its next start "
        "counts as the end",
    ),
)
_OPENVPN_STATUS = Preset(
    title="OpenVPN status file",
    kinds=("openvpn-status",),
    columns={
        "account": "Username|Common Name",
        "address": "address",
        "start": "Connected Since (time_t)|Connected Since",
    },
    marks=(),
    read=Text(
        nl="de broncode van OpenVPN (src/openvpn/multi.c, 2025): versie 1, 2 en 3",
        en="OpenVPN's source (src/openvpn/multi.c, 2025): versions 1, 2 and 3",
    ),
    unread=Text(nl="hoe oudere versies hun velden schreven", en="how older releases wrote their fields"),
    silent=Text(
        nl="wanneer een sessie eindigde, en wie er tussen twee opnamen was",
        en="when a session ended, and who was there between two recordings",
    ),
)
_TEAMVIEWER = Preset(
    title="TeamViewer Connections_incoming.txt",
    kinds=("teamviewer",),
    columns={"record": "id", "account": "device", "start": "start", "end": "end", "protocol": "type"},
    marks=(),
    read=Text(
        nl="de lezer van plaso (forensisch onderzoek) en openbare notities van onderzoekers: volgorde, tijden in UTC",
        en="the reader of plaso (forensic examination) and public notes of examiners: the order, and times in UTC",
    ),
    unread=Text(nl="een document van TeamViewer over dit bestand", en="a document of TeamViewer's own about this file"),
    silent=Text(
        nl="welke persoon het was (alleen het nummer van zijn apparaat) en welk apparaat bereikt is: dat waar het "
        "bestand staat",
        en="which person it was (only the number of their device), and which asset was reached: the one that has the "
        "file",
    ),
)
_WIREGUARD = Preset(
    title="WireGuard latest handshakes",
    kinds=("wireguard",),
    columns={"account": "peer", "start": "handshake"},
    marks=(),
    read=Text(
        nl="wg(8) en de broncode van wireguard-tools (src/show.c)",
        en="wg(8) and the source of wireguard-tools (src/show.c)",
    ),
    unread=Text(
        nl="foutmeldingen van de kernel: zij noemen een volgnummer, geen sleutel",
        en="debug messages of the kernel: they name a number, no key",
    ),
    silent=Text(
        nl="sessies: WireGuard kent alleen handdrukken. Een handdruk zegt dat de houder van een sleutel er op dat "
        "moment was; niet hoe lang, vanwaar, of wat bereikt is",
        en="sessions: WireGuard only knows handshakes. A handshake tells that the holder of a key was there at that "
        "moment; not how long, from where, or what was reached",
    ),
)

PRESETS: Mapping[str, Preset] = {
    "fortigate": _FORTIGATE,
    "windows": _WINDOWS,
    "anydesk": _ANYDESK,
    "beyondtrust": _BEYONDTRUST,
    "openvpn": _OPENVPN,
    "openvpn-status": _OPENVPN_STATUS,
    "teamviewer": _TEAMVIEWER,
    "wireguard": _WIREGUARD,
}
