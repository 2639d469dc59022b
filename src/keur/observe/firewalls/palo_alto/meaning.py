"""What a PAN-OS configuration means: hooks, chains and translations in the normal form.

Security rules speak of the addresses and ports that a packet came with, and of the zone where it leaves once its
destination is translated (PAN-OS Networking Administrator's Guide, "NAT Policy Overview"). Traffic between virtual
systems has to pass the rules of both, by an external zone of each; between a virtual system and a shared gateway only
those of the virtual system (PAN-OS Administrator's Guide, "External Zone", "Shared Gateway").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    EVERYTHING,
    Action,
    Chain,
    Effect,
    Firewall,
    Hook,
    Names,
    Packets,
    Rule,
    Stage,
    Translation,
)
from keur.observe.firewalls.palo_alto.accounting import account
from keur.observe.firewalls.palo_alto.addresses import AddressBook
from keur.observe.firewalls.palo_alto.reading import Notes
from keur.observe.firewalls.palo_alto.routing import Routing, routing
from keur.observe.firewalls.palo_alto.rules import Books, RuleReader
from keur.observe.firewalls.palo_alto.scopes import Configuration, Vsys, configuration
from keur.observe.firewalls.palo_alto.services import ServiceBook
from keur.observe.firewalls.palo_alto.translations import TranslationReader
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.palo_alto.zones import MANAGEMENT, Domain, Network, network
from keur.plant.model import Text

MOST_OVERRIDES = 40
"""Applications that override rules give; for each the security rules are laid out once more."""

_BY_POLICY = Text(
    nl="policy based forwarding stuurt pakketten een andere kant op dan de routetabel",
    en="policy-based forwarding sends packets another way than the routing table says",
)


def firewall(text: str, parse: Callable[[str, Ledger], Node]) -> Firewall:
    """The normal form of a whole configuration; `parse` makes its tree."""
    ledger = Ledger(0)
    root = parse(text, ledger)
    account(root, ledger)
    notes = Notes(ledger)
    found = configuration(root, ledger)
    net = network(found, notes)
    ways = routing(found.device, net, notes)
    part = _Parts(found, net, ways, notes)
    for domain in net.systems:
        part.system(domain)
    part.between()
    for domain in net.gateways:
        part.translate(domain, [])
    part.own()
    owners = {name: router.name for router in ways.routers.values() for name in router.interfaces}
    interfaces = tuple(replace(one, table=owners.get(name, one.table)) for name, one in net.interfaces.items())
    return Firewall(
        format="palo-alto",
        name=found.device.value("deviceconfig", "system", "hostname"),
        chains={chain.name: chain for chain in part.chains},
        hooks=tuple(part.hooks),
        interfaces=interfaces,
        routes=ways.routes(),
        translations=tuple(part.translations),
        gaps=ledger.all_gaps(),
        coverage=ledger.coverage(),
        routes_known=ways.known and not part.forwards,
    )


@dataclass(slots=True)
class _Parts:
    """The parts of the normal form, while they are gathered."""

    found: Configuration
    network: Network
    routing: Routing
    notes: Notes
    chains: list[Chain] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    forwards: bool = False
    """Policy-based forwarding is in use."""

    def system(self, domain: Domain) -> None:
        """One virtual system: its rules, where packets meet them, and its translations."""
        books = [self._books(domain.vsys, number) for number in range(len(domain.vsys.levels))]
        reader = RuleReader(self.notes, self.network, domain)
        suffix = f" {domain.vsys.name}" if self.network.several else ""
        dropping = [rule for one in books for rule in reader.dropping(one)]
        if dropping:
            self._add(Chain("dos" + suffix, tuple(dropping)), domain)
        rules = [*self._edges(domain), *_unique(rule for one in books for rule in reader.security(one))]
        rules.extend(reader.defaults(domain.vsys.levels))
        security = Chain("security" + suffix, tuple(rules))
        overrides = [one for book in books for one in reader.overrides(book)]
        if overrides:
            self._override(security, overrides, domain, suffix)
        else:
            self._add(security, domain)
        for book in books:
            self._forwarding(book)
        self.translate(domain, books)

    def _books(self, vsys: Vsys, number: int) -> Books:
        level = vsys.levels[number]
        wildcards = {
            node.value("ip-wildcard")
            for scope in level.own
            for node in scope.at("address").children.values()
            if node.has("ip-wildcard")
        }
        mode = self.found.device.value("deviceconfig", "setting", "management", "wildcard-topdown-match-mode")
        addresses = AddressBook(self.notes, level, len(wildcards) < 2 or mode == "yes")
        return Books(level, addresses, ServiceBook(self.notes, level))

    def _add(self, chain: Chain, domain: Domain) -> None:
        """A chain that packets from and to a virtual system pass."""
        self.chains.append(chain)
        if not self.network.several:
            self.hooks.append(Hook(chain.name, Stage.FORWARD, EVERYTHING, original=True))
            return
        own = sorted(domain.interfaces)
        into = Packets(in_interfaces=Names.among(*own))
        onward = Packets(in_interfaces=Names.but(*own), out_interfaces=Names.among(*own))
        for packets in (into, onward):
            self.hooks.append(Hook(chain.name, Stage.FORWARD, packets, original=True))

    def _edges(self, domain: Domain) -> Iterator[Rule]:
        """Packets that no rule lets through: from or to an interface in no zone, or another virtual system for which
        there is no external zone."""
        closed = set(self.network.unzoned())
        reached = self.network.reached(domain)
        for other in self.network.domains():
            if other is not domain and other.vsys.name not in reached:
                closed |= other.interfaces
        closed -= domain.interfaces & {name for names in domain.zones.values() for name in names}
        if closed:
            names = Names.among(*sorted(closed))
            boxes = (Packets(in_interfaces=names), Packets(out_interfaces=names))
            yield Rule(0, "interface in no zone of this virtual system", boxes, Action.DROP)

    def _override(self, security: Chain, overrides: list[tuple[str, Rule]], domain: Domain, suffix: str) -> None:
        """Packets whose application a rule gives meet the security rules as that application."""
        found: list[Rule] = []
        made: dict[str, str] = {}
        for application, rule in overrides:
            name = f"{security.name} as {application}"
            if not application or (name not in made and len(made) >= MOST_OVERRIDES):
                found.append(replace(rule, action=Action.UNKNOWN))
                continue
            if name not in made:
                made[name] = application
                self.chains.append(_as_application(security, name, application))
            found.append(replace(rule, target=name))
        found.append(Rule(0, "application by App-ID", (EVERYTHING,), Action.GOTO, target=security.name))
        self.chains.append(security)
        self._add(Chain("application-override" + suffix, tuple(found)), domain)

    def _forwarding(self, books: Books) -> None:
        for kind in ("pbf", "sdwan"):
            for node in books.level.rules.at(kind, "rules").children.values():
                if not node.is_yes("disabled") and not node.has("action", "no-pbf"):
                    self.notes.doubt(node, node.text("description"), _BY_POLICY, Effect.STRICTER)
                    self.forwards = True

    def translate(self, domain: Domain, books: list[Books]) -> None:
        """The NAT rules of a virtual system or a shared gateway."""
        active = [
            node
            for node in self.found.device.at("deviceconfig", "high-availability", "group").walk()
            if node.name == "active-active"
        ]
        number = active[0].value("device-id") if active else ""
        reader = TranslationReader(self.notes, self.network, self.routing, domain, number)
        for book in books or [self._books(domain.vsys, n) for n in range(len(domain.vsys.levels))]:
            reader.read(book)
        self.translations.extend(reader.translations())

    def between(self) -> None:
        """Packets that meet the rules of no virtual system."""
        if not self.network.several:
            return
        systems = sorted({name for domain in self.network.systems for name in domain.interfaces})
        gateways = [Names.among(*sorted(domain.interfaces)) for domain in self.network.gateways]
        within = tuple(Packets(in_interfaces=names, out_interfaces=names) for names in gateways)
        rules = [Rule(0, "within a shared gateway", within, Action.ACCEPT)] if within else []
        known = [name for name in self.network.interfaces if name != MANAGEMENT]
        shared = {name for domain in self.network.gateways for name in domain.interfaces}
        nowhere = [name for name in known if name not in shared and name not in set(systems)]
        if nowhere:
            names = Names.among(*nowhere)
            boxes = (Packets(in_interfaces=names), Packets(out_interfaces=names))
            rules.append(Rule(0, "interface of no virtual system", boxes, Action.DROP))
        rules.append(Rule(0, "between interfaces of no virtual system", (EVERYTHING,), Action.UNKNOWN))
        self.chains.append(Chain("no virtual system", tuple(rules)))
        packets = Packets(in_interfaces=Names.but(*systems), out_interfaces=Names.but(*systems))
        self.hooks.append(Hook("no virtual system", Stage.FORWARD, packets, original=True))

    def own(self) -> None:
        """Packets to the firewall itself: interfaces answer by their management profiles, where a rule lets them."""
        rule = Rule(0, "services of the firewall itself", (EVERYTHING,), Action.UNKNOWN)
        self.chains.append(Chain("own services", (rule,)))
        self.hooks.append(Hook("own services", Stage.LOCAL))


def _unique(rules: Iterator[Rule]) -> Iterator[Rule]:
    """Rules of several levels may have the same name."""
    seen: dict[str, int] = {}
    for rule in rules:
        line = seen.setdefault(rule.name, rule.line)
        yield rule if line == rule.line else replace(rule, name=f"{rule.name} ({rule.line})")


def _as_application(security: Chain, name: str, application: str) -> Chain:
    """The security rules, for packets that are taken for an application whatever they are."""
    rules = []
    for rule in security.rules:
        boxes = tuple(
            replace(box, applications=None)
            for box in rule.matches
            if box.applications is None or application in box.applications
        )
        if boxes:
            rules.append(replace(rule, matches=boxes))
    return Chain(name, tuple(rules))
