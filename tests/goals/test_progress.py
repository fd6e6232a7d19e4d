"""Tests of progress: the vectors of playbook 5.4, and what must hold for any row of checks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabflow.core.errors import Malformed
from collabflow.core.values import Number
from collabflow.goals.progress import (
    ENOUGH_FOR_A_TREND,
    FOUR_POINT,
    LARGEST,
    THREE_BELOW_SIX_ABOVE,
    Breaks,
    DecisionRule,
    Direction,
    InsufficientData,
    Line,
    Point,
    Position,
    Suggestion,
    Trend,
    TrendMethod,
    Verdict,
    WeekKind,
    Weeks,
    by_day,
    first_and_last,
    is_mastered,
    judge,
    least_squares,
    percent_of_way,
    theil_sen,
    tukey,
    way_in_words,
    weeks_between,
)

START = date(2026, 1, 5)
METHODS = (least_squares, theil_sen, tukey, first_and_last)
SLOW = (36, 39, 41, 40, 44, 45, 46, 49)  # playbook 5.4, first vector
STEADY = (38, 40, 44, 45, 50, 51, 53, 58)  # playbook 5.4, second vector
WORSE, BETTER, ON_LINE = Position.WORSE, Position.BETTER, Position.ON_LINE


def week(number: int) -> date:
    return START + timedelta(weeks=number)


def weekly(*values: Number) -> list[Point]:
    return [Point(on=week(number), value=value) for number, value in enumerate(values, start=1)]


def words_a_minute(start: Number = 35, target: Number = 90, breaks: Breaks = ()) -> Line:
    return Line(start_on=START, start=start, due_on=week(20), target=target, breaks=breaks)


def level(value: Number = 10) -> Line:
    return words_a_minute(start=value, target=value)


def trend(method: TrendMethod, points: Sequence[Point], *, origin: date | None = START) -> Trend:
    drawn = method(points, origin=origin)
    assert isinstance(drawn, Trend)
    return drawn


def faults(error: pytest.ExceptionInfo[Malformed]) -> set[str]:
    return {path for path, _ in error.value.faults}


days = st.integers(min_value=0, max_value=700).map(lambda number: START + timedelta(days=number))
values = st.integers(-1000, 1000) | st.floats(-1e6, 1e6)
points_of_any_kind = st.lists(st.builds(Point, on=days, value=values), max_size=30)
rows = st.lists(values, min_size=4, max_size=25)
directions = st.sampled_from([Direction.INCREASE, Direction.DECREASE])


# --- points, weeks, the aimline


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2**53 + 2, 10**400, 1e308, True, "40", None])
def test_a_value_that_is_no_number_of_sensible_size_is_refused_naming_the_point(value: Number) -> None:
    with pytest.raises(Malformed, match="Point on 2026-01-12") as error:
        Point(on=week(1), value=value)
    assert faults(error) == {"value"}


@pytest.mark.parametrize("on", [datetime(2026, 1, 5, 9, 30), "today my child was sad", None])
def test_a_point_wants_a_day_and_its_error_does_not_quote_what_it_got(on: date) -> None:
    with pytest.raises(Malformed) as error:
        Point(on=on, value=math.nan)
    assert faults(error) == {"on", "value"}
    assert "sad" not in str(error.value)


def test_the_largest_number_is_still_a_number() -> None:
    assert Point(on=START, value=-(2**53)).value == -LARGEST


def test_several_checks_on_one_day_count_as_their_median() -> None:
    given_points = [
        Point(on=week(2), value=50),
        Point(on=week(1), value=41),
        Point(on=week(1), value=90),
        Point(on=week(1), value=40),
    ]
    assert by_day(given_points) == (Point(on=week(1), value=41), Point(on=week(2), value=50))


@given(points_of_any_kind, st.randoms(use_true_random=False))
def test_the_order_in_which_checks_arrive_does_not_matter(points: list[Point], random: object) -> None:
    shuffled = points.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_day(shuffled) == by_day(points)
    assert [method(shuffled) for method in METHODS] == [method(points) for method in METHODS]


def test_weeks_are_calendar_weeks_until_breaks_are_named() -> None:
    assert weeks_between(START, week(3)) == Weeks(count=3.0, kind=WeekKind.CALENDAR)
    assert weeks_between(week(3), START) == Weeks(count=-3.0, kind=WeekKind.CALENDAR)


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        (((week(2), week(3) - timedelta(days=1)),), 9.0),
        (((week(2), week(3)),), 10 - 8 / 7),
        (((week(4), week(5)), (week(2), week(4))), 10 - 22 / 7),  # they overlap and are out of order
        (((week(2), week(4)), (week(3), week(3))), 10 - 15 / 7),  # one inside the other
        (((week(-3), START),), 10.0),  # the first day is where counting begins
        (((week(-3), week(1)),), 9.0),
        (((week(10), week(12)),), 10 - 1 / 7),
        (((week(11), week(12)),), 10.0),
        (((week(-1), week(11)),), 0.0),
    ],
)
def test_a_day_in_a_break_is_left_out_once(breaks: Breaks, expected: float) -> None:
    counted = weeks_between(START, week(10), breaks=breaks)
    assert counted.count == pytest.approx(expected)
    assert counted.kind is WeekKind.INSTRUCTIONAL
    assert weeks_between(week(10), START, breaks=breaks).count == -counted.count


breaks_of_any_kind = st.lists(st.tuples(days, days).map(lambda pair: (min(pair), max(pair))), max_size=5).map(tuple)


@given(days, days, breaks_of_any_kind)
def test_teaching_days_are_the_days_that_lie_in_no_break(a: date, b: date, breaks: Breaks) -> None:
    a, b = min(a, b), max(a, b)
    after_a = [a + timedelta(days=number) for number in range(1, (b - a).days + 1)]
    taught = [day for day in after_a if not any(first <= day <= last for first, last in breaks)]
    assert weeks_between(a, b, breaks=breaks).count == len(taught) / 7


def test_a_break_that_ends_before_it_begins_is_refused_wherever_it_is_given() -> None:
    wrong = ((week(1), week(2)), (week(2), week(1)))
    for use in (
        lambda: weeks_between(START, week(3), breaks=wrong),
        lambda: words_a_minute(breaks=wrong),
        lambda: least_squares([], breaks=wrong),
    ):
        with pytest.raises(Malformed, match="breaks: 1: ends before it begins"):
            use()


def test_the_aimline_meets_the_worked_example() -> None:
    line = words_a_minute()
    assert line.needed_rate_per_week == 2.75
    assert line.weeks == Weeks(count=20.0, kind=WeekKind.CALENDAR)
    assert line.expected(week(8)) == 57


def test_the_aimline_of_a_decrease_goal_meets_the_worked_example() -> None:
    line = Line(start_on=START, start=12, due_on=week(12), target=3)
    assert [line.expected(week(number)) for number in range(1, 7)] == [11.25, 10.5, 9.75, 9.0, 8.25, 7.5]
    assert line.needed_rate_per_week == -0.75


def test_the_aimline_asks_for_nothing_before_it_begins_and_for_no_more_than_the_target() -> None:
    line = words_a_minute()
    assert line.expected(date.min) == 35
    assert line.expected(date.max) == 90


def test_the_aimline_stands_still_in_a_break_and_needs_a_faster_pace_of_teaching_weeks() -> None:
    holidays = ((week(4) + timedelta(days=1), week(9)),)
    line = words_a_minute(start=0, target=30, breaks=holidays)
    assert line.weeks == Weeks(count=15.0, kind=WeekKind.INSTRUCTIONAL)
    assert line.needed_rate_per_week == 2.0
    assert [line.expected(week(number)) for number in (4, 6, 9, 10, 20)] == [8, 8, 8, 10, 30]


@given(values, values, st.lists(days, min_size=2))
def test_the_aimline_meets_both_ends_exactly_and_never_turns_back(
    start: Number, target: Number, at: list[date]
) -> None:
    line = words_a_minute(start, target)
    along = [line.expected(on) for on in sorted(at)]
    assert (line.expected(START), line.expected(week(20))) == (start, target)
    assert along == sorted(along, reverse=target < start)


def test_a_line_names_every_value_that_is_wrong() -> None:
    with pytest.raises(Malformed) as error:
        Line(start_on=datetime(2026, 1, 5, 9, 0), start=math.nan, due_on=week(2), target=10**400)
    assert faults(error) == {"start_on", "start", "target"}


@pytest.mark.parametrize("due_on", [START, week(-1)])
def test_a_line_is_due_after_it_starts(due_on: date) -> None:
    with pytest.raises(Malformed, match="due_on: is not after start_on"):
        Line(start_on=START, start=1, due_on=due_on, target=2)


def test_a_line_needs_a_day_of_teaching() -> None:
    with pytest.raises(Malformed, match="leave no day"):
        words_a_minute(breaks=((week(-1), week(30)),))


# --- trends


def test_least_squares_meets_the_first_vector() -> None:
    drawn = trend(least_squares, weekly(*SLOW))
    assert drawn.slope_per_week == pytest.approx(1.6904762, abs=5e-8)
    assert drawn.intercept == pytest.approx(34.8928571, abs=5e-8)
    assert drawn.at(week(20)) == pytest.approx(68.7023810, abs=5e-8)
    assert (drawn.method, drawn.n, drawn.week_kind) == ("least_squares", 8, WeekKind.CALENDAR)
    assert (drawn.first_on, drawn.last_on, drawn.origin) == (week(1), week(8), START)


def test_least_squares_meets_the_second_vector() -> None:
    drawn = trend(least_squares, weekly(*STEADY))
    assert drawn.slope_per_week == pytest.approx(2.75)
    assert drawn.intercept == pytest.approx(35.0)
    assert drawn.at(week(20)) == pytest.approx(90.0)


def test_theil_sen_meets_the_first_vector() -> None:
    drawn = trend(theil_sen, weekly(*SLOW))
    assert drawn.slope_per_week == pytest.approx(1.6666667, abs=5e-8)
    assert (drawn.method, drawn.n) == ("theil_sen", 8)


def test_tukey_divides_by_the_weeks_between_the_median_weeks() -> None:
    drawn = trend(tukey, weekly(*SLOW))
    assert drawn.slope_per_week == pytest.approx((46 - 39) / 5)
    assert (drawn.method, drawn.n) == ("tukey", 8)


@pytest.mark.parametrize(("count", "thirds"), [(4, 1), (5, 2), (6, 2), (7, 2), (8, 3), (9, 3), (10, 3), (11, 4)])
def test_tukey_keeps_its_outer_thirds_equal(count: int, thirds: int) -> None:
    # given a flat row whose last `thirds` checks are higher by one: only they can lift the last median
    row = [0] * (count - thirds) + [1] * thirds
    between = count - thirds  # weeks between the middle of the first and of the last third
    assert trend(tukey, weekly(*row)).slope_per_week == pytest.approx(1 / between)


def test_first_and_last_is_marked_rough_and_no_other_method_is() -> None:
    assert {method.name: trend(method, weekly(*SLOW)).is_rough for method in METHODS} == {
        "least_squares": False,
        "theil_sen": False,
        "tukey": False,
        "first_and_last": True,
    }
    assert trend(first_and_last, weekly(*SLOW)).slope_per_week == pytest.approx((49 - 36) / 7)


def test_the_robust_lines_leave_half_of_the_checks_on_each_side() -> None:
    points = weekly(*SLOW)
    for drawn in (trend(theil_sen, points), trend(tukey, points)):
        gaps = [point.value - drawn.at(point.on) for point in points]
        assert sum(gap > 1e-9 for gap in gaps) == sum(gap < -1e-9 for gap in gaps)


def test_a_trend_in_words_says_if_this_continues_with_its_method_and_number_of_checks() -> None:
    points = weekly(*SLOW)
    assert trend(least_squares, points).in_words(week(20)) == (
        "If this continues: about 68.7 on May 25, 2026 (least squares, 8 checks)."
    )
    assert "(rough guess, first and last, 8 checks)" in trend(first_and_last, points).in_words(week(20))


def test_small_numbers_keep_two_digits_in_words() -> None:
    assert "about 0.043 on" in trend(least_squares, weekly(*[0.0432] * 4)).in_words(week(5))
    assert "about -12 on" in trend(least_squares, weekly(*[-12] * 4)).in_words(week(5))


@pytest.mark.parametrize("method", METHODS)
def test_too_few_days_give_no_trend_and_say_how_many_are_needed(method: TrendMethod) -> None:
    drawn = method(weekly(36, 39, 41))
    assert drawn == InsufficientData(method=method.name, n=3, needed=ENOUGH_FOR_A_TREND)
    assert drawn.text == "It is too soon to see a trend: 3 checks so far, and this needs 4."
    assert method([]) == InsufficientData(method=method.name, n=0, needed=4)


@pytest.mark.parametrize("method", METHODS)
def test_any_number_of_checks_on_one_day_is_one_check(method: TrendMethod) -> None:
    drawn = method([Point(on=week(1), value=value) for value in SLOW], min_points=1)
    assert drawn == InsufficientData(method=method.name, n=1, needed=method.needs)
    assert "1 check so far" in drawn.text


def test_no_method_draws_a_line_through_fewer_checks_than_it_can() -> None:
    assert [method.needs for method in METHODS] == [2, 2, 3, 2]
    assert isinstance(tukey(weekly(1, 2), min_points=0), InsufficientData)
    three = tukey(weekly(1, 2, 5), min_points=0)
    assert isinstance(three, Trend)
    assert three.slope_per_week == pytest.approx(2)


def test_a_trend_in_teaching_weeks_skips_the_break_and_says_so() -> None:
    # given two a week of teaching, with weeks 3 and 4 off
    off = ((week(2) + timedelta(days=1), week(4)),)
    points = [Point(on=week(number), value=value) for number, value in ((1, 2), (2, 4), (5, 6), (6, 8))]
    for method in METHODS:
        drawn = method(points, origin=START, breaks=off)
        assert isinstance(drawn, Trend)
        assert drawn.week_kind is WeekKind.INSTRUCTIONAL
        assert drawn.slope_per_week == pytest.approx(2)
        assert drawn.at(week(3)) == pytest.approx(4)
        assert drawn.at(week(7)) == pytest.approx(10)


def test_checks_in_a_break_count_as_one_on_the_last_day_before_it() -> None:
    # given 0 and 1 while there is teaching, and 2 to 11 (median with the 1: 6) in a long break
    off = ((week(2) + timedelta(days=1), week(30)),)
    points = weekly(*range(12))
    for method in (least_squares, theil_sen, first_and_last):
        drawn = method(points, breaks=off, min_points=2)
        assert isinstance(drawn, Trend)
        assert (drawn.n, drawn.last_on) == (2, week(12))
        assert drawn.slope_per_week == pytest.approx(6)
    assert tukey(points, breaks=off, min_points=2) == InsufficientData(method="tukey", n=2, needed=3)


@given(st.sampled_from(METHODS), st.integers(-50, 50), st.integers(-500, 500), st.sets(days, min_size=4, max_size=20))
def test_every_method_finds_a_line_that_is_really_there(
    method: TrendMethod, rise: int, begin: int, at: set[date]
) -> None:
    points = [Point(on=on, value=begin + rise * (on - START).days) for on in at]
    drawn = trend(method, points)
    assert drawn.slope_per_week == pytest.approx(7 * rise, abs=1e-6)
    assert drawn.intercept == pytest.approx(begin, abs=1e-6)


def exact_least_squares(points: Sequence[Point]) -> tuple[Fraction, Fraction]:
    """Slope a week and value at START by the textbook sums, in exact fractions."""
    pairs = [(Fraction((point.on - START).days, 7), Fraction(point.value)) for point in points]
    n, sx, sy = len(pairs), Fraction(sum(x for x, _ in pairs)), Fraction(sum(y for _, y in pairs))
    sxx, sxy = sum(x * x for x, _ in pairs), sum(x * y for x, y in pairs)
    slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return slope, (sy - slope * sx) / n


numbers_at_every_scale = st.floats(-LARGEST, LARGEST) | st.floats(-1e-300, 1e-300) | st.integers(-LARGEST, LARGEST)


@given(st.dictionaries(days, numbers_at_every_scale, min_size=4, max_size=25), st.sampled_from([0, 1e9, 1e15]))
def test_least_squares_agrees_with_exact_fractions_at_every_scale(row: dict[date, Number], far: float) -> None:
    points = [Point(on=on, value=max(-LARGEST, min(LARGEST, value + far))) for on, value in row.items()]
    drawn = trend(least_squares, points)
    slope, intercept = exact_least_squares(points)
    size = max(abs(point.value) for point in points)
    assert drawn.slope_per_week == pytest.approx(float(slope), abs=1e-12 * size + 1e-300)
    assert drawn.intercept == pytest.approx(float(intercept), abs=1e-10 * size + 1e-300)


def test_least_squares_is_not_misled_by_a_level_far_from_zero() -> None:
    far = 2**50
    drawn = trend(least_squares, weekly(*(value + far for value in SLOW)))
    assert drawn.slope_per_week == pytest.approx(1.6904762, abs=5e-8)


def test_theil_sen_is_not_moved_by_one_odd_day_where_least_squares_is() -> None:
    row = [35 + 2 * number for number in range(1, 10)]
    row[8] = 400
    assert trend(theil_sen, weekly(*row)).slope_per_week == pytest.approx(2)
    assert trend(least_squares, weekly(*row)).slope_per_week > 10


@given(st.integers(0, 8), st.integers(-(10**6), 10**6))
def test_theil_sen_keeps_its_slope_whichever_day_is_odd(where: int, odd: int) -> None:
    row: list[Number] = [35 + 2 * number for number in range(1, 10)]
    row[where] = odd
    assert trend(theil_sen, weekly(*row)).slope_per_week == pytest.approx(2)


@given(st.sampled_from(METHODS), points_of_any_kind, st.integers(-2000, 2000))
def test_moving_all_dates_leaves_the_trend(method: TrendMethod, points: list[Point], by: int) -> None:
    moved = [Point(on=point.on + timedelta(days=by), value=point.value) for point in points]
    before, after = method(points), method(moved)
    if isinstance(before, InsufficientData):
        assert after == before
        return
    assert isinstance(after, Trend)
    assert (after.slope_per_week, after.intercept, after.n) == (before.slope_per_week, before.intercept, before.n)
    assert after.first_on - before.first_on == timedelta(days=by)


@given(st.sampled_from(METHODS), rows)
def test_every_trend_is_finite(method: TrendMethod, row: list[Number]) -> None:
    drawn = trend(method, weekly(*row))
    assert all(map(math.isfinite, (drawn.slope_per_week, drawn.intercept, drawn.at(week(500)))))


# --- decision rules


def test_four_checks_below_the_line_suggest_a_change_of_teaching() -> None:
    said = judge(weekly(*SLOW), words_a_minute(), Direction.INCREASE)
    assert said.verdict is Verdict.CHANGE_TEACHING
    assert said.positions == (WORSE,) * 4
    assert (said.n, said.weeks, said.rule) == (8, Weeks(count=8.0, kind=WeekKind.CALENDAR), FOUR_POINT)
    assert said.text == (
        "The last 4 checks are all behind the line to the goal. "
        "Talk together about a change in how we teach and help. "
        "(Method: last checks beside the line, 4 below or 4 above in a row. Looked at: 8 checks.)"
    )


def test_checks_on_both_sides_of_the_line_suggest_carrying_on() -> None:
    said = judge(weekly(*STEADY), words_a_minute(), Direction.INCREASE)
    assert said.positions == (BETTER, WORSE, WORSE, BETTER)
    assert said.verdict is Verdict.CONTINUE


def test_lower_is_better_for_a_decrease_goal() -> None:
    line = Line(start_on=START, start=12, due_on=week(12), target=3)
    said = judge(weekly(11, 10, 10, 8, 8, 7), line, Direction.DECREASE)
    assert said.positions == (WORSE, BETTER, BETTER, BETTER)
    assert said.verdict is Verdict.CONTINUE


def test_four_checks_above_the_line_suggest_a_higher_goal() -> None:
    said = judge(weekly(20, 60, 61, 62, 63), words_a_minute(), Direction.INCREASE)
    assert said.verdict is Verdict.RAISE_GOAL
    assert said.text.startswith("The last 4 checks are all ahead of the line to the goal.")


def test_a_check_on_the_line_is_neither_above_nor_below() -> None:
    line = Line(start_on=START, start=0.1, due_on=week(9), target=1.0)
    on_it = [0.1 + 0.1 * number for number in range(1, 5)]  # 0.30000000000000004 and the like
    assert judge(weekly(*on_it), line, Direction.INCREASE).positions == (ON_LINE,) * 4
    one_tie = judge(weekly(10, 11, 10, 11, 11), level(), Direction.INCREASE)
    assert one_tie.positions == (BETTER, ON_LINE, BETTER, BETTER)
    assert one_tie.verdict is Verdict.CONTINUE


def test_a_tolerance_widens_the_line_to_a_band() -> None:
    row = weekly(11, 9, 12, 7.9)
    said = judge(row, level(), Direction.INCREASE, tolerance=2)
    assert said.positions == (ON_LINE, ON_LINE, ON_LINE, WORSE)
    assert judge(weekly(*[1.1] * 4), level(1), Direction.INCREASE, tolerance=0.1).positions == (ON_LINE,) * 4


def test_a_goal_to_maintain_has_no_better_side() -> None:
    near = judge(weekly(11, 9, 10, 12), level(), Direction.MAINTAIN, tolerance=2)
    assert (near.verdict, near.positions) == (Verdict.CONTINUE, (ON_LINE,) * 4)
    away = judge(weekly(13, 7, 13, 14), level(), Direction.MAINTAIN, tolerance=2)
    assert (away.verdict, away.positions) == (Verdict.CHANGE_TEACHING, (WORSE,) * 4)
    assert away.text.startswith("The last 4 checks are all away from the level to keep.")


def test_the_checks_of_the_first_day_are_where_the_line_begins_and_not_progress() -> None:
    before = [Point(on=week(-1), value=1), Point(on=START, value=1)]
    said = judge([*before, *weekly(1, 1, 1)], words_a_minute(), Direction.INCREASE)
    assert (said.verdict, said.n) == (Verdict.INSUFFICIENT_DATA, 3)


def test_a_change_of_teaching_starts_the_window_afresh() -> None:
    slow = weekly(*SLOW)
    restarted = judge(slow, words_a_minute(), Direction.INCREASE, since=week(5))
    assert (restarted.verdict, restarted.n, restarted.weeks.count) == (Verdict.INSUFFICIENT_DATA, 3, 3.0)
    again = judge(slow, words_a_minute(), Direction.INCREASE, since=week(4))
    assert (again.verdict, again.n) == (Verdict.CHANGE_TEACHING, 4)
    early = judge(slow, words_a_minute(), Direction.INCREASE, since=week(-9))
    assert early == judge(slow, words_a_minute(), Direction.INCREASE)


def test_three_probes_on_one_day_are_not_three_checks() -> None:
    one_day = [Point(on=week(1), value=value) for value in (30, 31, 32, 33)]
    assert judge(one_day, words_a_minute(), Direction.INCREASE).n == 1


@pytest.mark.parametrize("count", range(4))
def test_with_too_few_checks_there_is_no_verdict_and_no_position(count: int) -> None:
    said = judge(weekly(*[0] * count), words_a_minute(), Direction.INCREASE)
    assert (said.verdict, said.positions, said.n) == (Verdict.INSUFFICIENT_DATA, (), count)
    assert said.text.startswith("It is too soon to tell. The rule needs 4 checks. Keep checking.")


def test_a_rule_may_ask_for_weeks_as_well_as_checks() -> None:
    rule = DecisionRule(min_weeks=6)
    soon = judge(weekly(*SLOW[:5]), words_a_minute(), Direction.INCREASE, rule)
    assert soon.verdict is Verdict.INSUFFICIENT_DATA
    assert "needs 4 checks and 6 weeks; so far it is 5 weeks. Keep checking." in soon.text
    later = judge(weekly(*SLOW[:6]), words_a_minute(), Direction.INCREASE, rule)
    assert later.verdict is Verdict.CHANGE_TEACHING


def test_weeks_off_are_no_weeks_of_teaching_for_a_rule() -> None:
    line = words_a_minute(breaks=((week(1) + timedelta(days=1), week(5)),))
    said = judge(weekly(*SLOW[:6]), line, Direction.INCREASE, DecisionRule(min_weeks=6))
    assert (said.verdict, said.weeks) == (
        Verdict.INSUFFICIENT_DATA,
        Weeks(count=2.0, kind=WeekKind.INSTRUCTIONAL),
    )
    assert "6 weeks of teaching; so far it is 2 weeks." in said.text


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ((9, 9), Verdict.INSUFFICIENT_DATA),
        ((9, 9, 9), Verdict.CHANGE_TEACHING),
        ((11, 11, 11, 11, 11), Verdict.CONTINUE),
        ((9, 11, 11, 11, 11, 11, 11), Verdict.RAISE_GOAL),
        ((11, 11, 11, 9, 9, 9), Verdict.CHANGE_TEACHING),
        ((11, 11, 11, 9, 9, 10), Verdict.CONTINUE),
    ],
)
def test_the_rule_of_three_below_and_six_above(row: tuple[Number, ...], verdict: Verdict) -> None:
    said = judge(weekly(*row), level(), Direction.INCREASE, THREE_BELOW_SIX_ABOVE)
    assert said.verdict is verdict
    assert said.rule.name == "3 below or 6 above in a row"
    assert said.rule.name in said.method


@pytest.mark.parametrize(
    ("delivered", "first"), [(None, False), (0.0, True), (0.79, True), (0.8, False), (12 / 15, False), (1.2, False)]
)
def test_when_few_sessions_took_place_the_suggestion_begins_with_that(delivered: float | None, first: bool) -> None:
    said = judge(weekly(*SLOW), words_a_minute(), Direction.INCREASE, delivered=delivered)
    assert said.delivery_first is first
    assert said.text.startswith("About ") is first
    assert said.verdict is Verdict.CHANGE_TEACHING


def test_the_delivery_sentence_gives_the_share() -> None:
    said = judge([], words_a_minute(), Direction.INCREASE, delivered=0.5, delivery_floor=0.6)
    assert said.text.startswith(
        "About 50% of the planned sessions took place. Look first at how more of them can. It is too soon to tell."
    )


@pytest.mark.parametrize(
    ("direction", "line"),
    [(Direction.INCREASE, words_a_minute(90, 35)), (Direction.DECREASE, words_a_minute(35, 90))],
)
def test_a_line_that_goes_against_the_direction_is_not_judged(direction: Direction, line: Line) -> None:
    with pytest.raises(Malformed, match="line: goes against the direction"):
        judge(weekly(*SLOW), line, direction)


def test_a_judgement_names_every_number_that_cannot_be() -> None:
    with pytest.raises(Malformed) as error:
        judge([], level(), Direction.MAINTAIN, delivered=-0.1, delivery_floor=math.nan, tolerance=-1)
    assert faults(error) == {"delivered", "delivery_floor", "tolerance"}


def test_a_rule_that_one_check_could_decide_is_refused() -> None:
    with pytest.raises(Malformed) as error:
        DecisionRule(below=1, above=1, min_weeks=-1)
    assert faults(error) == {"below", "above", "min_weeks"}
    with pytest.raises(Malformed, match="min_points: is below 3"):
        DecisionRule(below=3, above=6, min_points=2)
    with pytest.raises(Malformed, match="above: is not a whole number; min_weeks: is not an int or a float"):
        DecisionRule(above=4.5, min_weeks="6")  # type: ignore[arg-type]
    with pytest.raises(Malformed, match="below: is not a whole number"):
        DecisionRule(below=True)


@given(rows, values, values, st.floats(0, 100))
def test_a_goal_and_its_mirror_image_are_judged_alike(row: list[Number], a: Number, b: Number, near: float) -> None:
    up = judge(weekly(*row), words_a_minute(min(a, b), max(a, b)), Direction.INCREASE, tolerance=near)
    flipped = weekly(*(-value for value in row))
    down = judge(flipped, words_a_minute(-min(a, b), -max(a, b)), Direction.DECREASE, tolerance=near)
    assert (up.verdict, up.positions) == (down.verdict, down.positions)


@given(rows, st.sampled_from(Direction), st.integers(2, 6), st.integers(2, 6))
def test_a_verdict_always_rests_on_a_whole_run_of_checks(
    row: list[Number], direction: Direction, below: int, above: int
) -> None:
    rule = DecisionRule(below=below, above=above, min_points=min(below, above))
    said = judge(weekly(*row), level(), direction, rule)
    runs = {
        Verdict.CHANGE_TEACHING: said.positions[-below:] == (WORSE,) * below,
        Verdict.RAISE_GOAL: said.positions[-above:] == (BETTER,) * above,
    }
    enough = len(row) >= rule.min_points
    continued = enough and not any(runs.values())
    expected = {**runs, Verdict.CONTINUE: continued, Verdict.INSUFFICIENT_DATA: not enough}
    assert [verdict for verdict, holds in expected.items() if holds] == [said.verdict]


def every_text(lang: str = "en") -> list[str]:
    rows_of_each_kind = ((), (0,), (9,) * 5, (10,) * 5, (11,) * 5)
    rules = (FOUR_POINT, THREE_BELOW_SIX_ABOVE, DecisionRule(min_weeks=12))
    every = product(rows_of_each_kind, Direction, rules, (None, 0.5))
    said: list[Suggestion | InsufficientData] = [
        judge(weekly(*row), level(), direction, rule, delivered=delivered) for row, direction, rule, delivered in every
    ]
    said.append(InsufficientData(method="tukey", n=1, needed=4))
    ways = [way_in_words(share, lang) for share in (None, -1, 0, 0.4, 1, 2)]
    return [each.in_words(lang) for each in said] + ways


def grade(text: str) -> float:
    """Flesch-Kincaid grade, with syllables counted as groups of vowels."""
    sentences = len(re.findall(r"[.:;!?](?:\s|\)|$)", text))
    words = re.findall(r"[A-Za-z]+|\d+%?", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_every_text_is_said_in_the_readers_tongue() -> None:
    pairs = set(zip(every_text(), every_text("es"), strict=True))

    assert [one for one, other in pairs if one == other or "{" in other] == []
    assert way_in_words(0.4, "es") == "Alrededor del 40 % del camino hacia el valor final."
    assert trend(least_squares, weekly(*SLOW)).in_words(week(20), "es") == (
        "Si esto sigue así: alrededor de 68,7 el 25 de mayo de 2026 (mínimos cuadrados, 8 mediciones)."
    )


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_every_text_is_plain_and_blames_nobody(text: str) -> None:
    assert grade(text) <= 8
    assert not re.search(r"\b(fail|refus|poor|bad|weak|behind schedule|should have|only|lack|wrong)", text)


# --- the way so far, and mastery


@pytest.mark.parametrize(
    ("baseline", "target", "value", "share"),
    [(35, 90, 62.5, 0.5), (35, 90, 24, -0.2), (35, 90, 101, 1.2), (12, 3, 3, 1.0), (12, 3, 12, 0.0), (0, 4, 1, 0.25)],
)
def test_the_share_of_the_way(baseline: Number, target: Number, value: Number, share: float) -> None:
    assert percent_of_way(baseline, target, value) == pytest.approx(share)


@pytest.mark.parametrize(
    ("baseline", "target", "value"), [(5, 5, 7), (0, 0, 0), (0.3, 0.1 + 0.2, 1), (0, 5e-324, LARGEST)]
)
def test_there_is_no_share_of_a_way_that_has_no_length(baseline: Number, target: Number, value: Number) -> None:
    assert percent_of_way(baseline, target, value) is None


def test_the_share_of_the_way_names_every_number_that_cannot_be() -> None:
    with pytest.raises(Malformed) as error:
        percent_of_way(math.nan, math.inf, 10**400)
    assert faults(error) == {"baseline", "target", "value"}


@given(values, values, values)
def test_the_share_of_the_way_is_the_same_in_a_mirror(baseline: Number, target: Number, value: Number) -> None:
    share = percent_of_way(baseline, target, value)
    assert percent_of_way(-baseline, -target, -value) == share
    assert share is None or math.isfinite(share)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "The start and the target are the same, so there is no distance to go."),
        (-0.2, "Farther from the target than at the start."),
        (0.0, "At the start."),
        (0.001, "About 1% of the way to the target."),
        (0.29, "About 29% of the way to the target."),
        (0.999, "About 99% of the way to the target."),
        (1.0, "At the target."),
        (1.2, "Past the target."),
    ],
)
def test_the_way_in_words(share: float | None, words: str) -> None:
    assert way_in_words(share) == words


def test_a_share_that_is_no_number_has_no_words() -> None:
    with pytest.raises(Malformed, match="share"):
        way_in_words(math.nan)


@pytest.mark.parametrize(
    ("row", "k", "n", "mastered"),
    [
        ((), 1, None, False),
        ((90,), 3, None, False),  # one lucky check is not mastery
        ((90, 91), 3, None, False),
        ((90, 91, 95), 3, None, True),
        ((90, 91, 95, 89), 3, None, False),  # it did not last
        ((90, 89, 95, 96), 3, None, False),
        ((90, 89, 95, 96), 3, 4, True),
        ((90, 89, 88, 95, 96), 3, 4, False),
        ((90, 90, 90), 3, 5, True),  # whatever comes next, three of five are met
        ((90, 90), 3, 5, False),
    ],
)
def test_mastery_is_the_criterion_met_by_the_latest_checks(
    row: tuple[Number, ...], k: int, n: int | None, mastered: bool
) -> None:
    assert is_mastered(weekly(*row), 90, Direction.INCREASE, k=k, n=n) is mastered
    mirrored = weekly(*(-value for value in row))
    assert is_mastered(mirrored, -90, Direction.DECREASE, k=k, n=n) is mastered


def test_mastery_looks_at_the_latest_days_whatever_the_order_given() -> None:
    points = weekly(90, 90, 90, 10)
    assert not is_mastered(points[::-1], 90, Direction.INCREASE, k=3)


def test_sessions_on_one_day_count_one_by_one_for_mastery_in_the_order_given() -> None:
    sessions = [Point(on=START, value=value) for value in (10, 90, 90)]
    assert is_mastered(sessions, 90, Direction.INCREASE, k=2)
    assert not is_mastered(sessions[::-1], 90, Direction.INCREASE, k=2)
    assert not is_mastered(by_day(sessions), 90, Direction.INCREASE, k=2)


def test_a_level_is_kept_on_both_sides_within_its_tolerance() -> None:
    assert is_mastered(weekly(0.9, 1.1, 1.0), 1.0, Direction.MAINTAIN, k=3, tolerance=0.1)
    assert not is_mastered(weekly(0.9, 1.2, 1.0), 1.0, Direction.MAINTAIN, k=3, tolerance=0.1)
    assert not is_mastered(weekly(0.9, 0.8, 1.0), 1.0, Direction.MAINTAIN, k=3, tolerance=0.1)


def test_a_criterion_that_cannot_be_is_refused() -> None:
    with pytest.raises(Malformed) as error:
        is_mastered([], math.inf, Direction.INCREASE, k=0, tolerance=-1)
    assert faults(error) == {"target", "tolerance", "k"}
    with pytest.raises(Malformed, match="n: is below 3"):
        is_mastered([], 90, Direction.INCREASE, k=3, n=2)


@given(rows, st.sampled_from(Direction), st.integers(1, 6), st.integers(0, 6))
def test_more_room_never_takes_mastery_away(row: list[Number], direction: Direction, k: int, more: int) -> None:
    strict = is_mastered(weekly(*row), 10, direction, k=k, tolerance=5)
    assert is_mastered(weekly(*row), 10, direction, k=k, n=k + more, tolerance=5) >= strict
