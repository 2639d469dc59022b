"""Versions as makers of industrial products write them, in one total order.

`V15.1 Update 6` < `V15.1 Update 10`, `15.2(7)E2` < `15.2(8)E5`, `2020 R2 SP1` < `2020 R2 SP1 P01`, `FW11` < `FW14`. No
scheme of software packages orders these: the number is followed by words that have ranks of their own (a service
pack outranks an update, an update outranks a hotfix), letters count, zeros at the end and in front do not, and
marks such as `V`, `FW`, `FRN` or `R` say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

Part = tuple[int, int, str, int]
"""Kind, rank, letters, number. Compared from left to right."""

_BEFORE, _END, _LETTERS, _SUFFIX, NUMBER = range(-1, 4)
_STOP: Part = (_END, 0, "", 0)
_WILD = "*"

_PREFIX = re.compile(
    r"^(?:(?:software|firmware|fw|sw|versions|version|versie|vers|ver|release|rel|revision|rev|bios|frn|hios|aleos|sv|"
    r"serie|series|mx|nr|no|v|r)[\s.:\-]*)+(?=\d|x\b)",
)
_RANKS = {
    **dict.fromkeys(("r",), 90),
    **dict.fromkeys(("sp", "servicepack"), 80),
    **dict.fromkeys(("fp", "featurepack", "tcu"), 70),
    **dict.fromkeys(("update", "upd", "u", "uc", "cu", "pc", "mp"), 60),
    **dict.fromkeys(("hotfix", "hf"), 50),
    **dict.fromkeys(("patch", "p"), 40),
}
"""Words that follow a release; a higher rank holds all of a lower rank within it."""
_NOT_OF_A_VERSION = {"to", "and", "or", "through", "until", "up", "from", "all", "the", "en", "tot", "of"}
_FIRST_TRIES = {"alpha": 1, "beta": 2, "preview": 2, "rc": 3}
_TWO_WORDS = re.compile(r"\b(service|feature)[\s-]*pack\b|\bhot[\s-]fix\b")
_BUILD = re.compile(r"(\d)[\s,]*(?:\(\s*)?\b(?:build|bld)[\s.]*(?:nr|no|number)?[\s.:]*(?=\d)")
"""A build goes on from the release: `3.1 Build 4022.4` is 3.1.4022.4."""
_REBUILD = re.compile(r"\((\d+)([a-z])\)(?=[a-z])")
"""A letter with the number in brackets is a rebuild of it: 15.2(4a)EA5 comes after 15.2(4)EA3."""
_SEVERAL = re.compile(r"\d\.\d+\s+v?\d+\.\d|\bt/m\b")
_REVISION = re.compile(r"(?<=\w)\s+revision\s+(?=\w)")
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}[/-]\d{2}[/-]\d{2}(?!\d)")
_MONTHS = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_TOKEN = re.compile(r"\d+|[a-z]+|\*")
_PLACEHOLDER = re.compile(r"(?<=[.\d])x(?:x*)(?![a-z0-9])|(?<=\.)x(?=\.)|^x(?=\.)|\.\*")
MOST_CHARACTERS = 120
"""Longer texts are no versions."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version. Two are equal when they mean the same, however they are written."""

    key: tuple[Part, ...]
    """What is compared; it ends with a mark that sorts below all that may follow but a trial version."""
    line: bool = field(default=False, compare=False)
    """Means all versions that begin so, as `4.x` does."""
    written: str = field(default="", compare=False)
    depth: int = field(default=0, compare=False)
    """How many numbers the release was written with, zeros at the end included."""

    release: int = field(default=0, compare=False)
    """How many numbers stand before a build that is written as one; 0 where none is."""
    has_gap: bool = field(default=False, compare=False)
    """Has an `X` in its middle, as `V3.X.17` does."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.key[:-1]

    def begins(self, other: Version) -> bool:
        """Whether the other is this version or one that goes on from it, as 4.1 begins 4.1.2 and 4.1 SP1; 4.0 begins
        4.0.3, and not 4.1."""
        depth = max(self.depth, len(self.parts) if self.line else 0)
        mine, theirs = _padded(self.parts, depth), _padded(other.parts, depth)
        return theirs[: len(mine)] == mine

    def filled_from(self, other: Version) -> Version | None:
        """This version with `X` in its middle (`V3.X.17`) filled with the other's numbers; None where it has none."""
        parts = list(self.parts)
        for at, part in enumerate(parts):
            if part[2] == _WILD:
                if at >= len(other.parts) or other.parts[at][0] != NUMBER:
                    return None
                parts[at] = other.parts[at]
        return Version((*parts, _STOP), False, self.written, self.depth)

    def __str__(self) -> str:
        return self.written


