"""What commands share on a terminal: errors with exit code 2, and progress on standard error."""

from __future__ import annotations

import datetime as dt
import errno
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import click

from keur.cli.language import language, say

if TYPE_CHECKING:
    from rich.console import Console

    from keur.library import OpenPlant
    from keur.plant import PlantErrors

COULD_NOT = 2
"""Exit code: the question could not be answered."""


def fail(message: str) -> NoReturn:
    """Ends the command with an error on standard error and exit code 2."""
    click.echo(say(nl=f"Fout: {message}", en=f"Error: {message}"), err=True)
    raise SystemExit(COULD_NOT)


def printable(text: str) -> str:
    """Text from a plant or a capture in which no control character steers a terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def plain(text: str) -> str:
    """The same, safe for a rich console: its brackets are no markup."""
    from rich.markup import escape

    return escape(printable(text))


_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("bestaat niet; controleer het pad", "does not exist; check the path"),
    errno.EACCES: ("geen toegang; controleer de rechten", "no access; check the permissions"),
    errno.EPERM: ("geen toegang; controleer de rechten", "no access; check the permissions"),
    errno.EROFS: ("de schijf is alleen-lezen; kies een andere plaats", "the disk is read-only; choose another place"),
    errno.ENOSPC: (
        "de schijf is vol; maak ruimte of kies een andere plaats",
        "the disk is full; make room or choose another place",
    ),
    errno.EISDIR: ("is een map; noem een bestand", "is a folder; name a file"),
    errno.ENOTDIR: (
        "op dit pad staat een bestand waar een map hoort",
        "on this path stands a file where a folder should be",
    ),
}


def fail_on(error: OSError, place: str | None = None) -> NoReturn:
    """Ends the command because a file or folder could not be used: which, why, and what to do. `place` is used where
    the error itself names no file."""
    fail(told(error, place))


def told(error: OSError, place: str | None = None) -> str:
    """Which file or folder could not be used, why, and what to do; `place` as in `fail_on`."""
    where = error.filename if error.filename is not None else place or say(nl="standaarduitvoer", en="standard output")
    from keur.plant.file_bytes import UnfitFile

    if isinstance(error, UnfitFile):
        dutch, english = error.text.nl, error.text.en
    else:
        dutch, english = _REASONS.get(error.errno or 0) or [error.strerror or str(error)] * 2
    return f"{printable(str(where))}: {say(nl=dutch, en=english)}"


def unfit_plant(errors: PlantErrors) -> NoReturn:
    """Ends the command with all mistakes of the plant folder."""
    fail(say(nl="de fabrieksmap heeft fouten:\n", en="the plant folder has mistakes:\n") + errors.show(language()))


def unfit_facts(folder: str, error: Exception) -> NoReturn:
    """Ends the command because the tables that were derived from captures cannot be used."""
    fail(
        say(
            nl=f"de afgeleide gegevens kunnen niet gebruikt worden ({error}). Verwijder {folder}/.keur en probeer het "
            "opnieuw; er gaat niets verloren",
            en=f"the derived tables cannot be used ({error}). Delete {folder}/.keur and try again; nothing is lost",
        )
    )


def opened(folder: str) -> OpenPlant:
    """The plant in a folder, or the end of the command."""
    from keur.library import open_plant
    from keur.plant import PlantErrors

    try:
        return open_plant(folder)
    except PlantErrors as errors:
        unfit_plant(errors)
    except OSError as error:
        fail_on(error, folder)


@contextmanager
def checking(folder: str) -> Iterator[None]:
    """Ends the command when what runs in it, checks on a plant, cannot be done."""
    from keur.checks.description import CheckError
    from keur.facts.store import FactsError

    try:
        yield
    except CheckError as error:
        fail(str(error))
    except FactsError as error:
        unfit_facts(folder, error)
    except OSError as error:
        fail_on(error, folder)


def meant(near: str | None) -> str:
    """The end of a message about an unknown word: what was probably meant."""
    return say(nl=f"; bedoelt u `{near}`?", en=f"; did you mean `{near}`?") if near else ""


def console_on(file: IO[str], width: int = 120) -> Console:
    """A rich console on a file: as wide as the terminal, or `width` where there is none."""
    from rich.console import Console

    return Console(file=file, width=None if file.isatty() else width, highlight=False)


def clock_day() -> dt.date:
    """Today, by the clock of this machine."""
    return dt.datetime.now().astimezone().date()


@contextmanager
def output_file(path: str | None) -> Iterator[IO[str]]:
    """The file to write to, or standard output. Ends the command when either cannot be written; a reader that has gone
    (BrokenPipeError) is for the command as a whole."""
    try:
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
            return
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        fail_on(error, path)


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
