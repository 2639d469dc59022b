"""`keur programme show`: the status of each requirement."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from keur.cli.language import pick, say
from keur.cli.options import format_option, today_option
from keur.cli.terminal import checking, fail, opened

if TYPE_CHECKING:
    from keur.assess.programme.status import RequirementStatus


@click.command(
    "show",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon de status per eis.", en="Show the status of each requirement."),
    help=say(
        nl="Toont per eis van IEC 62443-2-1 wat is geclaimd, wat het bewijs draagt en wat het tegenspreekt.\n\n"
        'Voorbeeld: keur programme show demo "NET 1.1"',
        en="Shows for each requirement of IEC 62443-2-1 what is claimed, what the evidence bears, and what contradicts "
        'it.\n\nExample: keur programme show demo "NET 1.1"',
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"))
@click.argument("requirement", metavar=say(nl="[EIS]", en="[REQUIREMENT]"), required=False)
@format_option()
@today_option(nl="Datum waarop de status geldt.", en="Date for which the status holds.")
def command(folder: str, requirement: str | None, kind: str, today: dt.datetime | None) -> None:
    found = _statuses(folder, today.date() if today else None)
    if requirement is not None:
        found = tuple(one for one in found if requirement in (one.requirement, one.requirement.rpartition(":")[2]))
        if not found:
            fail(say(nl=f"geen eis `{requirement}`", en=f"no requirement `{requirement}`"))
    if kind == "json":
        rows = [dataclasses.asdict(one) for one in found]
        click.echo(json.dumps({"format": "keur-programme", "version": 1, "requirements": rows}, indent=2))
        return
    for one in found:
        _print(one)


def _statuses(folder: str, today: dt.date | None) -> tuple[RequirementStatus, ...]:
    plant = opened(folder)
    with checking(folder):
        return plant.programme(today)


def _print(one: RequirementStatus) -> None:
    from rich.console import Console

    from keur.cli.terminal import plain

    dutch = {
        "met": "voldaan",
        "not met": "niet voldaan",
        "not demonstrated": "niet aangetoond",
        "not applicable": "niet van toepassing",
    }
    levels = [f"ML {level}" if level else "-" for level in (one.claimed, one.shown, one.target)]
    words = say(nl="geclaimd {}, aangetoond {}, doel {}", en="claimed {}, shown {}, target {}").format(*levels)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{plain(one.requirement)}  {say(nl=dutch[one.status], en=str(one.status))}  ({words})")
    for text in (*one.reasons, *one.suspect):
        console.print("  " + plain(pick(text)))
