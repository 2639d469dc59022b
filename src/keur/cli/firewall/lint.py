"""`keur firewall lint`: what is wrong with rules themselves, and with a plant around them also what is too wide or
without use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from keur.cli.firewall.subject import Subject, subject
from keur.cli.language import language, say
from keur.cli.options import format_option, quiet_option
from keur.cli.terminal import clock_day, console_on, output_file, plain

if TYPE_CHECKING:
    from keur.reach.devices import Device
    from keur.reach.lint import Flaw

ABOUT_RULES = (
    *("open-door", "rule-without-conduit", "unused-rule", "default-permit", "internet-to-ot", "it-ot-without-dmz"),
    *("vendor-path-not-through-dmz", "safety-zone-permitted", "management-from-wrong-zone"),
)
"""Checks that judge rules by what the plant declares and by its traffic. What a rule shows by itself is told anyway."""


@dataclass(frozen=True, slots=True)
class Remark:
    firewall: str
    file: str
    line: int
    problem: str
    rule: str
    text: str
    """What is wrong, in the language of this run."""


@click.command(
    "lint",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Zoek fouten in firewallregels.", en="Look for faults in firewall rules."),
    help=say(
        nl="Zoekt regels die nooit gelden, door eerdere worden overschaduwd, niets veranderen, alles doorlaten, over "
        "hun datum zijn of weigeren zonder te loggen. Van een fabrieksmap ook: regels die meer doorlaten dan er is "
        "verklaard, die bij geen conduit horen, of die geen verkeer nodig had. Eindcode: 0 niets, 1 gevonden, 2 kon "
        "niet.\n\nVoorbeeld: keur firewall lint fw-01.conf",
        en="Looks for rules that never hold, are shadowed by earlier ones, change nothing, let everything through, are "
        "past their date, or refuse without logging. Of a plant folder also: rules that let through more than is "
        "declared, that belong to no conduit, or that no traffic needed. Exit code: 0 nothing, 1 found, 2 could "
        "not.\n\nExample: keur firewall lint fw-01.conf",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar=say(nl="BESTAND|MAP...", en="FILE|FOLDER..."))
@click.option("--firewall", metavar="ASSET", help=say(nl="Welke, van een fabriek.", en="Which one, of a plant."))
@format_option()
@quiet_option
def command(paths: tuple[str, ...], firewall: str | None, kind: str, quiet: bool) -> None:

    found = subject(paths, firewall)
    today = clock_day()
    remarks = [one for device in found.devices for one in _of_rules(device, today)]
    if found.plant is not None:
        remarks += _of_plant(found, today, quiet)
    remarks.sort(key=lambda one: (one.firewall, one.file, one.line, one.problem))
    with output_file(None) as file:
        if kind == "json":
            _write_json(remarks, file)
        else:
            _write(remarks, file)
    raise SystemExit(1 if remarks else 0)


def _of_rules(device: Device, today: Any) -> Iterator[Remark]:
    from keur.reach.lint import flaws

    for flaw in flaws(device.firewall, today):
        origin = flaw.origin
        chain = device.firewall.chains.get(origin.chain)
        file = (chain.file if chain else "") or device.files[0].file
        yield Remark(device.id, file, origin.line, flaw.problem.value, _rule(origin), _text(flaw))


def _rule(origin: Any) -> str:
    from keur.observe.firewalls.ledger import shown

    if origin.rule is None:
        return f"{origin.chain}: " + say(nl="standaard van de lijst", en="default of the list")
    return shown(origin.rule.text)


def _text(flaw: Flaw) -> str:
    from keur.reach.lint import Problem

    lines = ", ".join(str(one.line) for one in flaw.others[:3]) + (" ..." if len(flaw.others) > 3 else "")
    return {
        Problem.NEVER_MATCHES: say(nl="geen enkel pakket past erop", en="no packet at all fits it"),
        Problem.SHADOWED: say(
            nl=f"over al zijn pakketten beslist een eerdere regel, en anders: regel {lines}",
            en=f"an earlier rule decides about all its packets, and otherwise: line {lines}",
        ),
        Problem.REDUNDANT: say(
            nl="zonder deze regel gebeurt hetzelfde" + (f": regel {lines}" if lines else ""),
            en="without this rule the same happens" + (f": line {lines}" if lines else ""),
        ),
        Problem.ANY_ANY: say(
            nl="laat alles door, van overal naar overal", en="lets everything through, from everywhere to everywhere"
        ),
        Problem.PAST_ITS_DATE: say(nl=f"verlopen op {flaw.date}", en=f"ended on {flaw.date}"),
        Problem.REFUSES_SILENTLY: say(nl="weigert zonder te loggen", en="refuses without logging"),
    }[flaw.problem]


def _of_plant(found: Subject, today: Any, quiet: bool) -> Iterator[Remark]:
    """What the plant's checks say of the rules of these firewalls."""
    from keur.cli.check import answer

    names = {device.id for device in found.devices}
    files = {config.file: device.id for device in found.devices for config in device.files}
    result = answer(str(found.folder), today, quiet)
    for decided in result.findings:
        finding = decided.finding
        if finding.check not in ABOUT_RULES:
            continue
        for cited in finding.citations:
            if cited.file in files and files[cited.file] in names:
                text = finding.text.nl if language() == "nl" else finding.text.en
                yield Remark(files[cited.file], cited.file, cited.line or 0, finding.check, finding.id, text)
                break


def _write(remarks: Sequence[Remark], file: IO[str]) -> None:
    console = console_on(file, 160)
    if not remarks:
        console.print(say(nl="Niets gevonden.", en="Nothing found."))
    for one in remarks:
        where = f"{one.file}:{one.line}" if one.line else one.file
        console.print(f"[bold]{plain(where)}[/bold]  {one.problem}", soft_wrap=True)
        console.print("  " + plain(one.text), soft_wrap=True)
        console.print("  [dim]" + plain(one.rule) + "[/dim]", soft_wrap=True)


def _write_json(remarks: Sequence[Remark], file: IO[str]) -> None:
    import json
    from dataclasses import asdict

    file.write(json.dumps({"remarks": [asdict(one) for one in remarks]}, ensure_ascii=False, indent=2) + "\n")
