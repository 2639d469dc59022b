"""What is in zip and tar archives, entry by entry, in bounded memory.

Archives are hostile until read: what an entry says of its size is not believed, and the whole has a limit too. An
archive that ends early or has a damaged entry gives what stands before, and that is said.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Protocol, Self

from keur.observe.advisories.json_text import MOST_BYTES, JsonError, size_error
from keur.observe.advisories.model import Problem
from keur.plant.model import Text

MOST_FILES = 200_000
MOST_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
MOST_RATIO = 300
"""Times that an archive may grow. Advisories and bills shrink to a tenth or a thirtieth, bombs to a thousandth."""
_FREE_BYTES = 64 * 1024 * 1024
"""Unpacked bytes from which on the ratio counts: something small may be mostly blanks."""
_CHUNK = 1024 * 1024
_MOST_XZ_MEMORY = 128 * 1024 * 1024
"""`xz -9` takes 65 MiB to unpack."""
_MOST_NAME_BYTES = 1024 * 1024
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
Entry = tuple[str, bytes]


class _Endless(Exception):
    """An archive that unpacks to too much."""


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class Budget:
    """Counts what an archive unpacks to. `spend` raises `_Endless` when that is too much."""

    def __init__(self, packed_bytes: int) -> None:
        self._most = min(MOST_UNPACKED_BYTES, max(_FREE_BYTES, packed_bytes * MOST_RATIO))
        self._spent = 0

    def spend(self, size: int) -> None:
        self._spent += size
        if self._spent > self._most:
            raise _Endless


def at_most(read: Callable[[int], bytes], spend: Callable[[int], None] = lambda _: None) -> bytes:
    """All that a stream gives. Raises `JsonError` when that is more than a document may have."""
    parts, size = [], 0
    while part := read(_CHUNK):
        spend(len(part))
        size += len(part)
        if size > MOST_BYTES:
            raise size_error(size)
        parts.append(part)
    return b"".join(parts)


def is_zip(path: Path, head: bytes) -> bool:
    return head.startswith(b"PK") and zipfile.is_zipfile(path)


def of_zip(path: Path, problems: list[Problem]) -> Iterator[Entry]:
    """The files in a zip archive in the order of their names."""
    budget = Budget(path.stat().st_size)
    try:
        if _listed(path) > 2 * MOST_FILES:
            problems.append(too_many(str(path)))
            return
        with zipfile.ZipFile(path) as archive:
            entries = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename)
            for entry in entries[:MOST_FILES]:
                data = _of_entry(archive, entry, f"{path}!{entry.filename}", budget, problems)
                if data is not None:
                    yield f"{path}!{entry.filename}", data
            if len(entries) > MOST_FILES:
                problems.append(too_many(str(path)))
    except _Endless:
        problems.append(_too_much(str(path)))
    except DAMAGE as error:
        problems.append(damaged(str(path), error))


def _listed(path: Path) -> int:
    """About how many entries an archive lists; its list is read into memory as a whole."""
    with path.open("rb") as file:
        return sum(part.count(b"PK\x01\x02") for part in iter(lambda: file.read(_CHUNK), b""))


def _of_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget, problems: list[Problem]
) -> bytes | None:
    text = None
    if entry.flag_bits & 1:
        text = Text(nl="is versleuteld; pak het uit met het wachtwoord", en="is encrypted; unpack it with the password")
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The readers of the other ways unpack without a bound.
        text = Text(
            nl="is ingepakt op een manier die keur niet leest; pak het uit, of maak de zip opnieuw met deflate",
            en="is packed in a way that keur does not read; unpack it, or make the zip anew with deflate",
        )
    if text is not None:
        problems.append(Problem(name, "", text, lost=True))
        return None
    try:
        with archive.open(entry) as opened:
            return at_most(opened.read, budget.spend)
    except (*DAMAGE, JsonError) as error:
        problems.append(damaged(name, error))
        return None


def is_tar(path: Path, head: bytes) -> bool:
    if head[257:262] == b"ustar":
        return True
    named = ".tar" in path.name.casefold() or path.suffix.casefold() in (".tgz", ".tbz2", ".txz")
    return named and head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))


def of_tar(path: Path, problems: list[Problem]) -> Iterator[Entry]:
    """The files in a tar archive, packed by gzip, bzip2, xz or not at all, as they come."""
    count, others = 0, []
    try:
        with path.open("rb") as packed, _unpacked(packed) as plain:
            stream = _Counted(plain, Budget(path.stat().st_size))
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:  # type: ignore[call-overload]
                for entry in archive:
                    if not entry.isfile():
                        others += [] if entry.isdir() else [entry.name]
                        continue
                    count += 1
                    if count > MOST_FILES:
                        problems.append(too_many(str(path)))
                        break
                    name = f"{path}!{entry.name}"
                    if entry.size > MOST_BYTES:
                        problems.append(Problem(name, "", size_error(entry.size).text, lost=True))
                    elif (opened := archive.extractfile(entry)) is not None:
                        yield name, opened.read()
            while stream.read(_CHUNK):
                pass  # only at its end does a packed stream tell that it is whole
    except _Endless:
        problems.append(_too_much(str(path)))
    except DAMAGE as error:
        problems.append(_breaks_off(str(path), error))
    if others:
        problems.append(_no_files(str(path), others))


class _Counted:
    """A stream of which is counted how much it gives."""

    def __init__(self, stream: _Readable, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int) -> bytes:
        # Not `read`: that would lose what stands before a fault.
        data = self._stream.read1(size)
        self._budget.spend(len(data))
        return data


class _Header(tarfile.TarInfo):
    """A header of an entry. What `tarfile` takes for the end of the archive, or would read into memory without a bound,
    is an error."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> Self:
        if not buf:
            raise EOFError("the archive ends without the mark for its end")
        try:
            found = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
        except tarfile.HeaderError as error:
            if isinstance(error, tarfile.EOFHeaderError):  # type: ignore[attr-defined]
                raise
            raise EOFError(f"an entry has no readable header: {error}") from None
        if found.type in b"xgXLK" and found.size > _MOST_NAME_BYTES:
            raise EOFError("an entry has a name of more than a megabyte")
        return found


