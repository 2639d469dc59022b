"""What a command about firewalls is asked of: configuration files, or a plant with all its firewalls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keur.cli.language import pick, say
from keur.cli.terminal import fail, fail_on, opened

if TYPE_CHECKING:
    from keur.plant.model import Plant
    from keur.reach.devices import Device


@dataclass(frozen=True, slots=True)
class Subject:
    devices: tuple[Device, ...]
    plant: Plant | None = None
    folder: Path | None = None


def subject(paths: Sequence[str], firewall: str | None = None) -> Subject:
    """The firewall of some files, or the firewalls of a plant folder; of these the one that is named, where one is.

    Ends the command when there is none, or a part cannot be read."""
    folders = [path for path in paths if Path(path).is_dir()]
    if folders and len(paths) > 1:
        fail(
            say(
                nl=f"{folders[0]} is een map; geef één fabrieksmap, of bestanden van één firewall",
                en=f"{folders[0]} is a folder; give one plant folder, or files of one firewall",
            )
        )
    if folders:
        return _of_plant(Path(paths[0]), firewall)
    if firewall is not None:
        fail(say(nl="--firewall hoort bij een fabrieksmap", en="--firewall goes with a plant folder"))
    return Subject((of_files(paths),))


def of_files(paths: Sequence[str]) -> Device:
    """The firewall of some files, or the end of the command."""
    from keur.observe.firewalls.reading import ConfigurationError
    from keur.reach import devices

    try:
        return devices.of_files([Path(path) for path in paths])
    except ConfigurationError as error:
        fail(f"{error.path}: {pick(error.text)}")
    except OSError as error:
        fail_on(error, paths[0])


def _of_plant(folder: Path, firewall: str | None) -> Subject:
    from keur.reach.devices import FOLDER, gather

    plant = opened(str(folder)).plant
    try:
        found = gather(plant, folder)
    except OSError as error:
        fail_on(error, str(folder))
    if found.not_read:
        lines = "\n".join(f"  {one.file}: {pick(one.text)}" for one in found.not_read)
        fail(say(nl=f"niet alle configuraties zijn te lezen:\n{lines}", en=f"not all files can be read:\n{lines}"))
    names = [device.id for device in found.devices]
    if not names:
        fail(
            say(
                nl=f"{folder / FOLDER} heeft geen configuraties; voeg ze toe met keur observe",
                en=f"{folder / FOLDER} has no configurations; add them with keur observe",
            )
        )
    if firewall is not None and firewall not in names:
        fail(
            say(
                nl=f"van `{firewall}` is er geen configuratie; wel van {', '.join(names)}",
                en=f"there is no configuration of `{firewall}`; there is of {', '.join(names)}",
            )
        )
    chosen = tuple(device for device in found.devices if firewall in (None, device.id))
    return Subject(chosen, plant, folder)
