"""What was approved, done and found of one vendor, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keur.assess.advisories.wording import STATES
from keur.assess.vendors.standing import SESSION_DAYS, VendorState
from keur.cli.language import pick, say
from keur.cli.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console

MOST_SHOWN = 10
"""Rows of a kind that a terminal shows; the page and the JSON have all."""


def title(console: Console, text: str) -> None:
    console.print()
    console.print(f"[bold]{text}[/bold]")


def show_approvals(console: Console, state: VendorState) -> None:
    title(console, say(nl="Goedkeuringen", en="Approvals"))
    names = {one.id: one.name for one in state.vendor.persons}
    for one in sorted(state.approvals, key=lambda one: one.last, reverse=True)[:MOST_SHOWN]:
        ticket = f", {one.ticket}" if one.ticket else ""
        period = f"{one.first:%Y-%m-%d %H:%M} - {one.last:%Y-%m-%d %H:%M}"
        console.print(f"  {plain(f'{one.id}: {names[one.person]}, {period}, {one.approved_by}{ticket}')}")
    _more(console, len(state.approvals))


def show_sessions(console: Console, state: VendorState) -> None:
    title(console, say(nl=f"Sessies van {SESSION_DAYS} dagen", en=f"Sessions of {SESSION_DAYS} days"))
    told = state.sessions
    if told is None or not (told.spans or told.sessions):
        nothing = say(
            nl="geen logboek dat over deze leverancier gaat: niet aangetoond",
            en="no log that tells of this vendor: not demonstrated",
        )
        console.print(f"  [dim]{nothing}[/dim]")
        return
    for one in told.sessions[:MOST_SHOWN]:
        session = one.session
        where = ", ".join(session.targets)
        checks = ", ".join(dict.fromkeys(decided.finding.check for decided in one.findings))
        words = f"{session.start:%Y-%m-%d %H:%M} UTC  {session.account or '?'}  {where}"
        console.print(f"  {plain(words)}  [red]{plain(checks)}[/red]")
    _more(console, len(told.sessions))


def show_products(console: Console, state: VendorState) -> None:
    """The products, and the advisories that affect them or may."""
    title(console, say(nl="Producten en adviezen", en="Products and advisories"))
    for product in state.vendor.products:
        until = product.supported_until
        support = say(nl=f"updates tot en met {until}", en=f"updates until {until}") if until else ""
        support = support or say(nl="einde van ondersteuning niet verklaard", en="end of support not declared")
        console.print(f"  {plain(product.product)}: {support}")
    if state.advisories is None:
        console.print(say(nl="  [dim]adviezen: niet bekend[/dim]", en="  [dim]advisories: not known[/dim]"))
        return
    for one in state.advisories[:MOST_SHOWN]:
        used = say(nl=", misbruikt (KEV)", en=", exploited (KEV)") if one.now.exploited else ""
        words = f"{one.advisory}  {one.asset.id}: {pick(STATES[one.state])}"
        console.print(f"  {plain(words)}[red]{used}[/red]")
    _more(console, len(state.advisories))


def _more(console: Console, count: int) -> None:
    if count == 0:
        console.print(say(nl="  geen", en="  none"))
    elif count > MOST_SHOWN:
        more = count - MOST_SHOWN
        console.print(say(nl=f"  en nog {more}", en=f"  and {more} more"))