def _unpacked(packed: io.BufferedReader) -> gzip.GzipFile | bz2.BZ2File | io.BufferedReader:
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(packed)
    if head.startswith(b"BZh"):
        return bz2.open(packed)
    return io.BufferedReader(_Xz(packed)) if head.startswith(b"\xfd7zXZ") else packed


class _Xz(io.RawIOBase):
    """Unpacks xz, as `lzma.open`, but never in more memory than allowed."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._unpacker.eof:
            given = self._packed.read(_CHUNK) if self._unpacker.needs_input else b""
            if not given and self._unpacker.needs_input:
                raise EOFError("the archive breaks off")
            if data := self._unpacker.decompress(given, len(buffer)):
                buffer[: len(data)] = data
                return len(data)
        return 0


def damaged(name: str, error: Exception) -> Problem:
    """Says of a file that it is damaged, or too large."""
    if isinstance(error, JsonError):
        return Problem(name, "", error.text, lost=True)
    said = str(error) or type(error).__name__
    return Problem(name, "", Text(nl=f"is beschadigd: {said}", en=f"is damaged: {said}"), lost=True)


def _breaks_off(name: str, error: Exception) -> Problem:
    said = str(error) or type(error).__name__
    text = Text(
        nl=f"is beschadigd of breekt af; wat ervoor stond, is gelezen ({said})",
        en=f"is damaged or breaks off; what stood before was read ({said})",
    )
    return Problem(name, "", text, lost=True)


def _no_files(name: str, others: list[str]) -> Problem:
    some = ", ".join(others[:3])
    text = Text(
        nl=f"heeft {len(others)} verwijzingen of apparaten, geen bestanden; overgeslagen: {some}",
        en=f"has {len(others)} links or devices, which are no files; passed over: {some}",
    )
    return Problem(name, "", text, lost=True)


def too_many(name: str) -> Problem:
    """Says of a folder or archive that not all of its files were read."""
    text = Text(
        nl=f"heeft meer dan {MOST_FILES} bestanden; niet alles is gelezen; splits het",
        en=f"has more than {MOST_FILES} files; not all was read; split it",
    )
    return Problem(name, "", text, lost=True)


def _too_much(name: str) -> Problem:
    gib = MOST_UNPACKED_BYTES // 1024**3
    text = Text(
        nl=f"is uitgepakt groter dan {gib} GiB of {MOST_RATIO} keer zo groot; de rest is niet gelezen",
        en=f"unpacks to more than {gib} GiB or {MOST_RATIO} times its size; the rest was not read",
    )
    return Problem(name, "", text, lost=True)
