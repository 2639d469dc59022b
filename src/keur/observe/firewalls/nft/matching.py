"""Matches of `nft` trees to packets: what `ip saddr`, `tcp dport`, `ct state` and the like limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import (
    EVERY_V4,
    EVERY_V6,
    FLAGS,
    PORTS,
    PROTOCOLS,
    Intervals,
)
from keur.observe.firewalls.model import (
    EVERY_STATE,
    ICMP,
    ICMPV6,
    SCTP,
    TCP,
    UDP,
    UDPLITE,
    WITH_PORTS,
    Names,
    Packets,
    State,
)
from keur.observe.firewalls.nft import values
from keur.observe.firewalls.nft.tree import SetTree, Tree
from keur.observe.firewalls.nft.values import NotAValue
from keur.observe.firewalls.vague import ANY_PACKETS, MOST_BOXES, TOO_MANY_BOXES, VaguePackets, product
from keur.plant.model import Text

ONLY_V4 = Packets(source=EVERY_V4, destination=EVERY_V4)
ONLY_V6 = Packets(source=EVERY_V6, destination=EVERY_V6)

_PORT_CARRIERS = {"tcp": TCP, "udp": UDP, "sctp": SCTP, "dccp": 33, "udplite": UDPLITE}
_FIRST = frozenset({State.NEW})


class Undecided(Exception):
    """A match that is not modelled: why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


Limit = Callable[[Tree, bool], VaguePackets]
"""Packets whose field is among values (or not among them, when True)."""


