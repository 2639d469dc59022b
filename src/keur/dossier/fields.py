"""Values as JSON writes them, the same in every format."""

from __future__ import annotations

import datetime as dt

from keur.plant.model import Text


def text_field(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"nl": text.nl, "en": text.en}


def day_field(day: dt.date | None) -> str | None:
    """A date as `yyyy-mm-dd`; null where there is none."""
    return None if day is None else day.isoformat()
