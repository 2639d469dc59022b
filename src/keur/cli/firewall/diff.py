"""`keur firewall diff`: which packets a new configuration lets through or stops that the old one did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

import click

from keur.cli.firewall.subject import of_files
from keur.cli.firewall.trace import origin
from keur.cli.language import say
from keur.cli.options import format_option
from keur.cli.terminal import clock_day, console_on, fail, output_file, plain

if TYPE_CHECKING:
    from keur.observe.firewalls.model import Names, Packets, Translation
    from keur.reach.devices import Device
    from keur.reach.difference import Change
    from keur.reach.steps import Origin

MOST_BOXES = 6
"""Packets of one change, as boxes, on a terminal."""
MOST_BOXES_JSON = 10_000


@click.command(
    "diff",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Vergelijk twee configuraties in pakketten.", en="Compare two configurations in packets."),
    help=say(
        nl="Vergelijkt twee configuraties, ook van verschillende merken, en toont welke pakketten nieuw doorgelaten en "
        "nieuw tegengehouden worden: niet de regels tekst. Het gaat om pakketten die een verbinding openen. Eindcode: "
        "0 geen verschil, 1 verschil, 2 kon niet vergeleken worden.\n\n"
        "Voorbeeld: keur firewall diff fw-01-oud.conf fw-01-nieuw.conf",
        en="Compares two configurations, also of different makes, and shows which packets are newly let through and "
        "newly stopped: not the lines of text. It is about packets that open a connection. Exit code: 0 no "
        "difference, 1 difference, 2 could not be compared.\n\n"
        "Example: keur firewall diff fw-01-old.conf fw-01-new.conf",
    ),
)
@click.argument("old", metavar=say(nl="OUD", en="OLD"))
@click.argument("new", metavar=say(nl="NIEUW", en="NEW"))
@format_option()
def command(old: str, new: str, kind: str) -> None:

    from keur.reach.book import TooEntangled
    from keur.reach.difference import changes, translations

    before, after = of_files([old]), of_files([new])
    today = clock_day()
    try:
        found = changes(before.firewall, after.firewall, today)
    except TooEntangled:
        fail(
            say(
                nl="deze regels zijn samen te verweven om te vergelijken",
                en="these rules together are too entangled to compare",
            )
        )
    renamed = translations(before.firewall, after.firewall)
    with output_file(None) as file:
        if kind == "json":
            _write_json(found, renamed, file)
        else:
            _write(found, renamed, (before, after), file)
    raise SystemExit(1 if found or any(renamed) else 0)


def _write(
    found: Sequence[Change],
    renamed: tuple[list[Translation], list[Translation]],
    devices: tuple[Device, Device],
    file: IO[str],
) -> None:
    console = console_on(file, 160)
    for line in _lines(found, renamed, devices):
        console.print(plain(line), soft_wrap=True)


def _lines(
    found: Sequence[Change], renamed: tuple[list[Translation], list[Translation]], devices: tuple[Device, Device]
) -> Iterator[str]:
    for device in devices:
        coverage = device.firewall.coverage
        if coverage.not_understood:
            yield say(
                nl=f"{device.files[0].file}: {coverage.not_understood} regels niet begrepen; wat ze doen is onbekend",
                en=f"{device.files[0].file}: {coverage.not_understood} lines not understood; what they do is unknown",
            )
    if not found and not any(renamed):
        yield say(nl="Geen pakket krijgt een ander lot.", en="No packet meets another fate.")
    for change in found:
        yield ""
        yield _title(change)
        boxes, whole = change.boxes(MOST_BOXES)
        yield from _boxes(boxes)
        if not whole:
            yield "    " + say(nl="en meer", en="and more")
        yield "  " + say(nl="eerst: ", en="was: ") + origin(change.old)
        yield "  " + say(nl="nu:    ", en="now: ") + origin(change.new)
    added, removed = renamed
    if added or removed:
        yield ""
        yield say(
            nl="De adresvertaling is anders, zodat regels andere pakketten kunnen zien dan hierboven staat:",
            en="Address translation differs, so that rules may see other packets than stands above:",
        )
    for mark, several in (("-", removed), ("+", added)):
        for one in several:
            yield f"  {mark} {one.line}: {one.text}"


def _title(change: Change) -> str:
    from keur.reach.steps import Decision

    where = say(nl=" (voor de firewall zelf)", en=" (for the firewall itself)") if change.local else ""
    words = {
        Decision.PERMITTED: say(nl="doorgelaten", en="let through"),
        Decision.BLOCKED: say(nl="tegengehouden", en="stopped"),
        Decision.UNKNOWN: say(nl="onbekend", en="unknown"),
    }
    return f"{words[change.before]} > {words[change.after]}{where}"


def _boxes(boxes: Sequence[Packets]) -> Iterator[str]:
    from keur.reach import telling

    for box in boxes:
        where = ""
        if box.in_interfaces.tests:
            where += say(nl=", binnen op ", en=", in at ") + _names(box.in_interfaces)
        if box.out_interfaces.tests:
            where += say(nl=", naar buiten op ", en=", out at ") + _names(box.out_interfaces)
        yield f"    {telling.box(box)}{where}"


def _names(names: Names) -> str:
    # The empty name stands for interfaces that neither configuration names.
    return " ".join(name or say(nl="(elke andere)", en="(any other)") for name in sorted(names.mentioned()))


def _write_json(found: Sequence[Change], renamed: tuple[list[Translation], list[Translation]], file: IO[str]) -> None:
    import json

    from keur.dossier.normal_form import box_document
    from keur.reach import telling

    rows = []
    for change in found:
        boxes, whole = change.boxes(MOST_BOXES_JSON)
        example = change.example()
        rows.append(
            {
                "before": change.before.name.lower(),
                "after": change.after.name.lower(),
                "for_the_firewall_itself": change.local,
                "packets": [box_document(box) for box in boxes],
                "whole": whole,
                "example": telling.packet(example) if example else "",
                "old_rule": {"chain": change.old.chain, "line": change.old.line, "text": _text(change.old)},
                "new_rule": {"chain": change.new.chain, "line": change.new.line, "text": _text(change.new)},
            }
        )
    added, removed = renamed
    document = {
        "changes": rows,
        "translations_added": [{"line": one.line, "text": one.text} for one in added],
        "translations_removed": [{"line": one.line, "text": one.text} for one in removed],
    }
    file.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _text(of: Origin) -> str:
    return of.rule.text if of.rule else ""
