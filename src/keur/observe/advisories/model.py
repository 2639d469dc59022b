"""What an advisory says, as values: products with their version expressions, statuses, remedies and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.plant.model import Text

AFFECTED = ("known_affected", "first_affected", "last_affected")
NOT_AFFECTED = ("known_not_affected", "fixed", "first_fixed")
OPEN = ("under_investigation", "unknown")
"""Statuses under which the maker has not said yet."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that is not as it should be; what could be read was kept."""

    file: str
    """The file; of one in an archive, the archive, `!` and its name there."""
    where: str
    """Place in the file: a JSON pointer, or `line 3, column 7`; empty for the whole file."""
    text: Text
    lost: bool = False
    """The file, or a product in it, could not be used."""


MOST_PROBLEMS = 1_000


class FileProblems(list[Problem]):
    """The problems of one file: the first thousand, and how many more there were."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file
        self._more = 0

    def append(self, one: Problem) -> None:
        if len(self) < MOST_PROBLEMS:
            super().append(one)
        else:
            self._more += 1

    def told(self) -> tuple[Problem, ...]:
        """All of them, to be shown."""
        if not self._more:
            return tuple(self)
        text = Text(nl=f"heeft nog {self._more} problemen", en=f"has {self._more} more problems")
        return (*self, Problem(self._file, "", text, lost=True))


@dataclass(frozen=True, slots=True)
class Product:
    """A product as an advisory names it, with the versions that are meant."""

    id: str
    vendor: str
    names: tuple[str, ...]
    """Family and product, as the branches of the tree name them, widest first; without vendor and version."""
    version: str
    """The version or the expression for a range, as written; empty where the tree has none."""
    full_name: str
    model_numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    cpe: str = ""
    purls: tuple[str, ...] = ()
    platforms: tuple[Product, ...] = ()
    """Products on which it must be installed, for the statement to hold."""


@dataclass(frozen=True, slots=True)
class Remediation:
    category: str
    details: str
    products: frozenset[str]
    """Ids of products; empty where the advisory names none."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Why products are not affected."""

    label: str
    """One of the five words of CSAF and VEX, such as `component_not_present`."""
    products: frozenset[str]


@dataclass(frozen=True, slots=True)
class Threat:
    category: str
    """`exploit_status`, `target_set`, or `impact`: why a product is not affected, in words."""
    details: str
    products: frozenset[str]
    """Ids of products; empty where it holds for all."""


@dataclass(frozen=True, slots=True)
class Vulnerability:
    cve: str
    """CVE number, or the maker's own where there is none."""
    title: str
    status: dict[str, frozenset[str]]
    """Ids of products by status, such as `known_affected`."""
    remediations: tuple[Remediation, ...] = ()
    score: float | None = None
    """CVSS base score, the highest given."""
    vector: str = ""
    flags: tuple[Flag, ...] = ()
    threats: tuple[Threat, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisory:
    id: str
    title: str
    version: str
    """The revision, as the publisher counts."""
    status: str
    """`draft`, `interim` or `final`."""
    category: str
    csaf_version: str
    publisher: str
    initial_release: str
    current_release: str
    sha256: str
    file: str
    products: dict[str, Product] = field(default_factory=dict)
    vulnerabilities: tuple[Vulnerability, ...] = ()
    revisions: tuple[tuple[str, str, str], ...] = ()
    """Number, date and summary of each revision."""
    withdrawn: str = ""
    """The words of the publisher that withdraw it; empty while it holds."""

    @property
    def cves(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.cve for one in self.vulnerabilities if one.cve))
