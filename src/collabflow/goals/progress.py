"""Goals, progress: what a row of checks says about the way to a goal.

Each result is a help for a talk between people, never a grade. It names its method and how many checks stand
behind it; with too few checks it says so and gives no answer. One call looks at one measure from one place:
home and school data that disagree are shown side by side, never mixed. Several checks on one day count
as one, their median. Checks on or before the day a line (or a new way of teaching) begins are not progress
along it and are left out of a judgement. A number is a finite int or float up to 2**53; all else is refused.
Source: playbook 5.4 (progress maths) and 2.9 (reviews), with its references S20, S21, S23 and S23b.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from operator import attrgetter
from statistics import linear_regression, median
from typing import Final, TypeVar

from attrs import frozen

from collabflow.core.errors import Malformed

Number = float | int
Breaks = tuple[tuple[date, date], ...]
"""Breaks in teaching as (first day, last day), both included. They may touch or overlap."""

_Key = TypeVar("_Key", bound=Hashable)
_Fit = Callable[[Sequence[float], Sequence[Number]], tuple[float, float]]

LARGEST: Final = 2**53  # beyond it a float cannot tell one whole number from the next
DUST: Final = 1e-9  # a gap this small beside the numbers is rounding: 0.1 + 0.2 is 0.3
ENOUGH_FOR_A_TREND: Final = 4  # playbook 5.2, GOAL_T_TOO_FEW_CHECKS


def _refuse(what: str, *faults: tuple[str, str | None]) -> None:
    """Raise one error that names every fault; a place whose reason is None has none."""
    found = tuple((path, why) for path, why in faults if why is not None)
    if found:
        raise Malformed(what, found)


def _not_a_day(value: object) -> str | None:
    return None if isinstance(value, date) and not isinstance(value, datetime) else "is not a date"


def _not_a_number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, float | int):
        return "is not an int or a float"
    return None if -LARGEST <= value <= LARGEST else "is not a finite number of sensible size"


def _not_an_amount(value: Number) -> str | None:
    return _not_a_number(value) or ("is below zero" if value < 0 else None)


def _not_whole(value: int, *, least: int) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "is not a whole number"
    return f"is below {least}" if value < least else None


class Direction(StrEnum):
    """Which way a goal goes. To maintain is to stay near the target, neither above nor below."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


class WeekKind(StrEnum):
    """What a week means in a result: seven days, or seven days that lie in no break."""

    CALENDAR = "calendar"
    INSTRUCTIONAL = "instructional"


class Position(StrEnum):
    """Where a check lies beside the aimline, seen from the goal: for a decrease goal, lower is better."""

    BETTER = "better"
    WORSE = "worse"
    ON_LINE = "on_line"


class Verdict(StrEnum):
    """What a decision rule suggests that people talk about. They decide."""

    RAISE_GOAL = "raise_goal"
    CHANGE_TEACHING = "change_teaching"
    CONTINUE = "continue"
    INSUFFICIENT_DATA = "insufficient_data"


@frozen(kw_only=True)
class Point:
    """One check: the `value` that was measured, and the day it was measured `on`."""

    on: date
    value: Number

    def __attrs_post_init__(self) -> None:
        day = _not_a_day(self.on)
        name = "Point" if day else f"Point on {self.on}"
        _refuse(name, ("on", day), ("value", _not_a_number(self.value)))


@frozen(kw_only=True)
class Weeks:
    """A length of time in weeks, and which kind of weeks they are."""

    count: float
    kind: WeekKind


def weeks_between(a: date, b: date, *, breaks: Breaks = ()) -> Weeks:
    """The weeks from `a` to `b`, negative when `b` is earlier; with breaks, instructional weeks."""
    _check_breaks(breaks)
    return Weeks(count=_days(a, b, breaks) / 7, kind=_kind(breaks))


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
        days = (("start_on", _not_a_day(self.start_on)), ("due_on", _not_a_day(self.due_on)))
        _refuse("Line", *days, ("start", _not_a_number(self.start)), ("target", _not_a_number(self.target)))
        _refuse("Line", ("due_on", "is not after start_on" if self.due_on <= self.start_on else None))
        _check_breaks(self.breaks)
        _refuse("Line", ("breaks", None if self.weeks.count else "leave no day between start_on and due_on"))

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
        gone = _days(self.start_on, day, self.breaks)
        share = Fraction(gone, _days(self.start_on, self.due_on, self.breaks))
        return float(Fraction(self.start) + (Fraction(self.target) - Fraction(self.start)) * share)


