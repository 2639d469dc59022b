"""Static routes of IOS.

Sources: Cisco IOS IP Routing: Protocol-Independent Command Reference, `ip route` (distance 1 unless it is given), `ip
route vrf`; IOS IPv6 Command Reference, `ipv6 route`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.parsing import Unclear, Words, number, prefix_length, unknown_word, v4, v4_prefix
from keur.observe.firewalls.cisco.statements import Statement, not_understood, understood
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Route

_WITH_ONE_WORD = ("tag", "name", "track", "next-hop-vrf")
_ALONE = ("permanent", "global", "multicast", "unicast")


@dataclass(slots=True)
class Routes:
    ledger: Ledger
    found: list[Route] = field(default_factory=list)
    dynamic: bool = False
    """Whether the file has statements by which routes come and go."""

    def read(self, statement: Statement, words: Words, family: int) -> None:
        """The words after `ip route` or `ipv6 route`."""
        try:
            route = self._route(statement, words, family)
        except Unclear as unclear:
            self.dynamic = True
            not_understood(self.ledger, statement, Effect.NONE, unclear.why)
            return
        understood(self.ledger, statement)
        if route is not None:
            self.found.append(route)

    def _route(self, statement: Statement, words: Words, family: int) -> Route | None:
        table = words.take() if words.accept("vrf") else ""
        if words.accept("static", "profile", "topology"):
            raise unknown_word(statement.text)
        network = _v4_network(words) if family == 4 else _v6_network(words.take())
        gateway, interface = None, ""
        word = words.take()
        if word == "dhcp":
            self.dynamic = True
            return None
        address = _address(word)
        if address is None:
            interface = word
            if _address(words.peek()) is not None:
                gateway = _address(words.take())
        else:
            gateway = address
        distance = number(words.peek(), 255)
        if distance is not None:
            words.take()
        while words:
            option = words.take()
            if option in _WITH_ONE_WORD:
                words.take()
                self.dynamic |= option == "track"
            elif option not in _ALONE:
                raise unknown_word(option)
        return Route(
            network,
            statement.line,
            gateway,
            interface,
            discard=interface.lower() == "null0",
            table=table,
            distance=1 if distance is None else distance,
        )

    def named(self, names: Mapping[str, str]) -> Iterator[Route]:
        """The routes with interfaces as the file names them in full; `names` holds those that differ."""
        for route in self.found:
            name = names.get(route.interface, route.interface)
            yield Route(
                route.destination,
                route.line,
                route.gateway,
                "" if route.discard else name,
                route.discard,
                route.table,
                route.distance,
            )


def _address(word: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(word)
    except ValueError:
        return None


def _v4_network(words: Words) -> IPv4Network:
    word = words.take()
    prefix = v4_prefix(word)
    if prefix is not None:
        address, length = prefix[0], 32 - prefix[1].bit_length()
        return IPv4Network((address, length), strict=False)
    start, mask = v4(word), v4(words.take())
    bits = None if mask is None else prefix_length(mask)
    if start is None or bits is None:
        raise Unclear(reasons.wrong(word))
    return IPv4Network((start, bits), strict=False)


def _v6_network(word: str) -> IPv6Network:
    try:
        return IPv6Network(word, strict=False)
    except ValueError as error:
        raise Unclear(reasons.wrong(word)) from error
