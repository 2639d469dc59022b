"""Starting texts of policies: for each a Dutch and an English document in `policies/`, with proposals in brackets.

`{organisation}` and `{site}` stand for the names of the plant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from keur.catalogue.catalogues import UnknownRow, shipped
from keur.plant.errors import LANGUAGES, Mistakes
from keur.plant.model import Place, Text
from keur.plant.policies import NAMED, PLACEHOLDER, Policy, read_policy
from keur.plant.table import decode


@dataclass(frozen=True, slots=True)
class StartingText:
    """One policy that keur offers, in both languages."""

    nl: Policy
    en: Policy

    @property
    def id(self) -> str:
        return self.nl.id

    @property
    def title(self) -> Text:
        return Text(nl=self.nl.title, en=self.en.title)

    @property
    def serves(self) -> tuple[str, ...]:
        """Ids of rows of the catalogues, in the order of the document."""
        return self.nl.serves


def unknown_row(id: str) -> Text | None:
    """What is wrong with the id of a row; None when there is such a row."""
    try:
        shipped().row(id)
    except UnknownRow as wrong:
        return wrong.text
    return None


@cache
def starting_texts() -> dict[str, StartingText]:
    """The policies that keur offers, by id. Raises PlantErrors when one is broken or half translated."""
    folder = resources.files("keur.catalogue") / "policies"
    contents = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".md")}
    return pair(contents)


def pair(contents: dict[str, bytes]) -> dict[str, StartingText]:
    """Documents by file name (`<id>.<language>.md`) as starting texts by id. Raises PlantErrors."""
    mistakes = Mistakes()
    found: dict[str, dict[str, Policy]] = {}
    for name, data in sorted(contents.items()):
        id, _, language = name.removesuffix(".md").rpartition(".")
        if language not in LANGUAGES:
            ending = Text(nl="de naam eindigt niet op .nl.md of .en.md", en="the name does not end in .nl.md or .en.md")
            mistakes.add(Place(name, 1), ending)
            continue
        text = decode(data, name, mistakes)
        policy = None if text is None else read_policy(text, name, id, unknown_row, mistakes)
        found.setdefault(id, {}).update({language: policy} if policy else {})
    mistakes.stop_if_any()
    for id, documents in found.items():
        _check_pair(id, documents, mistakes)
    mistakes.stop_if_any()
    return {id: StartingText(**documents) for id, documents in found.items()}


def _check_pair(id: str, documents: dict[str, Policy], mistakes: Mistakes) -> None:
    absent = [language for language in LANGUAGES if language not in documents]
    if absent:
        text = Text(nl="het document ontbreekt", en="the document is missing")
        mistakes.add(Place(f"{id}.{absent[0]}.md", 1), text)
        return
    dutch, english = documents["nl"], documents["en"]
    if dutch.serves != english.serves or _structure(dutch) != _structure(english):
        text = Text(
            nl="`serves`, koppen, regels van lijsten of voorstellen zijn anders dan in het Nederlands",
            en="`serves`, headings, entries of lists or proposals differ from those in Dutch",
        )
        mistakes.add(english.place, text)


def _structure(policy: Policy) -> list[tuple[str, ...]]:
    """What both languages share: per heading or entry of a list how it starts, and its names and figures to fill in."""
    found = []
    for block in re.split(r"\n(?=#+ |- |---)", policy.text):
        proposals = [re.sub(r"\D+", " ", hit[0]) for hit in PLACEHOLDER.finditer(block)]
        found.append((block.split(" ")[0], *proposals, *sorted(hit[0] for hit in NAMED.finditer(block))))
    return found
