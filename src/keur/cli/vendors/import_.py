"""`keur vendors import`: the answers of a vendor into the plant; exit code 0 read, 2 could not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import language, pick, say
from keur.cli.options import today_option
from keur.cli.terminal import clock_day, fail, fail_on, opened

if TYPE_CHECKING:
    from keur.plant.vendor_form import Change


@click.command(
    "import",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Lees een ingevulde vragenlijst.", en="Read a questionnaire that was filled in."),
    help=say(
        nl="Zet de antwoorden uit een ingevulde werkmap in declared/answers/. Wat open bleef houdt zijn antwoord, wat "
        "hetzelfde zegt houdt zijn waarde. Bewijs dat in declared/evidence/LEVERANCIER/ staat telt als document; de "
        "rest is het woord van de leverancier. Eindcode: 0 gelezen, 2 kon niet.\n\n"
        "Voorbeeld: keur vendors import fabriek vragen.xlsx --dry-run",
        en="Puts the answers of a workbook that was filled in into declared/answers/. What was left open keeps its "
        "answer, what says the same keeps its grade. Evidence that stands in declared/evidence/VENDOR/ counts as a "
        "document; the rest is the vendor's word. Exit code: 0 read, 2 could not.\n\n"
        "Example: keur vendors import plant questions.xlsx --dry-run",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("file", metavar=say(nl="BESTAND", en="FILE"), type=click.Path(dir_okay=False))
@click.option("--dry-run", is_flag=True, help=say(nl="Toon alleen wat er verandert.", en="Only show what changes."))
@today_option(nl="Datum van de antwoorden.", en="Date of the answers.")
def command(folder: str, file: str, dry_run: bool, today: dt.datetime | None) -> None:
    from keur.catalogue.questions import numbers
    from keur.plant import PlantErrors
    from keur.plant.answering import import_answers

    plant = opened(folder)
    day = today.date() if today else clock_day()
    try:
        vendor, found = import_answers(Path(folder), plant.plant, Path(file), day, numbers(), write=not dry_run)
    except PlantErrors as errors:
        fail(say(nl="de vragenlijst heeft fouten:\n", en="the questionnaire has mistakes:\n") + errors.show(language()))
    except OSError as error:
        fail_on(error, file)
    _tell(vendor, found, dry_run)


def _tell(vendor: str, found: Sequence[Change], dry_run: bool) -> None:
    from keur.plant.errors import shown
    from keur.plant.vendor_form import ANSWERS, evidence_path

    for change in found:
        before = pick(ANSWERS[change.before.answer]) if change.before else "-"
        click.echo(f"{change.question}: {before} -> {pick(ANSWERS[change.after.answer])}")
        if change.missing_evidence:
            path = evidence_path(vendor, shown(change.missing_evidence))
            click.echo(
                say(
                    nl=f"  bewijs {path} staat er niet: dit telt als het woord van de leverancier",
                    en=f"  evidence {path} is not there: this counts as the vendor's word",
                )
            )
    count = len(found)
    if dry_run:
        click.echo(say(nl=f"{count} antwoorden zouden veranderen.", en=f"{count} answers would change."))
    else:
        click.echo(say(nl=f"{count} antwoorden veranderd.", en=f"{count} answers changed."))
