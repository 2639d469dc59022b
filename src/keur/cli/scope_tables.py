"""The answer of `keur scope` for people: class, steps, changes, supervision, duties, fines, neighbouring law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from keur.assess.scope.answer import CLASS
from keur.assess.scope.law import consequences, row
from keur.assess.scope.registration import shown
from keur.assess.scope.size_steps import number
from keur.catalogue import Mark
from keur.cli.language import language, pick, say
from keur.cli.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console

    from keur.assess.scope.certainty import Demonstrated
    from keur.assess.scope.classes import Span
    from keur.assess.scope.registration import Registration
    from keur.assess.scope.result import Duty, Fine, Scope, Step


def show(answer: Scope, file: IO[str]) -> None:
    """Prints the whole answer."""
    console = _console(file)
    _headline(console, answer)
    _heading(console, say(nl="Stap voor stap", en="Step by step"))
    for step in answer.steps:
        _step(console, step)
    if answer.changes:
        _heading(console, say(nl="Wat het zou veranderen", en="What would change it"))
        for change in answer.changes:
            _line(console, f"{pick(change.text)}: {_span(change.outcome)}", change.rows)
    _supervision(console, answer)
    if answer.duties:
        _heading(console, say(nl="Plichten", en="Duties"))
        for duty in answer.duties:
            _line(console, f"{pick(duty.text)}. {_when(duty, answer.today)}", duty.rows)
    if answer.fines:
        _heading(console, say(nl="Boete, hoogstens", en="Fine, at most"))
        for fine in answer.fines:
            _line(console, f"{pick(fine.text)}: {_ceiling(fine)}", fine.rows)
    _heading(console, say(nl="Ook kijken naar", en="Also look at"))
    for one in answer.neighbours:
        _line(console, pick(one.text) + (_uncertain() if one.uncertain else ""), one.rows)
    _provisions(console, answer)


def show_registration(registration: Registration, today: dt.date, file: IO[str]) -> None:
    """Prints what goes to the register, what is missing, and which changes wait."""
    from rich.table import Table

    console = _console(file)
    portal = consequences()["portal"]
    console.print(
        plain(
            say(nl="Registreren bij", en="Register at")
            + f" {portal['address']}. {say(nl='Inloggen', en='Log in')}: {portal['login'][language()]}."
        )
    )
    registered = registration.registered
    console.print(
        say(nl="Geregistreerd op: ", en="Registered on: ")
        + (registered.isoformat() if registered else say(nl="niet ingevuld", en="not filled in"))
    )
    titles = (say(nl="Gegeven", en="Data"), say(nl="Waarde", en="Value"), say(nl="Bepaling", en="Provision"))
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for field in registration.fields:
        value = say(nl="ONTBREEKT", en="MISSING") if field.value is None else shown(field.value)
        table.add_row(plain(pick(field.label)), plain(value), plain(", ".join(map(_cited, field.rows))))
    console.print(table)
    if registration.changes:
        _heading(console, say(nl="Wijzigingen", en="Changes"))
    for one in registration.changes:
        if one.reported:
            state = say(nl=f"doorgegeven op {one.reported}", en=f"passed on {one.reported}")
        elif one.due < today:
            state = say(nl=f"TE LAAT: had voor {one.due} gemoeten", en=f"LATE: was due {one.due}")
        else:
            days = (one.due - today).days
            state = say(nl=f"uiterlijk {one.due} ({days} dagen)", en=f"due {one.due} ({days} days)")
        _line(console, f"{one.field}: {one.before} > {one.after}; {state}", ("Cbw 44(2)",))


def _console(file: IO[str]) -> Console:
    import sys

    from rich.console import Console

    return Console(file=file, width=None if sys.stdout.isatty() else 120, highlight=False)


def _headline(console: Console, answer: Scope) -> None:
    console.print(f"[bold]{plain(answer.organisation)}[/bold]  ({answer.today})")
    console.print("[bold]" + "Cyberbeveiligingswet: " + _span(answer.span) + "[/bold]")
    for doubt in answer.doubts:
        console.print(plain(say(nl="Onzeker: ", en="Uncertain: ") + pick(doubt) + "."))
    aid = consequences()["self_assessment"]
    console.print(
        plain(
            say(
                nl="Dit is een indicatie; de toezichthouder beslist. Officieel hulpmiddel: ",
                en="This is an indication; the supervisor decides. Official aid: ",
            )
            + f"{aid['name'][language()]}, {aid['address']}."
        )
    )
    if answer.missing:
        console.print(say(nl="Nog in te vullen in plant.yaml:", en="Still to fill in, in plant.yaml:"))
        for text in answer.missing:
            console.print(plain(f"  {pick(text)}"), soft_wrap=True)


def _step(console: Console, step: Step) -> None:
    console.print(f"[bold]{_answer(step.answer):<15}[/bold] {plain(pick(step.title))}", soft_wrap=True)
    _indented(console, pick(step.text))
    if step.doubt:
        _indented(console, say(nl="Onzeker: ", en="Uncertain: ") + pick(step.doubt) + ".")
    places = [f"{place.file}:{place.line}" for place in step.places]
    _indented(console, "; ".join([", ".join(map(_cited, step.rows)), *places]), style="dim")


def _supervision(console: Console, answer: Scope) -> None:
    if answer.supervised is None and not answer.supervision:
        return
    _heading(console, say(nl="Toezicht", en="Supervision"))
    for one in answer.supervision:
        perhaps = say(nl=" (misschien)", en=" (perhaps)") if one.fits is None else ""
        text = (
            f"{one.entry.id}{perhaps}: {pick(one.minister)}; "
            + say(nl="inspectie", en="inspectorate")
            + f" {one.inspectorate}; CSIRT {one.csirt}"
        )
        doubt = f". {say(nl='Onzeker', en='Uncertain')}: {pick(one.doubt)}" if one.doubt else ""
        _line(console, text + doubt, one.rows)
    if answer.supervised:
        _line(console, pick(answer.supervised), answer.supervised_rows)
    portal = consequences()["portal"]
    _line(
        console,
        say(nl="Registreren en melden bij", en="Register and report at")
        + f" {portal['address']}; {portal['login'][language()]}",
        portal["rows"],
    )


def _provisions(console: Console, answer: Scope) -> None:
    """What each row says that was cited, and where that was read."""
    from rich.table import Table

    _heading(console, say(nl="Bepalingen", en="Provisions"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for id in sorted(answer.cited):
        found = row(id)
        table.add_row("  " + plain(_cited(id)), plain(pick(found.label)))
    console.print(table)
    checked = max(row(id).checked for id in answer.cited)
    console.print(say(nl=f"  Nagezien op {checked}.", en=f"  Checked on {checked}."))


def _when(duty: Duty, today: dt.date) -> str:
    since = say(nl=f"Sinds {duty.since}", en=f"Since {duty.since}")
    if duty.since > today:
        since = say(nl=f"Vanaf {duty.since}", en=f"From {duty.since}")
    if duty.due:
        days = (duty.due - today).days
        left = say(nl=f"nog {days} dagen", en=f"{days} days left") if days >= 0 else say(nl="voorbij", en="past")
        since += say(nl=f"; uiterlijk {duty.due} ({left})", en=f"; by {duty.due} ({left})")
    return since + (_uncertain() if duty.uncertain else "")


def _ceiling(fine: Fine) -> str:
    amount = f"EUR {pick(number(fine.amount_eur))}"
    if fine.turnover_percent is None:
        return amount
    percent = pick(number(fine.turnover_percent))
    more = say(
        nl=f"{amount} (of {percent} % van de wereldwijde omzet van de onderneming, als dat meer is",
        en=f"{amount} (or {percent} % of the undertaking's worldwide turnover, if that is more",
    )
    if fine.at_least:
        return more + say(
            nl="; omzet niet volledig ingevuld, dus misschien hoger)",
            en="; turnover not fully filled in, so perhaps higher)",
        )
    return more + say(nl="; met de ingevulde omzet gerekend)", en="; with the turnover that is filled in)")


def _span(span: Span) -> str:
    if span.settled is not None:
        return pick(CLASS[span.settled])
    low, high = pick(CLASS[span.lowest]), pick(CLASS[span.highest])
    return say(nl=f"niet aangetoond (tussen {low} en {high})", en=f"not demonstrated (between {low} and {high})")


def _answer(answer: Demonstrated) -> str:
    if answer is None:
        return say(nl="niet aangetoond", en="not demonstrated")
    return say(nl="ja", en="yes") if answer else say(nl="nee", en="no")


def _cited(id: str) -> str:
    """A row's id, with its mark where it is not verified."""
    found = row(id)
    mark = {
        Mark.VERIFIED: "",
        Mark.SECONDARY: say(nl=" (uit secundaire bron)", en=" (from a secondary source)"),
        Mark.MEMORY: say(nl=" (niet nagelezen)", en=" (not read again)"),
        Mark.UNCERTAIN: say(nl=" (onzeker)", en=" (uncertain)"),
    }[found.mark]
    return pick(found.name) + mark


def _uncertain() -> str:
    return say(nl=" (onzeker)", en=" (uncertain)")


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(f"[bold]{text}[/bold]")


def _line(console: Console, text: str, rows: Iterable[str]) -> None:
    _indented(console, text)
    _indented(console, ", ".join(map(_cited, rows)), style="dim")


def _indented(console: Console, text: str, style: str = "") -> None:
    import textwrap

    for line in textwrap.wrap(text, console.width, initial_indent="  ", subsequent_indent="  "):
        console.print(plain(line), style=style, soft_wrap=True)
