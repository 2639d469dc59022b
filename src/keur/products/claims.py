"""What an advisory claims: for each product that it names, how to know it and which versions are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from keur.observe.advisories import ranges
from keur.observe.advisories.model import Advisory, Product
from keur.observe.advisories.ranges import Range
from keur.observe.advisories.versions import parse
from keur.products.lines import Line, lines_in
from keur.products.names import Code, code, codes_in, plain, runs, scheme, squash
from keur.products.tables import brand_makers, makers, makers_in, words


@dataclass(frozen=True, slots=True)
class Name:
    """One way in which a product is named."""

    core: frozenset[str]
    """Tokens that an asset must have."""
    optional: frozenset[str]
    """Brand, kind and variant: an asset may have them."""
    choices: tuple[frozenset[str], ...] = ()
    """From each of these sets an asset must have one."""
    variant: frozenset[str] = frozenset()
    """Tokens of a remark such as `(BACnet)` that tells variants apart."""
    models: tuple[tuple[str, frozenset[str]], ...] = ()
    """Words of letters and digits that name the model by themselves, such as `R08SFCPU`, squashed, each with the tokens
    that stand after it."""
    purpose: frozenset[str] = frozenset()
    """Tokens of the core that stand behind `for`: an asset named without any such word may be meant."""
    family: bool = False
    """Names a whole family: letters after a number do not set an asset apart."""

    @property
    def weak(self) -> bool:
        """Whether the core alone could be anything: no long word and no long number."""
        tokens = set(self.core).union(*self.choices)
        return not any(len(token) > 2 for token in tokens)


@dataclass(frozen=True, slots=True)
class Claim:
    """One product of an advisory with the versions that are meant."""

    product: Product
    makers: frozenset[str]
    names: tuple[Name, ...]
    codes: tuple[Code, ...]
    lines: tuple[Line, ...]
    range: Range
    spoken: Range | None
    """The range in the product's full name, where it says one too."""
    excluded: tuple[Code, ...] = ()
    platform: tuple[Name, ...] = ()
    """Product on which it must be installed."""
    schemes: frozenset[str] = field(default=frozenset())


MOST_WORDS = 6
"""A remark in brackets with fewer words sets variants apart."""
_FAMILY = re.compile(r"\b(?:series|family|devices|all references|platform)\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:formerly(?: known as)?|including former|former)\s+([A-Za-z][\w +-]{3,40}?)\s*\)", re.IGNORECASE
)
_WITHIN = re.compile(r"\s*[<>=]*\s*(?=(?:SP|Service|Update|Upd|HF|Hotfix|Patch|P|R)\s?\d(?![\d.]))", re.IGNORECASE)
"""A bound that only tells the service pack: the release stands in the product's name."""
_REVISED = re.compile(r"(?:\brevision index\s+|^\*?\s*)([A-Z]\d)\s+with\s+(?:BSP\s+)?([<>=]+\s*[^()]+)")
"""The hardware in front of the version: `revision index B1 with BSP <= UN30 1.76`."""
_THROUGH = re.compile(r"\b(\d+(?:\.\d+)+)\s+(?:through|to)\s+(\d+(?:\.\d+)+)\b", re.IGNORECASE)
_PATTERN = re.compile(
    r"(?<!\S)(?:[A-Za-z0-9/-]*\d[A-Za-z0-9/-]*(?:\*|□|\[\])[A-Za-z0-9/*□\[\]-]*|[A-Z]{2,}-[A-Z]{2,}-\*(?!\S))"
)
_SPACED_HOLES = re.compile(r"(?<=[A-Z0-9])\s+(?=□)|(?<=□)\s+(?=□|-|[A-Z]{1,2}(?![\w]))|(?<=-)\s+(?=□)")
_MODEL = re.compile(r"(?<![\w/-])(?=[A-Z]*\d)(?=\w*\d\w*\d)[A-Z0-9]{6,}(?![\w/*-])")
_MODELS = re.compile(r"(?=\w*[A-Z])(?=[\w/-]*\d)[A-Z0-9][A-Z0-9/-]{3,}[A-Z0-9]")
_DASHED = re.compile(r"\s[-–]\s")
_NOTE = re.compile(r"\(([^()]*)\)")
_SHORT = re.compile(r"(?<=\w )\(([A-Z][A-Za-z]?[A-Z]{1,4})\)")
_PROGRAM = re.compile(r"\((\w+\.exe)\)", re.IGNORECASE)
_ASIDE = re.compile(r"\[[^\[\]]{2,}\]")
_SERIES = re.compile(r"\b(?:series|family)\b", re.IGNORECASE)
_ROUND = re.compile(r"(\d+?)(0{2,})([a-z]?)")
"""A number that stands for all that begin alike, in the name of a series: W-700 has a W774."""
_RADIO = re.compile(r"\bIEEE\s?802\.\d+\w*", re.IGNORECASE)
_REPORTS = re.compile(r"^.{2,60}? reports (?:that |all |the vulnerability affects )*")
_CUT = re.compile(
    r",?\s+(?:when|running|containing|using|based on|with firmware|in combination|if|that|which|where|as part of)\b.*$"
    r"|(?:\bversions?|\bfirmware)\s*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+(?:and|or|including)\s+|\s+/\s+|,\s*(?:and\s+)?|;\s*|\s+formerly\s+", re.IGNORECASE)
