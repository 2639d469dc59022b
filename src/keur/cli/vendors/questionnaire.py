"""`keur vendors questionnaire`: the questions to a vendor, by its tier; exit code 0 written, 2 could not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from keur.cli.language import Language, say
from keur.cli.options import format_option, today_option
from keur.cli.terminal import checking, clock_day, fail_on, opened, output_file
from keur.cli.vendors.subject import must_know


@click.command(
    "questionnaire",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Maak een vragenlijst voor een leverancier.", en="Make a questionnaire for a vendor."),
    help=say(
        nl="Schrijft de vragen die bij de klasse van een leverancier horen, als werkmap om in te vullen of als pagina "
        "om af te drukken. Antwoorden die er al staan gaan mee, en wat uit een certificaat volgt staat erbij. "
        "Eindcode: 0 geschreven, 2 kon niet.\n\n"
        "Voorbeeld: keur vendors questionnaire fabriek machinebouwer -o vragen.xlsx",
        en="Writes the questions that go with the tier of a vendor, as a workbook to fill in or as a page to print. "
        "Answers that stand already go along, and what follows from a certificate is marked. Exit code: 0 written, 2 "
        "could not.\n\nExample: keur vendors questionnaire plant machine-builder -o questions.xlsx",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("vendor", metavar=say(nl="LEVERANCIER", en="VENDOR"))
@format_option(("xlsx", "html"))
@click.option(
    "--output",
    "-o",
    required=True,
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Schrijf naar dit bestand.", en="Write to this file."),
)
@click.option(
    "--language",
    "wanted",
    type=click.Choice(["nl", "en"]),
    help=say(nl="Taal van de vragen; anders die van de fabriek.", en="Language of the questions; else the plant's."),
)
@today_option(nl="Datum waarop certificaten gelden.", en="Date for which certificates hold.")
def command(
    folder: str, vendor: str, kind: str, output: str, wanted: Language | None, today: dt.datetime | None
) -> None:
    from keur.dossier import questionnaire

    day = today.date() if today else clock_day()
    plant = opened(folder)
    about = must_know(plant.plant, vendor)
    with checking(folder):
        state = next(one for one in plant.vendors(day, advisories=False) if one.vendor.id == vendor)
    spoken: Language = wanted or ("nl" if plant.plant.site.language == "nl" else "en")
    if kind == "html":
        with output_file(output) as file:
            file.write(questionnaire.form(about, state.score, spoken, day))
    else:
        try:
            Path(output).write_bytes(questionnaire.workbook(about, state.score, spoken, day))
        except OSError as error:
            fail_on(error, output)
    count, tier = state.score.worth.questions, state.tier.tier
    click.echo(
        say(nl=f"{count} vragen voor klasse {tier}: {output}", en=f"{count} questions for tier {tier}: {output}")
    )
