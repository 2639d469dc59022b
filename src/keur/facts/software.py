"""Parts of the software of assets, and vulnerabilities of assets that attackers use, as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import duckdb

from keur.facts.store import create_table
from keur.observe.advisories.feeds import FeedKind
from keur.observe.sboms.gathering import GatheredSboms
from keur.products.verdict import State

if TYPE_CHECKING:  # takes long to import, and only plants with advisories need it
    from keur.products.answers import Matching

NO_SBOMS = GatheredSboms()

_PART = {"asset": "VARCHAR", "name": "VARCHAR", "supplier": "VARCHAR", "file": "VARCHAR"}
_EXPLOITED = {
    "asset": "VARCHAR",
    "advisory": "VARCHAR",
    "cve": "VARCHAR",
    "state": "VARCHAR",
    "added": "DATE",
    "feed_day": "DATE",
}


@dataclass(frozen=True, slots=True)
class Exploited:
    """A vulnerability that attackers use (KEV), of an asset that an advisory affects, or of which that is to be
    checked."""

    asset: str
    advisory: str
    cve: str
    state: State
    added: dt.date | None
    """Day on which it came onto the list."""
    feed_day: dt.date | None
    """Day of the list."""


def exploited(matching: Matching) -> tuple[Exploited, ...]:
    """What the KEV list at hand says of the matches, in their order."""
    feed = matching.feeds.newest.get(FeedKind.KEV)
    if feed is None:
        return ()
    found = [
        Exploited(one.asset, one.advisory, cve, one.state, _day(feed.entries[cve].get("date_added", "")), feed.date)
        for one in matching.verdicts
        if one.state is not State.NOT_AFFECTED
        for cve in matching.exploited(one)
    ]
    return tuple(dict.fromkeys(found))


def create_parts(connection: duckdb.DuckDBPyConnection, sboms: GatheredSboms) -> None:
    """`sbom_part`: each name of a part once an asset and bill."""
    rows = dict.fromkeys(
        (asset, part.name, part.supplier, part.file)
        for asset, bills in sboms.by_asset.items()
        for bill in bills
        for part in bill.parts
    )
    create_table(connection, "sbom_part", _PART, [dict(zip(_PART, row, strict=True)) for row in rows])


def create_exploited(connection: duckdb.DuckDBPyConnection, rows: Iterable[Exploited]) -> None:
    """`exploited`, in place of what it held."""
    connection.execute("DROP TABLE IF EXISTS exploited")
    create_table(connection, "exploited", _EXPLOITED, [asdict(one) | {"state": one.state.value} for one in rows])


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None
