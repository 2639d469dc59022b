"""Which versions an expression of an advisory means: `<V4.1.0`, `vers:all/>=V2.0|<V2.1`, `R6.03.10 and prior`.

Whatever an expression says besides versions (`installed on CP200 devices`) is its condition. An expression that does
not come down to versions is never guessed: it answers `UNSURE`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from keur.observe.advisories.versions import NUMBER, Version, parse


class Answer(Enum):
    """Whether a version is in a range."""

    IN = "in"
    OUT = "out"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions from a lower to an upper bound; a bound that is None is open."""

    low: Version | None = None
    low_in: bool = True
    high: Version | None = None
    high_in: bool = True
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """What an expression means."""

    written: str
    everything: bool = False
    intervals: tuple[Interval, ...] = ()
    lines: tuple[Interval, ...] = ()
    """Upper bounds of several release lines: each holds for its own line."""
    condition: str = ""
    readable: bool = True
    doubtful: bool = False
    """Bounds that do not fit each other, such as two lower ones."""
    excluded: tuple[Version, ...] = ()
    """Versions that the expression takes out again."""

    def holds(self, version: Version) -> Answer:
        """Whether a version is in the range, its condition left aside."""
        if not self.readable or self.doubtful:
            return Answer.UNSURE
        if any(_equal(version, one) is Answer.IN for one in self.excluded):
            return Answer.OUT
        if self.everything:
            return Answer.IN
        if len(self.intervals) == 1 and not self.lines:
            return _in_interval(version, self.intervals[0])
        answers = [_in_interval(version, interval) for interval in self.intervals]
        if self.lines:
            answers.append(_in_lines(version, self.lines))
        if Answer.IN in answers:
            return Answer.IN
        return Answer.UNSURE if Answer.UNSURE in answers else Answer.OUT


def _in_interval(version: Version, interval: Interval) -> Answer:
    if interval.exact and interval.low is not None:
        return _equal(version, interval.low)
    above = _above(version, interval.low, interval.low_in) if interval.low else Answer.IN
    if above is Answer.OUT or interval.high is None:
        return above
    below = _below(version, interval.high, interval.high_in)
    return above if below is Answer.IN else below


def _vague(version: Version) -> bool:
    """Whether a version names a whole line: `4.x`, or a bare `4`."""
    return version.line or (version.depth == 1 and len(version.parts) == 1 and version.parts[0][3] < 1900)


def _filled(bound: Version, version: Version) -> Version | None:
    return bound.filled_from(version) if bound.has_gap else bound


def _equal(version: Version, bound: Version) -> Answer:
    filled = _filled(bound, version)
    if filled is None:
        return Answer.UNSURE
    if version.key == filled.key and not version.line:
        return Answer.IN
    whole_line = bound.line or (bound.depth == 1 and len(bound.parts) == 1 and bound.parts[0][3] < 1900)
    if whole_line and filled.begins(version):
        return Answer.IN
    if _vague(version) and version.begins(filled):
        return Answer.UNSURE
    return Answer.OUT


def _below(version: Version, bound: Version, included: bool) -> Answer:
    filled = _filled(bound, version)
    if filled is None:
        return Answer.UNSURE
    if _vague(version) and version.begins(filled) and version.parts != filled.parts:
        # A bare `V17` is the release without `SP1`; a bare `15` may be any 15.x.
        further = filled.parts[len(version.parts) :]
        return Answer.IN if further and further[0][0] != NUMBER and not version.line else Answer.UNSURE
    if version.key < filled.key:
        return Answer.IN
    if version.key == filled.key:
        return Answer.IN if included else Answer.OUT
    if included and filled.begins(version):
        following = version.parts[len(filled.parts) :]
        goes_on_in_numbers = bool(following) and following[0][0] == NUMBER
        if bound.line or (bound.depth == 1 and goes_on_in_numbers and filled.parts[0][3] < 1900):
            return Answer.IN
        if version.release and version.release <= max(bound.depth, len(filled.parts)):
            return Answer.IN  # `5.1 Build 19031417` is a 5.1.
        if goes_on_in_numbers and version.depth > bound.depth:
            return Answer.UNSURE
    return Answer.OUT


