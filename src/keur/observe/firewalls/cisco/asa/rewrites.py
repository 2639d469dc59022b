"""The `nat` statements of the ASA (8.3 and later), as they are written.

Source: ASA Series Command Reference, `nat (global)`, `nat (object)`; Firewall CLI Configuration Guide, "Network
Address Translation".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import services
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.parsing import LAST_PORT, Unclear, Words, number, unknown_word
from keur.observe.firewalls.cisco.services import port_names
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import Packets
from keur.observe.firewalls.vague import VagueAddresses
from keur.plant.model import Text

_NO_BEARING = frozenset(("dns", "no-proxy-arp", "route-lookup", "net-to-net"))
_POOL_OPTIONS = frozenset(("round-robin", "extended", "flat", "include-reserve", "block-allocation"))

_NO_START = Text(
    nl="het vertaalde adres is niet het eerste van een netwerk", en="the mapped address is not the first of a network"
)


@dataclass(slots=True)
class Side:
    """Addresses before and after; both None for any address that stays as it is."""

    real: VagueAddresses | None = None
    mapped: VagueAddresses | None = None
    interface: bool = False
    """Mapped to the address of the interface."""
    sixth: bool = False
    """To its IPv6 address."""
    fallback: bool = False
    """To the address of the interface when the others are used up."""

    def stays(self) -> bool:
        return not self.interface and self.real == self.mapped


@dataclass(slots=True)
class Rewrite:
    statement: Statement
    real_interface: str = ""
    """`nameif` of the real side; empty: any."""
    mapped_interface: str = ""
    section: int = 1
    static: bool = True
    source: Side = field(default_factory=Side)
    destination: Side | None = None
    real_service: Packets | None = None
    """With source ports as they really are, and destination ports as the packet has them."""
    mapped_service: Packets | None = None
    unidirectional: bool = False
    enabled: bool = True
    description: str = ""
    order: tuple[int, int, int, str] = (0, 0, 0, "")
    """Of network objects: static first, then by number of addresses, lowest address, and name."""
    doubts: list[Text] = field(default_factory=list)


def twice(statement: Statement, objects: Objects) -> Rewrite:
    """`nat (real,mapped) [after-auto] [LINE] source ... [destination static MAPPED REAL] [service ...]`. Raises
    nothing."""
    found = Rewrite(statement)
    words = Words(statement.words, 1)
    try:
        _interfaces(found, words)
        if words.accept("after-auto"):
            found.section = 3
        if number(words.peek(), 2**31) is not None:
            words.take()
            found.doubts.append(reasons.not_modelled("nat line"))
        if not words.accept("source"):
            raise unknown_word(words.peek())
        _source(found, words, objects)
        if words.accept("destination"):
            if not words.accept("static"):
                raise unknown_word(words.peek())
            found.destination = _destination(words, objects)
        if words.accept("service"):
            _services(found, words, objects)
        while words:
            _option(found, words)
    except Unclear as unclear:
        found.doubts.append(unclear.why)
    return found


def of_object(name: str, statement: Statement, objects: Objects) -> Rewrite:
    """`nat (real,mapped) static MAPPED` in a network object. Raises nothing."""
    found = Rewrite(statement, section=2, source=Side(real=objects.network(name)))
    words = Words(statement.words, 1)
    try:
        _interfaces(found, words)
        kind = words.accept("static", "dynamic")
        if not kind:
            raise unknown_word(words.peek())
        found.static = kind == "static"
        _mapped(found.source, words, objects)
        if words.accept("service"):
            _ports(found, words)
        while words:
            _option(found, words)
    except Unclear as unclear:
        found.doubts.append(unclear.why)
    real = found.source.real
    addresses = real.possible if real is not None else Addresses()
    numbers = addresses.v4 or addresses.v6
    lowest = numbers.spans[0][0] if numbers else 0
    found.order = (0 if found.static else 1, numbers.size(), lowest, name)
    return found


def _interfaces(found: Rewrite, words: Words) -> None:
    """`(inside,outside)`; nothing means any."""
    if not words.peek().startswith("("):
        return
    text = words.take()
    while not text.endswith(")"):
        text += words.take()
    real, comma, mapped = text[1:-1].partition(",")
    if not comma:
        raise unknown_word(text)
    found.real_interface = "" if real == "any" else real
    found.mapped_interface = "" if mapped == "any" else mapped


def _named(word: str, objects: Objects) -> VagueAddresses | None:
    """Addresses of an object; None for any."""
    return None if word == "any" else objects.network(word)


def _source(found: Rewrite, words: Words, objects: Objects) -> None:
    kind = words.accept("static", "dynamic")
    if not kind:
        raise unknown_word(words.peek())
    found.static = kind == "static"
    found.source.real = _named(words.take(), objects)
    if not words.accept("interface"):
        words.accept("pat-pool")
        found.source.mapped = _named(words.take(), objects)
        _pool_options(words)
        found.source.fallback = bool(words.accept("interface"))
    else:
        found.source.interface = True
    found.source.sixth = bool(words.accept("ipv6"))


def _pool_options(words: Words) -> None:
    while words.accept(*_POOL_OPTIONS):
        pass


def _mapped(side: Side, words: Words, objects: Objects) -> None:
    """The mapped side of an object's translation: an interface, an object, or an address that stands for as many as the
    object has."""
    if words.accept("interface"):
        side.interface = True
        side.sixth = bool(words.accept("ipv6"))
        return
    words.accept("pat-pool")
    word = words.take()
    if word == "any" or objects.network.has(word):
        side.mapped = _named(word, objects)
    else:
        side.mapped = VagueAddresses.known(_from(objects.host(word), side.real))
    _pool_options(words)
    side.fallback = bool(words.accept("interface"))
    words.accept("ipv6")


def _from(first: Addresses, real: VagueAddresses | None) -> Addresses:
    """As many addresses as there are real ones, from the first on. Raises `Unclear`."""
    spans = () if real is None else (real.sure.v4 or real.sure.v6).spans
    low, high = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    start, size = (first.v4 or first.v6).spans[0][0], high - low + 1
    if low % size == 0 and start % size:
        raise Unclear(_NO_START)  # a network, which the address should begin
    span = Intervals([(start, start + size - 1)])
    return Addresses(v4=span) if first.v4 else Addresses(v6=span)


def _destination(words: Words, objects: Objects) -> Side:
    side = Side()
    if words.accept("interface"):
        side.interface = True
        side.sixth = bool(words.accept("ipv6"))
    else:
        side.mapped = _named(words.take(), objects)
    side.real = _named(words.take(), objects)
    return side


def _services(found: Rewrite, words: Words, objects: Objects) -> None:
    """Two service objects: the source port as it is and the destination port as the packet has it; and what they
    become."""
    chosen: list[Packets] = []
    for name in (words.take(), words.take()):
        packets = objects.service(name)
        if len(packets.sure) != 1 or packets.sure != packets.possible:
            raise Unclear(packets.doubts[0] if packets.doubts else reasons.not_modelled(name))
        chosen.append(packets.sure[0])
    found.real_service, found.mapped_service = chosen


def _ports(found: Rewrite, words: Words) -> None:
    """`service tcp REAL MAPPED`."""
    protocols = services.protocol(words.accept("tcp", "udp", "sctp"))
    if protocols is None:
        raise unknown_word(words.peek())
    names = port_names(protocols) or {}
    numbers: list[Intervals] = []
    for word in (words.take(), words.take()):
        value = names.get(word)
        value = number(word, LAST_PORT) if value is None else value
        if value is None:
            raise unknown_word(word)
        numbers.append(Intervals.of(value))
    found.real_service = Packets(protocols=protocols, source_ports=numbers[0])
    found.mapped_service = Packets(protocols=protocols, source_ports=numbers[1])


def _option(found: Rewrite, words: Words) -> None:
    word = words.take()
    if word == "unidirectional":
        found.unidirectional = True
    elif word == "inactive":
        found.enabled = False
    elif word == "description":
        found.description = " ".join(words.rest())
        while words:
            words.take()
    elif word not in _NO_BEARING:
        raise unknown_word(word)
