"""What the catalogues hold: rows of laws and standards, the mappings between them, and the gaps that a standard leaves.

Rows are facts (identifiers, dates, levels) with labels and guidance in keur's own words. The standards are copyrighted:
none of their text is here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from keur.plant.model import Text


class Mark(StrEnum):
    """How a row was checked."""

    VERIFIED = "verified"
    """Read in the primary text or in an official document."""
    SECONDARY = "secondary"
    """Read in secondary sources only; the primary text was not at hand."""
    MEMORY = "memory"
    """Well known, not read again for this row."""
    UNCERTAIN = "uncertain"
    """Sources differ or are incomplete, or it is a reading of keur's authors. Shown as such wherever it is used."""


class CatalogueKind(StrEnum):
    LAW = "law"
    """Binds."""
    DRAFT = "draft"
    """A draft of law: never in force."""
    STANDARD = "standard"
    YARDSTICK = "yardstick"
    """Law that binds others, or a framework without legal status: something to measure by."""
    REFERENCE = "reference"
    """A model or a list that is referred to."""


class RowKind(StrEnum):
    ARTICLE = "article"
    MEASURE = "measure"
    """One of the ten measures of the duty of care."""
    ANNEX = "annex"
    GROUP = "group"
    """Holds other rows; nothing is required by it alone."""
    REQUIREMENT = "requirement"
    ENHANCEMENT = "enhancement"
    """Requirement enhancement (RE)."""
    CONTROL = "control"
    MITIGATION = "mitigation"
    LEVEL = "level"


class Relation(StrEnum):
    """What the row that a mapping starts from does for the row that it ends at. A standard does it for OT only."""

    COVERS = "covers"
    """Gives all that is asked on the subject of the first row. A target has many subjects: rows make it up together."""
    PARTLY = "partly"
    SUPPORTS = "supports"
    """Helps with it, but is about something else."""
    RELATED = "related"
    """Same subject; nothing is claimed."""


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Review(StrEnum):
    PROPOSED = "proposed"
    """By keur's authors; no independent expert has judged it yet."""
    REVIEWED = "reviewed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One law or one edition of one part of a standard."""

    id: str
    """Name of its folder, such as `cbw`."""
    prefix: str
    """What the ids of its rows start with, such as `Cbw ` or `62443-3-3:2013:`."""
    kind: CatalogueKind
    title: Text
    about: Text
    """What it is here for, and what one must know to use it."""
    valid_from: dt.date | None
    """First day on which it holds; None when the day is not known or it never came into force."""
    valid_to: dt.date | None
    """Last day; None when no end is known."""
    checked: dt.date
    """When the sources were last read."""
    credit: Text | None
    """What its licence asks to say wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, article, annex entry or other thing that can be cited."""

    id: str
    """How it is cited: `62443-3-3:2013:SR 5.1`, `Cbw 21(3)(d)`."""
    catalogue: str
    number: str
    """The id without the catalogue's prefix, as the document itself writes it."""
    kind: RowKind
    label: Text
    guidance: Text | None
    """What it asks, in a sentence or two of keur's own."""
    note: Text | None
    """What one must know before relying on it, such as where sources differ."""
    parent: str | None
    """Id of the row that it is part of."""
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: Text
    mark: Mark
    checked: dt.date
    sl: int | None = None
    """Lowest security level that selects it (parts 3-3 and 4-2)."""
    advice: bool = False
    """It recommends instead of requires (part 3-2)."""
    component_types: tuple[str, ...] = ()
    """Kinds of components that it holds for: SAR, EDR, HDR, NDR (part 4-2)."""
    own: bool = False
    """Label or guidance come from a file of the user's own, and may be under copyright of others."""

    @property
    def slug(self) -> str:
        """The number in small letters, digits, dots and hyphens, such as `21-3-d`."""
        return re.sub(r"[^a-z0-9.]+", "-", self.number.lower()).strip("-")

    def holds_on(self, day: dt.date) -> bool:
        """Whether the row is valid on a day. A row without dates always is."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A directed link from a row to a row of another catalogue."""

    from_id: str
    to_id: str
    kind: Relation
    source: tuple[Text, ...]
    confidence: Confidence
    review: Review
    note: Text | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What the law asks and a standard does not give, so that it must be added to it."""

    id: str
    """Keur's own name, such as `board-approval`."""
    catalogue: str
    """The standard that leaves it."""
    label: Text
    add: Text
    """What to add."""
    obligations: tuple[str, ...]
    """Rows of law that ask for it."""
    nearest: tuple[str, ...]
    """Rows of the standard that come nearest."""
    source: Text
    mark: Mark
    checked: dt.date
