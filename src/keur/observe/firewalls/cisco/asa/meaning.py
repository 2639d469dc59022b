"""What a configuration of the ASA means: the firewall in the normal form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists
from keur.observe.firewalls.cisco.asa.configuration import Configuration
from keur.observe.firewalls.cisco.asa.policy import DECRYPTED
from keur.observe.firewalls.cisco.routing import Directions, directions
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.model import (
    EVERYTHING,
    Action,
    Chain,
    Effect,
    Firewall,
    Hook,
    Interface,
    Names,
    Packets,
    Route,
    Rule,
    Stage,
)
from keur.plant.model import Text

NO_INTERFACES = Text(
    nl="het bestand heeft geen interfaces met een naam, dus waar de lijsten gelden is niet bekend",
    en="the file has no interfaces with a name, so where its lists hold is not known",
)
_SPOOFED = Text(
    nl="pakketten waarvan de afzender niet bij deze interface hoort worden weggegooid",
    en="packets whose source does not belong to this interface are dropped",
)


def firewall(found: Configuration) -> Firewall:
    policy = found.policy
    interfaces = tuple(replace(port.interface(), management=found.management.of(port)) for port in found.ports)
    routes = tuple(_routes(found))
    if not found.ports.named():
        found.ledger.gap(0, "", NO_INTERFACES, Effect.EVERYTHING)
    _set_frames_apart(found)
    _tunnels(found)
    policy.build()
    policy.report_unbound()
    local, local_hook = found.management.chain(policy.bindings, found.acls)
    checks = list(_source_checks(found, interfaces, routes))
    translations = found.translation.translations()
    return Firewall(
        format="cisco-asa",
        name=found.name,
        chains={**policy.chains, **{chain.name: chain for chain, _ in checks}, local.name: local},
        hooks=(*(hook for _, hook in checks), *policy.hooks, local_hook),
        interfaces=interfaces,
        routes=routes,
        translations=tuple(translations),
        gaps=tuple(dict.fromkeys(found.ledger.all_gaps())),
        coverage=found.ledger.coverage(),
        routes_known=not (
            found.dynamic_routes
            or found.transparent
            or any(port.dynamic_address or port.policy_routing for port in found.ports)
        ),
    )


def _routes(found: Configuration) -> Iterator[Route]:
    for nameif, route in found.routes:
        name = found.ports.hardware_name(nameif) if nameif else ""
        if name is None:
            found.ledger.gap(route.line, f"route {nameif}", reasons.no_such(reasons.INTERFACE, nameif), Effect.NONE)
        yield replace(route, interface=(name or nameif) if not route.discard else "")


def _set_frames_apart(found: Configuration) -> None:
    """Ethertype lists stand beside the others on an interface; one that denies IP may drop all that is in it."""
    kept = []
    for binding in found.policy.bindings:
        if binding.list in found.acls.denying_frames:
            line, text = binding.statement.line, binding.statement.text
            found.ledger.gap(line, text, reasons.not_modelled("ethertype"), Effect.STRICTER)
        elif binding.list not in found.acls.frames:
            kept.append(binding)
    found.policy.bindings[:] = kept


def _tunnels(found: Configuration) -> None:
    """Which packets may come out of VPN tunnels, at each interface where tunnels end."""
    if not found.vpn_passes_by:
        return
    for name, nameif, statement in found.crypto_interfaces:
        into = found.policy.tunnels.setdefault(nameif, [])
        if not name:
            into.append((statement.line, statement.text, (EVERYTHING,)))
            found.ledger.gap(statement.line, statement.text, DECRYPTED)
            continue
        entries = found.crypto.get(name, [])
        if not entries:
            into.append((statement.line, statement.text, (EVERYTHING,)))
        for one, chosen in entries:
            into.append((one.line, one.text, _decrypted(found, chosen)))
            found.ledger.gap(one.line, one.text, DECRYPTED)


def _decrypted(found: Configuration, chosen: str) -> tuple[Packets, ...]:
    """What answers the packets that a list sends into the tunnel; everything for peers that the file does not know."""
    names = [chosen]
    if chosen.startswith("\0"):
        names = found.dynamic_maps.get(chosen[1:], [])
    boxes: list[Packets] = []
    for name in names:
        acl = found.acls.find(name)
        if acl is None:
            return (EVERYTHING,)
        boxes.extend(lists.mirrored(lists.permitted(acl).possible))
    return tuple(boxes) if names else (EVERYTHING,)


def _source_checks(
    found: Configuration, interfaces: tuple[Interface, ...], routes: tuple[Route, ...]
) -> Iterator[tuple[Chain, Hook]]:
    """`ip verify reverse-path`: sources that are surely reached through the interface pass; others may not."""
    known = directions(interfaces, routes, "") if found.source_checks else Directions()
    for statement in found.source_checks:
        name = found.ports.hardware_name(statement.words[-1])
        if name is None:
            why = reasons.no_such(reasons.INTERFACE, statement.words[-1])
            found.ledger.gap(statement.line, statement.text, why)
            continue
        found.ledger.gap(statement.line, statement.text, _SPOOFED)
        yield _source_check(statement, name, known)


def _source_check(statement: Statement, name: str, known: Directions) -> tuple[Chain, Hook]:
    line, text = statement.line, statement.text
    rules = (
        Rule(line, text, (Packets(source=known.through(name)),), Action.RETURN),
        Rule(line, text, (EVERYTHING,), Action.DROP, doubt=_SPOOFED),
    )
    chain = Chain(f"source check {name}", rules, None)
    return chain, Hook(chain.name, Stage.BEFORE_TRANSLATION, Packets(in_interfaces=Names.among(name)))
