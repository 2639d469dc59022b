"""All assets against all advisories, through an index: by order number, and by the rarest token of each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from keur.observe.advisories.model import Advisory
from keur.plant.model import Asset, Text
from keur.products import fit as fitting
from keur.products.claims import Claim, Name, claims_of
from keur.products.fit import Fit, Level
from keur.products.inventory import Item, item
from keur.products.judging import Said, judge, said_in
from keur.products.names import hole
from keur.products.tables import related, words
from keur.products.verdict import AssetCoverage, Coverage, State, Verdict
from keur.products.vocabulary import Vocabulary

_Place = tuple[int, Claim]
SHORTEST_CODE = 8
"""Characters of an order number that tells the maker by itself."""
FEW_NAMES = 20
"""A word in no more names of a maker than this finds each of them by itself, for assets that leave words out."""


class Inventory:
    """Assets by the tokens and order numbers of their products."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._by_token: dict[str, list[int]] = defaultdict(list)
        self._with_code: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(items):
            for token in one.tokens | one.soft_codes:
                self._by_token[token].append(at)
            for maker in one.makers if one.codes else ():
                self._with_code[maker].append(at)

    def near(self, claims: Iterable[Claim]) -> list[Item]:
        """The assets that share a telling token or the maker's order numbers with one of the claims."""
        tokens: set[str] = set()
        makers: set[str] = set()
        short: set[frozenset[str]] = set()
        for claim in claims:
            tokens |= {code.exact for code in claim.codes}
            makers |= claim.makers if claim.codes else set()
            for name in claim.names:
                every = name.core.union(*name.choices)
                long = {token for token in every if len(token) > 2}
                tokens |= long
                if not long or any(hole(token) or name.family for token in every):
                    short.add(frozenset(every))
        found = {at for token in tokens for at in self._by_token.get(token, ())}
        found |= {at for every in short for token in every for at in self._by_token.get(token, ())}
        found |= {at for maker in makers for at in self._with_code.get(maker, ())}
        return [self._items[at] for at in sorted(found)]


