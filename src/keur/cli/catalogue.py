"""`keur catalogue`: laws and standards, their rows, and how they bear on each other."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keur.cli.catalogue_exchange import export_command, import_command, unknown_catalogue
from keur.cli.language import language, pick, say
from keur.cli.terminal import fail, fail_on

if TYPE_CHECKING:
    from keur.catalogue import Catalogues, Row

_OPTIONS = say(nl="[OPTIES]", en="[OPTIONS]")


@click.group(
    "catalogue",
    options_metavar=_OPTIONS,
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Wetten en normen opzoeken.", en="Look up laws and standards."),
    help=say(
        nl="Zoekt op wat wetten en normen vragen, in eigen woorden, met bron en geldigheid, en hoe zij op elkaar "
        "ingaan. Namen van normen zijn van keur; wie een licentie heeft, laadt de eigen tekst met `import`.\n\n"
        'Voorbeeld: keur catalogue show "Cbw 21(3)(d)"',
        en="Looks up what laws and standards ask, in keur's own words, with source and validity, and how they bear on "
        "each other. Names of standards are keur's; who has a licence loads the standard's own text with `import`.\n\n"
        'Example: keur catalogue show "Cbw 21(3)(d)"',
    ),
)
def command() -> None:
    """The verb."""


def choices(function: Callable[..., None]) -> Callable[..., None]:
    """The options that list, show and search share."""
    for option in reversed(
        (
            click.option(
                "--own",
                envvar="KEUR_CATALOGUES",
                metavar=say(nl="MAP", en="FOLDER"),
                type=click.Path(file_okay=False),
                help=say(nl="Map met eigen teksten en catalogi.", en="Folder with texts and catalogues of your own."),
            ),
            click.option(
                "--on",
                "day",
                metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
                type=click.DateTime(["%Y-%m-%d"]),
                help=say(nl="Alleen wat op deze dag geldt.", en="Only what is valid on this day."),
            ),
            click.option(
                "--format",
                "kind",
                type=click.Choice(["table", "json"]),
                default="table",
                show_default=True,
                help=say(nl="Vorm van de uitvoer.", en="Shape of the output."),
            ),
        )
    ):
        function = option(function)
    return function


@command.command(
    "list",
    options_metavar=_OPTIONS,
    short_help=say(nl="Toon de catalogi, of de rijen van een.", en="Show the catalogues, or the rows of one."),
    help=say(
        nl="Toont alle catalogi, of de rijen van een.\n\nVoorbeeld: keur catalogue list cbw",
        en="Shows all catalogues, or the rows of one.\n\nExample: keur catalogue list cbw",
    ),
)
@click.argument("catalogue", metavar=say(nl="[CATALOGUS]", en="[CATALOGUE]"), required=False)
@choices
def list_command(catalogue: str | None, own: str | None, day: dt.datetime | None, kind: str) -> None:
    from keur.catalogue import UnknownRow
    from keur.catalogue.document import catalogue_record, document, row_record

    catalogues = opened(own, day)
    if catalogue is None:
        counted = [(one, len(catalogues.rows(one.id))) for one in catalogues.all()]
        if kind == "json":
            write(document(catalogues=[catalogue_record(one, rows) for one, rows in counted]))
        else:
            from keur.cli.catalogue_tables import show_catalogues

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
        from keur.cli.catalogue_tables import show_rows

        show_rows(rows, sys.stdout, about)


@command.command(
    "show",
    options_metavar=_OPTIONS,
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
def show_command(id: tuple[str, ...], own: str | None, day: dt.datetime | None, kind: str) -> None:
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
        from keur.cli.catalogue_tables import show_row

        show_row(row, catalogues, checks, sys.stdout)


@command.command(
    "search",
    options_metavar=_OPTIONS,
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
def search_command(words: tuple[str, ...], own: str | None, day: dt.datetime | None, kind: str) -> None:
    from keur.catalogue.document import document, row_record

    rows = opened(own, day).search(" ".join(words))
    if kind == "json":
        write(document(rows=[row_record(row) for row in rows]))
    elif rows:
        from keur.cli.catalogue_tables import show_rows

        show_rows(rows, sys.stdout)
    else:
        click.echo(say(nl="Niets gevonden.", en="Nothing found."), err=True)
    raise SystemExit(0 if rows else 1)


def opened(own: str | None, day: dt.datetime | None) -> Catalogues:
    """The catalogues, with the user's own if there is a folder of them, and on a day if there is one."""
    from keur.catalogue import shipped, with_own
    from keur.plant import PlantErrors

    try:
        catalogues = with_own(Path(own)) if own else shipped()
        if own:  # all at once, so that every mistake in the user's files is told before anything is shown
            for one in catalogues.all():
                catalogues.rows(one.id)
    except PlantErrors as errors:
        fail(say(nl="de eigen map heeft fouten:\n", en="the own folder has mistakes:\n") + errors.show(language()))
    except OSError as error:
        fail_on(error, own)
    return catalogues.as_of(day.date()) if day else catalogues


def citing(row: Row) -> list[tuple[str, str]]:
    """Id and title of the checks that cite a row."""
    from keur.checks.registry import discover

    return [(check.id, pick(check.description.title)) for check in discover() if row.id in check.description.evidences]


def write(content: dict[str, Any]) -> None:
    """JSON on standard output: keys sorted, two spaces of indent."""
    import json

    click.echo(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True))


command.add_command(import_command)
command.add_command(export_command)
