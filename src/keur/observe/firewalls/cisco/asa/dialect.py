"""How the ASA writes entries of access lists.

Source: ASA Series Command Reference, `access-list extended`; General Operations CLI Configuration Guide, "Access
Control Lists". Masks are network masks. `any` is both IPv4 and IPv6 since 9.0, IPv4 before.
"""

from __future__ import annotations

from collections.abc import Callable

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import services
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.entries import Dialect, Draft
from keur.observe.firewalls.cisco.parsing import OPERATORS, Unclear, Words, number, ports, unknown_word
from keur.observe.firewalls.cisco.words import LOG_LEVELS
from keur.observe.firewalls.intervals import ANYWHERE, EVERY_V4, EVERY_V6, Addresses
from keur.observe.firewalls.model import Names, Packets
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets

_USER_WORDS = frozenset(
    (
        "user",
        "user-group",
        "object-group-user",
        "security-group",
        "object-group-security",
        "object-group-network-service",
    )
)


class AsaDialect(Dialect):
    def __init__(
        self,
        family: int,
        objects: Objects,
        own_address: Callable[[str], Addresses | None],
        hardware_name: Callable[[str], str | None],
    ) -> None:
        """`family` is 0 for lists of both. `own_address` gives the addresses of an interface by its `nameif`, None when
        they are not in the file; `hardware_name` the interface's own name."""
        self.anywhere = VagueAddresses.known({4: EVERY_V4, 6: EVERY_V6}.get(family, ANYWHERE))
        self._objects = objects
        self._own_address = own_address
        self._hardware_name = hardware_name
        self._family = family

    def service(self, words: Words, draft: Draft) -> None:
        if words.accept("object-group", "object"):
            draft.limit(self._objects.service(words.take()))
        else:
            word = words.take()
            found = services.protocol(word)
            if found is None:
                raise unknown_word(word)
            draft.protocols = services.ONLY_ICMPV6 if word == "icmp" and self._family == 6 else found
        self._interface_side(words, draft, source=True)

    def addresses(self, words: Words) -> VagueAddresses:
        word = words.take()
        if word == "any":
            return self.anywhere
        if word == "any4":
            return _EVERY_V4
        if word == "any6":
            return _EVERY_V6
        if word == "host":
            return VagueAddresses.known(self._objects.host(words.take()))
        if word in ("object", "object-group"):
            return self._objects.network(words.take())
        if word == "interface":
            name = words.take()
            own = self._own_address(name)
            return VagueAddresses.unknown(reasons.by_name(name)) if own is None else VagueAddresses.known(own)
        return VagueAddresses.known(self._objects.addresses(word, words))

    def ports(self, words: Words, draft: Draft, *, source: bool) -> None:
        if words.peek() == "object-group" and self._is_port_group(words.peek(1), draft, source):
            words.take()
            found = self._objects.port(words.take())
            draft.limit(_as_source(found) if source else found)
        elif words.peek() in OPERATORS:
            names = services.port_names(draft.protocols)
            if names is None:
                raise unknown_word(words.peek())
            numbers = ports(words, names, several=False)
            if numbers is not None and source:
                draft.source_ports = numbers
            elif numbers is not None:
                draft.destination_ports = numbers
        if source:
            self._interface_side(words, draft, source=False)

    def _is_port_group(self, name: str, draft: Draft, source: bool) -> bool:
        """Behind an address stands either a group of ports or, after the source, the destination."""
        if self._objects.port.has(name):
            return True
        if self._objects.network.has(name) or self._objects.message.has(name):
            return False
        if source or services.messages(draft.protocols) is not None:
            return False
        raise Unclear(reasons.no_such(reasons.SERVICE_GROUP, name))

    def _interface_side(self, words: Words, draft: Draft, *, source: bool) -> None:
        """`ifc NAME` of Firepower, and users or tags, which no packet shows."""
        while words.peek() in _USER_WORDS or words.peek() == "ifc":
            word = words.take()
            if word != "ifc":
                draft.doubts.append(reasons.not_modelled(word))
                if word == "security-group":
                    words.take()  # `name` or `tag`
                words.take()
                continue
            name = words.take()
            found = self._hardware_name(name)
            if found is None:
                raise Unclear(reasons.no_such(reasons.INTERFACE, name))
            side = Names.among(found)
            draft.limit(VaguePackets.known(Packets(in_interfaces=side) if source else Packets(out_interfaces=side)))

    def message(self, words: Words, draft: Draft) -> None:
        if words.accept("object-group"):
            draft.limit(self._objects.message(words.take()))
            return
        names = services.messages(draft.protocols)
        found = None if names is None else services.message(words, names)
        if found is not None:
            draft.destination_ports = found

    def option(self, words: Words, draft: Draft) -> None:
        word = words.take()
        if word == "log":
            draft.log = True
            if words.accept("disable"):
                draft.log = False
            elif not words.accept("default") and words.peek() in LOG_LEVELS:
                words.take()
            if words.accept("interval"):
                words.take()
        elif word == "time-range":
            draft.time_range = words.take()
        elif word == "inactive":
            draft.enabled = False
        elif word.startswith("(hitcnt="):
            draft.hits = number(word.removeprefix("(hitcnt=").rstrip(")"), 2**53)
        elif word == "rule-id":
            words.take()
        elif word == "event-log":
            draft.log = True
            words.accept("flow-start", "flow-end", "both")
        elif not word.startswith("0x"):
            raise unknown_word(word)


_EVERY_V4 = VagueAddresses.known(EVERY_V4)
_EVERY_V6 = VagueAddresses.known(EVERY_V6)


def _as_source(packets: VaguePackets) -> VaguePackets:
    def turned(boxes: tuple[Packets, ...]) -> tuple[Packets, ...]:
        return tuple(Packets(source_ports=box.destination_ports) for box in boxes)

    return VaguePackets(turned(packets.sure), turned(packets.possible), packets.doubts)
