"""The shapes of the rows of `declared/access.csv` and `decided/approvals.csv`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, NAME, PROTOCOL, ZONE_ID, word
from keur.plant.model import Operation
from keur.plant.shapes import Key, ListOf, Record, WordOr
from keur.plant.values import Choice, Moment, Whole, Words
from keur.plant.vendors import AccessMode

_YES_NO = Choice(("yes", "no"))

ACCESS_PATH = Record(
    (
        Key("id", NAME, word("Korte, vaste naam van de weg.", "Short, lasting name of the path.")),
        Key("vendor", NAME, word("De leverancier.", "The vendor.")),
        Key(
            "product", Words(), word("Oplossing, zoals het type kastje.", "Solution, such as the box."), required=False
        ),
        Key("gateway", ASSET_ID, word("Apparaat waardoor het gaat.", "Asset that it goes through."), required=False),
        Key("protocol", PROTOCOL, word("Protocol.", "Protocol."), required=False),
        Key("port", Whole(1, 65535), word("Poort.", "Port."), required=False),
        Key("zones", ListOf(ZONE_ID), word("Zones waar het uitkomt.", "Zones that it reaches."), required=False),
        Key("assets", ListOf(ASSET_ID), word("Apparaten waar het uitkomt.", "Assets that it reaches."), required=False),
        Key(
            "mode",
            Choice(tuple(AccessMode), AccessMode),
            word("on-demand, supervised of standing.", "on-demand, supervised or standing."),
        ),
        Key("mfa", _YES_NO, word("Met meer factoren: yes of no.", "With several factors: yes or no."), required=False),
        Key("recording", _YES_NO, word("Opgenomen: yes of no.", "Recorded: yes or no."), required=False),
        Key("approver", Words(), word("Wie een sessie toestaat.", "Who allows a session."), required=False),
        Key("conduits", ListOf(NAME), word("Conduits waardoor het gaat.", "Conduits that it uses."), required=False),
    )
)

APPROVAL = Record(
    (
        Key("id", NAME, word("Kenmerk van de goedkeuring.", "Reference of the approval.")),
        Key("vendor", NAME, word("De leverancier.", "The vendor.")),
        Key("person", NAME, word("Voor wie van de leverancier.", "For whom of the vendor.")),
        Key(
            "paths",
            ListOf(NAME),
            word("Over welke wegen; leeg: alle.", "Over which paths; blank: all."),
            required=False,
        ),
        Key(
            "operations",
            WordOr("any", ListOf(Choice(tuple(Operation), Operation))),
            word("Toegestane soorten bewerkingen, of any.", "Operation classes allowed, or any."),
        ),
        Key("zones", ListOf(ZONE_ID), word("In welke zones.", "In which zones."), required=False),
        Key("assets", ListOf(ASSET_ID), word("Op welke apparaten.", "On which assets."), required=False),
        Key("from", Moment(), word("Vanaf.", "From.")),
        Key("until", Moment(), word("Tot.", "Until.")),
        Key("ticket", Words(), word("Melding of opdracht.", "Ticket or order."), required=False),
        Key("approved_by", Words(), word("Wie het toestond.", "Who allowed it.")),
        Key("closed", Moment(), word("Wanneer de wijziging is gesloten.", "When the change was closed."), False),
    )
)
