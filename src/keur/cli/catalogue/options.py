"""What the commands of `keur catalogue` share: their options, opening the catalogues, and JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from keur.cli.language import language, say
from keur.cli.options import format_option
from keur.cli.terminal import fail, fail_on, meant

if TYPE_CHECKING:
    from keur.catalogue import Catalogues, UnknownRow


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
            format_option(),
        )
    ):
        function = option(function)
    return function


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


def unknown_catalogue(error: UnknownRow) -> NoReturn:
    """Ends the command because there is no such catalogue."""
    hint = meant(error.near)
    fail(say(nl=f"geen catalogus `{error.id}`{hint}", en=f"no catalogue `{error.id}`{hint}"))


def write(content: dict[str, Any]) -> None:
    """JSON on standard output: keys sorted, two spaces of indent."""
    import json

    click.echo(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True))
