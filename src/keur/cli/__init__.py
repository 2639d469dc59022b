"""The command line. One module per verb; each imports what it needs inside its function, so that help stays quick."""

from __future__ import annotations

import importlib
from typing import Any

from keur.cli.language import language, say

if language() == "nl":
    from keur.cli import dutch_click

    dutch_click.install()

import click

VERBS = ("new", "check", "observe", "flows", "explain")


class Verbs(click.Group):
    """Loads a verb's module only when the verb is used or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"keur.cli.{cmd_name}").command
        return command


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=say(
        nl="keur vertelt of een productienetwerk is wat het zegt te zijn: het vergelijkt wat de fabriek verklaart "
        "met wat er echt over het netwerk gaat.\n\n"
        "Voorbeeld: keur check demo",
        en="keur tells whether a production network is what it says it is: it compares what the plant declares with "
        "what really crosses the network.\n\n"
        "Example: keur check demo",
    ),
    epilog=say(
        nl="Taal: zet KEUR_LANGUAGE op nl of en. Aanvullen in de shell: zie docs/command-line.md.",
        en="Language: set KEUR_LANGUAGE to nl or en. Shell completion: see docs/command-line.md.",
    ),
)
@click.version_option(package_name="keur", message="keur %(version)s")
def main(**_: Any) -> None:
    """The entry point of the `keur` command."""
