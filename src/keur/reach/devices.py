"""The firewalls of a plant: which files of `observed/firewalls/` are of which device, read and put together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

from keur.observe.firewalls.intervals import NOWHERE, Addresses
from keur.observe.firewalls.model import Coverage, Firewall, Interface
from keur.observe.firewalls.reading import ConfigurationError, bytes_of, read
from keur.plant.model import FirewallNote, Plant, Text

FOLDER = "observed/firewalls"

Progress = Callable[[str], None]
"""Called with the name of each file before it is read."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One file that was read."""

    file: str
    """Path below the plant folder, with `/`."""
    sha256: str
    format: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Device:
    """One firewall, from all its files."""

    id: str
    """The asset; the name of the file where no asset fits."""
    declared: bool
    """Whether `id` is an asset."""
    files: tuple[ConfigFile, ...]
    firewall: Firewall
    own: Addresses
    """Addresses of the firewall itself."""
    note: FirewallNote | None = None


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that gives nothing, and why."""

    file: str
    text: Text


@dataclass(frozen=True, slots=True)
class Devices:
    devices: tuple[Device, ...] = ()
    not_read: tuple[NotRead, ...] = ()


def gather(plant: Plant, folder: Path, progress: Progress | None = None) -> Devices:
    """Reads all configurations of a plant. Files that cannot be read are in `not_read`, never left out in silence."""
    not_read: list[NotRead] = []
    groups: dict[str, _Group] = {}
    for name, note, files in _grouped(plant, folder, not_read):
        pieces: list[Piece] = []
        for file in files:
            if progress:
                progress(file)
            if not (folder / file).resolve().is_relative_to(folder.resolve()):
                not_read.append(NotRead(file, _OUTSIDE))
                continue
            try:
                pieces.append(_read(folder, file, note.format if note else None))
            except ConfigurationError as error:
                not_read.append(NotRead(file, error.text))
        if pieces:
            asset = note.id if note else _asset(plant, name, pieces)
            groups.setdefault(asset or name, _Group(asset is not None)).pieces.extend(pieces)
    found = []
    for id, group in groups.items():
        pieces = list(_once(id, group.pieces, not_read))
        if pieces:
            found.append(_device(plant, id, group.declared, pieces))
    return Devices(tuple(sorted(found, key=lambda one: one.id)), tuple(not_read))


_OUTSIDE = Text(
    nl="is een koppeling naar iets buiten de fabrieksmap; zet het bestand zelf erin",
    en="is a link to something outside the plant folder; put the file itself there",
)

Piece = tuple[ConfigFile, Firewall]


@dataclass(slots=True)
class _Group:
    """The files of one firewall."""

    declared: bool
    pieces: list[Piece] = field(default_factory=list)


def of_files(paths: Sequence[Path]) -> Device:
    """One firewall from files that belong to no plant. Raises `ConfigurationError`; OSError."""
    pieces: list[Piece] = []
    for path in paths:
        data = bytes_of(path, str(path))
        firewall = read(data, str(path))
        config = ConfigFile(str(path), hashlib.sha256(data).hexdigest(), firewall.format, firewall.coverage)
        pieces.append((config, firewall))
    whole = join([(config.file, one) for config, one in pieces])
    files = tuple(config for config, _ in pieces)
    return Device(whole.name or paths[0].stem, False, files, whole, addresses_of(whole.interfaces))


def _once(id: str, pieces: Sequence[Piece], not_read: list[NotRead]) -> Iterator[Piece]:
    """The files of a firewall without those that say the same things twice: nobody knows which of them runs."""
    for config, one in pieces:
        twins = [
            other.file for other, another in pieces if other != config and one.chains.keys() & another.chains.keys()
        ]
        if not twins:
            yield config, one
            continue
        why = Text(
            nl=f"beschrijft {id} net als {', '.join(twins)}; houd alleen de configuratie die draait",
            en=f"describes {id} as {', '.join(twins)} does; keep only the configuration that runs",
        )
        not_read.append(NotRead(config.file, why))


def _grouped(plant: Plant, folder: Path, not_read: list[NotRead]) -> list[tuple[str, FirewallNote | None, list[str]]]:
    """The files of each firewall: those that `declared/topology.yaml` names, then those that stand together."""
    groups: list[tuple[str, FirewallNote | None, list[str]]] = []
    taken: set[str] = set()
    for note in plant.firewalls:
        named = [f"observed/{file}" for file in note.files]
        for file in named:
            if not (folder / file).is_file():
                why = Text(
                    nl=f"ontbreekt, maar staat in {note.place.file}; zet het terug of haal het daar weg",
                    en=f"is missing, but stands in {note.place.file}; put it back or take it out there",
                )
                not_read.append(NotRead(file, why))
        taken.update(named)
        if named:
            groups.append((note.id, note, [file for file in named if (folder / file).is_file()]))
    notes = {note.id: note for note in plant.firewalls if not note.files}
    loose: dict[str, list[str]] = defaultdict(list)
    root = folder / FOLDER
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root)
        file = f"{FOLDER}/{below.as_posix()}"
        if path.is_file() and file not in taken and not any(part.startswith(".") for part in below.parts):
            name = below.parts[0] if len(below.parts) > 1 else below.name.partition(".")[0]
            loose[name].append(file)
    groups += [(name, notes.get(name), files) for name, files in loose.items()]
    return groups


def _read(folder: Path, file: str, format: str | None) -> Piece:
    try:
        data = bytes_of(folder / file, file)
    except OSError as error:
        reason = error.strerror or str(error)
        why = Text(nl=f"is niet te lezen ({reason})", en=f"cannot be read ({reason})")
        raise ConfigurationError(file, why) from error
    firewall = read(data, file, format)
    return ConfigFile(file, hashlib.sha256(data).hexdigest(), firewall.format, firewall.coverage), firewall


def _device(plant: Plant, id: str, declared: bool, pieces: Sequence[Piece]) -> Device:
    firewall = join([(config.file, one) for config, one in pieces])
    own = addresses_of(firewall.interfaces)
    for one in plant.assets:
        if declared and one.id == id:
            own |= of_texts((*one.ipv4, *one.ipv6))
    notes = [note for note in plant.firewalls if declared and note.id == id]
    files = tuple(config for config, _ in pieces)
    return Device(id, declared, files, firewall, own, notes[0] if notes else None)


def _asset(plant: Plant, name: str, pieces: Sequence[Piece]) -> str | None:
    """The asset that configurations belong to: by the files' name, the host name in them, or their addresses."""
    for wanted in filter(None, (name, *(one.name for _, one in pieces))):
        for asset in plant.assets:
            if wanted.lower() in (asset.id.lower(), asset.hostname.lower()):
                return asset.id
    own = addresses_of(interface for _, one in pieces for interface in one.interfaces)
    holders = [asset.id for asset in plant.assets if of_texts((*asset.ipv4, *asset.ipv6)) & own]
    return holders[0] if len(holders) == 1 else None


