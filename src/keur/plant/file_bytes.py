"""Bytes of a file that others made: an ordinary file of bounded size, or an error that says why not."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from keur.plant.model import Text

MOST_BYTES = 64 * 1024 * 1024
"""Of a file that is read as a whole."""

_NOT_ORDINARY = Text(nl="is geen gewoon bestand", en="is no ordinary file")


class UnfitFile(OSError):
    """A file that is none to read: a pipe, a device, or one that is too large."""

    def __init__(self, code: int, path: Path, text: Text) -> None:
        super().__init__(code, text.en, str(path))
        self.text = text


def check_ordinary(path: Path) -> None:
    """Raises `UnfitFile` when there is a pipe or a device, which would keep a reader waiting."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnfitFile(errno.ENOTSUP, path, _NOT_ORDINARY)


def read_bytes(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """The content of a file. Raises OSError, and `UnfitFile` when it is no ordinary file or has more bytes."""
    # Opening a pipe would wait for a writer.
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(opened, "rb") as file:
        mode = os.fstat(opened).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise UnfitFile(errno.ENOTSUP, path, _NOT_ORDINARY)
        # The size is not asked for beforehand: the file may grow.
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        most = most_bytes // (1024 * 1024)
        text = Text(
            nl=f"is groter dan {most} MiB, het meeste dat keur hier leest",
            en=f"is larger than {most} MiB, the most that keur reads here",
        )
        raise UnfitFile(errno.EFBIG, path, text)
    return data
