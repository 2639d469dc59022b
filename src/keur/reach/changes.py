"""The smallest change that closes an open door: of a rule that lets through what nobody declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from keur.observe.firewalls.intervals import ANYWHERE, FLAGS, PORTS
from keur.observe.firewalls.model import EVERY_STATE, Packets
from keur.plant.model import Text
from keur.reach import telling
from keur.reach.declared import Declared, answer
from keur.reach.matrix import Cell, Matrix
from keur.reach.zones import Decider, Group

MOST_SHOWN = 4
"""Boxes that a change names; more are counted."""
MOST_NARROW = 12
"""A rule that must be cut into more pieces than this is better preceded by another."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to do with a rule, and the packets concerned."""

    kind: str
    """`remove` the rule; `narrow` it to `packets`; `refuse-before`: refuse `packets` in a rule before it; `default`:
    let the chain drop what no rule decides about, and permit `packets`."""
    packets: tuple[Packets, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class _Kept:
    """Packets that must go on passing, and the conduit that wants it; empty for ICMP, which goes with any."""

    box: Packets
    conduit: str


def smallest(matrix: Matrix, decider: Decider, cells: Sequence[Cell], needed: Sequence[Group]) -> Change:
    """The smallest change of what `decider` decides that closes `cells` and keeps the channels of `needed`: declared
    packets of which it decides as well."""
    rule = decider.origin.rule
    keep = _kept(needed)
    if rule is None:
        return Change("default", tuple(one.box for one in keep), _default(decider, keep))
    if not keep:
        nl, en = f"Haal de regel op regel {decider.origin.line} weg.", f"Remove the rule at line {decider.origin.line}."
        return Change("remove", (), Text(nl, en))
    refuse = _refused(matrix, cells, needed)
    if len(keep) <= min(MOST_NARROW, max(len(refuse), 3)):
        return Change("narrow", tuple(one.box for one in keep), _narrow(decider, keep))
    return Change("refuse-before", refuse, _before(decider, refuse))


def _kept(needed: Sequence[Group]) -> list[_Kept]:
    """The channels that a rule serves; where it serves none, the ICMP that goes with conduits."""
    found: dict[_Kept, None] = {}
    for group in needed:
        declared, answers = (verdict.decider.about for verdict in group.beside)
        if isinstance(declared, Declared):
            found |= dict.fromkeys(_Kept(box, declared.conduit.id) for box in declared.boxes)
        elif isinstance(answers, Declared):
            found |= dict.fromkeys(_Kept(answer(box), answers.conduit.id) for box in answers.boxes)
    if found:
        return list(found)
    return [_Kept(box, "") for box in _merged([box for group in needed for box in group.boxes(200)[0]])]


def _refused(matrix: Matrix, cells: Sequence[Cell], needed: Sequence[Group]) -> tuple[Packets, ...]:
    """What to refuse: whole pairs of zones where nothing is needed of the rule, else just the packets."""
    zones = matrix.reach.topology.zones
    found: list[Packets] = []
    for cell in cells:
        between = Packets(source=zones[cell.from_zone], destination=zones[cell.to_zone])
        if any(group.witness(between) for group in needed):
            found += _merged(cell.boxes(200)[0])
        else:
            found.append(between)
    return _merged(found)


def _merged(boxes: Sequence[Packets]) -> tuple[Packets, ...]:
    """Boxes that differ in one field only become one, again and again, so that few are left."""
    found = list(dict.fromkeys(replace(box, states=EVERY_STATE, flags=FLAGS) for box in boxes))
    for without, joined in _FIELDS:
        groups: dict[Packets, Packets] = {}
        for box in found:
            key = without(box)
            groups[key] = joined(groups[key], box) if key in groups else box
        found = list(groups.values())
    return tuple(found)


_FIELDS: tuple[tuple[Callable[[Packets], Packets], Callable[[Packets, Packets], Packets]], ...] = (
    (
        lambda box: replace(box, destination_ports=PORTS),
        lambda one, other: replace(one, destination_ports=one.destination_ports | other.destination_ports),
    ),
    (
        lambda box: replace(box, destination=ANYWHERE),
        lambda one, other: replace(one, destination=one.destination | other.destination),
    ),
    (
        lambda box: replace(box, source=ANYWHERE),
        lambda one, other: replace(one, source=one.source | other.source),
    ),
    (
        lambda box: replace(box, protocols=PORTS),
        lambda one, other: replace(one, protocols=one.protocols | other.protocols),
    ),
)
"""For each field: a box without it, and two boxes as one that are the same in all others."""


def _listed(parts: Sequence[Packets | _Kept]) -> Text:
    shown = "; ".join(map(_shown, parts[:MOST_SHOWN]))
    more = len(parts) - MOST_SHOWN
    if more <= 0:
        return Text(shown, shown)
    return Text(f"{shown}; en nog {more}", f"{shown}; and {more} more")


def _shown(part: Packets | _Kept) -> str:
    if isinstance(part, Packets):
        return telling.box(part)
    return telling.box(part.box) + (f" ({part.conduit})" if part.conduit else "")


def _narrow(decider: Decider, keep: Sequence[_Kept]) -> Text:
    found, line = _listed(keep), decider.origin.line
    return Text(f"Beperk de regel op regel {line} tot: {found.nl}.", f"Limit the rule at line {line} to: {found.en}.")


def _before(decider: Decider, refuse: Sequence[Packets]) -> Text:
    found, line = _listed(refuse), decider.origin.line
    return Text(
        f"Weiger vóór de regel op regel {line}: {found.nl}.", f"Refuse before the rule at line {line}: {found.en}."
    )


def _default(decider: Decider, keep: Sequence[_Kept]) -> Text:
    chain = decider.origin.chain
    if not keep:
        return Text(f"Laat `{chain}` weigeren wat geen regel noemt.", f"Let `{chain}` drop what no rule decides about.")
    found = _listed(keep)
    return Text(
        f"Laat `{chain}` weigeren wat geen regel noemt, en sta toe: {found.nl}.",
        f"Let `{chain}` drop what no rule decides about, and permit: {found.en}.",
    )
