"""Adds to the plant's YAML files the way a person would: as text, so that comments and layout stay.

Each edit is read back strictly before it is written; a file with mistakes, or in a layout that cannot be edited safely,
is left as it stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keur.plant.amendments import quoted
from keur.plant.assets import replace
from keur.plant.creation import template
from keur.plant.errors import Mistakes
from keur.plant.files import FILES
from keur.plant.loading import read_text, read_yaml
from keur.plant.model import CaptureNote, Text, Verdict
from keur.plant.nodes import Mapping, Node, Scalar, Sequence, parse
from keur.plant.records import check_verdict
from keur.plant.rules import check_captures, check_verdicts
from keur.plant.shapes import bare

CAPTURES = "observed/captures.yaml"
VERDICTS = "decided/verdicts.yaml"
Fields = dict[str, str]


def write_capture_note(folder: Path, note: CaptureNote) -> None:
    """Writes what is known of one capture into `observed/captures.yaml`: changes the entry of that file, or adds one.

    What the note leaves open (no SHA-256, nobody who took it) stays as it was. Raises PlantErrors when the file has
    mistakes, or would have.
    """
    fields = {"file": note.file, "segment": note.segment}
    if note.clock_offset_seconds:
        fields["clock_offset_seconds"] = f"{note.clock_offset_seconds:.9f}".rstrip("0").rstrip(".")
    if note.taken_by:
        fields["taken_by"] = note.taken_by
    if note.sha256:
        fields["sha256"] = note.sha256
    _write(folder, CAPTURES, fields, "file")


def add_verdict(folder: Path, verdict: Verdict) -> None:
    """Adds a decision to `decided/verdicts.yaml`; decisions that stand there stay, also on the same finding.

    Raises PlantErrors when the file has mistakes, or would have.
    """
    fields = {
        "finding": verdict.finding,
        "decision": str(verdict.decision),
        "reason": verdict.reason,
        "who": verdict.who,
        "date": verdict.date.isoformat(),
    }
    if verdict.expires:
        fields["expires"] = verdict.expires.isoformat()
    _write(folder, VERDICTS, fields, None)


def _write(folder: Path, file: str, fields: Fields, key: str | None) -> None:
    """Adds an entry, or changes the one whose `key` has the same value."""
    mistakes = Mistakes()
    stood = (folder / file).exists()
    text = read_text(folder, file, mistakes) if stood else template(_language(folder), file)
    before = _entries(text or "", file, mistakes) if not mistakes.errors else []
    mistakes.stop_if_any()
    assert text is not None  # noqa: S101  no mistakes, so there is a text
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    root = parse(text, file, mistakes)
    assert isinstance(root, Mapping)  # noqa: S101  the file was read by its shape just now
    ((_, listed),) = root.entries.values()
    at = next((n for n, entry in enumerate(before) if key and entry[key] == fields[key]), None)
    if at is None:
        edited, expected = _append(text, listed, fields), [*before, _typed(file, fields)]
    else:
        assert isinstance(listed, Sequence) and isinstance(listed.items[at], Mapping)  # noqa: S101
        entry = listed.items[at]
        edited = _change(text, entry, fields) if isinstance(entry, Mapping) else text
        expected = [*before[:at], before[at] | _typed(file, fields), *before[at + 1 :]]
    readable = parse(edited, file, Mistakes()) is not None
    after = _entries(edited, file, mistakes) if readable else []
    mistakes.stop_if_any()
    if after != expected:
        _refuse_layout(listed, mistakes)
    replace(folder / file, (bom + edited).encode())


def _refuse_layout(listed: Node, mistakes: Mistakes) -> None:
    mistakes.add(
        listed.place,
        Text(
            nl="in deze opmaak kan keur niet veilig in de lijst schrijven; zet elke sleutel op een eigen regel",
            en="keur cannot safely write into a list in this layout; put each key on its own line",
        ),
    )
    mistakes.stop_if_any()


def _language(folder: Path) -> str:
    site = read_yaml(folder, "plant.yaml", Mistakes())
    return str((bare(site) or {}).get("language", "en"))


def _entries(text: str, file: str, mistakes: Mistakes) -> list[dict[str, Any]]:
    """The entries of a list file, judged as the loader judges them."""
    node = parse(text.removeprefix("\ufeff"), file, mistakes)
    read = FILES[file].read(node, file, mistakes) if node is not None else None
    if read is None or not read.value:
        return []
    (items,) = read.value.values()
    if file == CAPTURES:
        check_captures(items.value, None, mistakes)
    else:
        for item in items.value:
            check_verdict(item, mistakes)
        check_verdicts(items.value, mistakes)
    return [bare(item) for item in items.value]


def _typed(file: str, fields: Fields) -> dict[str, Any]:
    """What the loader must make of an entry with these fields."""
    (name,) = (key.name for key in FILES[file].keys)
    text = f"{name}:\n" + _block(fields, 2, "\n")
    mistakes = Mistakes()
    entries = _entries(text, file, mistakes)
    mistakes.stop_if_any()
    return entries[0]


def _block(fields: Fields, indent: int, newline: str) -> str:
    lines = [f"{key}: {quoted(key, value)}" for key, value in fields.items()]
    return "".join(" " * indent + ("- " if n == 0 else "  ") + line + newline for n, line in enumerate(lines))


def _append(text: str, listed: Node, fields: Fields) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = 2
    if isinstance(listed, Sequence) and listed.flow and listed.items:
        inside = text[: listed.end - 1].rstrip()
        comma = "" if inside.endswith(",") else ","
        entry = ", ".join(f"{key}: {quoted(key, value)}" for key, value in fields.items())
        return f"{inside}{comma} {{{entry}}}{text[listed.end - 1 :]}"
    if isinstance(listed, Sequence) and listed.items:
        indent = listed.place.column - 1
    elif isinstance(listed, Sequence | Scalar) and listed.end > listed.start:
        text = text[: listed.start].rstrip(" ") + text[listed.end :]
    if not text.endswith("\n"):
        text += newline
    return text + _block(fields, indent, newline)


def _change(text: str, entry: Mapping, fields: Fields) -> str:
    """The text with the values of one entry changed; keys that it lacks are added at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    edits: list[tuple[int, int, str]] = []
    for key, value in fields.items():
        if key in entry.entries:
            node = entry.entries[key][1]
            if isinstance(node, Scalar) and node.value != value:
                tail = newline if text[node.start : node.end].endswith("\n") else ""
                edits.append((node.start, node.end, quoted(key, value) + tail))
    new = {key: value for key, value in fields.items() if key not in entry.entries}
    if new and entry.flow:
        at = len(text[: entry.end - 1].rstrip())
        comma = "" if text[at - 1] == "," else ","
        added = ", ".join(f"{key}: {quoted(key, value)}" for key, value in new.items())
        edits.append((at, at, f"{comma} {added}"))
    elif new:
        last = max(value.end for _, value in entry.entries.values() if isinstance(value, Scalar))
        at = text.find("\n", len(text[:last].rstrip()))
        at = len(text) if at < 0 else at - (text[at - 1] == "\r")
        margin = " " * (entry.place.column - 1)
        edits.append((at, at, "".join(f"{newline}{margin}{key}: {quoted(key, value)}" for key, value in new.items())))
    for start, end, put in sorted(edits, reverse=True):
        text = text[:start] + put + text[end:]
    return text
