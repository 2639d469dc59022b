"""What `plant.yaml` says of the legal entity: the figures and facts by which the law decides whether it is in scope.

Everything may be left out. `None` means that nobody filled it in; an empty tuple that somebody said there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from keur.plant.model import Network, Place


class Weight(StrEnum):
    """What an activity is to the entity as a whole."""

    MAIN = "main"
    PART = "part"
    MINOR = "minor"


class Special(StrEnum):
    """What holds whatever the size, or was decided by a minister."""

    DESIGNATED = "designated"
    WWKE_CRITICAL = "wwke-critical"
    FORMER_ESSENTIAL_SERVICE = "former-essential-service"
    SOLE_PROVIDER = "sole-provider"
    PUBLIC_SAFETY = "public-safety"
    SYSTEMIC_RISK = "systemic-risk"
    SPECIAL_IMPORTANCE = "special-importance"
    DEFENCE_BODY = "defence-body"
    DEFENCE_SUPPLIER = "defence-supplier"


class Investor(StrEnum):
    """Investors that may hold 25 to 50 % without making the company a partner."""

    PUBLIC_INVESTMENT = "public-investment"
    VENTURE_CAPITAL = "venture-capital"
    UNIVERSITY = "university"
    INSTITUTIONAL = "institutional"
    LOCAL_AUTHORITY = "local-authority"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Figures of one accounting year."""

    year: int
    """The calendar year in which the accounting year ends."""
    staff_awu: Decimal | None
    """Annual work units."""
    turnover_eur: Decimal | None
    balance_eur: Decimal | None
    estimate: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Activity:
    description: str
    nace: str | None
    """NACE Rev. 2, digits only: `21`, `212` or `2120`."""
    sbi: str | None
    """Dutch standard classification, digits only."""
    entries: tuple[str, ...] | None
    """Entries of the annexes that people found to fit; empty: none fits."""
    weight: Weight | None
    generation_mw: Decimal | None
    """Nominal capacity of the entity's own generation of electricity, together, in megawatt."""
    place: Place


@dataclass(frozen=True, slots=True)
class GroupCompany:
    """An enterprise that the entity is bound to by capital, votes or control, upstream or downstream."""

    name: str
    of: str | None
    """The company of the group that it is bound to; None: the entity itself."""
    capital_percent: Decimal
    votes_percent: Decimal
    control: bool
    """Majority of votes, right to appoint the board's majority, dominant influence, or control by agreement."""
    investor: Investor | None
    public_body: bool
    consolidated: bool
    """Its figures are already in the accounts of the entity."""
    accounts: tuple[Accounts, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Information-sharing arrangement in which the entity takes part."""

    name: str
    joined: dt.date
    left: dt.date | None


@dataclass(frozen=True, slots=True)
class LegalEntity:
    established: str | None = None
    """Country, ISO 3166-1 alpha-2."""
    kvk: str | None = None
    foreign_register: str | None = None
    address: str | None = None
    emails: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    ip_ranges: tuple[Network, ...] | None = None
    domain_names: tuple[str, ...] | None = None
    member_states: tuple[str, ...] | None = None
    """Where the listed services are provided, ISO 3166-1 alpha-2."""
    sharing: tuple[Arrangement, ...] | None = None
    first_accounts: int | None = None
    """The year in which the first accounts end or ended."""
    activities: tuple[Activity, ...] | None = None
    accounts: tuple[Accounts, ...] = ()
    """Oldest first, without gaps."""
    group: tuple[GroupCompany, ...] | None = None
    special: tuple[Special, ...] | None = None
    place: Place | None = None


NOTHING_SAID = LegalEntity()
"""Of a plant that says nothing of its legal entity but the name."""