def of_texts(addresses: Iterable[str]) -> Addresses:
    return Addresses.of(*map(ip_address, addresses))


def addresses_of(interfaces: Iterable[Interface]) -> Addresses:
    """The addresses that interfaces have themselves."""
    found = NOWHERE
    for interface in interfaces:
        found |= Addresses.of(*(address.ip for address in interface.addresses))
    return found


def join(pieces: Sequence[tuple[str, Firewall]]) -> Firewall:
    """Several files of one firewall as one. Parts of it know their file."""
    first = pieces[0][1]
    interfaces: dict[str, Interface] = {}
    for file, one in pieces:
        for interface in one.interfaces:
            known = interfaces.get(interface.name)
            if known is None:
                interfaces[interface.name] = replace(interface, file=file)
            else:
                together = tuple(dict.fromkeys((*known.addresses, *interface.addresses)))
                interfaces[interface.name] = replace(known, addresses=together, enabled=interface.enabled)
    return Firewall(
        format="+".join(dict.fromkeys(one.format for _, one in pieces)),
        name=next((one.name for _, one in pieces if one.name), ""),
        chains={name: replace(chain, file=file) for file, one in pieces for name, chain in one.chains.items()},
        hooks=tuple(hook for _, one in pieces for hook in one.hooks),
        interfaces=tuple(interfaces.values()),
        routes=tuple(replace(route, file=file) for file, one in pieces for route in one.routes),
        translations=tuple(replace(found, file=file) for file, one in pieces for found in one.translations),
        gaps=tuple(replace(gap, file=file) for file, one in pieces for gap in one.gaps),
        coverage=_added(one.coverage for _, one in pieces),
        families=frozenset().union(*(one.families for _, one in pieces)) if len(pieces) > 1 else first.families,
        routes_known=any(one.routes_known for _, one in pieces),
    )


def _added(coverages: Iterable[Coverage]) -> Coverage:
    found = list(coverages)
    return Coverage(
        sum(one.lines for one in found), sum(one.understood for one in found), sum(one.beside for one in found)
    )
