"""Goals that are sound and lack one thing, each for one check of the five letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from attrs import evolve

from collabflow.core.fact import altered
from collabflow.core.values import Frequency, Per, Position
from collabflow.goals.goal import (
    Baseline,
    Domain,
    Goal,
    Measure,
    MeasureKind,
    RateBasis,
    RateSource,
    Target,
)
from collabflow.steps.s06_set_goals import GoalDrafted, GoalDropped, GoalEnd, GoalPositionTaken, Goals
from collabflow.testing.rules.makers.planning import whole_goal
from collabflow.testing.rules.want import Want

_PARTS: tuple[Mapping[str, object], ...] = (
    {"measure": None},
    {"condition": None},
    {"verb": "understands"},
    {"settings": ()},
    {"verb": "reads and writes"},
    {"statement": "The aide will sit near."},
    {"criterion": None},
    {"tool": "Teacher impression"},
    {"verb": "stays with a story"},
    {"rate_basis": None},
    {"supports": (), "strategies": ()},
    {"hopes": ()},
    {"milestones": ()},
    {"reports": None},
    {"schedule": Frequency(times=1, per=Per.TERM)},
    {"rate_basis": RateBasis(source=RateSource.OWN_PAST_RATE, value=0.1)},
    {"rate_basis": RateBasis(source=RateSource.OWN_PAST_RATE, value=20)},
    {"domain": Domain.MOTOR},
    {"owner": None, "owner_post": None},
    {"measure": Measure(kind=MeasureKind.PERCENT_CORRECT), "target": Target(value=120)},
)
"""Changes to a whole goal after which it is still sound and lacks something."""


def drafted(want: Want) -> Iterator[GoalDrafted]:
    """A goal that lacks something; one that was not met before; or one more of many."""
    whole = whole_goal(want, want.fresh("goal"), Domain.ACADEMIC)
    for changes in (*_PARTS, *_days(want, whole)):
        yield GoalDrafted(goal=altered(whole, changes))
    for past in want.case.earlier[-1:]:
        for ended in past[Goals].over:
            yield GoalDrafted(goal=evolve(ended.goal, id=want.fresh("goal")))
    yield GoalDrafted(goal=whole)


def _days(want: Want, whole: Goal) -> tuple[Mapping[str, object], ...]:
    weekend = want.day(140)
    while weekend.isoweekday() < 6:
        weekend += timedelta(days=1)
    return (
        {"baseline": Baseline(value=50, on=want.day(-200), observations=3)},
        {"baseline": Baseline(value=50, on=want.day(-3), observations=1)},
        {"due_on": want.day(500)},
        {"due_on": weekend},
        {"due_on": want.day(-1), "starts_on": want.day(-2), "milestones": ()},
        {"target": Target(value=51), "milestones": ()},
    )


def position(want: Want) -> Iterator[GoalPositionTaken]:
    """A caregiver does not agree with a goal."""
    for goal in want.case[Goals].active:
        for person in want.caregivers:
            yield GoalPositionTaken(
                party=person, goals=(goal.id,), position=Position.DISAGREE, rejected="The pace", why="It is too much."
            )


def dropped(want: Want) -> Iterator[GoalDropped]:
    """A goal is given up; the next cycle may take it up as it was."""
    for goal in want.case[Goals].active:
        for how in reversed(GoalEnd):
            yield GoalDropped(goal=goal.id, how=how, why="Something else matters more now.")
