"""The shape of a decision about a finding, in `decided/verdicts.yaml`."""

from __future__ import annotations

from keur.plant.files.names import word
from keur.plant.model import Decision, Text
from keur.plant.shapes import Key, Record, Schema
from keur.plant.values import Choice, Day, Fitting, Words


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
            word("Kenmerk van de bevinding.", "The finding's fingerprint."),
        ),
        Key(
            "decision",
            Choice(tuple(Decision), Decision),
            word(
                "accept: aanvaard tot; fix: opgelost voor; false-alarm: klopt niet.",
                "accept until, fix by, or false-alarm.",
            ),
        ),
        Key("reason", Words(), word("Waarom.", "Why.")),
        Key("who", Words(), word("Wie het besloot.", "Who decided.")),
        Key("date", Day(), word("Wanneer het werd besloten.", "When it was decided.")),
        Key(
            "expires",
            Day(),
            word(
                "Aanvaard tot, of opgelost voor; verplicht bij accept en fix.",
                "Accepted until, or to be fixed by; required for accept and fix.",
            ),
            required=False,
        ),
    ),
    _verdict_rules,
)
