"""The answer of `keur programme show` on a terminal: a table per element of the programme, or one requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import IO, TYPE_CHECKING

from keur.assess.programme.status import STATUS_WORDS, Status
from keur.cli.language import language, pick, say
from keur.cli.tables import STYLE as SEVERITY_STYLE
from keur.cli.tables import cited
from keur.cli.terminal import console_on, plain
from keur.dossier.wording import known
from keur.plant.model import EvidenceKind

if TYPE_CHECKING:
    from rich.console import Console

    from keur.assess.programme.grounds import EvidenceGround, Grounds
    from keur.plant.model import Answer

STATUS_STYLE = {
    Status.MET: "green",
    Status.NOT_MET: "red",
    Status.NOT_DEMONSTRATED: "yellow",
    Status.NOT_APPLICABLE: "dim",
}


def show_all(found: Sequence[Grounds], file: IO[str]) -> None:
    """Prints a line per requirement, under the element of the programme that it belongs to."""
    from rich.table import Table

    console = console_on(file, 140)
    console.print(f"[bold]IEC 62443-2-1:2024[/bold]  {_counts(found)}")
    console.print(say(nl="ML: geclaimd / aangetoond / doel", en="ML: claimed / shown / target"))
    for element, group in groupby(found, key=lambda one: one.element):
        members = list(group)
        console.print(f"\n[bold]{plain(pick(element.name))}  {plain(pick(element.label))}[/bold]  {_counts(members)}")
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(say(nl="Eis", en="Id"), no_wrap=True)
        table.add_column(say(nl="Onderwerp", en="Subject"), ratio=3)
        table.add_column("ML", no_wrap=True)
        table.add_column("Status", no_wrap=True)
        table.add_column(say(nl="Belangrijkste reden", en="Main reason"), ratio=6, overflow="fold")
        for one in members:
            status = one.status
            levels = "/".join(str(level or "-") for level in (status.claimed, status.shown, status.target))
            reason = plain(pick(status.reasons[0])) if status.reasons else ""
            table.add_row(
                plain(one.question.number), plain(pick(one.question.label)), levels, _word(status.status), reason
            )
        console.print(table)


def show_one(one: Grounds, file: IO[str]) -> None:
    """Prints one requirement with all reasons, evidence, findings, and what changed since its review."""
    console = console_on(file, 140)
    console.print(f"[bold]{plain(one.question.id)}[/bold]  {plain(pick(one.question.label))}")
    if one.question.guidance:
        console.print(f"[dim]{plain(pick(one.question.guidance))}[/dim]")
    levels = "" if one.answer and one.answer.claim == "not applicable" else f"; {_levels(one)}"
    console.print(f"\n{_word(one.status.status)}{levels}")
    for text in one.status.reasons:
        console.print("  " + plain(pick(text)))
    if one.answer:
        _answer(console, one.answer)
    if one.evidence:
        _heading(console, say(nl="Bewijs", en="Evidence"))
        for proof in one.evidence:
            _evidence(console, proof)
    if one.findings:
        _heading(console, say(nl="Bevindingen erover", en="Findings about it"))
        for finding in one.findings:
            style = SEVERITY_STYLE[finding.severity]
            severity = known("severity", finding.severity, language())
            console.print(f"  [{style}]{severity}[/{style}]  {finding.check}  {finding.id}")
            console.print("    " + plain(pick(finding.text)))
            console.print("    [dim]" + plain("; ".join(map(cited, finding.citations[:3]))) + "[/dim]")
    if one.status.suspect:
        _heading(console, say(nl="Veranderd sinds de laatste beoordeling", en="Changed since the last review"))
        for text in one.status.suspect:
            console.print("  " + plain(pick(text)))


def _answer(console: Console, answer: Answer) -> None:
    _heading(console, say(nl="Wat de fabriek zegt", en="What the plant says"))
    said = (
        (None, answer.how),
        (say(nl="verantwoordelijk", en="accountable"), answer.owner),
        ("zones", ", ".join(answer.zones)),
        ("conduits", ", ".join(answer.conduits)),
        (say(nl="apparaten", en="assets"), ", ".join(answer.assets)),
        (say(nl="opnieuw te beoordelen", en="to be reviewed"), answer.review and answer.review.isoformat()),
    )
    for title, value in said:
        if value:
            console.print("  " + (f"{title}: " if title else "") + plain(value))
    if answer.reviewed:
        by, date = answer.reviewed.by, answer.reviewed.date
        console.print("  " + plain(say(nl=f"beoordeeld door {by} op {date}", en=f"reviewed by {by} on {date}")))
    console.print(f"  [dim]{plain(answer.place.file)}:{answer.place.line}[/dim]")


def _evidence(console: Console, one: EvidenceGround) -> None:
    proof = one.evidence
    kind = {
        EvidenceKind.DOCUMENT: "document",
        EvidenceKind.RECORD: say(nl="vastlegging", en="record"),
        EvidenceKind.MEASURE: say(nl="meting", en="measure"),
    }[proof.kind]
    first, last = proof.period_from, proof.period_until
    told = [
        say(nl=f"{first} tot en met {last}", en=f"{first} until {last}"),
        say(nl=f"verzameld {proof.collected}", en=f"collected {proof.collected}"),
    ]
    if proof.approved_by:
        told.append(say(nl=f"goedgekeurd door {proof.approved_by}", en=f"approved by {proof.approved_by}"))
    if proof.points:
        told.append(" > ".join(f"{point:g}" for point in proof.points))
    console.print(f"  {plain(proof.file)}  {kind}; " + plain("; ".join(told)))
    if one.flaw:
        console.print(f"    [yellow]{plain(pick(one.flaw))}[/yellow]")
    else:
        fits = say(nl="telt: de hash klopt en de periode loopt", en="counts: the hash fits and the period holds")
        console.print(f"    {fits} [dim]({proof.sha256[:12]})[/dim]")


def _levels(one: Grounds) -> str:
    status = one.status
    levels = [f"ML {level}" if level else "-" for level in (status.claimed, status.shown, status.target)]
    return say(nl="geclaimd {}, aangetoond {}, doel {}", en="claimed {}, shown {}, target {}").format(*levels)


def _counts(found: Sequence[Grounds]) -> str:
    counts = Counter(one.status.status for one in found)
    return ", ".join(f"{counts[status]} {_word(status)}" for status in Status if counts[status])


def _word(status: Status) -> str:
    return f"[{STATUS_STYLE[status]}]{pick(STATUS_WORDS[status])}[/{STATUS_STYLE[status]}]"


def _heading(console: Console, text: str) -> None:
    console.print(f"\n[bold]{text}[/bold]")
