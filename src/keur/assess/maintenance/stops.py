"""One stop of a maintenance window, and the room in it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from keur.plant.model import Asset
from keur.plant.windows import Freeze, Maintenance, Window, Work


@dataclass(slots=True)
class Job:
    """One update of one asset in a stop; it answers as many advisories as were decided to be patched."""

    asset: Asset
    stop: Stop
    start: dt.datetime
    work: Work
    advisories: list[str] = field(default_factory=list)

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.work.whole_minutes)


@dataclass(slots=True, eq=False)
class Stop:
    """A window on one occasion."""

    window: Window
    maintenance: Maintenance
    start: dt.datetime
    jobs: list[Job] = field(default_factory=list)

    @property
    def end(self) -> dt.datetime:
        """End of the stop."""
        return self.start + self.window.length

    @property
    def patched_until(self) -> dt.datetime:
        """End of the time that is there for patches."""
        return self.start + dt.timedelta(minutes=self.window.minutes)

    def holds(self, work: Work) -> bool:
        """Whether an update would fit if nothing else were done."""
        return work.staff <= self.window.staff and work.whole_minutes <= self.window.minutes

    def touched_by(self, freezes: Iterable[Freeze]) -> bool:
        """Whether nothing may change on some day of the stop."""
        first, last = self.start.date(), self.end.date()
        return any(one.first <= last and first <= one.last for one in freezes)

    def earliest(self, work: Work, busy: Sequence[tuple[dt.datetime, dt.datetime]]) -> dt.datetime | None:
        """The first moment from which there are people enough for an update, to its end; None when there is none.
        `busy` are times at which the asset is worked on in other stops."""
        taken = sum(job.work.staff * job.work.whole_minutes for job in self.jobs)
        if not self.holds(work) or taken + work.staff * work.whole_minutes > self.window.staff * self.window.minutes:
            return None
        length = dt.timedelta(minutes=work.whole_minutes)
        moments = sorted({self.start, *(job.end for job in self.jobs), *(end for _, end in busy)})
        for moment in moments:
            end = moment + length
            if moment < self.start or end > self.patched_until:
                continue
            clear = all(end <= first or last <= moment for first, last in busy)
            if clear and self.most_staff(moment, end) + work.staff <= self.window.staff:
                return moment
        return None

    def most_staff(self, start: dt.datetime, end: dt.datetime) -> int:
        """People at work at the busiest moment from `start` to `end`."""
        moments = {start, *(job.start for job in self.jobs if start < job.start < end)}
        return max(
            sum(job.work.staff for job in self.jobs if job.start <= moment < job.end) for moment in sorted(moments)
        )


def stops(declared: Iterable[Maintenance], day: dt.date) -> list[Stop]:
    """All stops that begin on a day or later, earliest first."""
    found = (
        Stop(window, one, start)
        for one in declared
        for window in one.windows
        for start in window.starts
        if start.date() >= day
    )
    return sorted(found, key=lambda stop: (stop.start, stop.window.id))


def first_end(window: str, asset: Asset, declared: Sequence[Maintenance], day: dt.date) -> dt.date | None:
    """Day on which the first stop of a window ends that begins on a day or later and in which the asset may change;
    None when there is none."""
    freezes = freezes_of(asset, declared)
    named = ((one, each) for one in declared for each in one.windows if each.id == window)
    stops_of_it = (
        Stop(each, one, start)
        for one, each in named
        for start in each.starts[bisect_left(each.starts, day, key=dt.datetime.date) :]
    )
    return next((stop.end.date() for stop in stops_of_it if not stop.touched_by(freezes)), None)


def freezes_of(asset: Asset, declared: Iterable[Maintenance]) -> tuple[Freeze, ...]:
    """The times at which nothing may change on an asset."""
    return tuple(freeze for one in declared if one.covers(asset) for freeze in one.freezes)


def work_on(asset: Asset, declared: Sequence[Maintenance]) -> Work | None:
    """What an update of an asset takes: what is said of the asset itself, else of its zone."""
    said = [one for one in declared if one.work]
    of_asset = (one.work for one in said if asset.id in one.assets)
    return next(of_asset, next((one.work for one in said if asset.zone in one.zones), None))
