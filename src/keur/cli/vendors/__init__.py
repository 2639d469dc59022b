"""`keur vendors`: suppliers, service providers and integrators, and their ways in."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "vendors",
    cls=Verbs,
    package=__name__,
    verbs=("list", "show", "questionnaire", "import"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Toon leveranciers en hun toegang.", en="Show vendors and their access."),
    help=say(
        nl="Toont leveranciers: hoeveel er van hen afhangt, contract, certificaten en wegen naar binnen, en vraagt hun "
        "hoe zij het doen.\n\nVoorbeeld: keur vendors list fabriek",
        en="Shows vendors: how much hangs on them, contract, certificates and ways in, and asks them how they do "
        "it.\n\nExample: keur vendors list plant",
    ),
)(lambda: None)
