"""Schedules of PAN-OS: when a rule holds.

Source: PAN-OS Web Interface Help, "Objects > Schedules": daily or weekly hours, or periods from one moment to another
(`2024/01/31@08:00-2024/02/28@17:00`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.palo_alto.reading import Notes
from keur.observe.firewalls.palo_alto.scopes import Level
from keur.observe.firewalls.palo_alto.tree import Node
from keur.plant.model import Text

_SCHEDULE = Text(nl="tijdschema", en="schedule")


@dataclass(frozen=True, slots=True)
class When:
    """Days and hours at which a rule holds; without any of these it always does."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    hours: str = ""
    """Name of what limits it to certain days of the week, or hours."""
    doubts: tuple[Text, ...] = ()

    def first_day(self, whole: bool) -> dt.date | None:
        """The first day on which it holds at all, or (`whole`) from beginning to end."""
        if self.since is None:
            return None
        return self.since.date() + dt.timedelta(days=whole and self.since.time() > dt.time(0))

    def last_day(self, whole: bool) -> dt.date | None:
        if self.until is None:
            return None
        end = self.until.time()
        partly = (end < dt.time(23, 59)) if whole else (end == dt.time(0))
        return self.until.date() - dt.timedelta(days=partly)


def when(notes: Notes, level: Level, rule: Node) -> When:
    """When a rule holds."""
    name = rule.value("schedule")
    if not name:
        return When()
    node, conflict = level.find("schedule", name)
    doubts = () if conflict is None else (notes.doubt(rule.at("schedule"), f"schedule {name}", conflict),)
    if node is None:
        why = reasons.no_such(_SCHEDULE, name)
        return When(doubts=(notes.doubt(rule.at("schedule"), f"schedule {name}", why),))
    if node.odd:
        return When(doubts=(*doubts, *node.odd))
    periods = node.values("schedule-type", "non-recurring")
    if len(periods) != 1:
        return When(hours=name, doubts=doubts)
    first, _, last = periods[0].partition("-")
    try:
        return When(_moment(first), _moment(last), doubts=doubts)
    except ValueError:
        return When(doubts=(*doubts, notes.doubt(node, node.text(), reasons.wrong(periods[0]))))


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text.strip(), "%Y/%m/%d@%H:%M")  # noqa: DTZ007, the firewall's own time
