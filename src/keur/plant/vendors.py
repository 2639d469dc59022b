"""What a plant folder says of vendors and of the ways in that they have: the types of `declared/vendors.yaml`,
`declared/access.csv`, `declared/bans.yaml`, `declared/answers/` and `decided/approvals.csv`.

`docs/vendors.md` says how they are used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from keur.plant.model import Operation, Place


class VendorKind(StrEnum):
    SUPPLIER = "supplier"
    SERVICE_PROVIDER = "service-provider"
    INTEGRATOR = "integrator"


class Replaceability(StrEnum):
    """How well another vendor could take over."""

    EASY = "easy"
    HARD = "hard"
    NONE = "none"


class Holding(StrEnum):
    """What of the plant a vendor keeps at its own place."""

    PROJECT_FILES = "project-files"
    """Programs, configurations and backups of controllers and devices."""
    NETWORK_PLANS = "network-plans"
    CREDENTIALS = "credentials"
    """Passwords, keys and certificates with which one gets in."""
    PRODUCTION_DATA = "production-data"
    """Recipes, batch records, measurements."""
    PERSONAL_DATA = "personal-data"


class ClauseState(StrEnum):
    PRESENT = "present"
    PARTLY = "partly"
    MISSING = "missing"


CLAUSES = (
    "security-annex",
    "named-persons",
    "background-checks",
    "remote-access",
    "incident-notice",
    "vulnerability-handling",
    "support-period",
    "sub-suppliers",
    "audit",
    "patch-compatibility",
    "return-and-deletion",
    "suspension",
)
"""Subjects that an agreement with a vendor is looked through for."""


class AccountKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"
    SYSTEM = "system"


class AccessMode(StrEnum):
    """When a way in is open, mildest first."""

    ON_DEMAND = "on-demand"
    SUPERVISED = "supervised"
    STANDING = "standing"


class BanKind(StrEnum):
    PARTY = "party"
    PRODUCT = "product"
    COMPONENT = "component"


class BanBasis(StrEnum):
    """What a ban rests on."""

    UNION_ASSESSMENT = "union-assessment"
    """A coordinated risk assessment at Union level (NIS2 22)."""
    ORDER = "order"
    """An order of the authority (Cbw 21a)."""
    OWN_POLICY = "own-policy"


class AnswerValue(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


class EvidenceGrade(StrEnum):
    """What an answer rests on, weakest first."""

    NONE = "none"
    STATEMENT = "statement"
    DOCUMENT = "document"
    VERIFIED = "verified"
    """An independent certificate in scope, or checked by the plant itself."""


@dataclass(frozen=True, slots=True)
class SuppliedProduct:
    """A product that a vendor supplies to the plant."""

    product: str
    components: tuple[str, ...]
    """What the vendor says is inside it; a ban on a component looks here."""
    assets: tuple[str, ...]
    supported_until: dt.date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    role: str
    email: str
    telephone: str


@dataclass(frozen=True, slots=True)
class SubSupplier:
    name: str
    does: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One of `CLAUSES` in an agreement. A clause that nobody looked for is absent."""

    clause: str
    state: ClauseState
    page: int | None
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Contract:
    reference: str
    first: dt.date | None
    last: dt.date | None
    """Last day; None: until further notice."""
    file: str | None
    """Path below `declared/agreements/`."""
    clauses: tuple[Clause, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Certificate:
    standard: str
    """`62443-2-4`, `62443-3-3`, `62443-4-1`, `62443-4-2`, `27001` or `other`."""
    edition: str
    scope: str
    body: str
    number: str
    first: dt.date
    last: dt.date
    """Last day on which it is valid."""
    level: str
    """ML or SL, as the certificate says it."""
    checked_by: str | None
    """Who checked that its scope covers what the vendor does for the plant."""
    file: str | None
    """Path below the plant folder."""
    sha256: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the vendor who works at or for the plant."""

    id: str
    name: str
    first: dt.date | None
    last: dt.date | None
    """Last day on which the person works for the vendor or the plant."""
    place: Place


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    """Name to log on with, as session logs write it."""
    kind: AccountKind
    person: str | None
    """Id of the person whose account it is; only of a personal one."""
    last: dt.date | None
    """Last day on which it may be used."""
    place: Place


@dataclass(frozen=True, slots=True)
class VendorIncident:
    """Days on which a vendor had a security incident of its own."""

    what: str
    first: dt.date
    last: dt.date | None
    """Last day; None: it is still open."""
    place: Place


@dataclass(frozen=True, slots=True)
class Vendor:
    """A direct supplier, service provider or integrator."""

    id: str
    name: str
    kind: VendorKind
    role: str
    """What it does for the plant."""
    owner: str | None
    """Who at the plant is accountable for the vendor."""
    review: dt.date | None
    sites: tuple[str, ...]
    zones: tuple[str, ...]
    """Zones where it works or for which it supplies."""
    products: tuple[SuppliedProduct, ...]
    sub_suppliers: tuple[SubSupplier, ...] | None
    """Who touches the plant for it; None: nobody said."""
    holds: tuple[Holding, ...] | None
    """What of the plant it keeps; None: nobody said."""
    contacts: tuple[Contact, ...]
    contract: Contract | None
    certificates: tuple[Certificate, ...]
    replaceability: Replaceability | None
    stops: str
    """What stops in the plant if the vendor fails."""
    consequence: str | None
    """How grave that is: one of `CONSEQUENCE_GRADES`."""
    persons: tuple[Person, ...]
    accounts: tuple[Account, ...]
    place: Place
    countries: tuple[str, ...] = ()
    """Countries from which it may come, as logs write them; empty: nobody said."""
    incidents: tuple[VendorIncident, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessPath:
    """One way in for a vendor: a row of `declared/access.csv`."""

    id: str
    vendor: str
    product: str
    """The access solution, such as the type of the box."""
    gateway: str | None
    """Asset through which the sessions come in."""
    protocol: str
    port: int | None
    zones: tuple[str, ...]
    assets: tuple[str, ...]
    mode: AccessMode
    mfa: bool | None
    """None: nobody said."""
    recording: bool | None
    approver: str
    conduits: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody allowed one person of a vendor to do, from when until when: a row of `decided/approvals.csv`."""

    id: str
    vendor: str
    person: str
    """Id of a person of the vendor."""
    paths: tuple[str, ...]
    """Access paths that it holds for; empty: all of the vendor."""
    operations: frozenset[Operation] | None
    """Operation classes allowed; None: any."""
    zones: tuple[str, ...]
    assets: tuple[str, ...]
    first: dt.datetime
    """From this moment (with its offset from UTC) ..."""
    last: dt.datetime
    """... until this moment."""
    ticket: str
    approved_by: str
    place: Place
    closed: dt.datetime | None = None
    """When the change of the ticket was closed; None: not, or nobody said."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A party, product or component that is barred: an entry of `declared/bans.yaml`."""

    id: str
    kind: BanKind
    names: tuple[str, ...]
    """Names that it goes by."""
    basis: BanBasis
    source: str
    """The assessment, order or decision, so that others find it."""
    zones: tuple[str, ...]
    """Zones for which it is barred; empty: all."""
    phase_out: dt.date | None
    """To be gone after this day; None: now."""
    place: Place


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """What a vendor answered to one question."""

    question: str
    answer: AnswerValue
    reason: str
    """Why the question is not applicable."""
    text: str
    grade: EvidenceGrade
    file: str | None
    """The evidence: a path below the plant folder."""
    sha256: str | None
    evidence_until: dt.date | None
    """Last day on which the evidence counts fully."""
    date: dt.date
    place: Place


@dataclass(frozen=True, slots=True)
class VendorAnswers:
    """A file of `declared/answers/`."""

    vendor: str
    answers: tuple[QuestionAnswer, ...]
    place: Place


def tool_assets(vendors: Iterable[Vendor], path: AccessPath) -> tuple[str, ...]:
    """The assets with which a path comes in: its gateway, and those of a product of the vendors with the same name."""
    found = dict.fromkeys([path.gateway] if path.gateway else [])
    if path.product:
        products = [one for vendor in vendors for one in vendor.products]
        same = [one for one in products if one.product.casefold() == path.product.casefold()]
        found |= dict.fromkeys(asset for one in same for asset in one.assets)
    return tuple(found)
