"""`keur programme reviewed`: a named person looked at an answer and all that it depends on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keur.cli.language import language, pick, say
from keur.cli.options import today_option
from keur.cli.terminal import clock_day, fail, fail_on, meant, opened

if TYPE_CHECKING:
    from keur.plant.evidence import EvidenceState
    from keur.plant.model import Answer, Plant


@click.command(
    "reviewed",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Leg vast dat een antwoord is beoordeeld.", en="Record that an answer was reviewed."),
    help=say(
        nl="Legt vast dat iemand het antwoord heeft beoordeeld, met de hashes van alles waar het op steunt. Verandert "
        "daar later iets aan, dan is het antwoord verdacht tot de volgende beoordeling.\n\n"
        'Voorbeeld: keur programme reviewed fabriek "NET 1.1" --by "J. Jansen"',
        en="Records that somebody reviewed the answer, with the hashes of all that it depends on. When any of that "
        "changes later, the answer is suspect until the next review.\n\n"
        'Example: keur programme reviewed plant "NET 1.1" --by "J. Jansen"',
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"))
@click.argument("requirements", metavar=say(nl="EIS...", en="REQUIREMENT..."), nargs=-1, required=True)
@click.option(
    "--by",
    required=True,
    metavar=say(nl="NAAM", en="NAME"),
    help=say(nl="Wie het beoordeelde.", en="Who reviewed it."),
)
@today_option(nl="Datum van de beoordeling.", en="Date of the review.")
def command(folder: str, requirements: tuple[str, ...], by: str, today: dt.datetime | None) -> None:
    from keur.assess.programme.contradictions import PREFIX
    from keur.library import requirements as every_number
    from keur.plant import PlantErrors
    from keur.plant.evidence import digests, read_evidence
    from keur.plant.programme.document import read_document, reviewed, write_document

    if not by.strip():
        fail(say(nl="`--by` is leeg; noem wie het beoordeelde", en="`--by` is blank; name who reviewed it"))
    plant = opened(folder).plant
    answers = {answer.requirement: answer for answer in plant.programme}
    numbers = list(dict.fromkeys(one.removeprefix(PREFIX) for one in requirements))
    _refuse_unanswered(numbers, answers, every_number())
    state = read_evidence(Path(folder), plant)
    day = today.date() if today else clock_day()
    document = read_document(Path(folder), plant)
    now = {number: digests(plant, answers[number], state) for number in numbers}
    try:
        write_document(document, reviewed(document, plant, now, by.strip(), day))
    except PlantErrors as errors:
        fail(errors.show(language()))
    except OSError as error:
        fail_on(error, folder)
    for number in numbers:
        _print(plant, answers[number], state, len(now[number]), say(nl=f"{by} op {day}", en=f"{by} on {day}"))


def _refuse_unanswered(numbers: Sequence[str], answers: Collection[str], every: Collection[str]) -> None:
    from keur.plant.errors import nearest, shown

    wrong = []
    for number in numbers:
        if number not in every:
            hint = meant(nearest(number, every))
            wrong.append(say(nl=f"geen eis `{shown(number)}`", en=f"no requirement `{shown(number)}`") + hint)
        elif number not in answers:
            wrong.append(
                say(
                    nl=f"{number} is niet beantwoord in declared/programme.yaml; er is niets te beoordelen",
                    en=f"{number} is not answered in declared/programme.yaml; there is nothing to review",
                )
            )
    if wrong:
        fail("\n".join(wrong))


def _print(plant: Plant, answer: Answer, state: EvidenceState, count: int, who: str) -> None:
    from rich.console import Console

    from keur.assess.programme.status import changes
    from keur.cli.terminal import plain
    from keur.plant.evidence import UNFINISHED

    console = Console(highlight=False, soft_wrap=True)
    told = say(nl=f"beoordeeld door {who}; hashes: {count}", en=f"reviewed by {who}; digests: {count}")
    console.print(f"{answer.requirement}  {plain(told)}")
    before = answer.reviewed
    if before is None:
        console.print("  " + say(nl="dit is de eerste beoordeling", en="this is the first review"))
    else:
        since = f"{before.date} ({before.by})"
        changed = [pick(text) for text in changes(plant, answer, state)]
        nothing = say(nl="niets", en="nothing")
        words = say(nl="veranderd sinds {}: {}", en="changed since {}: {}")
        console.print("  " + plain(words.format(since, "; ".join(changed) or nothing)))
    left_out = {
        None: say(nl="ontbreekt: ", en="missing: "),
        UNFINISHED: say(nl="nog een concept: ", en="still a draft: "),
    }
    for evidence in answer.evidence:
        if (found := state.get(evidence.file)) in left_out:
            console.print("  " + plain(left_out[found] + evidence.file))
