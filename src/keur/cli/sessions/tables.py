"""Sessions, and how a log was understood, as tables on a terminal."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

from keur.cli.language import pick, say
from keur.cli.terminal import console_on, plain
from keur.observe.sessions.guessing import format_of
from keur.observe.sessions.presets import PRESETS

if TYPE_CHECKING:
    from rich.console import Console

    from keur.observe.sessions.adding import Understood
    from keur.observe.sessions.gathering import NotRead
    from keur.observe.sessions.model import Session

_FIRST_ROWS, _FIRST_PROBLEMS = 5, 10


def show_understood(name: str, understood: Understood, dry_run: bool) -> None:
    """The mapping as it was guessed, the first sessions, and what was not understood."""
    console = console_on(sys.stdout)
    log, read = understood.log, understood.read
    about = f"{format_of(log.kind).TITLE}, {say(nl='bron', en='source')} {log.source}"
    if understood.guess.preset:
        about = f"{about}, preset {understood.guess.preset}: {PRESETS[understood.guess.preset].title}"
    console.print(f"[bold]{plain(name)}[/bold]: {plain(about)}")
    for field, column in log.columns.items():
        console.print(plain(f"  {field}: {column}"))
    if understood.guess.preset:
        preset = PRESETS[understood.guess.preset]
        for title, words in (
            (say(nl="gelezen", en="read"), preset.read),
            (say(nl="niet gelezen", en="not read"), preset.unread),
            (say(nl="weet niet", en="cannot know"), preset.silent),
        ):
            console.print(plain(f"  {title}: {pick(words)}"), style="dim")
    if understood.guess.unused:
        unused = ", ".join(understood.guess.unused[:20])
        console.print(plain(say(nl=f"  ongebruikt: {unused}", en=f"  not used: {unused}")))
    _times(console, understood)
    if read.sessions:
        _table(console, read.sessions[:_FIRST_ROWS], lambda one: one.vendor)
    _problems(console, understood)
    count = len(read.sessions)
    told = say(nl=f"sessies: {count}", en=f"sessions: {count}")
    told += say(nl=f"; rijen niet begrepen: {read.lost}", en=f"; rows not understood: {read.lost}")
    if read.skipped:
        told += say(nl=f"; rijen zonder sessie: {read.skipped}", en=f"; rows without a session: {read.skipped}")
    console.print(plain(f"{told}. {_fate(understood, dry_run)}"))


def _times(console: Console, understood: Understood) -> None:
    log = understood.log
    zone = log.timezone or say(nl="in het logboek zelf", en="in the log itself")
    told = say(nl=f"  tijdzone: {zone}", en=f"  time zone: {zone}")
    if log.day_first is not None:
        told += (
            say(nl="; dag voorop", en="; day first") if log.day_first else say(nl="; maand voorop", en="; month first")
        )
    console.print(plain(told))


def _problems(console: Console, understood: Understood) -> None:
    problems = understood.read.problems
    for problem in problems[:_FIRST_PROBLEMS]:
        words = pick(problem.text)
        told = say(nl=f"  regel {problem.line}: {words}", en=f"  line {problem.line}: {words}")
        console.print(plain(told), style="yellow" if problem.lost else "dim")
    if len(problems) > _FIRST_PROBLEMS:
        console.print(f"  +{len(problems) - _FIRST_PROBLEMS}")


def _fate(understood: Understood, dry_run: bool) -> str:
    file = understood.log.file
    if understood.there:
        return say(nl=f"Stond er al: {file}.", en=f"Was there already: {file}.")
    if not understood.read.sessions:
        return say(nl="Niets ingelezen: geen enkele sessie begrepen.", en="Nothing imported: no session understood.")
    if dry_run:
        return say(nl="Niets geschreven.", en="Nothing written.")
    return say(nl=f"Ingelezen als {file}.", en=f"Imported as {file}.")


def show_sessions(
    sessions: Sequence[Session], vendor_of: Callable[[Session], str], not_read: Sequence[NotRead], file: IO[str]
) -> None:
    """One line a session."""
    console = console_on(file)
    if sessions:
        _table(console, sessions, vendor_of)
    else:
        console.print(say(nl="Geen sessies.", en="No sessions."))
    if not_read:
        console.print("[bold]" + say(nl="Niet (helemaal) gelezen:", en="Not (fully) read:") + "[/bold]")
    for one in not_read:
        console.print(plain(f"  {one.file}: {pick(one.text)} ({one.count})"))


def _table(console: Console, sessions: Sequence[Session], vendor_of: Callable[[Session], str]) -> None:
    from rich.table import Table

    titles = say(
        nl="Begin Einde Leverancier Account Weg Vanaf Doel Plaats", en="Start End Vendor Account Path From Target Place"
    ).split()
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    table.columns[0].no_wrap = True
    for one in sessions:
        origin = " ".join(filter(None, (one.address, one.country)))
        place = f"{one.file.rpartition('/')[2]}:{one.line}"
        row = (
            _shown(one.start),
            _end(one),
            vendor_of(one),
            one.account,
            one.path,
            origin,
            ", ".join(one.targets),
            place,
        )
        table.add_row(*(plain(word) or "-" for word in row))
    console.print(table)


def _shown(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ")


def _end(one: Session) -> str:
    if one.end is not None:
        shown = _shown(one.end)
        return shown.partition(" ")[2] if one.end.date() == one.start.date() else shown
    return say(nl="open", en="still open") if one.ends_kept else say(nl="niet gelogd", en="not logged")