def _padded(parts: tuple[Part, ...], depth: int) -> tuple[Part, ...]:
    """The parts with the zeros at the end of the release written out, so that there are at least so many numbers."""
    count = next((at for at, part in enumerate(parts) if part[0] != NUMBER), len(parts))
    return parts if count >= depth else parts[:count] + ((NUMBER, 0, "", 0),) * (depth - count) + parts[count:]


@cache
def parse(written: str) -> Version | None:
    """The version in a text; None when it holds none (`unknown`, a date, a sentence)."""
    text = " ".join(written.replace("_", " ").split()).casefold()
    if (
        len(text) > MOST_CHARACTERS
        or _SEVERAL.search(text)
        or _DATE.search(text)
        or _MONTHS.search(text)
        or not re.search(r"\d", text)
    ):
        return None
    build = _BUILD.search(text)
    release = len(re.findall(r"\d+", text[: build.end(1)])) if build else 0
    text = _REVISION.sub(" rev ", _BUILD.sub(r"\1.", text) if build else text)
    text = _REBUILD.sub(lambda found: f".{found[1]}.{ord(found[2]) - ord('a') + 1}", text)
    text = _TWO_WORDS.sub(lambda found: re.sub(r"[\s.-]", "", found[0]) + " ", text)
    text = _PREFIX.sub("", text.replace("{", "(").replace("}", ")").strip(" .:"))
    tokens = _TOKEN.findall(_PLACEHOLDER.sub("*", text))
    if not tokens or re.match(r"[a-z]{3,}[\s:]", text):
        return None
    line = tokens[-1] == _WILD
    while tokens and tokens[-1] == _WILD:
        tokens.pop()
    parts = _parts(tokens, line)
    if parts is None or not any(part[3] or part[0] == NUMBER for part in parts):
        return None
    depth = next((at for at, token in enumerate(tokens) if not token.isdigit()), len(tokens))
    gap = any(part[2] == _WILD for part in parts)
    return Version((*parts, _STOP), line, written.strip().replace("_", " "), depth, release, gap)


def _parts(tokens: list[str], line: bool) -> list[Part] | None:
    parts: list[Part] = []
    words = at = 0
    while at < len(tokens):
        token = tokens[at]
        following = int(tokens[at + 1]) if at + 1 < len(tokens) and tokens[at + 1].isdigit() else None
        if token.isdigit() or token == _WILD:
            parts.append((NUMBER, 0, _WILD if token == _WILD else "", 0 if token == _WILD else int(token)))
        elif token in _NOT_OF_A_VERSION:
            return None
        elif token in _FIRST_TRIES:
            _drop_zeros(parts)
            parts.append((_BEFORE, _FIRST_TRIES[token], "", following or 0))
            at += following is not None
        elif token in _RANKS and parts:
            _drop_zeros(parts)
            parts.append((_SUFFIX, _RANKS[token], "", following or 0))
            at += following is not None
        else:
            words += len(token) > 4
            _drop_zeros(parts)
            parts.append((_LETTERS, 0, token, 0))
        at += 1
    if not line:
        _drop_zeros(parts)
    return None if words else parts


def _drop_zeros(parts: list[Part]) -> None:
    while len(parts) > 1 and parts[-1] == (NUMBER, 0, "", 0):
        parts.pop()
