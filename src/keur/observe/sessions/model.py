"""What logs of remote access say: sessions, each with the line that it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from keur.plant.model import Text


@dataclass(frozen=True, slots=True)
class Session:
    """One session of somebody from outside, as a log tells it. What the log does not say is empty or None.

    Whether the account is a person's or shared is not in a log: the plant's register of accounts says it."""

    source: str
    record: str
    """Its id in the source."""
    vendor: str
    account: str
    path: str
    address: str
    """Where it came from."""
    country: str
    targets: tuple[str, ...]
    """Assets as the log writes them: ids, host names or addresses."""
    protocol: str
    start: dt.datetime
    """UTC."""
    end: dt.datetime | None
    """UTC; None: still open, or the log keeps no ends (`ends_kept`)."""
    ends_kept: bool
    """The log has a place for the end, so that none means open."""
    end_reason: str
    size_bytes: int | None
    recording: str
    approval: str
    ticket: str
    mfa: bool | None
    file: str
    """Path below the plant folder."""
    sha256: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a log as it stands there, by column, and the line it begins on."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a log that could not be read (`lost`), or that was read with a doubt."""

    line: int
    text: Text
    lost: bool = True


Line = tuple[int, str]
"""A line of text with its number, from 1."""
