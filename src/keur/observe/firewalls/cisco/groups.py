"""Object groups: named sets of addresses, services, ports, protocols or ICMP messages, which may hold each other.

Both platforms refuse a group that is empty where it is used, that does not exist, or that holds itself (Cisco IOS
Security Configuration Guide: Access Control Lists, "Object Groups for ACLs", restrictions; ASA General Operations CLI
Configuration Guide, "Objects for Access Control"). Where a file has one all the same, it is not the whole story, and
what the group holds is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.services import merged, together
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.intervals import Addresses
from keur.observe.firewalls.model import EVERYTHING
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets
from keur.plant.model import Text

DEEPEST = 48
"""Groups within groups that are followed."""
MOST_MEMBERS = 4_000_000
"""Intervals and boxes that all groups of a file may come to, together, as they are put into each other."""
MOST_DOUBTS = 3

_TOO_LARGE = Text(nl="de groepen zijn samen te groot", en="the groups are too large together")


@dataclass(slots=True)
class Group:
    name: str
    kind: str
    """`network`, `service`, `port`, `protocol` or `icmp-type`."""
    line: int
    members: list[Statement] = field(default_factory=list)
    protocol: str = ""
    """Of a group of ports: `tcp`, `udp` or `tcp-udp`."""


Set = TypeVar("Set", bound=VagueAddresses | VaguePackets)


class Resolver(Generic[Set]):
    """Lays groups of one kind out, each once."""

    def __init__(
        self,
        groups: dict[str, Group],
        kinds: frozenset[str],
        kind: Text,
        member: Callable[[Group, Statement], Set | str],
        join: Callable[[Iterable[Set]], Set],
        unknown: Callable[[Text], Set],
    ) -> None:
        """`member` gives what one statement of a group holds, or the name of another group."""
        self._groups = groups
        self._kinds = kinds
        self.kind = kind
        self._member = member
        self._join = join
        self._unknown = unknown
        self._known: dict[str, Set] = {}
        self._open: set[str] = set()
        self._budget = MOST_MEMBERS

    def has(self, name: str) -> bool:
        group = self._groups.get(name)
        return group is not None and group.kind in self._kinds

    def __call__(self, name: str) -> Set:
        known = self._known.get(name)
        if known is not None:
            return known
        group = self._groups.get(name)
        if group is None or group.kind not in self._kinds:
            return self._unknown(reasons.no_such(self.kind, name))
        if name in self._open or len(self._open) >= DEEPEST:
            return self._unknown(reasons.circular(self.kind, name))
        if not group.members:
            return self._unknown(reasons.empty(self.kind, name))
        self._open.add(name)
        parts: list[Set] = []
        for statement in group.members:
            found = self._member(group, statement)
            parts.append(self(found) if isinstance(found, str) else found)
            self._budget -= _size(parts[-1])
        self._open.discard(name)
        result = self._unknown(_TOO_LARGE) if self._budget < 0 else self._join(parts)
        self._known[name] = result
        return result


def _size(found: VagueAddresses | VaguePackets) -> int:
    if isinstance(found, VagueAddresses):
        return 1 + len(found.possible.v4.spans) + len(found.possible.v6.spans)
    return 1 + len(found.possible)


def join_addresses(parts: Iterable[VagueAddresses]) -> VagueAddresses:
    found = list(parts)
    if len(found) == 1:
        return found[0]
    doubts = _first_doubts(one.doubts for one in found)
    possible = union(one.possible for one in found)
    return VagueAddresses(union(one.sure for one in found) if doubts else possible, possible, doubts)


def _first_doubts(parts: Iterable[tuple[Text, ...]]) -> tuple[Text, ...]:
    """A few are enough to say why; a group may have thousands."""
    return tuple(islice(dict.fromkeys(doubt for doubts in parts for doubt in doubts), MOST_DOUBTS))


def union(parts: Iterable[Addresses]) -> Addresses:
    """Many sets of addresses at once."""
    found = list(parts)
    return Addresses(together(one.v4 for one in found), together(one.v6 for one in found))


def join_packets(parts: Iterable[VaguePackets]) -> VaguePackets:
    found = list(parts)
    doubts = _first_doubts(one.doubts for one in found)
    possible = merged(box for one in found for box in one.possible)
    sure = merged(box for one in found for box in one.sure) if doubts else possible
    return VaguePackets(sure, possible, doubts)


def unknown_packets(why: Text) -> VaguePackets:
    return VaguePackets.unknown(why, EVERYTHING)
