"""`keur observe`: adds captures to a plant and reads them."""

from __future__ import annotations

from pathlib import Path

import click

from keur.cli.language import language, pick, say
from keur.cli.terminal import fail, progress


@click.command(
    "observe",
    short_help=say(nl="Voeg captures toe aan een fabriek.", en="Add captures to a plant."),
    help=say(
        nl="Zet captures in observed/captures, noteert meetpunt en SHA-256 in observed/captures.yaml en leest ze. Een "
        "capture die er al is, wordt niet nog eens gelezen.\n\n"
        "Voorbeeld: keur observe fabriek dag1.pcapng --segment cel-1 --taken-by 'A. de Vries'",
        en="Puts captures into observed/captures, notes capture point and SHA-256 in observed/captures.yaml, and reads "
        "them. A capture that is there already is not read again.\n\n"
        "Example: keur observe plant day1.pcapng --segment cell-1 --taken-by 'A. de Vries'",
    ),
)
@click.argument("folder", type=click.Path(file_okay=False))
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE...", type=click.Path(dir_okay=False))
@click.option(
    "--segment",
    required=True,
    help=say(
        nl="Meetpunt: het netsegment waarop de capture is gemaakt.",
        en="Capture point: the network segment on which the capture was taken.",
    ),
)
@click.option("--taken-by", default="", help=say(nl="Wie de capture maakte.", en="Who took the capture."))
@click.option(
    "--clock-offset",
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
    from keur.facts.adding import Added, add_capture
    from keur.facts.store import FactsError
    from keur.library import open_plant
    from keur.observe.captures import CaptureError
    from keur.plant import PlantErrors

    try:
        plant = open_plant(folder)
        for capture in captures:
            path = Path(capture)
            size = path.stat().st_size if path.is_file() else None
            with progress(path.name, size, quiet) as update:
                added: Added = add_capture(
                    plant.plant, plant.folder, path, segment, taken_by, clock_offset, link, update
                )
            plant = open_plant(folder)
            if not quiet:
                click.echo(tell(added))
    except CaptureError as error:
        fail(f"{error.path}: {pick(error.text)}")
    except PlantErrors as errors:
        fail(say(nl="de fabrieksmap heeft fouten:\n", en="the plant folder has mistakes:\n") + errors.show(language()))
    except FactsError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")


def tell(added: object) -> str:
    """One line about a capture that was added."""
    from keur.facts.adding import Added

    assert isinstance(added, Added)  # noqa: S101  the import is late, the type is this one
    if not added.new:
        return say(
            nl=f"{added.file}: was er al ({added.sha256[:12]}…)",
            en=f"{added.file}: was there already ({added.sha256[:12]}…)",
        )
    return say(
        nl=f"{added.file}: {added.packets} pakketten, {added.conversations} gesprekken, SHA-256 {added.sha256[:12]}…",
        en=f"{added.file}: {added.packets} packets, {added.conversations} conversations, SHA-256 {added.sha256[:12]}…",
    )
