"""`keur sessions import`: logs of remote access into the plant; exit code 0 read, 1 partly, 2 could not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import pick, say
from keur.cli.terminal import COULD_NOT, fail, meant, opened, told

if TYPE_CHECKING:
    from keur.library import OpenPlant
    from keur.observe.sessions.adding import Wishes

PARTLY = 1


@click.command(
    "import",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Lees logboeken in.", en="Import logs."),
    help=say(
        nl="Zet logboeken in observed/sessions/, met ernaast hoe zij te lezen zijn. Toont de geraden kolommen, de "
        "eerste sessies en wat niet begrepen is. Eindcode: 0 gelezen, 1 niet alles begrepen, 2 kon niet.\n\n"
        "Voorbeeld: keur sessions import fabriek bezoek.csv --timezone Europe/Amsterdam --dry-run",
        en="Puts logs into observed/sessions/, with how they are to be read beside them. Shows the guessed columns, "
        "the first sessions and what was not understood. Exit code: 0 read, 1 not all understood, 2 could not.\n\n"
        "Example: keur sessions import plant visits.csv --timezone Europe/Amsterdam --dry-run",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("files", nargs=-1, required=True, metavar=say(nl="BESTAND...", en="FILE..."))
@click.option("--preset", metavar=say(nl="NAAM", en="NAME"), help=say(nl="Programma.", en="Tool."))
@click.option("--vendor", metavar="ID", help=say(nl="Leverancier van alle sessies.", en="Vendor of all sessions."))
@click.option("--path", metavar="ID", help=say(nl="Toegangsweg van alle sessies.", en="Access path of all sessions."))
@click.option(
    "--source", metavar=say(nl="NAAM", en="NAME"), help=say(nl="Systeem dat logt.", en="System that keeps the log.")
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help=say(
        nl="Zone van tijden zonder zone, zoals Europe/Amsterdam.", en="Zone of times without one: Europe/Amsterdam."
    ),
)
@click.option(
    "--day-first/--month-first",
    "day_first",
    default=None,
    help=say(nl="Volgorde in datums zoals 03-04-2026.", en="Order in dates such as 03-04-2026."),
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar=say(nl="VELD=KOLOM", en="FIELD=COLUMN"),
    help=say(nl="Wat een kolom zegt; mag vaker.", en="What a column says; may be repeated."),
)
@click.option("--dry-run", is_flag=True, help=say(nl="Toon alleen; schrijf niets.", en="Only show; write nothing."))
def command(
    folder: str,
    files: tuple[str, ...],
    preset: str | None,
    vendor: str | None,
    path: str | None,
    source: str | None,
    timezone: str | None,
    day_first: bool | None,
    columns: tuple[str, ...],
    dry_run: bool,
) -> None:
    from keur.observe.sessions.adding import Wishes

    plant = opened(folder)
    known_or_fail(preset, _presets(), say(nl="programma", en="preset"))
    known_or_fail(vendor, [one.id for one in plant.plant.vendors], say(nl="leverancier", en="vendor"))
    known_or_fail(path, [one.id for one in plant.plant.access], say(nl="toegangsweg", en="access path"))
    wishes = Wishes(preset, vendor, path, source, timezone, day_first, _columns(columns))
    results = [_one(plant, file, wishes, dry_run) for file in files]
    if max(results):
        raise SystemExit(COULD_NOT if min(results) == COULD_NOT else PARTLY)


def _one(plant: OpenPlant, file: str, wishes: Wishes, dry_run: bool) -> int:
    """Imports one log; the exit code that it asks for. One file that fails does not keep the others out."""
    from keur.cli.sessions.tables import show_understood
    from keur.observe.sessions.adding import NotUnderstood
    from keur.observe.sessions.moments import TimeError

    try:
        understood = plant.understand_log(Path(file), wishes)
        usable = bool(understood.read.sessions)
        if usable and not dry_run and understood.there is None:
            plant.add_log(Path(file), understood)
    except (NotUnderstood, TimeError) as error:
        click.echo(say(nl=f"Fout: {file}: {pick(error.text)}", en=f"Error: {file}: {pick(error.text)}"), err=True)
        return COULD_NOT
    except OSError as error:
        reason = told(error, file)
        click.echo(say(nl=f"Fout: {reason}", en=f"Error: {reason}"), err=True)
        return COULD_NOT
    show_understood(file, understood, dry_run)
    return COULD_NOT if not usable else PARTLY if understood.read.lost else 0


def _presets() -> list[str]:
    from keur.observe.sessions.presets import PRESETS

    return list(PRESETS)


def known_or_fail(name: str | None, known: list[str], what: str) -> None:
    if name is not None and name not in known:
        import difflib

        hint = meant(next(iter(difflib.get_close_matches(name, known, 1)), None))
        listed = ", ".join(known) or "-"
        fail(say(nl=f"geen {what} `{name}`{hint}; er zijn: {listed}", en=f"no {what} `{name}`{hint}; known: {listed}"))


def _columns(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from keur.plant.session_logs import FIELDS

    found = []
    for one in given:
        name, mark, column = one.partition("=")
        if not mark or not column:
            fail(say(nl=f"`{one}`: schrijf VELD=KOLOM", en=f"`{one}`: write FIELD=COLUMN"))
        known_or_fail(name, list(FIELDS), say(nl="veld", en="field"))
        found.append((name, column))
    return tuple(found)
