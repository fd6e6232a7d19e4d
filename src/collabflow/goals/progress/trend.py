"""Progress, trends: the straight line that the checks themselves draw, by four methods that each say their name.

Too few checks give no trend. A trend says what comes "if this continues"; it never asks for anything.
Source: playbook 5.4, actual rate and trend end value, with its references S21 and S23b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations
from statistics import linear_regression, median
from typing import Final

from attrs import frozen

from collabflow.core.tongue import Lang, tongue
from collabflow.core.values import Number
from collabflow.goals.progress.line import (
    Breaks,
    Point,
    WeekKind,
    check_breaks,
    days_between,
    in_order,
    kind_of_weeks,
    medians_by,
    weeks_between,
)
from collabflow.goals.progress.numbers import checks_in_words, plainly

_Fit = Callable[[Sequence[float], Sequence[Number]], tuple[float, float]]


ENOUGH_FOR_A_TREND: Final = 4  # playbook 5.2, GOAL_T_TOO_FEW_CHECKS


@frozen(kw_only=True)
class InsufficientData:
    """Too few checks for a trend: `n` days with a check, where `method` needs at least `needed`."""

    method: str
    n: int
    needed: int

    @property
    def text(self) -> str:
        """The same in plain words."""
        return self.in_words()

    def in_words(self, lang: Lang = "en") -> str:
        """The same in plain words, for this reader."""
        return tongue(lang).say(
            "It is too soon to see a trend: {checks} so far, and this needs {needed}.",
            about="progress",
            checks=checks_in_words(self.n, tongue(lang)),
            needed=self.needed,
        )


@frozen(kw_only=True)
class Trend:
    """A straight line drawn through `n` days with a check, by `method` (the name of a `TrendMethod`).

    `intercept` is its value on the day `origin`; the checks reach from `first_on` to `last_on`.
    """

    method: str
    slope_per_week: float
    intercept: float
    n: int
    first_on: date
    last_on: date
    origin: date
    breaks: Breaks = ()

    @property
    def week_kind(self) -> WeekKind:
        """Which kind of weeks the slope is counted in."""
        return kind_of_weeks(self.breaks)

    @property
    def is_rough(self) -> bool:
        """Whether the method looks at two checks only, so that one odd day can turn the line."""
        return self.method == first_and_last.name

    def at(self, on: date) -> float:
        """The trend's value on a day, if this continues. It may leave the range that can be measured."""
        return self.intercept + self.slope_per_week * weeks_between(self.origin, on, breaks=self.breaks).count

    def in_words(self, on: date, lang: Lang = "en") -> str:
        """The trend's value on a day in plain words, with its method and the number of checks."""
        reader = tongue(lang)
        words = {
            "value": reader.number(plainly(self.at(on))),
            "day": reader.day(on),
            "method": reader.word(self.method),
            "checks": checks_in_words(self.n, reader),
        }
        if self.is_rough:
            return reader.fill(
                "If this continues: about {value} on {day} (rough guess, {method}, {checks}).", words, about="progress"
            )
        return reader.fill("If this continues: about {value} on {day} ({method}, {checks}).", words, about="progress")


def _least_squares(weeks: Sequence[float], values: Sequence[Number]) -> tuple[float, float]:
    slope, intercept = linear_regression(weeks, values)
    return slope, intercept


def _theil_sen(weeks: Sequence[float], values: Sequence[Number]) -> tuple[float, float]:
    pairs = combinations(zip(weeks, values, strict=True), 2)
    return _through_the_middle(median((y - b) / (x - a) for (a, b), (x, y) in pairs), weeks, values)


def _tukey(weeks: Sequence[float], values: Sequence[Number]) -> tuple[float, float]:
    third = (len(weeks) + 1) // 3  # of 7, 8 and 9 checks: 2-3-2, 3-2-3 and 3-3-3
    rise = median(values[-third:]) - median(values[:third])
    return _through_the_middle(rise / (median(weeks[-third:]) - median(weeks[:third])), weeks, values)


def _first_and_last(weeks: Sequence[float], values: Sequence[Number]) -> tuple[float, float]:
    slope = (values[-1] - values[0]) / (weeks[-1] - weeks[0])
    return slope, values[0] - slope * weeks[0]


def _through_the_middle(slope: float, weeks: Sequence[float], values: Sequence[Number]) -> tuple[float, float]:
    """The line of this slope that leaves half of the checks above it and half below."""
    return slope, median(value - slope * week for week, value in zip(weeks, values, strict=True))


@frozen(kw_only=True)
class TrendMethod:
    """A way to draw a trend. Call it with points: `least_squares(points)`.

    Every point given is used, so leave out those before a change of teaching. Weeks are counted from `origin`,
    by default the first day with a check. With `breaks` they are instructional, and checks in a break count on
    the last day before it. Too few days with a check, fewer than `min_points` or than `needs`, give
    `InsufficientData`. Raises `Malformed` for a break that ends before it begins.
    """

    name: str
    needs: int
    fit: _Fit

    def __call__(
        self,
        points: Iterable[Point],
        *,
        origin: date | None = None,
        breaks: Breaks = (),
        min_points: int = ENOUGH_FOR_A_TREND,
    ) -> Trend | InsufficientData:
        """The trend of these points, or that there are too few of them."""
        check_breaks(breaks)
        ordered, needed = in_order(points), max(min_points, self.needs)
        if not ordered:
            return InsufficientData(method=self.name, n=0, needed=needed)
        first, last = ordered[0].on, ordered[-1].on
        zero = first if origin is None else origin
        values = medians_by(ordered, lambda point: days_between(zero, point.on, breaks) / 7)
        if len(values) < needed:
            return InsufficientData(method=self.name, n=len(values), needed=needed)
        slope, intercept = self.fit(tuple(values), tuple(values.values()))
        return Trend(
            method=self.name,
            slope_per_week=slope,
            intercept=intercept,
            n=len(values),
            first_on=first,
            last_on=last,
            origin=zero,
            breaks=breaks,
        )


least_squares: Final = TrendMethod(name="least_squares", needs=2, fit=_least_squares)
"""Ordinary least squares: the usual choice."""


theil_sen: Final = TrendMethod(name="theil_sen", needs=2, fit=_theil_sen)
"""The median of the slopes of all pairs: one odd day hardly moves it."""


tukey: Final = TrendMethod(name="tukey", needs=3, fit=_tukey)
"""Through the medians of the first and last third, as drawn by hand (S21). The rise is divided by the weeks
between their median weeks; dividing by the number of checks, as some sheets do, comes out too flat."""


first_and_last: Final = TrendMethod(name="first_and_last", needs=2, fit=_first_and_last)
"""From the first check to the last, as the IRIS calculator does (S21): rough, for parity only."""
