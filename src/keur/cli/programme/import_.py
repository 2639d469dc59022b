"""`keur programme import`: what people filled in in a workbook, into `declared/programme.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import language, pick, say
from keur.cli.terminal import fail, fail_on, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keur.plant.programme.importing import Change


@click.command(
    "import",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Lees het programma uit Excel.", en="Read the programme from Excel."),
    help=say(
        nl="Leest een werkmap van `keur programme export` terug. Fouten worden alle tegelijk getoond, en dan verandert "
        "er niets. Alleen wat anders is, verandert in declared/programme.yaml; commentaar blijft staan.\n\n"
        "Voorbeeld: keur programme import demo programma.xlsx --dry-run",
        en="Reads a workbook of `keur programme export` back. Mistakes are shown all at once, and then nothing "
        "changes. Only what differs changes in declared/programme.yaml; comments stay.\n\n"
        "Example: keur programme import demo programme.xlsx --dry-run",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"))
@click.argument("file", metavar=say(nl="BESTAND.xlsx", en="FILE.xlsx"), type=click.Path(path_type=Path))
@click.option(
    "--dry-run",
    is_flag=True,
    help=say(nl="Toon wat verandert, en verander niets.", en="Show what changes, and change nothing."),
)
def command(folder: str, file: Path, dry_run: bool) -> None:
    from keur.assess.programme.elements import elements
    from keur.catalogue import shipped
    from keur.plant import PlantErrors
    from keur.plant.file_bytes import read_bytes
    from keur.plant.programme.document import read_document, write_document
    from keur.plant.programme.importing import import_workbook

    plant = opened(folder)
    document = read_document(Path(folder), plant.plant)
    try:
        data = read_bytes(file)
        numbers = {one.name: one.numbers for one in elements(shipped())}
        done = import_workbook(data, file.name, document, plant.plant, numbers)
        if not dry_run and done.changes:
            write_document(document, done.text)
    except PlantErrors as errors:
        fail(say(nl="er is niets veranderd:\n", en="nothing was changed:\n") + errors.show(language()))
    except OSError as error:
        fail_on(error, str(file))
    for title in done.ignored:
        said = say(nl=f"blad overgeslagen: {title}", en=f"sheet left out: {title}")
        click.echo("".join(c if c.isprintable() else " " for c in said), err=True)
    _print(done.changes, dry_run)


def _print(changes: Sequence[Change], dry_run: bool) -> None:
    from rich.console import Console

    from keur.cli.terminal import plain

    if not changes:
        click.echo(say(nl="er is niets veranderd", en="nothing changed"))
        return
    console = Console(highlight=False, soft_wrap=True)
    nothing = say(nl="(leeg)", en="(blank)")
    for one in changes:
        old, new = pick(one.old) or nothing, pick(one.new) or nothing
        console.print(f"{one.requirement}  {plain(pick(one.field))}: {plain(old)} -> {plain(new)}")
    count, answers = len(changes), len({one.requirement for one in changes})
    if dry_run:
        words = say(nl="{} wijzigingen in {} eisen; niets geschreven", en="{} changes in {} requirements; not written")
    else:
        words = say(nl="{} wijzigingen in {} eisen geschreven", en="{} changes in {} requirements written")
    console.print(words.format(count, answers))
