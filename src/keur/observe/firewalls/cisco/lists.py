"""Access lists: as chains of rules, and as sets of packets for the things that refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from keur.observe.firewalls.cisco.boxes import Permitted
from keur.observe.firewalls.cisco.entries import Entry
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Chain, Packets, Rule
from keur.observe.firewalls.vague import VaguePackets, all_doubts, rules
from keur.plant.model import Text

_AT_SOME_HOURS = Text(nl="een regel van de lijst geldt op bepaalde uren", en="an entry of the list holds at some hours")


@dataclass(slots=True)
class AccessList:
    name: str
    family: int
    """4 or 6; 0 for lists of both."""
    line: int
    entries: list[Entry] = field(default_factory=list)
    doubt: Text | None = None
    """Why the list may have other entries than these."""
    remarks: list[str] = field(default_factory=list)
    """Remarks that stand before the entry that comes next."""
    set: VaguePackets | None = None
    """What it permits, once that was asked."""

    def add(self, entry: Entry) -> None:
        entry.comment = " ".join(self.remarks)
        self.remarks.clear()
        self.entries.append(entry)


def chain(
    acl: AccessList,
    ledger: Ledger,
    *,
    name: str,
    default: Action | None,
    stateless: bool,
    last: Iterable[Rule] = (),
) -> Chain:
    """The rules of a list in order, and at the end those that the platform implies."""
    found: list[Rule] = []
    for entry in acl.entries:
        for rule in rules_of(entry, stateless=stateless):
            if rule.doubt is not None:
                ledger.gap(entry.line, entry.text, rule.doubt)
            found.append(rule)
    found.extend(last)
    if acl.doubt is not None:
        found.insert(0, Rule(acl.line, acl.name, (Packets(),), Action.UNKNOWN, doubt=acl.doubt))
    return Chain(name, tuple(found), default)


def rules_of(entry: Entry, *, stateless: bool) -> Iterator[Rule]:
    hours = entry.hours
    action = Action.ACCEPT if entry.permits else Action.DROP
    base = Rule(
        entry.line,
        entry.text,
        (),
        Action.UNKNOWN if entry.unknown else action,
        name=entry.name,
        doubt=hours.doubt,
        enabled=entry.enabled,
        log=entry.log,
        comment=entry.comment,
        since=hours.since,
        until=hours.until,
        schedule=hours.schedule,
        hits=entry.hits,
        stateless=stateless,
    )
    yield from rules(base, entry.packets)


def permitted(acl: AccessList) -> VaguePackets:
    """The set of packets that a list permits."""
    if acl.set is not None:
        return acl.set
    gathered = Permitted()
    for entry in acl.entries:
        if not entry.enabled:
            continue
        hours = entry.hours
        limited = hours.schedule or hours.since or hours.until
        doubt = hours.doubt or (_AT_SOME_HOURS if limited else None)
        if entry.unknown or entry.evaluate:
            packets = VaguePackets((), entry.packets.possible, entry.packets.doubts)
            gathered.add(packets, permits=True)
            gathered.add(packets, permits=False)
        else:
            gathered.add(entry.packets, permits=entry.permits, doubt=doubt)
    found = gathered.result()
    if acl.doubt is not None:
        found = VaguePackets.unknown(acl.doubt)
    acl.set = found
    return found


def mirrored(packets: Iterable[Packets]) -> tuple[Packets, ...]:
    """The packets that go the other way."""
    return tuple(
        replace(
            one,
            source=one.destination,
            destination=one.source,
            source_ports=one.destination_ports,
            destination_ports=one.source_ports,
        )
        for one in packets
    )


def certain(packets: VaguePackets) -> bool:
    return packets.sure == packets.possible


def possible(packets: VaguePackets) -> tuple[tuple[Packets, ...], Text | None]:
    """The packets that may be in a set, and why they may not."""
    if certain(packets):
        return packets.sure, None
    return packets.possible, all_doubts(packets.doubts)
