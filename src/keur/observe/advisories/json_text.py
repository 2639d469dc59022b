"""JSON from strangers: any fault is an error with line and column, never a crash."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, NoReturn

import orjson

from keur.plant.model import Text

MOST_BYTES = 64 * 1024 * 1024
"""Larger documents are refused; the largest advisory known has one megabyte, a list of all CVEs some fifteen."""

MOST_PARSED_BYTES = 768 * 1024 * 1024
"""What the values of a document may take in memory, by estimate."""


class JsonError(Exception):
    """A document that is no JSON which keur reads: where and why."""

    def __init__(self, where: str, text: Text) -> None:
        super().__init__(text.en)
        self.where = where
        self.text = text


def size_error(size_bytes: int) -> JsonError:
    most = MOST_BYTES // (1024 * 1024)
    return JsonError(
        "",
        Text(
            nl=f"is {size_bytes // (1024 * 1024)} MiB groot; keur leest documenten tot {most} MiB",
            en=f"is {size_bytes // (1024 * 1024)} MiB large; keur reads documents up to {most} MiB",
        ),
    )


def read(data: bytes) -> Any:
    """The value in a document. Raises `JsonError` when it is too large, too deep, not text or no JSON."""
    if len(data) > MOST_BYTES:
        raise size_error(len(data))
    if _parsed_bytes(data) > MOST_PARSED_BYTES:
        text = Text(
            nl="heeft zo veel kleine waarden dat het niet in het geheugen past",
            en="has so many small values that it does not fit into memory",
        )
        raise JsonError("", text)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # The slower reader knows more encodings, lets half characters pass, and says where the fault is.
        return _read_slowly(data)


def _parsed_bytes(data: bytes) -> int:
    """About what the values of a document take: a small object 240 bytes, a list 90, and each further value 45.
    Characters within texts count too, which makes no difference for what people write."""
    return len(data) + 240 * data.count(b"{") + 90 * data.count(b"[") + 45 * data.count(b",")


def _read_slowly(data: bytes) -> Any:
    text = decoded(data)
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise JsonError(
            where, Text(nl=f"is geen geldige JSON: {error.msg}", en=f"is no valid JSON: {error.msg}")
        ) from None
    except RecursionError:
        raise JsonError(
            "", Text(nl="lijsten en objecten staan te diep in elkaar", en="lists and objects are nested too deeply")
        ) from None
    except ValueError as error:
        said = str(error).partition(";")[0]
        raise JsonError(
            "", Text(nl=f"heeft een getal dat niet kan: {said}", en=f"has an impossible number: {said}")
        ) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def decoded(data: bytes) -> str:
    """The text in a file, in UTF-8 or by its byte order mark. Raises `JsonError`."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        encoding = "utf-32"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data[:4]:
        encoding = json.detect_encoding(data[:4])
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise JsonError(
            f"line {line}, column {column}",
            Text(
                nl=f"byte 0x{data[error.start]:02x} is geen UTF-8; vraag de uitgever om UTF-8",
                en=f"byte 0x{data[error.start]:02x} is not UTF-8; ask the publisher for UTF-8",
            ),
        ) from None


_UNPAIRED = re.compile("[\ud800-\udfff]")
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn the direction of a text."""


def clean(text: str, most: int = 20_000) -> str:
    """Text that can be written and shown anywhere: no half characters, no control characters but line ends."""
    if len(text) > most:
        text = text[: most - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _STEERS.sub(" ", _UNPAIRED.sub("\N{REPLACEMENT CHARACTER}", text))
