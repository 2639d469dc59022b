"""`keur programme policies`: which policies the plant has, and starting texts for those that it does not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from keur.cli.language import say
from keur.cli.options import format_option, today_option
from keur.cli.terminal import clock_day, fail, fail_on, meant, opened, unfit_plant

if TYPE_CHECKING:
    from keur.library import OpenPlant


@click.command(
    "policies",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon of maak beleid.", en="Show or make policies."),
    help=say(
        nl="Toont per beleidsstuk of het er is, wat nog moet worden ingevuld, wie het vaststelde en welke eisen en "
        "artikelen het dient. Maakt op verzoek een eerste tekst om aan te passen.\n\n"
        "Voorbeeld: keur programme policies fabriek --create remote-access",
        en="Shows for each policy whether it is there, what is still to be filled in, who approved it, and which "
        "requirements and articles it serves. Makes a starting text to adapt when asked.\n\n"
        "Example: keur programme policies plant --create remote-access",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--create",
    "wanted",
    metavar="ID",
    multiple=True,
    help=say(
        nl="Maak dit beleidsstuk; mag vaker. Overschrijft niets.",
        en="Make this policy; may be repeated. Overwrites nothing.",
    ),
)
@click.option(
    "--create-all",
    "everything",
    is_flag=True,
    help=say(nl="Maak alle beleidsstukken die er nog niet zijn.", en="Make all policies that are not there yet."),
)
@click.option(
    "--language",
    "language",
    type=click.Choice(("nl", "en")),
    help=say(
        nl="Taal van wat wordt gemaakt; anders die van plant.yaml.",
        en="Language of what is made; else that of plant.yaml.",
    ),
)
@format_option()
@today_option(nl="Datum waarop het antwoord geldt.", en="Date for which the answer holds.")
def command(
    folder: str, wanted: tuple[str, ...], everything: bool, language: str | None, kind: str, today: dt.datetime | None
) -> None:
    from keur.plant import PlantErrors

    plant = opened(folder)
    try:
        if wanted or everything:
            _create(plant, wanted, everything, language or plant.plant.site.language)
        found, not_read = plant.policies(today.date() if today else clock_day())
    except PlantErrors as errors:
        unfit_plant(errors)
    except OSError as error:
        fail_on(error, folder)
    if kind == "json":
        rows = [dataclasses.asdict(one) for one in found]
        whole = {"format": "keur-policies", "version": 1, "policies": rows, "not_read": not_read}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2, default=str))
        return
    from keur.cli.programme.policy_list import show

    show(found, not_read)


def _create(plant: OpenPlant, wanted: tuple[str, ...], everything: bool, language: str) -> None:
    """Makes what was asked for, or ends the command before anything is written."""
    from keur.catalogue.policy_library import starting_texts
    from keur.plant.errors import nearest
    from keur.plant.policies import FOLDER

    offered = starting_texts()
    for id in wanted:
        if id not in offered:
            hint = meant(nearest(id, offered))
            fail(say(nl=f"er is geen eerste tekst `{id}`{hint}", en=f"there is no starting text `{id}`{hint}"))
    there = {path.stem for path in (plant.folder / FOLDER).glob("*.md")}
    if standing := [f"{FOLDER}/{id}.md" for id in wanted if id in there]:
        listed = ", ".join(standing)
        fail(
            say(
                nl=f"{listed} bestaat al en wordt niet overschreven; er is niets gemaakt",
                en=f"{listed} exists already and is not overwritten; nothing was made",
            )
        )
    ids = [id for id in offered if (everything and id not in there) or id in wanted]
    for path in plant.create_policies(ids, language):
        click.echo(say(nl=f"gemaakt: {path}", en=f"made: {path}"), err=True)
    if everything and (kept := len(there & set(offered))):
        words = (
            ("bestonden al en bleven", "existed and were") if kept > 1 else ("bestond al en bleef", "existed and was")
        )
        click.echo(say(nl=f"{kept} {words[0]} staan", en=f"{kept} {words[1]} left alone"), err=True)
