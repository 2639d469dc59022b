"""`keur catalogue show`: a row and what bears on it."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from keur.cli.catalogue.options import choices, opened, write
from keur.cli.language import pick, say
from keur.cli.terminal import fail

if TYPE_CHECKING:
    from keur.catalogue import Row


@click.command(
    "show",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon een rij en wat erop ingaat.", en="Show a row and what bears on it."),
    help=say(
        nl="Toont een artikel of eis: wat het vraagt, bron en geldigheid, de verbanden in beide richtingen, wat een "
        "norm openlaat, en welke controles ernaar verwijzen.\n\n"
        'Voorbeeld: keur catalogue show "62443-2-1:2024:NET 1.1"',
        en="Shows an article or requirement: what it asks, source and validity, the mappings in both directions, what "
        "a standard leaves open, and which checks cite it.\n\n"
        'Example: keur catalogue show "62443-2-1:2024:NET 1.1"',
    ),
)
@click.argument("id", nargs=-1, required=True, metavar="ID")
@choices
def command(id: tuple[str, ...], own: str | None, day: dt.datetime | None, kind: str) -> None:
    from keur.catalogue import UnknownRow
    from keur.catalogue.document import document, whole_row

    catalogues = opened(own, day)
    try:
        row = catalogues.row(" ".join(id))
    except UnknownRow as error:
        fail(pick(error.text))
    checks = citing(row)
    if kind == "json":
        write(document(row=whole_row(row, catalogues, [name for name, _ in checks])))
    else:
        from keur.cli.catalogue.tables import show_row

        show_row(row, catalogues, checks, sys.stdout)


def citing(row: Row) -> list[tuple[str, str]]:
    """Id and title of the checks that cite a row."""
    from keur.checks.registry import discover

    return [(check.id, pick(check.description.title)) for check in discover() if row.id in check.description.evidences]
