"""`keur vendors list`: all vendors, the heaviest tier first; exit code 0 shown, 2 could not."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import say
from keur.cli.options import format_option, output_option, today_option
from keur.cli.terminal import checking, clock_day, opened, output_file


@click.command(
    "list",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon alle leveranciers.", en="Show all vendors."),
    help=say(
        nl="Toont alle leveranciers met klasse (1 weegt het zwaarst), contract, wegen naar binnen en de score van hun "
        "antwoorden. Eindcode: 0 getoond, 2 kon niet.\n\nVoorbeeld: keur vendors list fabriek",
        en="Shows all vendors with tier (1 is the heaviest), contract, ways in and the score of their answers. Exit "
        "code: 0 shown, 2 could not.\n\nExample: keur vendors list plant",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@format_option()
@output_option
@today_option(nl="Datum waarop contract en certificaten gelden.", en="Date for contract and certificates.")
def command(folder: str, kind: str, output: str | None, today: dt.datetime | None) -> None:
    day = today.date() if today else clock_day()
    plant = opened(folder)
    with checking(folder):
        states = plant.vendors(day)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.vendors import render

            file.write(render(states, day))
        else:
            from keur.cli.vendors.tables import show_list

            show_list(states, file)
