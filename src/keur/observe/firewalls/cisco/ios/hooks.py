"""What a packet meets on its way through an IOS device, in order.

Inward access lists see packets as they come in; then destinations are translated and the packet is routed; the zone
firewall stands between; outward access lists see packets after all translation ("NAT Order of Operation", Cisco
document 6209). What may drop or admit packets besides, and is not followed, makes doubt on the interface concerned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists
from keur.observe.firewalls.cisco.ios.access import AccessLists, chain_name
from keur.observe.firewalls.cisco.ios.interfaces import Applied, Port, Ports
from keur.observe.firewalls.cisco.ios.zones import ANSWER_STATES, ANSWERS, NOT_OPENING, OPENING_FLAGS
from keur.observe.firewalls.cisco.routing import Directions
from keur.observe.firewalls.cisco.statements import Statement
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import EVERYTHING, TCP, Action, Chain, Hook, Names, Packets, Rule, Stage, State
from keur.observe.firewalls.vague import all_doubts
from keur.plant.model import Text

FAMILIES = {
    4: Packets(source=EVERY_V4, destination=EVERY_V4),
    6: Packets(source=EVERY_V6, destination=EVERY_V6),
}
_DECRYPTED = Text(
    nl="wat uit een VPN-tunnel komt gaat aan de toegangslijst voorbij",
    en="what comes out of a VPN tunnel passes by the access list",
)
_LOGGED_IN = Text(
    nl="gebruikers die zich hebben aangemeld mogen meer", en="users who have logged in are permitted more"
)
_SPOOFED = Text(
    nl="pakketten waarvan de afzender niet bij deze interface hoort worden weggegooid",
    en="packets whose source does not belong to this interface are dropped",
)
_ON_A_PORT = Text(
    nl="de lijst geldt op een switchpoort van dit VLAN, en via welke poort een pakket komt is niet bekend",
    en="the list holds on a switch port of this VLAN, and by which port a packet comes is not known",
)


@dataclass(slots=True)
class Dropping:
    """Something on interfaces that may drop packets and is not followed."""

    statement: Statement
    ports: list[str]
    inward: bool
    why: Text


@dataclass(slots=True)
class HookBuilder:
    ledger: Ledger
    acls: AccessLists
    ports: Ports
    crypto: dict[str, list[str]]
    """Names of the lists of each crypto map; an empty name for an entry without one."""
    droppings: list[Dropping]
    directions: dict[str, Directions]
    """By routing table."""
    chains: dict[str, Chain] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)
    _inspecting: Counter[bool] = field(default_factory=Counter)
    """Statements of `ip inspect` by whether they are inward."""
    _vlans: list[str] = field(default_factory=list)
    """Interfaces of VLANs."""

    def build(self) -> None:
        self._inspecting.update(inward for port in self.ports for inward in port.inspects)
        self._vlans.extend(port.name for port in self.ports if port.name.lower().startswith("vlan"))
        for inward in (True, False):
            self._lists(inward)
            self._switch_ports(inward)
        for port in self.ports:
            if port.checks_source is not None:
                self._source_check(port, port.checks_source)
            for inward in port.inspects:
                self._inspection(port, inward)
        for dropping in self.droppings:
            self._dropping(dropping)

    def _hook(self, chain: Chain, inward: bool, names: Iterable[str], family: int = 0) -> None:
        self.chains.setdefault(chain.name, chain)
        stage = Stage.BEFORE_TRANSLATION if inward else Stage.AFTER_TRANSLATION
        side = Names.among(*names)
        packets = Packets(in_interfaces=side) if inward else Packets(out_interfaces=side)
        self.hooks.append(Hook(chain.name, stage, packets & FAMILIES[family] if family else packets))

    def _lists(self, inward: bool) -> None:
        """One hook for each list and all interfaces where it stands alone; one for each interface where more bears on
        what it decides."""
        plain: dict[tuple[str, int], list[str]] = {}
        lines: dict[tuple[str, int], int] = {}
        for port in self.ports:
            for applied in _in_force(port.lists):
                if applied.inward != inward:
                    continue
                before = list(self._before(port, inward))
                key = (applied.name, applied.family)
                lines.setdefault(key, applied.statement.line)
                if before and self.acls.find(applied.name, applied.family) is not None:
                    self._hook(self._wrapped(port, applied, before), inward, [port.name], applied.family)
                else:
                    plain.setdefault(key, []).append(port.name)
        for (name, family), names in plain.items():
            chain = self._chain_of(name, family, lines[name, family])
            self._hook(chain, inward, names, family)

    def _chain_of(self, name: str, family: int, line: int) -> Chain:
        """The chain of a list; one that permits everything where there is no such list."""
        known = self.chains.get(chain_name(name, family))
        return known or Chain(chain_name(name, family), (), Action.ACCEPT, line)

    def _wrapped(self, port: Port, applied: Applied, before: list[Rule]) -> Chain:
        target = self._chain_of(applied.name, applied.family, applied.statement.line)
        way = "in" if applied.inward else "out"
        text = applied.statement.text
        call = Rule(applied.statement.line, text, (EVERYTHING,), Action.GOTO, target=target.name)
        return Chain(f"{way} {port.name} {target.name}", (*before, call), Action.DROP)

    def _before(self, port: Port, inward: bool) -> Iterator[Rule]:
        """What may pass an access list on an interface before the list is asked."""
        if inward:
            for name in port.crypto_maps:
                yield from self._decrypted(name, port)
            if port.admission is not None:
                line, text = port.admission.line, port.admission.text
                self.ledger.gap(line, text, _LOGGED_IN)
                yield Rule(line, text, (EVERYTHING,), Action.ACCEPT, doubt=_LOGGED_IN)
        elsewhere = self._inspecting[inward] - port.inspects.count(inward)
        if elsewhere or (not inward) in port.inspects:
            yield Rule(0, "ip inspect", (Packets(states=ANSWER_STATES),), Action.ACCEPT, doubt=ANSWERS)

    def _decrypted(self, name: str, port: Port) -> Iterator[Rule]:
        for acl_name in self.crypto.get(name, [""]):
            acl = self.acls.find(acl_name, 4) if acl_name else None
            boxes = lists.mirrored(lists.permitted(acl).possible) if acl is not None else (EVERYTHING,)
            if boxes:
                self.ledger.gap(port.line, f"crypto map {name}", _DECRYPTED)
                yield Rule(port.line, f"crypto map {name}", boxes, Action.ACCEPT, doubt=_DECRYPTED)

    def _switch_ports(self, inward: bool) -> None:
        """A list on a switch port filters what comes by that port only: for the VLAN's interface it is in doubt."""
        on_a_switch = bool(self._vlans) or any(port.switchport for port in self.ports)
        for port in self.ports:
            if not port.is_switchport(on_a_switch):
                continue
            vlans = self._vlans_of(port)
            for applied in _in_force(port.lists):
                acl = self.acls.find(applied.name, applied.family)
                if applied.inward != inward or acl is None or not vlans:
                    continue
                rules = [_softened(rule) for entry in acl.entries for rule in lists.rules_of(entry, stateless=True)]
                line, text = applied.statement.line, applied.statement.text
                rules.append(Rule(line, text, (EVERYTHING,), Action.DROP, doubt=_ON_A_PORT))
                self.ledger.gap(line, text, _ON_A_PORT)
                way = "in" if inward else "out"
                chain = Chain(f"{way} {port.name} of {' '.join(vlans)}", tuple(rules), None)
                self._hook(chain, inward, vlans, applied.family)
            if inward and port.guard is not None:
                why = reasons.not_modelled(port.guard.text)
                self._dropping(Dropping(port.guard, vlans, True, why))

    def _vlans_of(self, port: Port) -> list[str]:
        if port.trunk:
            return self._vlans
        own = self.ports.by_key.get(f"vlan{port.access_vlan}")
        return [] if own is None else [own.name]

    def _source_check(self, port: Port, statement: Statement) -> None:
        """`ip verify unicast`: sources that are surely reached through the interface pass; the others may not."""
        known = self.directions.get(port.table, Directions())
        loose = "any" in statement.words
        reached = Addresses()
        for name in known.by_interface if loose else [port.name]:
            reached = reached | known.through(name)
        family = 4 if statement.words[0] == "ip" else 6
        line, text = statement.line, statement.text
        self.ledger.gap(line, text, _SPOOFED)
        rules = (
            Rule(line, text, (Packets(source=reached),), Action.RETURN),
            Rule(line, text, (EVERYTHING,), Action.DROP, doubt=_SPOOFED),
        )
        self._hook(Chain(f"source check {port.name} {family}", rules, None), True, [port.name], family)

    def _inspection(self, port: Port, inward: bool) -> None:
        """`ip inspect` follows connections from their first packet, and may drop others."""
        stray = (
            Packets(states=frozenset({State.INVALID})),
            Packets(
                protocols=Intervals.of(TCP),
                states=frozenset({State.NEW}),
                flags=OPENING_FLAGS.complement(0, 255),
            ),
        )
        rule = Rule(port.line, "ip inspect", stray, Action.DROP, doubt=NOT_OPENING)
        way = "in" if inward else "out"
        self._hook(Chain(f"ip inspect {port.name} {way}", (rule,), None), inward, [port.name])

    def _dropping(self, dropping: Dropping) -> None:
        if not dropping.ports:
            return
        line, text = dropping.statement.line, dropping.statement.text
        self.ledger.gap(line, text, dropping.why)
        rule = Rule(line, text, (EVERYTHING,), Action.DROP, doubt=dropping.why)
        way = "in" if dropping.inward else "out"
        self._hook(Chain(f"line {line} {way}", (rule,), None), dropping.inward, dropping.ports)


def _in_force(applied: list[Applied]) -> list[Applied]:
    """One list for each direction and family: the last one that was applied."""
    return list({(one.family, one.inward): one for one in applied}.values())


def _softened(rule: Rule) -> Rule:
    """An entry of a list that holds for some packets of an interface only: those it permits go on, those it denies may
    be dropped."""
    if rule.action is Action.ACCEPT:
        action, doubt = Action.RETURN, rule.doubt
    else:
        action, doubt = rule.action, all_doubts((*((rule.doubt,) if rule.doubt else ()), _ON_A_PORT))
    return Rule(
        rule.line,
        rule.text,
        rule.matches,
        action,
        rule.name,
        doubt=doubt,
        enabled=rule.enabled,
        since=rule.since,
        until=rule.until,
        schedule=rule.schedule,
        stateless=True,
    )
