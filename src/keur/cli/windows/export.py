"""`keur windows export`: the plan as a calendar or a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from keur.cli.language import language, say
from keur.cli.options import today_option
from keur.cli.terminal import fail, fail_on, opened


@click.command(
    "export",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Schrijf het plan als agenda of werkmap.", en="Write the plan as a calendar or workbook."),
    help=say(
        nl="Schrijft het plan als agenda (.ics: een afspraak per update) of als werkmap (.xlsx: een rij per patch). "
        "Hetzelfde plan geeft steeds dezelfde bytes.\n\nVoorbeeld: keur windows export fabriek -o onderhoud.ics",
        en="Writes the plan as a calendar (.ics: one event for each update) or as a workbook (.xlsx: one row for each "
        "patch). The same plan always gives the same bytes.\n\nExample: keur windows export plant -o maintenance.ics",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--output",
    "-o",
    required=True,
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Bestand dat op .ics of .xlsx eindigt.", en="File that ends in .ics or .xlsx."),
)
@today_option(nl="Eerste dag van het plan.", en="First day of the plan.")
def command(folder: str, output: str, today: dt.datetime | None) -> None:
    ending = Path(output).suffix.lower()
    if ending not in (".ics", ".xlsx"):
        fail(
            say(
                nl=f"`{output}` eindigt niet op .ics of .xlsx; daaraan ziet keur de vorm",
                en=f"`{output}` does not end in .ics or .xlsx; keur takes the format from that",
            )
        )
    from keur.cli.windows.planned import planned

    plant = opened(folder)
    plan = planned(plant, today)
    if ending == ".ics":
        from keur.dossier.maintenance_calendar import render
    else:
        from keur.dossier.maintenance_workbook import render
    try:
        Path(output).write_bytes(render(plan, plant.plant.site, language()))
    except OSError as error:
        fail_on(error, output)
    late, without = sum(one.late for one in plan.patches), sum(one.job is None for one in plan.patches)
    counts = f"{output}: {len(plan.jobs)} updates, {len(plan.patches)} patches; "
    click.echo(
        counts + say(nl=f"{late} te laat, {without} zonder plaats", en=f"{late} late, {without} without a place")
    )
