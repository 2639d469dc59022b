"""`keur catalogue import`: texts of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import language, say
from keur.cli.terminal import clock_day, fail, fail_on

if TYPE_CHECKING:
    from keur.catalogue import Catalogues
    from keur.catalogue.texts import OwnTexts


@click.command(
    "import",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Lees eigen teksten van een norm.", en="Read a standard's own texts."),
    help=say(
        nl="Leest de teksten van een norm of raamwerk uit een eigen bestand (CSV, XLSX, YAML, of een bibliotheek van "
        "CISO Assistant) en bewaart ze in de eigen map. Met `--own` (of KEUR_CATALOGUES) staan ze daarna in plaats "
        "van de namen van keur. Is de catalogus nieuw, dan komt zij erbij. keur geeft er niets van door.\n\n"
        "Voorbeeld: keur catalogue import norm.xlsx --catalogue iec62443-2-1-2024 --own eigen",
        en="Reads the texts of a standard or framework from a file of your own (CSV, XLSX, YAML, or a library of CISO "
        "Assistant) and keeps them in the own folder. With `--own` (or KEUR_CATALOGUES) they then stand instead of "
        "keur's names. A catalogue that is new is added. keur passes none of it on.\n\n"
        "Example: keur catalogue import standard.xlsx --catalogue iec62443-2-1-2024 --own own",
    ),
)
@click.argument("file", metavar=say(nl="BESTAND", en="FILE"), type=click.Path(dir_okay=False))
@click.option(
    "--catalogue",
    "id",
    required=True,
    metavar="ID",
    help=say(nl="Catalogus waar de teksten bij horen.", en="Catalogue that the texts belong to."),
)
@click.option(
    "--own",
    required=True,
    envvar="KEUR_CATALOGUES",
    metavar=say(nl="MAP", en="FOLDER"),
    type=click.Path(file_okay=False),
    help=say(nl="Eigen map.", en="Own folder."),
)
@click.option(
    "--prefix",
    metavar=say(nl="TEKST", en="TEXT"),
    help=say(nl="Begin van elke id van een nieuwe catalogus.", en="Start of each id of a new catalogue."),
)
def command(file: str, id: str, own: str, prefix: str | None) -> None:
    from keur.catalogue import shipped
    from keur.catalogue.texts import read_texts
    from keur.plant import PlantErrors
    from keur.plant.file_bytes import read_bytes

    try:
        texts = read_texts(read_bytes(Path(file)), Path(file).name)
        if id in {one.id for one in shipped().all()}:
            _replace(texts, shipped(), id, Path(own))
        else:
            _add(texts, id, prefix or f"{id} ", Path(own), Path(file).name)
    except PlantErrors as errors:
        fail(say(nl="het bestand heeft fouten:\n", en="the file has mistakes:\n") + errors.show(language()))
    except OSError as error:
        fail_on(error, own)


def _replace(texts: OwnTexts, catalogues: Catalogues, id: str, own: Path) -> None:
    from keur.catalogue.own import fit, write_texts

    fitted = fit(texts, catalogues, id)
    path = write_texts(own, id, fitted.texts)
    if fitted.headings:
        left_out = ", ".join(one.number for one in fitted.headings)
        click.echo(say(nl=f"Niet overgenomen (koppen): {left_out}", en=f"Left out (headings): {left_out}"), err=True)
    count = len(fitted.texts)
    click.echo(
        say(
            nl=f"{count} teksten voor {id} in {path}; {fitted.without} rijen houden de naam van keur.",
            en=f"{count} texts for {id} in {path}; {fitted.without} rows keep keur's name.",
        )
    )


def _add(texts: OwnTexts, id: str, prefix: str, own: Path, file: str) -> None:
    from keur.catalogue import with_own
    from keur.catalogue.own import write_catalogue
    from keur.catalogue.shape import NAME, PREFIX
    from keur.plant.errors import Mistakes
    from keur.plant.model import Place
    from keur.plant.nodes import Scalar

    mistakes = Mistakes()
    NAME.read(Scalar(id, True, Place("--catalogue", 1), 0, 0), "--catalogue", mistakes)
    PREFIX.read(Scalar(prefix, True, Place("--prefix", 1), 0, 0), "--prefix", mistakes)
    mistakes.stop_if_any()
    path = write_catalogue(own, id, prefix, texts, file, clock_day())
    count = len(with_own(own).rows(id))
    click.echo(say(nl=f"Catalogus {id} in {path}: {count} rijen.", en=f"Catalogue {id} in {path}: {count} rows."))
