"""The shape of what people know of a capture, in `observed/captures.yaml`."""

from __future__ import annotations

from keur.plant.files.names import NAME, OBSERVED_FILE, word
from keur.plant.model import Text
from keur.plant.shapes import Key, Record
from keur.plant.values import Fitting, Seconds, Words

CAPTURE = Record(
    (
        Key(
            "file",
            OBSERVED_FILE,
            word("Opnamebestand, ten opzichte van observed/.", "Capture file, relative to observed/."),
        ),
        Key("segment", NAME, word("Segment (meetpunt) van de opname.", "Segment (capture point) of the capture.")),
        Key(
            "clock_offset_seconds",
            Seconds(),
            word(
                "Wordt bij de tijden van de opname opgeteld om de juiste tijd te krijgen.",
                "Added to the times of the capture to get true time.",
            ),
            required=False,
        ),
        Key("taken_by", Words(), word("Wie de opname maakte.", "Who took the capture."), required=False),
        Key(
            "sha256",
            Fitting(
                r"[0-9a-f]{64}", Text(nl="SHA-256 (64 hexadecimale cijfers)", en="a SHA-256 (64 hexadecimal digits)")
            ),
            word("SHA-256 van het bestand.", "SHA-256 of the file."),
            required=False,
        ),
    )
)
