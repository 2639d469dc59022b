"""Which language the command line speaks: KEUR_LANGUAGE, else the locale of the shell, else English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from keur.plant.model import Text

Language = Literal["nl", "en"]


def language() -> Language:
    """`nl` or `en`."""
    for name in ("KEUR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "nl" if value.lower().startswith("nl") else "en"
    return "en"


def say(*, nl: str, en: str) -> str:
    """The text in the language of this run."""
    return nl if language() == "nl" else en


def pick(text: Text) -> str:
    """A text of the engine in the language of this run."""
    return text.nl if language() == "nl" else text.en
