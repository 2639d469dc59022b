"""Which keys each YAML file of a plant folder has: the one source of the loader and of the JSON Schemas."""

from __future__ import annotations

from keur.plant.model import (
    CONSEQUENCE_AXES,
    CONSEQUENCE_GRADES,
    LEVELS,
    Decision,
    Opener,
    Operation,
    Text,
    ZoneKind,
)
from keur.plant.shapes import Key, ListOf, Record, Schema, WordOr
from keur.plant.values import Choice, Cidr, Day, Fitting, Flag, Seconds, Whole, Words

OPERATION_PROTOCOLS = ("modbus", "s7comm", "enip", "opcua", "bacnet", "profinet-dcp")
"""OT protocols whose messages keur reads as operations: a channel of one of these says which operations it allows."""

RESERVED_ZONES = ("internet", "unknown", "group")
"""Names that stand in results for addresses in no declared zone."""

ZONE_ID = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    Text(
        nl="naam zonder spaties (letters, cijfers, `.`, `_`, `-`)",
        en="a name without blanks (letters, digits, `.`, `_`, `-`)",
    ),
    RESERVED_ZONES,
)
NAME = Fitting(ZONE_ID.pattern, ZONE_ID.meaning)
ASSET_ID = Fitting(
    r"[A-Za-z0-9][A-Za-z0-9._+=/:-]{0,63}",
    Text(
        nl="id van een apparaat (letters, cijfers, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
        en="an id of an asset (letters, digits, `.`, `_`, `-`, `+`, `=`, `/`, `:`)",
    ),
)
PROTOCOL = Fitting(
    r"[a-z0-9][a-z0-9-]{0,31}",
    Text(
        nl="naam van een protocol (kleine letters, cijfers, `-`)",
        en="a name of a protocol (small letters, digits, `-`)",
    ),
)


