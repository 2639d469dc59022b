"""Records of `declared/windows.yaml` to maintenance, with the rules that hold between their keys and with the plant."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from keur.plant.errors import Mistakes
from keur.plant.model import Text
from keur.plant.rules import ASSET_WORD, ZONE_WORD, check_reference, keyed, unique
from keur.plant.shapes import Read, bare
from keur.plant.triage_records import WINDOW_WORD
from keur.plant.windows import Freeze, Maintenance, Window, Work

MAINTENANCE_WORD = Text(nl="onderhoud", en="maintenance")
WORK_WORD = Text(nl="`work` van", en="`work` of")
MOST_YEARS = 10
"""Years that a repeated window may go on."""


def maintenance(read: Read) -> Maintenance:
    value = bare(read)
    work = value.get("work")
    return Maintenance(
        id=value["id"],
        zones=value.get("zones", ()),
        assets=value.get("assets", ()),
        work=Work(_minutes(work["hours"]), _minutes(work.get("revalidation_hours", 0)), work["staff"])
        if work
        else None,
        windows=tuple(map(_window, read.value["windows"].value)) if "windows" in read.value else (),
        freezes=tuple(Freeze(one["from"], one["until"], one["reason"]) for one in value.get("freezes", ())),
        place=read.place,
    )


def _window(read: Read) -> Window:
    value = bare(read)
    length = value["end"] - value["start"]
    whole = int(length.total_seconds()) // 60
    return Window(
        id=value["id"],
        starts=_starts(value),
        length=length,
        minutes=_minutes(value["hours"]) if "hours" in value else whole,
        staff=value["staff"],
        place=read.place,
    )


def _minutes(hours: Decimal | int) -> int:
    return round(hours * 60)


def _starts(value: dict[str, Any]) -> tuple[dt.datetime, ...]:
    found = {value["start"], *value.get("also", ())}
    if "every_weeks" in value and "until" in value:
        start, step = value["start"], dt.timedelta(weeks=value["every_weeks"])
        while (start := start + step).date() <= value["until"]:
            found.add(start)
    return tuple(sorted(found))


def check_maintenance(
    entries: Sequence[Read],
    zones: Collection[str] | None,
    assets: Collection[str] | None,
    mistakes: Mistakes,
) -> Collection[str]:
    """Unique ids, zones and assets that exist, and windows that can be. Gives the ids of the windows. `zones` and
    `assets` are ids; None: not to be judged."""
    unique(MAINTENANCE_WORD, keyed(entries, "id"), mistakes)
    windows = [window for one in entries if "windows" in one.value for window in one.value["windows"].value]
    ids = unique(WINDOW_WORD, keyed(windows, "id"), mistakes)
    for key in ("zones", "assets"):
        worked = [one for one in entries if "work" in one.keys and key in one.value]
        unique(WORK_WORD, ((read.value, read.place) for one in worked for read in one.value[key].value), mistakes)
    for one in entries:
        if not {"zones", "assets"} & one.keys:
            mistakes.add(
                one.place,
                Text(
                    nl="zeg waarvoor dit geldt: `zones` of `assets`",
                    en="say what this holds for: `zones` or `assets`",
                ),
            )
        for key, kind, known in (("zones", ZONE_WORD, zones), ("assets", ASSET_WORD, assets)):
            for read in one.value[key].value if key in one.value and known is not None else ():
                check_reference(read, kind, known or (), mistakes)
        for freeze in one.value["freezes"].value if "freezes" in one.value else ():
            _check_order(freeze, "from", "until", mistakes)
    for window in windows:
        _check_window(window, mistakes)
    return ids


def _check_order(read: Read, early: str, late: str, mistakes: Mistakes) -> bool:
    first, last = bare(read.value.get(early)), bare(read.value.get(late))
    if first is None or last is None or first < last or (first == last and not isinstance(first, dt.datetime)):
        return first is not None and last is not None
    mistakes.add(
        read.value[late].place,
        Text(
            nl=f"`{late}` ({last}) ligt niet na `{early}` ({first})",
            en=f"`{late}` ({last}) is not after `{early}` ({first})",
        ),
    )
    return False


def _check_window(read: Read, mistakes: Mistakes) -> None:
    for key, other in (("every_weeks", "until"), ("until", "every_weeks")):
        if key in read.keys and other not in read.keys:
            text = Text(
                nl=f"sleutel `{other}` ontbreekt: nodig bij `{key}`", en=f"key `{other}` is missing: `{key}` needs it"
            )
            mistakes.add(read.place, text)
    if not _check_order(read, "start", "end", mistakes):
        return
    value = bare(read)
    length = value["end"] - value["start"]
    if "hours" in value and dt.timedelta(minutes=_minutes(value["hours"])) > length:
        hours = f"{length.total_seconds() / 3600:g}"
        mistakes.add(
            read.value["hours"].place,
            Text(
                nl=f"`hours` ({value['hours']}) is meer dan de stop lang is ({hours} uur)",
                en=f"`hours` ({value['hours']}) is more than the stop is long ({hours} hours)",
            ),
        )
    if "until" in value and value["until"] < value["start"].date():
        mistakes.add(
            read.value["until"].place,
            Text(nl="`until` ligt voor de eerste stop", en="`until` is before the first stop"),
        )
    elif "until" in value and value["until"] > value["start"].date() + dt.timedelta(days=366 * MOST_YEARS):
        mistakes.add(
            read.value["until"].place,
            Text(
                nl=f"`until` ligt meer dan {MOST_YEARS} jaar na het begin",
                en=f"`until` is more than {MOST_YEARS} years after the start",
            ),
        )
        return
    starts = _starts(value)
    for before, after in itertools.pairwise(starts):
        if after < before + length:
            mistakes.add(
                read.place,
                Text(
                    nl=f"de stops van {before:%Y-%m-%d %H:%M} en {after:%Y-%m-%d %H:%M} overlappen",
                    en=f"the stops of {before:%Y-%m-%d %H:%M} and {after:%Y-%m-%d %H:%M} overlap",
                ),
            )
            return