_SLASHED = re.compile(r"\b([A-Za-z]+)(\d+(?:/\d+)+)([A-Za-z]*)\b")
_EITHER = re.compile(r"(?<![\w/-])([A-Z]{2,4})/([A-Z]{2,4})(?![\w/-])")
_SAME_LENGTH = re.compile(r"\b(\d+x+|\d{2,})((?:(?:\s*[,/&]\s*(?:and\s+)?|\s+and\s+|\s+or\s+|\s+)(?:\d+x+|\d{2,})\b)+)")
_CODE_IN_VERSION = re.compile(
    r"^(?:\d{7}|[A-Z0-9]*[A-Z][A-Z0-9]*\d{2,}[A-Z0-9/-]*|\d{4}-[A-Z]+\d[A-Z0-9]*|[A-Z]{2,3}-[A-Z]{2,3} \d{3}"
    r"|(?=(?:\d*[A-Z]){3})(?=(?:[A-Z]*\d){2})[A-Z][A-Z0-9]{5,})(?=$|\s)"
)
_VERSION_LIKE = re.compile(r"^(?:R|V|SV|FW|B|SE|UN|P|SP)\d|^\d+[A-Z]$|^\d+\.")


def claims_of(advisory: Advisory) -> list[Claim]:
    """The claims of an advisory, in the order of its products."""
    return [claim(product) for product in advisory.products.values()]


def claim(product: Product) -> Claim:
    """How to know a product, and its versions."""
    hardware = product.platforms[-1] if product.platforms else None
    naming = hardware if hardware and _is_firmware(product) else product
    text = _name_text(naming)
    text = _SPACED_HOLES.sub("", text) if "□" in text else text
    vendor = naming.vendor or product.vendor
    here = makers_in(vendor) | _named_first(text) if vendor else _makers_from(text)
    version_text, version_codes = _version_slot(product)
    if through := _THROUGH.search(text):
        version_text = f">={through[1]}|<={through[2]}" if ranges.read(version_text or "*").everything else version_text
        text = text[: through.start()] + text[through.end() :]
    lines, text = lines_in(_ASIDE.sub(" ", text))
    if (revised := _REVISED.search(version_text)) and (revision := parse(revised[1])):
        lines = (*lines, Line(revision, "=", True))
        version_text = revised[2]
    within = _WITHIN.match(version_text) if lines else None
    if within:
        version_text = f"{within[0]}{lines[0].version.written} {version_text[within.end() :]}"
    if naming is hardware and hardware.version:
        version_codes = (*version_codes, hardware.version)
        text = f"{text} {hardware.version}"
    codes = [*naming.model_numbers, *naming.skus, *codes_in(text), *_PATTERN.findall(text), *version_codes]
    notes = " ".join(_NOTE.findall(text))
    excluded = tuple(code(one) for one in codes_in(notes) if re.search(r"exclud", notes, re.IGNORECASE))
    patterns = tuple(code(one) for one in dict.fromkeys(codes) if one)
    names = _every_name(text, f"{version_text} {product.full_name}", naming, here)
    own = frozenset(token for name in names for token in name.core | name.optional) | frozenset(
        re.findall(r"[a-z]{2,}", plain(text))
    )
    return Claim(
        product=product,
        makers=here,
        names=names,
        codes=patterns,
        lines=lines,
        range=ranges.read(version_text or "*", own) if version_text or not version_codes else ranges.read("*"),
        spoken=None if within else _spoken(product, own),
        excluded=excluded,
        platform=_names(_name_text(hardware), here) if hardware and naming is not hardware else (),
        schemes=_schemes(patterns),
    )


def _schemes(patterns: Iterable[Code]) -> frozenset[str]:
    """Which makers' ways of numbering the order numbers follow."""
    written = (one.exact or squash(one.written.rstrip("*xz")) for one in patterns)
    return frozenset(found for one in written if (found := scheme(one)))


