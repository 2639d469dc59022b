"""`keur windows`: the patches that were decided, in the maintenance windows of their assets."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "windows",
    cls=Verbs,
    package=__name__,
    verbs=("plan", "export"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Plan patches in onderhoudsvensters.", en="Plan patches into maintenance windows."),
    help=say(
        nl="Zet de patches waartoe is besloten in de onderhoudsvensters van declared/windows.yaml.\n\n"
        "Voorbeeld: keur windows plan fabriek",
        en="Puts the patches that were decided into the maintenance windows of declared/windows.yaml.\n\n"
        "Example: keur windows plan plant",
    ),
)(lambda: None)
