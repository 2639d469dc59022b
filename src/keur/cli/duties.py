"""`keur duties`: what the plant shows of each duty of a law; exit code 0 answered, 2 could not."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import Language, pick, say
from keur.cli.options import format_option, output_option, quiet_option, today_option
from keur.cli.terminal import checking, clock_day, fail, fail_on, opened, output_file, progress

if TYPE_CHECKING:
    from keur.plant.history import Commit

LAWS = ("cbw", "cbb", "nis2")


@click.command(
    "duties",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Wat is aangetoond per plicht van de wet?", en="What is demonstrated per duty of the law?"),
    help=say(
        nl="Zet per plicht van een wet wat de fabriek aantoont: de eisen van IEC 62443-2-1 eronder, de bevindingen die "
        "ze tegenspreken, en wat de wet meer vraagt. De toezichthouder beslist. Eindcode: 0 beantwoord, 2 kon niet.\n\n"
        "Voorbeeld: keur duties fabriek --law cbb --actions",
        en="Shows per duty of a law what the plant demonstrates: the requirements of IEC 62443-2-1 under it, the "
        "findings that contradict them, and what the law asks beyond the standard. The supervisor decides. Exit code: "
        "0 answered, 2 could not.\n\nExample: keur duties plant --law cbb --actions",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--law", type=click.Choice(LAWS), default="cbw", show_default=True, help=say(nl="Welke wet.", en="Which law.")
)
@click.option("--actions", is_flag=True, help=say(nl="Toon het actieplan.", en="Show the action plan."))
@click.option(
    "--as-of",
    metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
    type=click.DateTime(["%Y-%m-%d"]),
    help=say(
        nl="De wet van die dag, en de fabriek zoals toen vastgelegd in git.",
        en="The law of that day, and the plant as committed to git then.",
    ),
)
@click.option(
    "--all", "everything", is_flag=True, help=say(nl="Ook wat is aangetoond.", en="Also what is demonstrated.")
)
@format_option(("table", "json", "html"))
@output_option
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Taal van de pagina; anders die van de fabriek.", en="Language of the page; else that of the plant."),
)
@today_option(nl="Datum waarop het antwoord geldt.", en="Date for which the answer holds.")
@quiet_option
def command(
    folder: str,
    law: str,
    actions: bool,
    as_of: dt.datetime | None,
    everything: bool,
    kind: str,
    output: str | None,
    wanted: Language | None,
    today: dt.datetime | None,
    quiet: bool,
) -> None:
    if as_of and today:
        fail(
            say(
                nl="`--as-of` en `--today` gaan niet samen: `--as-of` bepaalt de datum ook",
                en="`--as-of` and `--today` do not go together: `--as-of` decides the date too",
            )
        )
    chosen = as_of or today
    day = chosen.date() if chosen else clock_day()
    with _plant_folder(folder, day if as_of else None) as (place, commit):
        plant = opened(place)
        with checking(place), progress(say(nl="Lezen", en="Reading"), None, quiet) as update:
            found = plant.duties(day, (lambda _name, size, packets: update(size, packets)) if update else None)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.duties import render

            file.write(render(found, law, commit))
        elif kind == "html":
            from keur.dossier import duties_page

            plants_own: Language = "nl" if plant.plant.site.language == "nl" else "en"
            file.write(duties_page.render(found, law, commit, wanted or plants_own))
        else:
            from keur.cli.duties_tables import show, show_actions

            (show_actions if actions else show)(found, law, commit, everything, file)


@contextmanager
def _plant_folder(folder: str, as_of: dt.date | None) -> Iterator[tuple[str, Commit | None]]:
    """The folder itself, or a copy of it as it was committed at the end of a day."""
    if as_of is None:
        yield folder, None
        return
    from keur.plant.history import NoHistory, as_committed

    until = dt.datetime.combine(as_of, dt.time(23, 59, 59)).astimezone()
    with tempfile.TemporaryDirectory(prefix="keur-") as place:
        try:
            commit = as_committed(Path(folder), until, Path(place))
        except NoHistory as error:
            fail(pick(error.text))
        except OSError as error:
            fail_on(error, folder)
        yield place, commit
