"""Which lines of a file were understood: every reader keeps one, so that nothing is left out in silence."""

from __future__ import annotations

from keur.observe.firewalls.model import Coverage, Effect, Gap
from keur.plant.model import Text

LONGEST_SHOWN = 160
"""Characters of a line that messages show."""

MOST_GAPS = 1_000
"""Gaps that are kept one by one; further ones are counted."""


class Ledger:
    """Lines are counted from 1. A line counts once: as not understood when anything in it was not."""

    def __init__(self, lines: int) -> None:
        self.lines = lines
        self._understood: set[int] = set()
        self._beside: set[int] = set()
        self._missed: set[int] = set()
        self.gaps: list[Gap] = []
        self._further: dict[Effect, int] = {}

    def understood(self, first: int, last: int | None = None) -> None:
        """These lines went into the normal form."""
        self._understood.update(range(first, (last or first) + 1))

    def beside(self, first: int, last: int | None = None) -> None:
        """These lines have no bearing on which packets pass."""
        self._beside.update(range(first, (last or first) + 1))

    def gap(self, line: int, text: str, reason: Text, effect: Effect = Effect.RULE) -> None:
        """A part of this line was not understood."""
        self._missed.add(line)
        if len(self.gaps) < MOST_GAPS:
            self.gaps.append(Gap(line, shown(text), reason, effect))
        else:
            self._further[effect] = self._further.get(effect, 0) + 1

    def coverage(self) -> Coverage:
        understood = self._understood - self._missed
        return Coverage(self.lines, len(understood), len(self._beside - understood - self._missed))

    def all_gaps(self) -> tuple[Gap, ...]:
        """Gaps in order of their lines; the last one counts those that are too many to keep."""
        further = [
            Gap(
                0,
                "",
                Text(nl=f"en nog {count} plaatsen in het bestand", en=f"and {count} more places in the file"),
                effect,
            )
            for effect, count in self._further.items()
        ]
        return (*sorted(self.gaps, key=lambda gap: gap.line), *further)


def shown(text: str) -> str:
    """A line of a file as messages show it: on one line, without control characters, not too long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"
