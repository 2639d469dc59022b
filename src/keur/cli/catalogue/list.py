"""`keur catalogue list`: all catalogues, or the rows of one."""

from __future__ import annotations

import datetime as dt
import sys

import click

from keur.cli.catalogue.options import choices, opened, unknown_catalogue, write
from keur.cli.language import say


@click.command(
    "list",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon de catalogi, of de rijen van een.", en="Show the catalogues, or the rows of one."),
    help=say(
        nl="Toont alle catalogi, of de rijen van een.\n\nVoorbeeld: keur catalogue list cbw",
        en="Shows all catalogues, or the rows of one.\n\nExample: keur catalogue list cbw",
    ),
)
@click.argument("catalogue", metavar=say(nl="[CATALOGUS]", en="[CATALOGUE]"), required=False)
@choices
def command(catalogue: str | None, own: str | None, day: dt.datetime | None, kind: str) -> None:
    from keur.catalogue import UnknownRow
    from keur.catalogue.document import catalogue_record, document, row_record

    catalogues = opened(own, day)
    if catalogue is None:
        counted = [(one, len(catalogues.rows(one.id))) for one in catalogues.all()]
        if kind == "json":
            write(document(catalogues=[catalogue_record(one, rows) for one, rows in counted]))
        else:
            from keur.cli.catalogue.tables import show_catalogues

            show_catalogues(counted, sys.stdout)
        return
    try:
        rows = catalogues.rows(catalogue)
        about = catalogues.catalogue(catalogue)
    except UnknownRow as error:
        unknown_catalogue(error)
    if kind == "json":
        head = catalogue_record(about, len(rows))
        write(document(catalogue=head, rows=[row_record(row) for row in rows]))
    else:
        from keur.cli.catalogue.tables import show_rows

        show_rows(rows, sys.stdout, about)
