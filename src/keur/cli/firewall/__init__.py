"""`keur firewall`: what the configuration of a firewall says, without or with a plant around it."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "firewall",
    cls=Verbs,
    package=__name__,
    verbs=("show", "trace", "diff", "lint", "propose"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(
        nl="Toon, bevraag, vergelijk of maak firewallregels.", en="Show, question, compare or make firewall rules."
    ),
    help=say(
        nl="Leest configuraties van firewalls en zegt precies wat ze doorlaten.\n\n"
        "Voorbeeld: keur firewall trace fw-01.nft --from 10.20.20.10 --to 10.20.10.11 --protocol tcp/502",
        en="Reads configurations of firewalls and tells exactly what they let through.\n\n"
        "Example: keur firewall trace fw-01.nft --from 10.20.20.10 --to 10.20.10.11 --protocol tcp/502",
    ),
)(lambda: None)
