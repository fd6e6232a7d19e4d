"""Progress, the line: checks of a goal in order of time, and the straight way from its start to its target.

Days in breaks are not teaching, so the line stands still in them. Several checks on one day count as one.
Source: playbook 5.4, expected now and needed rate.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter
from statistics import median
from typing import Final, TypeVar

from attrs import frozen

from collabflow.core.values import Number
from collabflow.goals.progress.numbers import not_a_day, not_a_number, refuse

Breaks = tuple[tuple[date, date], ...]
"""Breaks in teaching as (first day, last day), both included. They may touch or overlap."""


_Key = TypeVar("_Key", bound=Hashable)


class Direction(StrEnum):
    """Which way a goal goes. To maintain is to stay near the target, neither above nor below."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


SIGN: Final = {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.MAINTAIN: 0}


class WeekKind(StrEnum):
    """What a week means in a result: seven days, or seven days that lie in no break."""

    CALENDAR = "calendar"
    INSTRUCTIONAL = "instructional"


@frozen(kw_only=True)
class Point:
    """One check: the `value` that was measured, and the day it was measured `on`."""

    on: date
    value: Number

    def __attrs_post_init__(self) -> None:
        day = not_a_day(self.on)
        name = "Point" if day else f"Point on {self.on}"
        refuse(name, ("on", day), ("value", not_a_number(self.value)))


@frozen(kw_only=True)
class Weeks:
    """A length of time in weeks, and which kind of weeks they are."""

    count: float
    kind: WeekKind


def weeks_between(a: date, b: date, *, breaks: Breaks = ()) -> Weeks:
    """The weeks from `a` to `b`, negative when `b` is earlier; with breaks, instructional weeks."""
    check_breaks(breaks)
    return Weeks(count=days_between(a, b, breaks) / 7, kind=kind_of_weeks(breaks))


@frozen(kw_only=True)
class Line:
    """The aimline: straight from `start` on `start_on` to `target` on `due_on`.

    With `breaks` it stands still in them, and its weeks are instructional. Raises `Malformed` when a value is
    no number or day, when the due date is not after the start, or when breaks leave no day between them.
    """

    start_on: date
    start: Number
    due_on: date
    target: Number
    breaks: Breaks = ()

    def __attrs_post_init__(self) -> None:
        days = (("start_on", not_a_day(self.start_on)), ("due_on", not_a_day(self.due_on)))
        refuse("Line", *days, ("start", not_a_number(self.start)), ("target", not_a_number(self.target)))
        refuse("Line", ("due_on", "is not after start_on" if self.due_on <= self.start_on else None))
        check_breaks(self.breaks)
        refuse("Line", ("breaks", None if self.weeks.count else "leave no day between start_on and due_on"))

    @property
    def weeks(self) -> Weeks:
        """The weeks from start to due date."""
        return weeks_between(self.start_on, self.due_on, breaks=self.breaks)

    @property
    def needed_rate_per_week(self) -> float:
        """How much has to change each week, in the unit of the measure; negative for a decrease."""
        return (self.target - self.start) / self.weeks.count

    def expected(self, on: date) -> float:
        """The value of the line on a day: the start before it begins, the target after it is due.

        It never runs on past the target, for that would ask for more than was agreed (or for 110 percent).
        Reckoned in exact fractions and rounded once, so that both ends are met exactly.
        """
        day = min(max(on, self.start_on), self.due_on)
        gone = days_between(self.start_on, day, self.breaks)
        share = Fraction(gone, days_between(self.start_on, self.due_on, self.breaks))
        return float(Fraction(self.start) + (Fraction(self.target) - Fraction(self.start)) * share)


def by_day(points: Iterable[Point]) -> tuple[Point, ...]:
    """One point a day, in order: the median of that day's values (of three probes, the middle one; S21)."""
    medians = medians_by(in_order(points), attrgetter("on"))
    return tuple(Point(on=on, value=value) for on, value in medians.items())


def in_order(points: Iterable[Point]) -> list[Point]:
    """The points by day; those of one day stay in the order in which they came."""
    return sorted(points, key=attrgetter("on"))


def medians_by(points: Iterable[Point], key: Callable[[Point], _Key]) -> dict[_Key, Number]:
    """The median value of the points that share a key, in the order in which the keys first came."""
    groups: dict[_Key, list[Number]] = {}
    for point in points:
        groups.setdefault(key(point), []).append(point.value)
    return {each: median(values) for each, values in groups.items()}


def days_between(a: date, b: date, breaks: Breaks) -> int:
    """The days after `a` up to and with `b` that lie in no break; negative when `b` is earlier."""
    if b < a:
        return -days_between(b, a, breaks)
    lost, seen, end = 0, a.toordinal(), b.toordinal()
    for first, last in sorted(breaks):
        begin, stop = max(first.toordinal(), seen + 1), min(last.toordinal(), end)
        if begin <= stop:
            lost, seen = lost + stop - begin + 1, stop
    return end - a.toordinal() - lost


def kind_of_weeks(breaks: Breaks) -> WeekKind:
    """Which kind of weeks are counted where these breaks are left out."""
    return WeekKind.INSTRUCTIONAL if breaks else WeekKind.CALENDAR


def check_breaks(breaks: Breaks) -> None:
    """Refuses breaks of which one ends before it begins."""
    refuse("breaks", *((str(i), "ends before it begins") for i, (a, b) in enumerate(breaks) if b < a))
