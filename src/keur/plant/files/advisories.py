"""The shape of a decision about a security advisory, in `decided/advisories.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, NAME, word
from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record, Schema
from keur.plant.triage import MATCHES, Justification, OwnState, SupplierState, Treatment
from keur.plant.values import Choice, Day, Fitting, Words

NEEDS: dict[Treatment, tuple[tuple[str, ...], ...]] = {
    Treatment.PATCH: (("window", "by"),),
    Treatment.MITIGATE: (("measure",), ("expires",)),
    Treatment.TAKE_OFFLINE: (),
    Treatment.ACCEPT: (("until",),),
    Treatment.NOT_AFFECTED: (("because",),),
}
"""Keys that a decision must have; of those that stand together, one."""

ALLOWS: dict[Treatment, frozenset[str]] = {
    Treatment.PATCH: frozenset({"window", "by", "supplier_state", "own_state"}),
    Treatment.MITIGATE: frozenset({"measure", "expires", "evidence"}),
    Treatment.TAKE_OFFLINE: frozenset({"evidence"}),
    Treatment.ACCEPT: frozenset({"until"}),
    Treatment.NOT_AFFECTED: frozenset({"because", "evidence"}),
}
"""Keys that belong to a decision, beside those of every decision."""

OF_ONE_TREATMENT = tuple(dict.fromkeys(key for keys in ALLOWS.values() for key in sorted(keys)))

FILE = Fitting(
    r"(?![A-Za-z]:/)(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+(?:/(?!\.\.?(?:/|$))[^/\\\x00-\x1f]+)*",
    Text(
        nl="pad binnen de fabrieksmap (met `/`, zonder `..`)", en="a path inside the plant folder (with `/`, no `..`)"
    ),
)


def _rules() -> Schema:
    found = []
    for treatment in Treatment:
        is_it = {"required": ["decision"], "properties": {"decision": {"const": treatment.value}}}
        needs = [{"oneOf": [{"required": [key]} for key in keys]} for keys in NEEDS[treatment]]
        others = {key: False for key in OF_ONE_TREATMENT if key not in ALLOWS[treatment]}
        found.append({"if": is_it, "then": {"properties": others} | ({"allOf": needs} if needs else {})})
    return {"allOf": found}


KNOWN = Record(
    (
        Key("asset", ASSET_ID, word("Apparaat.", "Asset.")),
        Key("revision", Words(), word("Revisie van het advies.", "Revision of the advisory.")),
        Key(
            "sha256",
            Fitting(
                r"[0-9a-f]{64}", Text(nl="SHA-256 (64 hexadecimale cijfers)", en="a SHA-256 (64 hexadecimal digits)")
            ),
            word("SHA-256 van het advies.", "SHA-256 of the advisory."),
        ),
        Key("match", Choice(MATCHES), word("Wat het vergelijken zei.", "What matching said.")),
        Key("firmware", Words(), word("Versie van het apparaat.", "Version of the asset."), required=False),
        Key(
            "exploited",
            ListOf(Words()),
            word(
                "Kwetsbaarheden op de KEV-lijst; weglaten: er was geen lijst.",
                "Vulnerabilities on the KEV list; left out: there was no list.",
            ),
            required=False,
        ),
        Key(
            "priority",
            Choice(("now", "next", "never")),
            word("Prioriteit: now, next of never.", "Priority: now, next or never."),
            required=False,
        ),
        Key(
            "exposure",
            Choice(("open", "controlled", "small")),
            word("Blootstelling van het apparaat.", "Exposure of the asset."),
            required=False,
        ),
    )
)

DECISION = Record(
    (
        Key(
            "advisory",
            Words(),
            word(
                "Nummer van het advies, zoals de uitgever het schrijft.", "The advisory's id, as its publisher writes."
            ),
        ),
        Key("assets", ListOf(ASSET_ID, least=1), word("Voor welke apparaten.", "For which assets.")),
        Key(
            "decision",
            Choice(tuple(Treatment), Treatment),
            word(
                "patch, mitigate (maatregel tot), take-offline (van het net), accept (aanvaard tot), not-affected.",
                "patch, mitigate (a measure until), take-offline, accept (until), not-affected.",
            ),
        ),
        Key(
            "window",
            NAME,
            word("Onderhoudsvenster waarin de patch komt.", "Maintenance window of the patch."),
            required=False,
        ),
        Key("by", Day(), word("Patch uiterlijk op.", "Patch by this day."), required=False),
        Key(
            "measure",
            Words(),
            word("De maatregel die het risico zolang verkleint.", "The measure that lessens the risk meanwhile."),
            required=False,
        ),
        Key("evidence", FILE, word("Bewijs, in de fabrieksmap.", "Evidence, in the plant folder."), required=False),
        Key("expires", Day(), word("Laatste dag van de maatregel.", "Last day of the measure."), required=False),
        Key("until", Day(), word("Aanvaard tot en met.", "Accepted up to and including."), required=False),
        Key(
            "because",
            Choice(tuple(Justification), Justification),
            word(
                "Waarom niet getroffen, in de woorden van CSAF en VEX.",
                "Why not affected, in the words of CSAF and VEX.",
            ),
            required=False,
        ),
        Key(
            "supplier_state",
            Choice(tuple(SupplierState), SupplierState),
            word("Stand van de patch bij de leverancier.", "State of the patch at the supplier."),
            required=False,
        ),
        Key(
            "own_state",
            Choice(tuple(OwnState), OwnState),
            word("Stand van de patch in de eigen fabriek.", "State of the patch in the own plant."),
            required=False,
        ),
        Key("who", Words(), word("Wie het besloot.", "Who decided.")),
        Key("why", Words(), word("Waarom.", "Why.")),
        Key("date", Day(), word("Wanneer het werd besloten.", "When it was decided.")),
        Key(
            "knew",
            ListOf(KNOWN, unique=False),
            word(
                "Wat toen bekend was, per apparaat; keur schrijft dit.",
                "What was known then, for each asset; keur writes this.",
            ),
        ),
    ),
    _rules,
)
