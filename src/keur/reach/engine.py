"""All firewalls of a plant as rule lists that can be asked about packets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keur.observe.firewalls.model import EVERYTHING, Firewall, Hook, Packets, Stage, Way
from keur.reach.book import Book
from keur.reach.devices import Device
from keur.reach.packets import Universe
from keur.reach.steps import NO_FILTER, Decision, Origin, Step, of_hooks

FORWARDED = (Stage.BEFORE_TRANSLATION, Stage.FORWARD, Stage.AFTER_TRANSLATION)


@dataclass(frozen=True, slots=True)
class Lists:
    """The rule lists of one firewall, by their number in the book."""

    forward: int
    """All hooks that a forwarded packet passes."""
    before: int
    """Those that see a packet as it was sent, before it is known where it goes."""
    original: int
    """Those that see it as it was sent, and know where it goes."""
    after: int
    """Those that see it with its new destination, before its source is translated."""
    outward: int
    """Those that see it with its new source as well."""
    destinations: int
    """The translations of destinations; `Origin.about` is the one that holds."""
    sources: int


class Engine:
    """Rule lists of all firewalls, in one book, so that they can be compared."""

    def __init__(self, devices: Sequence[Device], today: dt.date | None) -> None:
        self.devices = {device.id: device for device in devices}
        self.today = today
        firewalls = [device.firewall for device in devices]
        self.book = Book(
            Universe(
                {name for firewall in firewalls for name in interfaces_of(firewall)},
                {name for firewall in firewalls for name in applications_of(firewall)},
            )
        )
        self.blocked = self.book.add([Step("decide", Decision.BLOCKED, (EVERYTHING,), NO_FILTER)])
        self.unknown = self.book.add([Step("decide", Decision.UNKNOWN, (EVERYTHING,), NO_FILTER)])
        self._lists: dict[str, Lists] = {}

    def lists(self, device: str) -> Lists:
        """The lists of a firewall, made when they are first asked for."""
        if device not in self._lists:
            self._lists[device] = self._made(self.devices[device].firewall)
        return self._lists[device]

    def _made(self, firewall: Firewall) -> Lists:
        hooks = [hook for stage in FORWARDED for hook in firewall.hooks if hook.stage is stage]

        def add(chosen: list[Hook]) -> int:
            return self.book.add(of_hooks(firewall, chosen, self.today))

        whole = add(hooks)
        if not firewall.translations:
            return Lists(whole, whole, whole, whole, whole, whole, whole)
        before = [hook for hook in hooks if hook.stage is Stage.BEFORE_TRANSLATION and not hook.original]
        original = [hook for hook in hooks if hook.original]
        outward = [hook for hook in hooks if hook.stage is Stage.AFTER_TRANSLATION and not hook.original]
        return Lists(
            whole,
            add(before),
            add(original),
            add([hook for hook in hooks if hook not in (*before, *original, *outward)]),
            add(outward),
            self.book.add(_of_translations(firewall, Way.DESTINATION)),
            self.book.add(_of_translations(firewall, Way.SOURCE)),
        )


def _of_translations(firewall: Firewall, way: Way) -> list[Step]:
    """Which translation holds for a packet: `PERMITTED` where one does."""
    steps = [
        Step("perhaps" if one.doubt else "decide", Decision.PERMITTED, one.matches, Origin("", None, one.line, one))
        for one in firewall.translations
        if one.way is way and one.enabled
    ]
    return [*steps, Step("decide", Decision.BLOCKED, (EVERYTHING,), NO_FILTER)]


def boxes_of(firewall: Firewall) -> Iterator[Packets]:
    """All boxes that the rules of a firewall look for."""
    for chain in firewall.chains.values():
        for rule in chain.rules:
            yield from rule.matches
    for hook in firewall.hooks:
        yield hook.packets
    for translation in firewall.translations:
        yield from translation.matches


def interfaces_of(firewall: Firewall) -> set[str]:
    """All names of interfaces that a firewall has, or that its rules know."""
    names = {interface.name for interface in firewall.interfaces}
    for box in boxes_of(firewall):
        names |= box.in_interfaces.mentioned() | box.out_interfaces.mentioned()
    return names


def applications_of(firewall: Firewall) -> set[str]:
    """All names of applications that a firewall's rules know."""
    return {name for box in boxes_of(firewall) for name in box.applications or ()}
