"""Adding a capture to a plant: file, facts and note, in an order that leaves nothing half done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keur.facts import store
from keur.facts.gathering import CAPTURES_FOLDER, facts_folder, keep_facts
from keur.observe import captures
from keur.plant import write_capture_note
from keur.plant.model import CaptureNote, Place, Plant, Text


@dataclass(frozen=True, slots=True)
class Added:
    file: str
    """Path below `observed/`."""
    segment: str
    """Where the plant says that it was taken."""
    sha256: str
    new: bool
    packets: int = 0
    conversations: int = 0


def add_capture(
    plant: Plant,
    folder: Path,
    capture: Path,
    segment: str,
    taken_by: str = "",
    clock_offset_seconds: float = 0.0,
    link: bool = False,
    progress: captures.Progress | None = None,
) -> Added:
    """Puts a capture into the plant folder (a copy, or a symbolic link), reads it, and notes it. A file that is in
    `observed/` already stays where it is. The same content a second time changes nothing and is not read again.

    What goes wrong leaves the plant as it was. Raises `keur.observe.captures.CaptureError`, `keur.plant.PlantErrors`,
    `keur.facts.store.FactsError`, OSError."""
    sha256 = captures.sha256(capture)
    for note in plant.captures:
        if sha256 == (note.sha256 or _sha256_of(folder / "observed" / note.file)):
            return Added(note.file, note.segment, sha256, new=False)
    with _placed(folder, capture, sha256, link) as target:
        if not store.has(facts_folder(folder), sha256):
            try:
                keep_facts(folder, target, sha256, (lambda _, *done: progress(*done)) if progress else None)
            except captures.CaptureError as error:
                raise captures.CaptureError(str(capture), error.text) from error
        file = target.relative_to((folder / "observed").resolve()).as_posix()
        place = Place("observed/captures.yaml", 1)
        write_capture_note(folder, CaptureNote(file, segment, clock_offset_seconds, taken_by, sha256, place))
    packets, conversations = store.size(facts_folder(folder), sha256)
    return Added(file, segment, sha256, True, packets, conversations)


def _sha256_of(path: Path) -> str | None:
    return captures.sha256(path) if path.is_file() else None


@contextmanager
def _placed(folder: Path, capture: Path, sha256: str, link: bool) -> Iterator[Path]:
    """The capture in the plant folder while it is read and noted; taken away again when that fails."""
    observed = (folder / "observed").resolve()
    stands = capture.parent.resolve() / capture.name
    if stands.is_relative_to(observed):
        yield stands
        return
    target = _free_name(observed.parent / CAPTURES_FOLDER, capture.name, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if link:
            target.symlink_to(stands)
        else:
            _copy(capture, target, sha256)
        yield target
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(capture: Path, target: Path, sha256: str) -> None:
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(capture, beside)
        if captures.sha256(beside) != sha256:
            text = Text(
                nl="veranderde tijdens het lezen; wacht tot de capture klaar is",
                en="changed while it was read; wait until the capture is finished",
            )
            raise captures.CaptureError(str(capture), text)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _free_name(folder: Path, name: str, sha256: str) -> Path:
    """The capture's own name, or with a part of its hash where another capture has that name."""
    target = folder / name
    if not target.exists() and not target.is_symlink():
        return target
    stem, dot, ending = name.partition(".")
    return folder / f"{stem}-{sha256[:8]}{dot}{ending}"
