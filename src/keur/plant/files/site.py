"""The shape of `plant.yaml`."""

from __future__ import annotations

from keur.plant.files.entity import ENTITY_KEYS
from keur.plant.files.names import BILINGUAL, NAME, word
from keur.plant.shapes import Key, Record
from keur.plant.values import Choice, Words

PLANT = Record(
    (
        Key("keur", Choice(("1",)), word("Versie van de fabrieksmap: 1.", "Version of the plant folder: 1.")),
        Key(
            "organisation",
            Record(
                (Key("name", Words(), word("Naam van de rechtspersoon.", "Name of the legal entity.")), *ENTITY_KEYS)
            ),
            word("De organisatie waarvan de fabriek is.", "The organisation that owns the plant."),
        ),
        Key(
            "site",
            Record(
                (
                    Key("id", NAME, word("Korte, vaste naam van de locatie.", "Short, lasting name of the site.")),
                    Key("name", BILINGUAL, word("Naam van de locatie.", "Name of the site.")),
                )
            ),
            word("De locatie.", "The site."),
        ),
        Key("language", Choice(("nl", "en")), word("Taal van rapporten.", "Language of reports.")),
    )
)
