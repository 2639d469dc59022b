"""Files of a folder, an archive or a single file, one after another, each at most so large."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keur.observe.advisories import archives
from keur.observe.advisories.json_text import MOST_BYTES, JsonError, size_error
from keur.observe.advisories.model import Problem
from keur.plant.file_bytes import UnfitFile, read_bytes
from keur.plant.model import Text

EARLIER = ".earlier"
"""Folder with earlier revisions, which is not read."""
_PACKED = {
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file with its content."""

    name: str
    """As shown: its path, or the archive's path, `!` and the name within."""
    data: bytes


def files(path: Path, problems: list[Problem]) -> Iterator[Found]:
    """The files at a path, in the order of their names. What cannot be read is reported and passed over."""
    if path.is_dir():
        yield from _of_folder(path, problems)
        return
    try:
        if not path.is_file():
            yield from _of_file(path, problems)  # which says why it is none
            return
        with path.open("rb") as opened:
            head = opened.read(512)
    except OSError as error:
        problems.append(_unreadable(str(path), error))
        return
    if archives.is_zip(path, head):
        entries = archives.of_zip(path, problems)
    elif archives.is_tar(path, head):
        entries = archives.of_tar(path, problems)
    else:
        yield from _of_file(path, problems)
        return
    for name, data in entries:
        yield from _unpacked(name, data, problems)


def _of_folder(folder: Path, problems: list[Problem]) -> Iterator[Found]:
    count = 0

    def unreadable(error: OSError) -> None:
        problems.append(_unreadable(str(folder), error))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(one for one in folders if one != EARLIER)
        problems.extend(_link(str(Path(root, one))) for one in folders if Path(root, one).is_symlink())
        for name in sorted(names):
            count += 1
            if count > archives.MOST_FILES:
                problems.append(archives.too_many(str(folder)))
                return
            yield from _of_file(Path(root, name), problems)


def _of_file(path: Path, problems: list[Problem]) -> Iterator[Found]:
    try:
        data = read_bytes(path, MOST_BYTES)
    except UnfitFile as error:
        text = error.text if not path.is_file() else size_error(path.stat().st_size).text
        problems.append(Problem(str(path), "", text, lost=True))
    except OSError as error:
        problems.append(_unreadable(str(path), error))
    else:
        yield from _unpacked(str(path), data, problems)


def _unpacked(name: str, data: bytes, problems: list[Problem]) -> Iterator[Found]:
    """A file as it is, or what gzip packed in it. What is packed otherwise is reported."""
    packing = next((how for mark, how in _PACKED.items() if data.startswith(mark)), None)
    if packing is not None:
        text = Text(
            nl=f"is ingepakt ({packing}) en niet gelezen; pak het uit, of noem een zip of tar zelf bij de import",
            en=f"is packed ({packing}) and was not read; unpack it, or name a zip or tar itself at the import",
        )
        problems.append(Problem(name, "", text, lost=True))
        return
    if data.startswith(b"\x1f\x8b"):
        try:
            data = archives.at_most(gzip.GzipFile(fileobj=io.BytesIO(data)).read)
        except (*archives.DAMAGE, JsonError) as error:
            problems.append(archives.damaged(name, error))
            return
    yield Found(name, data)


def _unreadable(name: str, error: OSError) -> Problem:
    why = error.strerror or str(error)
    return Problem(name, "", Text(nl=f"kan niet gelezen worden: {why}", en=f"cannot be read: {why}"), lost=True)


def _link(name: str) -> Problem:
    text = Text(
        nl="is een koppeling naar een map, en niet gelezen; noem die map zelf",
        en="is a link to a folder, and was not read; name that folder itself",
    )
    return Problem(name, "", text, lost=True)
