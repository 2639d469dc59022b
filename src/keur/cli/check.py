"""`keur check`: all checks on a plant; exit code 0 nothing open, 1 findings, 2 not (fully) checked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from keur.cli.language import Language, language, say
from keur.cli.options import format_option, output_option, quiet_option, today_option
from keur.cli.terminal import checking, opened, output_file, progress

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
@format_option(("table", "json", "html"))
@output_option
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(
        nl="Taal van tabel en rapport; anders die van de terminal, voor het rapport die van de fabriek.",
        en="Language of table and report; else that of the terminal, for the report that of the plant.",
    ),
)
@today_option(nl="Datum waarop de controle geldt.", en="Date for which the check holds.")
@click.option(
    "--all", "everything", is_flag=True, help=say(nl="Ook besloten en in orde.", en="Also decided and in order.")
)
@quiet_option
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
    with output_file(output) as file:
        if kind == "table":
            from keur.cli.tables import show

            show(result, wanted or language(), everything, file)
        else:
            file.write(render(result, kind, wanted))
    raise SystemExit(exit_code(result))


def answer(folder: str, today: dt.date | None, quiet: bool) -> Result:
    """The result of the checks, or the end of the command with exit code 2."""
    plant = opened(folder)
    with checking(folder), progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
        shown = (lambda _name, size, packets: update(size, packets)) if update else None
        return plant.check(today, shown)


def render(result: Result, kind: str, wanted: Language | None) -> str:
    """The result as JSON or as an HTML report."""
    if kind == "json":
        from keur.dossier import json

        return json.render(result)
    from keur.dossier import html

    plants_own: Language = "nl" if result.plant.site.language == "nl" else "en"
    return html.render(result, wanted or plants_own)
