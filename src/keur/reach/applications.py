"""Rules that look at applications (App-ID, application control), as rules about protocols and operation classes.

A name that the vendor's list explains becomes the kinds of messages that it stands for, written `modbus:write`. Of a
kind that a rule names in part, and of any kind when a name is not in the list, the rule may or may not be about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from keur.observe.firewalls.applications import Application, Sure, applications
from keur.observe.firewalls.model import Firewall, Packets, Rule
from keur.observe.firewalls.vague import VaguePackets, rules
from keur.plant.model import Operation, Text
from keur.reach.devices import Device
from keur.reach.packets import ANY_APPLICATION


def resolved(devices: Sequence[Device]) -> tuple[Device, ...]:
    """Firewalls whose rules speak of kinds of messages instead of applications."""
    known = [row for device in devices for row in _mentioned(device.firewall)]
    protocols = sorted({row.protocol for row in known})
    return tuple(replace(device, firewall=_resolved(device.firewall, protocols)) for device in devices)


def kind(protocol: str, operation: str) -> str:
    return f"{protocol}:{operation}"


def kinds_of(protocol: str | None, operations: Collection[str], among: Collection[str]) -> frozenset[str] | None:
    """The kinds that messages of a protocol may be, of those that rules tell apart (`among`); None when it may be any,
    because nobody knows the protocol. No operations: any of them."""
    if protocol is None:
        return None
    found = frozenset(kind(protocol, one) for one in operations or tuple(Operation)) & frozenset(among)
    return found or frozenset({ANY_APPLICATION})


def _mentioned(firewall: Firewall) -> list[Application]:
    names = {
        name
        for chain in firewall.chains.values()
        for rule in chain.rules
        for box in rule.matches
        for name in box.applications or ()
    }
    return [row for row in _list(firewall) if row.name in names]


def _list(firewall: Firewall) -> list[Application]:
    """The list of the vendor."""
    vendors = firewall.format.split("+")
    return [row for row in applications().values() if row.vendor in vendors]


def _resolved(firewall: Firewall, protocols: Sequence[str]) -> Firewall:
    if not any(box.applications is not None for c in firewall.chains.values() for r in c.rules for box in r.matches):
        return firewall
    rows = _list(firewall)
    chains = {
        name: replace(chain, rules=tuple(one for rule in chain.rules for one in _of_rule(rule, rows, protocols)))
        for name, chain in firewall.chains.items()
    }
    return replace(firewall, chains=chains)


def _of_rule(rule: Rule, rows: Sequence[Application], protocols: Sequence[str]) -> list[Rule]:
    if all(box.applications is None for box in rule.matches):
        return [rule]
    found = VaguePackets()
    for box in rule.matches:
        found |= _of_box(box, rows, protocols)
    return rules(rule, found)


def _of_box(box: Packets, rows: Sequence[Application], protocols: Sequence[str]) -> VaguePackets:
    if box.applications is None:
        return VaguePackets.known(box)
    strange = sorted(box.applications - {row.name for row in rows})
    sure: set[str] = set()
    possible: set[str] = set()
    for protocol in protocols:
        mine = [row for row in rows if row.protocol == protocol]
        for operation in Operation:
            certain, may = _fits(mine, operation, box.applications)
            if certain:
                sure.add(kind(protocol, operation))
            if may:
                possible.add(kind(protocol, operation))
    certain_box = replace(box, applications=frozenset(sure))
    if strange:
        return VaguePackets((certain_box,), (replace(box, applications=None),), (_not_listed(strange),))
    if sure == possible:
        return VaguePackets.known(certain_box)
    return VaguePackets((certain_box,), (replace(box, applications=frozenset(possible)),), (_PARTLY,))


def _fits(rows: Iterable[Application], operation: Operation, names: frozenset[str]) -> tuple[bool, bool]:
    """Whether some names hold all messages of a class, and whether they hold any of them."""
    touching = [row for row in rows if row.operations is None or operation in row.operations]
    whole = any(row.operations is None and row.sure is Sure.VERIFIED and row.name in names for row in touching)
    # The name of a whole protocol is no part of it: parts are what is left.
    parts = [row for row in touching if row.operations is not None or row.sure is not Sure.VERIFIED]
    every = bool(parts) and all(row.name in names for row in parts)
    return whole or every, any(row.name in names for row in touching)


def _not_listed(names: Sequence[str]) -> Text:
    shown = ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
    return Text(
        nl=f"welke berichten de leverancier bedoelt met {shown} staat niet in de lijst van keur",
        en=f"which messages the vendor means by {shown} is not in keur's list",
    )


_PARTLY = Text(
    nl="de regel noemt een deel van de berichten van deze soort", en="the rule names some of the messages of this kind"
)
