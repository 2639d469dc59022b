"""What the ASA lets through: connections that exist, access lists, security levels.

Decided from the ASA Series Firewall CLI Configuration Guide, "Access Rules" ("Implicit Permits", "Implicit Deny": an
interface's list first, then the global one, then an implicit deny; global rules are for inward traffic), and General
Operations CLI Configuration Guide, "Security Levels", "Allow Same Security Level Communication":

* without an inward or global list, connections pass from a higher level to a lower one, and from a level to the same
  one when `same-security-traffic permit inter-interface` is there;
* without that command nothing passes between interfaces of one level, and without `intra-interface` nothing leaves by
  the interface where it came in, whatever lists say;
* packets of a connection that exists pass without asking lists; of TCP only a SYN opens one (message 106015); ICMP
  has connections only when it is inspected ("ICMP Inspection");
* since 8.3 lists speak of real addresses: of destinations after translation and sources before it ("IP Addresses Used
  for Extended ACLs When You Use NAT"); before, of addresses as they are on the interface;
* nothing passes to or from an interface that is `management-only`;
* what comes out of a VPN tunnel passes by the list, unless `no sysopt connection permit-vpn`;
* interfaces without a name pass nothing by themselves; what the file does not name is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import services
from keur.observe.firewalls.cisco.asa.access import AccessLists, chain_name
from keur.observe.firewalls.cisco.asa.interfaces import Port, Ports
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    ACK,
    EVERYTHING,
    FIN,
    RST,
    SCTP,
    SYN,
    TCP,
    UDP,
    Action,
    Chain,
    Effect,
    Hook,
    Names,
    Packets,
    Rule,
    Stage,
    State,
)
from keur.plant.model import Text

CONNECTIONS = "connections"
MOST_INTERFACES = 1_100
"""With a name; the largest ASA has 1,024 VLANs (data sheets)."""
_FAMILIES = {
    0: EVERYTHING,
    4: Packets(source=EVERY_V4, destination=EVERY_V4),
    6: Packets(source=EVERY_V6, destination=EVERY_V6),
}
_BY_INSPECTION = Text(
    nl="het hangt van de inspectie af of dit bij een verbinding hoort",
    en="it depends on inspection whether this belongs to a connection",
)
_ODD_FLAGS = Text(
    nl="TCP-pakketten met ongewone vlaggen kunnen worden weggegooid", en="TCP packets with odd flags may be dropped"
)
_BYPASS = Text(
    nl="voor sommige verbindingen staat de controle van TCP uit", en="for some connections TCP is not checked"
)
DECRYPTED = Text(
    nl="wat uit een VPN-tunnel komt gaat aan de toegangslijst voorbij",
    en="what comes out of a VPN tunnel passes by the access list",
)
_PER_USER = Text(
    nl="lijsten van gebruikers kunnen deze lijst vervangen", en="lists of users may take the place of this list"
)
_OUT_UNKNOWN = Text(
    nl="van de interface waar het pakket uitgaat is het veiligheidsniveau niet bekend",
    en="the security level of the interface where the packet leaves is not known",
)
_TOO_MANY = Text(
    nl=f"het bestand heeft meer dan {MOST_INTERFACES} interfaces",
    en=f"the file has more than {MOST_INTERFACES} interfaces",
)
_NOT_OPENING = Intervals.of(*(value for value in range(256) if not value & SYN or value & (ACK | RST)))
_SYN_AND_FIN = Intervals.of(*(value for value in range(256) if value & SYN and value & FIN and not value & (ACK | RST)))
_NEW = frozenset({State.NEW})


@dataclass(slots=True)
class Binding:
    """`access-group LIST in interface NAME`; without an interface it is global."""

    list: str
    nameif: str
    inward: bool
    statement: Statement
    per_user: bool = False
    control_plane: bool = False


@dataclass(slots=True)
class Policy:
    ledger: Ledger
    acls: AccessLists
    ports: Ports
    between_same_level: bool = False
    same_interface: bool = False
    real_addresses: bool = True
    """Lists speak of real addresses (8.3 and later)."""
    tcp_bypass: bool = False
    users: bool = False
    """Users can have lists of their own."""
    bindings: list[Binding] = field(default_factory=list)
    tunnels: dict[str, list[tuple[int, str, tuple[Packets, ...]]]] = field(default_factory=dict)
    """Packets that may come out of VPN tunnels at each interface, with line and text."""
    chains: dict[str, Chain] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)

    def build(self) -> None:
        named = self.ports.named()
        if len(named) > MOST_INTERFACES:
            self.ledger.gap(0, "", _TOO_MANY, Effect.EVERYTHING)
            named = []
        self.chains.update(self.acls.chains())
        self.chains[CONNECTIONS] = Chain(CONNECTIONS, tuple(self._connections()), None)
        names = [port.name for port in named]
        unnamed = Chain("unnamed interfaces", (Rule(0, "", (EVERYTHING,), Action.UNKNOWN),), Action.ACCEPT)
        self._hook(unnamed, Packets(in_interfaces=Names.but(*names)), Stage.FORWARD)
        for port in named:
            for family in (0,) if self.acls.unified else (4, 6):
                self._inward(port, family, names)
                self._outward(port, family)

    def _hook(self, chain: Chain, packets: Packets, stage: Stage) -> None:
        self.chains[chain.name] = chain
        original = not self.real_addresses and stage is Stage.FORWARD
        self.hooks.append(Hook(chain.name, stage, packets, original))

    def _connections(self) -> Iterator[Rule]:
        """Decides about packets of connections that exist, and about those that can open none."""
        known = frozenset({State.ESTABLISHED})
        tracked = Packets(protocols=Intervals.of(TCP, UDP, SCTP), states=known)
        yield Rule(0, "", (tracked,), Action.ACCEPT)
        perhaps = (Packets(states=frozenset({State.ESTABLISHED, State.RELATED})),)
        yield Rule(0, "", perhaps, Action.ACCEPT, doubt=_BY_INSPECTION)
        stray = Packets(protocols=services.ONLY_TCP, states=_NEW, flags=_NOT_OPENING)
        yield Rule(0, "", (stray,), Action.DROP, doubt=_BYPASS if self.tcp_bypass else None)
        odd = Packets(protocols=services.ONLY_TCP, states=_NEW, flags=_SYN_AND_FIN)
        yield Rule(0, "", (odd,), Action.DROP, doubt=_ODD_FLAGS)
        yield Rule(0, "", (Packets(states=frozenset({State.INVALID})),), Action.DROP, doubt=_ODD_FLAGS)

    def _inward(self, port: Port, family: int, names: list[str]) -> None:
        rules = [_call(CONNECTIONS, 0, ""), *self._levels_apart(port)]
        if port.management_only:
            rules.insert(0, Rule(port.line, "management-only", (EVERYTHING,), Action.DROP))
        strangers = Packets(out_interfaces=Names.but(*names))
        rules.append(Rule(0, "", (strangers,), Action.DROP, doubt=_OUT_UNKNOWN))
        rules.extend(self._tunnels(port))
        bound = [one for one in self.bindings if one.inward and one.nameif in (port.nameif, "")]
        bound = [one for one in bound if not one.control_plane and self._is_of(one, family)]
        bound.sort(key=lambda one: not one.nameif)
        for binding in bound:
            rules.extend(self._binding(binding))
        if not bound:
            rules.extend(self._by_level(port))
        suffix = " ipv6" if family == 6 else ""
        chain = Chain(f"in {port.nameif}{suffix}", tuple(rules), Action.DROP)
        self._hook(chain, Packets(in_interfaces=Names.among(port.name)) & _FAMILIES[family], Stage.FORWARD)

    def _is_of(self, binding: Binding, family: int) -> bool:
        """Whether a binding is of a family: of one whose list is missing nobody knows."""
        acl = self.acls.find(binding.list)
        return acl is None or acl.family in (0, family)

    def _levels_apart(self, port: Port) -> Iterator[Rule]:
        """What no list can permit."""
        if not self.same_interface:
            here = Packets(out_interfaces=Names.among(port.name))
            yield Rule(0, "no same-security-traffic permit intra-interface", (here,), Action.DROP)
        others = [other.name for other in self.ports.named() if other is not port and other.level == port.level]
        if others and not self.between_same_level:
            there = Packets(out_interfaces=Names.among(*others))
            yield Rule(0, "no same-security-traffic permit inter-interface", (there,), Action.DROP)
        apart = [other.name for other in self.ports.named() if other.management_only and other is not port]
        if apart:
            yield Rule(0, "management-only", (Packets(out_interfaces=Names.among(*apart)),), Action.DROP)
        for target, statement in port.forward_not_to:
            there = Packets(out_interfaces=Names.among(target))
            yield Rule(statement.line, statement.text, (there,), Action.DROP)

    def _by_level(self, port: Port) -> Iterator[Rule]:
        """Security levels, where no list stands in their place."""
        lower = [
            other.name
            for other in self.ports.named()
            if other.level < port.level or (other.level == port.level and self._may_reach(port, other))
        ]
        if lower:
            down = Packets(out_interfaces=Names.among(*lower))
            yield Rule(port.line, f"security-level {port.level}", (down,), Action.ACCEPT)

    def _may_reach(self, port: Port, other: Port) -> bool:
        return self.same_interface if other is port else self.between_same_level

    def _binding(self, binding: Binding) -> Iterator[Rule]:
        """The call of a list; the device has none without entries, so such a one is missing from the file."""
        line, text = binding.statement.line, binding.statement.text
        acl = self.acls.find(binding.list)
        if acl is None:
            self.ledger.gap(line, text, reasons.no_such(reasons.ACCESS_LIST, binding.list))
            yield Rule(line, text, (EVERYTHING,), Action.UNKNOWN)
            return
        if binding.per_user and self.users:
            self.ledger.gap(line, text, _PER_USER)
            yield Rule(line, text, (EVERYTHING,), Action.UNKNOWN, doubt=_PER_USER)
        yield _call(chain_name(acl.name, acl.family), line, text)

    def _tunnels(self, port: Port) -> Iterator[Rule]:
        for line, text, boxes in self.tunnels.get(port.nameif, ()):
            if boxes:
                yield Rule(line, text, boxes, Action.ACCEPT, doubt=DECRYPTED)

    def _outward(self, port: Port, family: int) -> None:
        bound = [one for one in self.bindings if not one.inward and one.nameif == port.nameif]
        bound = [one for one in bound if self._is_of(one, family)]
        if not bound:
            return
        rules = [_call(CONNECTIONS, 0, "")]
        for binding in bound:
            rules.extend(self._binding(binding))
        suffix = " ipv6" if family == 6 else ""
        chain = Chain(f"out {port.nameif}{suffix}", tuple(rules), Action.DROP)
        stage = Stage.FORWARD if self.real_addresses else Stage.AFTER_TRANSLATION
        self._hook(chain, Packets(out_interfaces=Names.among(port.name)) & _FAMILIES[family], stage)

    def report_unbound(self) -> None:
        """Bindings to interfaces that the file does not have."""
        for binding in self.bindings:
            if binding.nameif and binding.nameif not in self.ports.by_nameif:
                why = reasons.no_such(reasons.INTERFACE, binding.nameif)
                self.ledger.gap(binding.statement.line, binding.statement.text, why)


def _call(chain: str, line: int, text: str) -> Rule:
    return Rule(line, text, (EVERYTHING,), Action.JUMP, target=chain)
