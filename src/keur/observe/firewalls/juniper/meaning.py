"""A Junos configuration as a whole: the way of a packet through filters, translations, zones and policies.

In order: filter at the way in, static and destination translation, route and zones, policy, source translation, filter
at the way out. Source: Junos OS Flow-Based and Packet-Based Processing User Guide, "Understanding Traffic Processing on
Security Devices".
"""

from __future__ import annotations

from collections.abc import Iterator

from keur.observe.firewalls import reasons
from keur.observe.firewalls.juniper.addresses import AddressBooks
from keur.observe.firewalls.juniper.applications import Applications
from keur.observe.firewalls.juniper.filters import Filters, undefined_filters
from keur.observe.firewalls.juniper.groups import inherit
from keur.observe.firewalls.juniper.interfaces import Interfaces, unit_name
from keur.observe.firewalls.juniper.policies import CHAIN, SELF_CHAIN, Policies
from keur.observe.firewalls.juniper.routes import Routes
from keur.observe.firewalls.juniper.services import HostServices
from keur.observe.firewalls.juniper.statements import Statements
from keur.observe.firewalls.juniper.translating import Translations
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    Action,
    Chain,
    Effect,
    Firewall,
    Hook,
    Interface,
    Names,
    Packets,
    Rule,
    Stage,
)
from keur.plant.model import Text

_NO_ZONES = Text(
    nl="het bestand kent geen beveiligingszones; een SRX laat dan niets door, een router wel",
    en="the file has no security zones; an SRX lets nothing through then, a router does",
)
_PACKET_MODE = Text(
    nl="het apparaat laat pakketten door zonder de regels te vragen",
    en="the device lets packets through without asking the policies",
)
_APART = "logical-systems"


def firewall(format: str, text: str) -> Firewall:
    """The normal form of a configuration."""
    statements = Statements(text)
    ledger = statements.read()
    root = statements.root
    inherit(root, ledger)
    interfaces = Interfaces(root, ledger)
    interfaces.read()
    books, applications = AddressBooks(root, ledger), Applications(root, ledger)
    books.read_all()
    applications.read_all()
    filters = Filters(root, ledger)
    filters.read_all()
    undefined_filters(filters, interfaces, ledger)
    hooks = list(filters.hooks(interfaces))
    translations = Translations(root, ledger, interfaces, books, applications)
    translations.read()
    routes = Routes(root, ledger)
    routes.read()
    services = HostServices(root, ledger, interfaces)
    services.read()
    chains = dict(filters.chains)
    if interfaces.zones.nodes or root.at("security", "policies") is not None:
        policies = Policies(root, ledger, interfaces.zones, books, applications)
        policies.read()
        chains |= policies.chains | services.chains
        own = [hook for hook in hooks if hook.stage is Stage.LOCAL and _is_loopback(hook, hooks)]
        hooks = [hook for hook in hooks if hook not in own]
        hooks += [Hook(CHAIN, Stage.FORWARD), *services.hooks(), Hook(SELF_CHAIN, Stage.LOCAL), *own]
    elif root.children:
        ledger.gap(0, "security zones", _NO_ZONES, Effect.STRICTER)
    hooks = [*_apart(root, ledger, chains), *hooks]
    _packet_mode(root, ledger)
    learned = any(unit.learned for unit in interfaces.units.values())
    return Firewall(
        format=format,
        name=root.value("system", "host-name"),
        chains=chains,
        hooks=tuple(hooks),
        interfaces=tuple(_interfaces(interfaces, services, hooks, chains)),
        routes=tuple(routes.found),
        translations=tuple(translations.found),
        gaps=ledger.all_gaps(),
        coverage=ledger.coverage(),
        routes_known=routes.known and not learned and not filters.steers,
    )


def _is_loopback(hook: Hook, hooks: list[Hook]) -> bool:
    """Whether a hook is for all packets to the firewall, and not for those of one interface."""
    return not any(one.chain == hook.chain and one.packets == hook.packets for one in hooks if one is not hook)


def _interfaces(
    interfaces: Interfaces, services: HostServices, hooks: list[Hook], chains: dict[str, Chain]
) -> Iterator[Interface]:
    for unit in interfaces.units.values():
        narrowing = [
            chains[hook.chain]
            for hook in hooks
            if hook.stage is Stage.LOCAL
            and hook.chain in chains
            and " filter " in hook.chain
            and unit.name in hook.packets.in_interfaces
            and (hook.packets.source.v4 or not any(one.version == 4 for one in unit.addresses))
        ]
        yield Interface(
            name=unit.name,
            line=unit.node.line,
            addresses=tuple(unit.addresses),
            zone=unit.zone,
            enabled=unit.enabled,
            table=unit.instance,
            management=services.management(unit, narrowing),
            description=unit.description,
        )


def _apart(root: Node, ledger: Ledger, chains: dict[str, Chain]) -> Iterator[Hook]:
    """Logical systems and tenants are firewalls of their own, which are not read: of their interfaces nothing is
    known."""
    for kind in ("logical-systems", "tenants"):
        for node in root.below(kind):
            names = [f"{one.word}.{unit}" for one in node.below("interfaces") for unit in one.values("unit")]
            for instance in node.below("routing-instances"):
                names.extend(unit_name(word) for word in instance.values("interface"))
            why = reasons.not_modelled(f"{kind} {node.word}")
            ledger.gap(node.line, f"{kind} {node.word}", why, Effect.RULE)
            key = f"{kind} {node.word}"
            among = Names.among(*names)
            boxes = (Packets(in_interfaces=among), Packets(out_interfaces=among))
            rule = Rule(node.line, key, boxes if names else (), Action.UNKNOWN)
            chains[key] = Chain(key, (rule,), Action.ACCEPT, node.line)
            yield Hook(key, Stage.BEFORE_TRANSLATION)
            yield Hook(key, Stage.LOCAL)


def _packet_mode(root: Node, ledger: Ledger) -> None:
    """In packet mode nothing asks the policies."""
    for family in root.below("security", "forwarding-options", "family"):
        mode = family.at("mode")
        if mode is not None and "packet-based" in mode:
            ledger.gap(mode.line, family.text(), _PACKET_MODE, Effect.EVERYTHING)
    for node in root.below("security", "forwarding-options"):
        if node.word not in (
            "family",
            "mirror-filter",
            "resource-manager",
            "receive-side-scaling",
            "no-allow-dataplane-sleep",
        ):
            ledger.gap(node.line, node.text(), reasons.not_known(node.word), Effect.STRICTER)
