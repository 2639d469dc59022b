"""`keur advisories decide`: records what is done about an advisory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from keur.cli.advisory_naming import known_advisory, known_assets, known_window, need_advisories
from keur.cli.language import say
from keur.cli.options import today_option
from keur.cli.terminal import checking, clock_day, fail, fail_on, opened, printable, unfit_plant

if TYPE_CHECKING:
    from keur.plant.triage import Treatment

# The words of `keur.plant.triage`, here once more because help must not load the plant; a test holds them together.
BECAUSE = (
    "component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_not_present",
)
SUPPLIER_STATES = ("available", "in test", "not approved", "not applicable", "approved", "released")
OWN_STATES = ("in internal test", "not authorised", "authorised", "effective", "installed")
_OFFLINE = "offline"

WAYS = ("patch", "mitigate", _OFFLINE, "accept", "not-affected")
_TEXT = say(nl="TEKST", en="TEXT")
_DAY: dict[str, Any] = {
    "metavar": say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
    "type": click.DateTime(["%Y-%m-%d"]),
}


@click.command(
    "decide",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Leg vast wat er met een advies gebeurt.", en="Record what is done about an advisory."),
    help=say(
        nl="Legt in decided/advisories.yaml vast wat er over een advies is besloten voor een of meer assets, met wat "
        "nu bekend is. Verandert daarvan iets, dan is het besluit weer open.\n\nVoorbeeld: keur advisories decide "
        'fabriek ICSA-24-226-09 plc-01 --as mitigate --measure "Poort 102 dicht" --expires 2027-03-31 --who "J. Smit" '
        '--why "Volgende stop in maart"',
        en="Records in decided/advisories.yaml what is decided about an advisory for one or more assets, with what is "
        "known now. When any of that changes, the decision is open again.\n\nExample: keur advisories decide plant "
        'ICSA-24-226-09 plc-01 --as mitigate --measure "Port 102 closed" --expires 2027-03-31 --who "J. Jansen" '
        '--why "Next stop in March"',
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.argument("advisory", metavar=say(nl="ADVIES", en="ADVISORY"))
@click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
@click.option("--as", "way", required=True, type=click.Choice(WAYS), help=say(nl="Wat er gebeurt.", en="What is done."))
@click.option("--who", required=True, metavar=_TEXT, help=say(nl="Wie het besluit.", en="Who decides."))
@click.option("--why", required=True, metavar=_TEXT, help=say(nl="Waarom.", en="Why."))
@click.option("--window", metavar="ID", help=say(nl="Patch in dit onderhoudsvenster.", en="Patch in this window."))
@click.option("--by", help=say(nl="Patch uiterlijk op deze dag.", en="Patch by this day."), **_DAY)
@click.option("--measure", metavar=_TEXT, help=say(nl="De maatregel, bij mitigate.", en="The measure of mitigate."))
@click.option("--expires", help=say(nl="Laatste dag van de maatregel.", en="Last day of the measure."), **_DAY)
@click.option(
    "--evidence",
    metavar=say(nl="BESTAND", en="FILE"),
    help=say(nl="Bewijs: pad binnen de fabrieksmap.", en="Evidence: a path inside the plant folder."),
)
@click.option("--until", help=say(nl="Aanvaard tot en met.", en="Accepted up to and including."), **_DAY)
@click.option("--because", type=click.Choice(BECAUSE), help=say(nl="Waarom niet getroffen.", en="Why not affected."))
@click.option(
    "--supplier-state",
    type=click.Choice(SUPPLIER_STATES),
    help=say(nl="Stand van de patch bij de leverancier.", en="State of the patch at the supplier."),
)
@click.option(
    "--own-state",
    type=click.Choice(OWN_STATES),
    help=say(nl="Stand van de patch in de fabriek.", en="State of the patch in the plant."),
)
@today_option(nl="Datum van het besluit.", en="Date of the decision.")
def decide(
    folder: str, advisory: str, assets: tuple[str, ...], way: str, today: dt.datetime | None, **given: Any
) -> None:
    from keur.cli.triage_words import recorded
    from keur.plant.errors import PlantErrors
    from keur.plant.model import Place
    from keur.plant.triage import AdvisoryDecision, Justification, OwnState, SupplierState, Treatment

    treatment = Treatment.TAKE_OFFLINE if way == _OFFLINE else Treatment(way)
    written: dict[str, Any] = {
        key: value.date() if isinstance(value, dt.datetime) else value for key, value in given.items()
    }
    day = today.date() if today else clock_day()
    _check_options(way, treatment, {key: value for key, value in written.items() if value is not None}, day)
    for key, words in (("because", Justification), ("supplier_state", SupplierState), ("own_state", OwnState)):
        written[key] = words(written[key]) if written[key] else None
    plant = opened(folder)
    known_assets(plant, assets)
    known_window(plant, written["window"])
    if written["evidence"] and not (plant.folder / written["evidence"]).is_file():
        fail(say(nl=f"geen bestand `{written['evidence']}` in de map", en=f"no file `{written['evidence']}` in there"))
    with checking(folder):
        matching, priorities = plant.prioritise(day)
        need_advisories(matching)
    try:
        done = plant.decide(
            matching,
            priorities,
            AdvisoryDecision(
                advisory=known_advisory(matching, advisory),
                assets=tuple(dict.fromkeys(assets)),
                treatment=treatment,
                date=day,
                knew=(),
                place=Place("decided/advisories.yaml", 1),
                **written,
            ),
        )
    except PlantErrors as errors:
        unfit_plant(errors)
    except OSError as error:
        fail_on(error, folder)
    for line in recorded(done):
        click.echo(printable(line))


def _check_options(way: str, treatment: Treatment, given: dict[str, Any], day: dt.date) -> None:
    """Ends the command when options are missing or do not belong to the decision; says all at once."""
    from keur.plant.files.advisories import ALLOWS, NEEDS

    def options(keys: tuple[str, ...]) -> str:
        joint = say(nl=" of ", en=" or ")
        return joint.join(f"--{key.replace('_', '-')}" for key in keys)

    wrong = []
    for keys in NEEDS[treatment]:
        if not given.keys() & set(keys):
            wrong.append(say(nl=f"--as {way} vraagt om {options(keys)}", en=f"--as {way} needs {options(keys)}"))
        elif len(given.keys() & set(keys)) > 1:
            wrong.append(say(nl=f"kies een van {options(keys)}", en=f"choose one of {options(keys)}"))
    for key in sorted(given.keys() - ALLOWS[treatment] - {"who", "why"}):
        one = options((key,))
        wrong.append(say(nl=f"{one} hoort niet bij --as {way}", en=f"{one} does not belong to --as {way}"))
    for key in ("by", "expires", "until"):
        if key in given and given[key] < day:
            wrong.append(say(nl=f"--{key} ligt voor {day}", en=f"--{key} is before {day}"))
    if wrong:
        fail("; ".join(wrong))
