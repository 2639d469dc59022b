"""Groups of commands of which each has a module of its own."""

from __future__ import annotations

import difflib
import importlib
import keyword
from collections.abc import Sequence
from typing import Any

import click

from keur.cli.language import say
from keur.cli.terminal import meant


class Verbs(click.Group):
    """Loads a verb's module (`command` in it) only when the verb is used or described.

    The module of a verb that is a keyword of Python, such as `import`, has `_` behind the name.
    """

    def __init__(self, *args: Any, package: str, verbs: Sequence[str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.package = package
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self.verbs:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"{self.package}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.verbs and not args[0].startswith("-"):
            hint = meant(next(iter(difflib.get_close_matches(args[0], self.verbs, 1)), None))
            ctx.fail(say(nl=f"geen opdracht `{args[0]}`{hint}", en=f"no command `{args[0]}`{hint}"))
        return super().resolve_command(ctx, args)
