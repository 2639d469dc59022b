"""What people decided about security advisories: the types of `decided/advisories.yaml`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from keur.plant.model import Place


class Treatment(StrEnum):
    """What is done about an advisory."""

    PATCH = "patch"
    MITIGATE = "mitigate"
    TAKE_OFFLINE = "take-offline"
    ACCEPT = "accept"
    NOT_AFFECTED = "not-affected"


class Justification(StrEnum):
    """Why a product is not affected: the labels of CSAF 2.0 (flags), which VEX documents use."""

    COMPONENT_NOT_PRESENT = "component_not_present"
    INLINE_MITIGATIONS = "inline_mitigations_already_exist"
    NOT_CONTROLLABLE = "vulnerable_code_cannot_be_controlled_by_adversary"
    NOT_EXECUTED = "vulnerable_code_not_in_execute_path"
    CODE_NOT_PRESENT = "vulnerable_code_not_present"


class SupplierState(StrEnum):
    """State of a patch on the supplier's side, after IEC TR 62443-2-3."""

    AVAILABLE = "available"
    IN_TEST = "in test"
    NOT_APPROVED = "not approved"
    NOT_APPLICABLE = "not applicable"
    APPROVED = "approved"
    RELEASED = "released"


class OwnState(StrEnum):
    """State of a patch on the asset owner's side, after IEC TR 62443-2-3."""

    IN_INTERNAL_TEST = "in internal test"
    NOT_AUTHORISED = "not authorised"
    AUTHORISED = "authorised"
    EFFECTIVE = "effective"
    INSTALLED = "installed"


UNNAMED = "not named"
"""Match of an asset that the advisory does not name."""
MATCHES = ("affected", "needs check", "not affected", UNNAMED)
"""What matching said of an asset."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of one asset and the advisory when it was decided; keur writes it."""

    asset: str
    revision: str
    """Of the advisory, as the publisher counts."""
    sha256: str
    """Of the advisory's file."""
    match: str
    """One of `MATCHES`."""
    firmware: str
    """Empty where nobody said."""
    exploited: tuple[str, ...] | None
    """Vulnerabilities on the KEV list; None where there was no list."""
    priority: str | None
    """`now`, `next` or `never`; None where it was not computed."""
    exposure: str | None
    """Of the asset; None where it was not computed."""


@dataclass(frozen=True, slots=True)
class AdvisoryDecision:
    """What a named person decided about one advisory, for some assets."""

    advisory: str
    assets: tuple[str, ...]
    treatment: Treatment
    who: str
    why: str
    date: dt.date
    window: str | None
    """Maintenance window of a patch."""
    by: dt.date | None
    """Last day on which a patch may be installed."""
    measure: str | None
    evidence: str | None
    """Path below the plant folder."""
    expires: dt.date | None
    """Last day of a measure."""
    until: dt.date | None
    """Last day of an acceptance."""
    because: Justification | None
    supplier_state: SupplierState | None
    own_state: OwnState | None
    knew: tuple[Known, ...]
    place: Place

    def known_of(self, asset: str) -> Known | None:
        return next((one for one in self.knew if one.asset == asset), None)
