"""`keur catalogue search`: rows by words."""

from __future__ import annotations

import datetime as dt
import sys

import click

from keur.cli.catalogue.options import choices, opened, write
from keur.cli.language import say


@click.command(
    "search",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Zoek rijen op woorden.", en="Search rows by words."),
    help=say(
        nl="Zoekt rijen waarin alle woorden voorkomen, in het Nederlands, het Engels of het nummer. Eindcode 1 als "
        "er geen is.\n\nVoorbeeld: keur catalogue search back-up",
        en="Searches rows in which all words occur, in Dutch, English or the number. Exit code 1 when there is "
        "none.\n\nExample: keur catalogue search backup",
    ),
)
@click.argument("words", nargs=-1, required=True, metavar=say(nl="WOORD...", en="WORD..."))
@choices
def command(words: tuple[str, ...], own: str | None, day: dt.datetime | None, kind: str) -> None:
    from keur.catalogue.document import document, row_record

    rows = opened(own, day).search(" ".join(words))
    if kind == "json":
        write(document(rows=[row_record(row) for row in rows]))
    elif rows:
        from keur.cli.catalogue.tables import show_rows

        show_rows(rows, sys.stdout)
    else:
        click.echo(say(nl="Niets gevonden.", en="Nothing found."), err=True)
    raise SystemExit(0 if rows else 1)
