"""`keur check`: all checks on a plant; exit code 0 nothing open, 1 findings, 2 not (fully) checked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from keur.cli.language import Language, language, say
from keur.cli.terminal import fail, fail_on, output_file, progress, unfit_facts, unfit_plant

if TYPE_CHECKING:
    from keur.assess.result import Result


@click.command(
    "check",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Vergelijk een fabriek met haar verkeer.", en="Compare a plant with its traffic."),
    help=say(
        nl="Leest de fabrieksmap en haar captures, doet alle controles en toont het oordeel per kanaal. Eindcode: 0 "
        "niets open, 1 bevindingen open, 2 kon niet gecontroleerd worden, of niet alle captures.\n\n"
        "Voorbeeld: keur check fabriek --format html --output rapport.html",
        en="Reads the plant folder and its captures, runs all checks and shows the verdict per channel. Exit code: 0 "
        "nothing open, 1 findings open, 2 could not be checked, or not all captures.\n\n"
        "Example: keur check plant --format html --output report.html",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "json", "html"]),
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
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(
        nl="Taal van tabel en rapport; anders die van de terminal, voor het rapport die van de fabriek.",
        en="Language of table and report; else that of the terminal, for the report that of the plant.",
    ),
)
@click.option(
    "--today",
    metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
    type=click.DateTime(["%Y-%m-%d"]),
    help=say(nl="Datum waarop de controle geldt.", en="Date for which the check holds."),
)
@click.option(
    "--all", "everything", is_flag=True, help=say(nl="Ook besloten en in orde.", en="Also decided and in order.")
)
@click.option("--quiet", "-q", is_flag=True, help=say(nl="Geen voortgang.", en="No progress."))
def command(
    folder: str,
    kind: str,
    output: str | None,
    wanted: Language | None,
    today: dt.datetime | None,
    everything: bool,
    quiet: bool,
) -> None:
    from keur.assess import exit_code

    result = answer(folder, today.date() if today else None, quiet)
    try:
        with output_file(output) as file:
            if kind == "table":
                from keur.cli.tables import show

                show(result, wanted or language(), everything, file)
            else:
                file.write(render(result, kind, wanted))
    except BrokenPipeError:
        raise
    except OSError as error:
        fail_on(error, output)
    raise SystemExit(exit_code(result))


def answer(folder: str, today: dt.date | None, quiet: bool) -> Result:
    """The result of the checks, or the end of the command with exit code 2."""
    from keur.checks.description import CheckError
    from keur.facts.store import FactsError
    from keur.library import open_plant
    from keur.plant import PlantErrors

    try:
        plant = open_plant(folder)
        with progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
            shown = (lambda _name, size, packets: update(size, packets)) if update else None
            return plant.check(today, shown)
    except PlantErrors as errors:
        unfit_plant(errors)
    except CheckError as error:
        fail(str(error))
    except FactsError as error:
        unfit_facts(folder, error)
    except OSError as error:
        fail_on(error, folder)


def render(result: Result, kind: str, wanted: Language | None) -> str:
    """The result as JSON or as an HTML report."""
    if kind == "json":
        from keur.dossier import json

        return json.render(result)
    from keur.dossier import html

    plants_own: Language = "nl" if result.plant.site.language == "nl" else "en"
    return html.render(result, wanted or plants_own)
