"""AnyDesk's `connection_trace.txt`: direction, date and time, how it was authenticated, alias and id of who came in.

Source: AnyDesk's own article "Connection Log" (support.anydesk.com, knowledge base 467186). It keeps no ends. It does
not say in which zone its times are, so the zone is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "AnyDesk connection_trace.txt"
_LINE = re.compile(
    r"\s*(Incoming)\s+(\d{4}-\d{2}-\d{2}), (\d{2}:\d{2})\s+(User|Passwd|Token|REJECTED)\s+(\S+)(?:\s+(\S+))?\s*"
)


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.95 if _LINE.fullmatch(first) else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """A connection that was rejected is no session."""
    for number, text in lines:
        found = _LINE.fullmatch(text)
        if found and found[4] != "REJECTED":
            values = {"time": f"{found[2]} {found[3]}", "method": found[4], "alias": found[5], "id": found[6] or ""}
            yield Row(number, values)
        elif text.strip() and not found:
            yield Problem(number, Text(nl="geen regel van AnyDesk", en="no line of AnyDesk"))
