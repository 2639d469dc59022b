"""The answer of `keur check` as tables on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING

from keur.checks.finding import Citation
from keur.cli.language import Language
from keur.cli.terminal import console_on, plain
from keur.dossier.wording import known

if TYPE_CHECKING:
    from rich.console import Console

    from keur.assess.result import DecidedFinding, Result

STYLE = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


def show(result: Result, language: Language, everything: bool, file: IO[str]) -> None:
    """Prints headline, open findings, verdicts of channels, and what could not be read. With `everything` also what
    was decided and what is in order."""

    console = console_on(file)
    nl = language == "nl"
    _headline(console, result, nl)
    _findings(console, result, nl, everything)
    _channels(console, result, language, everything)
    _unread(console, result, nl)


def _headline(console: Console, result: Result, nl: bool) -> None:
    site = result.plant.site
    name = site.name.nl if nl else site.name.en
    verdicts = Counter(channel.verdict for channel in result.channels)
    open_count = sum(decided.verdict is None for decided in result.findings)
    console.print(f"[bold]{plain(site.organisation)}, {plain(name)}[/bold]  ({result.today})")
    language: Language = "nl" if nl else "en"
    order = ["in order", *(channel.verdict for channel in result.channels)]
    counts = ", ".join(f"{verdicts[one]} {known('verdict', one, language)}" for one in dict.fromkeys(order))
    decided = len(result.findings) - open_count
    if nl:
        console.print(f"{len(result.channels)} kanalen: {counts}. {open_count} bevindingen open, {decided} besloten.")
    else:
        console.print(f"{len(result.channels)} channels: {counts}. {open_count} findings open, {decided} decided.")
    for missing in result.coverage.not_demonstrated:
        shown = known("not_demonstrated", missing, "nl" if nl else "en")
        console.print(("Niet aangetoond: " if nl else "Not demonstrated: ") + plain(shown))


def _findings(console: Console, result: Result, nl: bool, everything: bool) -> None:
    for decided in result.findings:
        if decided.verdict is None or everything:
            console.print()
            _finding(console, decided, nl)


def _finding(console: Console, decided: DecidedFinding, nl: bool) -> None:
    finding = decided.finding
    style, severity = STYLE[finding.severity], known("severity", finding.severity, "nl" if nl else "en")
    console.print(f"[{style}]{severity}[/{style}]  [bold]{finding.check}[/bold]  {finding.id}")
    console.print("  " + plain(finding.text.nl if nl else finding.text.en))
    places = [cited(citation) for citation in finding.citations[:3]]
    if len(finding.citations) > 3:
        places.append(f"+{len(finding.citations) - 3}")
    console.print("  [dim]" + plain("; ".join(places)) + "[/dim]")
    if decided.verdict:
        until = f" {'tot' if nl else 'until'} {decided.verdict.expires}" if decided.verdict.expires else ""
        console.print(f"  [dim]{decided.verdict.decision}{until}: {plain(decided.verdict.reason)}[/dim]")
    elif decided.expired:
        console.print(
            f"  [yellow]{'besluit verlopen op' if nl else 'decision expired on'} {decided.expired.expires}[/yellow]"
        )


def cited(citation: Citation) -> str:
    """A citation as text, such as `observed/captures/day.pcap frame 12`."""
    if citation.kind == "frame":
        return f"{citation.file} frame {citation.frame}"
    return f"{citation.file}:{citation.line}"


def _channels(console: Console, result: Result, language: Language, everything: bool) -> None:
    from rich.table import Table

    from keur.dossier.network import protocol

    nl = language == "nl"

    shown = [channel for channel in result.channels if everything or channel.verdict not in ("in order", "closed")]
    if not shown:
        return
    titles = (
        ("Van", "Naar", "Kanaal", "Handelingen", "Oordeel")
        if nl
        else ("From", "To", "Channel", "Operations", "Verdict")
    )
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for channel in shown:
        used = dict.fromkeys(use.operation for use in channel.operations if use.to_server)
        verdict = known("verdict", channel.verdict, "nl" if nl else "en")
        row = (channel.from_zone, channel.to_zone, protocol(channel, language), " ".join(used), verdict)
        table.add_row(*map(plain, row))
    console.print()
    console.print(table)


def _unread(console: Console, result: Result, nl: bool) -> None:
    if result.unread:
        console.print()
        console.print("[bold]Niet (helemaal) gelezen:[/bold]" if nl else "[bold]Not (fully) read:[/bold]")
    for unread in result.unread:
        text = unread.text_nl if nl else unread.text_en
        console.print(f"  {plain(unread.file)}: {plain(text)} ({unread.count})")
