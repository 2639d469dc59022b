"""The columns of the programme's workbook: what they are called in both languages, and which key each one fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from keur.plant.amendments import Content
from keur.plant.files.programme import ANSWER, CLAIMS, DEPENDS, EVIDENCE
from keur.plant.model import EvidenceKind, Text
from keur.plant.shapes import Key, Record, Shape

NO_WORDS: Mapping[str, Text] = {}
CLAIM_WORDS: Mapping[str, Text] = {claim: Text(claim, claim) for claim in CLAIMS} | {
    "not started": Text(nl="niet begonnen", en="not started"),
    "not applicable": Text(nl="niet van toepassing", en="not applicable"),
}
KIND_WORDS: Mapping[str, Text] = {
    EvidenceKind.DOCUMENT: Text(nl="document", en="document"),
    EvidenceKind.RECORD: Text(nl="vastlegging", en="record"),
    EvidenceKind.MEASURE: Text(nl="meting", en="measure"),
}
EVIDENCE_SHEET = Text(nl="Bewijs", en="Evidence")
EXPLANATION_SHEET = Text(nl="Uitleg", en="How to use")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    path: tuple[str, ...]
    """Where its value stands in a record of the programme; empty for what only informs."""
    header: Text
    key: Key | None = None
    """The key of the file, with its shape and meaning."""
    many: bool = False
    """Its cells hold several values with `;` between them."""
    words: Mapping[str, Text] = field(default_factory=lambda: NO_WORDS)
    """What its values are called, where they have names for people."""

    @property
    def shape(self) -> Shape:
        assert self.key is not None  # noqa: S101  only columns that inform have none
        return self.key.shape

    @property
    def required(self) -> bool:
        return self.key is not None and self.key.required


def _column(
    record: Record, nl: str, en: str, *path: str, many: bool = False, words: Mapping[str, Text] = NO_WORDS
) -> Column:
    key = next(key for key in record.keys if key.name == path[-1])
    return Column(path, Text(nl=nl, en=en), key, many, words)


def _informs(nl: str, en: str) -> Column:
    return Column((), Text(nl=nl, en=en))


REQUIREMENT_COLUMNS = (
    _column(ANSWER, "Eis", "Requirement", "id"),
    _informs("Onderwerp", "Subject"),
    _column(ANSWER, "Claim", "Claim", "claim", words=CLAIM_WORDS),
    _column(ANSWER, "Doel", "Target", "target"),
    _column(ANSWER, "Verantwoordelijk", "Accountable", "owner"),
    _column(ANSWER, "Hoe", "How", "how"),
    _column(ANSWER, "Reden", "Reason", "reason"),
    _column(ANSWER, "Getekend door", "Signed by", "signed_by"),
    _column(ANSWER, "Opnieuw beoordelen", "Review by", "review"),
    _column(DEPENDS, "Zones", "Zones", "depends_on", "zones", many=True),
    _column(DEPENDS, "Conduits", "Conduits", "depends_on", "conduits", many=True),
    _column(DEPENDS, "Apparaten", "Assets", "depends_on", "assets", many=True),
    _informs("Status", "Status"),
    _informs("Aangetoonde ML", "Shown ML"),
    _informs("Waarom, en wat het tegenspreekt", "Why, and what contradicts it"),
)
EVIDENCE_COLUMNS = (
    _column(ANSWER, "Eis", "Requirement", "id"),
    _column(EVIDENCE, "Bestand", "File", "file"),
    _column(EVIDENCE, "Soort", "Kind", "kind", words=KIND_WORDS),
    _column(EVIDENCE, "SHA-256", "SHA-256", "sha256"),
    _column(EVIDENCE, "Van", "From", "from"),
    _column(EVIDENCE, "Tot en met", "Until", "until"),
    _column(EVIDENCE, "Verzameld", "Collected", "collected"),
    _column(EVIDENCE, "Ontvangen", "Received", "received"),
    _column(EVIDENCE, "Goedgekeurd door", "Approved by", "approved_by"),
    _column(EVIDENCE, "Waarden", "Points", "points", many=True),
)


def note_column(name: str) -> Column:
    """The column of the plant's own with this name."""
    key = Key(name, _WORDS, Text(name, name), required=False)
    return Column(("notes", name), Text(name, name), key)


_WORDS = next(key.shape for key in ANSWER.keys if key.name == "owner")


def named(name: str, columns: Iterable[Column]) -> Column | None:
    """The column with this name in either language; capitals do not matter."""
    wanted = name.casefold()
    return next((one for one in columns if wanted in (one.header.nl.casefold(), one.header.en.casefold())), None)


_NOT_IN_A_SHEET = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sheet_text(text: str) -> str:
    """A text as a cell can hold it: what XML does not allow is replaced."""
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_IN_A_SHEET.sub("\N{REPLACEMENT CHARACTER}", lines).strip()


def found_in(record: Mapping[str, Content], path: tuple[str, ...]) -> str | list[str]:
    """What a record of the programme says at a path, as a cell can hold it; blank when nothing."""
    value: Content = dict(record)
    for name in path:
        value = value.get(name, "") if isinstance(value, dict) else ""
    if isinstance(value, list):
        return [sheet_text(one) for one in value if isinstance(one, str)]
    return sheet_text(value) if isinstance(value, str) else ""


def meant(column: Column, cell: str) -> str | list[str]:
    """What a cell says, in the words of the file."""
    if column.many:
        return [part for one in cell.split(";") if (part := one.strip())]
    names = {name.casefold(): key for key, word in column.words.items() for name in (key, word.nl, word.en)}
    return names.get(cell.casefold(), cell)


def told(column: Column, value: str | list[str], language: str) -> str:
    """What stands in a cell, in `nl` or `en`."""
    if isinstance(value, list):
        return "; ".join(value)
    word = column.words.get(value)
    return value if word is None else word.nl if language == "nl" else word.en
