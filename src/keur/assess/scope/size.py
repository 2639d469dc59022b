"""The size of an enterprise by Recommendation 2003/361/EC: two tests a year, and the two-year rule.

*At least medium-sized*: 50 staff or more, **or** turnover and balance sheet **both** above 10 million euro. *Large*:
250 staff or more, or both above 50 and 43 million. One money figure alone never makes an enterprise larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from keur.assess.scope.certainty import Demonstrated, agreed, both, either, possible

ROW = "Rec 2003/361 2"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Ceilings of a size: staff counts when it reaches the number, money only when both are above."""

    staff_awu: int
    turnover_eur: int
    balance_eur: int


MEDIUM = Threshold(50, 10_000_000, 10_000_000)
LARGE = Threshold(250, 50_000_000, 43_000_000)


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum of which perhaps not all parts are known; parts are never negative, so `least` is a lower bound."""

    least: Decimal
    complete: bool

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.least + other.least, self.complete and other.complete)

    def times(self, factor: Decimal) -> Figure:
        return Figure(self.least * factor, self.complete or not factor)

    def reaches(self, limit: int) -> Demonstrated:
        return True if self.least >= limit else False if self.complete else None

    def exceeds(self, limit: int) -> Demonstrated:
        return True if self.least > limit else False if self.complete else None


NOTHING = Figure(Decimal(0), complete=True)
UNKNOWN = Figure(Decimal(0), complete=False)


def figure(value: Decimal | None) -> Figure:
    return UNKNOWN if value is None else Figure(value, complete=True)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of one year, with what the group adds."""

    year: int
    staff_awu: Figure
    turnover_eur: Figure
    balance_eur: Figure

    def by_staff(self, threshold: Threshold) -> Demonstrated:
        return self.staff_awu.reaches(threshold.staff_awu)

    def by_money(self, threshold: Threshold) -> Demonstrated:
        return both(self.turnover_eur.exceeds(threshold.turnover_eur), self.balance_eur.exceeds(threshold.balance_eur))

    def over(self, threshold: Threshold) -> Demonstrated:
        """Whether the year by itself is over the threshold."""
        return either(self.by_staff(threshold), self.by_money(threshold))


def over_two_years(by_year: Sequence[Demonstrated], from_founding: bool) -> Demonstrated:
    """Whether the enterprise counts as over a threshold after the last year: a size is gained or lost only when two
    years in a row are on the other side (Art. 4(2)).

    `by_year`: oldest first, without gaps. `from_founding`: the first year is the enterprise's first, which decides by
    itself; otherwise what the enterprise was before is not known.
    """
    if not by_year:
        return None
    # Each state: what the enterprise counts as, and on which side the year before was.
    states = {(first if from_founding else before, first) for first in possible(by_year[0]) for before in (False, True)}
    for answer in by_year[1:]:
        states = {
            (year if year == previous else counts, year) for counts, previous in states for year in possible(answer)
        }
    return agreed(counts for counts, _ in states)
