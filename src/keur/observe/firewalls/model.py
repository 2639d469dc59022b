"""The normal form of a firewall configuration: what every reader makes and everything else asks.

A firewall is a few *hooks* that a packet passes on its way, each with a *chain* of rules in order. The first rule that
matches and decides has the word. What a reader does not understand is never left out: a rule that may or may not
match carries a *doubt*, and what it may decide makes the answer *unknown* for the packets concerned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network

from keur.observe.firewalls.intervals import (
    ANYWHERE,
    FLAGS,
    PORTS,
    PROTOCOLS,
    Address,
    Addresses,
    Intervals,
)
from keur.plant.model import Text

ICMP, TCP, UDP, DCCP, ICMPV6, SCTP, UDPLITE = 1, 6, 17, 33, 58, 132, 136
"""IP protocol numbers (IANA)."""

WITH_PORTS = Intervals.of(TCP, UDP, DCCP, SCTP, UDPLITE)

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << bit for bit in range(8))
"""TCP flags (RFC 9293, 3.1), as bits of the number that `Packets.flags` holds."""

ESTABLISHED_FLAGS = Intervals.of(*(value for value in range(256) if value & (ACK | RST)))
"""What stateless filters take for part of an open connection."""


class State(StrEnum):
    """What connection tracking knows of a packet (names as in nftables and iptables)."""

    NEW = "new"
    ESTABLISHED = "established"
    RELATED = "related"
    INVALID = "invalid"
    UNTRACKED = "untracked"


EVERY_STATE = frozenset(State)


class Action(StrEnum):
    ACCEPT = "accept"
    DROP = "drop"
    """Also refusals that are told to the sender."""
    JUMP = "jump"
    """To another chain, and back here when that does not decide."""
    GOTO = "goto"
    """To another chain, without coming back."""
    RETURN = "return"
    """Back to where this chain was called."""
    CONTINUE = "continue"
    """Decides nothing: logs, counts, marks."""
    UNKNOWN = "unknown"
    """The reader knows the packets, but not what becomes of them."""


@dataclass(frozen=True)
class Names:
    """A set of names of interfaces, of which nobody knows all: each test must hold. A test is a set of names, which may
    end with `*`, and whether to be among them (or not to be)."""

    tests: tuple[tuple[frozenset[str], bool], ...] = ()

    @classmethod
    def among(cls, *names: str) -> Names:
        return cls(((frozenset(names), True),))

    @classmethod
    def but(cls, *names: str) -> Names:
        """All names but these."""
        return cls(((frozenset(names), False),))

    def __contains__(self, name: str) -> bool:
        return all(any(_fits(name, pattern) for pattern in names) == wanted for names, wanted in self.tests)

    def __and__(self, other: Names) -> Names:
        if not other.tests or self == other:
            return self
        return Names((*self.tests, *other.tests))

    def __bool__(self) -> bool:
        """False when it is certain that no name is in the set."""
        if not self.tests:
            return True
        listed = [names for names, wanted in self.tests if wanted and not any(name.endswith("*") for name in names)]
        return not listed or any(name in self for name in listed[0])

    def mentioned(self) -> frozenset[str]:
        return frozenset(name for names, _ in self.tests for name in names)

    def __str__(self) -> str:
        words = (("" if wanted else "!") + "|".join(sorted(names)) for names, wanted in self.tests)
        return " ".join(words) or "any"


def _fits(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


ANY_NAME = Names()


@dataclass(frozen=True)
class Packets:
    """A box of packets: those whose every field is in the set named here.

    ICMP and ICMPv6 have type x 256 + code in the place of the destination port."""

    source: Addresses = ANYWHERE
    destination: Addresses = ANYWHERE
    protocols: Intervals = PROTOCOLS
    source_ports: Intervals = PORTS
    destination_ports: Intervals = PORTS
    in_interfaces: Names = ANY_NAME
    out_interfaces: Names = ANY_NAME
    states: frozenset[State] = EVERY_STATE
    flags: Intervals = FLAGS
    """Of TCP; other protocols have none, and match."""
    applications: frozenset[str] | None = None
    """Names in the vendor's list of applications (App-ID, application control); None: any."""
    translated: bool | None = None
    """Whether the destination was translated on the way; None: either."""
    impossible: bool = False
    """No packet at all."""

    def __and__(self, other: Packets) -> Packets:
        if other is EVERYTHING:
            return self
        return Packets(
            self.source & other.source,
            self.destination & other.destination,
            self.protocols & other.protocols,
            self.source_ports & other.source_ports,
            self.destination_ports & other.destination_ports,
            self.in_interfaces & other.in_interfaces,
            self.out_interfaces & other.out_interfaces,
            self.states & other.states,
            self.flags & other.flags,
            _both(self.applications, other.applications),
            other.translated if self.translated is None else self.translated,
            self.impossible or other.impossible or {self.translated, other.translated} == {True, False},
        )

    def __bool__(self) -> bool:
        """Whether any packet is in the box."""
        return (
            (bool(self.source.v4 and self.destination.v4) or bool(self.source.v6 and self.destination.v6))
            and bool(self.protocols and self.source_ports and self.destination_ports and self.states and self.flags)
            and bool(self.in_interfaces and self.out_interfaces)
            and self.applications != frozenset()
            and not self.impossible
        )


EVERYTHING = Packets()


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


