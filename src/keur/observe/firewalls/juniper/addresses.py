"""Address books: global, attached to zones, and of a zone itself (the form before Junos 11.2).

A policy's addresses are those of its zone's book, then of the global one; policies that are global know the global book
only. Source: Junos OS Security Policies User Guide, "Address Books and Address Sets".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import ANYWHERE, EVERY_V4, EVERY_V6, NOWHERE, Addresses
from keur.observe.firewalls.juniper import values
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.vague import VagueAddresses
from keur.plant.model import Text

_ANY = {"any": ANYWHERE, "any-ipv4": EVERY_V4, "any-ipv6": EVERY_V6}
_BESIDE = {"description", "apply-macro", "attach"}
DEEPEST = 16
"""Sets within sets."""


@dataclass(slots=True)
class AddressBooks:
    root: Node
    ledger: Ledger
    _found: dict[tuple[int, str], VagueAddresses] = field(default_factory=dict)
    _of_zones: dict[str, list[Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for book in self.root.below("security", "address-book"):
            for zone in book.below("attach", "zone"):
                self._of_zones.setdefault(zone.word, []).append(book)
        for zone in self.root.below("security", "zones", "security-zone"):
            own = zone.at("address-book")
            if own is not None:
                self._of_zones.setdefault(zone.word, []).insert(0, own)

    def read_all(self) -> None:
        """Looks at every entry, also those that no policy names, so that the ledger knows of what is not understood."""
        books = [book for books in self._of_zones.values() for book in books]
        for book in [*books, *self.root.below("security", "address-book")]:
            for kind in ("address", "address-set"):
                for entry in book.below(kind):
                    self._entry(book, entry.word)

    def resolve(self, names: list[str], zone: str) -> VagueAddresses:
        """The addresses of some names, as a policy of a zone (or a global one, for the empty name) means them."""
        found = VagueAddresses()
        for name in names:
            found |= self.named(name, zone)
        return found

    def named(self, name: str, zone: str) -> VagueAddresses:
        if name in _ANY:
            return VagueAddresses.known(_ANY[name])
        for book in self._books(zone):
            if book.at("address", name) is not None or book.at("address-set", name) is not None:
                return self._entry(book, name)
        return VagueAddresses.unknown(reasons.no_such(reasons.ADDRESS, name))

    def defined(self, name: str, zone: str) -> bool:
        """Whether a policy of a zone knows a name."""
        return name in _ANY or any(
            book.at(kind, name) is not None for book in self._books(zone) for kind in ("address", "address-set")
        )

    def _books(self, zone: str) -> list[Node]:
        common = self.root.at("security", "address-book", "global")
        return [*self._of_zones.get(zone, []), *([common] if common is not None else [])]

    def _entry(self, book: Node, name: str, within: tuple[str, ...] = ()) -> VagueAddresses:
        found = self._found.get((id(book), name))
        if found is not None:
            return found
        if name in within or len(within) >= DEEPEST:
            return VagueAddresses.unknown(reasons.circular(reasons.ADDRESS_GROUP, name))
        single, several = book.at("address", name), book.at("address-set", name)
        if single is not None:
            found = self._address(single)
        elif several is not None:
            found = self._set(book, several, (*within, name))
        else:
            return VagueAddresses.unknown(reasons.no_such(reasons.ADDRESS, name))
        self._found[id(book), name] = found
        return found

    def _set(self, book: Node, entry: Node, within: tuple[str, ...]) -> VagueAddresses:
        found = VagueAddresses()
        for part in entry.active():
            if part.word in ("address", "address-set"):
                for member in part.active():
                    one = self._entry(book, member.word, within)
                    if book.at(part.word, member.word) is None or member.word in within:
                        self.ledger.gap(member.line, part.text(), one.doubts[0])
                    found |= one
            elif part.word not in _BESIDE:
                found |= self._doubt(part, reasons.not_known(part.word))
        return found

    def _address(self, entry: Node) -> VagueAddresses:
        """One entry: a prefix, a range, a wildcard or a name."""
        found: VagueAddresses | None = None
        for path in entry.statements():
            words = [node.word for node in path]
            if words[0] in _BESIDE:
                continue
            one = self._form(path[0], words)
            found = one if found is None else found | one
        if found is None:
            return self._doubt(entry, reasons.wrong(entry.text()))
        return found

    def _form(self, node: Node, words: list[str]) -> VagueAddresses:
        try:
            match words:
                case ["range-address", first, "to", last]:
                    return VagueAddresses.known(values.between(first, last))
                case ["wildcard-address", mask]:
                    return VagueAddresses.known(values.masked(mask))
                case ["dns-name", name, *_]:
                    return self._doubt(node, reasons.by_name(name), _limited(words))
                case ["ip-prefix", prefix] | [prefix]:
                    return VagueAddresses.known(Addresses.of(values.network(prefix)))
        except NotAValue as error:
            return self._doubt(node, reasons.wrong(str(error)), NOWHERE if words[0] == "range-address" else ANYWHERE)
        return self._doubt(node, reasons.not_known(" ".join(words)))

    def _doubt(self, node: Node, why: Text, possible: Addresses = ANYWHERE) -> VagueAddresses:
        self.ledger.gap(node.line, node.text(), why)
        return VagueAddresses.unknown(why, possible)


def _limited(words: list[str]) -> Addresses:
    """What a name may stand for at most."""
    if "ipv4-only" in words:
        return EVERY_V4
    return EVERY_V6 if "ipv6-only" in words else ANYWHERE