def _every_name(text: str, said: str, naming: Product, here: frozenset[str]) -> tuple[Name, ...]:
    """The names of a product, with former and short ones, and with the words of its family."""
    names = _names(text, here)
    former = _FORMER.search(said)
    if former:
        names = (*names, *_names(former[1], here))
    if "(" in text:
        names += tuple(_name(short, here, "") for short in (_abbreviation(text), *_PROGRAM.findall(text)) if short)
    around = frozenset(token for one in naming.names[:-1] for token in runs(one))
    if around:
        names = tuple(replace(name, optional=name.optional | around) for name in names)
    return names


def _abbreviation(text: str) -> str:
    """The short name that follows a name in brackets: `GWS` of `Gateway Station (GWS)`; empty where there is none."""
    found = _SHORT.search(text)
    if not found or found[1].casefold() in words().variant | words().generic:
        return ""
    letters = iter(text[: found.start()].casefold())
    fits = all(letter in letters for letter in found[1].casefold())
    return found[1] if fits and found[1][0].casefold() in {word[0] for word in plain(text).split()} else ""


def _is_firmware(product: Product) -> bool:
    """Whether the first part of a product on a platform is nothing but its firmware."""
    text = plain(" ".join(product.names))
    return bool(re.search(r"\bfirmware\b", text)) or any(
        set(runs(" ".join(product.names))) <= set(runs(" ".join(one.names))) for one in product.platforms
    )


def _name_text(product: Product) -> str:
    if not product.names:
        return product.full_name
    text, *rest = reversed(product.names)
    if rest and not any(len(token) > 2 for token in runs(text)):
        text = f"{rest[0]} {text}"
    return text


@cache
def _named_first(text: str) -> frozenset[str]:
    """The maker whose name begins the product's: an advisory of one maker may speak of another's product."""
    start = plain(text) + " "
    return frozenset(id for begin, id in _beginnings() if start.startswith(begin))


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    """The makers' names as they stand in front of a product, with the makers."""
    return tuple((plain(name) + " ", id) for id, one in makers().items() for name in one.names if len(name) > 4)


def _makers_from(text: str) -> frozenset[str]:
    brands = brand_makers()
    found = {brands[token] for token in runs(text) if token in brands}
    return frozenset(found) | _named_first(text)


def _version_slot(product: Product) -> tuple[str, tuple[str, ...]]:
    """The version expression, and order numbers that stand in its place."""
    written = product.version.strip()
    pieces = [piece.strip() for piece in written.split("|")]
    if len(pieces) > 1 and all(_CODE_IN_VERSION.fullmatch(one) and not _VERSION_LIKE.match(one) for one in pieces):
        return "", tuple(pieces)
    match = _CODE_IN_VERSION.match(written)
    if match and not _VERSION_LIKE.match(written):
        rest = re.sub(r"^\([^()]*\)\s*(?=version)", "", written[match.end() :].strip(" |"))
        if rest and not re.match(r"versions?\b|[<>=]|\d+\.\d+", rest, re.IGNORECASE):
            rest = "* " + rest.strip("()")
        return rest, (match[0],)
    return written, ()


@cache
def _names(text: str, here: frozenset[str]) -> tuple[Name, ...]:
    bare = _RADIO.sub(" ", _NOTE.sub(" ", text))
    bare = _REPORTS.sub("", bare) if " reports " in bare else bare
    remarks = [note for note in _NOTE.findall(text) if len(note.split()) < MOST_WORDS]
    variants = " ".join([*remarks, *_RADIO.findall(text)])
    cut = _CUT.search(bare)
    if cut and not re.search(r"\d", cut[0]):
        bare = bare[: cut.start()]
    if len(several := bare.split()) > 1 and all(_MODELS.fullmatch(one) for one in several):
        return tuple(_name(one, here, variants) for one in several)
    head, behind, _ = bare.partition(" for ")
    if behind and _MODEL.search(head):
        bare = head
    if (last := _DASHED.split(bare)[-1]) != bare and len(runs(last)) > 1 and _can_stand_alone(last, here):
        return (_name(bare, here, variants), *_names(last, here))
    head, _, common = bare.partition(" with ")
    if re.fullmatch(r"\w*\d\w*", common):
        return tuple(_name(f"{piece} {common}", here, variants) for piece in _SPLIT.split(head) if piece.strip())
    pieces = [piece for piece in _SPLIT.split(bare) if piece and _can_stand_alone(piece, here)]
    whole = _name(bare, here, variants)
    all_pieces = [piece for piece in _SPLIT.split(bare) if piece and piece.strip()]
    if len(pieces) == 1 and len(all_pieces) > 1 and re.search(r"\d{2}", pieces[0]):
        return (_name(pieces[0], here, variants),)
    if len(pieces) < 2:
        return (whole,) if whole.core or whole.choices else ()
    if not re.search(r"\b(?:and|or|including|formerly)\b|,", bare, re.IGNORECASE) and "/" not in bare:
        return (whole,)
    return tuple(_name(piece, here, variants) for piece in pieces)


