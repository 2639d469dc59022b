"""`keur programme show`: the status of each requirement."""

from __future__ import annotations

import datetime as dt
import difflib

import click

from keur.cli.language import say
from keur.cli.options import format_option, today_option
from keur.cli.terminal import checking, clock_day, fail, meant, opened, output_file


@click.command(
    "show",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon de status per eis.", en="Show the status of each requirement."),
    help=say(
        nl="Toont per eis van IEC 62443-2-1 wat is geclaimd, wat het bewijs draagt en wat het tegenspreekt.\n\n"
        'Voorbeeld: keur programme show demo "NET 1.1"',
        en="Shows for each requirement of IEC 62443-2-1 what is claimed, what the evidence bears, and what contradicts "
        'it.\n\nExample: keur programme show demo "NET 1.1"',
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"))
@click.argument("requirement", metavar=say(nl="[EIS]", en="[REQUIREMENT]"), required=False)
@format_option()
@today_option(nl="Datum waarop de status geldt.", en="Date for which the status holds.")
def command(folder: str, requirement: str | None, kind: str, today: dt.datetime | None) -> None:
    wanted = None if requirement is None else _known(requirement)
    day = today.date() if today else clock_day()
    plant = opened(folder)
    with checking(folder):
        found = tuple(one for one in plant.grounds(day) if wanted in (None, one.question.number))
    with output_file(None) as file:
        if kind == "json":
            from keur.dossier.programme import render

            file.write(render(day, found))
            return
        from keur.cli.programme.tables import show_all, show_one

        if wanted is None:
            show_all(found, file)
        else:
            show_one(found[0], file)


def _known(requirement: str) -> str:
    """The number of a requirement, from the number or the whole id; the end of the command when there is none."""
    from keur.library import requirements

    number, known = requirement.rpartition(":")[2], requirements()
    if number not in known:
        near = next(iter(difflib.get_close_matches(number.upper(), sorted(known), 1)), None)
        fail(say(nl=f"geen eis `{requirement}`{meant(near)}", en=f"no requirement `{requirement}`{meant(near)}"))
    return number
