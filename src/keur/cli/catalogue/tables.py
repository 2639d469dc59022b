"""Catalogues, rows and mappings as tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from keur.catalogue import Mark, Row
from keur.catalogue.wording import KINDS, MARKS, RELATIONS, RELATIONS_BACK, ROW_KINDS, marked, standing
from keur.cli.language import pick, say
from keur.cli.terminal import console_on, plain

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from keur.catalogue import Catalogue, Catalogues, Mapping


def show_catalogues(counted: Sequence[tuple[Catalogue, int]], file: IO[str]) -> None:
    """All catalogues with the number of rows."""
    from rich.table import Table

    columns = (
        say(nl="Catalogus", en="Catalogue"),
        say(nl="Soort", en="Kind"),
        say(nl="Rijen", en="Rows"),
        say(nl="Geldig", en="Valid"),
        say(nl="Naam", en="Title"),
    )
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    table.columns[2].justify = "right"
    for one, rows in counted:
        valid = validity(one.valid_from, one.valid_to)
        table.add_row(*map(plain, (one.id, pick(KINDS[one.kind]), str(rows), valid, pick(one.title))))
    console_on(file, 140).print(table)


def show_rows(rows: Sequence[Row], file: IO[str], about: Catalogue | None = None) -> None:
    """Rows by id and label, with a warning at those that are uncertain; what their catalogue is first."""
    from rich.table import Table

    screen = console_on(file, 140)
    if about:
        screen.print(f"[bold]{plain(pick(about.title))}[/bold]")
        screen.print(plain(pick(about.about)))
        if about.credit:
            screen.print(plain(pick(about.credit)))
        screen.print()
    columns = ("Id", say(nl="Soort", en="Kind"), "SL", say(nl="Wat", en="What"))
    levels = any(row.sl for row in rows)
    table = Table(*(name for name in columns if levels or name != "SL"), box=None, pad_edge=False, header_style="bold")
    table.columns[0].no_wrap = True
    for row in rows:
        cells = (row.id, pick(ROW_KINDS[row.kind]), *((str(row.sl or ""),) if levels else ()), pick(marked(row)))
        table.add_row(*map(plain, cells), style="dim" if row.mark is Mark.UNCERTAIN else None)
    screen.print(table)


def show_row(row: Row, catalogues: Catalogues, checks: Sequence[tuple[str, str]], file: IO[str]) -> None:
    """A row with all that is known of it."""
    screen = console_on(file, 140)
    screen.print(f"[bold]{plain(row.id)}[/bold]  {plain(pick(marked(row)))}")
    screen.print(f"[dim]{plain(_facts(row, catalogues))}[/dim]")
    for text in (row.guidance, row.note):
        if text:
            screen.print(plain(pick(text)))
    screen.print(f"{say(nl='Bron', en='Source')}: {plain(pick(row.source))} ({row.checked})")
    if row.parent:
        _titled(screen, say(nl="Onderdeel van", en="Part of"), [_named(catalogues, row.parent)])
    _titled(
        screen, say(nl="Onderdelen", en="Parts"), [_named(catalogues, one.id) for one in catalogues.children(row.id)]
    )
    _mappings(screen, catalogues, catalogues.mappings_from(row.id), back=False)
    _mappings(screen, catalogues, catalogues.mappings_to(row.id), back=True)
    gaps = [
        (f"{catalogues.catalogue(gap.catalogue).title.en}", f"{pick(gap.label)}. {pick(gap.add)}")
        for gap in catalogues.gaps_about(row.id)
    ]
    _titled(screen, say(nl="Niet door een norm gegeven; erbij te doen", en="Not given by a standard; to add"), gaps)
    _titled(screen, say(nl="Controles die hiernaar verwijzen", en="Checks that cite it"), checks)


def _facts(row: Row, catalogues: Catalogues) -> str:
    facts = [pick(catalogues.catalogue(row.catalogue).title), pick(ROW_KINDS[row.kind]), pick(MARKS[row.mark])]
    if row.sl:
        facts.append(say(nl=f"vanaf SL {row.sl}", en=f"from SL {row.sl}"))
    if row.advice:
        facts.append(say(nl="beveelt aan", en="recommends"))
    facts += [" ".join(row.component_types)] if row.component_types else []
    if row.own:
        facts.append(say(nl="tekst uit uw eigen bestand", en="text from your own file"))
    if valid := validity(row.valid_from, row.valid_to):
        facts.append(say(nl=f"geldig {valid}", en=f"valid {valid}"))
    return " · ".join(facts)


def _mappings(screen: Console, catalogues: Catalogues, mappings: Sequence[Mapping], *, back: bool) -> None:
    words = RELATIONS_BACK if back else RELATIONS
    for relation in words:
        found = [one for one in mappings if one.kind is relation]
        lines = []
        for one in found:
            id, label = _named(catalogues, one.from_id if back else one.to_id)
            note = f"; {pick(one.note)}" if one.note else ""
            lines.append((id, f"{label} [{pick(standing(one))}{note}]"))
        _titled(screen, pick(words[relation]).capitalize(), lines)


def _named(catalogues: Catalogues, id: str) -> tuple[str, str]:
    return id, pick(marked(catalogues.row(id)))


def _titled(screen: Console, title: str, lines: Sequence[tuple[str, str]]) -> None:
    from rich.table import Table

    if not lines:
        return
    screen.print(f"\n[bold]{plain(title)}[/bold]")
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    for first, second in lines:
        table.add_row("  " + plain(first), plain(second))
    screen.print(table)


def validity(first: dt.date | None, last: dt.date | None) -> str:
    """From when until when, as text; nothing when no day is known."""
    if first is None and last is None:
        return ""
    start = first.isoformat() if first else "..."
    return f"{start} {say(nl='tot en met', en='to')} {last}" if last else say(nl=f"vanaf {start}", en=f"from {start}")
