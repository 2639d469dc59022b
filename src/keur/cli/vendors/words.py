"""Answers and shares of vendors on a terminal."""

from __future__ import annotations

from keur.cli.language import say


def yes_no(said: bool | None) -> str:
    """A yes or no that may be unknown."""
    if said is None:
        return say(nl="niet bekend", en="not known")
    return say(nl="ja", en="yes") if said else say(nl="nee", en="no")


def percent(share: float | None) -> str:
    """A share between 0 and 1."""
    return "-" if share is None else f"{share:.0%}"
