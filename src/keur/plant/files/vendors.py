"""The shape of a vendor, in `declared/vendors.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, NAME, PLANT_FILE, SHA256, ZONE_ID, word
from keur.plant.model import CONSEQUENCE_GRADES, Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Day, Fitting, Whole, Words
from keur.plant.vendors import CLAUSES, AccountKind, ClauseState, Holding, Replaceability, VendorKind

STANDARDS = ("62443-2-4", "62443-3-3", "62443-4-1", "62443-4-2", "27001", "other")

ACCOUNT_ID = Fitting(
    r"[^\s;,\x00-\x1f\x7f]{1,128}",
    Text(
        nl="naam van een account (zonder spaties, `,` en `;`)",
        en="a name of an account (without blanks, `,` and `;`)",
    ),
)
_AGREEMENT = Fitting(
    PLANT_FILE.pattern,
    Text(
        nl="pad binnen declared/agreements/ (met `/`, zonder `..`)",
        en="a path inside declared/agreements/ (with `/`, without `..`)",
    ),
)

_PRODUCT = Record(
    (
        Key("product", Words(), word("Wat de leverancier levert.", "What the vendor supplies.")),
        Key("components", ListOf(Words()), word("Wat erin zit.", "What is inside it."), required=False),
        Key("assets", ListOf(ASSET_ID), word("Apparaten die het zijn.", "Assets that are one."), required=False),
        Key(
            "supported_until",
            Day(),
            word("Laatste dag met beveiligingsupdates.", "Last day with security updates."),
            required=False,
        ),
    )
)

_SUB_SUPPLIER = Record(
    (
        Key("name", Words(), word("Naam.", "Name.")),
        Key("does", Words(), word("Wat die voor de fabriek doet.", "What it does for the plant.")),
    )
)

_CONTACT = Record(
    (
        Key("name", Words(), word("Wie.", "Who.")),
        Key("role", Words(), word("Waarvoor, zoals incidenten.", "What for, such as incidents."), required=False),
        Key("email", Words(), word("E-mailadres.", "Email address."), required=False),
        Key("telephone", Words(), word("Telefoonnummer.", "Telephone number."), required=False),
    )
)

_CLAUSE = Record(
    (
        Key("clause", Choice(CLAUSES), word("Onderwerp van de bepaling.", "Subject of the clause.")),
        Key(
            "state",
            Choice(tuple(ClauseState), ClauseState),
            word("Staat het erin: present, partly of missing.", "Is it there: present, partly or missing."),
        ),
        Key("page", Whole(1, 9999), word("Bladzijde; niet bij missing.", "Page; not with missing."), required=False),
        Key("note", Words(), word("Toelichting.", "Note."), required=False),
    )
)

_CONTRACT = Record(
    (
        Key("reference", Words(), word("Kenmerk van het contract.", "Reference of the contract.")),
        Key("from", Day(), word("Eerste dag.", "First day."), required=False),
        Key(
            "until",
            Day(),
            word("Laatste dag; weglaten: tot nader order.", "Last day; left out: until further notice."),
            required=False,
        ),
        Key("file", _AGREEMENT, word("Bestand in declared/agreements/.", "File in declared/agreements/."), False),
        Key(
            "clauses",
            ListOf(_CLAUSE, unique=False),
            word("Bepalingen waarnaar is gezocht.", "Clauses that were looked for."),
            required=False,
        ),
    )
)

_CERTIFICATE = Record(
    (
        Key(
            "standard",
            Choice(STANDARDS),
            word("Norm (62443 met deel, of 27001), of other.", "Standard (62443 with part, or 27001), or other."),
        ),
        Key("edition", Words(), word("Uitgave, zoals 2023.", "Edition, such as 2023."), required=False),
        Key("scope", Words(), word("Waarover het gaat, zoals erop staat.", "What it covers, as it says.")),
        Key("body", Words(), word("Instelling die het afgaf.", "Body that issued it.")),
        Key("number", Words(), word("Nummer.", "Number.")),
        Key("from", Day(), word("Geldig vanaf.", "Valid from.")),
        Key("until", Day(), word("Geldig tot en met.", "Valid up to and including.")),
        Key("level", Words(), word("ML of SL, zoals erop staat.", "ML or SL, as it says."), required=False),
        Key(
            "checked_by",
            Words(),
            word(
                "Wie naging dat het dekt wat de leverancier hier doet.",
                "Who checked that it covers what the vendor does here.",
            ),
            required=False,
        ),
        Key("file", PLANT_FILE, word("Bestand, ten opzichte van de fabrieksmap.", "File in the plant folder."), False),
        Key("sha256", SHA256, word("SHA-256 van het bestand.", "SHA-256 of the file."), required=False),
    )
)

_PERSON = Record(
    (
        Key("id", NAME, word("Korte, vaste naam.", "Short, lasting name.")),
        Key("name", Words(), word("Naam van de persoon.", "Name of the person.")),
        Key("from", Day(), word("Eerste dag.", "First day."), required=False),
        Key("until", Day(), word("Laatste dag.", "Last day."), required=False),
    )
)

_ACCOUNT = Record(
    (
        Key("id", ACCOUNT_ID, word("Inlognaam, zoals logs die schrijven.", "Login name, as logs write it.")),
        Key(
            "kind",
            Choice(tuple(AccountKind), AccountKind),
            word("Van een persoon, gedeeld, of van een systeem.", "Of a person, shared, or of a system."),
        ),
        Key(
            "person",
            NAME,
            word("Wiens account; verplicht bij personal.", "Whose account; required for personal."),
            required=False,
        ),
        Key("until", Day(), word("Te gebruiken tot en met.", "To be used up to and including."), required=False),
    )
)

_INCIDENT = Record(
    (
        Key("what", Words(), word("Wat er is gebeurd.", "What happened.")),
        Key("from", Day(), word("Eerste dag.", "First day.")),
        Key("until", Day(), word("Laatste dag; weglaten: nog open.", "Last day; left out: still open."), False),
    )
)

_FAILURE = Record(
    (
        Key("stops", Words(), word("Wat er in de fabriek stopt.", "What stops in the plant.")),
        Key("consequence", Choice(CONSEQUENCE_GRADES), word("Hoe erg dat is.", "How grave that is.")),
    )
)

VENDOR = Record(
    (
        Key("id", NAME, word("Korte, vaste naam van de leverancier.", "Short, lasting name of the vendor.")),
        Key("name", Words(), word("Naam van het bedrijf.", "Name of the company.")),
        Key(
            "kind",
            Choice(tuple(VendorKind), VendorKind),
            word("Leverancier, dienstverlener of integrator.", "Supplier, service provider or integrator."),
        ),
        Key("role", Words(), word("Wat het voor de fabriek doet.", "What it does for the plant.")),
        Key("owner", Words(), word("Wie er hier over gaat.", "Who is accountable here."), required=False),
        Key("review", Day(), word("Uiterste datum van herbeoordeling.", "To be reviewed by this date."), False),
        Key("sites", ListOf(NAME), word("Locaties.", "Sites."), required=False),
        Key("zones", ListOf(ZONE_ID), word("Zones waarvoor het werkt.", "Zones that it works for."), required=False),
        Key(
            "products",
            ListOf(_PRODUCT, unique=False),
            word("Wat het levert.", "What it supplies."),
            required=False,
        ),
        Key(
            "sub_suppliers",
            ListOf(_SUB_SUPPLIER, unique=False),
            word("Wie voor hen aan de fabriek komt.", "Who touches the plant for them."),
            required=False,
        ),
        Key(
            "holds",
            ListOf(Choice(tuple(Holding), Holding)),
            word(
                "Wat het van de fabriek bij zich bewaart; leeg: niets.",
                "What of the plant it keeps; empty: nothing.",
            ),
            required=False,
        ),
        Key("contacts", ListOf(_CONTACT, unique=False), word("Contactpersonen.", "Contacts."), required=False),
        Key("contract", _CONTRACT, word("Het contract.", "The contract."), required=False),
        Key("certificates", ListOf(_CERTIFICATE, unique=False), word("Certificaten.", "Certificates."), False),
        Key(
            "replaceability",
            Choice(tuple(Replaceability), Replaceability),
            word(
                "Hoe goed een ander het kan overnemen: easy, hard of none.",
                "How well another could take over: easy, hard or none.",
            ),
            required=False,
        ),
        Key("if_it_fails", _FAILURE, word("Als de leverancier uitvalt.", "If the vendor fails."), required=False),
        Key("persons", ListOf(_PERSON, unique=False), word("Mensen die komen.", "People who come."), required=False),
        Key("accounts", ListOf(_ACCOUNT, unique=False), word("Accounts.", "Accounts."), required=False),
        Key(
            "countries",
            ListOf(Words()),
            word(
                "Landen vanwaar zij komen, zoals logs die schrijven.", "Countries they come from, as logs write them."
            ),
            required=False,
        ),
        Key(
            "incidents",
            ListOf(_INCIDENT, unique=False),
            word("Beveiligingsincidenten bij de leverancier.", "Security incidents at the vendor."),
            required=False,
        ),
    )
)
