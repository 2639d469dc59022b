"""Sets of whole numbers as intervals, and the sets of addresses, ports and flags made of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Span = tuple[int, int]
"""First and last number, both included."""


class Intervals:
    """An immutable set of whole numbers. Spans are in order, apart and not touching, so equal sets compare equal."""

    __slots__ = ("_hash", "spans")
    spans: tuple[Span, ...]

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        merged: list[Span] = []
        for first, last in sorted(spans):
            if last < first:
                continue
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        self.spans = tuple(merged)
        self._hash = hash(self.spans)

    @classmethod
    def _in_order(cls, spans: Iterable[Span]) -> Intervals:
        """From spans that are in order, apart and not touching."""
        found = cls.__new__(cls)
        found.spans = tuple(spans)
        found._hash = hash(found.spans)
        return found

    @classmethod
    def of(cls, *numbers: int) -> Intervals:
        return cls((number, number) for number in numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Intervals) and self.spans == other.spans

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self.spans, (number + 1,)) - 1
        return at >= 0 and number <= self.spans[at][1]

    def __or__(self, other: Intervals) -> Intervals:
        if not other.spans or self is other:
            return self
        return Intervals((*self.spans, *other.spans)) if self.spans else other

    def __and__(self, other: Intervals) -> Intervals:
        if self is other or other._spans_over(self):
            return self
        if self._spans_over(other):
            return other
        found: list[Span] = []
        mine, theirs = iter(self.spans), iter(other.spans)
        a, b = next(mine, None), next(theirs, None)
        while a and b:
            first, last = max(a[0], b[0]), min(a[1], b[1])
            if first <= last:
                found.append((first, last))
            if a[1] < b[1]:
                a = next(mine, None)
            else:
                b = next(theirs, None)
        # Two spans of the result that touched would be one in both sets, and so in the result.
        return Intervals._in_order(found)

    def _spans_over(self, other: Intervals) -> bool:
        """Whether one span holds all of the other set, as the set of everything does."""
        if len(self.spans) != 1:
            return False
        first, last = self.spans[0]
        return not other.spans or (first <= other.spans[0][0] and other.spans[-1][1] <= last)

    def __sub__(self, other: Intervals) -> Intervals:
        if not self.spans or not other.spans:
            return self
        if other._spans_over(self):
            return NOTHING
        return self & other.complement(self.spans[0][0], self.spans[-1][1])

    def __le__(self, other: Intervals) -> bool:
        return (self & other) == self

    def complement(self, least: int, most: int) -> Intervals:
        """The numbers from `least` to `most` that are not in the set."""
        found: list[Span] = []
        at = least
        for first, last in self.spans:
            if first > at:
                found.append((at, min(first - 1, most)))
            at = max(at, last + 1)
        found.append((at, most))
        return Intervals(found)

    def shift(self, by: int) -> Intervals:
        return Intervals((first + by, last + by) for first, last in self.spans)

    def size(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __repr__(self) -> str:
        return "Intervals({})".format(", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in self.spans))


NOTHING = Intervals()
PORTS = Intervals([(0, 65_535)])
PROTOCOLS = Intervals([(0, 255)])
FLAGS = Intervals([(0, 255)])
V4 = Intervals([(0, 2**32 - 1)])
V6 = Intervals([(0, 2**128 - 1)])

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Addresses:
    """A set of IPv4 addresses and a set of IPv6 addresses, as numbers."""

    v4: Intervals = NOTHING
    v6: Intervals = NOTHING

    @classmethod
    def of(cls, *networks: Network | Address) -> Addresses:
        spans: tuple[list[Span], list[Span]] = ([], [])
        for one in networks:
            if isinstance(one, IPv4Address | IPv6Address):
                span = (int(one), int(one))
            else:
                span = (int(one.network_address), int(one.broadcast_address))
            spans[one.version == 6].append(span)
        return cls(Intervals(spans[0]), Intervals(spans[1]))

    @classmethod
    def between(cls, first: Address, last: Address) -> Addresses:
        """From one address to another of the same version; nothing when they are in the wrong order."""
        span = Intervals([(int(first), int(last))])
        return cls(v4=span) if first.version == 4 else cls(v6=span)

    def family(self, version: int) -> Intervals:
        return self.v4 if version == 4 else self.v6

    @cached_property
    def is_any(self) -> bool:
        return self == ANYWHERE

    def __bool__(self) -> bool:
        return bool(self.v4 or self.v6)

    def __or__(self, other: Addresses) -> Addresses:
        return Addresses(self.v4 | other.v4, self.v6 | other.v6)

    def __and__(self, other: Addresses) -> Addresses:
        return Addresses(self.v4 & other.v4, self.v6 & other.v6)

    def __sub__(self, other: Addresses) -> Addresses:
        return Addresses(self.v4 - other.v4, self.v6 - other.v6)

    def __le__(self, other: Addresses) -> bool:
        return self.v4 <= other.v4 and self.v6 <= other.v6

    def complement(self) -> Addresses:
        return ANYWHERE - self


ANYWHERE = Addresses(V4, V6)
NOWHERE = Addresses()
EVERY_V4 = Addresses(v4=V4)
EVERY_V6 = Addresses(v6=V6)

MOST_SPANS = 65_536
"""A wildcard mask that falls apart into more intervals than this is refused."""


def wildcard(address: int, free: int, bits: int = 32) -> Intervals:
    """Addresses that equal `address` in all bits but those set in `free` (a Cisco wildcard mask).

    Raises ValueError when that is more than `MOST_SPANS` intervals."""
    run = (free ^ (free + 1)).bit_length() - 1  # free bits at the low end make one interval
    scattered = [bit for bit in range(run, bits) if free >> bit & 1]
    if 1 << len(scattered) > MOST_SPANS:
        raise ValueError("a mask with too many scattered bits")
    starts = [address & ~free & (1 << bits) - 1]
    for bit in scattered:
        starts += [start | 1 << bit for start in starts]
    return Intervals((start, start | (1 << run) - 1) for start in starts)


def show_addresses(found: Addresses, most: int = 4) -> str:
    """Addresses as people write them: networks where they are networks, else ranges; `any`; `+3` for what is left."""
    if found.is_any:
        return "any"
    if found == EVERY_V4:
        return "0.0.0.0/0"
    if found == EVERY_V6:
        return "::/0"
    words: list[str] = []
    for spans, make, bits in ((found.v4, IPv4Address, 32), (found.v6, IPv6Address, 128)):
        words.extend(_show_span(first, last, make, bits) for first, last in spans.spans[: most + 1])
    left = len(found.v4.spans) + len(found.v6.spans) - most
    return " ".join(words[:most]) + (f" +{left}" if left > 0 else "") if words else "-"


def _show_span(first: int, last: int, make: type[IPv4Address] | type[IPv6Address], bits: int) -> str:
    size = last - first + 1
    if size == 1:
        return str(make(first))
    if size & (size - 1) == 0 and first % size == 0:
        return f"{make(first)}/{bits - size.bit_length() + 1}"
    return f"{make(first)}-{make(last)}"


def show_numbers(found: Intervals, most: int = 6) -> str:
    """Ports or protocols: `502`, `502,44818`, `1024-65535`; `+3` for what is left."""
    words = [f"{first}" if first == last else f"{first}-{last}" for first, last in found.spans[:most]]
    left = len(found.spans) - most
    return ",".join(words) + (f"+{left}" if left > 0 else "") if words else "-"
