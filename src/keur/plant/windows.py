"""When a plant can be maintained: the types of `declared/windows.yaml`. Times are local."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from keur.plant.model import Asset, Place


@dataclass(frozen=True, slots=True)
class Work:
    """What one update of one asset takes."""

    minutes: int
    """Installing, with tests and the way back."""
    revalidation_minutes: int
    """Showing again that it does what it must (GxP)."""
    staff: int
    """People at the same time."""

    @property
    def whole_minutes(self) -> int:
        return self.minutes + self.revalidation_minutes


@dataclass(frozen=True, slots=True)
class Window:
    """A stop in which may be patched, once or again and again."""

    id: str
    starts: tuple[dt.datetime, ...]
    """In order."""
    length: dt.timedelta
    minutes: int
    """Of the length, from the start on, what is there for patches."""
    staff: int
    """People at the same time."""
    place: Place


@dataclass(frozen=True, slots=True)
class Freeze:
    """Days on which nothing may change, such as a production campaign."""

    first: dt.date
    last: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What holds for some zones and assets."""

    id: str
    zones: tuple[str, ...]
    assets: tuple[str, ...]
    work: Work | None
    windows: tuple[Window, ...]
    freezes: tuple[Freeze, ...]
    place: Place

    def covers(self, asset: Asset) -> bool:
        return asset.id in self.assets or asset.zone in self.zones
