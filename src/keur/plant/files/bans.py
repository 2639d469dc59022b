"""The shape of a ban, in `declared/bans.yaml`."""

from __future__ import annotations

from keur.plant.files.names import NAME, ZONE_ID, word
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Day, Words
from keur.plant.vendors import BanBasis, BanKind

BAN = Record(
    (
        Key("id", NAME, word("Korte, vaste naam.", "Short, lasting name.")),
        Key(
            "kind",
            Choice(tuple(BanKind), BanKind),
            word("Een partij, product of onderdeel.", "A party, product or component."),
        ),
        Key("names", ListOf(Words(), least=1), word("Namen waaronder het voorkomt.", "Names that it goes by.")),
        Key(
            "basis",
            Choice(tuple(BanBasis), BanBasis),
            word(
                "union-assessment (NIS2 22), order (Cbw 21a) of own-policy.",
                "union-assessment (NIS2 22), order (Cbw 21a) or own-policy.",
            ),
        ),
        Key("source", Words(), word("Beoordeling of besluit, vindbaar.", "The assessment or order, to be found.")),
        Key(
            "zones", ListOf(ZONE_ID, least=1), word("Voor welke zones; weglaten: alle.", "Zones; left out: all."), False
        ),
        Key("phase_out", Day(), word("Weg na deze dag; weglaten: nu.", "Gone after this day; left out: now."), False),
    )
)
