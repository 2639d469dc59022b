"""What people read for the states of a patch, in both languages."""

from __future__ import annotations

from keur.plant.model import Text
from keur.plant.triage import OwnState, SupplierState

SUPPLIER_STATES: dict[SupplierState, Text] = {
    SupplierState.AVAILABLE: Text("beschikbaar", "available"),
    SupplierState.IN_TEST: Text("in test", "in test"),
    SupplierState.NOT_APPROVED: Text("niet goedgekeurd", "not approved"),
    SupplierState.NOT_APPLICABLE: Text("niet van toepassing", "not applicable"),
    SupplierState.APPROVED: Text("goedgekeurd", "approved"),
    SupplierState.RELEASED: Text("uitgebracht", "released"),
}
OWN_STATES: dict[OwnState, Text] = {
    OwnState.IN_INTERNAL_TEST: Text("in eigen test", "in internal test"),
    OwnState.NOT_AUTHORISED: Text("niet vrijgegeven", "not authorised"),
    OwnState.AUTHORISED: Text("vrijgegeven", "authorised"),
    OwnState.EFFECTIVE: Text("werkzaam", "effective"),
    OwnState.INSTALLED: Text("geïnstalleerd", "installed"),
}
