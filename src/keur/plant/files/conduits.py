"""The shape of a conduit and its channels, in `declared/conduits.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, BILINGUAL, NAME, PROTOCOL, ZONE_ID, word
from keur.plant.model import Opener, Operation
from keur.plant.shapes import Key, ListOf, Record, Schema, WordOr
from keur.plant.values import Choice, Day, Whole, Words

OPERATION_PROTOCOLS = ("modbus", "s7comm", "enip", "opcua", "bacnet", "profinet-dcp")
"""OT protocols whose messages keur reads as operations: a channel of one of these says which operations it allows."""


def _channel_rules() -> Schema:
    speaks = {"required": ["protocol"], "properties": {"protocol": {"enum": list(OPERATION_PROTOCOLS)}}}
    link = {"required": ["transport"], "properties": {"transport": {"const": "l2"}}}
    return {
        "anyOf": [{"required": ["protocol"]}, {"required": ["transport", "port"]}],
        "allOf": [
            {"if": speaks, "then": {"required": ["operations"]}},
            {"if": link, "then": {"required": ["protocol"], "properties": {"port": False}}},
        ],
        "dependencies": {"operations": ["protocol"]},
    }


CHANNEL = Record(
    (
        Key(
            "protocol",
            PROTOCOL,
            word(
                "Protocol, zoals keur het herkent: modbus, s7comm, tls, ...",
                "Protocol as keur recognises it: modbus, s7comm, tls, ...",
            ),
            required=False,
        ),
        Key(
            "transport",
            Choice(("tcp", "udp", "l2")),
            word("tcp, udp, of l2 (frames zonder IP).", "tcp, udp, or l2 (frames without IP)."),
            required=False,
        ),
        Key("port", Whole(1, 65535), word("Poort van de server.", "Port of the server."), required=False),
        Key(
            "from_assets",
            ListOf(ASSET_ID, least=1),
            word(
                "Apparaten in de zone `from`; weglaten: de hele zone.",
                "Assets in the zone `from`; left out: the whole zone.",
            ),
            required=False,
        ),
        Key(
            "to_assets",
            ListOf(ASSET_ID, least=1),
            word(
                "Apparaten in de zone `to`; weglaten: de hele zone.",
                "Assets in the zone `to`; left out: the whole zone.",
            ),
            required=False,
        ),
        Key(
            "operations",
            WordOr("any", ListOf(Choice(tuple(Operation), Operation), least=1)),
            word("Toegestane soorten bewerkingen, of any.", "Operation classes allowed, or any."),
            required=False,
        ),
        Key(
            "opened_by",
            Choice(tuple(Opener), Opener),
            word(
                "Welke kant de verbinding mag openen; weglaten: from.",
                "Which side may open the connection; left out: from.",
            ),
            required=False,
        ),
    ),
    _channel_rules,
)

CONDUIT = Record(
    (
        Key("id", NAME, word("Korte, vaste naam van de conduit.", "Short, lasting name of the conduit.")),
        Key("name", BILINGUAL, word("Naam van de conduit.", "Name of the conduit."), required=False),
        Key("from", ZONE_ID, word("Zone die de verbindingen opent.", "Zone that opens the connections.")),
        Key("to", ZONE_ID, word("Zone waar de servers staan.", "Zone where the servers are.")),
        Key(
            "channels",
            ListOf(CHANNEL, least=1),
            word("Wat er door de conduit mag.", "What may go through the conduit."),
        ),
        Key(
            "enforced_by",
            ListOf(ASSET_ID),
            word("Apparaten die de conduit bewaken (firewalls).", "Devices that enforce the conduit (firewalls)."),
            required=False,
        ),
        Key("reason", Words(), word("Waarom de conduit nodig is.", "Why the conduit is needed.")),
        Key("owner", Words(), word("Wie ervoor verantwoordelijk is.", "Who is accountable for it."), required=False),
        Key(
            "review", Day(), word("Uiterste datum van herbeoordeling.", "To be reviewed by this date."), required=False
        ),
        Key(
            "until",
            Day(),
            word("Toegestaan tot en met deze datum.", "Allowed up to and including this date."),
            required=False,
        ),
    )
)
