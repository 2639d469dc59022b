"""`keur sessions`: what vendors did, from the logs of remote access."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "sessions",
    cls=Verbs,
    package=__name__,
    verbs=("import", "list"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Lees logboeken van toegang op afstand.", en="Read logs of remote access."),
    help=say(
        nl="Leest logboeken van toegang op afstand in de fabrieksmap en toont de sessies. `keur check` vergelijkt ze "
        "met goedkeuringen en met het verkeer.\n\nVoorbeeld: keur sessions list fabriek",
        en="Reads logs of remote access into the plant folder and shows the sessions. `keur check` compares them with "
        "approvals and with the traffic.\n\nExample: keur sessions list plant",
    ),
)(lambda: None)
