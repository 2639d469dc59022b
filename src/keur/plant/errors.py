"""Mistakes in a plant folder: each with its place, a text in both languages, and the word that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from keur.plant.model import Place, Text

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class PlantError:
    """One mistake in one file."""

    place: Place
    text: Text
    suggestion: str | None = None
    """The word that was probably meant."""

    def show(self, language: str = "en") -> str:
        """One line, `file:line:column: text`, in `nl` or `en`."""
        place = f"{self.place.file}:{self.place.line}:{self.place.column}"
        if language == "nl":
            return f"{place}: {self.text.nl}" + (f"; bedoelt u `{self.suggestion}`?" if self.suggestion else "")
        return f"{place}: {self.text.en}" + (f"; did you mean `{self.suggestion}`?" if self.suggestion else "")


class PlantErrors(Exception):
    """A plant folder has mistakes. `errors` holds all of them, in order of file, line and column."""

    def __init__(self, errors: Iterable[PlantError]) -> None:
        self.errors: tuple[PlantError, ...] = tuple(sorted(set(errors), key=_order))
        super().__init__(self.errors)

    def show(self, language: str = "en") -> str:
        """All mistakes, one a line, in `nl` or `en`."""
        return "\n".join(error.show(language) for error in self.errors)

    def __str__(self) -> str:
        return self.show()


def _order(error: PlantError) -> tuple[str, int, int, str]:
    return (error.place.file, error.place.line, error.place.column, error.text.en)


class Mistakes:
    """Collects mistakes while files are read, so that all are reported at once."""

    def __init__(self) -> None:
        self.errors: list[PlantError] = []

    def add(self, place: Place, text: Text, suggestion: str | None = None) -> None:
        self.errors.append(PlantError(place, text, suggestion))

    def stop_if_any(self) -> None:
        """Raises PlantErrors when there are mistakes."""
        if self.errors:
            raise PlantErrors(self.errors)


def nearest(word: str, words: Iterable[str], likeness: float = 0.6) -> str | None:
    """The word that `word` is probably a slip of the pen for; None when nothing is near. `likeness` from 0 to 1 is how
    near it must be."""
    folded = {known.lower(): known for known in sorted(words, reverse=True)}
    near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=likeness)
    return folded[near[0]] if near else None


def shown(value: str) -> str:
    """A value from a file, safe and short enough to quote in a message."""
    short = value if len(value) <= 60 else value[:57] + "..."
    return short.encode("unicode_escape").decode() if not short.isprintable() else short
