"""What devices said of themselves on the network, as a source for the asset list where that is silent.

An observation fills a gap for matching and never changes the list; where the two differ, that is told.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keur.observe.advisories.versions import parse
from keur.plant.model import Asset, Text
from keur.products.names import squash

FIELDS = {
    "vendor": "vendor",
    "product": "product",
    "order-number": "order_number",
    "firmware": "firmware",
}
"""Columns of the asset list by what a device calls them."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a device said of itself."""

    asset: str
    attribute: str
    """Such as `firmware` or `order-number`."""
    value: str
    protocol: str
    file: str
    """The capture."""
    frame: int


@dataclass(frozen=True, slots=True)
class Observation:
    """What the network says about one column of one asset."""

    said: Said
    declared: str
    """What the asset list has; empty where it has nothing."""
    contradicts: bool
    """The list has something else; without, the observation filled a gap."""

    @property
    def text(self) -> Text:
        one, column = self.said, FIELDS[self.said.attribute]
        where = f"{one.file} frame {one.frame}, {one.protocol}"
        if self.contradicts:
            return Text(
                nl=f"`{column}` is volgens de assetlijst {self.declared}, en volgens het netwerk {one.value} ({where})",
                en=f"`{column}` is {self.declared} in the asset list, and {one.value} on the network ({where})",
            )
        return Text(
            nl=f"`{column}` ontbreekt in de assetlijst; het netwerk zegt {one.value} ({where})",
            en=f"`{column}` is missing in the asset list; the network says {one.value} ({where})",
        )


def complete(assets: Sequence[Asset], said: Iterable[Said]) -> tuple[list[Asset], list[Observation]]:
    """The assets with gaps filled by what each said without contradicting itself, and what is to be told of that."""
    by_asset: dict[str, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        if one.attribute in FIELDS and one.value.strip():
            by_asset[one.asset][one.attribute].append(one)
    completed, observations = [], []
    for asset in assets:
        filled: dict[str, str] = {}
        for attribute, found in sorted(by_asset.get(asset.id, {}).items()):
            column = FIELDS[attribute]
            declared = getattr(asset, column).strip()
            if declared:
                differing = [one for one in found if _differs(column, declared, one.value)]
                if differing and len(differing) == len(found):
                    observations.append(Observation(differing[0], declared, contradicts=True))
            elif not any(_differs(column, found[0].value, one.value) for one in found):
                filled[column] = found[0].value
                observations.append(Observation(found[0], "", contradicts=False))
        completed.append(_filled(asset, filled))
    return completed, observations


def _filled(asset: Asset, filled: dict[str, str]) -> Asset:
    return dataclasses.replace(asset, **filled) if filled else asset  # type: ignore[arg-type]


def _differs(column: str, declared: str, seen: str) -> bool:
    """Whether two values cannot both be true. Names of vendor and product are written too freely to say so."""
    if column == "firmware":
        one, other = parse(declared), parse(seen)
        return one is not None and other is not None and not (one.begins(other) or other.begins(one))
    if column == "order_number":
        one_code, other_code = squash(declared), squash(seen)
        return not (one_code.startswith(other_code) or other_code.startswith(one_code))
    return False
