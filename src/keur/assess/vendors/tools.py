"""What security advisories say of the products with which a vendor comes in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from keur.assess.vendors.tier import citation
from keur.checks.finding import Citation
from keur.facts.software import Exploited, exploited
from keur.observe.advisories.feeds import FeedKind
from keur.plant.model import Asset, Plant, Text
from keur.plant.vendors import AccessPath, tool_assets
from keur.products.answers import Matching
from keur.products.verdict import Coverage, State


class Exploitation(StrEnum):
    """Whether attackers use a vulnerability of an access product. Silence is never *none found*."""

    EXPLOITED = "exploited"
    NOT_KNOWN = "not known"
    NONE_FOUND = "none found"


@dataclass(frozen=True, slots=True)
class Tool:
    """The product of an access path, or one asset of it."""

    path: str
    asset: str | None
    """None where the path names no asset, nor a product that somebody supplies."""
    exploitation: Exploitation
    text: Text
    citations: tuple[Citation, ...]
    used: tuple[Exploited, ...]
    """The vulnerabilities that attackers use, also where it is to be checked whether they are there."""


def tools(plant: Plant, paths: Iterable[AccessPath], matching: Matching | None) -> tuple[Tool, ...]:
    """What is known of the products of some paths; without a `matching`, nothing."""
    assets = {one.id: one for one in plant.assets}
    used = exploited(matching) if matching else ()
    found = []
    for path in paths:
        named = tool_assets(plant.vendors, path)
        if not named:
            text = Text(
                nl="niet bekend: de weg noemt geen apparaat waarmee de leverancier binnenkomt",
                en="not known: the path names no asset with which the vendor comes in",
            )
            found.append(Tool(path.id, None, Exploitation.NOT_KNOWN, text, (citation(path.place),), ()))
        for asset in named:
            mine = [one for one in used if one.asset == asset]
            found.append(_tool(path, assets[asset], matching, mine))
    return tuple(found)


def _tool(path: AccessPath, asset: Asset, matching: Matching | None, used: Sequence[Exploited]) -> Tool:
    places = (citation(path.place), citation(asset.place))
    affected = tuple(one for one in used if one.state is State.AFFECTED)
    if affected:
        texts = [_told(one) for one in affected]
        text = Text(nl="; ".join(one.nl for one in texts), en="; ".join(one.en for one in texts))
        return Tool(path.id, asset.id, Exploitation.EXPLOITED, text, places, affected)
    missing = _missing(asset, matching, used) if matching else _NO_ADVISORIES
    if matching is None or missing is not None:
        return Tool(path.id, asset.id, Exploitation.NOT_KNOWN, missing or _NO_ADVISORIES, places, tuple(used))
    note = dict(matching.feeds.notes(matching.day))[FeedKind.KEV]
    text = Text(
        nl=f"de adviezen van deze fabriek noemen er geen voor {asset.id} ({note.nl})",
        en=f"the advisories of this plant name none for {asset.id} ({note.en})",
    )
    return Tool(path.id, asset.id, Exploitation.NONE_FOUND, text, places, ())


def _told(one: Exploited) -> Text:
    added, feed = one.added or "?", one.feed_day or "?"
    return Text(
        nl=f"{one.asset} valt onder {one.advisory}: {one.cve} staat sinds {added} op de KEV-lijst (van {feed})",
        en=f"{one.advisory} affects {one.asset}: {one.cve} has been on the KEV list since {added} (list of {feed})",
    )


_NO_ADVISORIES = Text(
    nl="niet bekend: er zijn geen beveiligingsadviezen ingelezen", en="not known: no security advisories were imported"
)
_NO_LIST = Text(nl="niet bekend: er is geen KEV-lijst ingelezen", en="not known: no KEV list was imported")
_BLIND: Collection[Coverage] = (Coverage.DATA_MISSING, Coverage.NO_FEED)


def _missing(asset: Asset, matching: Matching, used: Sequence[Exploited]) -> Text | None:
    """Why it is not known whether attackers use a vulnerability of an asset; None where it is."""
    if not matching.advisories:
        return _NO_ADVISORIES
    if FeedKind.KEV not in matching.feeds.newest:
        return _NO_LIST
    covered = next((one for one in matching.coverage if one.asset == asset.id), None)
    if covered is None or covered.coverage in _BLIND:
        reason = covered.reason if covered else _NO_ADVISORIES
        return Text(nl=f"niet bekend: {asset.id}: {reason.nl}", en=f"not known: {asset.id}: {reason.en}")
    if used:
        named = ", ".join(dict.fromkeys(f"{one.advisory} ({one.cve})" for one in used))
        return Text(
            nl=f"niet bekend: ga na of {asset.id} onder {named} valt; dat wordt misbruikt",
            en=f"not known: check whether {asset.id} is affected by {named}, which is exploited",
        )
    return None