@frozen(kw_only=True)
class InsufficientData:
    """Too few checks for a trend: `n` days with a check, where `method` needs at least `needed`."""

    method: str
    n: int
    needed: int

    @property
    def text(self) -> str:
        """The same in plain words."""
        return f"It is too soon to see a trend: {_count(self.n, 'check')} so far, and this needs {self.needed}."


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
        return _kind(self.breaks)

    @property
    def is_rough(self) -> bool:
        """Whether the method looks at two checks only, so that one odd day can turn the line."""
        return self.method == first_and_last.name

    def at(self, on: date) -> float:
        """The trend's value on a day, if this continues. It may leave the range that can be measured."""
        return self.intercept + self.slope_per_week * weeks_between(self.origin, on, breaks=self.breaks).count

    def in_words(self, on: date) -> str:
        """The trend's value on a day in plain words, with its method and the number of checks."""
        how = f"{'rough guess, ' if self.is_rough else ''}{self.method.replace('_', ' ')}"
        return f"If this continues: about {_plain(self.at(on))} on {on} ({how}, {_count(self.n, 'check')})."


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
        _check_breaks(breaks)
        ordered, needed = _in_order(points), max(min_points, self.needs)
        if not ordered:
            return InsufficientData(method=self.name, n=0, needed=needed)
        first, last = ordered[0].on, ordered[-1].on
        zero = first if origin is None else origin
        values = _medians(ordered, lambda point: _days(zero, point.on, breaks) / 7)
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


@frozen(kw_only=True)
class DecisionRule:
    """How many checks in a row on one side of the aimline suggest something.

    `below` checks on the worse side suggest a change of teaching, `above` on the better side a higher goal.
    With fewer than `min_points` days with a check, or less than `min_weeks` from the start of the line (or of
    the new teaching) to the last check, there is no verdict. Reading aloud is noisy: about three months of checks
    may be needed there (S23b). Raises `Malformed` for a rule that one check, or too few, could decide.
    """

    below: int = 4
    above: int = 4
    min_points: int = 4
    min_weeks: Number = 0

    def __attrs_post_init__(self) -> None:
        sides = (("below", _not_whole(self.below, least=2)), ("above", _not_whole(self.above, least=2)))
        _refuse("DecisionRule", *sides, ("min_weeks", _not_an_amount(self.min_weeks)))
        fewest = min(self.below, self.above)
        _refuse("DecisionRule", ("min_points", _not_whole(self.min_points, least=fewest)))

    @property
    def name(self) -> str:
        """The rule in a few words, for people."""
        return f"{self.below} below or {self.above} above in a row"


FOUR_POINT: Final = DecisionRule()  # S20, S23
THREE_BELOW_SIX_ABOVE: Final = DecisionRule(below=3, above=6, min_points=3)  # Univ. of Minnesota, S23


@frozen(kw_only=True)
class Suggestion:
    """What a rule suggests, and what it rests on. People weigh it and decide; it never acts by itself.

    `n`: days with a check that were looked at. `weeks`: from the start of the line, or of the new teaching, to
    the last of them. `positions`: where the last ones lie, oldest first; empty when there is no verdict.
    `delivered`: the share of planned sessions that took place (1 = all), None when nobody has looked.
    """

    verdict: Verdict
    direction: Direction
    n: int
    weeks: Weeks
    positions: tuple[Position, ...]
    rule: DecisionRule
    delivered: float | None
    delivery_floor: float

    @property
    def delivery_first(self) -> bool:
        """Whether so few sessions took place that the checks cannot tell much about the teaching yet."""
        return self.delivered is not None and self.delivered < self.delivery_floor

    @property
    def method(self) -> str:
        """How it was judged, for people."""
        return f"last checks beside the line, {self.rule.name}"

    @property
    def text(self) -> str:
        """The suggestion in plain words, with its method and number of checks; delivery leads where it must."""
        lead = _DELIVERY.format(share=self.delivered or 0) if self.delivery_first else ""
        return f"{lead}{self._finding()} (Method: {self.method}. Looked at: {_count(self.n, 'check')}.)"

    def _finding(self) -> str:
        if self.verdict is Verdict.INSUFFICIENT_DATA:
            return f"It is too soon to tell. The rule needs {self._needs()}. Keep checking."
        away = self.direction is Direction.MAINTAIN and self.verdict is Verdict.CHANGE_TEACHING
        words = _AWAY if away else _WORDS[self.verdict]
        return words.format(below=self.rule.below, above=self.rule.above)

    def _needs(self) -> str:
        checks = _count(self.rule.min_points, "check")
        if not self.rule.min_weeks:
            return checks
        asked, so_far = _count(self.rule.min_weeks, "week"), _count(self.weeks.count, "week")
        kind = " of teaching" if self.weeks.kind is WeekKind.INSTRUCTIONAL else ""
        return f"{checks} and {asked}{kind}; so far it is {so_far}"


