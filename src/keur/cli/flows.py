"""`keur flows`: the conversations of any capture, without a plant."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from keur.cli.language import pick, say
from keur.cli.options import format_option, quiet_option
from keur.cli.terminal import fail, fail_on, output_file, progress, size_of

if TYPE_CHECKING:
    from keur.facts.reading import Reading

SHOWN = 40
"""Rows of the table on a terminal, unless asked otherwise."""


@click.command(
    "flows",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(
        nl="Toon gesprekken, protocollen en handelingen in captures.",
        en="Show conversations, protocols and operations of captures.",
    ),
    help=say(
        nl="Toont wie met wie praat in captures (pcap of pcapng, ook gzip en zstd; `-` is standaardinvoer), met welk "
        "protocol en welke handelingen. Meerdere bestanden worden als één netwerk gelezen.\n\n"
        "Voorbeeld: keur flows dag1.pcapng dag2.pcapng --format jsonl > flows.jsonl",
        en="Shows who talks to whom in captures (pcap or pcapng, also gzip and zstd; `-` is standard input), with "
        "which protocol and which operations. Several files are read as one network.\n\n"
        "Example: keur flows day1.pcapng day2.pcapng --format jsonl > flows.jsonl",
    ),
)
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE...", type=click.Path(allow_dash=True))
@format_option(("table", "csv", "jsonl", "parquet"))
@click.option(
    "--output",
    "-o",
    metavar=say(nl="BESTAND", en="FILE"),
    type=click.Path(dir_okay=False),
    help=say(nl="Bestand (nodig voor parquet).", en="File (needed for parquet)."),
)
@click.option(
    "--segment",
    metavar=say(nl="NAAM", en="NAME"),
    help=say(nl="Meetpunt, in elke rij gezet.", en="Capture point, put into each row."),
)
@click.option(
    "--limit",
    metavar=say(nl="AANTAL", en="NUMBER"),
    type=click.IntRange(min=0),
    help=say(
        nl=f"Aantal rijen, grootste eerst; 0 is alle. Standaard {SHOWN} voor de tabel, anders alle.",
        en=f"Number of rows, largest first; 0 is all. By default {SHOWN} for the table, otherwise all.",
    ),
)
@quiet_option
def command(
    captures: tuple[str, ...], kind: str, output: str | None, segment: str | None, limit: int | None, quiet: bool
) -> None:
    from keur.facts.reading import reading
    from keur.observe.captures import CaptureError

    if kind == "parquet" and not output:
        fail(say(nl="parquet vraagt om --output BESTAND", en="parquet needs --output FILE"))
    if output and any(same_file(output, capture) for capture in captures):
        fail(
            say(
                nl=f"--output: {output} is een van de captures; kies een ander bestand",
                en=f"--output: {output} is one of the captures; choose another file",
            )
        )
    rows = SHOWN if limit is None and kind == "table" else (limit or None)
    try:
        with (
            progress(say(nl="Lezen", en="Reading"), size_of(captures), quiet) as update,
            reading(captures, update) as found,
        ):
            write(found, kind, output, segment, rows)
            tell_unread(found)
    except CaptureError as error:
        fail(f"{error.path}: {pick(error.text)}")
    except BrokenPipeError:
        raise
    except OSError as error:
        fail_on(error, output)


def same_file(one: str, other: str) -> bool:
    """Whether two paths are one file that exists."""
    return Path(one).exists() and Path(other).exists() and Path(one).samefile(other)


def write(found: Reading, kind: str, output: str | None, segment: str | None, limit: int | None) -> None:
    """Writes the conversations in the wanted shape to a file or to standard output."""
    if kind == "parquet":
        from keur.facts.flows import write_parquet

        write_parquet(found, segment, Path(str(output)))
        return
    with output_file(output) as file:
        _write_text(found, kind, file, segment, limit)


def _write_text(found: Reading, kind: str, file: IO[str], segment: str | None, limit: int | None) -> None:
    from keur.facts.flows import conversations

    rows = conversations(found, segment, limit)
    if kind == "jsonl":
        import json

        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    elif kind == "csv":
        import csv

        from keur.plant.table import no_formula

        writer: csv.DictWriter[str] | None = None
        for row in rows:
            row["operations"] = "; ".join(operation_text(operation) for operation in row["operations"])
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow({name: no_formula(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    else:
        table(list(rows), found, file)


def operation_text(operation: dict[str, Any]) -> str:
    """`write 6 Write Single Register > 12 (1 error)`; `>` goes to the server, `<` comes from it."""
    way = ">" if operation["to_server"] else "<"
    errors = f" ({operation['errors']} errors)" if operation["errors"] else ""
    return f"{operation['class']} {operation['function']} {operation['name']} {way} {operation['count']}{errors}"


def table(rows: list[dict[str, Any]], found: Reading, file: IO[str]) -> None:
    """A table for people, the largest conversations first."""
    from rich.console import Console
    from rich.table import Table

    console = Console(file=file, width=None if file.isatty() else 160)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        say(nl="Client", en="Client"),
        say(nl="Server", en="Server"),
        say(nl="Protocol", en="Protocol"),
        say(nl="Handelingen", en="Operations"),
    ):
        shown.add_column(title, overflow="fold")
    for title in (say(nl="Pakketten", en="Packets"), say(nl="Bytes", en="Bytes"), say(nl="Frame", en="Frame")):
        shown.add_column(title, justify="right")
    for row in rows:
        shown.add_row(*table_row(row))
    console.print(shown)
    total = found.summary
    count = next(found.rows("SELECT count(*) AS n FROM conversation"))["n"]
    if count > len(rows):
        console.print(
            say(
                nl=f"{len(rows)} van {count} gesprekken, grootste eerst; --limit 0 toont alle.",
                en=f"{len(rows)} of {count} conversations, largest first; --limit 0 shows all.",
            )
        )
    console.print(
        say(
            nl=f"{count} gesprekken, {total.packets} pakketten, {total.bytes} bytes.",
            en=f"{count} conversations, {total.packets} packets, {total.bytes} bytes.",
        )
    )


def table_row(row: dict[str, Any]) -> list[str]:
    """The cells of one conversation."""
    from rich.markup import escape

    def end(side: str) -> str:
        port = f":{row[f'{side}_port']}" if row["transport"] in ("tcp", "udp") else ""
        address = f"[{row[side]}]" if port and ":" in row[side] else row[side]
        return escape(address + port)

    classes: dict[str, int] = {}
    for operation in row["operations"]:
        if operation["to_server"]:
            classes[operation["class"]] = classes.get(operation["class"], 0) + operation["count"]
    protocol = row["protocol"] or (
        f"{row['transport']} {row['ethertype']}" if row["transport"] == "l2" else row["transport"]
    )
    if row["recognised_by"] == "port":
        protocol += "?"
    packets = row["packets_to_server"] + row["packets_to_client"]
    size = row["bytes_to_server"] + row["bytes_to_client"]
    operations = " ".join(f"{name}:{count}" for name, count in sorted(classes.items()))
    return [end("client"), end("server"), protocol, operations, str(packets), str(size), str(row["first_frame"])]


def tell_unread(found: Reading) -> None:
    """Says on standard error what could not be read, so that a partial result is not taken for a whole one."""
    from keur.assess.unread import explain

    rows = list(found.rows("SELECT f.path, t.reason, t.count FROM tally t LEFT JOIN file f USING (file) ORDER BY ALL"))
    if rows:
        click.echo(say(nl="Niet (helemaal) gelezen:", en="Not (fully) read:"), err=True)
    for row in rows:
        click.echo(f"  {row['path']}: {pick(explain(row['reason']))} ({row['count']})", err=True)
