"""The plan of maintenance as a table on a terminal."""

from __future__ import annotations

from typing import IO

from keur.assess.maintenance.plan import MaintenancePlan, PlannedPatch
from keur.assess.maintenance.wording import OWN_STATES, SUPPLIER_STATES
from keur.cli.language import pick, say
from keur.cli.terminal import console_on, plain


def show(plan: MaintenancePlan, file: IO[str]) -> None:
    """Prints each patch, first what has no place, then by the time at which it is installed."""
    from rich.table import Table

    console = console_on(file, 140)
    late, without = sum(one.late for one in plan.patches), sum(one.job is None for one in plan.patches)
    console.print(
        say(
            nl=f"{len(plan.patches)} patches vanaf {plan.day}: {len(plan.jobs)} updates in {len(plan.stops)} stops, "
            f"{without} zonder plaats, {late} te laat",
            en=f"{len(plan.patches)} patches from {plan.day} on: {len(plan.jobs)} updates in {len(plan.stops)} stops, "
            f"{without} without a place, {late} late",
        )
    )
    if not plan.patches:
        return
    heads = (
        say(nl="Wanneer", en="When"),
        say(nl="Venster", en="Window"),
        "Asset",
        say(nl="Advies", en="Advisory"),
        say(nl="Uiterlijk", en="Limit"),
        "BOD 26-04",
        say(nl="Leverancier", en="Supplier"),
        say(nl="Fabriek", en="Plant"),
    )
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for one in sorted(plan.patches, key=lambda one: (one.job is not None, one.job.start if one.job else None)):
        table.add_row(*_row(one))
    console.print()
    console.print(table)


def _row(one: PlannedPatch) -> tuple[str, ...]:
    late, beyond = (
        f" [red]{say(nl='te laat', en='late')}[/red]" if it else "" for it in (one.late, one.beyond_yardstick)
    )
    when = f"{one.job.start:%Y-%m-%d %H:%M} - {one.job.end:%Y-%m-%d %H:%M}" if one.job else ""
    if one.reason:
        when = f"[yellow]{plain(pick(one.reason))}[/yellow]"
    unknown = say(nl="onbekend", en="unknown")
    return (
        when,
        plain(one.job.stop.window.id) if one.job else "",
        plain(one.judged.asset.id),
        plain(one.judged.advisory),
        (one.limit.isoformat() if one.limit else "") + late,
        (one.yardstick.isoformat() if one.yardstick else "") + beyond,
        pick(SUPPLIER_STATES[one.supplier_state]) if one.supplier_state else unknown,
        pick(OWN_STATES[one.own_state]) if one.own_state else unknown,
    )
