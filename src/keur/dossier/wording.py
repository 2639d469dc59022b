"""The fixed texts of the report, in Dutch and English."""

from __future__ import annotations

from importlib import resources
from typing import Literal

import yaml

from keur.plant.model import Text

Language = Literal["nl", "en"]


def word(key: str, language: Language, /, **values: object) -> str:
    """The text for `key`, with `{name}` filled in.

    Raises KeyError for a key that is not in `WORDS`.
    """
    text = WORDS[key]
    found = text.nl if language == "nl" else text.en
    return found.format(**values) if values else found


def known(group: str, name: str, language: Language) -> str:
    """The text for `group.name`, or `name` itself where the table does not know it."""
    key = f"{group}.{name}"
    return word(key, language) if key in WORDS else name


def counted(key: str, count: int, language: Language) -> str:
    """`count` with its noun, singular or plural: `1 kanaal`, `2 kanalen`."""
    return word(f"{key}.{'one' if count == 1 else 'many'}", language, count=number(count, language))


def number(value: int, language: Language) -> str:
    """Thousands apart, as the language writes them."""
    shown = f"{value:,}"
    return shown.replace(",", ".") if language == "nl" else shown


def size(value: int, language: Language) -> str:
    """Bytes in a readable unit (powers of 1000)."""
    if value < 1000:
        return f"{value} B"
    amount = float(value)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.95 or unit == "TB":
            shown = f"{amount:.1f} {unit}"
            return shown.replace(".", ",") if language == "nl" else shown
    raise AssertionError("the last unit always returns")


def _read() -> dict[str, Text]:
    text = resources.files("keur.dossier").joinpath("words.yaml").read_text(encoding="utf-8")
    return {str(key): Text(**words) for key, words in yaml.load(text, yaml.CSafeLoader).items()}


WORDS = _read()
