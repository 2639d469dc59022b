"""Tables of text with a header: comma, semicolon, tab or bar between the columns (RFC 4180 and its relatives)."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "CSV"
MOST_LINES = 100
"""Lines that a row may go on for, inside quotes."""
_DELIMITERS = (";", "\t", ",", "|")


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.5 if len(first.split(_delimiter(first))) > 1 else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """Rows by the names in the header. A row with more or fewer values than the header is a problem, and so is a quote
    that never closes: what it would swallow is read from the next line on."""
    source = _Lines(lines)
    for first in source:
        source.done()
        if first.strip():
            break
    else:
        return
    delimiter = _delimiter(first)
    names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    # Strict: after a closing quote comes a delimiter. Else a quote that was forgotten shifts values between rows.
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except _UnclosedError:
            yield Problem(source.again(), _UNCLOSED)
            continue
        except csv.Error as error:
            yield Problem(source.again(), Text(nl=f"geen CSV: {error}", en=f"not CSV: {error}"))
            continue
        if len(values) > len(names) and not any(map(str.strip, values[len(names) :])):
            values = values[: len(names)]
        if len(values) == len(names):
            begins = source.done()
            if any(map(str.strip, values)):
                yield Row(begins, dict(zip(names, values, strict=True)))
        elif any(map(str.strip, values)):
            yield Problem(source.again(), _uneven(len(values), len(names)))
        else:
            source.done()


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


class _UnclosedError(Exception):
    """A quote that opens and does not close."""


class _Lines:
    """Lines for the CSV reader: it knows which of them the row in hand takes, and can give them once more."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None or len(self._taken) >= MOST_LINES:
            if line is not None:
                self._again.appendleft(line)
            raise _UnclosedError if self._taken else StopIteration
        self._taken.append(line)
        return line[1].replace("\0", "\N{REPLACEMENT CHARACTER}") + "\n"

    def done(self) -> int:
        """The row has been read; gives the line that it began on."""
        begins = self._taken[0][0]
        self._taken.clear()
        return begins

    def again(self) -> int:
        """The row cannot be read: its later lines come again as rows of their own. Gives the line that it began on."""
        self._again.extendleft(reversed(self._taken[1:]))
        return self.done()


_UNCLOSED = Text(
    nl=f"een aanhalingsteken dat niet sluit, in {MOST_LINES} regels of voor het einde van het bestand",
    en=f"a quote that does not close, within {MOST_LINES} lines or before the end of the file",
)


def _uneven(count: int, expected: int) -> Text:
    return Text(
        nl=f"{count} kolommen waar de kopregel er {expected} heeft",
        en=f"{count} columns where the header has {expected}",
    )
