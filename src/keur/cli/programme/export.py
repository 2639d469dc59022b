"""`keur programme export`: the programme as a workbook to fill in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from keur.cli.language import language, pick, say
from keur.cli.options import today_option
from keur.cli.terminal import checking, clock_day, fail, fail_on, opened


@click.command(
    "export",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Schrijf het programma naar Excel.", en="Write the programme to Excel."),
    help=say(
        nl="Schrijft het programma naar een werkmap (XLSX) om in te vullen: een blad per element, en een voor het "
        "bewijs. Lees haar terug met `keur programme import`.\n\nVoorbeeld: keur programme export demo programma.xlsx",
        en="Writes the programme to a workbook (XLSX) to fill in: a sheet per element, and one for the evidence. "
        "Read it back with `keur programme import`.\n\nExample: keur programme export demo programme.xlsx",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"))
@click.argument("file", metavar=say(nl="BESTAND.xlsx", en="FILE.xlsx"), type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Taal van de werkmap.", en="Language of the workbook."),
)
@click.option(
    "--own",
    metavar=say(nl="MAP", en="FOLDER"),
    type=click.Path(file_okay=False, path_type=Path),
    help=say(nl="Map met eigen teksten van de norm.", en="Folder with texts of the standard of your own."),
)
@today_option(nl="Datum waarop de status geldt.", en="Date for which the status holds.")
def command(folder: str, file: Path, wanted: str | None, own: Path | None, today: dt.datetime | None) -> None:
    from keur.assess.programme.elements import elements
    from keur.catalogue import shipped, with_own
    from keur.dossier.programme_workbook import TooLong, render
    from keur.plant import PlantErrors
    from keur.plant.assets import replace
    from keur.plant.programme.document import read_document

    plant = opened(folder)
    try:
        catalogues = with_own(own) if own else shipped()
    except PlantErrors as errors:
        fail(errors.show(language()))
    with checking(folder):
        found = plant.grounds(today.date() if today else clock_day())
    statuses = {one.question.id: one.status for one in found}
    try:
        entries = read_document(Path(folder), plant.plant).entries
        data = render(entries, elements(catalogues), statuses, "nl" if (wanted or language()) == "nl" else "en")
    except TooLong as error:
        fail(pick(error.text))
    try:
        replace(file, data)
    except OSError as error:
        fail_on(error, str(file))
    click.echo(
        say(
            nl=f"{file}: {len(entries)} van {len(statuses)} beantwoord",
            en=f"{file}: {len(entries)} of {len(statuses)} answered",
        )
    )
