"""`keur catalogue import` and `export`: texts of the user's own in, keur's catalogues out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from keur.cli.language import language, say
from keur.cli.terminal import fail, fail_on, output_file

if TYPE_CHECKING:
    from keur.catalogue import Catalogues, UnknownRow
    from keur.catalogue.texts import OwnTexts

_OPTIONS = say(nl="[OPTIES]", en="[OPTIONS]")


@click.command(
    "import",
    options_metavar=_OPTIONS,
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
def import_command(file: str, id: str, own: str, prefix: str | None) -> None:
    from keur.catalogue import shipped
    from keur.catalogue.texts import read_texts
    from keur.plant import PlantErrors

    try:
        texts = read_texts(Path(file).read_bytes(), Path(file).name)
        if id in {one.id for one in shipped().all()}:
            _replace(texts, shipped(), id, Path(own))
        else:
            _add(texts, id, prefix or f"{id} ", Path(own), Path(file).name)
    except PlantErrors as errors:
        fail(say(nl="het bestand heeft fouten:\n", en="the file has mistakes:\n") + errors.show(language()))
    except OSError as error:
        fail_on(error, own)


def unknown_catalogue(error: UnknownRow) -> NoReturn:
    """Ends the command because there is no such catalogue."""
    hint = say(nl=f"; bedoelt u `{error.near}`?", en=f"; did you mean `{error.near}`?") if error.near else ""
    fail(say(nl=f"geen catalogus `{error.id}`{hint}", en=f"no catalogue `{error.id}`{hint}"))


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
    path = write_catalogue(own, id, prefix, texts, file, dt.datetime.now().astimezone().date())
    count = len(with_own(own).rows(id))
    click.echo(say(nl=f"Catalogus {id} in {path}: {count} rijen.", en=f"Catalogue {id} in {path}: {count} rows."))


@click.command(
    "export",
    options_metavar=_OPTIONS,
    short_help=say(nl="Geef een catalogus aan andere programma's.", en="Give a catalogue to other programs."),
    help=say(
        nl="Schrijft een catalogus van keur, of haar verbanden met een andere (`--to`), als OSCAL of als bibliotheek "
        "van CISO Assistant. Alleen de eigen woorden van keur gaan mee.\n\n"
        "Voorbeeld: keur catalogue export iec62443-2-1-2024 --to nis2 --format oscal --output verbanden.json",
        en="Writes a catalogue of keur, or its mappings to another (`--to`), as OSCAL or as a library of CISO "
        "Assistant. Only keur's own words go along.\n\n"
        "Example: keur catalogue export iec62443-2-1-2024 --to nis2 --format oscal --output mappings.json",
    ),
)
@click.argument("catalogue", metavar=say(nl="CATALOGUS", en="CATALOGUE"))
@click.option(
    "--to",
    metavar=say(nl="CATALOGUS", en="CATALOGUE"),
    help=say(nl="De verbanden met deze catalogus.", en="The mappings to this catalogue."),
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["oscal", "ciso-assistant"]),
    default="oscal",
    show_default=True,
    help=say(nl="Vorm van de uitvoer.", en="Shape of the output."),
)
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Hoofdtaal; anders die van de terminal.", en="Main language; else that of the terminal."),
)
@click.option(
    "--output",
    "-o",
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Schrijf naar dit bestand.", en="Write to this file."),
)
def export_command(catalogue: str, to: str | None, kind: str, wanted: str | None, output: str | None) -> None:
    from keur.catalogue import UnknownRow, shipped
    from keur.dossier import ciso_assistant, oscal_catalogue

    writer = oscal_catalogue if kind == "oscal" else ciso_assistant
    spoken = "nl" if (wanted or language()) == "nl" else "en"
    try:
        if to is None:
            text = writer.catalogue(shipped(), catalogue, spoken)
        elif shipped().mappings(catalogue, to):
            text = writer.mappings(shipped(), catalogue, to, spoken)
        else:
            fail(
                say(
                    nl=f"er zijn geen verbanden van {catalogue} naar {to}",
                    en=f"there are no mappings from {catalogue} to {to}",
                )
            )
    except UnknownRow as error:
        unknown_catalogue(error)
    try:
        with output_file(output) as file:
            file.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail_on(error, output)
