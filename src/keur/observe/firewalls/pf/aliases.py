"""Aliases: names for addresses, networks and ports, which may hold one another.

pfSense keeps them in `aliases`, with spaces between; OPNsense in `OPNsense/Firewall/Alias`, on lines of their own, and
as long as that holds none in `aliases` too. Lists from elsewhere (URLs, countries, domain names) are not in the file.
Sources: pfSense `filter_generate_aliases`; OPNsense `Alias.php` (`aliasIterator`), `AliasContentField.php`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import NOWHERE, Addresses
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.pf import values
from keur.observe.firewalls.pf.interfaces import Interfaces
from keur.observe.firewalls.pf.values import NotAValue, VaguePorts
from keur.observe.firewalls.pf.xml import Element
from keur.observe.firewalls.vague import VagueAddresses
from keur.plant.model import Text

DEEPEST = 32
"""Aliases within aliases."""
_ALIAS = Text(nl="alias", en="alias")
_OFF = Text(nl="de alias staat uit", en="the alias is switched off")
_HOLDS_ADDRESSES = {"host", "network", "networkgroup", "url", ""}
_HOLDS_PORTS = {"port", "url_ports"}


@dataclass(slots=True)
class Alias:
    name: str
    kind: str
    element: Element
    entries: list[tuple[str, int]]
    """What it holds, with the line of each."""
    enabled: bool = True


@dataclass(slots=True)
class Aliases:
    root: Element
    ledger: Ledger
    interfaces: Interfaces
    found: dict[str, Alias] = field(default_factory=dict)
    _addresses: dict[str, VagueAddresses] = field(default_factory=dict)
    _ports: dict[str, VaguePorts] = field(default_factory=dict)

    def read(self) -> None:
        modern = self.root.at("OPNsense", "Firewall", "Alias", "aliases")
        for element in modern.children if modern is not None else ():
            self._take(element, element.at("content"), "\n", element.on("enabled") or not element.has("enabled"))
        if not self.found:
            for element in self.root.below("aliases"):
                self._take(element, element.at("address"), " ", True)
        for name, alias in self.found.items():
            if alias.kind in _HOLDS_PORTS:
                self.ports(name)
            else:
                self.addresses(name)

    def _take(self, element: Element, content: Element | None, separator: str, enabled: bool) -> None:
        name = element.value("name")
        if element.name != "alias" or not name:
            return
        entries: list[tuple[str, int]] = []
        if content is not None:
            for number, line in enumerate(content.text.split("\n")):
                words = line.split() if separator == " " else [line.strip()]
                entries.extend((word, content.line + number) for word in words if word)
        self.found[name] = Alias(name, element.value("type"), element, entries, enabled)

    # Addresses

    def addresses(self, name: str, within: tuple[str, ...] = ()) -> VagueAddresses:
        """The addresses of an alias; in doubt when there is no such alias."""
        found = self._addresses.get(name)
        if found is not None:
            return found
        alias = self.found.get(name)
        if name in within or len(within) >= DEEPEST:
            return VagueAddresses.unknown(reasons.circular(_ALIAS, name))
        if alias is None:
            return self._built_in(name)
        if not alias.enabled:
            found = VagueAddresses.unknown(_OFF)
        elif alias.kind in _HOLDS_ADDRESSES - {"url"}:
            found = self._listed(alias, (*within, name))
        else:
            why = reasons.by_name(name)
            self.ledger.gap(alias.element.line, f"{alias.kind} {name}", why)
            found = VagueAddresses.unknown(why)
        self._addresses[name] = found
        return found

    def _built_in(self, name: str) -> VagueAddresses:
        """OPNsense has the networks of each interface under a name of its own."""
        inner = re.fullmatch(r"__(\w+)_network", name)
        if inner and inner[1] in self.interfaces.found:
            four, six = (self.interfaces.network(inner[1], version) for version in (4, 6))
            return (four or VagueAddresses()) | (six or VagueAddresses())
        return VagueAddresses.unknown(reasons.no_such(_ALIAS, name))

    def _listed(self, alias: Alias, within: tuple[str, ...]) -> VagueAddresses:
        """Of networks with exceptions (`!10.0.0.1`), the longest prefix tells, as in all tables of pf."""
        found = VagueAddresses()
        plain: list[tuple[int, bool, Addresses]] = []
        for word, line in alias.entries:
            exception = word.startswith("!")
            entry = word.removeprefix("!")
            if entry in self.found or entry.startswith("__"):
                inner = self.addresses(entry, within)
                if entry in within:
                    self.ledger.gap(line, word, inner.doubts[0])
                found = found - inner if exception else found | inner
                continue
            try:
                plain.append((_length(entry), exception, values.addresses(entry)))
            except NotAValue:
                why = reasons.by_name(entry) if _is_host_name(entry) else reasons.wrong(entry)
                self.ledger.gap(line, word, why)
                found |= VagueAddresses.unknown(why)
        known = NOWHERE
        for _, exception, addresses in sorted(plain, key=lambda one: one[:2]):
            known = known - addresses if exception else known | addresses
        return found | VagueAddresses.known(known)

    # Ports

    def ports(self, name: str, within: tuple[str, ...] = ()) -> VaguePorts:
        """The ports of an alias; in doubt when there is no such alias."""
        found = self._ports.get(name)
        if found is not None:
            return found
        alias = self.found.get(name)
        if name in within or len(within) >= DEEPEST:
            return VaguePorts.unknown(reasons.circular(_ALIAS, name))
        if alias is None:
            return VaguePorts.unknown(reasons.no_such(_ALIAS, name))
        if not alias.enabled:
            return VaguePorts.unknown(_OFF)
        if alias.kind != "port":
            why = reasons.by_name(name)
            self.ledger.gap(alias.element.line, f"{alias.kind} {name}", why)
            return VaguePorts.unknown(why)
        found = VaguePorts()
        for word, line in alias.entries:
            if word in self.found:
                inner = self.ports(word, (*within, name))
                if word in (*within, name):
                    self.ledger.gap(line, word, inner.doubts[0])
                found |= inner
                continue
            try:
                found |= VaguePorts.known(values.ports(word))
            except NotAValue as error:
                self.ledger.gap(line, word, reasons.wrong(str(error)))
                found |= VaguePorts.unknown(reasons.wrong(str(error)))
        self._ports[name] = found
        return found


def _length(word: str) -> int:
    _, sign, length = word.partition("/")
    return int(length) if sign and length.isdecimal() and len(length) < 4 else 128


def _is_host_name(word: str) -> bool:
    labels = word.rstrip(".").split(".")
    return len(word) < 254 and all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,62}", label) for label in labels)
