"""`keur programme show`: the status of each requirement."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import say
from keur.cli.options import format_option, today_option
from keur.cli.terminal import checking, clock_day, fail, opened, output_file


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
    day = today.date() if today else clock_day()
    plant = opened(folder)
    with checking(folder):
        found = plant.grounds(day)
    if requirement is not None:
        found = tuple(one for one in found if requirement in (one.row.id, one.row.number))
        if not found:
            fail(say(nl=f"geen eis `{requirement}`", en=f"no requirement `{requirement}`"))
    with output_file(None) as file:
        if kind == "json":
            from keur.dossier.programme import render

            file.write(render(day, found))
        elif requirement is None:
            from keur.cli.programme.tables import show_all

            show_all(found, file)
        else:
            from keur.cli.programme.tables import show_one

            show_one(found[0], file)
