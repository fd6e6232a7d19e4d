"""SMART, A for attainable: a target in the right direction, at a pace for which there is a reason and a support.

No pace is ever called wrong here: what looks fast or slow is a question to ask together.
Source: playbook 5.2, A, with its reference S22.
"""

from __future__ import annotations

from collabflow.core.event import Limit, Tighter
from collabflow.core.finding import Severity
from collabflow.goals.goal import Goal, RateSource
from collabflow.goals.progress import Direction
from collabflow.goals.smart.check import Lacking, Terms, blank, check, length


@check(
    "GOAL_A_DIRECTION",
    part="a target in the right direction",
    says="The target of “{goal}” goes the wrong way.",
    fix="Check start, target and direction.",
)
def its_target_goes_the_right_way(goal: Goal, terms: Terms) -> Lacking:
    if goal.measure is None or goal.baseline is None or goal.target is None:
        return
    start, end = goal.baseline.value, goal.target.value
    wrong = {
        Direction.INCREASE: end < start,
        Direction.DECREASE: end > start,
        Direction.MAINTAIN: abs(end - start) > abs(start) * terms.limits["maintain_tolerance"],
    }
    if wrong[goal.measure.direction]:
        yield {}


@check(
    "GOAL_A_NO_CHANGE",
    part="a target that differs from the start",
    says="Start and target of “{goal}” are the same.",
    fix="Change the target or choose maintain.",
)
def its_target_differs_from_its_start(goal: Goal, terms: Terms) -> Lacking:
    if goal.baseline and goal.target and goal.baseline.value == goal.target.value and not _maintains(goal):
        yield {}


@check(
    "GOAL_A_RATE_BASIS_MISSING",
    severity=Severity.WARNING,
    part="why it is reachable",
    says="We have not said why “{goal}” is reachable.",
    fix="Use past progress, a norm or team reasons.",
)
def says_why_it_is_reachable(goal: Goal, terms: Terms) -> Lacking:
    if goal.rate_basis is None:
        yield {}


@check(
    "GOAL_A_RATE_VERY_HIGH",
    severity=Severity.WARNING,
    part="a reachable pace",
    says="“{goal}” needs fast growth: {rate} a week.",
    fix="Ask together if it is reachable.",
)
def its_pace_is_reachable(goal: Goal, terms: Terms) -> Lacking:
    """Measured against the student's own past or a norm; the team's reasons are not a number to compare with."""
    needed, known = needed_rate(goal), _known_rate(goal)
    if needed is not None and known is not None and needed > known * terms.limits["fast_growth_factor"]:
        yield {"rate": round(needed, 2)}


@check(
    "GOAL_A_RATE_VERY_LOW",
    severity=Severity.WARNING,
    part="an ambitious pace",
    says="“{goal}” is slower than before: {rate} a week.",
    fix="Ask together if it is ambitious enough.",
)
def its_pace_is_ambitious(goal: Goal, terms: Terms) -> Lacking:
    """Measured against the student's own past only, never against other children."""
    needed, known = needed_rate(goal), _known_rate(goal, RateSource.OWN_PAST_RATE)
    if needed is not None and known is not None and needed < known * terms.limits["slow_growth_factor"]:
        yield {"rate": round(needed, 2)}


@check(
    "GOAL_A_NO_SUPPORT",
    severity=Severity.WARNING,
    part="a support",
    says="Nothing is planned to help reach “{goal}”.",
    fix="Link a support.",
)
def something_is_planned_to_help(goal: Goal, terms: Terms) -> Lacking:
    if not goal.strategies and all(blank(support) for support in goal.supports):
        yield {}


def needed_rate(goal: Goal) -> float | None:
    """How many units a week the goal asks for, whichever way; None to maintain, or while a part is missing."""
    if goal.baseline is None or goal.target is None or length(goal) <= 0 or _maintains(goal):
        return None
    return abs(goal.target.value - goal.baseline.value) / (length(goal) / 7)


def _known_rate(goal: Goal, *sources: RateSource) -> float | None:
    """The rate that the goal rests on, if it is a number from one of these sources (default: past or norm)."""
    basis = goal.rate_basis
    if basis is None or basis.value is None:
        return None
    wanted = sources or (RateSource.OWN_PAST_RATE, RateSource.NORM)
    return abs(basis.value) if basis.source in wanted else None


def _maintains(goal: Goal) -> bool:
    return goal.measure is not None and goal.measure.direction is Direction.MAINTAIN


CHECKS = (
    its_target_goes_the_right_way,
    its_target_differs_from_its_start,
    says_why_it_is_reachable,
    its_pace_is_reachable,
    its_pace_is_ambitious,
    something_is_planned_to_help,
)
LIMITS = (
    Limit(name="maintain_tolerance", value=0.1, tighter=Tighter.LOWER, source="ours: a tenth of the baseline"),
    Limit(name="fast_growth_factor", value=2, tighter=Tighter.LOWER, source="playbook 5.2, A"),
    Limit(name="slow_growth_factor", value=0.5, tighter=Tighter.HIGHER, source="playbook 5.2, A [S22]"),
)
