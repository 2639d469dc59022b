"""Parts of bills of materials against all advisories: by package URL, by CPE, and by name and version."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from keur.observe.advisories import ranges
from keur.observe.advisories.ranges import Answer
from keur.observe.sboms.model import Part
from keur.plant.model import Asset, Place, Text
from keur.products import reasons
from keur.products.claims import Claim
from keur.products.components import cpe, purl
from keur.products.fit import Fit, Level
from keur.products.inventory import item
from keur.products.judging import judge, said_in
from keur.products.matching import Advisories
from keur.products.names import runs
from keur.products.tables import makers_in
from keur.products.verdict import Basis, State, Verdict

_Place = tuple[int, Claim]
_NOWHERE = Place("", 1)
_NO_VERSION = Text(nl="de SBOM noemt geen versie van dit onderdeel", en="the SBOM gives no version of this part")
_HARMLESS = frozenset(("not_affected", "false_positive", "resolved", "resolved_with_pedigree"))
"""States of CycloneDX by which a vulnerability does no harm in a part."""
SHORTEST_NAME = 4
"""Letters and digits; shorter names of parts without supplier could be anything."""


class PartMatching:
    """Parts against advisories that are indexed for assets."""

    def __init__(self, advisories: Advisories) -> None:
        self._advisories = advisories
        self._by_id: dict[tuple[str, ...], list[_Place]] = defaultdict(list)
        self._by_name: dict[tuple[str, ...], list[_Place]] = defaultdict(list)
        self._seen: dict[tuple[str, ...], list[Verdict]] = {}
        for place in advisories.places:
            self._add(place)

    def _add(self, place: _Place) -> None:
        at, claim = place
        for written in claim.product.purls:
            if found := purl(written):
                self._by_id["purl", *found.package].append((at, _with_version(claim, found.version)))
        if found_cpe := cpe(claim.product.cpe):
            self._by_id["cpe", *found_cpe.package].append((at, _with_version(claim, found_cpe.version)))
        if claim.product.names and (name := _plain(claim.product.names[-1])):
            self._by_name[name].append(place)

    def match(self, asset: Asset, parts: Iterable[Part]) -> Iterator[Verdict]:
        """The verdicts on the parts of an asset, each with its part; not those that are not affected by name alone."""
        for part in parts:
            key = (part.name, part.version, part.supplier, part.purl, part.cpe)
            if key not in self._seen:
                self._seen[key] = list(self._match(part))
            for one in self._seen[key]:
                reason = _NO_VERSION if one.reason == reasons.version_missing() else one.reason
                yield _by_bill(replace(one, asset=asset.id, part=part, reason=reason), part)

    def _match(self, part: Part) -> Iterator[Verdict]:
        row = as_asset(part)
        known = set()
        for one in self._by_ids(part, row):
            known.add(one.advisory)
            yield one
        makers = makers_in(row.vendor) if row.vendor else frozenset()
        if makers & self._advisories.makers:
            found = [one for one in self._advisories.match_one(row) if one.advisory not in known]
            yield from (one for one in found if one.state is not State.NOT_AFFECTED)
        elif not part.supplier:
            yield from self._by_bare_name(row, known)

    def _by_ids(self, part: Part, row: Asset) -> Iterator[Verdict]:
        """By package URL and CPE, which name the package exactly."""
        done: set[int] = set()
        for basis, found in ((Basis.PURL, purl(part.purl)), (Basis.CPE, cpe(part.cpe))):
            places = self._by_id.get((basis.value, *found.package), ()) if found else ()
            by_advisory: dict[int, list[Fit]] = defaultdict(list)
            for at, claim in places:
                by_advisory[at].append(Fit(claim, Level.CODE, frozenset(), frozenset(), False))
            for at in sorted(by_advisory.keys() - done):
                done.add(at)
                advisory = self._advisories.advisories[at]
                verdict = judge(item(row), advisory, said_in(advisory), by_advisory[at])
                if verdict is not None:
                    yield replace(verdict, basis=basis)

    def _by_bare_name(self, row: Asset, known: set[str]) -> Iterator[Verdict]:
        """A part whose supplier is not told, by its whole name: to be checked, where its version may be meant."""
        for at, claim in self._by_name.get(_plain(row.product), ()):
            advisory = self._advisories.advisories[at]
            one = item(row)
            if advisory.id in known or one.version is None or claim.range.holds(one.version) is Answer.OUT:
                continue
            verdict = judge(one, advisory, said_in(advisory), [Fit(claim, Level.NAME, frozenset(), frozenset(), False)])
            if verdict is not None and verdict.state is not State.NOT_AFFECTED:
                known.add(advisory.id)
                vendor = claim.product.vendor
                reason = Text(
                    nl=f"de SBOM zegt niet van wie dit onderdeel is; het advies gaat over dat van {vendor}",
                    en=f"the SBOM does not say whose part this is; the advisory is about that of {vendor}",
                )
                yield replace(verdict, state=State.NEEDS_CHECK, reason=reason)


def _by_bill(verdict: Verdict, part: Part) -> Verdict:
    """The verdict without the vulnerabilities that the bill itself says do no harm in this part."""
    harmless = {one.vulnerability: one for one in part.statements if one.state in _HARMLESS}
    left = tuple(cve for cve in verdict.cves if cve not in harmless)
    if verdict.state is State.NOT_AFFECTED or len(left) == len(verdict.cves):
        return verdict
    if left:
        return replace(verdict, cves=left)
    said = harmless[verdict.cves[0]]
    words = ", ".join(one for one in (said.state, said.justification) if one)
    words += f": «{reasons.short(said.detail)}»" if said.detail else ""
    where = f"{PurePath(part.file).name}, {said.position}"
    reason = Text(
        nl=f"de SBOM zegt van {said.vulnerability} in dit onderdeel: {words} ({where})",
        en=f"the SBOM says of {said.vulnerability} in this part: {words} ({where})",
    )
    return replace(verdict, state=State.NOT_AFFECTED, reason=reason)


def _with_version(claim: Claim, version: str) -> Claim:
    """A claim whose versions stand in its package URL or CPE, where the tree names none."""
    if claim.product.version or not version:
        return claim
    product = dataclasses.replace(claim.product, version=version)
    return dataclasses.replace(claim, product=product, range=ranges.read(version), spoken=None)


@cache
def _plain(name: str) -> tuple[str, ...]:
    tokens = runs(name)
    return tokens if len("".join(tokens)) >= SHORTEST_NAME else ()


def as_asset(part: Part) -> Asset:
    """A part as matching sees it: vendor, product and version, from wherever the bill tells them."""
    by_cpe, by_purl = cpe(part.cpe), purl(part.purl)
    vendor = part.supplier or (by_cpe.vendor.replace("_", " ") if by_cpe else "")
    version = part.version or (by_purl.version if by_purl else "") or (by_cpe.version if by_cpe else "")
    blank = dict.fromkeys(("kind", "hostname", "owner", "location", "process", "criticality", "order_number"), "")
    return Asset(
        id="",
        zone="",
        vendor=vendor,
        product=part.name,
        firmware=version,
        mac=(),
        ipv4=(),
        ipv6=(),
        place=_NOWHERE,
        **blank,
    )
