"""Words of a statement, one by one, and the values in them: numbers, addresses with masks, ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.statements import CUT, CUT_SHORT
from keur.observe.firewalls.intervals import NOTHING, Addresses, Intervals, wildcard
from keur.plant.model import Text

MOST_V4 = 2**32 - 1
LAST_PORT = 65_535


class Unclear(Exception):
    """A word that is not understood, with the reason."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def unknown_word(word: str) -> Unclear:
    """A word that the reader does not know, or the mark that the file ends in it."""
    return Unclear(CUT_SHORT if word == CUT else reasons.not_known(word))


class Words:
    """The words of a statement from some place on. Keywords are compared as they are written in a saved
    configuration: in lower case."""

    __slots__ = ("_at", "_words")

    def __init__(self, words: Sequence[str], at: int = 0) -> None:
        self._words = words
        self._at = at

    def peek(self, ahead: int = 0) -> str:
        """A word without taking it; empty after the last one."""
        at = self._at + ahead
        return self._words[at] if at < len(self._words) else ""

    def take(self) -> str:
        """The next word. Raises `Unclear` when there is none."""
        if self._at >= len(self._words):
            raise Unclear(_TOO_SHORT)
        self._at += 1
        word = self._words[self._at - 1]
        if word == CUT:
            raise Unclear(CUT_SHORT)
        return word

    def accept(self, *words: str) -> str:
        """Takes the next word when it is one of these; else it is empty."""
        word = self.peek()
        if word and word in words:
            self._at += 1
            return word
        return ""

    def rest(self) -> list[str]:
        return list(self._words[self._at :])

    def __bool__(self) -> bool:
        """Whether there are words left."""
        return self._at < len(self._words)


_TOO_SHORT = Text(nl="er ontbreken woorden", en="words are missing")


def number(word: str, most: int) -> int | None:
    """A decimal number from 0 to `most`; None when it is something else."""
    if word.isascii() and word.isdigit() and len(word) <= 10:
        value = int(word)
        return value if value <= most else None
    return None


def v4(word: str) -> int | None:
    try:
        return int(IPv4Address(word))
    except AddressValueError:
        return None


def v6_network(word: str) -> Addresses | None:
    """`2001:db8::/32`; None when it is something else."""
    if ":" not in word or "%" in word:
        return None
    try:
        return Addresses.of(IPv6Network(word, strict=False))
    except ValueError:
        return None


def v6(word: str) -> IPv6Address | None:
    if "%" in word:
        return None
    try:
        return IPv6Address(word)
    except AddressValueError:
        return None


def masked(address: int, free: int, shown: str) -> Addresses:
    """IPv4 addresses that equal one in all bits but the free ones. Raises `Unclear` when they are too scattered."""
    try:
        return Addresses(v4=wildcard(address, free))
    except ValueError as error:
        raise Unclear(
            Text(nl=f"het masker `{shown}` is te grillig", en=f"the mask `{shown}` is too scattered")
        ) from error


def prefix_length(mask: int) -> int | None:
    """Of a network mask; None when its ones are not in one piece."""
    free = ~mask & MOST_V4
    return 32 - free.bit_length() if free & (free + 1) == 0 else None


def v4_prefix(word: str) -> tuple[int, int] | None:
    """`10.0.0.0/8` as address and free bits; None when it is something else."""
    head, slash, tail = word.partition("/")
    length, address = number(tail, 32), v4(head) if slash else None
    return None if address is None or length is None else (address, (1 << (32 - length)) - 1)


OPERATORS = ("eq", "neq", "lt", "gt", "range")


def port_number(words: Words, names: Mapping[str, int]) -> int:
    """Raises `Unclear`."""
    word = words.take()
    found = names.get(word)
    if found is None:
        found = number(word, LAST_PORT)
    if found is None:
        raise unknown_word(word)
    if words.peek() == CUT:
        raise Unclear(CUT_SHORT)
    return found


def ports(words: Words, names: Mapping[str, int], several: bool) -> Intervals | None:
    """`eq 502`, `range 1024 65535`, ...; None when the next word is no operator. IOS has several ports after `eq` and
    `neq` (Named ACL Support for Noncontiguous Ports). Raises `Unclear`."""
    operator = words.accept(*OPERATORS)
    if not operator:
        return None
    first = port_number(words, names)
    if operator == "gt":
        return Intervals([(first + 1, LAST_PORT)]) if first < LAST_PORT else NOTHING
    if operator == "lt":
        return Intervals([(0, first - 1)]) if first else NOTHING
    if operator == "range":
        last = port_number(words, names)
        if last < first:
            raise Unclear(reasons.wrong(f"range {first} {last}"))
        return Intervals([(first, last)])
    found = [first]
    while several and (words.peek() in names or number(words.peek(), LAST_PORT) is not None):
        found.append(port_number(words, names))
    chosen = Intervals.of(*found)
    return chosen if operator == "eq" else chosen.complement(0, LAST_PORT)
