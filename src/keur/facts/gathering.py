"""From the captures of a plant folder to facts on disk: each capture is read once, whatever is asked later."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from keur.facts import store
from keur.facts.database import CaptureSource
from keur.facts.reading import reading
from keur.facts.schema import TABLES
from keur.observe import captures
from keur.plant.model import CaptureNote, Plant, Text

CAPTURES_FOLDER = Path("observed/captures")

Progress = Callable[[str, int, int], None]
"""Called with the capture's name, the bytes read of it so far, and the packets."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """A capture that gives no facts, and why: `capture-missing`, `capture-changed`, `capture-without-note` or
    `capture-unreadable`."""

    file: str
    reason: str
    text: Text


@dataclass(frozen=True, slots=True)
class Gathered:
    captures: tuple[CaptureSource, ...]
    not_read: tuple[NotRead, ...]
    read_now: int
    """Captures that were read in this call; the facts of the others were there."""


def facts_folder(folder: Path) -> Path:
    """Where the facts of this reader's version are, in a plant folder. Can be deleted at any time."""
    return folder / ".keur" / "facts" / captures.reader_version()


def gather(plant: Plant, folder: Path, progress: Progress | None = None) -> Gathered:
    """Makes sure that the facts of all captures of the plant are there. Captures that cannot be read are in
    `not_read`, never left out in silence."""
    hashes = _Hashes(folder)
    found: list[CaptureSource] = []
    not_read: list[NotRead] = []
    read_now = 0
    for note in plant.captures:
        source = _source(folder, note, hashes)
        if isinstance(source, NotRead):
            not_read.append(source)
            continue
        if not store.has(facts_folder(folder), source.sha256):
            try:
                keep_facts(folder, folder / source.file, source.sha256, progress)
            except captures.CaptureError as error:
                not_read.append(NotRead(source.file, "capture-unreadable", error.text))
                continue
            read_now += 1
        found.append(source)
    not_read += _without_note(plant, folder)
    hashes.save()
    return Gathered(tuple(found), tuple(not_read), read_now)


def keep_facts(folder: Path, capture: Path, sha256: str, progress: Progress | None = None) -> None:
    """Reads one capture and keeps its facts under `.keur/`. Raises `keur.observe.captures.CaptureError`."""
    update = (lambda size, packets: progress(capture.name, size, packets)) if progress else None
    with reading([capture], update) as found:
        tables = {name: found.table(name) for name in TABLES}
        store.write(facts_folder(folder), sha256, tables)


def _source(folder: Path, note: CaptureNote, hashes: _Hashes) -> CaptureSource | NotRead:
    file = f"observed/{note.file}"
    path = folder / file
    if not path.is_file():
        if note.sha256 and store.has(facts_folder(folder), note.sha256):
            return CaptureSource(file, note.sha256, note.segment, note.clock_offset_seconds)
        return NotRead(
            file,
            "capture-missing",
            Text(
                nl="bestand ontbreekt; zet het terug of haal het uit observed/captures.yaml",
                en="the file is missing; put it back or take it out of observed/captures.yaml",
            ),
        )
    try:
        found = hashes.of(path)
    except captures.CaptureError as error:
        return NotRead(file, "capture-unreadable", error.text)
    if note.sha256 and found != note.sha256:
        return NotRead(
            file,
            "capture-changed",
            Text(
                nl=f"inhoud veranderd: SHA-256 {found[:12]}…, genoteerd {note.sha256[:12]}…; zet het origineel terug",
                en=f"content has changed: SHA-256 {found[:12]}…, noted {note.sha256[:12]}…; put the original back",
            ),
        )
    return CaptureSource(file, found, note.segment, note.clock_offset_seconds)


def _without_note(plant: Plant, folder: Path) -> Iterable[NotRead]:
    noted = {note.file for note in plant.captures}
    for path in sorted((folder / CAPTURES_FOLDER).rglob("*")):
        name = path.relative_to(folder / "observed").as_posix()
        if path.is_file() and name not in noted and path.name.lower().endswith(captures.ENDINGS):
            yield NotRead(
                f"observed/{name}",
                "capture-without-note",
                Text(
                    nl="staat niet in observed/captures.yaml; het meetpunt is onbekend. Voeg toe met `keur observe`",
                    en="is not in observed/captures.yaml; its capture point is unknown. Add it with `keur observe`",
                ),
            )


class _Hashes:
    """SHA-256 of files, remembered by size and time of change, so that large captures are hashed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / ".keur" / "hashes.json"
        self._known: dict[str, list[int | str]] = {}
        self._changed = False
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                self._known = known
        except (OSError, ValueError):
            pass  # derived data: absent or damaged, it is made anew

    def of(self, path: Path) -> str:
        state = path.stat()
        name = path.relative_to(self._folder).as_posix()
        match self._known.get(name):
            case [state.st_size, state.st_mtime_ns, str(sha256)]:
                return sha256
        sha256 = captures.sha256(path)
        self._known[name] = [state.st_size, state.st_mtime_ns, sha256]
        self._changed = True
        return sha256

    def save(self) -> None:
        if not self._changed:
            return
        # A plant on a read-only disk can be checked when its facts are there; then hashes are not remembered.
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._known, indent=1, sort_keys=True), encoding="utf-8")
