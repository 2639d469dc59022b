"""A configuration file to its normal form: finds the reader by content, and never gives less than all that it read.

Each module of `formats/` reads one format. It has

* `TITLE`: what people call the format;
* `recognise(head)`: from 0 (certainly not this format) to 1 (certainly this one), for the start of a text;
* `read(text)`: the firewall. It raises nothing: what it does not understand is a gap or a doubt;
* `WATCHES_ITS_END = True` when it judges a last line without an end itself. Of other formats, such a file is taken for
  cut off, unless it ends with what closes a block.
"""

from __future__ import annotations

import codecs
import importlib
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from keur.observe.firewalls import formats
from keur.observe.firewalls.ledger import shown
from keur.observe.firewalls.model import Effect, Firewall, Gap
from keur.plant.model import Text

HEAD = 65_536
"""Characters from which a format is recognised."""

LEAST_SCORE = 0.5
MOST_BYTES = 64 * 1024 * 1024
"""Larger files are refused: the largest known rule bases have a few megabytes."""


class Reader(Protocol):
    TITLE: str

    def recognise(self, head: str) -> float: ...

    def read(self, text: str) -> Firewall: ...


class ConfigurationError(Exception):
    """A file that is no configuration which keur reads: what, and what to do."""

    def __init__(self, path: str, text: Text) -> None:
        super().__init__(f"{path}: {text.en}")
        self.path = path
        self.text = text


@dataclass(frozen=True, slots=True)
class Recognised:
    format: str
    reader: Reader
    score: float


@cache
def readers() -> MappingProxyType[str, Reader]:
    """The readers by name of their format, in order."""
    found = {}
    for module in pkgutil.iter_modules(formats.__path__):
        found[module.name.replace("_", "-")] = importlib.import_module(f"{formats.__name__}.{module.name}")
    return MappingProxyType(found)


def recognise(text: str) -> Recognised | None:
    """The reader that knows the text best; None when none knows it."""
    head = text[:HEAD]
    scores = [Recognised(name, reader, reader.recognise(head)) for name, reader in readers().items()]
    best = max(scores, key=lambda one: one.score)
    return best if best.score >= LEAST_SCORE else None


def read(data: bytes, path: str, format: str | None = None) -> Firewall:
    """The firewall of a configuration file; `format` overrules recognition.

    Raises `ConfigurationError` when the file is not text, too large, or in no known format."""
    if len(data) > MOST_BYTES:
        raise _too_large(len(data), path)
    text, odd = decode(data, path)
    if format is not None and format not in readers():
        known = ", ".join(readers())
        raise ConfigurationError(
            path,
            Text(nl=f"`{format}` leest keur niet; wel: {known}", en=f"keur does not read `{format}`; known: {known}"),
        )
    found = recognise(text) if format is None else Recognised(format, readers()[format], 1.0)
    if found is None:
        titles = ", ".join(reader.TITLE for reader in readers().values())
        raise ConfigurationError(
            path,
            Text(
                nl=f"is geen configuratie die keur herkent. keur leest: {titles}",
                en=f"is no configuration that keur recognises. keur reads: {titles}",
            ),
        )
    firewall = found.reader.read(text)
    if not getattr(found.reader, "WATCHES_ITS_END", False) and (cut := _cut_off(text)):
        odd = (*odd, cut)
    gaps = (*odd, *firewall.gaps)
    # Where anything may be different, so may the routes: one that is not there may be missing from the file only.
    sure = all(gap.effect is not Effect.EVERYTHING for gap in gaps)
    return replace(firewall, gaps=gaps, routes_known=firewall.routes_known and sure)


_LAST_LINES = ("end", "COMMIT", "exit")
"""With these, or with what closes a block, a configuration ends that is whole, also when nobody ended the line."""
_CLOSES_ITSELF = ("<", "[", "{")
"""XML and JSON, of which the reader knows whether they are whole."""


def _cut_off(text: str) -> Gap | None:
    """What says that a last line without an end may be cut off, so that others are missing after it."""
    line = text.rpartition("\n")[2].strip()
    if not line or line in _LAST_LINES or line.endswith("}") or text.lstrip().startswith(_CLOSES_ITSELF):
        return None
    why = Text(
        nl="de laatste regel heeft geen einde, dus het bestand kan zijn afgebroken; exporteer de configuratie opnieuw, "
        "of zet er een regeleinde achter als dit alles is",
        en="the last line has no end, so the file may be cut off; export the configuration again, or end the line if "
        "this is all",
    )
    return Gap(text.count("\n") + 1, shown(line), why, Effect.EVERYTHING)


def bytes_of(file: Path, path: str) -> bytes:
    """What is in a file, called `path` in messages. Raises `ConfigurationError` when it is too large; OSError."""
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise _too_large(size, path)
    return file.read_bytes()


def _too_large(size: int, path: str) -> ConfigurationError:
    mebibyte = 1024 * 1024
    return ConfigurationError(
        path,
        Text(
            nl=f"is {size // mebibyte} MiB groot; keur leest configuraties tot {MOST_BYTES // mebibyte} MiB",
            en=f"is {size // mebibyte} MiB large; keur reads configurations up to {MOST_BYTES // mebibyte} MiB",
        ),
    )


def decode(data: bytes, path: str) -> tuple[str, tuple[Gap, ...]]:
    """The text of a file, and what was odd about its encoding. Line ends become `\\n`.

    Raises `ConfigurationError` when it is no text."""
    odd: tuple[Gap, ...] = ()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    elif b"\0" in data and (unmarked := _utf16_without_mark(data)):
        text = data.decode(unmarked, errors="replace")
    elif b"\0" in data:
        raise ConfigurationError(
            path,
            Text(
                nl="is geen tekst; exporteer de configuratie als tekst of XML",
                en="is not text; export the configuration as text or XML",
            ),
        )
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = data.decode("latin-1")
            why = Text(
                nl="de tekst is geen UTF-8; gelezen als Latin-1", en="the text is not UTF-8; it was read as Latin-1"
            )
            odd = (Gap(data.count(b"\n", 0, error.start) + 1, "", why, Effect.NONE),)
    if not text.strip():
        raise ConfigurationError(
            path, Text(nl="is leeg; exporteer de configuratie opnieuw", en="is empty; export the configuration again")
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), odd


def _utf16_without_mark(data: bytes) -> str:
    """The byte order of UTF-16 that does not begin with a mark: every other byte of plain text is zero."""
    head = data[:4096]
    if not any(head[1::2]):
        return "utf-16-le"
    return "" if any(head[::2]) else "utf-16-be"