_DELIVERY: Final = "About {share:.0%} of the planned sessions took place. Look first at how more of them can. "
_AWAY: Final = "The last {below} checks are all away from the level to keep. Talk together about what could help."
_WORDS: Final = {
    Verdict.RAISE_GOAL: "The last {above} checks are all ahead of the line to the goal. "
    "Talk together about aiming further.",
    Verdict.CHANGE_TEACHING: "The last {below} checks are all behind the line to the goal. "
    "Talk together about a change in how we teach and help.",
    Verdict.CONTINUE: "The last checks give no reason for a change. Carry on, and keep checking.",
}


def judge(
    points: Iterable[Point],
    line: Line,
    direction: Direction,
    rule: DecisionRule = FOUR_POINT,
    *,
    since: date | None = None,
    delivered: float | None = None,
    delivery_floor: float = 0.8,
    tolerance: Number = 0,
) -> Suggestion:
    """What the last checks suggest beside the aimline.

    `since` is the day on which the teaching changed: only checks after it count. `delivered` is the share of
    planned sessions that took place; below `delivery_floor` the suggestion leads with that. A check within
    `tolerance` of the line (unit of the measure) is on it, neither above nor below. A goal to maintain has no
    better side: a check outside the tolerance is away from the level, so give one that fits the measure.
    Raises `Malformed` for a number that cannot be, or a line that goes against the direction.
    """
    _check_judgement(line, direction, delivered, delivery_floor, tolerance)
    begin = line.start_on if since is None else max(line.start_on, since)
    recent = [point for point in by_day(points) if point.on > begin]
    weeks = weeks_between(begin, recent[-1].on if recent else begin, breaks=line.breaks)
    enough = len(recent) >= rule.min_points and weeks.count >= rule.min_weeks
    window = recent[-max(rule.below, rule.above) :] if enough else []
    positions = tuple(_position(point, line, direction, tolerance) for point in window)
    return Suggestion(
        verdict=_verdict(positions, rule) if enough else Verdict.INSUFFICIENT_DATA,
        direction=direction,
        n=len(recent),
        weeks=weeks,
        positions=positions,
        rule=rule,
        delivered=delivered,
        delivery_floor=delivery_floor,
    )


def _check_judgement(
    line: Line, direction: Direction, delivered: float | None, delivery_floor: float, tolerance: Number
) -> None:
    against = _SIGN[direction] * (line.target - line.start) < 0
    _refuse(
        "judge",
        ("line", "goes against the direction of the goal" if against else None),
        ("delivered", None if delivered is None else _not_an_amount(delivered)),
        ("delivery_floor", _not_an_amount(delivery_floor)),
        ("tolerance", _not_an_amount(tolerance)),
    )


_SIGN: Final = {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.MAINTAIN: 0}


def _position(point: Point, line: Line, direction: Direction, tolerance: Number) -> Position:
    gap = point.value - line.expected(point.on)
    if abs(gap) <= tolerance + DUST * max(abs(line.start), abs(line.target)):
        return Position.ON_LINE
    return Position.BETTER if _SIGN[direction] * gap > 0 else Position.WORSE


def _verdict(positions: Sequence[Position], rule: DecisionRule) -> Verdict:
    if positions[-rule.below :] == (Position.WORSE,) * rule.below:
        return Verdict.CHANGE_TEACHING
    if positions[-rule.above :] == (Position.BETTER,) * rule.above:
        return Verdict.RAISE_GOAL
    return Verdict.CONTINUE


