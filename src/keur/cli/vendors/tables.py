"""Vendors as tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from keur.assess.vendors.standing import PathState, VendorState
from keur.assess.vendors.tools import Exploitation
from keur.assess.vendors.validity import FileState
from keur.cli.language import language, pick, say
from keur.cli.tables import STYLE, cited
from keur.cli.terminal import console_on, plain
from keur.cli.vendors.records import show_approvals, show_products, show_sessions, title
from keur.cli.vendors.words import percent, yes_no
from keur.dossier.network import protocol
from keur.dossier.vendor_words import (
    ACCOUNT,
    ANSWER,
    BASIS,
    CLAUSE,
    CLAUSE_STATE,
    FILE,
    KIND,
    MODE,
    VALIDITY,
)
from keur.dossier.wording import known

if TYPE_CHECKING:
    from rich.console import Console


def show_list(states: Sequence[VendorState], file: IO[str]) -> None:
    """One line a vendor, the heaviest tier first."""
    from rich.table import Table

    console = console_on(file)
    if not states:
        console.print(say(nl="Geen leveranciers in declared/vendors.yaml.", en="No vendors in declared/vendors.yaml."))
        return
    titles = say(
        nl="Klasse Leverancier Naam Soort Contract Wegen Score Zekerheid",
        en="Tier Vendor Name Kind Contract Paths Score Confidence",
    ).split()
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for one in sorted(states, key=lambda state: state.tier.tier):
        vendor = one.vendor
        paths = ", ".join(f"{path.path.id} ({pick(MODE[path.path.mode])})" for path in one.paths) or "-"
        worth = one.score.worth
        score = percent(worth.score) + _mark(one)
        row = (str(one.tier.tier), vendor.id, vendor.name, pick(KIND[vendor.kind]), _contract(one), paths)
        table.add_row(*map(plain, row), score, percent(worth.confidence))
    console.print(table)
    if any(one.knock_outs for one in states):
        console.print(say(nl="! niet aanvaardbaar zonder maatregel", en="! not acceptable without a measure"))
    if any(_mark(one) == " ?" for one in states):
        console.print(
            say(
                nl="? niet bekend of een kwetsbaarheid van het toegangsproduct wordt misbruikt",
                en="? not known whether a vulnerability of the access product is exploited",
            )
        )


def _mark(state: VendorState) -> str:
    """Of tier 1: what is not acceptable, or not known."""
    if state.knock_outs:
        return " !"
    unknown = any(tool.exploitation is Exploitation.NOT_KNOWN for tool in state.tools)
    return " ?" if unknown and state.tier.tier == 1 else ""


def _contract(state: VendorState) -> str:
    contract = state.vendor.contract
    if contract is None or state.contract is None:
        return say(nl="niet verklaard", en="not declared")
    until = f" ({contract.last})" if contract.last else ""
    return pick(VALIDITY[state.contract]) + until


def _contract_file(state: VendorState) -> str:
    if state.contract_file is FileState.THERE:
        return say(nl="bestand is er", en="file is there")
    return pick(FILE[state.contract_file])


def show_vendor(state: VendorState, file: IO[str]) -> None:
    """Everything on file about one vendor."""
    console = console_on(file)
    vendor = state.vendor
    console.print(f"[bold]{plain(vendor.name)}[/bold]  ({plain(vendor.id)}, {pick(KIND[vendor.kind])})")
    console.print(plain(vendor.role))
    _tier(console, state)
    _knock_outs(console, state)
    _agreement(console, state)
    _certificates(console, state)
    _people(console, state)
    title(console, say(nl="Wegen naar binnen", en="Ways in"))
    for path in state.paths:
        _path(console, path)
        for tool in state.tools:
            if tool.path == path.path.id:
                told = say(nl="misbruikte kwetsbaarheden: ", en="exploited vulnerabilities: ") + pick(tool.text)
                console.print(f"    {plain(told)}")
    if not state.paths:
        console.print(say(nl="  geen verklaard", en="  none declared"))
    show_approvals(console, state)
    show_sessions(console, state)
    _score(console, state)
    show_products(console, state)
    _findings(console, state)


def _tier(console: Console, state: VendorState) -> None:
    title(console, say(nl="Klasse", en="Tier") + f" {state.tier.tier}")
    for reason in state.tier.reasons:
        places = "; ".join(cited(one) for one in reason.citations)
        console.print(f"  {reason.tier}  {plain(pick(reason.text))}  [dim]{plain(places)}[/dim]")
    for missing in state.tier.not_declared:
        console.print("  [dim]" + say(nl="niet verklaard: ", en="not declared: ") + f"{plain(pick(missing))}[/dim]")


def _knock_outs(console: Console, state: VendorState) -> None:
    """What tier 1 may not do without a measure, each with what tells it."""
    label = say(nl="niet aanvaardbaar zonder maatregel", en="not acceptable without a measure")
    for one in state.knock_outs:
        places = "; ".join(map(cited, one.citations))
        basis = pick(BASIS[one.basis])
        words = f"{one.question.id} {pick(one.text)} ({basis})"
        console.print(f"  [red]{label}[/red]: {plain(words)}  [dim]{plain(places)}[/dim]")


def _agreement(console: Console, state: VendorState) -> None:
    title(console, "Contract")
    contract = state.vendor.contract
    if contract is None:
        console.print(say(nl="  niet verklaard", en="  not declared"))
        return
    file = f", {plain(contract.file)} ({_contract_file(state)})" if contract.file else ""
    console.print(f"  {plain(contract.reference)}: {_contract(state)}{file}")
    for name, clause in state.clauses:
        shown = pick(CLAUSE_STATE[clause.state if clause else None])
        page = say(nl=f", blz. {clause.page}", en=f", p. {clause.page}") if clause and clause.page else ""
        console.print(f"  {pick(CLAUSE[name])}: {shown}{page}")


def _certificates(console: Console, state: VendorState) -> None:
    title(console, say(nl="Certificaten", en="Certificates"))
    for one in state.certificates:
        certificate = one.certificate
        edition = f":{certificate.edition}" if certificate.edition else ""
        words = f"{certificate.standard}{edition} {certificate.number} ({certificate.body}): {certificate.scope}"
        standing = f"{pick(VALIDITY[one.validity])} ({certificate.last}), {pick(FILE[one.file])}"
        console.print(f"  {plain(words)}; {standing}")
    if not state.certificates:
        console.print(say(nl="  geen", en="  none"))


def _people(console: Console, state: VendorState) -> None:
    title(console, say(nl="Mensen en accounts", en="People and accounts"))
    for person in state.vendor.persons:
        until = say(nl=f" (tot {person.last})", en=f" (until {person.last})") if person.last else ""
        console.print(f"  {plain(person.name)}{until}")
    for account in state.vendor.accounts:
        console.print(f"  {plain(account.id)}: {pick(ACCOUNT[account.kind])}")
    if not state.vendor.persons:
        console.print(say(nl="  niemand bij naam", en="  nobody by name"))


def _path(console: Console, state: PathState) -> None:
    path = state.path
    where = ", ".join((*state.zones, *path.assets))
    mfa, recording = yes_no(path.mfa), yes_no(path.recording)
    words = say(
        nl=f"{path.id}: {pick(MODE[path.mode])}, naar {where}; MFA {mfa}, opname {recording}",
        en=f"{path.id}: {pick(MODE[path.mode])}, to {where}; MFA {mfa}, recording {recording}",
    )
    console.print(f"  {plain(words)}")
    for channel in state.channels:
        verdict = known("verdict", channel.verdict, language())
        what = protocol(channel, language())
        answers = [pick(ANSWER[one]) for one in (channel.declared, channel.permitted, channel.observed)]
        told = say(nl="opgegeven {}, toegestaan {}, waargenomen {}", en="declared {}, permitted {}, observed {}")
        words = f"{channel.conduit}: {channel.from_zone} > {channel.to_zone} {what}: {verdict}"
        console.print(f"    {plain(words)}  [dim]{told.format(*answers)}[/dim]")
    if not state.channels:
        missing = say(
            nl="geen conduit met een oordeel: niet aangetoond wat de firewalls doorlaten",
            en="no conduit with a verdict: not demonstrated what the firewalls let through",
        )
        console.print(f"    [dim]{missing}[/dim]")


def _score(console: Console, state: VendorState) -> None:
    from rich.table import Table

    score = state.score
    worth = score.worth
    title(console, say(nl="Antwoorden", en="Answers"))
    told = say(
        nl=f"  score {percent(worth.score)}, zekerheid {percent(worth.confidence)}; {worth.answered} van "
        f"{worth.questions} vragen beantwoord",
        en=f"  score {percent(worth.score)}, confidence {percent(worth.confidence)}; {worth.answered} of "
        f"{worth.questions} questions answered",
    )
    left = say(nl=f"; restrisico {score.residual} van 5", en=f"; residual risk {score.residual} of 5")
    console.print(told + (left if score.residual else ""))
    derived = sum(one.derived_from is not None for block in score.blocks for one in block.answers)
    if derived:
        console.print(
            say(
                nl=f"  {derived} daarvan afgeleid uit certificaten", en=f"  {derived} of them derived from certificates"
            )
        )
    if worth.answered:
        titles = say(nl="Blok Score Zekerheid Beantwoord", en="Block Score Confidence Answered").split()
        table = Table(*titles, box=None, pad_edge=False, header_style="bold")
        for block in score.blocks:
            counts = f"{block.worth.answered}/{block.worth.questions}"
            name = f"  {block.block.id} {pick(block.block.title)}"
            table.add_row(name, percent(block.worth.score), percent(block.worth.confidence), counts)
        console.print(table)
    for one, gain in score.raising if worth.answered else ():
        console.print(f"  +{gain:.1%}: {one.question.id} {pick(one.question.text)}")


def _findings(console: Console, state: VendorState) -> None:
    title(console, say(nl="Bevindingen", en="Findings"))
    for decided in state.findings or ():
        finding = decided.finding
        severity = known("severity", finding.severity, language())
        style = STYLE[finding.severity]
        held = say(nl=" (besloten)", en=" (decided)") if decided.verdict else ""
        console.print(f"  [{style}]{severity}[/{style}]  {finding.check}  {finding.id}{held}")
        console.print("    " + plain(pick(finding.text)))
    if not state.findings:
        console.print(say(nl="  geen", en="  none"))
