"""Options that mean the same in every command that has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from keur.cli.language import say

Option = Callable[[Any], Any]
"""Gives a command an option."""


def format_option(shapes: Sequence[str] = ("table", "json")) -> Option:
    """`--format`, as `kind`; the first of the shapes unless told otherwise."""
    return click.option(
        "--format",
        "kind",
        type=click.Choice(shapes),
        default=shapes[0],
        show_default=True,
        help=say(nl="Vorm van de uitvoer.", en="Shape of the output."),
    )


def today_option(*, nl: str, en: str) -> Option:
    """`--today`, a day at midnight or None; the texts say what it decides about."""
    return click.option(
        "--today",
        metavar=say(nl="JJJJ-MM-DD", en="YYYY-MM-DD"),
        type=click.DateTime(["%Y-%m-%d"]),
        help=say(nl=nl, en=en),
    )


output_option: Option = click.option(
    "--output",
    "-o",
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Schrijf naar dit bestand.", en="Write to this file."),
)
quiet_option: Option = click.option("--quiet", "-q", is_flag=True, help=say(nl="Geen voortgang.", en="No progress."))
