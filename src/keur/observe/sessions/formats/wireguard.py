"""WireGuard: the latest handshakes with each peer, as `wg show all latest-handshakes` gives them.

Source: wg(8) of wireguard-tools, and its source src/show.c. WireGuard has no sessions and keeps no log: a handshake
only tells that whoever has the key was there at that moment. `wg show all dump` holds private and preshared keys, which
are not to be kept in a plant folder; such a file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "WireGuard latest handshakes"
_KEY = r"[A-Za-z0-9+/]{43}="
_LINE = re.compile(rf"(?:(\S{{1,15}})\t)?({_KEY})\t(\d{{1,12}})\s*")
_SECRET = re.compile(rf"(?:\S{{1,15}}\t)?(?:{_KEY}|\(none\))\t(?:{_KEY}|\(none\))\t.*")


def recognise(head: str) -> float:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return 0.95 if _LINE.fullmatch(first) or _SECRET.fullmatch(first) else 0.0


def refused(head: str) -> Text | None:
    """Why such a file may not be kept; None: it may."""
    return _KEYS if any(_SECRET.fullmatch(line) for line in head.splitlines()) else None


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """A handshake as a row; a peer that never made one is no session."""
    for number, text in lines:
        found = _LINE.fullmatch(text)
        if found and int(found[3]):
            yield Row(number, {"interface": found[1] or "", "peer": found[2], "handshake": found[3]})
        elif text.strip() and not found:
            yield Problem(number, Text(nl="geen regel van `wg show`", en="no line of `wg show`"))


_KEYS = Text(
    nl="dit is `wg show dump`, met geheime sleutels, die niet in een fabrieksmap horen; geef de uitvoer van "
    "`wg show all latest-handshakes`",
    en="this is `wg show dump`, with secret keys, which do not belong in a plant folder; give the output of "
    "`wg show all latest-handshakes`",
)
