"""`keur vendors show`: everything on file about one vendor; exit code 0 shown, 2 could not."""

from __future__ import annotations

import datetime as dt

import click

from keur.cli.language import Language, say
from keur.cli.options import format_option, output_option, quiet_option, today_option
from keur.cli.terminal import checking, clock_day, opened, output_file, progress
from keur.cli.vendors.subject import must_know


@click.command(
    "show",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon het dossier van een leverancier.", en="Show the dossier of a vendor."),
    help=say(
        nl="Toont van een leverancier: klasse met redenen, contract en bepalingen, certificaten, wegen naar binnen met "
        "het oordeel over hun kanalen, goedkeuringen, sessies, adviezen over de producten, bevindingen en de score van "
        "de antwoorden. Met --format html als pagina. Eindcode: 0 getoond, 2 kon niet.\n\n"
        "Voorbeeld: keur vendors show fabriek machinebouwer",
        en="Shows of a vendor: tier with reasons, contract and clauses, certificates, ways in with the verdicts of "
        "their channels, approvals, sessions, advisories on the products, findings, and the score of the answers. With "
        "--format html as a page. Exit code: 0 shown, 2 could not.\n\n"
        "Example: keur vendors show plant machine-builder",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("vendor", metavar=say(nl="LEVERANCIER", en="VENDOR"))
@format_option(("table", "json", "html"))
@output_option
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Taal van de pagina; anders die van de fabriek.", en="Language of the page; else that of the plant."),
)
@today_option(nl="Datum waarop het dossier geldt.", en="Date for which the dossier holds.")
@quiet_option
def command(
    folder: str,
    vendor: str,
    kind: str,
    output: str | None,
    wanted: Language | None,
    today: dt.datetime | None,
    quiet: bool,
) -> None:
    day = today.date() if today else clock_day()
    plant = opened(folder)
    must_know(plant.plant, vendor)
    with checking(folder), progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
        state = plant.vendor(vendor, day, (lambda _name, size, packets: update(size, packets)) if update else None)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.vendors import render

            file.write(render([state], day))
        elif kind == "html" and state.result is not None:
            from keur.dossier import vendor_page

            plants_own: Language = "nl" if plant.plant.site.language == "nl" else "en"
            file.write(vendor_page.render(state, state.result, wanted or plants_own))
        else:
            from keur.cli.vendors.tables import show_vendor

            show_vendor(state, file)
