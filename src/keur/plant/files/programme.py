"""The shape of an answer to a requirement of IEC 62443-2-1, in `declared/programme.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, NAME, PLANT_FILE, SHA256, ZONE_ID, word
from keur.plant.model import EvidenceKind, Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Day, Fitting, Notes, Quantity, Whole, Words

CLAIMS = ("1", "2", "3", "4", "not started", "not applicable")

_REQUIREMENT = Fitting(
    r"[A-Z]{2,5} [1-9]\.[1-9][0-9]?|[a-z]+(?:-[a-z]+)*",
    Text(
        nl="nummer van een eis of naam van wat de wet meer vraagt, zoals `NET 1.1` of `board-approval`",
        en="a requirement or what the law asks beyond it, such as `NET 1.1` or `board-approval`",
    ),
)
_NUMBER = Quantity(0, 1_000_000_000, 6, Text(nl="getal van 0 of meer", en="a number of 0 or more"))

_NOTES = Key(
    "notes",
    Notes(),
    word("Eigen kolommen uit een werkmap, met hun tekst.", "Own columns of a workbook, with their text."),
    required=False,
)

EVIDENCE = Record(
    (
        Key(
            "file", PLANT_FILE, word("Bestand, ten opzichte van de fabrieksmap.", "File, relative to the plant folder.")
        ),
        Key(
            "kind",
            Choice(tuple(EvidenceKind), EvidenceKind),
            word(
                "document: goedgekeurd document; record: vastlegging van de praktijk; measure: meting met een verloop.",
                "document: an approved document; record: a record of practice; measure: a measure with a trend.",
            ),
        ),
        Key("sha256", SHA256, word("SHA-256 van het bestand.", "SHA-256 of the file.")),
        Key("from", Day(), word("Eerste dag waarover het iets bewijst.", "First day that it proves.")),
        Key("until", Day(), word("Laatste dag waarover het iets bewijst.", "Last day that it proves.")),
        Key("collected", Day(), word("Wanneer het is verzameld.", "When it was collected.")),
        Key("received", Day(), word("Wanneer het is ontvangen.", "When it was received.")),
        Key(
            "approved_by",
            Words(),
            word("Wie het document goedkeurde; verplicht bij document.", "Who approved it; required for a document."),
            required=False,
        ),
        Key(
            "points",
            ListOf(_NUMBER, least=3, unique=False),
            word("Waarden van de meting, oudste eerst.", "Values of the measure, oldest first."),
            required=False,
        ),
        _NOTES,
    )
)

DEPENDS = Record(
    (
        Key("zones", ListOf(ZONE_ID), word("Zones.", "Zones."), required=False),
        Key("conduits", ListOf(NAME), word("Conduits.", "Conduits."), required=False),
        Key("assets", ListOf(ASSET_ID), word("Apparaten.", "Assets."), required=False),
    )
)

_DIGEST = Record(
    (
        Key("of", Words(), word("Waarvan, zoals `zone besturing`.", "Of what, such as `zone control`.")),
        Key("sha256", SHA256, word("SHA-256 bij de beoordeling.", "SHA-256 at the review.")),
    )
)

_REVIEWED = Record(
    (
        Key("by", Words(), word("Wie het beoordeelde.", "Who reviewed it.")),
        Key("date", Day(), word("Wanneer.", "When.")),
        Key(
            "digests",
            ListOf(_DIGEST, unique=False),
            word("Waar het antwoord toen op steunde.", "What the answer depended on then."),
        ),
    )
)

ANSWER = Record(
    (
        Key("id", _REQUIREMENT, word("Nummer van de eis.", "Number of the requirement.")),
        Key(
            "claim",
            Choice(CLAIMS),
            word("Maturiteit (ML 1 tot 4), of niet begonnen.", "Maturity (ML 1 to 4), or not started."),
        ),
        Key("target", Whole(1, 4), word("Beoogde maturiteit (ML).", "Target maturity (ML)."), required=False),
        Key("owner", Words(), word("Wie er verantwoordelijk voor is.", "Who is accountable."), required=False),
        Key("how", Words(), word("Hoe het hier is geregeld.", "How it is done here."), required=False),
        Key("reason", Words(), word("Waarom niet van toepassing.", "Why it is not applicable."), required=False),
        Key("signed_by", Words(), word("Wie dat tekende.", "Who signed that."), required=False),
        Key("review", Day(), word("Opnieuw te beoordelen op.", "To be reviewed again on."), required=False),
        Key("depends_on", DEPENDS, word("Waar het antwoord op steunt.", "What it depends on."), required=False),
        Key("evidence", ListOf(EVIDENCE, unique=False), word("Bewijs.", "Evidence."), required=False),
        Key("reviewed", _REVIEWED, word("De laatste beoordeling.", "The last review."), required=False),
        _NOTES,
    )
)
