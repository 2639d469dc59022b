"""`keur windows plan`: which patch is installed when, and which comes too late."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import say
from keur.cli.options import format_option, output_option, today_option
from keur.cli.terminal import opened, output_file

MISSED = 1
"""Exit code: a patch is late, or has no place."""


@click.command(
    "plan",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon wanneer welke patch erin gaat.", en="Show when which patch is installed."),
    help=say(
        nl="Zet elke patch waartoe is besloten in de vroegste stop met plaats: lang genoeg voor werk en validatie, met "
        "mensen genoeg, en niet als er niets mag veranderen. Eindcode: 0 alles op tijd gepland, 1 iets te laat of "
        "zonder plaats, 2 kon niet.\n\nVoorbeeld: keur windows plan fabriek",
        en="Puts each patch that was decided into the earliest stop with room: long enough for work and validation, "
        "with people enough, and not while nothing may change. Exit code: 0 all is planned in time, 1 something is "
        "late or has no place, 2 could not.\n\nExample: keur windows plan plant",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@format_option()
@output_option
@today_option(nl="Eerste dag van het plan.", en="First day of the plan.")
def command(folder: str, kind: str, output: str | None, today: dt.datetime | None) -> None:
    from keur.cli.windows.planned import planned

    plan = planned(opened(folder), today)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.maintenance import render

            file.write(render(plan))
        else:
            from keur.cli.windows.table import show

            show(plan, file)
    if any(one.reason or one.late for one in plan.patches):
        raise SystemExit(MISSED)
