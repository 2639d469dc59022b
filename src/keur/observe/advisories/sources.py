"""Files of a folder, an archive or a single file, one after another, each at most so large.

Archives are hostile until read: what an entry says of its size is not believed, and the whole has a limit too.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from keur.observe.advisories.json_text import MOST_BYTES, JsonError, size_error
from keur.observe.advisories.model import Problem
from keur.plant.model import Text

MOST_FILES = 200_000
MOST_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
EARLIER = ".earlier"
"""Folder with earlier revisions, which is not read."""
_CHUNK = 1024 * 1024


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
        with path.open("rb") as opened:
            head = opened.read(512)
    except OSError as error:
        problems.append(_unreadable(str(path), error))
        return
    if zipfile.is_zipfile(path) and head.startswith(b"PK"):
        yield from _of_zip(path, problems)
    elif _is_tar(path, head):
        yield from _of_tar(path, problems)
    else:
        yield from _of_file(path, problems)


def _of_folder(folder: Path, problems: list[Problem]) -> Iterator[Found]:
    count = 0
    for root, folders, names in os.walk(folder, onerror=lambda error: problems.append(_unreadable(str(folder), error))):
        folders[:] = sorted(one for one in folders if one != EARLIER)
        for name in sorted(names):
            count += 1
            if count > MOST_FILES:
                problems.append(_too_many(str(folder)))
                return
            yield from _of_file(Path(root, name), problems)


def _of_file(path: Path, problems: list[Problem]) -> Iterator[Found]:
    try:
        if not path.is_file():
            problems.append(
                Problem(
                    str(path),
                    "",
                    Text(nl="is geen gewoon bestand; overgeslagen", en="is no ordinary file; passed over"),
                    lost=True,
                )
            )
            return
        size = path.stat().st_size
        if size > MOST_BYTES:
            problems.append(Problem(str(path), "", size_error(size).text, lost=True))
            return
        data = path.read_bytes()
    except OSError as error:
        problems.append(_unreadable(str(path), error))
        return
    if data.startswith(b"\x1f\x8b"):
        try:
            data = _at_most(gzip.GzipFile(fileobj=io.BytesIO(data)).read)
        except (OSError, EOFError, zlib.error, JsonError) as error:
            problems.append(_damaged(str(path), error))
            return
    yield Found(str(path), data)


def _at_most(read: Callable[[int], bytes]) -> bytes:
    """All that a stream gives. Raises `JsonError` when that is more than a document may have."""
    parts, size = [], 0
    while part := read(_CHUNK):
        size += len(part)
        if size > MOST_BYTES:
            raise size_error(size)
        parts.append(part)
    return b"".join(parts)


def _of_zip(path: Path, problems: list[Problem]) -> Iterator[Found]:
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            entries = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename)
            if len(entries) > MOST_FILES:
                problems.append(_too_many(str(path)))
                entries = entries[:MOST_FILES]
            for entry in entries:
                name = f"{path}!{entry.filename}"
                try:
                    with archive.open(entry) as opened:
                        data = _at_most(opened.read)
                except (
                    zipfile.BadZipFile,
                    RuntimeError,
                    NotImplementedError,
                    OSError,
                    EOFError,
                    zlib.error,
                    JsonError,
                ) as error:
                    problems.append(_damaged(name, error))
                    total += MOST_BYTES if isinstance(error, JsonError) else 0
                    data = None
                if total > MOST_UNPACKED_BYTES:
                    problems.append(_too_much(str(path)))
                    return
                if data is not None:
                    total += len(data)
                    yield Found(name, data)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        problems.append(_damaged(str(path), error))


def _is_tar(path: Path, head: bytes) -> bool:
    if head[257:262] == b"ustar":
        return True
    packed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))
    return packed and (".tar" in path.name.casefold() or path.suffix.casefold() in (".tgz", ".tbz2", ".txz"))


def _of_tar(path: Path, problems: list[Problem]) -> Iterator[Found]:
    total = count = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for entry in archive:
                if not entry.isfile():
                    continue
                count += 1
                total += entry.size
                if count > MOST_FILES or total > MOST_UNPACKED_BYTES:
                    problems.append(_too_many(str(path)) if count > MOST_FILES else _too_much(str(path)))
                    return
                name = f"{path}!{entry.name}"
                if entry.size > MOST_BYTES:
                    problems.append(Problem(name, "", size_error(entry.size).text, lost=True))
                elif (opened := archive.extractfile(entry)) is not None:
                    yield Found(name, opened.read())
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        problems.append(_damaged(str(path), error))


def _unreadable(name: str, error: OSError) -> Problem:
    why = error.strerror or str(error)
    return Problem(name, "", Text(nl=f"kan niet gelezen worden: {why}", en=f"cannot be read: {why}"), lost=True)


def _damaged(name: str, error: Exception) -> Problem:
    if isinstance(error, JsonError):
        return Problem(name, "", error.text, lost=True)
    return Problem(name, "", Text(nl=f"is beschadigd: {error}", en=f"is damaged: {error}"), lost=True)


def _too_many(name: str) -> Problem:
    text = Text(
        nl=f"heeft meer dan {MOST_FILES} bestanden; de rest is niet gelezen; splits het",
        en=f"has more than {MOST_FILES} files; the rest was not read; split it",
    )
    return Problem(name, "", text, lost=True)


def _too_much(name: str) -> Problem:
    gib = MOST_UNPACKED_BYTES // 1024**3
    text = Text(
        nl=f"is uitgepakt groter dan {gib} GiB; de rest is niet gelezen",
        en=f"unpacks to more than {gib} GiB; the rest was not read",
    )
    return Problem(name, "", text, lost=True)
