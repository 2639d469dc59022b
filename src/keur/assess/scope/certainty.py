"""Logic with a third answer: `None` is *not demonstrated*, which is neither yes nor no."""

from __future__ import annotations

from collections.abc import Iterable

Demonstrated = bool | None


def either(*answers: Demonstrated) -> Demonstrated:
    """Whether one of them holds."""
    return True if True in answers else None if None in answers else False


def both(*answers: Demonstrated) -> Demonstrated:
    """Whether all of them hold."""
    return False if False in answers else None if None in answers else True


def possible(answer: Demonstrated) -> tuple[bool, ...]:
    """What the truth may be."""
    return (False, True) if answer is None else (answer,)


def agreed(answers: Iterable[bool]) -> Demonstrated:
    """The answer that all possible cases give; None when they differ."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None