def _word(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


BILINGUAL = Record(
    (
        Key("nl", Words(), _word("De naam in het Nederlands.", "The name in Dutch.")),
        Key("en", Words(), _word("De naam in het Engels.", "The name in English.")),
    )
)

PLANT = Record(
    (
        Key("keur", Choice(("1",)), _word("Versie van de fabrieksmap: 1.", "Version of the plant folder: 1.")),
        Key(
            "organisation",
            Record((Key("name", Words(), _word("Naam van de rechtspersoon.", "Name of the legal entity.")),)),
            _word("De organisatie waarvan de fabriek is.", "The organisation that owns the plant."),
        ),
        Key(
            "site",
            Record(
                (
                    Key("id", NAME, _word("Korte, vaste naam van de locatie.", "Short, lasting name of the site.")),
                    Key("name", BILINGUAL, _word("Naam van de locatie.", "Name of the site.")),
                )
            ),
            _word("De locatie.", "The site."),
        ),
        Key("language", Choice(("nl", "en")), _word("Taal van rapporten.", "Language of reports.")),
    )
)

_CONSEQUENCE_MEANING = {
    "human_safety": _word("Veiligheid van mensen.", "Safety of people."),
    "environment": _word("Milieu.", "Environment."),
    "equipment": _word("Installaties en machines.", "Equipment."),
    "production": _word("Voortgang van de productie.", "Continuity of production."),
    "product_quality": _word("Kwaliteit van het product.", "Quality of the product."),
}

ZONE = Record(
    (
        Key("id", ZONE_ID, _word("Korte, vaste naam van de zone.", "Short, lasting name of the zone.")),
        Key("name", BILINGUAL, _word("Naam van de zone.", "Name of the zone.")),
        Key(
            "levels",
            ListOf(Choice(LEVELS), least=1),
            _word("Purdue-niveaus die de zone omvat.", "Purdue levels that the zone spans."),
        ),
        Key("kind", Choice(tuple(ZoneKind), ZoneKind), _word("Soort zone.", "Kind of zone.")),
        Key(
            "networks",
            ListOf(Cidr()),
            _word("IP-netwerken van de zone (CIDR).", "IP networks of the zone (CIDR)."),
            required=False,
        ),
        Key(
            "segments",
            ListOf(NAME),
            _word(
                "Segmenten (meetpunten) waarop `networks` en `vlans` gelden; weglaten: overal.",
                "Segments (capture points) on which `networks` and `vlans` are meant; left out: everywhere.",
            ),
            required=False,
        ),
        Key(
            "vlans", ListOf(Whole(1, 4094)), _word("VLAN-nummers van de zone.", "VLAN ids of the zone."), required=False
        ),
        Key(
            "sl_t",
            ListOf(Whole(0, 4), least=7, most=7, unique=False),
            _word(
                "Beoogd beveiligingsniveau (SL-T) voor FR 1 tot en met FR 7.",
                "Target security level (SL-T) for FR 1 to FR 7.",
            ),
            required=False,
        ),
        Key(
            "owner",
            Words(),
            _word("Wie voor de zone verantwoordelijk is.", "Who is accountable for the zone."),
            required=False,
        ),
        Key(
            "consequence",
            Record(
                tuple(
                    Key(axis, Choice(CONSEQUENCE_GRADES), _CONSEQUENCE_MEANING[axis], required=False)
                    for axis in CONSEQUENCE_AXES
                )
            ),
            _word(
                "Gevolg als de zone uitvalt of wordt overgenomen.", "Consequence when the zone is lost or taken over."
            ),
            required=False,
        ),
        Key("gxp", Flag(), _word("Valt de zone onder GxP?", "Is the zone under GxP?"), required=False),
    )
)


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
            _word(
                "Protocol, zoals keur het herkent: modbus, s7comm, tls, ...",
                "Protocol as keur recognises it: modbus, s7comm, tls, ...",
            ),
            required=False,
        ),
        Key(
            "transport",
            Choice(("tcp", "udp", "l2")),
            _word("tcp, udp, of l2 (frames zonder IP).", "tcp, udp, or l2 (frames without IP)."),
            required=False,
        ),
        Key("port", Whole(1, 65535), _word("Poort van de server.", "Port of the server."), required=False),
        Key(
            "from_assets",
            ListOf(ASSET_ID, least=1),
            _word(
                "Apparaten in de zone `from`; weglaten: de hele zone.",
                "Assets in the zone `from`; left out: the whole zone.",
            ),
            required=False,
        ),
        Key(
            "to_assets",
            ListOf(ASSET_ID, least=1),
            _word(
                "Apparaten in de zone `to`; weglaten: de hele zone.",
                "Assets in the zone `to`; left out: the whole zone.",
            ),
            required=False,
        ),
        Key(
            "operations",
            WordOr("any", ListOf(Choice(tuple(Operation), Operation), least=1)),
            _word("Toegestane soorten bewerkingen, of any.", "Operation classes allowed, or any."),
            required=False,
        ),
        Key(
            "opened_by",
            Choice(tuple(Opener), Opener),
            _word(
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
        Key("id", NAME, _word("Korte, vaste naam van de conduit.", "Short, lasting name of the conduit.")),
        Key("name", BILINGUAL, _word("Naam van de conduit.", "Name of the conduit."), required=False),
        Key("from", ZONE_ID, _word("Zone die de verbindingen opent.", "Zone that opens the connections.")),
        Key("to", ZONE_ID, _word("Zone waar de servers staan.", "Zone where the servers are.")),
        Key(
            "channels",
            ListOf(CHANNEL, least=1),
            _word("Wat er door de conduit mag.", "What may go through the conduit."),
        ),
        Key(
            "enforced_by",
            ListOf(ASSET_ID),
            _word("Apparaten die de conduit bewaken (firewalls).", "Devices that enforce the conduit (firewalls)."),
            required=False,
        ),
        Key("reason", Words(), _word("Waarom de conduit nodig is.", "Why the conduit is needed.")),
        Key("owner", Words(), _word("Wie ervoor verantwoordelijk is.", "Who is accountable for it."), required=False),
        Key(
            "review", Day(), _word("Uiterste datum van herbeoordeling.", "To be reviewed by this date."), required=False
        ),
        Key(
            "until",
            Day(),
            _word("Toegestaan tot en met deze datum.", "Allowed up to and including this date."),
            required=False,
        ),
    )
)

