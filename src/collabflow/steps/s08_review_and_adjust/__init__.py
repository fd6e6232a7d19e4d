"""Step 8, review and adjust: look at progress together, regularly, and change what needs to change.

Six files: `facts`, `record` (rounds, and what a move does to them), `events`, `outcomes` (what comes of a review),
`pace` (what the decision rule suggests, never decides) and `guards`. "Regularly" is a loop: each round asks for
its own review.
Source: playbook 2.9 and 5.4; cycle.md, room 8.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s08_review_and_adjust import guards as _needs
from collabflow.steps.s08_review_and_adjust.events import (
    GoalReviewed,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
)
from collabflow.steps.s08_review_and_adjust.facts import (
    Adjustment,
    AdjustmentId,
    Cadence,
    Delivery,
    GoalDecision,
    Measured,
    NextReview,
    NoChange,
    Participation,
    Review,
    Reviewed,
    ReviewId,
    ReviewKind,
    Target,
    TookPart,
    View,
    Where,
)
from collabflow.steps.s08_review_and_adjust.guards import can_be_asked, relevant_parties
from collabflow.steps.s08_review_and_adjust.outcomes import AdjustmentMade, NoChangeNeeded
from collabflow.steps.s08_review_and_adjust.pace import delivered_share, line_of, rule_of, suggestions
from collabflow.steps.s08_review_and_adjust.record import Reviews, last_change

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "Adjustment",
    "AdjustmentId",
    "AdjustmentMade",
    "Cadence",
    "Delivery",
    "GoalDecision",
    "GoalReviewed",
    "Measured",
    "NextReview",
    "NoChange",
    "NoChangeNeeded",
    "Participation",
    "ProgressMeasured",
    "Review",
    "ReviewCadenceSet",
    "ReviewHeld",
    "ReviewId",
    "ReviewKind",
    "Reviewed",
    "Reviews",
    "Target",
    "TookPart",
    "View",
    "Where",
    "can_be_asked",
    "delivered_share",
    "last_change",
    "line_of",
    "relevant_parties",
    "rule_of",
    "suggestions",
]

EVENTS = (ReviewCadenceSet, ProgressMeasured, ReviewHeld, GoalReviewed, AdjustmentMade, NoChangeNeeded)
GUARDS = (
    _needs.there_is_a_rhythm,
    _needs.the_family_is_part_of_the_review,
    _needs.everyone_relevant_takes_part,
    _needs.every_goal_is_reviewed,
    _needs.every_goal_has_been_checked,
    _needs.slow_progress_is_answered,
    _needs.every_change_rests_on_a_joint_decision,
    _needs.the_review_has_a_result,
    _needs.the_next_review_has_a_date,
    _needs.reviews_are_in_time,
    _needs.every_goal_was_checked_lately,
    _needs.planned_and_delivered_are_compared,
    _needs.a_caregiver_has_confirmed_the_next_review,
)
LIMITS = (
    Limit(name="rule_points", value=4, tighter=Tighter.LOWER, source="playbook 5.4, four-point rule [S20, S23]"),
    Limit(name="rule_points_above", value=4, tighter=Tighter.LOWER, source="playbook 5.4, four-point rule [S20, S23]"),
    Limit(name="rule_weeks", value=0, tighter=Tighter.LOWER, source="playbook 5.4: none by default"),
    Limit(name="delivery_floor", value=0.8, tighter=Tighter.HIGHER, source="playbook 5.4, delivery first"),
    Limit(name="stale_data_factor", value=2, tighter=Tighter.LOWER, source="playbook 2.9"),
)
