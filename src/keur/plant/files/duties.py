"""The shapes of a deviation (`declared/deviations.yaml`) and of a planned action (`declared/actions.yaml`)."""

from __future__ import annotations

from keur.plant.files.names import word
from keur.plant.model import Effort, Horizon
from keur.plant.shapes import Key, Record
from keur.plant.values import Choice, Day, Words

DEVIATION = Record(
    (
        Key(
            "obligation",
            Words(),
            word(
                "Verplichting waarvan is afgeweken, zoals `Cbw 21(3)(j)`.",
                "Duty that is deviated from, such as `Cbw 21(3)(j)`.",
            ),
        ),
        Key("what", Words(), word("Wat niet wordt toegepast, en waar.", "What is not applied, and where.")),
        Key("reason", Words(), word("Waarom het hier niet past.", "Why it does not fit here.")),
        Key("owner", Words(), word("Wie ervoor verantwoordelijk is.", "Who is accountable.")),
        Key("review", Day(), word("Wanneer er opnieuw naar wordt gekeken.", "When it is looked at again.")),
    )
)

ACTION = Record(
    (
        Key(
            "id",
            Words(),
            word(
                "Wat open staat, zoals `keur duties --actions` het noemt (`NET 1.1`, `board-approval`).",
                "What is open, as `keur duties --actions` names it (`NET 1.1`, `board-approval`).",
            ),
        ),
        Key("owner", Words(), word("Wie het oppakt.", "Who takes it up."), required=False),
        Key("due", Day(), word("Wanneer het klaar moet zijn.", "When it must be done."), required=False),
        Key(
            "effort",
            Choice(tuple(Effort), Effort),
            word("Hoeveel werk: small, medium of large.", "How much work: small, medium or large."),
            required=False,
        ),
        Key(
            "horizon",
            Choice(tuple(Horizon), Horizon),
            word("quick win, 90 days of programme.", "quick win, 90 days or programme."),
            required=False,
        ),
        Key("note", Words(), word("Toelichting.", "Note."), required=False),
    )
)
