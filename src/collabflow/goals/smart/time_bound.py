"""SMART, T for time-bound: a start, an end that was still to come when it was agreed, and checks on the way.

Source: playbook 5.2, T; cycle.md, room 6 (`GOAL_T_DUE_PAST` compares with the day the goal was agreed).
"""

from __future__ import annotations

from collabflow.core.event import Limit, Tighter
from collabflow.core.finding import Severity
from collabflow.goals.goal import Goal
from collabflow.goals.smart.check import Lacking, Terms, check, length


@check("GOAL_T_START_MISSING", part="the start date", says="“{goal}” has no start date.", fix="Add it.")
def has_a_start(goal: Goal, terms: Terms) -> Lacking:
    if goal.starts_on is None:
        yield {}


@check("GOAL_T_DUE_MISSING", part="the end date", says="“{goal}” has no end date.", fix="Add it.")
def has_an_end(goal: Goal, terms: Terms) -> Lacking:
    if goal.due_on is None:
        yield {}


@check(
    "GOAL_T_DUE_PAST",
    part="an end date still to come",
    says="The end date of “{goal}” had passed when it was agreed.",
    fix="Choose a new one.",
)
def its_end_was_still_to_come(goal: Goal, terms: Terms) -> Lacking:
    if goal.due_on is not None and goal.due_on < terms.agreed_on(goal):
        yield {}


@check(
    "GOAL_T_DUE_BEFORE_START",
    part="an end after the start",
    says="“{goal}” ends before it starts.",
    fix="Fix the dates.",
)
def it_ends_after_it_starts(goal: Goal, terms: Terms) -> Lacking:
    """A goal that ends on the day it starts leaves no time to learn, and no line can be drawn."""
    if goal.due_on and goal.starts_on and goal.due_on <= goal.starts_on:
        yield {}


@check(
    "GOAL_T_TOO_LONG",
    severity=Severity.WARNING,
    part="a nearer end",
    says="“{goal}” runs longer than a year.",
    fix="Shorten or split it.",
)
def it_ends_within_a_year(goal: Goal, terms: Terms) -> Lacking:
    if length(goal) > terms.limits["goal_longest_days"]:
        yield {}


@check(
    "GOAL_T_TOO_FEW_CHECKS",
    severity=Severity.WARNING,
    part="enough checks",
    says="There are too few checks of “{goal}” to see a trend.",
    fix="Check more often.",
)
def there_are_enough_checks(goal: Goal, terms: Terms) -> Lacking:
    days = length(goal)
    if goal.schedule and days > 0 and days / goal.schedule.every_days < terms.limits["goal_fewest_checks"]:
        yield {}


@check(
    "GOAL_T_NO_MILESTONES",
    severity=Severity.PROMPT,
    part="smaller dates on the way",
    says="“{goal}” has no smaller dates on the way.",
    fix="Add one or two.",
)
def has_smaller_dates_on_the_way(goal: Goal, terms: Terms) -> Lacking:
    if length(goal) > terms.limits["goal_without_milestone_days"] and not goal.milestones:
        yield {}


@check(
    "GOAL_T_DUE_ON_NON_SCHOOL_DAY",
    severity=Severity.PROMPT,
    part="an end on a school day",
    says="“{goal}” ends on {due}, which is not a school day.",
    fix="Move it if needed.",
)
def it_ends_on_a_school_day(goal: Goal, terms: Terms) -> Lacking:
    if goal.due_on is not None and not terms.calendar.is_school_day(goal.due_on):
        yield {"due": goal.due_on}


CHECKS = (
    has_a_start,
    has_an_end,
    its_end_was_still_to_come,
    it_ends_after_it_starts,
    it_ends_within_a_year,
    there_are_enough_checks,
    has_smaller_dates_on_the_way,
    it_ends_on_a_school_day,
)
LIMITS = (
    Limit(name="goal_longest_days", value=366, tighter=Tighter.LOWER, source="playbook 5.2, T: twelve months"),
    Limit(name="goal_fewest_checks", value=4, tighter=Tighter.HIGHER, source="playbook 5.2, T"),
    Limit(name="goal_without_milestone_days", value=90, tighter=Tighter.LOWER, source="playbook 5.2, T"),
)
