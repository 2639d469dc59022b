"""What commands share on a terminal: errors with exit code 2, and progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from keur.cli.language import say

COULD_NOT = 2
"""Exit code: the question could not be answered."""


def fail(message: str) -> NoReturn:
    """Ends the command with an error on standard error and exit code 2."""
    click.echo(say(nl=f"Fout: {message}", en=f"Error: {message}"), err=True)
    raise SystemExit(COULD_NOT)


def plain(text: str) -> str:
    """Text from a plant or a capture, safe for a rich console: its brackets are no markup, and control characters
    steer no terminal."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text))


def size_of(paths: Sequence[str]) -> int | None:
    """Bytes of the files together; None when one of them has no size (standard input)."""
    sizes = [Path(path).stat().st_size if Path(path).is_file() else None for path in paths]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


@contextmanager
def progress(label: str, total_bytes: int | None, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar with rate and time left on standard error; None (no progress wanted) when quiet or not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[packets]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total_bytes, packets="")

        def update(read_bytes: int, packets: int) -> None:
            shown = say(nl=f"{packets:,} pakketten", en=f"{packets:,} packets")
            bar.update(task, completed=read_bytes, packets=shown)

        yield update
