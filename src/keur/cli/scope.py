"""`keur scope`: whether the law covers the legal entity, and as what; exit code 0 answered, 1 not demonstrated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import language, say
from keur.cli.options import format_option, output_option, today_option
from keur.cli.terminal import clock_day, fail, fail_on, output_file, unfit_plant

if TYPE_CHECKING:
    from keur.assess.scope import Scope
    from keur.assess.scope.registration import Registration
    from keur.plant.model import Site

NOT_DEMONSTRATED = 1


@click.command(
    "scope",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Valt u onder de Cyberbeveiligingswet?", en="Does the Cyberbeveiligingswet cover you?"),
    help=say(
        nl="Zegt of de rechtspersoon van de fabriek onder de Cyberbeveiligingswet (NIS2) valt en als wat, stap voor "
        "stap met de bepaling waarop het rust, wie toezicht houdt, welke plichten gelden, en wat het zou veranderen. "
        "Een indicatie: de toezichthouder beslist. Eindcode: 0 beantwoord, 1 niet aangetoond, 2 kon niet.\n\n"
        "Voorbeeld: keur scope fabriek",
        en="Says whether the Cyberbeveiligingswet (NIS2) covers the plant's legal entity and as what, step by step "
        "with the provision it rests on, who supervises, which duties hold, and what would change it. An indication: "
        "the supervisor decides. Exit code: 0 answered, 1 not demonstrated, 2 could not.\n\nExample: keur scope plant",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@format_option()
@output_option
@today_option(nl="Datum waarop het antwoord geldt.", en="Date for which the answer holds.")
@click.option(
    "--registration",
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(
        nl="Maak het bestand met gegevens voor het register, of werk het bij; toont wat ontbreekt en wat veranderde.",
        en="Make the file with the data for the register, or renew it; shows what is missing and what changed.",
    ),
)
def command(folder: str, kind: str, output: str | None, today: dt.datetime | None, registration: str | None) -> None:
    from keur.assess.scope import scope
    from keur.plant import PlantErrors, load

    day = today.date() if today else clock_day()
    try:
        site = load(Path(folder)).site
    except PlantErrors as errors:
        unfit_plant(errors)
    except OSError as error:
        fail_on(error, folder)
    answer = scope(site, day)
    renewed = None if registration is None else renew(Path(registration), site, answer)
    with output_file(output) as file:
        file.write(told(answer, renewed, kind))
    raise SystemExit(0 if answer.entity_class is not None else NOT_DEMONSTRATED)


def renew(path: Path, site: Site, answer: Scope) -> Registration:
    """Writes the registration file anew, or ends the command when the one that stands there has mistakes."""
    from keur.assess.scope import registration as register
    from keur.plant.errors import Mistakes, PlantErrors

    mistakes = Mistakes()
    try:
        before = register.read(path, mistakes)
        if mistakes.errors:
            shown = PlantErrors(mistakes.errors).show(language())
            fail(say(nl="het registratiebestand heeft fouten:\n", en="the registration file has mistakes:\n") + shown)
        renewed = register.renew(before, register.fields(site, answer), answer.today)
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(register.render(renewed, language()), encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        fail_on(error, str(path))
    return renewed


def told(answer: Scope, renewed: Registration | None, kind: str) -> str:
    """The answer, or the registration where that was asked for, as text."""
    import io

    if kind == "json":
        from keur.dossier import scope as dossier

        return dossier.render(answer) if renewed is None else dossier.render_registration(renewed)
    from keur.cli import scope_tables

    file = io.StringIO()
    if renewed is None:
        scope_tables.show(answer, file)
    else:
        scope_tables.show_registration(renewed, answer.today, file)
    return file.getvalue()
