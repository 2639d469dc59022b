"""One entry of an access list, while its words are read and after.

An entry that is not understood to its end keeps what was understood: its packets are among those, and it is in doubt
which of them it matches.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace

from keur.observe.firewalls.cisco.parsing import Unclear, Words
from keur.observe.firewalls.cisco.services import messages
from keur.observe.firewalls.cisco.times import Hours
from keur.observe.firewalls.intervals import FLAGS, PORTS, PROTOCOLS, Intervals
from keur.observe.firewalls.model import Packets
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets
from keur.plant.model import Text

ALWAYS = Hours()


@dataclass(slots=True)
class Draft:
    """What the words of an entry have said so far."""

    source: VagueAddresses
    destination: VagueAddresses
    protocols: Intervals = PROTOCOLS
    source_ports: Intervals = PORTS
    destination_ports: Intervals = PORTS
    flags: Intervals = FLAGS
    beside: VaguePackets | None = None
    """Packets of groups of services or ports, in which the entry's packets must be as well."""
    doubts: list[Text] = field(default_factory=list)
    nothing: bool = False
    """No whole packet matches (`fragments`)."""
    log: bool = False
    time_range: str = ""
    enabled: bool = True
    reflect: str = ""
    """Reflexive list that its packets open the way back in."""
    hits: int | None = None

    def limit(self, packets: VaguePackets) -> None:
        self.beside = packets if self.beside is None else self.beside & packets

    def packets(self) -> VaguePackets:
        if self.nothing:
            return VaguePackets()
        source, destination = self.source, self.destination
        known = source.sure is source.possible and destination.sure is destination.possible
        doubts = (*source.doubts, *destination.doubts)
        possible = (self._box(source, destination, sure=False),)
        sure = possible if known else (self._box(source, destination, sure=True),)
        found = VaguePackets(sure, possible, doubts)
        if self.beside is not None and self._says_addresses_only():
            found = _between(source, destination, self.beside, doubts)
        elif self.beside is not None:
            found = found & self.beside
        if self.doubts:
            return VaguePackets((), found.possible, (*found.doubts, *self.doubts))
        return found

    def _says_addresses_only(self) -> bool:
        return (
            self.protocols is PROTOCOLS
            and self.source_ports is PORTS
            and self.destination_ports is PORTS
            and self.flags is FLAGS
        )

    def _box(self, source: VagueAddresses, destination: VagueAddresses, *, sure: bool) -> Packets:
        return Packets(
            source=source.sure if sure else source.possible,
            destination=destination.sure if sure else destination.possible,
            protocols=self.protocols,
            source_ports=self.source_ports,
            destination_ports=self.destination_ports,
            flags=self.flags,
        )


def _between(
    source: VagueAddresses, destination: VagueAddresses, services: VaguePackets, doubts: tuple[Text, ...]
) -> VaguePackets:
    """Services, which limit no addresses, between addresses: as `&` would have it, but faster."""
    possible = tuple(
        replace(box, source=source.possible, destination=destination.possible) for box in services.possible
    )
    if services.sure is services.possible and not doubts:
        return VaguePackets(possible, possible, services.doubts)
    sure = tuple(replace(box, source=source.sure, destination=destination.sure) for box in services.sure)
    return VaguePackets(sure, possible, (*doubts, *services.doubts))


class Dialect(ABC):
    """How a platform writes the parts of an entry. Methods take words, and raise `Unclear`."""

    anywhere: VagueAddresses
    """What `any` means."""

    @abstractmethod
    def service(self, words: Words, draft: Draft) -> None:
        """Protocol, or group of services."""

    @abstractmethod
    def addresses(self, words: Words) -> VagueAddresses: ...

    @abstractmethod
    def ports(self, words: Words, draft: Draft, *, source: bool) -> None:
        """Ports behind an address, if there are any."""

    @abstractmethod
    def message(self, words: Words, draft: Draft) -> None:
        """The ICMP message, if there is one."""

    @abstractmethod
    def option(self, words: Words, draft: Draft) -> None:
        """One of the words after the destination."""


def extended(words: Words, dialect: Dialect) -> Draft:
    """Of the words after `permit` or `deny`. Raises nothing."""
    draft = Draft(dialect.anywhere, dialect.anywhere)
    try:
        dialect.service(words, draft)
        draft.source = dialect.addresses(words)
        dialect.ports(words, draft, source=True)
        draft.destination = dialect.addresses(words)
        dialect.ports(words, draft, source=False)
        if messages(draft.protocols) is not None:
            dialect.message(words, draft)
        while words:
            dialect.option(words, draft)
    except Unclear as unclear:
        draft.doubts.append(unclear.why)
    return draft


def standard(words: Words, dialect: Dialect) -> Draft:
    """Of the words after `permit` or `deny` in a list that looks at sources only. Raises nothing."""
    draft = Draft(dialect.anywhere, dialect.anywhere)
    try:
        draft.source = dialect.addresses(words)
        while words:
            dialect.option(words, draft)
    except Unclear as unclear:
        draft.doubts.append(unclear.why)
    return draft


@dataclass(slots=True)
class Entry:
    """An entry in its list."""

    line: int
    text: str
    permits: bool
    packets: VaguePackets
    name: str = ""
    number: int = 0
    """Sequence number, by which entries are in order."""
    log: bool = False
    enabled: bool = True
    hours: Hours = ALWAYS
    comment: str = ""
    hits: int | None = None
    reflect: str = ""
    evaluate: str = ""
    """Reflexive list whose temporary entries stand here."""
    unknown: bool = False
    """Whether it permits or denies is not known."""
