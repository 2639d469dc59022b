"""The reviewed tables under `data/`, loaded once: makers, families of order numbers, and words of product names."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_LEGAL = re.compile(
    r"\b(?:ag|gmbh|co|kg|inc|ltd|llc|corp|corporation|limited|company|bv|nv|sa|se|spa|srl|plc|group|holding|the|and|und|en"
    r"|nederland|netherlands|benelux|belgie|belgium|deutschland|germany|international)\b"
)


LEAST_LIKENESS = 0.88
SHORTEST_FUZZY = 6
"""Characters of a maker's name that may be misspelled."""


def _load(name: str) -> Any:
    text = (resources.files("keur.products.data") / name).read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders


@dataclass(frozen=True, slots=True)
class Succession:
    """Products of a maker that went over to another, and stand under either name."""

    maker: str
    year: int


@dataclass(frozen=True, slots=True)
class Maker:
    id: str
    names: tuple[str, ...]
    brands: frozenset[str]
    sources: tuple[Succession, ...]


@cache
def makers() -> dict[str, Maker]:
    """The makers by id."""
    found = {}
    for id, entry in _load("vendors.yaml").items():
        sources = tuple(Succession(one["maker"], one["year"]) for one in entry.get("from", ()))
        names = (id.replace("-", " "), *entry.get("names", ()))
        found[id] = Maker(id, names, frozenset(entry.get("brands", ())), sources)
    return found


def plain_maker(name: str) -> str:
    """A maker's name without legal form, punctuation and capitals; `ue` and `ü` are the same."""
    from keur.products.names import plain

    text = re.sub(r"(?<=[aou])e(?=[a-z])", "", plain(name).replace(".", ""))
    text = re.sub(r"[^a-z0-9&+]+", " ", text)
    return " ".join(_LEGAL.sub(" ", text.replace("&", " ").replace("+", " ")).split())


@cache
def _maker_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for id, maker in makers().items():
        for name in maker.names:
            found.setdefault(plain_maker(name), id)
    return found


@cache
def maker_of(name: str) -> str | None:
    """The maker's id; its plain name where the tables do not know it; None when there is no name."""
    text = plain_maker(name)
    if not text:
        return None
    names = _maker_names()
    if text in names:
        return names[text]
    words = text.split()
    for length in range(len(words) - 1, 0, -1):
        if (found := names.get(" ".join(words[:length]))) and len(found) > 2:
            return found
    if found := brand_makers().get(text):
        return found
    near = difflib.get_close_matches(text, names, 1, LEAST_LIKENESS) if len(text) >= SHORTEST_FUZZY else ()
    return names[near[0]] if near and near[0][0] == text[0] else text


@cache
def makers_in(written: str) -> frozenset[str]:
    """The makers in a vendor field, which may name several: `ABB, Phoenix Contact, and WAGO`."""
    whole = _maker_names().get(plain_maker(written))
    if whole is not None:
        return frozenset((whole,))
    pieces = re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*/\s*|\s*;\s*|\(|\)", written)
    found = {one for piece in pieces if plain_maker(piece) and (one := maker_of(piece))}
    known = found & makers().keys()
    return frozenset(known or found)


@cache
def related(maker: str) -> frozenset[str]:
    """The maker and those under whose name its products stand too."""
    found = {maker}
    for id, one in makers().items():
        sources = {source.maker for source in one.sources}
        if id == maker:
            found |= sources
        elif maker in sources:
            found.add(id)
    return frozenset(found)


@cache
def brand_makers() -> dict[str, str]:
    return {brand: id for id, maker in makers().items() for brand in maker.brands}


@dataclass(frozen=True, slots=True)
class Family:
    order: re.Pattern[str] | None
    name: re.Pattern[str] | None
    is_: str


@cache
def families(maker: str) -> tuple[Family, ...]:
    """How a maker's order numbers and names tell the family."""
    return tuple(
        Family(
            re.compile(entry["order"], re.IGNORECASE) if "order" in entry else None,
            re.compile(entry["name"], re.IGNORECASE) if "name" in entry else None,
            entry["is"],
        )
        for entry in _load("families.yaml").get(maker, ())
    )


@dataclass(frozen=True, slots=True)
class Words:
    generic: frozenset[str]
    fillers: frozenset[str]
    rival_kinds: frozenset[str]
    software_kinds: frozenset[str]
    variant: frozenset[str]
    other_product: frozenset[str]
    tool_kinds: frozenset[str]
    editions: frozenset[str]
    telling_letters: frozenset[str]
    umbrellas: frozenset[str]
    translations: dict[str, str]
    implied: dict[str, frozenset[str]]
    phrases: dict[str, str]
    phrase: re.Pattern[str]


@cache
def words() -> Words:
    raw = _load("words.yaml")
    phrases = dict(raw["phrases"])
    longest_first = sorted(phrases, key=len, reverse=True)
    phrase = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    return Words(
        frozenset(raw["generic"]),
        frozenset(raw["fillers"]),
        frozenset(raw["rival_kinds"]),
        frozenset(raw["software_kinds"]),
        frozenset(raw["variant"]),
        frozenset(raw["other_product"]),
        frozenset(raw["tool_kinds"]),
        frozenset(raw["editions"]),
        frozenset(raw["telling_letters"]),
        frozenset(raw["umbrellas"]),
        dict(raw["translations"]),
        {word: frozenset(more) for word, more in raw["implied"].items()},
        phrases,
        phrase,
    )
