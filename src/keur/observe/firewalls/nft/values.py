"""Values of `nft` trees to sets: addresses, ports, protocols, ICMP types, flags, states and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network

from keur.observe.firewalls import model
from keur.observe.firewalls.intervals import Address, Addresses, Intervals, Span
from keur.observe.firewalls.model import State
from keur.observe.firewalls.names import ICMP_CODES, ICMP_TYPES, ICMPV6_TYPES, PORT_NUMBERS, PROTOCOL_NUMBERS
from keur.observe.firewalls.nft.tree import Tree

FLAG_BITS = {
    "fin": model.FIN,
    "syn": model.SYN,
    "rst": model.RST,
    "psh": model.PSH,
    "ack": model.ACK,
    "urg": model.URG,
    "ecn": model.ECE,
    "cwr": model.CWR,
}


_parsed = lru_cache(100_000)(ip_address)
"""The elements of a named set are read for each rule that names it."""


class NotAValue(ValueError):
    """A value of the wrong kind: which."""


def each(value: Tree) -> Iterable[Tree]:
    """The elements of a set, a list, or the one value."""
    if isinstance(value, dict) and "set" in value and isinstance(value["set"], list):
        for element in value["set"]:
            yield from each(element)
    elif isinstance(value, dict) and "elem" in value and isinstance(value["elem"], dict):
        yield from each(value["elem"].get("val"))
    elif isinstance(value, list):
        for element in value:
            yield from each(element)
    else:
        yield value


def addresses(value: Tree) -> Addresses:
    """Raises `NotAValue` when an element is no address, network or range."""
    v4: list[Span] = []
    v6: list[Span] = []
    for one in each(value):
        first, last = _ends(one)
        (v4 if first.version == 4 else v6).append((int(first), int(last)))
    return Addresses(Intervals(v4), Intervals(v6))


def _ends(one: Tree) -> tuple[Address, Address]:
    """First and last address, of one version."""
    try:
        match one:
            case {"prefix": {"addr": str(addr), "len": int(length)}}:
                network = ip_network((addr, length), strict=False)
                return network.network_address, network.broadcast_address
            case {"range": [str(first), str(last)]}:
                start, end = _parsed(first), _parsed(last)
                if start.version == end.version:
                    return start, end
            case str(text):
                return _parsed(text), _parsed(text)
    except ValueError:
        pass
    raise NotAValue(str(one))


def numbers(value: Tree, names: dict[str, int], most: int) -> Intervals:
    """Whole numbers from 0 to `most`, some of which have names. Raises `NotAValue`."""
    spans: list[Span] = []
    for one in each(value):
        match one:
            case {"range": [first, last]}:
                spans.append((_number(first, names, most), _number(last, names, most)))
            case _:
                number = _number(one, names, most)
                spans.append((number, number))
    return Intervals(spans)


def _number(one: Tree, names: dict[str, int], most: int) -> int:
    if isinstance(one, str) and one.lower() in names:
        return names[one.lower()]
    if isinstance(one, str) and one.isdecimal() and len(one) < 12:
        one = int(one)
    if isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= most:
        return one
    raise NotAValue(str(one))


def ports(value: Tree) -> Intervals:
    return numbers(value, PORT_NUMBERS, 65_535)


def protocols(value: Tree) -> Intervals:
    return numbers(value, PROTOCOL_NUMBERS, 255)


def icmp_types(names: dict[str, int]) -> Callable[[Tree], Intervals]:
    """Types, as the numbers that stand in the place of a port: type x 256 + code."""

    def read(value: Tree) -> Intervals:
        return Intervals((first << 8, last << 8 | 255) for first, last in numbers(value, names, 255))

    return read


icmp4_types, icmp6_types = icmp_types(ICMP_TYPES), icmp_types(ICMPV6_TYPES)


def icmp_codes(value: Tree) -> Intervals:
    codes = numbers(value, ICMP_CODES, 255)
    return Intervals((kind << 8 | first, kind << 8 | last) for kind in range(256) for first, last in codes)


def flag_bits(value: Tree) -> int:
    """Flags by name or number, added up. Raises `NotAValue`."""
    found = 0
    for one in each(value):
        if isinstance(one, dict) and "|" in one:
            found |= flag_bits(one["|"])
        else:
            found |= _number(one, FLAG_BITS, 255)
    return found


def states(value: Tree) -> frozenset[State]:
    found: set[State] = set()
    for one in each(value):
        if isinstance(one, dict) and "|" in one:
            found |= states(one["|"])
            continue
        try:
            found.add(State(str(one)))
        except ValueError as error:
            raise NotAValue(str(one)) from error
    return frozenset(found)


def texts(value: Tree) -> list[str]:
    found = []
    for one in each(value):
        if not isinstance(one, str | int):
            raise NotAValue(str(one))
        found.append(str(one))
    return found
