"""Configurations of firewalls in words: what was understood, and what lies behind the interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from keur.cli.language import language, pick, say
from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import Coverage, Gap
from keur.plant.model import Plant
from keur.reach.adding import Configured
from keur.reach.devices import ConfigFile, Device, Devices, gather
from keur.reach.topology import Topology

MOST_GAPS = 20
"""Places that were not understood, shown of one firewall."""


def added(plant: Plant, folder: Path, several: Sequence[Configured]) -> Iterator[str]:
    """What came of adding some files, and what is known of their firewalls once all are there."""
    for one in several:
        yield of_file(one.config) + ("" if one.new else say(nl="; was er al", en="; was there already"))
        if one.earlier:
            yield "  " + say(
                nl=f"komt in de plaats van een eerdere; die ligt nu in {one.earlier}",
                en=f"takes the place of an earlier one, which now lies in {one.earlier}",
            )
    found = gather(plant, folder)
    files = {one.config.file for one in several}
    for device in found.devices:
        if any(config.file in files for config in device.files):
            yield from _device(plant, found, device)


def everything(plant: Plant, folder: Path) -> Iterator[str]:
    """All configurations of a plant, and the files among them that could not be read."""
    found = gather(plant, folder)
    for device in found.devices:
        for config in device.files:
            yield of_file(config)
        yield from _device(plant, found, device)
    for not_read in found.not_read:
        yield f"{not_read.file}: {pick(not_read.text)}"


def of_file(config: ConfigFile) -> str:
    return f"{config.file}: {config.format}, {lines(config.coverage)}, SHA-256 {config.sha256[:12]}…"


def lines(coverage: Coverage) -> str:
    """How much of a file was understood."""
    return say(
        nl=f"{coverage.lines} regels: {coverage.understood} begrepen, {coverage.beside} doen niet ter zake, "
        f"{coverage.not_understood} niet begrepen",
        en=f"{coverage.lines} lines: {coverage.understood} understood, {coverage.beside} beside the matter, "
        f"{coverage.not_understood} not understood",
    )


def gaps(found: tuple[Gap, ...], file: str) -> Iterator[str]:
    """The first places that were not understood."""
    for gap in found[:MOST_GAPS]:
        where = f"{gap.file or file}:{gap.line}" if gap.line else gap.file or file
        text = f" `{gap.text}`" if gap.text else ""
        yield f"  {where}:{text} {pick(gap.reason)}"
    if len(found) > MOST_GAPS:
        more = len(found) - MOST_GAPS
        yield "  " + say(nl=f"en nog {more} plaatsen", en=f"and {more} more places")


def _device(plant: Plant, devices: Devices, device: Device) -> Iterator[str]:
    yield from gaps(device.firewall.gaps, device.files[0].file)
    if not device.declared:
        yield "  " + say(
            nl=f"`{device.id}` hoort bij geen asset: noem die met --firewall, of geef het bestand de naam van de asset",
            en=f"`{device.id}` belongs to no asset: name it with --firewall, or give the file the name of the asset",
        )
    behind = list(_behind(plant, devices, device))
    if behind:
        yield "  " + say(nl="Achter de interfaces ligt:", en="Behind the interfaces lies:")
        yield from behind
        return
    yield "  " + say(
        nl="Welke zone achter welke interface ligt, is niet bekend: voeg adressen en routes van de firewall toe, of "
        "zet het in declared/topology.yaml",
        en="Which zone lies behind which interface is not known: add addresses and routes of the firewall, or say so "
        "in declared/topology.yaml",
    )


def _behind(plant: Plant, devices: Devices, device: Device) -> Iterator[str]:
    from keur.dossier.wording import word

    rows = []
    for zone, found in Topology(plant, devices.devices).attachments.items():
        for one in found:
            if one.device == device.id:
                basis = word(f"basis.{one.forwarding.basis}", language())
                line = one.forwarding.line
                where = f", {one.forwarding.file}:{line}" if line else ""
                rows.append((one.interface, zone, show_addresses(one.addresses, 3), f"{basis}{where}"))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in sorted(rows):
        yield "    " + "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