def percent_of_way(baseline: Number, target: Number, value: Number) -> float | None:
    """How much of the way from baseline to target a value has gone, as a share: 0.5 is half of it.

    Below 0 it is farther from the target than at the start, above 1 it is past the target. None when there is
    no way to speak of: baseline and target are the same, or differ by no more than rounding.
    """
    numbers = {"baseline": baseline, "target": target, "value": value}
    _refuse("percent_of_way", *((name, _not_a_number(number)) for name, number in numbers.items()))
    way = target - baseline
    if abs(way) <= DUST * max(map(abs, numbers.values())):
        return None
    return (value - baseline) / way


def way_in_words(share: float | None) -> str:
    """The answer of `percent_of_way` as a sentence, so that nobody has to read it off a bar or a colour."""
    if share is None:
        return "The start and the target are the same, so there is no distance to go."
    _refuse("way_in_words", ("share", _not_a_number(share)))
    if share < 0:
        return "Farther from the target than at the start."
    if share > 1:
        return "Past the target."
    fixed: dict[float, str] = {0: "At the start.", 1: "At the target."}
    return fixed.get(share) or f"About {min(max(round(100 * share), 1), 99)}% of the way to the target."


def is_mastered(
    points: Iterable[Point],
    target: Number,
    direction: Direction,
    *,
    k: int,
    n: int | None = None,
    tolerance: Number = 0,
) -> bool:
    """Whether the latest checks meet the goal's criterion: the last `k` in a row, or `k` of the last `n`.

    Each point is one session, so several on a day count one by one (use `by_day` for a criterion over days).
    It speaks of now: an older run that did not last is not mastery. The team says by `k` how much is enough;
    `k` good ones suffice before there are `n`. `tolerance` is for goals to maintain, in the unit of the measure.
    Raises `Malformed` unless 1 <= k <= n.
    """
    numbers = (("target", _not_a_number(target)), ("tolerance", _not_an_amount(tolerance)))
    _refuse("is_mastered", *numbers, ("k", _not_whole(k, least=1)))
    window = k if n is None else n
    _refuse("is_mastered", ("n", _not_whole(window, least=k)))
    latest = _in_order(points)[-window:]
    return sum(_meets(point.value, target, direction, tolerance) for point in latest) >= k


def _meets(value: Number, target: Number, direction: Direction, tolerance: Number) -> bool:
    gap = value - target
    if direction is Direction.MAINTAIN:
        return abs(gap) <= tolerance + DUST * abs(target)
    return _SIGN[direction] * gap >= 0


def by_day(points: Iterable[Point]) -> tuple[Point, ...]:
    """One point a day, in order: the median of that day's values (of three probes, the middle one; S21)."""
    medians = _medians(_in_order(points), attrgetter("on"))
    return tuple(Point(on=on, value=value) for on, value in medians.items())


def _in_order(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=attrgetter("on"))


def _medians(points: Iterable[Point], key: Callable[[Point], _Key]) -> dict[_Key, Number]:
    groups: dict[_Key, list[Number]] = {}
    for point in points:
        groups.setdefault(key(point), []).append(point.value)
    return {each: median(values) for each, values in groups.items()}


def _days(a: date, b: date, breaks: Breaks) -> int:
    """The days after `a` up to and with `b` that lie in no break; negative when `b` is earlier."""
    if b < a:
        return -_days(b, a, breaks)
    lost, seen, end = 0, a.toordinal(), b.toordinal()
    for first, last in sorted(breaks):
        begin, stop = max(first.toordinal(), seen + 1), min(last.toordinal(), end)
        if begin <= stop:
            lost, seen = lost + stop - begin + 1, stop
    return end - a.toordinal() - lost


def _kind(breaks: Breaks) -> WeekKind:
    return WeekKind.INSTRUCTIONAL if breaks else WeekKind.CALENDAR


def _check_breaks(breaks: Breaks) -> None:
    _refuse("breaks", *((str(i), "ends before it begins") for i, (a, b) in enumerate(breaks) if b < a))


def _count(number: Number, thing: str) -> str:
    return f"{_plain(number)} {thing}{'' if number == 1 else 's'}"


def _plain(number: Number) -> str:
    """A number for people: one decimal, or two digits where it is small."""
    text = f"{number:.1f}" if abs(number) >= 1 else f"{number:.2g}"
    return text.removesuffix(".0")
