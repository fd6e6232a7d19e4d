"""How a goal goes beside its line, as a help for the talk: what the decision rule suggests, place by place.

The rule never decides anything. It looks at the checks since the way of working last changed, each place for
itself, and says nothing where a goal has no line or too few checks.
Source: playbook 2.9 and 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.case import Case
from collabflow.core.errors import Malformed
from collabflow.core.event import EVERY_DAY, Calendar, Context
from collabflow.goals.goal import Goal
from collabflow.goals.progress import DecisionRule, Direction, Line, Suggestion, Verdict, judge
from collabflow.steps.s08_review_and_adjust.facts import Where
from collabflow.steps.s08_review_and_adjust.record import Reviews, last_change

_FEWEST = 2
"""What `DecisionRule` asks for at least: one check alone decides nothing."""


def rule_of(limits: Mapping[str, float]) -> DecisionRule:
    """The decision rule that these limits describe."""
    below = max(int(limits["rule_points"]), _FEWEST)
    above = max(int(limits["rule_points_above"]), _FEWEST)
    return DecisionRule(below=below, above=above, min_points=min(below, above), min_weeks=limits["rule_weeks"])


def line_of(goal: Goal, calendar: Calendar = EVERY_DAY) -> Line | None:
    """The line from baseline to target; None while the goal's parts do not make one, which its SMART checks tell."""
    if goal.measure is None or goal.baseline is None or goal.target is None or goal.due_on is None:
        return None
    start, target = goal.baseline.value, goal.target.value
    against = {Direction.INCREASE: target < start, Direction.DECREASE: target > start, Direction.MAINTAIN: False}
    if against[goal.measure.direction]:
        return None
    try:
        return Line(start_on=goal.baseline.on, start=start, due_on=goal.due_on, target=target, breaks=calendar.breaks)
    except Malformed:
        return None


def suggestions(
    case: Case, goal: Goal, context: Context, *, calendar: Calendar | None = None
) -> tuple[tuple[Where, Suggestion], ...]:
    """What the rule suggests for a goal, for each place where it was checked; empty where there is no line.

    `calendar` is by default that of the context: the line stands still in its breaks.
    """
    line = line_of(goal, context.calendar if calendar is None else calendar)
    if line is None or goal.measure is None:
        return ()
    reviews, limits, direction = case[Reviews], context.limits, goal.measure.direction
    steady = abs(line.start) * limits["maintain_tolerance"] if direction is Direction.MAINTAIN else 0
    return tuple(
        (
            where,
            judge(
                (check.point for check in checks),
                line,
                direction,
                rule_of(limits),
                since=last_change(case, goal.id),
                delivered=delivered_share(reviews, goal),
                delivery_floor=limits["delivery_floor"],
                tolerance=steady,
            ),
        )
        for where in Where
        if (checks := reviews.checks_of(goal, where))
    )


def delivered_share(reviews: Reviews, goal: Goal) -> float | None:
    """The share of what was planned for this goal that took place, by this round's review; None when not checked."""
    found = (reviews.delivery_now(strategy) for strategy in dict.fromkeys(goal.strategies))
    checked = [(item.planned, item.delivered) for item in found if item is not None]
    known = [(planned, delivered) for planned, delivered in checked if planned is not None and delivered is not None]
    planned = sum(planned for planned, _ in known)
    return sum(delivered for _, delivered in known) / planned if planned else None


def is_slow(case: Case, goal: Goal, context: Context, *, calendar: Calendar) -> bool:
    """Whether the rule suggests a change of teaching, at any of the places where the goal was checked."""
    found = suggestions(case, goal, context, calendar=calendar)
    return any(suggestion.verdict is Verdict.CHANGE_TEACHING for _, suggestion in found)
