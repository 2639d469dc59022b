"""`keur new`: a commented, valid, empty plant folder."""

from __future__ import annotations

from pathlib import Path

import click

from keur.cli.language import language, say
from keur.cli.terminal import fail


@click.command(
    "new",
    short_help=say(nl="Maak een nieuwe fabrieksmap.", en="Make a new plant folder."),
    help=say(
        nl="Maakt een lege, geldige fabrieksmap met uitleg in elk bestand.\n\nVoorbeeld: keur new fabriek",
        en="Makes an empty, valid plant folder with an explanation in each file.\n\nExample: keur new plant",
    ),
)
@click.argument("folder", type=click.Path(file_okay=False))
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
        fail(errors.show(language()))
    except OSError as error:
        fail(f"{folder}: {error.strerror}")
    for path in made:
        click.echo(path)
    click.echo(
        say(
            nl=f"Vul plant.yaml en declared/ in, voeg captures toe met `keur observe {folder} BESTAND --segment NAAM`, "
            f"en vraag dan `keur check {folder}`.",
            en=f"Fill in plant.yaml and declared/, add captures with `keur observe {folder} FILE --segment NAME`, "
            f"then ask `keur check {folder}`.",
        )
    )
