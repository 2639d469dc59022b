"""An asset as matching sees it: its makers, the tokens of its name, its order numbers and its versions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keur.observe.advisories.versions import Version, parse
from keur.plant.model import Asset
from keur.products.names import codes_in, joined, plain, runs, squash, without_marks
from keur.products.tables import brand_makers, families, makers, makers_in, related, words

_UNKNOWN = re.compile(r"^(?:onbekend|unknown|n/?a|nvt|n\.v\.t\.?|geen|none|tbd|-+|\?+|x+|)$", re.IGNORECASE)
_IN_NAME = re.compile(
    r"(?:^|[\s,(])(?:v|fw|firmware|versie|version|ver|rev|frn|r(?=\d+\.))[\s.:]*(?=\d)"
    r"(?P<number>(?:\d+(?:\.\w+)+(?:\(\w+\)\w*)?(?:-[\w-]*\d)?|\d+\w*)"
    r"(?:\s*(?:sp|upd\.?|update|hf|hotfix|patch|p|r|build|cu|cfr)\s*\d+)*)",
    re.IGNORECASE,
)
_SYSTEM_NAME = re.compile(r"^(?:[^\W\d][^\W_]*[\s:-]+)+(?=v?\s?\d+\.\d|[a-z]{1,2}\d+\s\d+\.\d)", re.IGNORECASE)
"""The name of the firmware or its part in front of the version: `WeOS 4.21.0`, `FTP server 01.38.000`."""
_AT_END = re.compile(
    r"(?<=[a-z] )((?:20[0-4]\d(?:\s+R\d)?|\d+(?:\.\d+)+[a-z]?)(?:\s+(?:SP|Update|Upd|U|P|HF|CU)\s?\d+)*)\s*$",
    re.IGNORECASE,
)
"""A release that ends a product's name: `System Platform 2020 R2`."""
_PACK = re.compile(r"(?:SP|Service ?Pack|Update|Upd|HF|Hotfix|Patch|P|R)\s?\d+", re.IGNORECASE)
"""The part of a version that goes on from a release."""
_WAGO = re.compile(r"^0(?=7[5-9]\d{4}|852\d{3})")
"""The zero in front of an order number of WAGO, which advisories leave out."""
_PLACE = re.compile(
    r"\b(?:kast|lijn|hal|skid|gebouw|ruimte|kamer|veld|cabinet|building|hall|room)\s*[a-z]?\d+\w?\b|(?<!\S)[=+][A-Z]\w*[\w.:+=-]*",
    re.IGNORECASE,
)
"""Where a device is: `kast 3`, `=A1+K2-U3`."""
_WITH_REMARK = re.compile(
    r"(?P<version>v?\d+(?:\.\w+)+(?:\s(?:sp|upd|update|hf|hotfix|patch)\s?\d+)*)\s*"
    r"(?:[,;-]?\s(?!(?:of|or|to|tot|and|en|t/m)\b)[a-z]{3,}(?!.*\d\.\d).*)",
    re.IGNORECASE,
)
"""A version with a remark behind it: `33.011 bijgewerkt`."""
_BRACKETS = re.compile(r"\s[(\[](?![^)\]]*\d\.\d{1,3}(?![.\d]))[^)\]]*[)\]]\s*$")
"""A remark in brackets behind a version, without another version: `2.9.4 (2023-05-11)`."""
LONGEST_CODE = 40
_CODESYS = re.compile(r"(?<![\d.])v?\s*3\.5\s*sp\s*(\d+)(?:\s*(?:patch|p)\s*(\d+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of an asset's product."""

    asset: Asset
    makers: frozenset[str]
    tokens: frozenset[str]
    """All tokens of vendor, name and order number, and of the families to which the order number belongs."""
    own: frozenset[str]
    """Tokens of the name as the inventory writes it, without kind and version."""
    codes: tuple[str, ...]
    """Squashed order numbers."""
    soft_codes: frozenset[str]
    """Squashed words of letters and digits, and long numbers, in the name: they may be order numbers."""
    family_tokens: tuple[frozenset[str], ...]
    version: Version | None
    version_written: str
    hardware: Version | None
    name_version: Version | None = None
    """The release that stands in the product's name."""
    inferred: str = ""
    """How the maker was found where the inventory has none."""
    families: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    """Tokens of the name for which the makers' own spelling was found; that stands among the tokens."""
    contradiction: tuple[str, str] | None = None
    """Family by order number and family by name, where they differ."""


def item(asset: Asset) -> Item:
    """An asset read for matching."""
    product = _PLACE.sub(" ", without_marks(asset.product))
    named = [found["number"] for found in _IN_NAME.finditer(product)]
    name_version = parse(named[0]) if named else None
    product = _IN_NAME.sub(" ", product)
    codes = _codes(asset, product)
    own_makers, inferred = _makers(asset, product, codes)
    here = frozenset[str]().union(*(related(maker) for maker in own_makers))
    by_code, by_name = _families(here, codes, product)
    own = set(runs(product)) | set(joined(product))
    telling = own - words().generic or own
    family_tokens = tuple(frozenset(runs(family)) for family in dict.fromkeys((*by_code, *by_name)))
    vendor = set(runs(asset.vendor)) - words().generic
    tokens = own.union(runs(asset.order_number), vendor, *family_tokens)
    written = "" if _UNKNOWN.match(asset.firmware.strip()) else asset.firmware.strip()
    if (ending := _AT_END.search(product)) and (not written or _PACK.match(written)):
        written = f"{ending[1]} {written}".strip()
    if system := _SYSTEM_NAME.match(written):
        tokens |= set(runs(system[0])) - words().generic
    version = _version(written, here)
    return Item(
        asset=asset,
        makers=here,
        tokens=frozenset(tokens),
        own=frozenset(telling),
        codes=codes,
        soft_codes=frozenset(_soft_codes(product)),
        family_tokens=family_tokens,
        version=version or (_version(named[-1], here) if named else None),
        version_written=written or (named[-1] if named else ""),
        hardware=parse(asset.hardware_version) if asset.hardware_version else None,
        name_version=name_version,
        inferred=inferred,
        families=tuple(dict.fromkeys((*by_code, *by_name))),
        contradiction=_contradiction(by_code, by_name),
    )


def _codes(asset: Asset, product: str) -> tuple[str, ...]:
    written = [one for one in re.split(r"[;,]| {2,}", asset.order_number) if one.strip()]
    written += codes_in(product)
    squashed = (squash(re.sub(r"-?z$", "", one.strip()) if one.strip().endswith("-Z") else one) for one in written)
    return tuple(dict.fromkeys(_WAGO.sub("", one) for one in squashed if len(one) > 2))


def _soft_codes(product: str) -> list[str]:
    chunks = [squash(chunk) for chunk in (*re.split(r"[\s,()]+", product), product)]
    return [one for one in chunks if 3 < len(one) < LONGEST_CODE and re.search(r"\d.*[A-Z]|[A-Z].*\d|\d{6}", one)]


def _makers(asset: Asset, product: str, codes: tuple[str, ...]) -> tuple[frozenset[str], str]:
    """The makers, and by which word they were found where the inventory names none."""
    if asset.vendor.strip() and not _UNKNOWN.match(asset.vendor.strip()):
        return makers_in(asset.vendor), ""
    for token in runs(product):
        if token in brand_makers():
            return frozenset((brand_makers()[token],)), token
    start = plain(product)
    for id, one in makers().items():
        for name in one.names:
            if len(name) > 2 and start.startswith(plain(name) + " "):
                return frozenset((id,)), name
    for id in makers():
        for family in families(id):
            if family.order and any(len(code) > 6 and family.order.match(code) for code in codes):
                return frozenset((id,)), next(code for code in codes if family.order.match(code))
    return frozenset(), ""


def _families(here: frozenset[str], codes: tuple[str, ...], product: str) -> tuple[list[str], list[str]]:
    by_code, by_name = [], []
    for id in sorted(here):
        for family in families(id):
            for code in codes:
                if family.order and (match := family.order.match(code)):
                    by_code.append(match.expand(family.is_))
                    break
            if family.name and (match := family.name.search(plain(product))):
                by_name.append(match.expand(family.is_))
    return _first_of_each(by_code), by_name


def _first_of_each(found: list[str]) -> list[str]:
    """The families; of a safety controller only its own, not the one that the same numbers begin."""
    if len(found) > 1 and any(word in found[0] for word in ("GuardLogix", "Safety")):
        return found[:1]
    return found


def _contradiction(by_code: list[str], by_name: list[str]) -> tuple[str, str] | None:
    """Families that cannot both be true: their numbers differ."""
    if not by_code or not by_name:
        return None
    numbers = [{token for token in runs(name) if token[0].isdigit()} for name in (*by_code, *by_name)]
    alike = any(one & other for one in numbers[: len(by_code)] for other in numbers[len(by_code) :])
    distinct = {frozenset(one) for one in numbers}
    if len(distinct) < 2 or (alike and set(by_code) & set(by_name)):
        return None
    return None if set(by_code) & set(by_name) else (by_code[0], by_name[0])


def _version(written: str, here: frozenset[str]) -> Version | None:
    if "codesys" in here and (match := _CODESYS.search(written)):
        return parse(f"3.5.{match[1]}.{int(match[2] or 0) * 10}")
    first = re.split(r"[;/](?=\s)|,(?=\s)", written)[0]
    bare = _SYSTEM_NAME.sub("", first)
    if found := parse(first) or parse(bare) or parse(_BRACKETS.sub("", bare)):
        return found
    start = _WITH_REMARK.match(bare)
    return parse(start["version"]) if start else None
