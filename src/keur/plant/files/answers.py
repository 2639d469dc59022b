"""The shape of a vendor's answer to a question, in `declared/answers/`."""

from __future__ import annotations

from keur.plant.files.names import PLANT_FILE, SHA256, word
from keur.plant.model import Text
from keur.plant.shapes import Key, Record
from keur.plant.values import Choice, Day, Fitting, Words
from keur.plant.vendors import AnswerValue, EvidenceGrade

_QUESTION = Fitting(
    r"[A-Z][1-9][0-9]?", Text(nl="nummer van een vraag, zoals `C2`", en="a number of a question, such as `C2`")
)

QUESTION_ANSWER = Record(
    (
        Key("id", _QUESTION, word("Nummer van de vraag.", "Number of the question.")),
        Key(
            "answer",
            Choice(tuple(AnswerValue), AnswerValue),
            word("Het antwoord; wat niet is beantwoord blijft weg.", "The answer; what was not answered stays out."),
        ),
        Key("reason", Words(), word("Waarom niet van toepassing.", "Why it is not applicable."), required=False),
        Key("text", Words(), word("Toelichting van de leverancier.", "What the vendor says about it."), required=False),
        Key(
            "grade",
            Choice(tuple(EvidenceGrade), EvidenceGrade),
            word(
                "Waar het op steunt: none, statement, document of verified.",
                "What it rests on: none, statement, document or verified.",
            ),
        ),
        Key("file", PLANT_FILE, word("Het bewijs, in de fabrieksmap.", "The evidence, in the plant folder."), False),
        Key("sha256", SHA256, word("SHA-256 van het bewijs.", "SHA-256 of the evidence."), required=False),
        Key("until", Day(), word("Het bewijs telt vol tot en met.", "The evidence counts fully until."), False),
        Key("date", Day(), word("Wanneer het is geantwoord.", "When it was answered.")),
    )
)
