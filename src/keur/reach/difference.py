"""What changes for packets when one configuration takes the place of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from keur.observe.firewalls.model import EVERYTHING, Firewall, Packets, Stage, Translation
from keur.reach.book import Book, Comparison
from keur.reach.engine import FORWARDED, applications_of, interfaces_of
from keur.reach.packets import FIRST, FROM_HIGH_PORT, Packet, Universe
from keur.reach.steps import Decision, Origin, of_stages


@dataclass(slots=True)
class Change:
    """Packets that open a connection, about which one rule decided and now another decides otherwise."""

    local: bool
    """Whether they are for the firewall itself."""
    before: Decision
    after: Decision
    old: Origin
    new: Origin
    places: list[tuple[Comparison, int]] = field(default_factory=list)

    def boxes(self, most: int) -> tuple[list[Packets], bool]:
        """The packets, and whether these are all."""
        found: list[Packets] = []
        for comparison, group in self.places:
            boxes, whole = comparison.boxes([group], most - len(found))
            found += boxes
            if not whole:
                return found, False
        return found, True

    def example(self) -> Packet | None:
        """One packet; from a high source port, where there is one."""
        for among in (FROM_HIGH_PORT, EVERYTHING):
            for comparison, group in self.places:
                if packet := comparison.witness([group], among):
                    return packet
        return None


def changes(old: Firewall, new: Firewall, today: dt.date | None = None) -> list[Change]:
    """All packets whose fate changes, as rules see them, a change for each pair of rules. Raises `TooEntangled`.

    Translations are not part of it: where they change, the rules may see other packets (see `translations`)."""
    names = interfaces_of(old) | interfaces_of(new)
    book = Book(Universe(names, applications_of(old) | applications_of(new)))
    found: list[Change] = []
    for stages in (FORWARDED, (Stage.LOCAL,)):
        lists = [book.add(of_stages(one, *stages, today=today)) for one in (old, new)]
        found += _of_lists(book, lists, local=stages != FORWARDED)
    return sorted(found, key=lambda one: (one.local, _ORDER[one.after], one.new.line, one.old.line))


_ORDER = {Decision.PERMITTED: 0, Decision.UNKNOWN: 1, Decision.BLOCKED: 2}


def _of_lists(book: Book, lists: Sequence[int], *, local: bool) -> Iterator[Change]:
    found: dict[object, Change] = {}
    for comparison in book.compare(lists, FIRST):
        for group, (before, after) in enumerate(comparison.groups):
            if before.decision is after.decision:
                continue
            old, new = before.doubt or before.decider, after.doubt or after.decider
            key = (before.decision, after.decision, _place(old), _place(new))
            change = found.setdefault(key, Change(local, before.decision, after.decision, old, new))
            change.places.append((comparison, group))
    yield from found.values()


def _place(origin: Origin) -> tuple[str, int, int]:
    return (origin.chain, origin.line, id(origin.rule))


def translations(old: Firewall, new: Firewall) -> tuple[list[Translation], list[Translation]]:
    """Translations that only the new configuration has, and that only the old one has; all when their order differs."""
    before, after = _live(old), _live(new)
    if [_meaning(one) for one in before] == [_meaning(one) for one in after]:
        return [], []
    was, now = {_meaning(one) for one in before}, {_meaning(one) for one in after}
    if was == now:
        return after, before
    return [one for one in after if _meaning(one) not in was], [one for one in before if _meaning(one) not in now]


def _live(firewall: Firewall) -> list[Translation]:
    return [one for one in firewall.translations if one.enabled]


def _meaning(one: Translation) -> tuple[object, ...]:
    return (one.way, one.matches, one.to, one.to_ports, one.one_to_one, one.interface_address, one.doubt is None)
