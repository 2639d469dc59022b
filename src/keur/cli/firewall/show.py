"""`keur firewall show`: a configuration in normal form, whatever box it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click

from keur.cli.firewall.subject import subject
from keur.cli.language import pick, say
from keur.cli.options import format_option, output_option
from keur.cli.terminal import console_on, output_file

if TYPE_CHECKING:
    from rich.console import Console

    from keur.observe.firewalls.model import Chain, Firewall, Packets, Rule, Translation
    from keur.reach.devices import Device


@click.command(
    "show",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Toon de regels in één vorm.", en="Show the rules in one form."),
    help=say(
        nl="Toont wat keur in een configuratie leest: interfaces, routes, regels in volgorde met hun regelnummer, "
        "adresvertaling, en wat niet is begrepen. Meerdere bestanden horen bij één firewall, zoals regels en de "
        "uitvoer van `ip route`.\n\nVoorbeeld: keur firewall show fw-01.conf",
        en="Shows what keur reads in a configuration: interfaces, routes, rules in order with their line, address "
        "translation, and what was not understood. Several files are of one firewall, such as rules and the output "
        "of `ip route`.\n\nExample: keur firewall show fw-01.conf",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar=say(nl="BESTAND|MAP...", en="FILE|FOLDER..."))
@click.option("--firewall", metavar="ASSET", help=say(nl="Welke, van een fabriek.", en="Which one, of a plant."))
@format_option()
@output_option
def command(paths: tuple[str, ...], firewall: str | None, kind: str, output: str | None) -> None:
    found = subject(paths, firewall)
    with output_file(output) as file:
        if kind == "json":
            write_json(found.devices, file)
            return
        for number, device in enumerate(found.devices):
            if number:
                file.write("\n")
            table(device, file)


def write_json(devices: tuple[Device, ...], file: IO[str]) -> None:
    import json

    from keur.dossier.normal_form import document

    for device in devices:
        text = json.dumps(document(device), ensure_ascii=False, indent=2)
        file.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def table(device: Device, file: IO[str]) -> None:
    """One firewall, for people."""

    from keur.cli.configurations import gaps, of_file
    from keur.cli.terminal import plain

    console = console_on(file, 160)
    console.print(f"[bold]{plain(device.id)}[/bold]")
    for one in device.files:
        console.print("  " + plain(of_file(one)))
    _network(console, device.firewall)
    for chain in device.firewall.chains.values():
        _chain(console, device.firewall, chain)
    if device.firewall.translations:
        console.print()
        console.print("[bold]" + say(nl="Adresvertaling", en="Address translation") + "[/bold]")
        for translation in device.firewall.translations:
            console.print(f"  {translation.line:>5}  {plain(_translation(translation))}")
    if device.firewall.gaps:
        console.print()
        console.print("[bold]" + say(nl="Niet begrepen", en="Not understood") + "[/bold]")
        for line in gaps(device.firewall.gaps, device.files[0].file):
            console.print(plain(line))


def _network(console: Console, firewall: Firewall) -> None:
    from keur.cli.terminal import plain

    for one in firewall.interfaces:
        addresses = " ".join(map(str, one.addresses)) or "-"
        off = "" if one.enabled else say(nl="  uit", en="  off")
        console.print(plain(f"  {one.name:<20} {addresses}" + (f"  {one.zone}" if one.zone else "") + off))
    for route in firewall.routes:
        to = say(nl="weggegooid", en="thrown away") if route.discard else f"{route.gateway or ''} {route.interface}"
        console.print(plain(f"  route {route.destination} > {to.strip()}"))


def _chain(console: Console, firewall: Firewall, chain: Chain) -> None:
    from rich.table import Table

    from keur.cli.terminal import plain

    stages = " ".join(dict.fromkeys(_stage(hook.stage.value) for hook in firewall.hooks if hook.chain == chain.name))
    default = f", {say(nl='anders', en='otherwise')} {chain.default.value}" if chain.default else ""
    console.print()
    console.print(f"[bold]{plain(chain.name)}[/bold]  {plain(stages)}{default}")
    titles = (
        ("Regel", "Naam", "Doet", "Van", "Naar", "Dienst", "Verder")
        if say(nl="nl", en="en") == "nl"
        else ("Line", "Name", "Does", "From", "To", "Service", "Also")
    )
    shown = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for rule in chain.rules:
        shown.add_row(*map(plain, row(rule)))
    if chain.rules:
        console.print(shown)


def _stage(name: str) -> str:
    return {
        "before-translation": say(nl="vóór adresvertaling", en="before address translation"),
        "forward": say(nl="doorgaand verkeer", en="forwarded traffic"),
        "after-translation": say(nl="na adresvertaling", en="after address translation"),
        "local": say(nl="naar de firewall zelf", en="to the firewall itself"),
    }[name]


def row(rule: Rule) -> tuple[str, ...]:
    """The cells of one rule."""
    from keur.observe.firewalls.intervals import show_addresses
    from keur.reach import telling

    boxes = rule.matches
    if not boxes:
        where = ("-", "-", "-")
    else:
        where = (
            show_addresses(telling.sources(boxes)),
            show_addresses(telling.destinations(boxes)),
            telling.services(boxes),
        )
    action = rule.action.value + (f" {rule.target}" if rule.target else "")
    return (str(rule.line or "-"), rule.name, action, *where, "; ".join(_also(rule)))


def _also(rule: Rule) -> Iterator[str]:
    """What else a rule looks at or says."""
    if not rule.enabled:
        yield say(nl="uit", en="off")
    if rule.matches:
        yield from _box(rule.matches[0])
    if len(rule.matches) > 1:
        yield say(nl=f"{len(rule.matches)} combinaties", en=f"{len(rule.matches)} combinations")
    if rule.schedule:
        yield say(nl=f"alleen {rule.schedule}", en=f"only {rule.schedule}")
    if rule.until:
        yield say(nl=f"tot en met {rule.until}", en=f"until {rule.until}")
    if rule.log:
        yield say(nl="logt", en="logs")
    if rule.doubt:
        yield say(nl="onzeker: ", en="in doubt: ") + pick(rule.doubt)
    if rule.comment:
        yield f"“{rule.comment}”"


def _box(box: Packets) -> Iterator[str]:
    from keur.observe.firewalls.intervals import PORTS, show_numbers
    from keur.observe.firewalls.model import EVERY_STATE

    if box.in_interfaces.tests:
        yield say(nl="vanaf interface", en="in") + f" {box.in_interfaces}"
    if box.out_interfaces.tests:
        yield say(nl="naar interface", en="out") + f" {box.out_interfaces}"
    if box.source_ports != PORTS:
        yield say(nl="vanaf poort ", en="from port ") + show_numbers(box.source_ports, 3)
    if box.states != EVERY_STATE:
        yield "/".join(sorted(state.value for state in box.states))


def _translation(one: Translation) -> str:
    way = say(nl="bestemming", en="destination") if one.way.value == "destination" else say(nl="bron", en="source")
    doubt = say(nl="; onzeker: ", en="; in doubt: ") + pick(one.doubt) if one.doubt else ""
    return f"{way}: {one.text}{doubt}"
