"""Whether an asset is a product of an advisory, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from keur.observe.advisories.versions import NUMBER, Version
from keur.products.claims import Claim, Name
from keur.products.inventory import Item
from keur.products.lines import Line
from keur.products.names import hole, scheme
from keur.products.tables import brand_makers, makers, words
from keur.products.vocabulary import Vocabulary


class Level(IntEnum):
    """How an asset fits a claim; a higher one rules out lower ones within an advisory."""

    GENERAL = 1
    """The asset is named less precisely than the advisory does."""
    NAME = 2
    CODE = 3


@dataclass(frozen=True, slots=True)
class Fit:
    claim: Claim
    level: Level
    core: frozenset[str]
    """The tokens by which it fits; more of them is more precise."""
    variant: frozenset[str]
    """Tokens of the claim's variant."""
    family: bool
    """Fits a whole family."""
    doubt: str = ""
    """What of the asset would have to be known: `hardware`, `version` or `platform`."""


def fit_by_code(item: Item, claim: Claim) -> bool | None:
    """True when an order number agrees, False when numbers of one scheme differ, None when that tells nothing."""
    if not claim.codes:
        return None
    for code in item.codes:
        if any(one.matches(code) for one in claim.excluded):
            return False
        if any(one.matches(code) for one in claim.codes):
            return True
        if len(code) > 7 and any(one.exact.startswith(code) and scheme(one.exact) == "mlfb" for one in claim.codes):
            return True
        if scheme(code) == "catalogue" and any(_goes_on(one.exact, code) for one in claim.codes):
            return True
    if any(one.matches(code) for one in claim.codes for code in item.soft_codes):
        return True
    return False if any(scheme(code) in claim.schemes for code in item.codes if scheme(code)) else None


_PROCESSORS = re.compile(r"\d{4}L\d")


def _goes_on(short: str, code: str) -> bool:
    """Whether a catalogue number that ends in a digit is the start of a family: 1756-EN4 of 1756-EN4TR, and of
    processors also with more digits: 5069-L4 of 5069-L46ERMW."""
    if not (short[-1:].isdigit() and code.startswith(short)):
        return False
    return code[len(short) :].isalpha() or bool(_PROCESSORS.fullmatch(short))


def fit_by_name(item: Item, name: Name, vocabulary: Vocabulary) -> Level | None:
    """How the asset's name fits; None when it is another product or cannot be told."""
    missing = {token for token in name.core if not _has(item, token, name.family)}
    if any(not any(_has(item, token, name.family) for token in choice) for choice in name.choices):
        return None
    if missing and (after := _after_model(item, name)) is not None:
        # The model stands there as one word; what the maker says of its kind in front of it need not.
        said = {token for token in missing if token not in after}
        missing, name = missing - said, replace(name, core=name.core - said)
    missing -= _told_by_version(item, missing)
    missing -= _initials(item, name, missing)
    missing -= {token for token in missing if _is_short_for(token, name.core - missing)}
    if missing <= name.purpose and not item.own - name.core - name.optional - vocabulary.brands(item.makers):
        missing = set()
    level = _without_words(item, name, missing, vocabulary) if missing else Level.NAME
    if level is None:
        return Level.GENERAL if _is_vaguer(item, name, missing, vocabulary) else None
    if name.weak and not _says_brand(item, name):
        return None
    if not name.choices and name.core <= vocabulary.brands(item.makers) and _says_more(item, name, vocabulary):
        return None
    return None if _is_another(item, name, vocabulary) else level