def of_match(statement: Mapping[str, Tree], sets: Mapping[str, SetTree]) -> VaguePackets:
    """The packets that a match lets through."""
    operator, left, right = (statement.get(name) for name in ("op", "left", "right"))
    try:
        right = resolved(right, sets)
        return _limited(left, str(operator), right)
    except Undecided as undecided:
        possible = _carrier(left)
        return VaguePackets.unknown(undecided.why, possible)
    except (NotAValue, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        return VaguePackets.unknown(reasons.wrong(str(error) or str(right)))


def resolved(value: Tree, sets: Mapping[str, SetTree]) -> Tree:
    """A named set's elements in the place of its name."""
    if isinstance(value, str) and value.startswith("@"):
        found = sets.get(value[1:])
        if found is None:
            raise Undecided(reasons.no_such(reasons.SET, value[1:]))
        if found.changing:
            raise Undecided(reasons.not_modelled(value))
        return {"set": found.elements}
    return value


def _carrier(left: Tree) -> Packets:
    """What a match presupposes, even where its values are not understood."""
    match left:
        case {"payload": {"protocol": str(protocol)}} if protocol in _PORT_CARRIERS:
            return Packets(protocols=Intervals.of(_PORT_CARRIERS[protocol]))
        case {"payload": {"protocol": "icmp"}}:
            return Packets(protocols=Intervals.of(ICMP))
        case {"payload": {"protocol": "icmpv6"}}:
            return Packets(protocols=Intervals.of(ICMPV6))
        case {"payload": {"protocol": "ip"}}:
            return ONLY_V4
        case {"payload": {"protocol": "ip6"}}:
            return ONLY_V6
    return Packets()


def _limited(left: Tree, operator: str, right: Tree) -> VaguePackets:
    match left:
        case {"concat": list(parts)}:
            return of_concatenation(parts, operator, right)
        case {"payload": {"protocol": "tcp", "field": "flags"}}:
            return VaguePackets.known(_flags(operator, right))
        case {"ct": {"key": "state"}}:
            return VaguePackets.known(Packets(states=_states(operator, right)))
        case {"ct": {"key": "status"}}:
            return _status(operator, right)
        case {"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, mask]}:
            return VaguePackets.known(_masked_flags(values.flag_bits(mask), operator, right))
    limit = limits(left)
    if operator in ("<", ">", "<=", ">="):
        return limit(_compared(operator, right), False)
    if operator not in ("==", "!=", "in", "!"):
        raise Undecided(reasons.not_known(operator))
    return limit(right, operator in ("!=", "!"))


def _compared(operator: str, right: Tree) -> Tree:
    """A range for a comparison; ports, types and protocols have at most 16 bits."""
    bound = values.ports(right).spans[0][0]
    spans = {"<": [0, bound - 1], "<=": [0, bound], ">": [bound + 1, 65_535], ">=": [bound, 65_535]}
    return {"range": spans[operator]}


def limits(left: Tree) -> Limit:
    """How an expression limits packets. Raises `Undecided` when keur does not model it."""
    match left:
        case {"payload": {"protocol": str(protocol), "field": str(name)}}:
            return _payload(protocol, name)
        case {"meta": {"key": str(key)}}:
            return _meta(key)
        case {"ct": {"key": "state"}}:
            return lambda value, inverted: VaguePackets.known(Packets(states=_among(value, inverted)))
        case {"ct": {"key": "direction"}}:
            return _direction
        case {"ct": {"key": str(key), "dir": str(direction)}} if key in ("ip saddr", "ip daddr", "saddr", "daddr"):
            raise Undecided(reasons.not_modelled(f"ct {direction} {key}"))
    raise Undecided(reasons.not_modelled(words(left)))


def words(left: Tree) -> str:
    """An expression as people would write it, for messages."""
    match left:
        case {"payload": {"protocol": protocol, "field": name}}:
            return f"{protocol} {name}"
        case {"meta": {"key": key}}:
            return f"meta {key}"
        case {"ct": {"key": key}}:
            return f"ct {key}"
        case {"fib": {"flags": flags, "result": result}}:
            return f"fib {' . '.join(flags) if isinstance(flags, list) else flags} {result}"
        case {"&": [inner, _]}:
            return words(inner)
        case dict():
            return next(iter(left), "?")
    return str(left)


def _payload(protocol: str, name: str) -> Limit:
    if name in ("saddr", "daddr") and protocol in ("ip", "ip6"):
        return _address(protocol, source=name == "saddr")
    if name in ("sport", "dport") and (protocol in _PORT_CARRIERS or protocol == "th"):
        if protocol == "th":
            return _any_transport(source=name == "sport")
        return _ports(Intervals.of(_PORT_CARRIERS[protocol]), source=name == "sport")
    if (protocol, name) == ("ip", "protocol"):
        return _numbers(values.protocols, PROTOCOLS, lambda found: replace(ONLY_V4, protocols=found))
    if (protocol, name) == ("ip6", "nexthdr"):
        return _numbers(values.protocols, PROTOCOLS, lambda found: replace(ONLY_V6, protocols=found))
    if protocol in ("icmp", "icmpv6") and name in ("type", "code"):
        kinds = values.icmp4_types if protocol == "icmp" else values.icmp6_types
        carrier = Intervals.of(ICMP if protocol == "icmp" else ICMPV6)
        return _numbers(
            kinds if name == "type" else values.icmp_codes,
            PORTS,
            lambda found: Packets(protocols=carrier, destination_ports=found),
        )
    raise Undecided(reasons.not_modelled(f"{protocol} {name}"))


def _address(protocol: str, *, source: bool) -> Limit:
    only, every = (ONLY_V4, EVERY_V4) if protocol == "ip" else (ONLY_V6, EVERY_V6)

    def limit(value: Tree, inverted: bool) -> VaguePackets:
        given = values.addresses(value)
        found = (every - given) if inverted else (given & every)
        return VaguePackets.known(replace(only, source=found) if source else replace(only, destination=found))

    return limit


def _numbers(read: Callable[[Tree], Intervals], every: Intervals, make: Callable[[Intervals], Packets]) -> Limit:
    def limit(value: Tree, inverted: bool) -> VaguePackets:
        given = read(value) & every
        return VaguePackets.known(make(every - given if inverted else given))

    return limit


def _ports(carriers: Intervals, *, source: bool) -> Limit:
    def make(found: Intervals) -> Packets:
        if source:
            return Packets(protocols=carriers, source_ports=found)
        return Packets(protocols=carriers, destination_ports=found)

    return _numbers(values.ports, PORTS, make)


def _any_transport(*, source: bool) -> Limit:
    """`th dport` looks at two bytes of whatever follows the IP header; in what has no ports, they may be anything."""
    portless = Packets(protocols=PROTOCOLS - WITH_PORTS)
    ported = _ports(WITH_PORTS, source=source)

    def limit(value: Tree, inverted: bool) -> VaguePackets:
        found = ported(value, inverted)
        return VaguePackets(found.sure, (*found.possible, portless), (reasons.not_modelled("th"),))

    return limit


_FAMILIES = {"ipv4": ONLY_V4, "ipv6": ONLY_V6, "ip": ONLY_V4, "ip6": ONLY_V6, "2": ONLY_V4, "10": ONLY_V6}


def _meta(key: str) -> Limit:
    if key in ("iif", "iifname"):
        return lambda value, inverted: VaguePackets.known(Packets(in_interfaces=_names(value, inverted)))
    if key in ("oif", "oifname"):
        return lambda value, inverted: VaguePackets.known(Packets(out_interfaces=_names(value, inverted)))
    if key == "l4proto":
        return _numbers(values.protocols, PROTOCOLS, lambda found: Packets(protocols=found))
    if key in ("nfproto", "protocol"):
        return _family
    raise Undecided(reasons.not_modelled(f"meta {key}"))


def _names(value: Tree, inverted: bool) -> Names:
    names = values.texts(value)
    return Names.but(*names) if inverted else Names.among(*names)


def _family(value: Tree, inverted: bool) -> VaguePackets:
    given = [_FAMILIES[text] for text in values.texts(value) if text in _FAMILIES]
    return VaguePackets.known(*(one for one in (ONLY_V4, ONLY_V6) if (one in given) != inverted))


def _among(value: Tree, inverted: bool) -> frozenset[State]:
    return _inverted(values.states(value), inverted)


def _states(operator: str, right: Tree) -> frozenset[State]:
    """A packet has one state, a bit. Without a sign, any of those named fits. With `==` or `!=`, that bit is held
    against all bits named together, so against several it is never equal."""
    if isinstance(right, dict) and "set" in right:
        return _among(right, operator in ("!=", "!"))
    given = values.states(right)
    if operator in ("==", "!=") and len(given) > 1:
        given = frozenset()
    return _inverted(given, operator in ("!=", "!"))


def _inverted(given: frozenset[State], inverted: bool) -> frozenset[State]:
    return EVERY_STATE - given if inverted else given


def _status(operator: str, right: Tree) -> VaguePackets:
    if values.texts(right) != ["dnat"]:
        raise Undecided(reasons.not_modelled(f"ct status {' '.join(values.texts(right))}"))
    if operator in ("==", "!="):
        # A translated connection has other bits besides, so its status is never just this one.
        return VaguePackets.known(Packets(impossible=operator == "=="))
    return VaguePackets.known(Packets(translated=operator == "in"))


def _direction(value: Tree, inverted: bool) -> VaguePackets:
    """A packet that opens a connection goes in its original direction; of others it is not known."""
    original = (values.texts(value) == ["original"]) != inverted
    others = Packets(states=EVERY_STATE - _FIRST)
    if original:
        return VaguePackets((Packets(states=_FIRST),), (Packets(),), (reasons.not_modelled("ct direction"),))
    return VaguePackets.unknown(reasons.not_modelled("ct direction"), others)


def _flags(operator: str, right: Tree) -> Packets:
    tcp = Intervals.of(TCP)
    match right:
        case {"masked": [value, mask_value]}:
            return _masked_flags(values.flag_bits(mask_value), "==" if operator == "in" else operator, value)
        case {"set": _}:
            exact = Intervals.of(*(values.flag_bits(one) for one in values.each(right)))
            return Packets(protocols=tcp, flags=FLAGS - exact if operator in ("!=", "!") else exact)
    bits = values.flag_bits(right)
    fits: Callable[[int], bool] = {
        "in": lambda given: given & bits != 0,
        "!": lambda given: given & bits == 0,
        "==": lambda given: given == bits,
        "!=": lambda given: given != bits,
    }[operator]
    return Packets(protocols=tcp, flags=Intervals.of(*(given for given in range(256) if fits(given))))


def _masked_flags(mask: int, operator: str, right: Tree) -> Packets:
    exact = {values.flag_bits(one) for one in values.each(right)} if isinstance(right, dict) else None
    wanted = exact if exact is not None else {values.flag_bits(right)}
    same = operator not in ("!=", "!")
    fits = (given for given in range(256) if ((given & mask) in wanted) == same)
    return Packets(protocols=Intervals.of(TCP), flags=Intervals.of(*fits))


def of_concatenation(parts: list[Tree], operator: str, right: Tree) -> VaguePackets:
    """`ip saddr . tcp dport { 10.0.0.1 . 80, ... }`: one box an element. Of the opposite, boxes that leave them out."""
    sides = [limits(part) for part in parts]
    elements = [element["concat"] for element in values.each(right)]
    if operator in ("==", "in"):
        found = VaguePackets()
        for element in elements:
            found |= of_element(sides, element)
        return found
    if operator != "!=":
        raise Undecided(reasons.not_known(operator))
    left: tuple[Packets, ...] = (Packets(),)
    for part in parts:
        left = product(left, (_carrier(part),))
    for element in elements:
        left = product(left, _without(sides, element))
        if len(left) > MOST_BOXES:
            raise Undecided(TOO_MANY_BOXES)
    return VaguePackets.known(*left)


def of_element(sides: list[Limit], element: list[Tree]) -> VaguePackets:
    """The packets that fit one element of a concatenation."""
    box = ANY_PACKETS
    for limit, value in zip(sides, element, strict=True):
        box &= limit(value, False)
    return box


def _without(sides: list[Limit], element: list[Tree]) -> tuple[Packets, ...]:
    """The packets that do not fit a concatenation, in boxes that have nothing in common."""
    found: list[Packets] = []
    fits = ANY_PACKETS
    for limit, value in zip(sides, element, strict=True):
        if limit(value, False).doubts:
            raise Undecided(reasons.not_modelled("!="))
        found.extend((fits & limit(value, True)).sure)
        fits &= limit(value, False)
    return tuple(found)
