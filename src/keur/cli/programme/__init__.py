"""`keur programme`: the security programme of IEC 62443-2-1, measured against facts and evidence."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "programme",
    cls=Verbs,
    package=__name__,
    verbs=("show", "export", "import", "reviewed", "policies"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Toon het beveiligingsprogramma.", en="Show the security programme."),
    help=say(
        nl="Meet wat de fabriek per eis van IEC 62443-2-1 zegt te doen aan bewijs en bevindingen.\n\n"
        "Voorbeeld: keur programme show demo",
        en="Measures what the plant says it does for each requirement of IEC 62443-2-1 against evidence and "
        "findings.\n\nExample: keur programme show demo",
    ),
)(lambda: None)