def _says_more(item: Item, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether the asset is one product of a brand, where the claim has nothing but the maker's name."""
    maker_words = {
        word for id in item.makers if id in makers() for one in makers()[id].names for word in one.casefold().split()
    }
    known = name.core | name.optional | words().generic | words().variant | vocabulary.brands(item.makers)
    return name.core <= maker_words and any(len(token) > 2 for token in item.own - known)


def _after_model(item: Item, name: Name) -> frozenset[str] | None:
    """What stands after the model in a name, where the asset has the same model as one word."""
    return next((after for model, after in name.models if model in item.soft_codes), None)


def _told_by_version(item: Item, missing: set[str]) -> set[str]:
    """A release in a name that the asset's version begins with: 9.24.4 is a `Mendix 9`."""
    if item.version is None or item.version.parts[0][0] != NUMBER:
        return set()
    return missing & {str(item.version.parts[0][3])}


_WHERE_IT_RUNS = frozenset(("server",))
"""Kinds of software that a name may leave out: SINEMA Remote Connect is SINEMA Remote Connect Server."""
SHORTEST_NAME = 5
"""Letters of a word that may be a product's own name: an IntelliSpace PACS is no Vue PACS."""
SHORTEST_DESCRIPTION = 4
"""Letters; shorter words (HMI, IRT, OA) set products apart."""


def _is_short_for(token: str, others: frozenset[str]) -> bool:
    """Whether a token only repeats the other words: `SE` in `Solid Edge SE2024`."""
    letters = [one[0] for one in others if one.isalpha() and len(one) > 1]
    return 1 < len(token) < 5 and token.isalpha() and all(letters.count(one) >= token.count(one) for one in token)


MOST_INITIALS = 4


def _initials(item: Item, name: Name, missing: set[str]) -> set[str]:
    """Words of which the asset has the first letters only: `PI AF Client` for `PI Asset Framework Client`."""
    if len(missing) > MOST_INITIALS or not all(token.isalpha() for token in missing):
        return set()
    left_out = [token[0] for token in name.optional - item.tokens if token.isalpha()]
    for short in item.own:
        rest = list(short)
        for token in missing:
            if token[0] in rest:
                rest.remove(token[0])
        told = len(short) - len(rest)
        if len(short) > 1 and told == len(missing) and all(rest.count(one) <= left_out.count(one) for one in rest):
            return missing
    return set()


def _without_words(item: Item, name: Name, missing: set[str], vocabulary: Vocabulary) -> Level | None:
    """How a name fits of which the asset leaves out words, as in `Life2000` for `Life2000 Ventilation System`: what it
    has must name this product and no other of the maker's, and the rest be description."""
    brands = vocabulary.brands(item.makers)
    found, said = name.core - missing, missing - brands
    numbers = any(token[0].isdigit() for token in found)
    kinds = words()
    if (said & kinds.software_kinds) - _WHERE_IT_RUNS or not all(token.isalpha() for token in said):
        return None
    by_model = any(model in item.soft_codes for model, _ in name.models)
    if not by_model and item.own & brand_makers().keys() - name.core - name.optional:
        return None
    telling = found - brands - kinds.generic
    if not (numbers and len("".join(found)) > 3) and not any(len(token) > 2 for token in telling):
        return None
    if not said and numbers:
        return Level.NAME
    known = name.core | name.optional | brands | kinds.variant
    holes = [pattern for token in name.core if (pattern := hole(token))]
    more = {token for token in item.own - known if not any(pattern.fullmatch(token) for pattern in holes)}
    if not by_model and any(vocabulary.knows(item.makers, token) for token in more):
        return None
    if not vocabulary.alone(item.makers, frozenset(found), name.core - _WHERE_IT_RUNS):
        return None
    if said and not numbers and len(telling) == 1 and any(len(token) >= SHORTEST_NAME for token in more - item.stems):
        return None
    other = kinds.other_product | (frozenset() if by_model else kinds.editions)
    if not more:
        other -= kinds.tool_kinds
    vague = said & other or any(len(token) < SHORTEST_DESCRIPTION for token in said)
    return Level.GENERAL if vague else Level.NAME


def _has(item: Item, token: str, family: bool) -> bool:
    if token in item.tokens:
        return True
    if pattern := hole(token):
        return any(pattern.fullmatch(one) for one in item.tokens)
    return (
        family
        and token.isdigit()
        and len(token) > 2
        and any(re.fullmatch(rf"{token}[a-z]{{1,2}}", t) for t in item.tokens)
    )


def _says_brand(item: Item, name: Name) -> bool:
    """A short name such as `P3` is believed with a brand or a kind that both say, or where all else is known."""
    known = name.core.union(name.optional, words().generic, words().umbrellas)
    return (
        name.family
        or bool(name.optional & item.tokens)
        or not any(one.isalpha() and len(one) > 2 for one in item.own - known)
    )


def _is_another(item: Item, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether the asset's name has a word more that makes it another product."""
    joined = (name.core & item.tokens) - item.own
    parts = {token for token in item.own for one in joined if one.startswith(token) or one.endswith(token)}
    known = name.core.union(name.optional, vocabulary.brands(item.makers), words().variant, parts, *name.choices)
    known = known.union(*(words().implied.get(token, ()) for token in name.core))
    other = (item.own & words().other_product) - known
    if not other and any(
        name.core and name.core <= family and family - words().generic <= known for family in item.family_tokens
    ):
        return False
    if not any(token[0].isdigit() for token in name.core):
        kinds = words().rival_kinds
        if (item.tokens & kinds) - name.optional - name.core and (name.optional & kinds) - item.tokens:
            return True
        more = (item.tokens & words().software_kinds) - known
        more -= _WHERE_IT_RUNS
        known |= _WHERE_IT_RUNS
        if any(vocabulary.together(item.makers, name.core | {token}) for token in more):
            return True
    for token in item.own - known:
        if not token.isalpha() or token in item.stems or (len(token) < 2 and token not in words().telling_letters):
            continue
        if token in words().other_product and not name.family:
            return True
        if (not name.family or len(token) != 2) and vocabulary.together(item.makers, name.core | {token}):
            return True
    return False


def _is_vaguer(item: Item, name: Name, missing: set[str], vocabulary: Vocabulary) -> bool:
    if any(token.isalpha() and len(token) > 1 and token not in words().variant for token in missing):
        return False
    found = name.core - missing
    if not any(len(token) > 2 for token in found):
        return False
    known = name.core | name.optional | vocabulary.brands(item.makers) | words().variant
    extra = {token for token in item.own - known if len(token) > 1 and vocabulary.knows(item.makers, token)}
    return not extra and not _rival(item, name, missing)


def _rival(item: Item, name: Name, missing: set[str]) -> bool:
    """Whether the asset has a number or letters of its own where the claim has others: 5570 is no vague 5580."""
    numbers = any(token[0].isdigit() for token in missing)
    letters = any(token.isalpha() for token in missing)
    return any(
        (numbers and token[0].isdigit()) or (letters and token.isalpha() and len(token) < 3)
        for token in item.own - name.core - name.optional - words().variant
    )


def lines_hold(item: Item, claim: Claim) -> tuple[bool, str]:
    """Whether the asset is of the release line or hardware that the claim's name tells, and what is unknown."""
    doubt = ""
    for line in claim.lines:
        version = item.hardware if line.hardware else item.version
        if not line.hardware and item.name_version and not line.holds(item.name_version) and not _within(item, line):
            return False, ""
        if line.version.written in item.tokens:
            continue
        if version is None:
            doubt = "hardware" if line.hardware else "version"
        elif not line.holds(version) and not (item.name_version and line.holds(item.name_version)):
            return False, ""
    return True, doubt


def _within(item: Item, line: Line) -> bool:
    version: Version | None = item.version
    return version is not None and line.holds(version)
