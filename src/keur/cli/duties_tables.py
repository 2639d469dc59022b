"""The board and the action plan of `keur duties` for people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

from keur.assess.duties.wording import EFFORTS, HORIZONS
from keur.assess.programme.contradictions import PREFIX
from keur.assess.programme.status import STATUS_WORDS, Status
from keur.assess.scope.answer import CLASS
from keur.catalogue import Mark, shipped
from keur.catalogue.wording import MARKS
from keur.cli.language import pick, say
from keur.cli.programme.tables import STATUS_STYLE
from keur.cli.terminal import console_on, plain
from keur.plant.model import Deviation, Text

if TYPE_CHECKING:
    from rich.console import Console

    from keur.assess.duties.board import Board, Duty
    from keur.assess.duties.obligations import Obligations
    from keur.assess.programme.status import RequirementStatus
    from keur.plant.history import Commit

LINES = 5
"""What is missing of a duty, unless everything is asked for."""


def show(found: Obligations, law: str, commit: Commit | None, everything: bool, file: IO[str]) -> None:
    """Prints each duty: status, coverage, and what is missing first."""
    console, board = console_on(file), found.boards[law]
    _headline(console, board, commit)
    stage = None
    for duty in board.duties:
        if duty.stage.id != stage:
            console.print(f"\n[bold]{plain(pick(duty.stage.label))}[/bold]")
            stage = duty.stage.id
        _duty(console, duty, board.day, everything)


def show_actions(found: Obligations, law: str, commit: Commit | None, everything: bool, file: IO[str]) -> None:
    """Prints what is to be done for a law, by the law's clock, and with `everything` also what facts closed."""
    from rich.table import Table

    console, board = console_on(file), found.boards[law]
    _headline(console, board, commit)
    ids = {duty.row.id for duty in board.duties}
    heads = (
        say(nl="Actie", en="Action"),
        say(nl="Wat", en="What"),
        say(nl="Termijn", en="Horizon"),
        say(nl="Werk", en="Effort"),
        say(nl="Wie", en="Owner"),
        say(nl="Klaar", en="Due"),
        say(nl="Voor", en="For"),
    )
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for action in found.plan.open:
        waiting = [id for id in action.duties if id in ids]
        if not waiting and action.duties:
            continue
        about = f" ({pick(action.about)})" if action.about else ""
        reason = f": {pick(action.reasons[0])}" if action.reasons else ""
        late = say(nl=" te laat", en=" overdue") if action.overdue else ""
        table.add_row(
            plain(action.id),
            plain(pick(action.title) + about + reason),
            plain(pick(HORIZONS[action.horizon])),
            plain(pick(EFFORTS[action.effort])),
            plain(action.owner or "-"),
            plain((action.due.isoformat() if action.due else "-") + late),
            plain(", ".join(waiting)),
        )
    console.print()
    console.print(table)
    if found.plan.closed and everything:
        names = ", ".join(one.id for one in found.plan.closed)
        console.print(plain(say(nl=f"Gesloten door feiten: {names}", en=f"Closed by facts: {names}")))


def _headline(console: Console, board: Board, commit: Commit | None) -> None:
    title, classified = shipped().catalogue(board.law).title, board.scope.entity_class
    says = CLASS[classified] if classified is not None else Text("bereik niet aangetoond", "scope not demonstrated")
    console.print(f"[bold]{plain(pick(title))}[/bold]  {board.day}  {plain(pick(says))} (`keur scope`)")
    if commit is not None:
        made = f"{commit.id[:12]}, {commit.time:%Y-%m-%d %H:%M}, {commit.author}"
        console.print(plain(say(nl=f"De fabriek zoals vastgelegd: {made}", en=f"The plant as committed: {made}")))
        if commit.left_out:
            left = ", ".join(commit.left_out)
            console.print(plain(say(nl=f"Niet gevolgd: {left}", en=f"Not followed: {left}")))
    if not board.duties:
        console.print(say(nl="Op deze dag geldt er geen plicht.", en="No duty holds on this day."))
        return
    counts = Counter(duty.status for duty in board.duties)
    told = ", ".join(f"{counts[status]} {pick(STATUS_WORDS[status])}" for status in Status if counts[status])
    total = len(board.duties)
    console.print(
        plain(
            say(
                nl=f"{total} plichten: {told}. Dit is bewijs, geen oordeel: de toezichthouder beslist.",
                en=f"{total} duties: {told}. This is evidence, no judgement: the supervisor decides.",
            )
        )
    )


def _duty(console: Console, duty: Duty, day: dt.date, everything: bool) -> None:
    sure = "" if duty.row.mark is Mark.VERIFIED else f" ({pick(MARKS[duty.row.mark])})"
    console.print(f"[bold]{plain(duty.row.id)}[/bold]  {plain(pick(duty.row.label))}[dim]{plain(sure)}[/dim]")
    share = (
        "" if duty.coverage is None else say(nl=f", dekking {duty.coverage:.0%}", en=f", coverage {duty.coverage:.0%}")
    )
    why = "; ".join(pick(reason) for reason in duty.reasons)
    status = plain(pick(STATUS_WORDS[duty.status]))
    console.print(f"  [{STATUS_STYLE[duty.status]}]{status}[/]{plain(share)}{plain(': ' + why if why else '')}")
    lines = list(_lines(duty, everything))
    for line in lines if everything else lines[:LINES]:
        console.print("  - " + plain(line))
    if len(lines) > LINES and not everything:
        more = len(lines) - LINES
        console.print(say(nl=f"  - en nog {more} (`--all`)", en=f"  - and {more} more (`--all`)"))
    for deviation in duty.deviations:
        console.print("  * " + plain(_deviation(deviation, duty.where_fitting, day)))


def _lines(duty: Duty, everything: bool) -> Iterator[str]:
    """What is missing, worst first; with `everything` also what is there."""
    if duty.findings:
        yield say(nl="bevindingen: ", en="findings: ") + ", ".join(duty.findings)
    shown: Sequence[tuple[str, RequirementStatus, bool]] = (
        *((pick(one.gap.label), one.shown, True) for one in duty.additions),
        *((_label(one.requirement.requirement), one.requirement, one.bears) for one in duty.bearings),
    )
    for label, one, bears in shown:
        if everything or (bears and one.status in (Status.NOT_MET, Status.NOT_DEMONSTRATED)):
            reason = f" ({pick(one.reasons[0])})" if one.reasons else ""
            yield f"{one.requirement.removeprefix(PREFIX)}, {label}: {pick(STATUS_WORDS[one.status])}{reason}"


def _label(id: str) -> str:
    return pick(shipped().row(id).label)


def _deviation(one: Deviation, where_fitting: bool, day: dt.date) -> str:
    late = say(nl=", verlopen", en=", overdue") if one.review < day else ""
    room = (
        ""
        if where_fitting
        else say(nl="; geen ‘waar passend’ bekend in dit artikel", en="; no ‘where fitting’ is known in this article")
    )
    return say(
        nl=f"afwijking: {one.what}. {one.reason} ({one.owner}, herbeoordelen {one.review}{late}{room})",
        en=f"deviation: {one.what}. {one.reason} ({one.owner}, review {one.review}{late}{room})",
    )
