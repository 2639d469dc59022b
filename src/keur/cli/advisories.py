"""`keur advisories`: brings security advisories into a plant, and tells which assets they are about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.advisory_decide import decide
from keur.cli.advisory_naming import known_advisory, known_assets, need_advisories
from keur.cli.advisory_triage import triage
from keur.cli.language import say
from keur.cli.options import format_option, output_option, today_option
from keur.cli.terminal import COULD_NOT, checking, fail_on, opened, output_file, printable

if TYPE_CHECKING:
    from keur.assess.priority.order import Priorities
    from keur.library import OpenPlant
    from keur.products.answers import Matching

_FOLDER = say(nl="MAP", en="FOLDER")
_OPTIONS = say(nl="[OPTIES]", en="[OPTIONS]")
FOUND, PARTLY = 1, 1
"""Exit codes: something is affected or to be checked; not all of the files could be used."""


@click.group(
    "advisories",
    options_metavar=_OPTIONS,
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(
        nl="Vergelijk beveiligingsadviezen met de assetlijst.", en="Compare security advisories with the asset list."
    ),
    help=say(
        nl="Leest beveiligingsadviezen (CSAF 2.0 en 2.1) en zegt per asset: getroffen, niet getroffen of na te gaan, "
        "steeds met de reden en de woorden van het advies. Werkt zonder internet.\n\n"
        "Voorbeeld: keur advisories import fabriek csaf.zip && keur advisories match fabriek",
        en="Reads security advisories (CSAF 2.0 and 2.1) and says for each asset: affected, not affected or to be "
        "checked, always with the reason and the words of the advisory. Works without internet.\n\n"
        "Example: keur advisories import plant csaf.zip && keur advisories match plant",
    ),
)
def command() -> None:
    """The group of verbs about advisories."""


@command.command(
    "import",
    options_metavar=_OPTIONS,
    short_help=say(
        nl="Zet adviezen en lijsten in de fabrieksmap.", en="Put advisories and lists into the plant folder."
    ),
    help=say(
        nl="Leest adviezen, en de lijsten KEV, EPSS en SSVC, uit bestanden, mappen en archieven (zip, tar) en zet ze "
        "in observed/advisories. Een nieuwere revisie komt in de plaats van een eerdere, die bewaard blijft.\n\n"
        "Voorbeeld: keur advisories import fabriek csaf.zip kev.json",
        en="Reads advisories, and the lists KEV, EPSS and SSVC, from files, folders and archives (zip, tar) and puts "
        "them into observed/advisories. A newer revision takes the place of an earlier one, which is kept.\n\n"
        "Example: keur advisories import plant csaf.zip kev.json",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@click.argument("files", nargs=-1, required=True, metavar=say(nl="BESTAND...", en="FILE..."))
@click.option(
    "--received",
    metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
    type=click.DateTime(["%Y-%m-%d"]),
    help=say(nl="Dag van ontvangst; anders vandaag.", en="Day of receipt; else today."),
)
def import_files(folder: str, files: tuple[str, ...], received: dt.datetime | None) -> None:
    from keur.cli import advisory_words as words

    plant = opened(folder)
    try:
        done = plant.add_advisories((Path(file) for file in files), received.date() if received else None)
    except OSError as error:
        fail_on(error, folder)
    for line in words.imported(done):
        click.echo(printable(line))
    lost = [one for one in done.problems if one.lost]
    for line in words.problems(done.problems):
        click.echo(line, err=True)
    if lost:
        raise SystemExit(PARTLY if done.new or done.revised or done.known or done.feeds else COULD_NOT)


@command.command(
    "match",
    options_metavar=_OPTIONS,
    short_help=say(nl="Zeg welke assets getroffen zijn.", en="Tell which assets are affected."),
    help=say(
        nl="Vergelijkt alle assets met alle adviezen van de fabriek. Eindcode: 0 niets getroffen of na te gaan, 1 wel, "
        "2 kon niet vergeleken worden.\n\nVoorbeeld: keur advisories match fabriek --format json",
        en="Compares all assets with all advisories of the plant. Exit code: 0 nothing affected or to be checked, 1 "
        "something is, 2 could not be compared.\n\nExample: keur advisories match plant --format json",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@format_option()
@output_option
@click.option("--asset", metavar="ASSET", help=say(nl="Alleen deze asset.", en="This asset only."))
@today_option(nl="Datum waartegen de leeftijd van lijsten telt.", en="Date against which the age of lists counts.")
@click.option(
    "--priority",
    type=click.Choice(["now", "next", "never"]),
    help=say(
        nl="Alleen wat nu moet, bij het volgende onderhoud kan, of niet om zichzelf hoeft.",
        en="Only what must be done now, can wait for the next maintenance, or need not be done for its own sake.",
    ),
)
@click.option(
    "--all", "everything", is_flag=True, help=say(nl="Ook wat niet getroffen is.", en="Also what is not affected.")
)
def match(
    folder: str,
    kind: str,
    output: str | None,
    asset: str | None,
    today: dt.datetime | None,
    priority: str | None,
    everything: bool,
) -> None:
    from keur.products.verdict import State

    matching, priorities = _matching(opened(folder), asset, today)
    if priority is not None:
        found = ((one, priorities.of(one)) for one in matching.verdicts)
        matching = matching.only(one for one, first in found if first and first.action == priority)
    with output_file(output) as file:
        if kind == "json":
            from keur.dossier.advisories import render

            file.write(render(matching, priorities))
        else:
            from keur.cli.advisory_tables import show

            show(matching, priorities, everything, file)
    if any(one.state is not State.NOT_AFFECTED for one in matching.verdicts):
        raise SystemExit(FOUND)


@command.command(
    "show",
    options_metavar=_OPTIONS,
    short_help=say(nl="Toon een advies en wie het aangaat.", en="Show an advisory and whom it concerns."),
    help=say(
        nl="Toont een advies: revisies, kwetsbaarheden, producten, maatregelen en de assets die het aangaat.\n\n"
        "Voorbeeld: keur advisories show fabriek ICSA-24-226-09",
        en="Shows an advisory: revisions, vulnerabilities, products, remedies and the assets that it concerns.\n\n"
        "Example: keur advisories show plant ICSA-24-226-09",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@click.argument("advisory", metavar=say(nl="ADVIES", en="ADVISORY"))
@today_option(nl="Datum waarop besluiten en lijsten gelden.", en="Date on which decisions and lists count.")
def show_advisory(folder: str, advisory: str, today: dt.datetime | None) -> None:
    from keur.cli import advisory_words as words
    from keur.cli.triage_words import decisions_on

    plant = opened(folder)
    matching, priorities = _matching(plant, None, today)
    id = known_advisory(matching, advisory)
    for line in (*words.advisory(matching, id), *decisions_on(plant.triage(matching, priorities), id)):
        click.echo(printable(line))


@command.command(
    "explain",
    options_metavar=_OPTIONS,
    short_help=say(nl="Leg uit waarom een advies een asset raakt.", en="Explain why an advisory concerns an asset."),
    help=say(
        nl="Legt uit hoe keur tot zijn oordeel over een asset en een advies komt, met aanhalingen.\n\n"
        "Voorbeeld: keur advisories explain fabriek plc-01 ICSA-24-226-09",
        en="Explains how keur comes to its verdict on an asset and an advisory, with quotes.\n\n"
        "Example: keur advisories explain plant plc-01 ICSA-24-226-09",
    ),
)
@click.argument("folder", metavar=_FOLDER, type=click.Path(file_okay=False))
@click.argument("asset", metavar="ASSET")
@click.argument("advisory", metavar=say(nl="ADVIES", en="ADVISORY"))
@today_option(nl="Datum waarop besluiten en lijsten gelden.", en="Date on which decisions and lists count.")
def explain(folder: str, asset: str, advisory: str, today: dt.datetime | None) -> None:
    from keur.cli import advisory_words as words
    from keur.cli.triage_words import decisions_on

    plant = opened(folder)
    matching, priorities = _matching(plant, asset, today)
    known = next(one for one in plant.plant.assets if one.id == asset)
    id = known_advisory(matching, advisory)
    for line in (
        *words.explained(matching, priorities, known, id),
        *decisions_on(plant.triage(matching, priorities), id),
    ):
        click.echo(printable(line))


def _matching(plant: OpenPlant, asset: str | None, today: dt.datetime | None) -> tuple[Matching, Priorities]:
    known_assets(plant, () if asset is None else (asset,))
    with checking(str(plant.folder)):
        found = plant.prioritise(today.date() if today else None, asset)
    need_advisories(found[0])
    return found


command.add_command(decide)
command.add_command(triage)
