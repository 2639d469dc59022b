"""Which keys each YAML file of a plant folder has: the one source of the loader and of the JSON Schemas.

One module a file; this one puts them together.
"""

from __future__ import annotations

from keur.plant.files.access import ACCESS_PATH, APPROVAL
from keur.plant.files.answers import QUESTION_ANSWER
from keur.plant.files.bans import BAN
from keur.plant.files.captures import CAPTURE
from keur.plant.files.conduits import CONDUIT, OPERATION_PROTOCOLS
from keur.plant.files.duties import ACTION, DEVIATION
from keur.plant.files.names import NAME, list_file, word
from keur.plant.files.programme import ANSWER
from keur.plant.files.site import PLANT
from keur.plant.files.topology import FIREWALL
from keur.plant.files.vendors import VENDOR
from keur.plant.files.verdicts import VERDICT
from keur.plant.files.zones import ZONE
from keur.plant.shapes import Record

__all__ = ["ANSWERS", "ANSWERS_FOLDER", "FILES", "LISTS", "NAME", "OPERATION_PROTOCOLS", "OPTIONAL_FILES", "SHAPES"]

FILES: dict[str, Record] = {
    "plant.yaml": PLANT,
    "declared/zones.yaml": list_file("zones", ZONE, word("De zones van de locatie.", "The zones of the site.")),
    "declared/conduits.yaml": list_file(
        "conduits", CONDUIT, word("De conduits tussen de zones.", "The conduits between the zones.")
    ),
    "declared/topology.yaml": list_file(
        "firewalls",
        FIREWALL,
        word("De firewalls en wat achter hun interfaces ligt.", "The firewalls and what lies behind their interfaces."),
    ),
    "declared/programme.yaml": list_file(
        "requirements",
        ANSWER,
        word(
            "Wat de fabriek per eis van IEC 62443-2-1 zegt te doen.",
            "What the plant says it does for each requirement of IEC 62443-2-1.",
        ),
    ),
    "declared/deviations.yaml": list_file(
        "deviations",
        DEVIATION,
        word(
            "Wat de wet vraagt waar dat past, en hier niet wordt toegepast.",
            "What the law asks where it fits, and is not applied here.",
        ),
    ),
    "declared/actions.yaml": list_file(
        "actions",
        ACTION,
        word("Wie wat wanneer oppakt van wat open staat.", "Who takes up what is open, and when."),
    ),
    "declared/vendors.yaml": list_file(
        "vendors",
        VENDOR,
        word("De leveranciers, dienstverleners en integrators.", "The suppliers, service providers and integrators."),
    ),
    "declared/bans.yaml": list_file("bans", BAN, word("Wat niet mag worden gebruikt.", "What may not be used.")),
    "observed/captures.yaml": list_file(
        "captures", CAPTURE, word("Wat bekend is van elke opname.", "What is known of each capture.")
    ),
    "decided/verdicts.yaml": list_file(
        "verdicts", VERDICT, word("Besluiten over bevindingen.", "Decisions about findings.")
    ),
}
"""Shape of each YAML file, by its path in the plant folder."""

LISTS: dict[str, Record] = {"declared/access.csv": ACCESS_PATH, "decided/approvals.csv": APPROVAL}
"""Shape of the rows of each CSV file but the asset list."""

ANSWERS_FOLDER = "declared/answers"
ANSWERS = list_file("answers", QUESTION_ANSWER, word("Wat de leverancier antwoordde.", "What the vendor answered."))
"""Shape of each YAML file in the folder of answers; the file is named after the vendor."""

SHAPES = FILES | {f"{ANSWERS_FOLDER}.yaml": ANSWERS}
"""Shape of each kind of YAML file."""

OPTIONAL_FILES = (
    *LISTS,
    "declared/topology.yaml",
    "declared/programme.yaml",
    "declared/deviations.yaml",
    "declared/actions.yaml",
    "declared/vendors.yaml",
    "declared/bans.yaml",
    "observed/captures.yaml",
    "decided/verdicts.yaml",
)
