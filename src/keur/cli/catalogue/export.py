"""`keur catalogue export`: keur's own catalogues and mappings, for other programs."""

from __future__ import annotations

import click

from keur.cli.catalogue.options import unknown_catalogue
from keur.cli.language import language, say
from keur.cli.options import format_option, output_option
from keur.cli.terminal import fail, output_file


@click.command(
    "export",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
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
@format_option(("oscal", "ciso-assistant"))
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Hoofdtaal; anders die van de terminal.", en="Main language; else that of the terminal."),
)
@output_option
def command(catalogue: str, to: str | None, kind: str, wanted: str | None, output: str | None) -> None:
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
    with output_file(output) as file:
        file.write(text)
