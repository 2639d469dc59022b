"""TeamViewer's `Connections_incoming.txt`: who came in, from when until when, and in what way, parted by tabs.

Source: the parser of the forensic tool plaso (text_plugins/teamviewer.py) and public notes of examiners, which
agree on the order of the values and that times are UTC; TeamViewer's own word was not found. It is on the machine that
was reached and names neither that machine nor an account: only the device that came in and the name it gave itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "TeamViewer Connections_incoming.txt"
_TIME = r"(\d{2})-(\d{2})-(\d{4}) (\d{2}:\d{2}:\d{2})"
_LINE = re.compile(
    rf"\s*(\d{{8,11}})\t([^\t]*)\t{_TIME}\t(?:{_TIME})?\t([^\t]*)\t([^\t]*)(?:\t(\{{[0-9A-Fa-f-]+\}}))?\s*"
)


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.95 if _LINE.fullmatch(first) else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    for number, text in lines:
        found = _LINE.fullmatch(text)
        if found:
            yield Row(
                number,
                {
                    "device": found[1],
                    "name": found[2],
                    "start": f"{found[5]}-{found[4]}-{found[3]} {found[6]}Z",
                    "end": f"{found[9]}-{found[8]}-{found[7]} {found[10]}Z" if found[7] else "",
                    "local user": found[11],
                    "type": found[12],
                    "id": found[13] or "",
                },
            )
        elif text.strip():
            yield Problem(number, Text(nl="geen regel van TeamViewer", en="no line of TeamViewer"))
