"""`keur observe`: adds captures to a plant and reads them."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import pick, say
from keur.cli.terminal import fail, fail_on, progress, unfit_facts, unfit_plant

if TYPE_CHECKING:
    from keur.facts.adding import Added


@click.command(
    "observe",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Voeg captures toe aan een fabriek.", en="Add captures to a plant."),
    help=say(
        nl="Zet captures in observed/captures, noteert meetpunt en SHA-256 in observed/captures.yaml en leest ze. Een "
        "capture die er al is, wordt niet nog eens gelezen.\n\n"
        "Voorbeeld: keur observe fabriek dag1.pcapng --segment cel-1",
        en="Puts captures into observed/captures, notes capture point and SHA-256 in observed/captures.yaml, and reads "
        "them. A capture that is there already is not read again.\n\n"
        "Example: keur observe plant day1.pcapng --segment cell-1",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE...")
@click.option(
    "--segment",
    metavar=say(nl="NAAM", en="NAME"),
    required=True,
    help=say(
        nl="Meetpunt: het netsegment waarop de capture is gemaakt.",
        en="Capture point: the network segment on which the capture was taken.",
    ),
)
@click.option(
    "--taken-by",
    metavar=say(nl="NAAM", en="NAME"),
    default="",
    help=say(nl="Wie de capture maakte.", en="Who took the capture."),
)
@click.option(
    "--clock-offset",
    metavar=say(nl="SECONDEN", en="SECONDS"),
    type=float,
    default=0.0,
    help=say(
        nl="Seconden die bij de tijden van de capture moeten worden opgeteld.",
        en="Seconds to add to the times of the capture.",
    ),
)
@click.option(
    "--link", is_flag=True, help=say(nl="Verwijs met een link in plaats van te kopiëren.", en="Link, not copy.")
)
@click.option("--quiet", "-q", is_flag=True, help=say(nl="Alleen fouten.", en="Errors only."))
def command(
    folder: str,
    captures: tuple[str, ...],
    segment: str,
    taken_by: str,
    clock_offset: float,
    link: bool,
    quiet: bool,
) -> None:
    from keur.facts.adding import add_capture
    from keur.facts.store import FactsError
    from keur.library import open_plant
    from keur.observe.captures import CaptureError
    from keur.plant import PlantErrors

    refuse(segment, clock_offset)
    try:
        plant = open_plant(folder)
        for capture in captures:
            path = Path(capture)
            size = path.stat().st_size if path.is_file() else None
            with progress(path.name, size, quiet) as update:
                added = add_capture(plant.plant, plant.folder, path, segment, taken_by, clock_offset, link, update)
            plant = open_plant(folder)
            if not quiet:
                click.echo(tell(added))
    except CaptureError as error:
        fail(f"{error.path}: {pick(error.text)}")
    except PlantErrors as errors:
        unfit_plant(errors)
    except FactsError as error:
        unfit_facts(folder, error)
    except OSError as error:
        fail_on(error, folder)


def refuse(segment: str, clock_offset: float) -> None:
    """Ends the command when the note of the capture could not hold these, before large files are copied and read."""
    from keur.plant.files import NAME

    if not re.fullmatch(NAME.pattern, segment):
        fail(f"--segment: `{segment}` " + say(nl="is geen ", en="is not ") + pick(NAME.meaning))
    if not math.isfinite(clock_offset):
        fail(
            say(
                nl=f"--clock-offset: `{clock_offset}` is geen aantal seconden, zoals -2.5",
                en=f"--clock-offset: `{clock_offset}` is not a number of seconds, such as -2.5",
            )
        )


def tell(added: Added) -> str:
    """One line about a capture that was added."""
    if not added.new:
        return say(
            nl=f"{added.file}: was er al, op segment {added.segment} (SHA-256 {added.sha256[:12]}…); niets veranderd",
            en=f"{added.file}: was there already, on segment {added.segment} (SHA-256 {added.sha256[:12]}…); "
            "nothing changed",
        )
    return say(
        nl=f"{added.file}: {added.packets} pakketten, {added.conversations} gesprekken, SHA-256 {added.sha256[:12]}…",
        en=f"{added.file}: {added.packets} packets, {added.conversations} conversations, SHA-256 {added.sha256[:12]}…",
    )
