"""What vendors call the applications in their rules, as protocols and operation classes of keur.

The table is `applications.yaml` beside this module. A name that is not in it is unknown: nothing is guessed from names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from keur._rust import capture
from keur.plant.errors import Mistakes, nearest
from keur.plant.model import Operation, Text
from keur.plant.nodes import parse
from keur.plant.shapes import Key, ListOf, Read, Record, bare
from keur.plant.values import Choice, Words

FILE = "applications.yaml"


class Sure(StrEnum):
    VERIFIED = "verified"
    """Name and meaning stand in a document or data file of the vendor."""
    SECONDARY = "secondary"
    """Someone else says so, or the meaning follows from the name alone."""


@dataclass(frozen=True, slots=True)
class Application:
    vendor: str
    """Name of the reader whose rules use it, such as `palo-alto`."""
    name: str
    """As the vendor writes it; capitals count."""
    protocol: str
    """As keur calls it."""
    operations: frozenset[Operation] | None
    """Classes of the messages that it stands for; None: the whole protocol."""
    source: str
    """Title and place of the document."""
    sure: Sure


def _meaning(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


_SOURCE = Record(
    (
        Key("id", Words(), _meaning("Naam van de bron in dit bestand.", "Name of the source in this file.")),
        Key("title", Words(), _meaning("Titel en vindplaats.", "Title, and where it is.")),
    )
)
_APPLICATION = Record(
    (
        Key(
            "vendor",
            Choice(("palo-alto", "fortigate")),
            _meaning("Lezer wiens regels de naam gebruiken.", "Reader whose rules use the name."),
        ),
        Key("name", Words(), _meaning("Zoals de leverancier het schrijft.", "As the vendor writes it.")),
        Key(
            "protocol",
            Choice(tuple(capture.protocols())),
            _meaning("Het protocol, zoals keur het noemt.", "The protocol, as keur calls it."),
        ),
        Key(
            "operations",
            ListOf(Choice(tuple(Operation), Operation), least=1),
            _meaning(
                "Soorten handelingen waar de naam voor staat; weggelaten: het hele protocol.",
                "Operation classes that the name stands for; left out: the whole protocol.",
            ),
            required=False,
        ),
        Key("sure", Choice(tuple(Sure), Sure), _meaning("Hoe zeker dit is.", "How sure this is.")),
        Key("source", Words(), _meaning("Id van een bron.", "Id of a source.")),
    )
)
_TABLE = Record(
    (
        Key("sources", ListOf(_SOURCE), _meaning("Wat de tabel aanhaalt.", "What the table cites.")),
        Key("applications", ListOf(_APPLICATION, least=1), _meaning("De namen.", "The names.")),
    )
)


@cache
def applications() -> Mapping[tuple[str, str], Application]:
    """All applications, by vendor and name."""
    return load((resources.files("keur.observe.firewalls") / FILE).read_text(encoding="utf-8"))


def application(vendor: str, name: str) -> Application | None:
    """The application that a vendor's rules call by this name; None when it is not in the table."""
    return applications().get((vendor, name))


def load(text: str) -> Mapping[tuple[str, str], Application]:
    """The applications of a table as text.

    Raises `keur.plant.errors.PlantErrors` with the place of every mistake: unknown keys and words, a name or a source
    that stands there twice, a source that is missing, or that nothing cites."""
    mistakes = Mistakes()
    root = parse(text, FILE, mistakes)
    table = _TABLE.read(root, FILE, mistakes) if root is not None else None
    mistakes.stop_if_any()
    parts = table.value if table is not None else {}
    titles = _titles(parts["sources"].value, mistakes)
    found = _applications(parts["applications"].value, titles, mistakes)
    mistakes.stop_if_any()
    return MappingProxyType(found)


def _titles(sources: list[Read], mistakes: Mistakes) -> dict[str, Read]:
    """The titles of the sources by their ids."""
    found: dict[str, Read] = {}
    for source in sources:
        if source.value["id"].value in found:
            _twice(source.value["id"], mistakes)
        found[source.value["id"].value] = source.value["title"]
    return found


def _applications(rows: list[Read], titles: dict[str, Read], mistakes: Mistakes) -> dict[tuple[str, str], Application]:
    found: dict[tuple[str, str], Application] = {}
    uncited = dict(titles)
    for row in rows:
        value = bare(row)
        source = titles.get(value["source"])
        uncited.pop(value["source"], None)
        if source is None:
            word = value["source"]
            text = Text(nl=f"bron `{word}` ontbreekt", en=f"source `{word}` is missing")
            mistakes.add(row.value["source"].place, text, nearest(word, titles))
            continue
        key = (value["vendor"], value["name"])
        if key in found:
            _twice(row.value["name"], mistakes)
        operations = value.get("operations")
        found[key] = Application(
            vendor=value["vendor"],
            name=value["name"],
            protocol=value["protocol"],
            operations=None if operations is None else frozenset(operations),
            source=source.value,
            sure=value["sure"],
        )
    for name, title in uncited.items():
        mistakes.add(title.place, Text(nl=f"niets noemt bron `{name}`", en=f"nothing cites source `{name}`"))
    return found


def _twice(read: Read, mistakes: Mistakes) -> None:
    word = read.value
    mistakes.add(read.place, Text(nl=f"`{word}` staat er twee keer", en=f"`{word}` stands here twice"))