def _above(version: Version, bound: Version, included: bool) -> Answer:
    filled = _filled(bound, version)
    if filled is None:
        return Answer.UNSURE
    if _vague(version) and version.begins(filled) and version.parts != filled.parts:
        return Answer.UNSURE
    if version.key == filled.key:
        return Answer.IN if included else Answer.OUT
    if version.key > filled.key and not included and bound.line and filled.begins(version):
        return Answer.OUT
    return Answer.IN if version.key > filled.key else Answer.OUT


def _in_lines(version: Version, lines: tuple[Interval, ...]) -> Answer:
    """The bound of the version's own release line decides; below the first line all is older, above the last newer."""
    bounds = sorted((line.high for line in lines if line.high), key=lambda bound: bound.key)
    length = 1
    while length < 4 and len({bound.parts[:length] for bound in bounds}) < len(bounds):
        length += 1
    own = [bound for bound in bounds if bound.parts[:length] == version.parts[:length]]
    if own:
        return _below(version, own[-1], lines[0].high_in)
    if version.key < bounds[0].key or _before_its_line(version, bounds, length):
        return Answer.IN
    return Answer.OUT if version.key > bounds[-1].key else Answer.UNSURE


def _before_its_line(version: Version, bounds: Sequence[Version], length: int) -> bool:
    """Whether a version is older than all bounds that begin as it does: R511.1 than R511.5, whatever R510.2 says."""
    for shared in range(length - 1, 0, -1):
        if near := [bound for bound in bounds if bound.parts[:shared] == version.parts[:shared]]:
            return version.key < near[0].key
    return False


_ALL = re.compile(
    r"^(?:vers:[a-z]+/)?\s*(?:\*|all(?: firmware| software)?(?: versions?| releases?)?|any(?: version)?|-)?\s*$"
)
_CONDITION = re.compile(
    r"\b(?:installed on|only\b|only affected\b|when\b|if\b|in connection|with(?!out any)\b|without\b|"
    r"running\b|including affected|manufactured|and function state|based on|on (?:windows|linux)|"
    r"dated|excluding(?!\))|until|for\b|w/|serial|first \w+ digits|"
    r"revision index|c\+\+|linux image|intel\b)"
)
_SCHEME = re.compile(r"vers:[a-z]*/?")
_BETWEEN = re.compile(
    r"between\s+(?P<low>.+?)\s*\(including\)\s*and\s+(?P<high>.+?)\s*\((?P<end>including|excluding)\)"
)
_PRIOR = re.compile(
    r"(?:,?\s*(?:and|or)\s+(?:all\s+)?(?:previous|prior|earlier|below|older|lower|before)(?:\s+(?:versions?|releases?))?"
    r"|\s+(?:prior|and below))\s*$"
)
_LATER = re.compile(
    r"(?:,?\s*(?:and|or)\s+(?:all\s+)?(?:later|newer|higher|above|subsequent|up)(?:\s+versions?)?|\+)\s*$"
)
_BEFORE = re.compile(
    r"^(?:all\s+)?(?:firmware\s+|software\s+)?(?:versions?\s+)?"
    r"(?:prior to|before|earlier than|older than|lower than|below)\s+(?:versions?\s+)?"
)
_VERSIONS = re.compile(r"^:?\s*(?:all\s+)?(?:firmware\s+|software\s+)?versions?\s+(?=v?r?\d|\()")
_UP_TO = re.compile(
    r"^(?:all\s+)?(?:versions?\s+)?(?:up to and including|up to|through|until and including)\s+(?:versions?\s+)?"
)
_THROUGH = re.compile(
    r"^(?P<low>\S+(?: (?:sp|r|upd|update|p|hf)\s?\d+)*)\s+(?:to|through|up to and including|up to)\s+(?P<high>\S.*)$"
)
_DASH = re.compile(r"^(?P<low>v?\.?\s*r?\d+(?:\.\d+)*)\s*[-–]\s*(?P<high>v?\.?\s*r?\d+(?:\.\d+)*)$")
_OPERATOR = re.compile(r"(<=|>=|=<|=>|<|>|=)")


