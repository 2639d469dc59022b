"""The log of an OpenVPN server: a session goes from `Peer Connection Initiated` to `client-instance exiting`.

Source: OpenVPN's source (src/openvpn/sig.c, print_signal, as of 2025) for the words of an end; the words of a begin, of
a refusal and of the times at the head of a line from public logs of 2.4 to 2.6. A begin tells that keys were exchanged;
a client that is then refused (`AUTH_FAILED`) had no session. Times carry no zone unless the journal wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "OpenVPN server log"
MOST_OPEN = 100_000
"""Clients that are connected at once; beyond, they are told and not read."""

_HEAD = re.compile(
    r"(?:^|(?<=[\s'\"]))(?:(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,]\d{1,6})?(?P<zone>Z|[+-]\d\d:?\d\d)?"
    r"|(?P<ctime>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}))(?: us=\d+)?\s"
)
_BEGIN = re.compile(r"\[(?P<name>[^\]]*)\] Peer Connection Initiated with (?P<peer>\S+)")
_END = re.compile(r"(?P<peer>\S+) SIG\w+\[(?P<reason>[^\]]*)\] received, client-instance (?:exiting|restarting)")
_REFUSED = re.compile(r"(?P<peer>\S+) SENT CONTROL \[[^\]]*\]: 'AUTH_FAILED")
_ALL_END = re.compile(
    r"\bSIG\w+\[(?P<reason>[^\]]*)\] received, process (?:exiting|restarting)|\sOpenVPN \d+\.\d+\S* \S"
)
_WORDS = ("Peer Connection Initiated with", "client-instance", "MULTI: ")


def recognise(head: str) -> float:
    return 0.9 if any(word in head for word in _WORDS) else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """A session as a row of its own, told at its end; those that are open at the end of the log come last."""
    clients: dict[str, tuple[int, dict[str, str]]] = {}
    turned_away: set[str] = set()
    for number, text in lines:
        if not text.strip():
            continue
        head = _HEAD.search(text)
        if head is None:
            yield Problem(number, _NO_TIME)
            continue
        time = head["ctime"] or f"{head['iso']}{head['zone'] or ''}"
        if begin := _BEGIN.search(text):
            peer = _peer(begin["peer"])
            if peer in clients:
                yield _ended(clients.pop(peer), time, "")  # its port is used again
            if len(clients) >= MOST_OPEN:
                yield Problem(number, _TOO_MANY)
                continue
            clients[peer] = (number, {"name": begin["name"], "address": peer.rpartition(":")[0], "start": time})
        elif end := _END.search(text):
            peer = _peer(end["peer"])
            # A client whose name is not told yet at its end never got as far as a session.
            if peer in clients:
                yield _ended(clients.pop(peer), time, end["reason"])
            elif "/" in end["peer"] and peer not in turned_away:
                yield Problem(number, _NO_START)
            turned_away.discard(peer)
        elif (refused := _REFUSED.search(text)) and (peer := _peer(refused["peer"])) in clients:
            del clients[peer]
            turned_away.add(peer)
        elif stop := _ALL_END.search(text):
            yield from (_ended(client, time, stop["reason"] or "restart") for client in clients.values())
            clients.clear()
            turned_away.clear()
    yield from (_ended(client, "", "") for client in clients.values())


def _peer(text: str) -> str:
    """Address and port of a client, which lines write as `name/address:port` or `[AF_INET]address:port`."""
    text = re.sub(r"^\[AF_INET6?\]", "", text.rpartition("/")[2])
    return re.sub(r"^(?:udp|tcp)\w*(?:-server)?:", "", text).replace("[", "").replace("]", "")


def _ended(client: tuple[int, dict[str, str]], time: str, reason: str) -> Row:
    line, values = client
    return Row(line, values | {"end": time, "reason": reason})


_NO_TIME = Text(
    nl="geen regel van OpenVPN: vooraan staat geen tijd met een jaar; uit het journaal komt die met -o short-iso",
    en="no line of OpenVPN: there is no time with a year at its head; the journal gives one with -o short-iso",
)
_NO_START = Text(
    nl="een einde zonder begin: de sessie begon voor dit logboek, of haar adres veranderde",
    en="an end without a start: the session began before this log, or its address changed",
)
_TOO_MANY = Text(
    nl=f"meer dan {MOST_OPEN} clients tegelijk verbonden", en=f"more than {MOST_OPEN} clients connected at once"
)
