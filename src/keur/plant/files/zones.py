"""The shape of a zone, in `declared/zones.yaml`."""

from __future__ import annotations

from keur.plant.files.names import BILINGUAL, NAME, ZONE_ID, word
from keur.plant.model import CONSEQUENCE_AXES, CONSEQUENCE_GRADES, LEVELS, ZoneKind
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Cidr, Flag, Whole, Words

_CONSEQUENCE_MEANING = {
    "human_safety": word("Veiligheid van mensen.", "Safety of people."),
    "environment": word("Milieu.", "Environment."),
    "equipment": word("Installaties en machines.", "Equipment."),
    "production": word("Voortgang van de productie.", "Continuity of production."),
    "product_quality": word("Kwaliteit van het product.", "Quality of the product."),
}

ZONE = Record(
    (
        Key("id", ZONE_ID, word("Korte, vaste naam van de zone.", "Short, lasting name of the zone.")),
        Key("name", BILINGUAL, word("Naam van de zone.", "Name of the zone.")),
        Key(
            "levels",
            ListOf(Choice(LEVELS), least=1),
            word("Purdue-niveaus die de zone omvat.", "Purdue levels that the zone spans."),
        ),
        Key("kind", Choice(tuple(ZoneKind), ZoneKind), word("Soort zone.", "Kind of zone.")),
        Key(
            "networks",
            ListOf(Cidr()),
            word("IP-netwerken van de zone (CIDR).", "IP networks of the zone (CIDR)."),
            required=False,
        ),
        Key(
            "segments",
            ListOf(NAME),
            word(
                "Segmenten (meetpunten) waarop `networks` en `vlans` gelden; weglaten: overal.",
                "Segments (capture points) on which `networks` and `vlans` are meant; left out: everywhere.",
            ),
            required=False,
        ),
        Key(
            "vlans", ListOf(Whole(1, 4094)), word("VLAN-nummers van de zone.", "VLAN ids of the zone."), required=False
        ),
        Key(
            "sl_t",
            ListOf(Whole(0, 4), least=7, most=7, unique=False),
            word(
                "Beoogd beveiligingsniveau (SL-T) voor FR 1 tot en met FR 7.",
                "Target security level (SL-T) for FR 1 to FR 7.",
            ),
            required=False,
        ),
        Key(
            "owner",
            Words(),
            word("Wie voor de zone verantwoordelijk is.", "Who is accountable for the zone."),
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
            word(
                "Gevolg als de zone uitvalt of wordt overgenomen.", "Consequence when the zone is lost or taken over."
            ),
            required=False,
        ),
        Key("gxp", Flag(), word("Valt de zone onder GxP?", "Is the zone under GxP?"), required=False),
    )
)
