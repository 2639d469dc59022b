"""Words of the files about vendors, as people read them."""

from __future__ import annotations

from keur.assess.result import Answer
from keur.assess.vendors.knock_outs import Basis
from keur.assess.vendors.validity import FileState, Validity
from keur.plant.model import Text
from keur.plant.vendors import AccessMode, AccountKind, ClauseState, VendorKind

VALIDITY = {
    Validity.VALID: Text(nl="geldig", en="valid"),
    Validity.NOT_YET: Text(nl="nog niet geldig", en="not valid yet"),
    Validity.ENDED: Text(nl="afgelopen", en="ended"),
}
FILE = {
    FileState.THERE: Text(nl="bestand klopt", en="file as it was"),
    FileState.CHANGED: Text(nl="bestand is veranderd", en="file has changed"),
    FileState.MISSING: Text(nl="bestand ontbreekt", en="file is missing"),
    FileState.NOT_NAMED: Text(nl="geen bestand", en="no file"),
}
ANSWER: dict[Answer, Text] = {
    "yes": Text(nl="ja", en="yes"),
    "no": Text(nl="nee", en="no"),
    "unknown": Text(nl="onbekend", en="unknown"),
}
MODE = {
    AccessMode.ON_DEMAND: Text(nl="op verzoek", en="on demand"),
    AccessMode.SUPERVISED: Text(nl="onder toezicht", en="supervised"),
    AccessMode.STANDING: Text(nl="altijd open", en="standing"),
}
BASIS = {
    Basis.ANSWER: Text(nl="eigen antwoord", en="its own answer"),
    Basis.DECLARED: Text(nl="vastgelegd", en="declared"),
    Basis.ADVISORY: Text(nl="beveiligingsadviezen", en="security advisories"),
}
KIND = {
    VendorKind.SUPPLIER: Text(nl="leverancier", en="supplier"),
    VendorKind.SERVICE_PROVIDER: Text(nl="dienstverlener", en="service provider"),
    VendorKind.INTEGRATOR: Text(nl="integrator", en="integrator"),
}
ACCOUNT = {
    AccountKind.PERSONAL: Text(nl="persoonlijk", en="personal"),
    AccountKind.SHARED: Text(nl="gedeeld", en="shared"),
    AccountKind.SYSTEM: Text(nl="van een systeem", en="of a system"),
}
CLAUSE_STATE: dict[ClauseState | None, Text] = {
    ClauseState.PRESENT: Text(nl="aanwezig", en="present"),
    ClauseState.PARTLY: Text(nl="deels", en="partly"),
    ClauseState.MISSING: Text(nl="ontbreekt", en="missing"),
    None: Text(nl="niet bekeken", en="not looked for"),
}
CLAUSE = {
    "security-annex": Text(nl="eisen aan beveiliging", en="security requirements"),
    "named-persons": Text(nl="personen op naam, geschoold", en="named, trained persons"),
    "background-checks": Text(nl="screening", en="background checks"),
    "remote-access": Text(nl="toegang op afstand alleen via ons", en="remote access only through us"),
    "incident-notice": Text(nl="melden van incidenten", en="notice of incidents"),
    "vulnerability-handling": Text(
        nl="melden en oplossen van kwetsbaarheden", en="notice and fixing of vulnerabilities"
    ),
    "support-period": Text(nl="duur van de ondersteuning", en="support period"),
    "sub-suppliers": Text(nl="onderaannemers", en="sub-suppliers"),
    "audit": Text(nl="recht op controle", en="right to audit"),
    "patch-compatibility": Text(nl="uitspraak over patches", en="statements on patches"),
    "return-and-deletion": Text(nl="teruggeven, wissen, sluiten", en="return, deletion, closing"),
    "suspension": Text(nl="toegang direct sluiten", en="closing access at once"),
}
