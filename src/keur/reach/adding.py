"""Adding a firewall's configuration to a plant."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from keur.observe.firewalls.reading import ConfigurationError, bytes_of, read
from keur.plant.model import Plant, Text
from keur.reach.devices import FOLDER, ConfigFile, Device, gather

EARLIER = ".earlier"
"""Where a configuration goes that a newer one takes the place of; what is in it is not read."""


@dataclass(frozen=True, slots=True)
class Configured:
    config: ConfigFile
    device: Device
    """The firewall, from all its files."""
    new: bool
    earlier: str | None
    """Where the file lies now whose place this one took, below the plant folder."""


def add_configuration(plant: Plant, folder: Path, path: Path, firewall: str | None = None) -> Configured:
    """Puts a configuration into the plant folder: into a folder of its own below `observed/firewalls/` when `firewall`
    names the asset, else under its own name, by which its asset is found. A file that is in `observed/firewalls/`
    already stays where it is.

    What goes wrong leaves the plant as it was. Raises `keur.observe.firewalls.reading.ConfigurationError` when the file
    is none that keur reads, or the asset does not exist; OSError."""
    if firewall is not None and firewall not in {asset.id for asset in plant.assets}:
        why = Text(
            nl=f"kan niet van `{firewall}` zijn: dat is geen asset van de fabriek; zet hem in declared/assets.csv",
            en=f"cannot be of `{firewall}`: that is no asset of the plant; put it into declared/assets.csv",
        )
        raise ConfigurationError(str(path), why)
    data = bytes_of(path, str(path))
    read(data, str(path))
    root = (folder / FOLDER).resolve()
    target = _place(root, path, data, firewall)
    new = not target.is_file() or target.read_bytes() != data
    earlier = None
    if new:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            earlier = _put_aside(root, target)
        beside = target.with_name(f".{target.name}.part")
        try:
            beside.write_bytes(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    file = f"{FOLDER}/{target.relative_to(root).as_posix()}"
    found = gather(plant, folder)
    for device in found.devices:
        for config in device.files:
            if config.file == file:
                where = f"{FOLDER}/{earlier.relative_to(root).as_posix()}" if earlier else None
                return Configured(config, device, new, where)
    raise ConfigurationError(file, next(one.text for one in found.not_read if one.file == file))


def _place(root: Path, path: Path, data: bytes, firewall: str | None) -> Path:
    """Where a file belongs: where it is; where the same content is already; where an earlier one of its name is."""
    stands = path.parent.resolve() / path.name
    if stands.is_relative_to(root):
        return stands
    wanted = root / (firewall or "") / path.name
    there = [
        other for other in sorted(root.rglob("*")) if other.is_file() and EARLIER not in other.relative_to(root).parts
    ]
    same = [other for other in there if other.read_bytes() == data]
    if same and firewall is not None and not wanted.exists():
        wanted.parent.mkdir(parents=True, exist_ok=True)
        return same[0].rename(wanted)
    named = [other for other in there if other.name == path.name]
    if firewall is None and (same or len(named) == 1):
        return (same or named)[0]
    return wanted


def _put_aside(root: Path, target: Path) -> Path:
    digest = hashlib.sha256(target.read_bytes()).hexdigest()[:8]
    earlier = root / EARLIER / target.relative_to(root).with_name(f"{target.stem}-{digest}{target.suffix}")
    earlier.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(target, earlier)
    return earlier
