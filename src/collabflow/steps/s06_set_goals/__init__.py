"""Step 6, set goals: SMART goals, academic and social, that the family has spoken to.

A goal is complete or it is not, letter by letter; the checks themselves live in `goals/smart`. A change to a goal ends
what people said about it before: a yes covers what was seen. A goal that ended keeps its id, so that checks of one
goal are never taken for those of another. Goals in force go on into the next cycle, with what people say about them.
Read `record`, `events`, `guards`, in this order.
Source: playbook 2.7 and 5; cycle.md, room 6.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.goals import smart
from collabflow.steps.s06_set_goals import guards as _needs
from collabflow.steps.s06_set_goals.events import (
    GoalAreaDeclined,
    GoalDrafted,
    GoalDropped,
    GoalPositionTaken,
    GoalRevised,
)
from collabflow.steps.s06_set_goals.record import Area, DeclinedArea, EndedGoal, GoalEnd, GoalPosition, Goals

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "Area",
    "DeclinedArea",
    "EndedGoal",
    "GoalAreaDeclined",
    "GoalDrafted",
    "GoalDropped",
    "GoalEnd",
    "GoalPosition",
    "GoalPositionTaken",
    "GoalRevised",
    "Goals",
]

EVENTS = (GoalDrafted, GoalRevised, GoalPositionTaken, GoalAreaDeclined, GoalDropped)
GUARDS = (
    _needs.there_is_a_goal,
    _needs.there_is_an_academic_goal,
    _needs.there_is_a_social_goal,
    _needs.every_goal_is_smart,
    _needs.a_caregiver_has_spoken_to_every_goal,
    _needs.every_caregiver_agrees_with_every_goal,
    _needs.no_goal_repeats_an_unmet_one,
    *_needs.SMART_WARNINGS,
    _needs.the_student_has_spoken_to_every_goal,
    _needs.the_goals_are_few_enough,
    *_needs.SMART_PROMPTS,
)
LIMITS = (Limit(name="goals_at_once", value=8, tighter=Tighter.LOWER, source="playbook 2.7"), *smart.LIMITS)
