"""The `ip nat ... source` and `destination` statements of IOS, as they are written.

Source: Cisco IOS IP Addressing Services Command Reference, `ip nat inside source`, `ip nat outside source`, `ip nat
inside destination`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import services
from keur.observe.firewalls.cisco.parsing import (
    LAST_PORT,
    MOST_V4,
    Unclear,
    Words,
    masked,
    number,
    prefix_length,
    unknown_word,
    v4,
)
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.cisco.words import vocabulary
from keur.observe.firewalls.intervals import EVERY_V4, Addresses, Intervals
from keur.plant.model import Text

BESIDE = vocabulary("create log piggyback redundancy service settings stateful switchover syslog translation")
"""Words after `ip nat` of statements that translate nothing."""

_OPTIONS = vocabulary(
    "add-route extendable forced mapping-id match-in-vrf no-alias no-payload oer overload reversible stateless"
)
_OPTIONS_WITH_WORD = frozenset(("redundancy", "mapping-id", "vrf", "route-map"))


@dataclass(slots=True)
class Rewrite:
    """One `ip nat ... source` or `destination` statement."""

    statement: Statement
    inside: bool
    kind: str
    """`static`, `list` or `route-map`."""
    protocols: Intervals | None = None
    network: bool = False
    source: Addresses = EVERY_V4
    """The local addresses of `inside`, the global ones of `outside`."""
    source_ports: Intervals | None = None
    target: Addresses | None = None
    target_ports: Intervals | None = None
    selector: str = ""
    """Name of the list or route map that chooses packets."""
    pool: str = ""
    interface: str = ""
    destination: bool = False
    vrf: str = ""
    route_map: str = ""
    add_route: bool = False
    in_vrf: bool = False
    doubts: list[Text] = field(default_factory=list)


def rewrite_of(words: Words, statement: Statement) -> Rewrite:
    """Raises `Unclear`."""
    side = words.accept("inside", "outside")
    what = words.accept("source", "destination")
    kind = words.accept("static", "list", "route-map")
    if not (side and what and kind) or (what == "destination" and (side == "outside" or kind == "static")):
        raise Unclear(reasons.not_modelled(statement.text))
    found = Rewrite(statement, side == "inside", kind, destination=what == "destination")
    if kind == "static":
        _static_words(found, words)
    else:
        found.selector = words.take()
        if words.accept("pool"):
            found.pool = words.take()
        elif words.accept("interface"):
            found.interface = words.take()
        else:
            raise unknown_word(words.peek())
    while words:
        _option(found, words)
    return found


def _static_words(found: Rewrite, words: Words) -> None:
    """`L G`, `tcp L PORT G PORT`, `tcp L PORT interface IF PORT`, `network L G MASK`."""
    protocol = words.accept("tcp", "udp", "esp")
    if protocol:
        found.protocols = services.protocol(protocol)
    free = 0
    found.network = bool(words.accept("network"))
    source = v4(words.take())
    if protocol in ("tcp", "udp"):
        found.source_ports = _port(words)
    if words.accept("interface"):
        found.interface = words.take()
        target = 0
    else:
        target = _v4(words)
    if protocol in ("tcp", "udp"):
        found.target_ports = _port(words)
    if found.network:
        free = _mask(words.take())
    if source is None:
        raise Unclear(reasons.wrong(found.statement.text))
    found.source = masked(source, free, "")
    found.target = None if found.interface else masked(target, free, "")


def _port(words: Words) -> Intervals:
    value = number(words.peek(), LAST_PORT)
    if value is None:
        raise unknown_word(words.peek())
    words.take()
    return Intervals.of(value)


def _v4(words: Words) -> int:
    word = words.take()
    found = v4(word)
    if found is None:
        raise unknown_word(word)
    return found


def _mask(word: str) -> int:
    length = number(word[1:], 32) if word.startswith("/") else None
    if length is None:
        mask = v4(word)
        length = None if mask is None else prefix_length(mask)
    if length is None:
        raise unknown_word(word)
    return MOST_V4 >> length


def _option(found: Rewrite, words: Words) -> None:
    word = words.take()
    if word == "vrf":
        found.vrf = words.take()
    elif word == "route-map":
        found.route_map = words.take()
        found.doubts.append(reasons.not_modelled(f"route-map {found.route_map}"))
    elif word in _OPTIONS_WITH_WORD:
        words.take()
    elif word in _OPTIONS:
        found.add_route |= word == "add-route"
        found.in_vrf |= word == "match-in-vrf"
    else:
        raise unknown_word(word)
