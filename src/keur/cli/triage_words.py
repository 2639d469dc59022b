"""Decisions about advisories in words and as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import IO

from keur.assess.advisories.measured import measured
from keur.assess.advisories.reopening import MATCH_WORDS, RANK_WORDS
from keur.assess.advisories.triage import OPEN, Judged, Triage, TriageState
from keur.assess.advisories.wording import STATES, told
from keur.cli.language import pick, say
from keur.cli.terminal import console_on, plain, printable
from keur.plant.triage import AdvisoryDecision

_STYLE = {
    TriageState.UNDECIDED: "red",
    TriageState.OVERDUE: "red",
    TriageState.REOPENED: "yellow",
    TriageState.HOLDING: "green",
    TriageState.SETTLED: "green",
}


def recorded(decision: AdvisoryDecision) -> Iterator[str]:
    """What was written, and what it rests on."""
    assets = ", ".join(decision.assets)
    yield say(
        nl=f"Vastgelegd: {decision.advisory} voor {assets}: {what(decision)}",
        en=f"Recorded: {decision.advisory} for {assets}: {what(decision)}",
    )
    for one in decision.knew:
        match = pick(MATCH_WORDS[one.match])
        kev = say(nl="geen lijst", en="no list") if one.exploited is None else ", ".join(one.exploited) or "-"
        version = one.firmware or say(nl="onbekend", en="unknown")
        yield "  " + say(
            nl=f"{one.asset}: revisie {one.revision}, {match}, versie {version}, KEV: {kev}",
            en=f"{one.asset}: revision {one.revision}, {match}, version {version}, KEV: {kev}",
        )


def what(decision: AdvisoryDecision) -> str:
    """What is done, and until when."""
    return pick(told(decision))


def decisions_on(triage: Triage, advisory: str) -> Iterator[str]:
    """What was decided about one advisory for each asset that it concerns, and whether it holds."""
    found = [one for one in triage.judged if one.advisory == advisory]
    if found:
        yield ""
        yield say(nl="Besluiten:", en="Decisions:")
    for one in found:
        yield printable(f"  {one.asset.id}: {pick(STATES[one.state])}; {_told(one, triage.day)}")
        if one.decision:
            who = f"{one.decision.who}, {one.decision.date}"
            yield printable(f"    {who}: {one.decision.why}  ({one.decision.place.file}:{one.decision.place.line})")


def _told(one: Judged, day: dt.date) -> str:
    if one.decision is None:
        return _silence(one, day)
    reasons = "; ".join(pick(reason.text) for reason in one.reopened)
    return f"{what(one.decision)}" + (f"; {reasons}" if reasons else "")


def _silence(one: Judged, day: dt.date) -> str:
    if one.since is None:
        return say(nl="dag van ontvangst niet vastgelegd", en="day of receipt not recorded")
    days = (day - one.since).days
    return say(nl=f"sinds {one.since} ({days} dagen)", en=f"since {one.since} ({days} days)")


def show(triage: Triage, only_open: bool, file: IO[str]) -> None:
    """Prints each match with its decision, silence first, then the counts."""
    from rich.table import Table

    console = console_on(file, 140)
    counts = ", ".join(f"{count} {pick(STATES[state])}" for state, count in triage.counts.items())
    total = len(triage.judged)
    console.print(
        say(
            nl=f"{total} treffers van adviezen bij assets op {triage.day}: {counts}",
            en=f"{total} matches of advisories with assets on {triage.day}: {counts}",
        )
    )
    shown = [one for one in triage.judged if not only_open or one.state in OPEN]
    if shown:
        heads = (
            say(nl="Stand", en="State"),
            "Asset",
            say(nl="Advies", en="Advisory"),
            say(nl="Oordeel", en="Match"),
            say(nl="Prioriteit", en="Priority"),
            "KEV",
            say(nl="Besluit, en wat er veranderde", en="Decision, and what changed"),
        )
        table = Table(*heads, box=None, pad_edge=False, header_style="bold")
        for one in shown:
            colour = _STYLE[one.state]
            table.add_row(
                f"[{colour}]{pick(STATES[one.state])}[/{colour}]",
                plain(one.asset.id),
                plain(one.advisory),
                pick(MATCH_WORDS[one.now.match]),
                pick(RANK_WORDS[one.now.priority]) if one.now.priority else "",
                say(nl="ja", en="yes") if one.now.exploited else "",
                plain(_told(one, triage.day)),
            )
        console.print()
        console.print(table)
    console.print()
    for line in _remarks(triage):
        console.print(plain(line))


def _remarks(triage: Triage) -> Iterator[str]:
    for text in measured(triage).values():
        yield pick(text)
    if triage.unseen:
        yield say(
            nl=f"Van {triage.unseen} assets zegt geen advies iets: zie keur advisories match",
            en=f"Of {triage.unseen} assets no advisory says anything: see keur advisories match",
        )
    for one in triage.absent:
        yield say(
            nl=f"{one.place.file}:{one.place.line}: besluit over {one.advisory}, dat niet in de fabriek staat",
            en=f"{one.place.file}:{one.place.line}: decision about {one.advisory}, which is not in the plant",
        )
    for problem in triage.problems:
        yield f"{problem.file}, {problem.where}: {pick(problem.text)}"