def _can_stand_alone(piece: str, here: frozenset[str]) -> bool:
    name = _name(piece, here, "")
    letters = [token for token in name.core if token.isalpha() and len(token) > 2]
    numbers = {token for token in name.core.union(*name.choices) if token[0].isdigit()}
    long = 3 if piece.strip().isalpha() and piece.strip().istitle() else 5
    return any(len(token) > 2 for token in numbers) or (
        bool(letters) and (len(name.core) > 1 or len(letters[0]) > long)
    )


def _choices(text: str) -> tuple[str, tuple[frozenset[str], ...]]:
    """The text without alternatives (`Q04/06/13UDPVCPU`, `PAS/PQS`), and those."""
    choices: list[frozenset[str]] = []

    def slashed(match: re.Match[str]) -> str:
        choices.append(frozenset(match[2].split("/")))
        return f"{match[1]} {match[3]}"

    def alike(match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+x*", match[0])
        if len({len(one) for one in numbers}) > 1:
            return match[0]
        choices.append(frozenset(numbers))
        return " "

    def either(match: re.Match[str]) -> str:
        both = frozenset(runs(f"{match[1]} {match[2]}"))
        if both & (words().variant | words().generic):
            return match[0]
        choices.append(both)
        return " "

    text = re.sub(r"\s+x=.*$", "", re.sub(r"\bx[A-Z]y\b(?:/z)?", "", _EITHER.sub(either, text)))
    text = _SAME_LENGTH.sub(alike, _SLASHED.sub(slashed, text))
    return text, tuple(choices)


def _name(text: str, here: frozenset[str], variants: str) -> Name:
    text, choices = _choices(text)
    tokens = runs(text)
    kinds = words()
    brands = _brands(here)
    optional = {token for token in tokens if token in kinds.generic or token in kinds.variant or token in brands}
    core = frozenset(tokens) - optional
    if _SERIES.search(text):
        core = frozenset(_ROUND.sub(lambda found: found[1] + "x" * len(found[2]) + found[3], one) for one in core)
    if core and not choices and not any(token[0].isdigit() for token in core):
        core |= optional & kinds.software_kinds
        optional -= core
    if core and not choices and core <= _families_of(here):
        core |= (optional & kinds.generic) - kinds.fillers
        optional -= core
    if not core and not choices:
        # Kinds and brands are all there is: the kind must be said then, or else the brand.
        core = frozenset(tokens) - brands or frozenset(tokens)
    family = bool(_FAMILY.search(text))
    models = tuple((squash(word[0]), frozenset(runs(text[word.end() :]))) for word in _MODEL.finditer(text))
    head, _, purpose = text.partition(" for ")
    return Name(
        core,
        frozenset(optional) | frozenset(runs(variants)),
        choices,
        frozenset(runs(variants)) - kinds.fillers,
        models,
        core & frozenset(runs(purpose)) - frozenset(runs(head)),
        family,
    )


@cache
def _families_of(here: frozenset[str]) -> frozenset[str]:
    """Brands that stand for many products: with nothing else, the kind in a name counts."""
    return frozenset(brand for id in here if id in makers() for brand in makers()[id].brands)


@cache
def _brands(here: frozenset[str]) -> frozenset[str]:
    """Words of a maker's name, and umbrella brands: they set nothing apart within its products."""
    found: set[str] = set()
    for id in here:
        maker = makers().get(id)
        if maker is None:
            found |= set(runs(id))
            continue
        found |= {token for name in maker.names[:3] for token in runs(name) if len(token) > 1}
    return frozenset(found) | words().umbrellas


def _spoken(product: Product, own: frozenset[str]) -> Range | None:
    """The range that the full name says, where it says one with a sign or a word for it."""
    name = product.full_name
    for part in sorted((product.vendor, *product.names), key=len, reverse=True):
        if part:
            name = name.replace(part, " ")
    name = name.strip(" :-")
    if not re.search(r"[<>]|prior|earlier|below|later|through|\bto\b|all versions|newer", name, re.IGNORECASE):
        return None
    found = ranges.read(name, own)
    return found if found.readable and not found.doubtful and not found.condition else None
