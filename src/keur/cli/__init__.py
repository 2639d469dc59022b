"""The command line. One module per verb; each imports what it needs inside its function, so that help stays quick."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from keur.cli.dutch import speak_dutch
from keur.cli.language import language, say
from keur.cli.verbs import Verbs

VERBS = (
    *("new", "check", "observe", "flows", "firewall", "advisories", "sboms", "windows"),
    *("scope", "programme", "duties", "vendors", "sessions", "catalogue", "explain"),
)

INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes as shells give them for Ctrl-C and for a reader that has gone: never 0, 1 or 2, which are answers."""


class Main(Verbs):
    """The command itself: it ends as shells expect, whatever happens to its output."""

    def make_context(self, *words: Any, **settings: Any) -> click.Context:
        # Whoever closed them wants the exit code only.
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()
        with _ending():  # help is written here
            return super().make_context(*words, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        # A plant lives as long as the command. Looking for garbage in it again and again takes a tenth of the time.
        gc.set_threshold(100_000)
        for stream in (sys.stdout, sys.stderr):
            # A terminal or file that cannot show a character gets its code, not a crash.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        with _ending():
            return super().invoke(ctx)


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")


@contextmanager
def _ending() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        click.echo(say(nl="Afgebroken.", en="Interrupted."), err=True)
        raise SystemExit(INTERRUPTED) from None
    except (BrokenPipeError, SystemExit) as end:
        # Where rich sees first that the reader has gone, it ends the command with 1.
        if isinstance(end, SystemExit) and not isinstance(end.__context__, BrokenPipeError):
            raise
        # What is still in the buffer has no reader; it must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(PIPE_CLOSED) from None


if language() == "nl":
    speak_dutch()


@click.command(
    cls=Main,
    package="keur.cli",
    verbs=VERBS,
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    subcommand_metavar=say(nl="OPDRACHT ...", en="COMMAND ..."),
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
