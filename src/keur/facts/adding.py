"""Adding a capture to a plant: file, note and facts, in an order that leaves nothing half done."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from keur.facts import store
from keur.facts.gathering import CAPTURES_FOLDER, facts_folder
from keur.facts.reading import reading
from keur.facts.schema import TABLES
from keur.observe import captures
from keur.plant import write_capture_note
from keur.plant.model import CaptureNote, Place, Plant


@dataclass(frozen=True, slots=True)
class Added:
    file: str
    """Path below `observed/`."""
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
    """Reads a capture, puts it into the plant folder (a copy, or a symbolic link), and notes it. The same content a
    second time changes nothing. Raises `keur.observe.captures.CaptureError`, `keur.plant.PlantErrors`, OSError."""
    with reading([capture], progress) as found:
        sha256 = captures.sha256(capture)
        for note in plant.captures:
            if sha256 == (note.sha256 or _sha256_of(folder / "observed" / note.file)):
                return Added(note.file, sha256, new=False)
        tables = {name: found.table(name) for name in TABLES}
        store.write(facts_folder(folder), sha256, tables)
        conversations = next(found.rows("SELECT count(*) AS n FROM conversation"))["n"]
        packets = found.summary.packets
    target = _free_name(folder / CAPTURES_FOLDER, capture.name, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    if link:
        target.symlink_to(capture.resolve())
    else:
        beside = target.with_name(f".{target.name}.part")
        shutil.copyfile(capture, beside)
        beside.replace(target)
    file = target.relative_to(folder / "observed").as_posix()
    place = Place("observed/captures.yaml", 1)
    write_capture_note(folder, CaptureNote(file, segment, clock_offset_seconds, taken_by, sha256, place))
    return Added(file, sha256, new=True, packets=packets, conversations=conversations)


def _sha256_of(path: Path) -> str | None:
    return captures.sha256(path) if path.is_file() else None


def _free_name(folder: Path, name: str, sha256: str) -> Path:
    """The capture's own name, or with a part of its hash where another capture has that name."""
    target = folder / name
    if not target.exists() and not target.is_symlink():
        return target
    stem, dot, ending = name.partition(".")
    return folder / f"{stem}-{sha256[:8]}{dot}{ending}"