@dataclass(frozen=True, slots=True)
class Rule:
    line: int
    """First line in the file, from 1."""
    text: str
    """The rule on one line, as the file has it or nearly so, for people."""
    matches: tuple[Packets, ...]
    """The rule matches a packet that is in any of these; in none when this is empty."""
    action: Action
    name: str = ""
    """What the platform calls it: name, id, sequence number; unique within the chain when not empty."""
    target: str = ""
    """Chain to go to, of `JUMP` and `GOTO`."""
    doubt: Text | None = None
    """Why a packet that fits `matches` may not match all the same."""
    enabled: bool = True
    log: bool | None = None
    """Whether it logs what it matches; None when the file cannot say so."""
    comment: str = ""
    since: dt.date | None = None
    """Day from which it holds."""
    until: dt.date | None = None
    """Last day on which it holds."""
    schedule: str = ""
    """Name of hours or days to which it is limited."""
    hits: int | None = None
    """Packets that it matched, where the file counts them."""
    stateless: bool = False
    """Looks at each packet alone, so that answers need a rule of their own."""


@dataclass(frozen=True, slots=True)
class Chain:
    name: str
    rules: tuple[Rule, ...]
    default: Action | None = None
    """What becomes of packets that no rule decides about; None: back to the caller."""
    line: int = 0
    """Where the default stands, or the chain begins; 0 when the platform implies it."""
    file: str = ""
    """The file that holds it, once files of one firewall are put together."""


class Stage(StrEnum):
    """Where on a packet's way through the firewall a hook is, in order."""

    BEFORE_TRANSLATION = "before-translation"
    FORWARD = "forward"
    """After translation of destinations and routing, before translation of sources."""
    AFTER_TRANSLATION = "after-translation"
    LOCAL = "local"
    """For packets to the firewall itself."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A chain that packets pass. All hooks of the way must accept; when one drops, the packet is gone."""

    chain: str
    stage: Stage
    packets: Packets = EVERYTHING
    """Packets that pass it: an access list on one interface is a hook for that interface's packets."""
    original: bool = False
    """Its rules speak of addresses and ports as they were before translation of destinations."""


class Way(StrEnum):
    DESTINATION = "destination"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Translation:
    """A rule that rewrites the destination of connections (when a packet comes in) or their source (when it goes out).
    The first that matches holds."""

    line: int
    text: str
    way: Way
    matches: tuple[Packets, ...]
    """Packets as they are before it. Rules for sources see destinations that were translated already."""
    to: Addresses | None
    """New addresses; None: stays as it is (an exemption), or unknown when there is a doubt."""
    to_ports: Intervals | None = None
    """New ports; None: they stay."""
    one_to_one: bool = False
    """The n-th address of `matches` becomes the n-th of `to`; likewise ports. Else all become the one address of `to`,
    or any of them when there are more."""
    interface_address: bool = False
    """The address of the interface at which the packet leaves (masquerade), or came in (redirect)."""
    doubt: Text | None = None
    name: str = ""
    enabled: bool = True
    comment: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    name: str
    line: int = 0
    addresses: tuple[IPv4Interface | IPv6Interface, ...] = ()
    zone: str = ""
    """Security zone or name (`nameif`) that the platform's rules know it by."""
    enabled: bool = True
    table: str = ""
    """Routing table, VRF, virtual router or virtual domain."""
    management: Mapping[str, Addresses] = field(default_factory=dict)
    """Administration of the firewall that this interface answers: service (`ssh`, `https`, ...) and from where. For
    platforms that say so apart from their rules."""
    description: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A static route, or a default gateway."""

    destination: IPv4Network | IPv6Network
    line: int = 0
    gateway: Address | None = None
    """Next router; None for a route to the wire itself, or to nowhere."""
    interface: str = ""
    discard: bool = False
    """Packets are thrown away."""
    table: str = ""
    distance: int = 0
    """Among routes to one destination the lowest holds."""
    file: str = ""


class Effect(StrEnum):
    """What a part that was not understood does to answers."""

    NONE = "none"
    """Nothing: it does not bear on which packets pass."""
    RULE = "rule"
    """The rule, object or translation that it belongs to carries a doubt."""
    STRICTER = "stricter"
    """More may be dropped than the rest says: what it accepts is unknown."""
    EVERYTHING = "everything"
    """Anything may be different: all answers of this firewall are unknown."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the file that was not understood."""

    line: int
    text: str
    reason: Text
    effect: Effect
    file: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a file was understood, in lines that are not blank or comment."""

    lines: int
    understood: int
    """Lines that went into the normal form."""
    beside: int
    """Lines known to have no bearing on which packets pass."""

    @property
    def not_understood(self) -> int:
        return self.lines - self.understood - self.beside


@dataclass(frozen=True, slots=True)
class Firewall:
    format: str
    """Name of the reader, such as `nftables`."""
    name: str
    """Host name that the file gives; empty when it gives none."""
    chains: Mapping[str, Chain]
    hooks: tuple[Hook, ...]
    """In the order in which a packet meets them, within each stage."""
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    translations: tuple[Translation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    coverage: Coverage = Coverage(0, 0, 0)
    families: frozenset[int] = frozenset({4, 6})
    """Of which IP versions the file speaks; what becomes of the other is unknown."""
    routes_known: bool = False
    """Whether the file would hold the routes, so that a missing one is missing."""