CAPTURE = Record(
    (
        Key(
            "file",
            Fitting(
                r"(?![A-Za-z]:/)(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+(?:/(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+)*",
                Text(
                    nl="pad binnen observed/ (met `/`, zonder `..`)",
                    en="a path inside observed/ (with `/`, without `..`)",
                ),
            ),
            _word("Opnamebestand, ten opzichte van observed/.", "Capture file, relative to observed/."),
        ),
        Key("segment", NAME, _word("Segment (meetpunt) van de opname.", "Segment (capture point) of the capture.")),
        Key(
            "clock_offset_seconds",
            Seconds(),
            _word(
                "Wordt bij de tijden van de opname opgeteld om de juiste tijd te krijgen.",
                "Added to the times of the capture to get true time.",
            ),
            required=False,
        ),
        Key("taken_by", Words(), _word("Wie de opname maakte.", "Who took the capture."), required=False),
        Key(
            "sha256",
            Fitting(
                r"[0-9a-f]{64}", Text(nl="SHA-256 (64 hexadecimale cijfers)", en="a SHA-256 (64 hexadecimal digits)")
            ),
            _word("SHA-256 van het bestand.", "SHA-256 of the file."),
            required=False,
        ),
    )
)


def _verdict_rules() -> Schema:
    open_ended = {"required": ["decision"], "properties": {"decision": {"enum": ["accept", "fix"]}}}
    return {"if": open_ended, "then": {"required": ["expires"]}}


VERDICT = Record(
    (
        Key(
            "finding",
            Fitting(
                r"[0-9a-f]{16}",
                Text(
                    nl="kenmerk van een bevinding (16 hexadecimale cijfers)",
                    en="a finding's fingerprint (16 hexadecimal digits)",
                ),
            ),
            _word("Kenmerk van de bevinding.", "The finding's fingerprint."),
        ),
        Key(
            "decision",
            Choice(tuple(Decision), Decision),
            _word(
                "accept: aanvaard tot; fix: opgelost voor; false-alarm: klopt niet.",
                "accept until, fix by, or false-alarm.",
            ),
        ),
        Key("reason", Words(), _word("Waarom.", "Why.")),
        Key("who", Words(), _word("Wie het besloot.", "Who decided.")),
        Key("date", Day(), _word("Wanneer het werd besloten.", "When it was decided.")),
        Key(
            "expires",
            Day(),
            _word(
                "Aanvaard tot, of opgelost voor; verplicht bij accept en fix.",
                "Accepted until, or to be fixed by; required for accept and fix.",
            ),
            required=False,
        ),
    ),
    _verdict_rules,
)


def _list_file(name: str, item: Record, meaning: Text) -> Record:
    return Record((Key(name, ListOf(item, may_be_blank=True, unique=False), meaning),))


FILES: dict[str, Record] = {
    "plant.yaml": PLANT,
    "declared/zones.yaml": _list_file("zones", ZONE, _word("De zones van de locatie.", "The zones of the site.")),
    "declared/conduits.yaml": _list_file(
        "conduits", CONDUIT, _word("De conduits tussen de zones.", "The conduits between the zones.")
    ),
    "observed/captures.yaml": _list_file(
        "captures", CAPTURE, _word("Wat bekend is van elke opname.", "What is known of each capture.")
    ),
    "decided/verdicts.yaml": _list_file(
        "verdicts", VERDICT, _word("Besluiten over bevindingen.", "Decisions about findings.")
    ),
}
"""Shape of each YAML file, by its path in the plant folder."""

OPTIONAL_FILES = ("observed/captures.yaml", "decided/verdicts.yaml")