@cache
def read(written: str, names: frozenset[str] = frozenset()) -> Range:
    """What an expression means. `names` are words of the product's name, which may stand in front of a version."""
    text = " ".join(_SCHEME.sub(" ", written.replace("_", " ")).casefold().split())
    text = (
        re.sub(r"\s*\(versions removed from[^)]*\)|\(including\)|\(excluding\)(?! ?and)", "", text)
        if "between" not in text
        else text
    )
    if _ALL.match(text) or _ALL.match(written.casefold()):
        return Range(written, everything=True)
    text, excluded = _without_excluded(text)
    text, condition = _without_condition(text)
    if excluded and not _ALL.match(text) and (bounds := _bounds(text, names)):
        return replace(_grouped(written, bounds, condition), excluded=excluded)
    if _ALL.match(text) or (condition and not re.search(r"\d", text)):
        return Range(written, everything=True, condition=condition)
    bounds = _bounds(text, names)
    if not bounds:
        return Range(written, condition=condition, readable=False)
    return _grouped(written, bounds, condition)


def _without_condition(text: str) -> tuple[str, str]:
    found = _CONDITION.search(text)
    if not found:
        return text, ""
    start = found.start()
    while start and text[start - 1] in " (,":
        start -= 1
    return text[:start].strip(" ,("), text[start:].strip(" ,()")


_EXCLUDED = re.compile(r"\(?\b(?:excluding|except(?: for)?)\s+(?P<versions>(?:versions?\s+)?v?\d[\w., &]*?)\)?$")


