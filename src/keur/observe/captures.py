"""Packet captures to batches of rows, through the capture core (`keur._rust.capture`)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keur._rust import capture as capture_core
from keur.plant.model import Text

Progress = Callable[[int, int], None]
"""Called now and then with the bytes read from disk so far and the packets."""

MOST_CONVERSATIONS = 100_000
"""Conversations kept in memory at a time; when more are open, those silent longest are closed and go on as new rows,
which `keur.facts.reading` adds up again."""

STANDARD_INPUT = "-"


class CaptureError(Exception):
    """A capture that cannot be read at all: what, where, and what to do."""

    def __init__(self, path: str, text: Text) -> None:
        super().__init__(f"{path}: {text.en}")
        self.path = path
        self.text = text


# pcap in both byte orders with micro- and nanoseconds, pcapng, gzip, Zstandard.
_MAGIC = (
    b"\xa1\xb2\xc3\xd4",
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
    b"\x4d\x3c\xb2\xa1",
    b"\x0a\x0d\x0d\x0a",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
)


ENDINGS = (".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz", ".cap.gz", ".pcap.zst", ".pcapng.zst", ".cap.zst")
"""How names of captures end."""


def is_capture(path: Path) -> bool:
    """Whether a file begins as a capture does, or is named as one. Raises OSError."""
    if path.name.lower().endswith(ENDINGS):
        return True
    with path.open("rb") as file:
        return file.read(4).startswith(_MAGIC)


@dataclass(frozen=True, slots=True)
class Summary:
    """A reading as a whole."""

    packets: int
    bytes: int
    """Bytes on the wire."""
    split: int
    """Conversations that were closed early, to stay within `most_conversations`."""


def reader_version() -> str:
    """Version of the capture core, with a fingerprint of its source: facts of another version are read anew."""
    return capture_core.READER_VERSION


def read(
    paths: Sequence[str | Path],
    batch: Callable[[str, Any], None],
    progress: Progress | None = None,
    most_conversations: int = MOST_CONVERSATIONS,
) -> Summary:
    """Reads capture files as one network and calls `batch(table, rows)` for each batch of rows (columns:
    `docs/facts.md`; rows have `__arrow_c_stream__`). `-` is standard input.

    Files are merged by time, so their order does not matter, nor whether a capture was cut in pieces. Raises
    `CaptureError` when a file cannot be opened or is no capture; damage further on is in the `tally` table instead."""
    names = [str(path) for path in paths]
    for name in names:
        _refuse(name)
    try:
        packets, size, split = capture_core.read(names, batch, progress, most_conversations)
    except OSError as error:
        raise CaptureError(error.filename or names[0], _unreadable(error)) from error
    except ValueError as error:
        path, _, what = str(error).rpartition(": ")
        raise CaptureError(path or names[0], _not_a_capture(what)) from error
    return Summary(packets, size, split)


def _refuse(name: str) -> None:
    if name != STANDARD_INPUT and Path(name).is_dir():
        raise CaptureError(name, _FOLDER)
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise CaptureError(
            name.encode(errors="backslashreplace").decode(),
            Text(
                nl="heeft een naam die geen UTF-8 is; geef het bestand een andere naam",
                en="has a name that is not UTF-8; rename the file",
            ),
        ) from error


_FOLDER = Text(
    nl="is een map; noem de capturebestanden zelf, bijvoorbeeld met `map/*.pcap`",
    en="is a folder; name the capture files in it, for example with `folder/*.pcap`",
)


def _unreadable(error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text(nl="bestaat niet; controleer de naam", en="does not exist; check the name")
    if isinstance(error, PermissionError):
        return Text(
            nl="mag niet gelezen worden; controleer de rechten van het bestand",
            en="may not be read; check the permissions of the file",
        )
    if isinstance(error, IsADirectoryError):
        return _FOLDER
    reason = error.strerror or str(error)
    return Text(nl=f"kan niet gelezen worden ({reason})", en=f"cannot be read ({reason})")


def _not_a_capture(what: str) -> Text:
    if what == "empty file":
        return Text(nl="is leeg; maak de capture opnieuw", en="is empty; take the capture again")
    if what == "file header cut short":
        return Text(
            nl="is afgekapt in de bestandskop; kopieer of maak de capture opnieuw",
            en="is cut short in its file header; copy or take the capture again",
        )
    return Text(
        nl="is geen pcap- of pcapng-bestand (ook niet met gzip of zstd verpakt); bewaar de capture als pcapng",
        en="is not a pcap or pcapng file (nor one packed with gzip or zstd); save the capture as pcapng",
    )


def sha256(path: Path) -> str:
    """SHA-256 of a capture file, in hexadecimal. Raises `CaptureError` when it cannot be read."""
    _refuse(str(path))
    if path.exists() and not path.is_file():
        text = Text(
            nl="is geen gewoon bestand; bewaar de capture eerst in een bestand",
            en="is not an ordinary file; save the capture to a file first",
        )
        raise CaptureError(str(path), text)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaptureError(str(path), _unreadable(error)) from error
