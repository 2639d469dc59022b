"""`keur sessions list`: all sessions of the plant; exit code 0 shown, 2 could not."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.options import format_option, output_option
from keur.cli.terminal import opened, output_file


@click.command(
    "list",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon de sessies.", en="Show the sessions."),
    help=say(
        nl="Toont alle sessies uit de logboeken, elke een keer, op volgorde van begin (UTC). Eindcode: 0 getoond, 2 "
        "kon niet.\n\nVoorbeeld: keur sessions list fabriek --vendor bouwer",
        en="Shows all sessions of the logs, each once, in order of start (UTC). Exit code: 0 shown, 2 could "
        "not.\n\nExample: keur sessions list plant --vendor builder",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option("--vendor", metavar="ID", help=say(nl="Alleen deze leverancier.", en="This vendor only."))
@format_option()
@output_option
def command(folder: str, vendor: str | None, kind: str, output: str | None) -> None:
    from keur.cli.sessions.import_ import known_or_fail
    from keur.dossier.sessions import render
    from keur.observe.sessions.owners import Owners

    plant = opened(folder)
    known_or_fail(vendor, [one.id for one in plant.plant.vendors], say(nl="leverancier", en="vendor"))
    found = plant.sessions()
    named = Owners(plant.plant).vendor
    shown = [one for one in found.sessions if vendor in (None, named(one))]
    with output_file(output) as file:
        if kind == "json":
            file.writelines(render(shown, plant.plant, found.not_read))
        else:
            from keur.cli.sessions.tables import show_sessions

            show_sessions(shown, named, found.not_read, file)
