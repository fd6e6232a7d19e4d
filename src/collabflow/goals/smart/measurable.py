"""SMART, M for measurable: how it is measured, from where to where, by whom, with what and how often.

Source: playbook 5.2, M, with its references S20 and S21.
"""

from __future__ import annotations

import re

from collabflow.core.event import Limit, Tighter
from collabflow.core.finding import Severity
from collabflow.goals.goal import OUT_OF, Goal, MeasureKind, plain_unit
from collabflow.goals.smart.check import Lacking, Terms, begins_with, blank, check, in_english


@check(
    "GOAL_M_MEASURE_MISSING",
    part="how it is measured, and of how many",
    says="“{goal}” does not say how we measure, or of how many.",
    fix="Pick a measure, and of how many.",
)
def says_how_it_is_measured(goal: Goal, terms: Terms) -> Lacking:
    if goal.measure is None or (goal.measure.kind in OUT_OF and goal.measure.out_of is None):
        yield {}


@check(
    "GOAL_M_UNIT_MISSING",
    part="a unit that fits the measure",
    says="“{goal}” has no unit that fits its measure.",
    fix="Pick a unit.",
)
def has_a_unit(goal: Goal, terms: Terms) -> Lacking:
    """Asked only once there is a measure, so that one gap is told once."""
    if goal.measure is not None and not goal.measure.unit_fits:
        yield {}


@check(
    "GOAL_M_BASELINE_MISSING",
    part="the starting point",
    says="The starting point of “{goal}” is missing.",
    fix="Add where the student is now and the date.",
)
def has_a_starting_point(goal: Goal, terms: Terms) -> Lacking:
    if goal.baseline is None:
        yield {}


@check(
    "GOAL_M_TARGET_MISSING",
    part="the target",
    says="The target of “{goal}” is missing.",
    fix="Add the number to reach.",
)
def has_a_target(goal: Goal, terms: Terms) -> Lacking:
    if goal.target is None:
        yield {}


@check(
    "GOAL_M_UNIT_MISMATCH",
    part="the same unit at start and target",
    says="Start and target of “{goal}” use different units.",
    fix="Use the same one.",
)
def uses_one_unit(goal: Goal, terms: Terms) -> Lacking:
    named = (part.unit for part in (goal.measure, goal.baseline, goal.target) if part is not None)
    if len({plain_unit(unit) for unit in named if not blank(unit)}) > 1:
        yield {}


@check(
    "GOAL_M_OUT_OF_RANGE",
    part="numbers that can happen",
    says="A number in “{goal}” cannot happen.",
    fix="Check start, target and steps.",
)
def its_numbers_can_happen(goal: Goal, terms: Terms) -> Lacking:
    measure = goal.measure
    parts = (part for part in (goal.baseline, goal.target, *goal.milestones) if part is not None)
    if measure is not None and not all(measure.can_be(part.value) for part in parts):
        yield {}


@check(
    "GOAL_M_METHOD_MISSING",
    part="who checks, and with what",
    says="“{goal}” does not say who checks, and with what.",
    fix="Add them.",
)
def says_who_checks_and_with_what(goal: Goal, terms: Terms) -> Lacking:
    if blank(goal.tool) or blank(goal.collector):
        yield {}


@check(
    "GOAL_M_SCHEDULE_MISSING",
    part="how often it is checked",
    says="“{goal}” does not say how often it is checked.",
    fix="Add it, for example once a week.",
)
def says_how_often_it_is_checked(goal: Goal, terms: Terms) -> Lacking:
    if goal.schedule is None:
        yield {}


@check(
    "GOAL_M_BASELINE_STALE",
    severity=Severity.WARNING,
    part="a fresh start",
    says="The starting point of “{goal}” is old.",
    fix="Check again.",
)
def its_starting_point_is_fresh(goal: Goal, terms: Terms) -> Lacking:
    if goal.baseline and goal.starts_on:
        age = (goal.starts_on - goal.baseline.on).days
        if age > terms.limits["baseline_stale_days"]:
            yield {"days": age}


@check(
    "GOAL_M_BASELINE_THIN",
    severity=Severity.WARNING,
    part="three looks at the start",
    says="The start of “{goal}” comes from fewer than {looks} looks.",
    fix="Take {looks} and use the middle one.",
)
def its_starting_point_comes_from_enough_looks(goal: Goal, terms: Terms) -> Lacking:
    looks = terms.limits["baseline_observations"]
    if goal.baseline and (goal.baseline.observations or 0) < looks:
        yield {"looks": looks}


@check(
    "GOAL_M_CONSISTENCY_MISSING",
    severity=Severity.WARNING,
    part="how often it must happen",
    says="Should “{goal}” be reached once, or every time?",
    fix="Say how often it must happen.",
)
def says_how_often_it_must_happen(goal: Goal, terms: Terms) -> Lacking:
    if goal.criterion is None:
        yield {}


_SUBJECTIVE = re.compile(r"\b(?:observ\w*|judge?ment|opinion|impression|feeling)s?\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:count\w*|tally|tallies|check-?list|chart|data|form|log|probe\w*|record\w*|rubric|scale|sheet|stop-?watch|"
    r"test|timed|timer|work sample)s?\b",
    re.IGNORECASE,
)


@check(
    "GOAL_M_METHOD_SUBJECTIVE",
    severity=Severity.WARNING,
    part="a way two people agree on",
    says="Two people could disagree about “{goal}”.",
    fix="Use a count, timing, checklist or rubric.",
)
def two_people_would_measure_the_same(goal: Goal, terms: Terms) -> Lacking:
    tool = goal.tool or ""
    if in_english(goal) and _SUBJECTIVE.search(tool) and not _COUNTED.search(tool):
        yield {}


_STAYING = begins_with("concentrat", "focus", "remain", "sitt?", "stay")
_ANSWERING = begins_with(
    "add", "calculat", "count", "identif", "label", "match", "multipl", "nam", "solv", "sort", "spell", "subtract"
)
_NOT_OF_STAYING = frozenset({MeasureKind.PERCENT_CORRECT, MeasureKind.RATE})
_NOT_OF_ANSWERING = frozenset({MeasureKind.DURATION, MeasureKind.INTERVAL_PERCENT})


@check(
    "GOAL_M_MEASURE_NOT_OF_BEHAVIOUR",
    severity=Severity.WARNING,
    part="a measure of this skill",
    says="The measure of “{goal}” does not show this skill.",
    fix="Choose one that does.",
)
def its_measure_shows_the_skill(goal: Goal, terms: Terms) -> Lacking:
    """Staying with something has no right answers to count; giving answers is not shown by how long it lasts."""
    if goal.measure is None or not in_english(goal):
        return
    verb, kind = goal.verb or "", goal.measure.kind
    if (kind in _NOT_OF_STAYING and _STAYING.match(verb)) or (kind in _NOT_OF_ANSWERING and _ANSWERING.match(verb)):
        yield {}


CHECKS = (
    says_how_it_is_measured,
    has_a_unit,
    has_a_starting_point,
    has_a_target,
    uses_one_unit,
    its_numbers_can_happen,
    says_who_checks_and_with_what,
    says_how_often_it_is_checked,
    its_starting_point_is_fresh,
    its_starting_point_comes_from_enough_looks,
    says_how_often_it_must_happen,
    two_people_would_measure_the_same,
    its_measure_shows_the_skill,
)
LIMITS = (
    Limit(name="baseline_stale_days", value=90, tighter=Tighter.LOWER, source="playbook 5.2, M"),
    Limit(name="baseline_observations", value=3, tighter=Tighter.HIGHER, source="playbook 5.2, M [S21]"),
)