class Advisories:
    """Advisories indexed for matching."""

    def __init__(self, advisories: Iterable[Advisory], vocabulary: Vocabulary | None = None) -> None:
        self.advisories = list(advisories)
        self._said: dict[int, Said] = {}
        self.places: list[_Place] = [
            (at, one) for at, advisory in enumerate(self.advisories) for one in claims_of(advisory)
        ]
        self.vocabulary = vocabulary or Vocabulary(claim for _, claim in self.places)
        self.makers = {maker for _, claim in self.places for maker in claim.makers}
        self._by_name: dict[tuple[str, Name], list[_Place]] = defaultdict(list)
        self._by_code: dict[str, list[_Place]] = defaultdict(list)
        self._patterns: dict[str, list[tuple[Claim, int]]] = defaultdict(list)
        self._keyed: dict[tuple[str, str], list[Name]] = defaultdict(list)
        self._unkeyed: dict[str, list[Name]] = defaultdict(list)
        for place in self.places:
            self._add(place)
        self._seen: dict[tuple[object, ...], list[Verdict]] = {}
        self._known: dict[tuple[object, ...], list[tuple[int, Claim, Level, Name | None]]] = {}

    def _add(self, place: _Place) -> None:
        at, claim = place
        for code in claim.codes:
            if code.exact:
                for length in range(8, len(code.exact) + 1):
                    self._by_code[code.exact[:length]].append(place)
                if len(code.exact) < 8:
                    self._by_code[code.exact].append(place)
            else:
                for maker in claim.makers:
                    self._patterns[maker].append((claim, at))
        for maker in claim.makers:
            for name in claim.names:
                known = self._by_name[maker, name]
                known.append(place)
                if len(known) == 1:
                    self._key(maker, name)

    def _key(self, maker: str, name: Name) -> None:
        exact = [token for token in name.core if hole(token) is None and not (name.family and token[0].isdigit())]
        if not exact:
            self._unkeyed[maker].append(name)
            return
        rarest = min(exact, key=lambda token: (self.vocabulary.frequency(maker, token), token))
        rare = {token for token in exact if len(token) > 2 and self.vocabulary.frequency(maker, token) <= FEW_NAMES}
        for token in {rarest, *rare}:
            self._keyed[maker, token].append(name)

    def match(self, assets: Iterable[Asset]) -> Iterator[Verdict]:
        """The verdicts for each asset, in the order of the assets and of the advisories."""
        for asset in assets:
            yield from self.match_one(asset)

    def match_one(self, asset: Asset) -> list[Verdict]:
        """The verdicts of all advisories that know the asset's product."""
        key = (asset.vendor, asset.product, asset.order_number, asset.firmware, asset.hardware_version)
        if key not in self._seen:
            self._seen[key] = self._match(self.item(asset))
        return [one if one.asset == asset.id else one.of(asset.id) for one in self._seen[key]]

    def item(self, asset: Asset) -> Item:
        one = item(asset)
        if not one.makers:
            one = self.vocabulary.with_maker(one)
        if not one.makers:
            one = self._with_maker_of_code(one)
        return self.vocabulary.spelled(one)

    def _with_maker_of_code(self, one: Item) -> Item:
        """An asset without vendor, with the only maker that has its order number or model."""
        for code in (*one.codes, *sorted(one.soft_codes)):
            if len(code) < SHORTEST_CODE:
                continue
            found = {maker for _, claim in self._by_code.get(code, ()) for maker in claim.makers}
            for maker, patterns in self._patterns.items():
                if any(pattern.matches(code) for claim, _ in patterns for pattern in claim.codes):
                    found.add(maker)
            groups = [related(maker) for maker in found]
            if found and all(found <= group for group in groups):
                return replace(one, makers=frozenset().union(*groups), inferred=code)
        return one

    def inventory(self, assets: Iterable[Asset]) -> Inventory:
        """Assets read once, to be matched with advisories as they come."""
        return Inventory([self.item(asset) for asset in assets])

    def only(self, advisory: Advisory) -> Advisories:
        """One of the advisories alone, with the words of all."""
        return Advisories([advisory], self.vocabulary)

    def match_inventory(self, inventory: Inventory) -> Iterator[Verdict]:
        """The verdicts for assets that were read before; quick where few of them can fit."""
        for one in inventory.near(claim for _, claim in self.places):
            yield from self._match(one)

    def _match(self, one: Item) -> list[Verdict]:
        fits: dict[int, dict[int, Fit]] = defaultdict(dict)
        for at, claim, level, name in self._near(one):
            by_code = fitting.fit_by_code(one, claim)
            if by_code is False:
                continue
            holds, doubt = fitting.lines_hold(one, claim)
            if not holds:
                continue
            if claim.platform and not any(
                fitting.fit_by_name(one, name, self.vocabulary) is Level.NAME for name in claim.platform
            ):
                doubt = doubt or "platform"
            known = fits[at].get(id(claim))
            found = Fit(
                claim,
                Level.CODE if by_code else level,
                name.core if name else frozenset(),
                name.variant if name else frozenset(),
                bool(name and name.family),
                doubt,
            )
            if known is None or (found.level, len(found.core)) > (known.level, len(known.core)):
                fits[at][id(claim)] = found
        verdicts = []
        for at in sorted(fits):
            if at not in self._said:
                self._said[at] = said_in(self.advisories[at])
            verdict = judge(one, self.advisories[at], self._said[at], list(fits[at].values()))
            if verdict:
                verdicts.append(verdict)
        return verdicts

    def _near(self, one: Item) -> list[tuple[int, Claim, Level, Name | None]]:
        """The claims that may fit; the same for assets of one product, of which only the version differs."""
        start = one.version.parts[0] if one.version else None
        key = (one.makers, one.tokens, one.own, one.stems, one.codes, one.soft_codes, start)
        if key not in self._known:
            self._known[key] = [found for found in self._candidates(one) if one.makers & found[1].makers]
        return self._known[key]

    def _candidates(self, one: Item) -> Iterator[tuple[int, Claim, Level, Name | None]]:
        for code in (*one.codes, *one.soft_codes):
            for at, claim in self._by_code.get(code, ()):
                if code in one.codes or any(pattern.exact == code for pattern in claim.codes):
                    yield at, claim, Level.CODE, None
        for code in (*one.codes, *one.soft_codes):
            for maker in one.makers:
                for claim, at in self._patterns.get(maker, ()):
                    if any(pattern.matches(code) for pattern in claim.codes):
                        yield at, claim, Level.CODE, None
        for maker in one.makers:
            for name in self._names(one, maker):
                level = fitting.fit_by_name(one, name, self.vocabulary)
                if level is not None:
                    for at, claim in self._by_name[maker, name]:
                        yield at, claim, level, name

    def _names(self, one: Item, maker: str) -> set[Name]:
        found = set(self._unkeyed.get(maker, ()))
        for token in one.tokens:
            found.update(self._keyed.get((maker, token), ()))
        telling = [token for token in one.own - one.stems if len(token) > 2 and token not in words().variant]
        telling = [token for token in telling if self.vocabulary.knows(frozenset((maker,)), token)]
        if telling:
            vague = self.vocabulary.with_all(maker, telling)
            found.update(name for at in vague if (maker, name := self.vocabulary.names[maker][at]) in self._by_name)
        return found

    def coverage(self, asset: Asset, verdicts: list[Verdict]) -> AssetCoverage:
        """What can be said of an asset at all."""
        one = self.item(asset)
        if verdicts:
            return AssetCoverage(asset.id, Coverage.MATCHED, _matched(verdicts))
        if not one.makers or not (one.own or one.codes):
            what = "vendor" if not one.makers else "product"
            return AssetCoverage(
                asset.id,
                Coverage.DATA_MISSING,
                Text(
                    nl=f"vul `{what}` in: zonder is niets te zoeken",
                    en=f"fill in `{what}`: nothing can be sought without it",
                ),
            )
        if not one.makers & self.makers:
            vendor = asset.vendor or one.inferred
            return AssetCoverage(
                asset.id,
                Coverage.NO_FEED,
                Text(
                    nl=f"er is geen advies van of over {vendor} ingelezen; dat zegt niets over kwetsbaarheden",
                    en=f"no advisory from or on {vendor} was imported; that says nothing of vulnerabilities",
                ),
            )
        return AssetCoverage(
            asset.id,
            Coverage.NOTHING_FOUND,
            Text(nl="geen ingelezen advies noemt dit product", en="no imported advisory names this product"),
        )


def _matched(verdicts: list[Verdict]) -> Text:
    count = {state: sum(one.state is state for one in verdicts) for state in State}
    hit, check, clear = count[State.AFFECTED], count[State.NEEDS_CHECK], count[State.NOT_AFFECTED]
    return Text(
        nl=f"{hit} getroffen, {check} na te gaan, {clear} niet getroffen",
        en=f"{hit} affected, {check} to check, {clear} not affected",
    )
