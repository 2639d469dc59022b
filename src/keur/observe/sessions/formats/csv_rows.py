"""Tables of text with a header: comma, semicolon, tab or bar between the columns (RFC 4180 and its relatives)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "CSV"
_DELIMITERS = (";", "\t", ",", "|")


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.5 if len(first.split(_delimiter(first))) > 1 else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """Rows by the names in the header. A row with more or fewer values than the header is a problem."""
    source = _Numbered(lines)
    first = next((line for line in source if line.strip()), None)
    if first is None:
        return
    names = [name.strip() for name in next(csv.reader([first], delimiter=_delimiter(first)))]
    reader = csv.reader(source, delimiter=_delimiter(first))
    while True:
        begins = source.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(begins, Text(nl=f"geen CSV: {error}", en=f"not CSV: {error}"))
            continue
        if not any(map(str.strip, values)):
            continue
        if len(values) > len(names) and not any(map(str.strip, values[len(names) :])):
            values = values[: len(names)]
        if len(values) != len(names):
            yield Problem(
                begins,
                Text(
                    nl=f"{len(values)} kolommen waar de kopregel er {len(names)} heeft",
                    en=f"{len(values)} columns where the header has {len(names)}",
                ),
            )
            continue
        yield Row(begins, dict(zip(names, values, strict=True)))


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


class _Numbered:
    """Lines for the CSV reader, which knows where it is."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self.number = 0

    def __iter__(self) -> _Numbered:
        return self

    def __next__(self) -> str:
        self.number, text = next(self._lines)
        return text.replace("\0", "\N{REPLACEMENT CHARACTER}") + "\n"
