"""`keur duties`: what the plant shows of each obligation of a law; exit code 0 answered, 2 could not."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import language, say
from keur.cli.terminal import fail, fail_on, output_file, progress, unfit_facts, unfit_plant

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
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help=say(nl="Vorm van de uitvoer.", en="Shape of the output."),
)
@click.option(
    "--output",
    "-o",
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Schrijf naar dit bestand.", en="Write to this file."),
)
@click.option(
    "--today",
    metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
    type=click.DateTime(["%Y-%m-%d"]),
    help=say(nl="Datum waarop het antwoord geldt.", en="Date for which the answer holds."),
)
@click.option("--quiet", "-q", is_flag=True, help=say(nl="Geen voortgang.", en="No progress."))
def command(folder: str, law: str, kind: str, output: str | None, today: dt.datetime | None, quiet: bool) -> None:
    from keur.assess.duties.board import board
    from keur.catalogue import shipped
    from keur.checks.description import CheckError
    from keur.facts.store import FactsError
    from keur.library import open_plant
    from keur.plant import PlantErrors

    day = today.date() if today else dt.datetime.now().astimezone().date()
    try:
        plant = open_plant(folder)
        with progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
            statuses = plant.programme(day, (lambda _name, size, packets: update(size, packets)) if update else None)
    except PlantErrors as errors:
        unfit_plant(errors)
    except CheckError as error:
        fail(str(error))
    except FactsError as error:
        unfit_facts(folder, error)
    except OSError as error:
        fail_on(error, folder)
    duties = board(law, shipped().as_of(day), statuses)
    try:
        with output_file(output) as file:
            if kind == "json":
                from keur.dossier.duties import render

                file.write(render(law, day, duties))
            else:
                from keur.cli.duties_tables import show

                show(duties, language(), file)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail_on(error, output)
