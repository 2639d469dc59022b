"""`keur sboms`: which parts the software of an asset has, from bills of materials."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from keur.cli.language import say
from keur.cli.options import format_option, output_option
from keur.cli.terminal import COULD_NOT, console_on, fail, fail_on, meant, opened, output_file, plain, printable

if TYPE_CHECKING:
    from keur.library import OpenPlant
    from keur.observe.advisories.model import Problem
    from keur.observe.sboms.gathering import GatheredSboms

_FOLDER = say(nl="MAP", en="FOLDER")
_OPTIONS = say(nl="[OPTIES]", en="[OPTIONS]")
PARTLY = 1
"""Exit code: not all of the files could be used."""


@click.group(
    "sboms",
    options_metavar=_OPTIONS,
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Lees stuklijsten van software (SBOM).", en="Read software bills of materials (SBOM)."),
    help=say(
        nl="Leest stuklijsten van firmware en software (CycloneDX, SPDX) en hangt de onderdelen onder een asset. "
        "keur advisories match vergelijkt ze daarna met de adviezen. Werkt zonder internet.\n\n"
        "Voorbeeld: keur sboms import fabriek plc.cdx.json --asset plc-01",
        en="Reads bills of materials of firmware and software (CycloneDX, SPDX) and hangs the parts under an asset. "
        "keur advisories match then compares them with the advisories. Works without internet.\n\n"
        "Example: keur sboms import plant plc.cdx.json --asset plc-01",
    ),
)
def command() -> None:
    """The group of verbs about bills of materials."""


@command.command(
    "import",
    options_metavar=_OPTIONS,
    short_help=say(nl="Zet stuklijsten bij een asset.", en="Put bills of materials with an asset."),
    help=say(
        nl="Leest stuklijsten uit bestanden, mappen en archieven (zip, tar) en zet ze in observed/sboms/ASSET. Noem "
        "--asset vaker als hetzelfde op meer assets staat.\n\n"
        "Voorbeeld: keur sboms import fabriek plc.cdx.json --asset plc-01 --asset plc-02",
        en="Reads bills of materials from files, folders and archives (zip, tar) and puts them into "
        "observed/sboms/ASSET. Repeat --asset where several assets have the same.\n\n"
        "Example: keur sboms import plant plc.cdx.json --asset plc-01 --asset plc-02",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@click.argument("files", nargs=-1, required=True, metavar=say(nl="BESTAND...", en="FILE..."))
@click.option(
    "--asset",
    "assets",
    metavar="ASSET",
    multiple=True,
    required=True,
    help=say(nl="Asset waarvan dit de software is.", en="Asset whose software this is."),
)
def import_files(folder: str, files: tuple[str, ...], assets: tuple[str, ...]) -> None:
    plant = opened(folder)
    for asset in assets:
        _check_asset(plant, asset)
    try:
        done = plant.add_sboms([Path(file) for file in files], assets)
    except OSError as error:
        fail_on(error, folder)
    for sbom in done.read:
        subject = sbom.subject or say(nl="zonder onderwerp", en="without a subject")
        count = len(sbom.parts)
        name = printable(sbom.file)
        click.echo(
            say(
                nl=f"{name}: {sbom.format}, {subject}, {count} onderdelen",
                en=f"{name}: {sbom.format}, {subject}, {count} parts",
            )
        )
    added, known = len(done.added), done.known
    click.echo(
        say(
            nl=f"toegevoegd: {added}; stonden er al: {known}",
            en=f"added: {added}; there already: {known}",
        )
    )
    _say_problems(done.problems)
    if any(one.lost for one in done.problems):
        raise SystemExit(PARTLY if done.read else COULD_NOT)


@command.command(
    "show",
    options_metavar=_OPTIONS,
    short_help=say(nl="Toon stuklijsten en onderdelen.", en="Show bills of materials and parts."),
    help=say(
        nl="Toont welke assets een stuklijst hebben; met --asset de onderdelen van die asset.\n\n"
        "Voorbeeld: keur sboms show fabriek --asset plc-01",
        en="Shows which assets have a bill of materials; with --asset the parts of that asset.\n\n"
        "Example: keur sboms show plant --asset plc-01",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@click.option("--asset", metavar="ASSET", help=say(nl="De onderdelen van deze asset.", en="The parts of this asset."))
@format_option()
@output_option
def show(folder: str, asset: str | None, kind: str, output: str | None) -> None:
    plant = opened(folder)
    if asset is not None:
        _check_asset(plant, asset)
    gathered = plant.sboms()
    ids = [one.id for one in plant.plant.assets if asset in (None, one.id)]
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.sboms import render

            file.write(render(gathered, ids))
            return
        _table(gathered, ids, asset is not None, file)
    _say_problems(gathered.problems)


def _check_asset(plant: OpenPlant, asset: str) -> None:
    import difflib

    ids = [one.id for one in plant.plant.assets]
    if asset not in ids:
        hint = meant(next(iter(difflib.get_close_matches(asset, ids, 1)), None))
        fail(say(nl=f"geen asset `{asset}`{hint}", en=f"no asset `{asset}`{hint}"))


def _say_problems(problems: list[Problem]) -> None:
    from keur.cli import advisory_words

    for line in advisory_words.problems(problems):
        click.echo(line, err=True)


def _table(gathered: GatheredSboms, ids: list[str], with_parts: bool, file: IO[str]) -> None:
    from rich.table import Table

    console = console_on(file, 140)
    for id in ids:
        for sbom in gathered.by_asset.get(id, ()):
            count = len(sbom.parts)
            about = f"{sbom.format}, {sbom.subject}" if sbom.subject else sbom.format
            parts = say(nl=f"{count} onderdelen", en=f"{count} parts")
            console.print(f"[bold]{plain(id)}[/bold]  {plain(about)}, {parts}  [dim]{plain(sbom.file)}[/dim]")
            if not with_parts or not sbom.parts:
                continue
            titles = (say(nl="Onderdeel", en="Part"), say(nl="Versie", en="Version"), say(nl="Van", en="By"))
            table = Table(
                *titles, "purl, CPE", say(nl="Zit in", en="Inside"), box=None, pad_edge=False, header_style="bold"
            )
            for part in sbom.parts:
                row = (part.name, part.version, part.supplier, part.purl or part.cpe, " > ".join(part.path))
                table.add_row(*map(plain, row))
            console.print(table)
    # A file without parts, such as one with statements on vulnerabilities only, tells of nothing inside.
    have = sum(any(sbom.parts for sbom in gathered.by_asset.get(id, ())) for id in ids)
    console.print(
        say(
            nl=f"stuklijst met onderdelen: {have} van {len(ids)} assets; van de rest is niet bekend waaruit ze bestaan",
            en=f"bill of materials with parts: {have} of {len(ids)} assets; what the others are made of is not known",
        )
    )
