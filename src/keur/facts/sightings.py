"""When each asset was last seen to send something, for those who compare it with what people decided about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from keur.facts.database import Facts


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last conversation of the captures in which an asset sent frames."""

    asset: str
    last: dt.datetime
    """UTC."""
    file: str
    """Path of the capture below the plant folder."""
    sha256: str
    frame: int
    """First of the conversation."""


def last_sightings(facts: Facts) -> dict[str, Sighting]:
    """By asset; those that never sent a frame are missing."""
    rows = facts.rows(
        """
        WITH sender AS (
          SELECT from_asset AS asset, last_us, capture, file, first_frame FROM zoned_conversation
          WHERE from_asset IS NOT NULL AND packets_to_server > 0
          UNION ALL
          SELECT to_asset, last_us, capture, file, first_frame FROM zoned_conversation
          WHERE to_asset IS NOT NULL AND packets_to_client > 0
        ),
        ranked AS (
          SELECT *, row_number() OVER (PARTITION BY asset ORDER BY last_us DESC, file, first_frame) AS place FROM sender
        )
        SELECT asset, last_us, capture, file, first_frame FROM ranked WHERE place = 1 ORDER BY asset
        """
    )
    return {
        row["asset"]: Sighting(
            row["asset"],
            dt.datetime.fromtimestamp(row["last_us"] / 1_000_000, dt.UTC),
            row["file"],
            row["capture"],
            row["first_frame"],
        )
        for row in rows
    }
