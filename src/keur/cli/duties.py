"""`keur duties`: what the plant shows of each obligation of a law; exit code 0 answered, 2 could not."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import language, say
from keur.cli.options import format_option, output_option, quiet_option, today_option
from keur.cli.terminal import (
    checking,
    clock_day,
    opened,
    output_file,
    progress,
)

LAWS = ("cbw", "cbb", "nis2")


@click.command(
    "duties",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Wat is aangetoond per plicht van de wet?", en="What is demonstrated per duty of the law?"),
    help=say(
        nl="Zet per verplichting van een wet wat de fabriek aantoont: de eisen van IEC 62443-2-1 eronder, de "
        "bevindingen die ze tegenspreken, en wat geen eis dekt. De toezichthouder beslist. Eindcode: 0 beantwoord, "
        "2 kon niet.\n\nVoorbeeld: keur duties fabriek --law cbb",
        en="Shows per obligation of a law what the plant demonstrates: the requirements of IEC 62443-2-1 under it, the "
        "findings that contradict them, and what no requirement covers. The supervisor decides. Exit code: 0 "
        "answered, 2 could not.\n\nExample: keur duties plant --law cbb",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--law", type=click.Choice(LAWS), default="cbw", show_default=True, help=say(nl="Welke wet.", en="Which law.")
)
@format_option()
@output_option
@today_option(nl="Datum waarop het antwoord geldt.", en="Date for which the answer holds.")
@quiet_option
def command(folder: str, law: str, kind: str, output: str | None, today: dt.datetime | None, quiet: bool) -> None:
    from keur.assess.duties.board import board
    from keur.catalogue import shipped

    day = today.date() if today else clock_day()
    plant = opened(folder)
    with checking(folder), progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
        statuses = plant.programme(day, (lambda _name, size, packets: update(size, packets)) if update else None)
    duties = board(law, shipped().as_of(day), statuses)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.duties import render

            file.write(render(law, day, duties))
        else:
            from keur.cli.duties_tables import show

            show(duties, language(), file)
