"""Sources and destinations of rules: addresses, networks of interfaces, aliases, ports.

Sources: pfSense `filter_generate_address`, `filter_generate_port`; OPNsense `Rule.php` (`convertAddress`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, PORTS, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import TCP, UDP, Packets
from keur.observe.firewalls.pf import values
from keur.observe.firewalls.pf.aliases import Aliases
from keur.observe.firewalls.pf.forms import Side
from keur.observe.firewalls.pf.interfaces import Interfaces
from keur.observe.firewalls.pf.values import NotAValue, VaguePorts
from keur.observe.firewalls.vague import VagueAddresses, VaguePackets
from keur.plant.model import Text

_OWN_ADDRESS = re.compile(r"(\w+?)ip$")
_EMPTY = Text(nl="de regel noemt geen adres", en="the rule names no address")
_WITHOUT_PROTOCOL = Text(
    nl="een poort zonder protocol leest het product niet", en="the product does not read a port without a protocol"
)


@dataclass(slots=True)
class Sides:
    ledger: Ledger
    interfaces: Interfaces
    aliases: Aliases
    local: bool = False
    """Whether it is about packets to the firewall itself."""
    asked: bool = False
    """Whether that made a difference since this was last set to False."""

    def addresses(self, side: Side, version: int, *, destination: bool = False) -> VagueAddresses:
        """The addresses of one family that a side means."""
        every = EVERY_V4 if version == 4 else EVERY_V6
        if side.kind == "any":
            return VagueAddresses.known(every)
        if not side.kind:
            self.ledger.gap(side.line, "", _EMPTY)
            return VagueAddresses.unknown(_EMPTY, every)
        found = VagueAddresses()
        for word in side.names:
            found |= self._named(word, side, version, destination)
        if side.inverted:
            found = found.complement()
        return VagueAddresses(found.sure & every, found.possible & every, found.doubts)

    def _named(self, word: str, side: Side, version: int, destination: bool) -> VagueAddresses:
        own = _OWN_ADDRESS.fullmatch(word)
        found = self.interfaces.itself(version) if word == "(self)" else None
        if found is None and word.startswith("("):
            found = self.interfaces.address(word.strip("()"), version, each=True)
        if found is None and own:
            found = self.interfaces.address(own[1], version)
        if found is not None:
            return self._placed(found, word, version) if destination else found
        found = self.interfaces.network(word, version)
        if found is not None:
            return found
        if word in self.aliases.found or word.startswith("__"):
            return self.aliases.addresses(word)
        try:
            return VagueAddresses.known(values.addresses(word))
        except NotAValue:
            why = reasons.no_such(Text(nl="adres of alias", en="address or alias"), word)
            self.ledger.gap(side.line, word, why)
            return VagueAddresses.unknown(why)

    def _placed(self, found: VagueAddresses, word: str, version: int) -> VagueAddresses:
        """A packet to an address of the firewall's own is not forwarded, and one to the firewall has such an address:
        so an address that the file does not hold (DHCP) need not be known."""
        if found.sure == found.possible:
            return found
        self.asked = True
        if not self.local:
            return VagueAddresses.known(found.sure)
        return VagueAddresses.known(EVERY_V4 if version == 4 else EVERY_V6) if word == "(self)" else found

    def ports(self, word: str, line: int) -> VaguePorts:
        """Ports of a rule; all of them when it names none."""
        if word in ("", "any"):
            return VaguePorts.known(PORTS)
        if word in self.aliases.found:
            return self.aliases.ports(word)
        try:
            return VaguePorts.known(values.ports(word))
        except NotAValue:
            why = reasons.no_such(Text(nl="poort of alias", en="port or alias"), word)
            self.ledger.gap(line, word, why)
            return VaguePorts.unknown(why)

    def services(self, protocol: str, source: Side, destination: Side, version: int, line: int) -> VaguePackets:
        """Protocols and ports. Ports count for TCP and UDP only."""
        try:
            numbers = values.protocol(protocol, version)
        except NotAValue:
            why = reasons.not_known(protocol)
            self.ledger.gap(line, protocol, why)
            return VaguePackets.unknown(why)
        box = Packets(protocols=numbers) if numbers else Packets()
        if not source.port and not destination.port:
            return VaguePackets.known(box)
        first, second = self.ports(source.port, source.line), self.ports(destination.port, destination.line)
        sure = Packets(source_ports=first.sure, destination_ports=second.sure)
        possible = Packets(source_ports=first.possible, destination_ports=second.possible)
        doubts = tuple(dict.fromkeys((*first.doubts, *second.doubts)))
        if numbers and numbers <= Intervals.of(TCP, UDP):
            return VaguePackets((box & sure,), (box & possible,), doubts)
        self.ledger.gap(line, source.port or destination.port, _WITHOUT_PROTOCOL)
        tcp = Packets(protocols=Intervals.of(TCP))
        return VaguePackets((box & tcp & sure,), (box,), (*doubts, _WITHOUT_PROTOCOL))
