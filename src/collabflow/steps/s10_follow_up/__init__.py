"""Step 10, follow up: arrange the next time to talk, look back on working together, and check that goals still fit.

Five files: `facts` (with the five open questions as data), `record` (passes, and what a move does to them), `times`
(the next time to talk), `events` and `guards`. Answers are about working together, never about a person, and are
not counted or scored.
Source: playbook 2.11; cycle.md, room 10.
"""

from collabflow.core.event import Limit
from collabflow.steps.s10_follow_up import guards as _needs
from collabflow.steps.s10_follow_up.events import (
    AlignmentChecked,
    EfficacyAnswered,
    SummaryShared,
)
from collabflow.steps.s10_follow_up.facts import (
    PROMPTS,
    Alignment,
    Arranged,
    FamilyFit,
    FamilySays,
    Follows,
    FollowUpId,
    FollowUpKind,
    Instrument,
    ItemAnswer,
    Prompt,
    PromptAnswer,
    SchoolFit,
    SummaryCopy,
    View,
)
from collabflow.steps.s10_follow_up.record import FollowUp
from collabflow.steps.s10_follow_up.times import FollowUpAnswered, FollowUpProposed

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "PROMPTS",
    "Alignment",
    "AlignmentChecked",
    "Arranged",
    "EfficacyAnswered",
    "FamilyFit",
    "FamilySays",
    "FollowUp",
    "FollowUpAnswered",
    "FollowUpId",
    "FollowUpKind",
    "FollowUpProposed",
    "Follows",
    "Instrument",
    "ItemAnswer",
    "Prompt",
    "PromptAnswer",
    "SchoolFit",
    "SummaryCopy",
    "SummaryShared",
    "View",
]

EVENTS = (FollowUpProposed, FollowUpAnswered, EfficacyAnswered, AlignmentChecked, SummaryShared)
GUARDS = (
    _needs.a_follow_up_is_arranged,
    _needs.a_caregiver_has_confirmed_the_time,
    _needs.somebody_looked_back,
    _needs.every_caregiver_was_asked_to_look_back,
    _needs.the_school_looked_back,
    _needs.every_goal_was_checked_from_both_sides,
    _needs.every_goal_that_does_not_fit_has_a_next_step,
    _needs.every_caregiver_has_the_summary,
    _needs.every_task_has_an_owner,
    _needs.every_task_has_a_date,
    _needs.every_task_is_in_time,
    _needs.something_changes_after_what_was_hard,
)
LIMITS: tuple[Limit, ...] = ()
