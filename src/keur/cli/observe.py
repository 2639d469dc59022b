"""`keur observe`: adds captures and configurations of firewalls to a plant, and reads them."""

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
    from keur.library import OpenPlant


@click.command(
    "observe",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(
        nl="Voeg captures en firewallconfiguraties toe aan een fabriek.",
        en="Add captures and firewall configurations to a plant.",
    ),
    help=say(
        nl="Zet captures in observed/captures, noteert meetpunt en SHA-256 in observed/captures.yaml en leest ze. Een "
        "capture die er al is, wordt niet nog eens gelezen. Configuraties van firewalls gaan naar observed/firewalls; "
        "keur herkent het formaat en zegt hoeveel ervan is begrepen en welke zone achter welke interface ligt. Zonder "
        "bestanden: vertel dat van alles wat er al is.\n\n"
        "Voorbeeld: keur observe fabriek dag1.pcapng --segment cel-1\n\n"
        "Voorbeeld: keur observe fabriek fw-01.cfg --firewall fw-01",
        en="Puts captures into observed/captures, notes capture point and SHA-256 in observed/captures.yaml, and reads "
        "them. A capture that is there already is not read again. Configurations of firewalls go to "
        "observed/firewalls; keur recognises the format and says how much of it was understood, and which zone lies "
        "behind which interface. Without files: tell so of all that is there.\n\n"
        "Example: keur observe plant day1.pcapng --segment cell-1\n\n"
        "Example: keur observe plant fw-01.cfg --firewall fw-01",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("files", nargs=-1, metavar=say(nl="[BESTAND]...", en="[FILE]..."))
@click.option(
    "--segment",
    metavar=say(nl="NAAM", en="NAME"),
    help=say(
        nl="Meetpunt: het netsegment waarop de capture is gemaakt. Nodig voor captures.",
        en="Capture point: the network segment on which the capture was taken. Needed for captures.",
    ),
)
@click.option(
    "--firewall",
    metavar="ASSET",
    help=say(
        nl="Van welke asset de configuratie is; anders volgt dat uit de bestandsnaam, de hostnaam of de adressen.",
        en="Which asset the configuration is of; else the file's name, the host name or the addresses say so.",
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
    files: tuple[str, ...],
    segment: str | None,
    firewall: str | None,
    taken_by: str,
    clock_offset: float,
    link: bool,
    quiet: bool,
) -> None:
    from keur.facts.store import FactsError
    from keur.library import open_plant
    from keur.observe.captures import CaptureError, is_capture
    from keur.observe.firewalls.reading import ConfigurationError
    from keur.plant import PlantErrors

    paths = [Path(file) for file in files]
    try:
        captures = [path for path in paths if is_capture(path)]
        configurations = [path for path in paths if path not in captures]
        refuse(captures, segment, clock_offset)
        plant = open_plant(folder)
        for path in captures:
            _add_capture(plant, path, segment or "", taken_by, clock_offset, link, quiet)
            plant = open_plant(folder)
        _add_configurations(plant, configurations, firewall, quiet)
        if not paths:
            tell_all(plant, quiet)
    except (CaptureError, ConfigurationError) as error:
        fail(f"{error.path}: {pick(error.text)}")
    except PlantErrors as errors:
        unfit_plant(errors)
    except FactsError as error:
        unfit_facts(folder, error)
    except OSError as error:
        fail_on(error, folder)


def _add_capture(
    plant: OpenPlant, path: Path, segment: str, taken_by: str, clock_offset: float, link: bool, quiet: bool
) -> None:
    from keur.facts.adding import add_capture

    size = path.stat().st_size if path.is_file() else None
    with progress(path.name, size, quiet) as update:
        added = add_capture(plant.plant, plant.folder, path, segment, taken_by, clock_offset, link, update)
    if not quiet:
        click.echo(tell(added))


def _add_configurations(plant: OpenPlant, paths: list[Path], firewall: str | None, quiet: bool) -> None:
    from keur.cli import configurations
    from keur.reach.adding import add_configuration

    added = [add_configuration(plant.plant, plant.folder, path, firewall) for path in paths]
    if added and not quiet:
        for line in configurations.added(plant.plant, plant.folder, added):
            click.echo(line)


def tell_all(plant: OpenPlant, quiet: bool) -> None:
    """What is there: captures, which are read when they have not been, and configurations of firewalls."""
    from keur.cli import configurations

    with progress("", None, quiet):
        gathered = plant.gather()
    for not_read in gathered.not_read:
        click.echo(f"{not_read.file}: {pick(not_read.text)}", err=True)
    if quiet:
        return
    for capture in gathered.captures:
        click.echo(f"{capture.file}: segment {capture.segment}")
    for line in configurations.everything(plant.plant, plant.folder):
        click.echo(line)


def refuse(captures: list[Path], segment: str | None, clock_offset: float) -> None:
    """Ends the command when the notes of the captures could not hold these, before large files are copied and read."""
    from keur.plant.files import NAME

    if segment is None:
        if captures:
            fail(
                say(
                    nl=f"{captures[0]} is een capture: noem met --segment het netsegment waarop die is gemaakt",
                    en=f"{captures[0]} is a capture: name with --segment the network segment on which it was taken",
                )
            )
        return
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
