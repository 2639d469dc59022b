"""`keur firewall propose`: least-privilege rules from what the plant declares, proven by reading them back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from keur.cli.language import pick, say
from keur.cli.options import output_option
from keur.cli.terminal import clock_day, fail, opened, output_file

if TYPE_CHECKING:
    from keur.plant.model import Plant
    from keur.reach.declared import Declared
    from keur.reach.proposal import Difference, Wanted

HIRSCHMANN = "hirschmann"
TARGETS = ("nftables", "iptables", "ip6tables", "cisco-asa", "fortinet", "paloalto", HIRSCHMANN)


@click.command(
    "propose",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(
        nl="Schrijf regels die doorlaten wat is verklaard.", en="Write rules that let through what is declared."
    ),
    help=say(
        nl="Schrijft regels voor een firewall die precies doorlaten wat de conduits van de fabriek verklaren, en niets "
        "anders. Bij elke regel staat zijn conduit. keur leest de regels terug en geeft ze alleen als ze kloppen. Voor "
        "hirschmann: de lijsten van Modbus-functies die bij de handelingen van elk kanaal horen. Het is een voorstel: "
        "wie de firewall beheert, beslist.\n\n"
        "Voorbeeld: keur firewall propose fabriek --for nftables --output fw-01.nft",
        en="Writes rules for a firewall that let through exactly what the conduits of the plant declare, and nothing "
        "else. Each rule names its conduit. keur reads the rules back and gives them only when they are right. For "
        "hirschmann: the lists of Modbus functions that go with the operations of each channel. It is a proposal: who "
        "administers the firewall decides.\n\n"
        "Example: keur firewall propose plant --for nftables --output fw-01.nft",
    ),
)
@click.argument("folder", metavar=say(nl="MAP", en="FOLDER"), type=click.Path(file_okay=False))
@click.option(
    "--for",
    "target",
    type=click.Choice(TARGETS),
    required=True,
    help=say(nl="Product waarvoor de regels zijn.", en="Product that the rules are for."),
)
@click.option(
    "--firewall",
    metavar="ASSET",
    help=say(
        nl="Alleen de conduits die deze firewall bewaakt; nodig als er meer firewalls zijn.",
        en="Only the conduits that this firewall enforces; needed when there are several.",
    ),
)
@output_option
def command(folder: str, target: str, firewall: str | None, output: str | None) -> None:
    from keur.reach.proposal import wanted

    plant = opened(folder).plant
    chosen = _firewall(plant, firewall)
    found = wanted(plant, chosen, clock_day())
    text = (
        "".join(f"{line}\n" for line in _modbus(found))
        if target == HIRSCHMANN
        else _rules(plant, target, chosen, found)
    )
    with output_file(output) as file:
        file.write(text)
    for line in _left_out(found):
        click.echo(line, err=True)


def _firewall(plant: Plant, asked: str | None) -> str | None:
    """The firewall that the rules are for: the one that is named, or the only one that conduits name."""
    named = sorted({one for conduit in plant.conduits for one in conduit.enforced_by})
    if asked is None and len(named) > 1:
        shown = ", ".join(named)
        fail(
            say(
                nl=f"conduits worden bewaakt door {shown}; zeg met --firewall voor welke de regels zijn",
                en=f"conduits are enforced by {shown}; say with --firewall which one the rules are for",
            )
        )
    if asked is not None and asked not in {asset.id for asset in plant.assets}:
        fail(say(nl=f"`{asked}` is geen asset van de fabriek", en=f"`{asked}` is no asset of the plant"))
    return asked or (named[0] if named else None)


def _rules(plant: Plant, target: str, firewall: str | None, found: Wanted) -> str:
    from keur.dossier.proposal import NotExact, propose
    from keur.reach.book import TooEntangled

    whose = firewall or plant.site.site
    title = say(nl=f"voorstel van keur voor {whose}", en=f"proposal of keur for {whose}")
    try:
        return propose(target, found.channels, title)
    except NotExact as error:
        fail(_not_exact(error.difference))
    except TooEntangled:
        fail(say(nl="de kanalen zijn te verweven om het te bewijzen", en="the channels are too entangled to prove it"))


def _not_exact(found: Difference) -> str:
    from keur.reach import telling

    packet = telling.packet(found.packet)
    return say(
        nl=f"de geschreven regels doen iets anders met {packet} dan is verklaard, dus ze worden niet gegeven",
        en=f"the written rules do something else with {packet} than is declared, so they are not given",
    )


def _modbus(found: Wanted) -> Iterator[str]:
    """The Modbus Enforcer profile of each Modbus channel (HiSecOS, Network Security > DPI > Modbus Enforcer)."""
    channels = [one for one in found.channels if one.channel.protocol == "modbus"]
    yield say(
        nl="# Profielen voor de Modbus Enforcer van HiSecOS, een per kanaal; de filterregels zelf staan hier niet bij.",
        en="# Profiles for the Modbus Enforcer of HiSecOS, one a channel; the filter rules themselves are not here.",
    )
    if not channels:
        yield say(nl="# Geen conduit heeft een kanaal voor Modbus.", en="# No conduit has a channel for Modbus.")
    for one in channels:
        yield ""
        yield from _profile(one)


def _profile(one: Declared) -> Iterator[str]:
    from keur.observe.firewalls.operations import FunctionType, hisecos_profile
    from keur.reach import telling

    yield f"conduit {one.conduit.id}"
    for box in one.boxes:
        yield f"  {telling.box(box)}"
    operations = one.channel.operations
    allowed = say(nl="alles", en="anything") if operations is None else " ".join(sorted(operations))
    yield "  " + say(nl=f"handelingen: {allowed}", en=f"operations: {allowed}")
    profile = hisecos_profile(operations)
    yield f"  function type: {profile.function_type.value}"
    if profile.function_type is FunctionType.ADVANCED:
        yield f"  function codes: {profile.functions}"
    if profile.functions.partly:
        codes = ",".join(map(str, profile.functions.partly))
        yield "  " + say(
            nl=f"niet erbij: {codes}; deze codes doen ook handelingen die niet zijn toegestaan",
            en=f"left out: {codes}; these codes also do operations that are not allowed",
        )


def _left_out(found: Wanted) -> Iterator[str]:
    if found.left_out:
        yield say(nl="Zonder regel:", en="Without a rule:")
    for one in found.left_out:
        yield f"  {one.channel.place.file}:{one.channel.place.line}: conduit {one.conduit.id}: {pick(one.text)}"