def _without_excluded(text: str) -> tuple[str, tuple[Version, ...]]:
    """The text without the versions that it takes out, and those: `<= 9.6 (excluding 9.4.2.6 and 9.5.3.2)`."""
    found = _EXCLUDED.search(text)
    if not found:
        return text, ()
    versions = [parse(one) for one in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", found["versions"])]
    known = tuple(one for one in versions if one is not None)
    return (text[: found.start()].strip(), known) if len(known) == len(versions) else (text, ())


Bound = tuple[str, Version]


def _bounds(text: str, names: frozenset[str]) -> list[Bound]:
    """Comparators in the order in which they stand; empty when a part is not understood."""
    found: list[Bound] = []
    between = _BETWEEN.search(text)
    if between:
        text = f">={between['low']}|{'<' if between['end'] == 'excluding' else '<='}{between['high']}"
    inherited = "="
    for piece in re.split(r"\||,(?=\s)|;|\s+(?:and|or)\s+(?=[<>=vr\d])", text):
        words = piece.strip(" ,")
        if not words:
            continue
        if not _OPERATOR.search(words):
            bounds = _spoken(words, names, inherited)
        else:
            bounds = _compared(words, names)
            inherited = (
                bounds[-1][0] if bounds and len(bounds) == 1 and bounds[0][0] in ("<", "<=") and not found else "="
            )
        if not bounds:
            return []
        found += bounds
    return found


def _spoken(words: str, names: frozenset[str], inherited: str) -> list[Bound]:
    """Bounds in words: `6.4 and prior`, `prior to 8.0`, `20-33`, or a single version."""
    words = _VERSIONS.sub("", words).strip("() ") if not words.startswith("all ") or _VERSIONS.match(words) else words
    for pattern, operator in ((_PRIOR, "<="), (_LATER, ">=")):
        if pattern.search(words):
            return _one(operator, pattern.sub("", words), names)
    if _BEFORE.match(words):
        return _one("<", _BEFORE.sub("", words), names)
    if _UP_TO.match(words):
        return _one("<=", _UP_TO.sub("", words), names)
    through = _THROUGH.match(words) or _DASH.match(words)
    if through:
        low, high = _one(">=", through["low"], names), _one("<=", through["high"], names)
        if low and high and low[0][1].key < high[0][1].key:
            return low + high
    several = [
        _one("<=" if inherited == "<=" else inherited, word, names) for word in re.split(r"(?<=\d)\s+v(?=\d)", words)
    ]
    return [bound for one in several for bound in one] if all(several) else []


def _compared(words: str, names: frozenset[str]) -> list[Bound]:
    bounds: list[Bound] = []
    if between := _LOW_TO_HIGH.fullmatch(words):
        words = f">={between['low']}{between['sign']}{between['high']}"
    pieces = _OPERATOR.split(words)
    if pieces[0].strip(" .v") and not (start := _one("=", pieces[0], names)):
        return []
    if pieces[0].strip(" .v"):
        bounds += start
    operator = ""
    for sign, operand in zip(pieces[1::2], pieces[2::2], strict=True):
        operator = operator + sign if not operand.strip() else operator or sign
        if not operand.strip():
            continue
        operator = {"=<": "<=", "=>": ">=", "<=<": "<", ">=<": "<"}.get(operator, operator)
        operator = sign if operator not in ("<", "<=", ">", ">=", "=") else operator
        tail = re.match(r"^(?P<low>\S+)\s+up to and including\s+(?P<high>\S+)$", operand.strip())
        if tail:
            bounds += _one(operator, tail["low"], names) + _one("<=", tail["high"], names)
        else:
            several = re.split(r"(?<=\d)\s+v(?=\d)", operand.strip())
            each = [_one(operator, one, names) for one in several]
            if not all(each):
                return []
            bounds += [bound for one in each for bound in one]
        operator = ""
    return bounds


_LOW_TO_HIGH = re.compile(r"(?P<low>v?\d+(?:\.\d+)+)\s*(?P<sign><=?)\s*(?P<high>v?\d+(?:\.\d+)+)")
"""`1.91 <= 2.8.0.367`: from the one to the other."""

_MARK = re.compile(
    r"^(?:(?:versions?|ver|firmware|software|fw|build|release|bios|hios|aleos|frn|revision|rev)[\s.:]+)+"
)
_PACKAGE = re.compile(r"^[a-z]{3,}\d+\s+(?=v\d)")
_LEADING = re.compile(r"^([a-z][a-z®™]+)[\s-]+(?=.*\d)")


def _one(operator: str, operand: str, names: frozenset[str]) -> list[Bound]:
    text = re.sub(r"(?<=\s)\([^)]*\)?$", "", operand.strip(" .,")).strip(" .,()")
    text = _PACKAGE.sub("", _MARK.sub("", text))
    while (word := _LEADING.match(text)) and word[1] in names:
        text = text[word.end() :]
    version = parse(text)
    return [] if version is None or re.match(r"[a-z]{4,}|[a-z]{3}(?!\d)", text) else [(operator, version)]


def _grouped(written: str, bounds: list[Bound], condition: str) -> Range:
    intervals: list[Interval] = []
    uppers: list[Interval] = []
    low: Bound | None = None
    doubtful = False
    for operator, version in bounds:
        if operator in (">", ">="):
            doubtful |= low is not None
            low = (operator, version)
        elif operator in ("<", "<="):
            if low is None:
                uppers.append(Interval(high=version, high_in=operator == "<="))
            else:
                doubtful |= low[1].key > version.key
                intervals.append(Interval(low[1], low[0] == ">=", version, operator == "<="))
            low = None
        else:
            doubtful |= low is not None
            intervals.append(Interval(low=version, exact=True))
    if low is not None:
        intervals.append(Interval(low[1], low[0] == ">="))
    if len(uppers) == 1 and not (intervals and intervals[0].exact and len(bounds) == 2):
        return Range(written, False, (*uppers, *intervals), (), condition, True, doubtful)
    # `5.011 | < 8.011`: the sign in front of the first number got lost, so the expression says nothing sure.
    doubtful |= len(uppers) == 1
    return Range(written, False, tuple(intervals), tuple(uppers), condition, True, doubtful)
