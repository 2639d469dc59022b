"""Schedules of FortiOS: when a policy holds.

Sources: FortiOS CLI Reference, "config firewall schedule recurring", "onetime" and "group"; FortiOS Administration
Guide, "Schedules": a recurring schedule without hours holds all day, and `always` and `none` are factory schedules.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.tree import Block
from keur.plant.model import Text

_SCHEDULE = Text(nl="tijdschema", en="schedule")
_WEEK = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_ALL_DAY = (("", ""), ("00:00", "00:00"))


@dataclass(frozen=True, slots=True)
class When:
    """Days and hours at which a policy holds; without any of these it always does."""

    never: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    hours: str = ""
    """Name of what limits it to certain days of the week, or hours."""
    doubt: Text | None = None

    def first_day(self, whole: bool) -> dt.date | None:
        """The first day on which it holds at all, or (`whole`) from beginning to end."""
        if self.since is None:
            return None
        partly = whole and self.since.time() > dt.time(0)
        return self.since.date() + dt.timedelta(days=partly)

    def last_day(self, whole: bool) -> dt.date | None:
        if self.until is None:
            return None
        end = self.until.time()
        partly = (end < dt.time(23, 59)) if whole else (end == dt.time(0))
        return self.until.date() - dt.timedelta(days=partly)


ALWAYS = When()


def when(device: Device, domain: Domain, name: str, line: int) -> When:
    """When a schedule holds. No name at all stands for always: excerpts leave it out, and the device demands one."""
    recurring = domain.section("firewall schedule recurring").entries.get(name)
    once = domain.section("firewall schedule onetime").entries.get(name)
    if recurring is not None:
        return _recurring(device, recurring)
    if once is not None:
        return _once(device, once)
    if name in domain.section("firewall schedule group").entries:
        return When(hours=name)
    if name in ("", "always"):
        return ALWAYS
    if name == "none":
        return When(never=True)
    return When(doubt=device.doubt(line, f"set schedule {name}", reasons.no_such(_SCHEDULE, name)))


def _recurring(device: Device, block: Block) -> When:
    days = frozenset(block.values("day"))
    if not days and block.name != "always":
        return When(doubt=device.doubt(block.line, f"edit {block.name}", reasons.not_modelled(block.name)))
    if days == {"none"}:
        return When(never=True)
    if (block.value("start"), block.value("end")) in _ALL_DAY and (days >= _WEEK or block.name == "always"):
        return ALWAYS
    return When(hours=block.name)


def _once(device: Device, block: Block) -> When:
    try:
        return When(since=_moment(block.values("start")), until=_moment(block.values("end")))
    except ValueError:
        return When(doubt=device.doubt(block.line, block.text(), reasons.wrong(block.text())))


def _moment(values: tuple[str, ...]) -> dt.datetime:
    """`08:00 2024/01/31`, in the device's own time."""
    return dt.datetime.strptime(" ".join(values), "%H:%M %Y/%m/%d")  # noqa: DTZ007
