"""What a configuration of IOS means: the firewall in the normal form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.ios.configuration import Configuration
from keur.observe.firewalls.cisco.ios.hooks import Dropping, HookBuilder
from keur.observe.firewalls.cisco.ios.zone_hooks import zone_hooks
from keur.observe.firewalls.cisco.routing import Directions, directions
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.model import EVERYTHING, Action, Chain, Effect, Firewall, Hook, Route, Rule, Stage
from keur.plant.model import Text

NO_INTERFACES = Text(
    nl="het bestand heeft geen interfaces, dus waar de lijsten gelden is niet bekend",
    en="the file has no interfaces, so where its lists hold is not known",
)


def firewall(found: Configuration) -> Firewall:
    interfaces = tuple(
        replace(port.interface(), management=found.management.of(port, found.acls)) for port in found.ports
    )
    routes = _routes(found)
    tables = {interface.table for interface in interfaces}
    ways = {table: directions(interfaces, routes, table) for table in sorted(tables)} if _asks_ways(found) else {}
    if not interfaces:
        found.ledger.gap(0, "", NO_INTERFACES, Effect.EVERYTHING)
    builder = HookBuilder(found.ledger, found.acls, found.ports, found.crypto, _droppings(found), ways)
    builder.chains.update(found.acls.chains())
    builder.build()
    zoned = any(port.zone for port in found.ports)
    unseen = found.translation.outside_rules() if zoned else ()
    zone_chains, through_zones = zone_hooks(found.zones, found.ports, unseen)
    policed = list(_policed(found))
    translations = found.translation.translations(ways.get("", Directions()))
    return Firewall(
        format="cisco-ios",
        name=found.name,
        chains={**builder.chains, **zone_chains, **{chain.name: chain for chain in policed}},
        hooks=(*builder.hooks, *through_zones, *(Hook(chain.name, Stage.LOCAL) for chain in policed)),
        interfaces=interfaces,
        routes=routes,
        translations=tuple(translations),
        gaps=tuple(dict.fromkeys(found.ledger.all_gaps())),
        coverage=found.ledger.coverage(),
        routes_known=not found.routes.dynamic
        and not any(port.policy_routing or port.dynamic_address for port in found.ports),
    )


def _routes(found: Configuration) -> tuple[Route, ...]:
    names: dict[str, str] = {}
    for route in found.routes.found:
        port = found.ports.find(route.interface) if route.interface else None
        if port is not None:
            names[route.interface] = port.name
    return tuple(found.routes.named(names))


def _asks_ways(found: Configuration) -> bool:
    return bool(found.translation.rewrites) or any(port.checks_source for port in found.ports)


def _droppings(found: Configuration) -> list[Dropping]:
    """What may drop packets on an interface, and is not followed."""
    droppings: list[Dropping] = []
    for port in found.ports:
        for name, inward, statement in port.policies:
            if name in found.dropping_policies:
                droppings.append(_dropping(statement, [port.name], inward))
    for statement in found.vlan_filters:
        vlans = [port.name for port in found.ports if port.name.lower().startswith("vlan")]
        droppings.extend(_dropping(statement, vlans, inward) for inward in (True, False))
    return droppings


def _policed(found: Configuration) -> Iterator[Chain]:
    """`control-plane`: a policy that drops some packets to the device itself."""
    for statement in found.control_plane:
        if statement.words[-1] in found.dropping_policies:
            why = reasons.not_modelled(statement.text)
            found.ledger.gap(statement.line, statement.text, why)
            rule = Rule(statement.line, statement.text, (EVERYTHING,), Action.DROP, doubt=why)
            yield Chain(f"control-plane line {statement.line}", (rule,), None)


def _dropping(statement: Statement, ports: list[str], inward: bool) -> Dropping:
    return Dropping(statement, ports, inward, reasons.not_modelled(statement.text))
