"""`keur advisories triage`: each match beside the decision about it; silence first."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.advisory_naming import need_advisories
from keur.cli.language import say
from keur.cli.options import format_option, output_option, today_option
from keur.cli.terminal import checking, opened, output_file

WAITING = 1
"""Exit code: a match waits for a decision."""


@click.command(
    "triage",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon wat besloten is, en wat niet.", en="Show what is decided, and what is not."),
    help=say(
        nl="Zet elke treffer (getroffen of na te gaan) naast het besluit erover. Wat niemand beoordeelde, staat "
        "vooraan; dan wat te laat is en wat door nieuwe feiten weer open is. Eindcode: 0 over alles is een besluit "
        "dat geldt, 1 er staat iets open, 2 kon niet.\n\nVoorbeeld: keur advisories triage fabriek --all",
        en="Puts each match (affected or needs check) beside the decision about it. What nobody judged comes first, "
        "then what is overdue and what new facts opened again. Exit code: 0 all has a decision that holds, 1 "
        "something is open, 2 could not.\n\nExample: keur advisories triage plant --all",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--open/--all",
    "only_open",
    default=True,
    help=say(nl="Alleen wat open staat (standaard), of alles.", en="Only what is open (default), or all."),
)
@format_option()
@output_option
@today_option(nl="Datum waarop besluiten moeten gelden.", en="Date on which decisions must hold.")
def triage(folder: str, only_open: bool, kind: str, output: str | None, today: dt.datetime | None) -> None:
    plant = opened(folder)
    with checking(folder):
        matching, priorities = plant.prioritise(today.date() if today else None)
        need_advisories(matching)
        found = plant.triage(matching, priorities)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.triage import render

            file.write(render(found))
        else:
            from keur.cli.triage_words import show

            show(found, only_open, file)
    if found.open:
        raise SystemExit(WAITING)
