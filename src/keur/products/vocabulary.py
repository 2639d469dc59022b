"""The words and numbers of each maker's product names, as the advisories at hand have them."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from keur.products.claims import Claim, Name
from keur.products.inventory import Item
from keur.products.names import plain
from keur.products.tables import makers, related, words

LEAST_LIKENESS = 0.85
LONG_WORD = 6
"""Letters of several words together that tell a maker by themselves; one word alone (Historian) does not."""
INITIALS = range(3, 6)
"""How many words a short name may stand for."""
SHORTEST_FUZZY = 5
"""Letters; shorter words, and all with a digit, must be written exactly."""


def _initials(product: str) -> set[str]:
    """The short names that words of a product's name could have: `wdm` in `OneWireless Wireless Device Manager`."""
    letters = "".join(word[0] for word in re.findall(r"[a-z]\w*", plain(product)))
    return {letters[at : at + length] for length in INITIALS for at in range(len(letters) - length + 1)}


class Vocabulary:
    """Names by maker and token."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.names: dict[str, list[Name]] = defaultdict(list)
        self._postings: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._spelled: dict[tuple[frozenset[str], str], tuple[str, ...]] = {}
        self._together: dict[tuple[frozenset[str], frozenset[str]], bool] = {}
        seen: dict[str, dict[Name, int]] = defaultdict(dict)
        for claim in claims:
            for maker in claim.makers:
                for name in claim.names:
                    if name in seen[maker]:
                        continue
                    at = seen[maker][name] = len(self.names[maker])
                    self.names[maker].append(name)
                    for token in name.core.union(*name.choices):
                        self._postings[maker][token].add(at)
        self._joins = {maker: self._joins_of(maker) for maker in self.names}

    def _joins_of(self, maker: str) -> dict[str, tuple[str, str]]:
        """Pairs of words of one name that others write as one word."""
        found = {}
        for name in self.names[maker]:
            letters = [token for token in name.core | name.optional if token.isalpha()]
            if len(name.core) < 6 and len(letters) < 10:
                pairs = [(one, other) for one in letters for other in letters if one != other and len(other) > 1]
                found.update({one + other: (one, other) for one, other in pairs if len(one + other) > 3})
        return found

    def knows(self, ids: frozenset[str], token: str) -> bool:
        return any(token in self._postings[id] for id in ids if id in self._postings)

    def frequency(self, maker: str, token: str) -> int:
        return len(self._postings[maker].get(token, ()))

    def with_all(self, maker: str, tokens: Iterable[str]) -> set[int]:
        """The names of a maker that have all of the tokens, by their place in `names`."""
        found = [self._postings[maker].get(token, set()) for token in tokens]
        return set.intersection(*sorted(found, key=len)) if found else set()

    def together(self, ids: frozenset[str], tokens: frozenset[str]) -> bool:
        """Whether a name of these makers has all of the tokens."""
        key = (ids, tokens)
        if key not in self._together:
            self._together[key] = any(self.with_all(id, tokens) for id in ids if id in self.names)
        return self._together[key]

    def alone(self, ids: frozenset[str], found: frozenset[str], core: frozenset[str]) -> bool:
        """Whether all names of these makers that have the found words are this one, with more or fewer words;
        without a number among them, fewer words are another product."""
        numbers = any(token[0].isdigit() for token in found)
        for id in ids:
            for at in self.with_all(id, found) if id in self.names else ():
                other = self.names[id][at].core
                if not (other >= core or (other < core and numbers)):
                    return False
        return True

    @staticmethod
    @cache
    def brands(ids: frozenset[str]) -> frozenset[str]:
        """Words that tell nothing among products of these makers: their names and brands."""
        found: set[str] = set()
        for id in ids:
            if maker := makers().get(id):
                found |= maker.brands | {word for name in maker.names for word in name.casefold().split()}
        return frozenset(found)

    def with_maker(self, item: Item) -> Item:
        """An asset without vendor, with the only maker that has a product of its whole name."""
        found = {id for id in self.names if any(self._tells(name, item) for name in self._near(id, item))}
        groups = {related(id) for id in found}
        if not found or any(not found <= group for group in groups):
            return item
        return replace(item, makers=frozenset().union(*groups), inferred=item.asset.product.strip())

    def _near(self, id: str, item: Item) -> Iterator[Name]:
        places = {at for token in item.tokens for at in self._postings[id].get(token, ())}
        return (self.names[id][at] for at in places)

    @staticmethod
    def _tells(name: Name, item: Item) -> bool:
        """Whether an asset has all of a name that is long enough to be no chance."""
        telling = name.core - words().generic
        number = any(len(token) > 2 and token[0].isdigit() for token in telling)
        letters = {token for token in telling if token.isalpha()}
        told = len("".join(letters)) >= LONG_WORD and len(letters) > 1
        return (told or (number and bool(letters))) and not name.choices and name.core <= item.tokens

    def spelled(self, item: Item) -> Item:
        """The asset with words put as its maker spells them: typing errors, and words joined or cut."""
        added: set[str] = set()
        stems: set[str] = set()
        here = frozenset(id for id in item.makers if id in self.names)
        known = self.brands(item.makers) | words().generic
        own = [token for token in item.own if token.isalpha()]
        for token in own:
            if token in known or self.knows(here, token):
                continue
            for word in self._spelling(here, token):
                added.add(word)
                stems.add(token)
        every = [token for token in item.tokens if token.isalpha()]
        for one in every:
            for other in every:
                if one != other and self.knows(here, one + other):
                    added.add(one + other)
                    stems |= {one, other} - {token for token in (one, other) if self.knows(here, token)}
        added |= {
            short for short in _initials(item.asset.product) if self._abbreviates(here, short, item)
        } - item.tokens
        return replace(item, tokens=item.tokens | added, stems=frozenset(stems)) if added else item

    def _abbreviates(self, here: frozenset[str], short: str, item: Item) -> bool:
        """Whether a name of these makers has the short name beside other words of the asset; or has nothing else, where
        it stands for the asset's whole name."""
        whole = "".join(word[0] for word in plain(item.asset.product).split())
        for id in here:
            for at in self._postings[id].get(short, ()):
                rest = self.names[id][at].core - {short}
                if (rest and rest <= item.tokens) or (not rest and short == whole):
                    return True
        return False

    def _spelling(self, here: frozenset[str], token: str) -> tuple[str, ...]:
        key = (here, token)
        if key not in self._spelled:
            found: tuple[str, ...] = ()
            for id in here:
                if token in self._joins[id]:
                    found = self._joins[id][token]
                    break
                if len(token) >= SHORTEST_FUZZY:
                    likely = [word for word in self._postings[id] if word.isalpha() and abs(len(word) - len(token)) < 3]
                    long = [word for word in likely if len(word) >= SHORTEST_FUZZY and word[0] == token[0]]
                    found = tuple(difflib.get_close_matches(token, long, 1, LEAST_LIKENESS)) or found
            self._spelled[key] = found
        return self._spelled[key]
