"""`keur new`: a commented, valid, empty plant folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from keur.cli.language import language, pick, say
from keur.cli.terminal import fail, fail_on


@click.command(
    "new",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Maak een nieuwe fabrieksmap.", en="Make a new plant folder."),
    help=say(
        nl="Maakt een lege, geldige fabrieksmap met uitleg in elk bestand.\n\nVoorbeeld: keur new fabriek",
        en="Makes an empty, valid plant folder with an explanation in each file.\n\nExample: keur new plant",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Taal van de uitleg.", en="Language of the explanations."),
)
def command(folder: str, wanted: str | None) -> None:
    from keur.plant import PlantErrors, create

    chosen = wanted or language()
    try:
        made = create(Path(folder), chosen)
    except PlantErrors as errors:
        fail(f"{folder}: " + "; ".join(pick(error.text) for error in errors.errors))
    except OSError as error:
        fail_on(error, folder)
    for path in made:
        click.echo(path)
    named = shlex.quote(folder)
    click.echo(
        say(
            nl="Vul plant.yaml en declared/ in, voeg captures toe met "
            f"`keur observe {named} BESTAND --segment NAAM`, en vraag dan `keur check {named}`.",
            en="Fill in plant.yaml and declared/, add captures with "
            f"`keur observe {named} FILE --segment NAME`, then ask `keur check {named}`.",
        )
    )
