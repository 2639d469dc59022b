"""Names of products as tokens, and order numbers as codes with placeholders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from keur.products.tables import words

_MARKS = re.compile(r"[®™©]|\((?:r|tm|c)\)", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad]")
_HOLES = re.compile(r"\s?(?:\[\]|□|\*)")
_HOLES_AFTER_LETTERS = re.compile(r"(?<=[a-z])(?:\s?(?:\[\]|□|\*))+|(?<=[a-wyz])x{2,}(?![a-z])")
ANY_NUMBER = "xxxxxx"
"""How a star after a number is kept in a token; each single x stands for one digit."""
_TOKEN = re.compile(r"\d+x+(?:[a-z](?![a-z]))?(?![a-z])|x{2,}|\d+[a-z]{1,2}(?![a-z0-9])|\d+|[a-z]+")
_APART = re.compile(r"(\d+)[\s-]([a-z]{1,2})(?![a-z0-9])")


def without_marks(text: str) -> str:
    """A text without trademarks, with plain hyphens, and with blanks for underscores."""
    return _DASHES.sub("-", _MARKS.sub(" ", text)).replace("_", " ")


@cache
def plain(text: str) -> str:
    """A text in small letters, without accents and trademarks."""
    decomposed = unicodedata.normalize("NFKD", _DASHES.sub("-", _MARKS.sub(" ", text)))
    kept = decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.casefold().replace("µ", "u").split())


@cache
def runs(text: str) -> tuple[str, ...]:
    """Runs of letters and of digits: `S7-1500` is `s`, `7`, `1500`. One or two letters after a number stay with it
    (`1214C`), as do placeholders (`44x`)."""
    normal = _HOLES.sub(
        lambda found: ANY_NUMBER if found[0].strip() == "*" else "x", _HOLES_AFTER_LETTERS.sub(" ", plain(text))
    )
    phrases, translations = words().phrases, words().translations
    normal = words().phrase.sub(lambda found: phrases[found[0]], normal)
    return tuple(translations.get(token, token) for token in _TOKEN.findall(normal) if token.strip("x"))


@cache
def hole(token: str) -> re.Pattern[str] | None:
    """What a number with placeholders stands for; None for any other token."""
    match = re.fullmatch(r"(\d+)(x+)([a-z]?)", token)
    if match is None:
        return None
    count = "*" if match[2] == ANY_NUMBER else f"{{{len(match[2])}}}"
    if len(match[1]) == len(match[2]) == 1:
        count = "+"  # `NEX-2x` has a NEX-2128
    return re.compile(rf"{match[1]}[\dx]{count}{match[3] or '[a-z]{0,2}'}")


def joined(text: str) -> list[str]:
    """Numbers and letters that others may write together: `200 SP` as `200sp`."""
    return ["".join(pair) for pair in _APART.findall(plain(text))]


def squash(code: str) -> str:
    """An order number without what is written differently from place to place."""
    return re.sub(r"[\s\-_/.:]", "", _DASHES.sub("-", code)).upper()


@dataclass(frozen=True, slots=True)
class Code:
    """An order number of an advisory, perhaps with placeholders."""

    written: str
    pattern: re.Pattern[str]
    exact: str
    """The squashed number; empty where it has placeholders."""

    def matches(self, squashed: str) -> bool:
        return bool(self.pattern.fullmatch(squashed))


_HOLE_IN_CODE = re.compile(r"\[\]|□+|\*+|x+(?=$|[^a-z0-9])|(?<=\d)x+|(?<=\d)[yz](?=$|[^A-Za-z0-9])|x{2,}")


@cache
def code(written: str) -> Code:
    """An order number as a pattern. `*` stands for anything that follows, `x` and `[]` for one character each."""
    text = written.strip()
    at, regex, holes = 0, "", False
    for match in _HOLE_IN_CODE.finditer(text):
        regex += re.escape(squash(text[at : match.start()]))
        regex += (
            ".*" if match[0][0] in "*yz" or match.end() == len(text) else f".{{{len(match[0].replace('[]', 'x'))}}}"
        )
        at, holes = match.end(), True
    regex += re.escape(squash(text[at:]))
    return Code(text, re.compile(regex), "" if holes else squash(text))


_MLFB = re.compile(
    r"\b[0-9][A-Z]{1,2}[0-9A-Z]{1,2}\s?\d{3}-?\s?[0-9A-Z]{4,5}(?:-[0-9A-Z]{4})?\b|\b7KM\d{4}-[0-9A-Z]{5}-[0-9A-Z]{4}\b"
)
_CATALOGUE = re.compile(
    r"\b(?:17[0-9]{2}|20[0-9]{2}|2711[A-Z]?|50[0-9]{2}|1[4-6][0-9]{2})\s?-\s?[A-Z]{1,5}[0-9][0-9A-Za-z]*\b"
    r"|\b1SAP\d{6}R\d{4}\b|\b(?:750|751|752|758|762|852)-[0-9x]{3,4}(?:/[0-9x]{3}-[0-9x]{3})?\b"
    r"|\b(?:BMX|BME|BMEP|TM2|TSX|140|METSE)[A-Z]*\d{2,}[0-9A-Z]*\b"
)


@cache
def codes_in(text: str) -> tuple[str, ...]:
    """Order numbers that stand in a text and are recognised by their form."""
    return tuple(dict.fromkeys(match[0].strip() for form in (_MLFB, _CATALOGUE) for match in form.finditer(text)))


@cache
def scheme(squashed: str) -> str:
    """The maker's way of numbering to which an order number belongs; empty where the form tells nothing.

    Only numbers of one scheme can be said to differ."""
    for name, form in (
        ("mlfb", r"\d[A-Z]{2}\d{4}[0-9A-Z]{4,}|\d[A-Z]{2}\d{1,4}[0-9A-Z]{5,}"),
        ("catalogue", r"(?:17|20|27|50|14|15|16)\d{2}[A-Z]{1,5}\d\w*"),
        ("abb", r"1SAP\d{6}R\d{4}.*"),
        ("phoenix", r"[12]\d{6}"),
        ("wago", r"(?:75\d|762|852)\d{3,4}\d*"),
    ):
        if re.fullmatch(form, squashed):
            return name
    return ""
