"""Progress, mastery: how much of the way is gone, and whether the criterion of a goal is met now.

One lucky check is not mastery, and neither is a run that did not last.
Source: playbook 5.4, mastery and percent of way.
"""

from __future__ import annotations

from collections.abc import Iterable

from collabflow.core.tongue import Lang, tongue
from collabflow.core.values import Number
from collabflow.goals.progress.line import SIGN, Direction, Point, in_order
from collabflow.goals.progress.numbers import DUST, not_a_number, not_an_amount, not_whole, refuse


def percent_of_way(baseline: Number, target: Number, value: Number) -> float | None:
    """How much of the way from baseline to target a value has gone, as a share: 0.5 is half of it.

    Below 0 it is farther from the target than at the start, above 1 it is past the target. None when there is
    no way to speak of: baseline and target are the same, or differ by no more than rounding.
    """
    numbers = {"baseline": baseline, "target": target, "value": value}
    refuse("percent_of_way", *((name, not_a_number(number)) for name, number in numbers.items()))
    way = target - baseline
    if abs(way) <= DUST * max(map(abs, numbers.values())):
        return None
    return (value - baseline) / way


def way_in_words(share: float | None, lang: Lang = "en") -> str:
    """The answer of `percent_of_way` as a sentence, so that nobody has to read it off a bar or a colour."""
    reader = tongue(lang)
    if share is None:
        return reader.template(
            "The start and the target are the same, so there is no distance to go.", about="progress"
        )
    refuse("way_in_words", ("share", not_a_number(share)))
    if share < 0:
        return reader.template("Farther from the target than at the start.", about="progress")
    if share > 1:
        return reader.template("Past the target.", about="progress")
    if share in (0, 1):
        return reader.template("At the target." if share else "At the start.", about="progress")
    percent = min(max(round(100 * share), 1), 99)
    return reader.say("About {percent}% of the way to the target.", about="progress", percent=percent)


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
    numbers = (("target", not_a_number(target)), ("tolerance", not_an_amount(tolerance)))
    refuse("is_mastered", *numbers, ("k", not_whole(k, least=1)))
    window = k if n is None else n
    refuse("is_mastered", ("n", not_whole(window, least=k)))
    latest = in_order(points)[-window:]
    return sum(_meets(point.value, target, direction, tolerance) for point in latest) >= k


def _meets(value: Number, target: Number, direction: Direction, tolerance: Number) -> bool:
    gap = value - target
    if direction is Direction.MAINTAIN:
        return abs(gap) <= tolerance + DUST * abs(target)
    return SIGN[direction] * gap >= 0
