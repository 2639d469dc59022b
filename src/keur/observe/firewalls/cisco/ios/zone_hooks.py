"""The zone firewall as chains: one for each zone pair, one that sends packets to them, one for the device itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.ios.interfaces import Ports
from keur.observe.firewalls.cisco.ios.zones import (
    ANSWER_STATES,
    ANSWERS,
    DEFAULT,
    SELF,
    Pair,
    ZoneFirewall,
)
from keur.observe.firewalls.model import Action, Chain, Hook, Names, Packets, Rule, Stage

THROUGH = "zone firewall"
TO_SELF = "zone firewall to self"


def zone_hooks(
    firewall: ZoneFirewall, ports: Ports, unseen: Iterable[Rule] = ()
) -> tuple[dict[str, Chain], list[Hook]]:
    """Chains and hooks; none when no interface is in a zone. `unseen` are rules for packets that the firewall sees
    with other addresses than the normal form has there."""
    members: dict[str, list[str]] = {}
    for port in ports:
        if port.zone:
            members.setdefault(port.zone, []).append(port.name)
    chains = {
        _name(pair): Chain(_name(pair), tuple(firewall.policy_rules(pair)), Action.DROP) for pair in firewall.pairs
    }
    _report(firewall, members)
    if not members:
        return chains, []
    layout = _Layout(firewall, members, chains)
    chains[THROUGH] = Chain(THROUGH, (*unseen, *layout.through()), Action.ACCEPT)
    hooks = [Hook(THROUGH, Stage.FORWARD)]
    to_self = tuple(layout.to_self())
    if to_self:
        chains[TO_SELF] = Chain(TO_SELF, to_self, Action.ACCEPT)
        hooks.append(Hook(TO_SELF, Stage.LOCAL))
    return chains, hooks


def _name(pair: Pair) -> str:
    return f"zone-pair {pair.name}"


def _report(firewall: ZoneFirewall, members: dict[str, list[str]]) -> None:
    """Zones that the file does not define, which the device would not have taken."""
    known = {*firewall.zones, SELF, DEFAULT}
    for pair in firewall.pairs:
        for zone in (pair.source, pair.destination):
            if zone not in known:
                firewall.ledger.gap(pair.line, f"zone-pair {pair.name}", reasons.no_such(reasons.ZONE, zone))
    for zone, names in members.items():
        if zone not in known:
            firewall.ledger.gap(0, f"{names[0]} zone-member {zone}", reasons.no_such(reasons.ZONE, zone))


class _Layout:
    def __init__(self, firewall: ZoneFirewall, members: dict[str, list[str]], chains: dict[str, Chain]) -> None:
        self._firewall = firewall
        self._members = members
        self._chains = chains
        self._zoned = Names.among(*(name for names in members.values() for name in names))
        self._unzoned = Names.but(*(name for names in members.values() for name in names))

    def _of(self, zone: str) -> Names:
        if zone == DEFAULT:
            return self._unzoned
        return Names.among(*self._members.get(zone, ()))

    def through(self) -> Iterator[Rule]:
        pairs = [pair for pair in self._firewall.pairs if SELF not in (pair.source, pair.destination)]
        within = {pair.source for pair in pairs if pair.source == pair.destination}
        for zone in self._members:
            if zone not in within:
                both = Packets(in_interfaces=self._of(zone), out_interfaces=self._of(zone))
                line = self._firewall.zones.get(zone, 0)
                yield Rule(line, f"zone security {zone}", (both,), Action.ACCEPT, stateless=True)
        yield from self._answers(pairs)
        for pair in pairs:
            sides = Packets(in_interfaces=self._of(pair.source), out_interfaces=self._of(pair.destination))
            yield Rule(pair.line, _name(pair), (sides,), Action.GOTO, target=_name(pair))
        yield Rule(0, "", (Packets(in_interfaces=self._zoned),), Action.DROP)
        yield Rule(0, "", (Packets(out_interfaces=self._zoned),), Action.DROP)

    def _answers(self, pairs: list[Pair]) -> Iterator[Rule]:
        for pair in pairs:
            if self._inspects(pair):
                back = Packets(
                    in_interfaces=self._of(pair.destination),
                    out_interfaces=self._of(pair.source),
                    states=ANSWER_STATES,
                )
                yield Rule(pair.line, _name(pair), (back,), Action.ACCEPT, doubt=ANSWERS)

    def _inspects(self, pair: Pair) -> bool:
        return any(one.action == "inspect" for one in self._firewall.policies.get(pair.policy, ()))

    def to_self(self) -> Iterator[Rule]:
        for pair in self._firewall.pairs:
            if pair.source == SELF and self._inspects(pair):
                back = Packets(in_interfaces=self._of(pair.destination), states=ANSWER_STATES)
                yield Rule(pair.line, _name(pair), (back,), Action.ACCEPT, doubt=ANSWERS)
        for pair in self._firewall.pairs:
            if pair.destination == SELF and pair.source != SELF and pair.policy:
                side = Packets(in_interfaces=self._of(pair.source))
                yield Rule(pair.line, _name(pair), (side,), Action.GOTO, target=_name(pair))
