"""`keur catalogue`: laws and standards, their rows, and how they bear on each other."""

from __future__ import annotations

import click

from keur.cli.language import say
from keur.cli.verbs import Verbs

command = click.group(
    "catalogue",
    cls=Verbs,
    package=__name__,
    verbs=("list", "show", "search", "import", "export"),
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
    short_help=say(nl="Zoek wetten en normen op.", en="Look up laws and standards."),
    help=say(
        nl="Zoekt op wat wetten en normen vragen, in eigen woorden, met bron en geldigheid, en hoe zij op elkaar "
        "ingaan. Namen van normen zijn van keur; wie een licentie heeft, laadt de eigen tekst met `import`.\n\n"
        'Voorbeeld: keur catalogue show "Cbw 21(3)(d)"',
        en="Looks up what laws and standards ask, in keur's own words, with source and validity, and how they bear on "
        "each other. Names of standards are keur's; who has a licence loads the standard's own text with `import`.\n\n"
        'Example: keur catalogue show "Cbw 21(3)(d)"',
    ),
)(lambda: None)
