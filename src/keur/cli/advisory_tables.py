"""The answer of `keur advisories match` as tables on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING

from keur.cli.advisory_words import action, reason, state
from keur.cli.language import pick, say
from keur.cli.terminal import console_on, plain
from keur.products.answers import Matching
from keur.products.verdict import Coverage, State

if TYPE_CHECKING:
    from rich.console import Console

    from keur.assess.priority.order import Priorities

_STYLE = {State.AFFECTED: "red", State.NEEDS_CHECK: "yellow", State.NOT_AFFECTED: "green"}


def show(matching: Matching, priorities: Priorities, everything: bool, file: IO[str]) -> None:
    """Prints the verdicts, worst first, then what can be said of each asset, and how old the lists are."""
    from rich.table import Table

    console = console_on(file, 140)
    shown = [one for one in matching.verdicts if everything or one.state is not State.NOT_AFFECTED]
    if shown:
        table = Table(
            "Asset",
            say(nl="Advies", en="Advisory"),
            say(nl="Oordeel", en="Verdict"),
            say(nl="Prioriteit", en="Priority"),
            "CVSS",
            "KEV",
            say(nl="Reden", en="Reason"),
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        for one in shown:
            score = matching.score(one)
            used = say(nl="ja", en="yes") if matching.exploited(one) else ""
            colour = _STYLE[one.state]
            first = priorities.of(one)
            table.add_row(
                plain(one.asset),
                plain(one.advisory),
                f"[{colour}]{state(one)}[/{colour}]",
                action(first.action) if first else "",
                "" if score is None else f"{score:.1f}",
                used,
                plain(reason(one)),
            )
        console.print(table)
        console.print()
    _coverage(console, matching)
    for observation in matching.observations:
        console.print(plain(f"{observation.said.asset}: {pick(observation.text)}"))
    for _, text in matching.feeds.notes(matching.day):
        console.print(plain(pick(text)))
    if matching.problems:
        count = len(matching.problems)
        console.print(
            say(
                nl=f"[yellow]{count} problemen in de adviezen; zie --format json[/yellow]",
                en=f"[yellow]{count} problems in the advisories; see --format json[/yellow]",
            )
        )


def _coverage(console: Console, matching: Matching) -> None:
    """How many assets there are of each kind of coverage, and which need something."""
    names = {
        Coverage.MATCHED: say(nl="in een advies genoemd", en="named in an advisory"),
        Coverage.NOTHING_FOUND: say(nl="niets gevonden", en="nothing found"),
        Coverage.NO_FEED: say(nl="geen adviezen van deze leverancier", en="no advisories for this vendor"),
        Coverage.DATA_MISSING: say(nl="gegevens ontbreken", en="data missing"),
    }
    counts = Counter(one.coverage for one in matching.coverage)
    total = len(matching.coverage)
    parts = ", ".join(f"{counts[kind]} {name}" for kind, name in names.items())
    console.print(
        say(
            nl=f"{total} assets, {len(matching.advisories)} adviezen: {parts}",
            en=f"{total} assets, {len(matching.advisories)} advisories: {parts}",
        )
    )
    for kind in (Coverage.DATA_MISSING, Coverage.NO_FEED):
        ids = [one.asset for one in matching.coverage if one.coverage is kind]
        if ids:
            more = f" (+{len(ids) - 10})" if len(ids) > 10 else ""
            console.print(f"  {names[kind]}: {plain(', '.join(ids[:10]))}{more}")
