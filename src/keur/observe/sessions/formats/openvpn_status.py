"""OpenVPN's status file (`--status`), versions 1 to 3: who was connected at one moment, and since when.

Source: OpenVPN's source, src/openvpn/multi.c (multi_print_status, as of 2025): the sections, their headers and the
order of the values, which are not quoted. It tells no ends; several files one after the other may stand in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keur.observe.sessions.model import Line, Problem, Row
from keur.plant.model import Text

TITLE = "OpenVPN status file"
_FIRST = "OpenVPN CLIENT LIST"
_OTHERS = ("ROUTING TABLE", "GLOBAL STATS")
_BESIDE = ("TITLE", "TIME", "Updated", "ROUTING_TABLE", "GLOBAL_STATS", "ERRORS")
_NOBODY = "UNDEF"


def recognise(head: str) -> float:
    first = next((line.strip() for line in head.splitlines() if line.strip()), "")
    return 0.95 if first == _FIRST or first.replace("\t", ",").startswith("TITLE,OpenVPN") else 0.0


def rows(lines: Iterable[Line]) -> Iterator[Row | Problem]:
    """A client that is connected as a row, by the names of the header. Who is not known yet is nobody's session."""
    names: list[str] = []
    section, last, number = "", "END", 0
    for number, text in lines:
        line = text.strip()
        words = line.split("\t" if "\t" in line else ",")
        last = line or last
        if line == _FIRST:
            section, names = "clients", []
        elif line in _OTHERS:
            section = "others"
        elif line == "END":
            section = ""
        elif words[0] == "HEADER":
            names = words[2:] if words[1:2] == ["CLIENT_LIST"] else names
        elif words[0] == "CLIENT_LIST":
            yield from _client(number, names, words[1:])
        elif not line or words[0] in _BESIDE or section == "others":
            continue
        elif section == "clients" and words[0] == "Common Name":
            names = words
        elif section == "clients":
            yield from _client(number, names, words)
        else:
            yield Problem(number, _STRANGE)
    if last != "END":
        yield Problem(number, _CUT)


def _client(number: int, names: list[str], words: list[str]) -> Iterator[Row | Problem]:
    if len(words) != len(names):
        yield Problem(number, _STRANGE)
        return
    values = {name: word for name, word in zip(names, words, strict=True) if word != _NOBODY}
    if "Common Name" in values or "Username" in values:
        yield Row(number, values | {"address": _address(values.get("Real Address", ""))})


def _address(text: str) -> str:
    """Without the port, and the protocol that newer releases write before it."""
    host = text.rpartition(":")[0] if ":" in text else text
    kind, mark, rest = host.partition(":")
    return (rest if mark and kind.startswith(("udp", "tcp")) else host).strip("[]")


_STRANGE = Text(nl="geen regel van een statusbestand van OpenVPN", en="no line of an OpenVPN status file")
_CUT = Text(nl="het statusbestand houdt te vroeg op: `END` ontbreekt", en="the status file ends too early: no `END`")
