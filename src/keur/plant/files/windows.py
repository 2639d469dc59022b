"""The shape of maintenance windows, freezes and the work of an update, in `declared/windows.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, NAME, ZONE_ID, word
from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record, Schema
from keur.plant.values import Day, Quantity, WallTime, Whole, Words

HOURS = Quantity(0, 1000, 2, Text(nl="aantal uren, zoals 1.5", en="a number of hours, such as 1.5"))
STAFF = Whole(1, 1000)


def _covers_something() -> Schema:
    return {"anyOf": [{"required": ["zones"]}, {"required": ["assets"]}]}


def _repeated() -> Schema:
    return {"dependencies": {"every_weeks": ["until"], "until": ["every_weeks"]}}


WORK = Record(
    (
        Key("hours", HOURS, word("Uren om een asset bij te werken.", "Hours to update one asset.")),
        Key(
            "revalidation_hours",
            HOURS,
            word("Uren om daarna opnieuw te valideren (GxP).", "Hours to validate again afterwards (GxP)."),
            required=False,
        ),
        Key("staff", STAFF, word("Mensen die er tegelijk voor nodig zijn.", "People needed at the same time.")),
    )
)

WINDOW = Record(
    (
        Key("id", NAME, word("Korte, vaste naam van het venster.", "Short, lasting name of the window.")),
        Key("start", WallTime(), word("Begin van de (eerste) stop.", "Start of the (first) stop.")),
        Key("end", WallTime(), word("Einde van de (eerste) stop.", "End of the (first) stop.")),
        Key(
            "every_weeks",
            Whole(1, 52),
            word("Herhaald om de zoveel weken.", "Repeated every so many weeks."),
            required=False,
        ),
        Key("until", Day(), word("Laatste dag van de herhaling.", "Last day of the repeating."), required=False),
        Key(
            "also",
            ListOf(WallTime()),
            word("Begin van verdere stops, even lang.", "Starts of further stops, as long."),
            required=False,
        ),
        Key(
            "hours",
            HOURS,
            word(
                "Uren die er vanaf het begin voor patches zijn; weglaten: de hele stop.",
                "Hours for patches, from the start on; left out: the whole stop.",
            ),
            required=False,
        ),
        Key("staff", STAFF, word("Mensen die er tegelijk zijn.", "People there at the same time.")),
    ),
    _repeated,
)

FREEZE = Record(
    (
        Key("from", Day(), word("Eerste dag.", "First day.")),
        Key("until", Day(), word("Laatste dag.", "Last day.")),
        Key("reason", Words(), word("Waarom er niets mag veranderen.", "Why nothing may change.")),
    )
)

MAINTENANCE = Record(
    (
        Key("id", NAME, word("Korte, vaste naam.", "Short, lasting name.")),
        Key("zones", ListOf(ZONE_ID, least=1), word("Voor deze zones.", "For these zones."), required=False),
        Key("assets", ListOf(ASSET_ID, least=1), word("Voor deze apparaten.", "For these assets."), required=False),
        Key(
            "work",
            WORK,
            word("Wat een update van een asset vraagt.", "What an update of one asset takes."),
            required=False,
        ),
        Key(
            "windows",
            ListOf(WINDOW, unique=False),
            word("Stops voor onderhoud.", "Stops for maintenance."),
            required=False,
        ),
        Key(
            "freezes",
            ListOf(FREEZE, unique=False),
            word("Wanneer er niets mag veranderen.", "When nothing may change."),
            required=False,
        ),
    ),
    _covers_something,
)
