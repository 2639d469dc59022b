"""Values of options of iptables: addresses, ports, protocols, ICMP types, flags, states (iptables-extensions(8))."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from keur.observe.firewalls import model
from keur.observe.firewalls.intervals import FLAGS, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.model import EVERY_STATE, Packets, State
from keur.observe.firewalls.names import ICMP_TYPES, ICMPV6_TYPES, PORT_NUMBERS, PROTOCOL_NUMBERS


class NotAValue(ValueError):
    """A value of the wrong kind: which."""


def addresses(text: str) -> Addresses:
    """`10.0.0.1`, `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, several with commas. Raises `NotAValue`."""
    found = Addresses()
    for one in text.split(","):
        try:
            found |= Addresses.of(ip_network(one, strict=False))
        except ValueError as error:
            raise NotAValue(one) from error
    return found


def address_range(text: str) -> Addresses:
    """`10.0.0.1-10.0.0.9`, or one address. Raises `NotAValue`."""
    first, _, last = text.partition("-")
    try:
        return Addresses.between(ip_address(first), ip_address(last or first))
    except ValueError as error:
        raise NotAValue(text) from error


def port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65_535:
        return int(text)
    if text in PORT_NUMBERS:
        return PORT_NUMBERS[text]
    raise NotAValue(text)


def ports(text: str, between: str = ":") -> Intervals:
    """`80`, `1000:2000`, `:1023`, `1024:`, several with commas. Raises `NotAValue`."""
    spans = []
    for one in text.split(","):
        first, sign, last = one.partition(between)
        spans.append((port(first or "0"), port(last or "65535") if sign else port(first)))
    return Intervals(spans)


def protocol(text: str) -> Intervals:
    """Raises `NotAValue`."""
    name = text.lower()
    if name in ("all", "0"):
        return PROTOCOLS
    if name.isdecimal() and int(name) <= 255:
        return Intervals.of(int(name))
    if name in PROTOCOL_NUMBERS:
        return Intervals.of(PROTOCOL_NUMBERS[name])
    raise NotAValue(text)


_MORE_ICMP = {
    "ping": (8, None),
    "pong": (0, None),
    "network-unreachable": (3, 0),
    "host-unreachable": (3, 1),
    "protocol-unreachable": (3, 2),
    "port-unreachable": (3, 3),
    "fragmentation-needed": (3, 4),
    "source-route-failed": (3, 5),
    "host-prohibited": (3, 10),
    "communication-prohibited": (3, 13),
    "ttl-exceeded": (11, None),
    "ttl-zero-during-transit": (11, 0),
    "neighbour-solicitation": (135, None),
    "neighbor-solicitation": (135, None),
    "neighbour-advertisement": (136, None),
    "neighbor-advertisement": (136, None),
    "router-solicitation": (133, None),
    "router-advertisement": (134, None),
}


def icmp(text: str, version: int) -> Intervals:
    """A type, or type/code, as the numbers that stand in the place of a port. Raises `NotAValue`."""
    names = ICMP_TYPES if version == 4 else ICMPV6_TYPES
    kind: int | None
    code: int | None = None
    name, _, after = text.lower().partition("/")
    if name == "any":
        return Intervals([(0, 65_535)])
    if name.isdecimal():
        kind = int(name)
        code = int(after) if after.isdecimal() else None
    elif name in names:
        kind = names[name]
    else:
        kind, code = _MORE_ICMP.get(name, (None, None))
    if kind is None or kind > 255 or (code or 0) > 255:
        raise NotAValue(text)
    return Intervals([(kind << 8, kind << 8 | 255)]) if code is None else Intervals.of(kind << 8 | code)


_FLAGS = {
    "FIN": model.FIN,
    "SYN": model.SYN,
    "RST": model.RST,
    "PSH": model.PSH,
    "ACK": model.ACK,
    "URG": model.URG,
    "ECE": model.ECE,
    "CWR": model.CWR,
    "NONE": 0,
    # ALL means the first six (iptables, extensions/libxt_tcp.c).
    "ALL": 0x3F,
}


def _bits(text: str) -> int:
    found = 0
    for name in text.upper().split(","):
        if name not in _FLAGS:
            raise NotAValue(text)
        found |= _FLAGS[name]
    return found


def tcp_flags(mask: str, wanted: str, *, inverted: bool) -> Intervals:
    """Flags of which those in `mask` are just those in `wanted`. Raises `NotAValue`."""
    looked_at, set_ = _bits(mask), _bits(wanted)
    fits = Intervals.of(*(value for value in range(256) if value & looked_at == set_))
    return FLAGS - fits if inverted else fits


def states(text: str, *, inverted: bool) -> tuple[Packets, ...]:
    """`NEW,ESTABLISHED,DNAT`: any of them; `DNAT` stands for a translated destination. Raises `NotAValue`."""
    given, translated = set(), False
    for name in text.upper().split(","):
        if name == "DNAT":
            translated = True
        elif name.lower() in [state.value for state in State]:
            given.add(State(name.lower()))
        else:
            raise NotAValue(name)
    if inverted:
        left = EVERY_STATE - given
        return (Packets(states=left, translated=False if translated else None),)
    found = (Packets(states=frozenset(given)),) if given else ()
    return (*found, *((Packets(translated=True),) if translated else ()))
