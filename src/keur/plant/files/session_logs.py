"""The shape of how a log of remote access is to be understood, in `observed/sessions/<name>.mapping.yaml`."""

from __future__ import annotations

from keur.plant.files.names import NAME, SHA256, word
from keur.plant.model import Text
from keur.plant.session_logs import FIELDS
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Fitting, Flag, Words

KINDS = (
    *("csv", "json-lines", "key-value", "cef"),
    *("anydesk", "beyondtrust", "openvpn", "openvpn-status", "teamviewer", "wireguard"),
)

_LOG_FILE = Fitting(
    r"(?!\.)[^/\\\x00-\x1f]{1,200}",
    Text(nl="naam van een bestand in observed/sessions/", en="a name of a file in observed/sessions/"),
)

_COLUMNS = Record(
    tuple(Key(name, Words(), word(f"Kolom voor {name}.", f"Column for {name}."), required=False) for name in FIELDS)
)
_EVENTS = Record(
    (
        Key("column", Words(), word("Kolom die zegt wat er gebeurde.", "Column that says what happened.")),
        Key("start", ListOf(Words(), least=1), word("Waarden bij een begin.", "Values at a start.")),
        Key("end", ListOf(Words(), least=1), word("Waarden bij een einde.", "Values at an end.")),
        Key("key", Words(), word("Kolom die begin en einde verbindt.", "Column that joins start and end.")),
    )
)
_ONLY = Record(
    (
        Key("column", Words(), word("Kolom.", "Column.")),
        Key("values", ListOf(Words(), least=1), word("Waarden van sessies.", "Values of sessions.")),
    )
)

SESSION_LOG = Record(
    (
        Key("file", _LOG_FILE, word("Het logboek, in dezelfde map.", "The log, in the same folder.")),
        Key("sha256", SHA256, word("SHA-256 van het logboek.", "SHA-256 of the log.")),
        Key("kind", Choice(KINDS), word("Soort bestand.", "Kind of file.")),
        Key("source", Words(), word("Systeem dat het logboek bijhoudt.", "System that keeps the log.")),
        Key("timezone", Words(), word("Zone van tijden zonder zone.", "Zone of times without one."), required=False),
        Key("day_first", Flag(), word("Dag voor maand.", "Day before month."), required=False),
        Key("vendor", NAME, word("Leverancier van alle sessies.", "Vendor of all sessions."), required=False),
        Key("path", NAME, word("Toegangsweg van alle sessies.", "Access path of all sessions."), required=False),
        Key("columns", _COLUMNS, word("Kolom per gegeven.", "Column by field.")),
        Key("events", _EVENTS, word("Begin en einde op eigen regels.", "Start and end on own lines."), required=False),
        Key("only", ListOf(_ONLY, unique=False), word("Rijen die sessies zijn.", "Rows that are sessions."), False),
    )
)
