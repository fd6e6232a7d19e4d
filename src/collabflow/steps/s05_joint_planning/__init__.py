"""Step 5, joint planning: what school and family decide together, in an IEP or any other plan.

Read `facts` and `record`, then `events` (proposing, taking positions, deciding), `formal` (consent and written
notice) and `telling`, then `guards` (what deciding together needs) and `workable` (what a plan needs so that it can be
carried out). A position is its person's own word and ends when what they saw changes. There is no vote and no tally.
Source: playbook 2.5; cycle.md, room 5.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s05_joint_planning import guards as _together
from collabflow.steps.s05_joint_planning import workable as _workable
from collabflow.steps.s05_joint_planning.events import (
    DecisionMade,
    PositionTaken,
    StrategyProposed,
)
from collabflow.steps.s05_joint_planning.facts import (
    Decision,
    Detail,
    Dosage,
    Option,
    Outcome,
    PlanKind,
    Reading,
    Strategy,
    StrategyKind,
    StrategyPosition,
    Told,
)
from collabflow.steps.s05_joint_planning.formal import (
    Consent,
    ConsentGiven,
    ConsentKind,
    ConsentRevoked,
    Consents,
    GivenConsent,
    GivenNotice,
    Notice,
    NoticeAction,
    NoticeGiven,
    Revocation,
    WrittenNotices,
)
from collabflow.steps.s05_joint_planning.record import (
    JointPlan,
    caregiver_positions,
    reading,
)
from collabflow.steps.s05_joint_planning.telling import (
    ImplementerInformed,
    PlanShared,
)

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "Consent",
    "ConsentGiven",
    "ConsentKind",
    "ConsentRevoked",
    "Consents",
    "Decision",
    "DecisionMade",
    "Detail",
    "Dosage",
    "GivenConsent",
    "GivenNotice",
    "ImplementerInformed",
    "JointPlan",
    "Notice",
    "NoticeAction",
    "NoticeGiven",
    "Option",
    "Outcome",
    "PlanKind",
    "PlanShared",
    "PositionTaken",
    "Reading",
    "Revocation",
    "Strategy",
    "StrategyKind",
    "StrategyPosition",
    "StrategyProposed",
    "Told",
    "WrittenNotices",
    "caregiver_positions",
    "reading",
]

EVENTS = (
    StrategyProposed,
    PositionTaken,
    DecisionMade,
    PlanShared,
    ImplementerInformed,
    NoticeGiven,
    ConsentGiven,
    ConsentRevoked,
)
GUARDS = (
    _together.something_was_decided,
    _together.a_caregiver_has_spoken_to_every_decision,
    _together.everyone_who_disagrees_was_asked_what_and_why,
    _together.every_concern_has_an_outcome,
    _together.nothing_was_adopted_over_disagreement,
    _together.every_rights_holder_was_asked,
    _together.everyone_who_disagrees_may_add_a_statement,
    _together.nothing_was_decided_before_the_family_was_heard,
    _workable.every_decision_looked_at_options,
    _workable.every_strategy_has_an_owner,
    _workable.every_strategy_has_a_start,
    _workable.every_strategy_has_a_review_date,
    _workable.every_service_says_how_much,
    _workable.every_caregiver_has_a_copy,
    _workable.everyone_responsible_was_told,
    _workable.people_were_offered_time_to_think,
)
LIMITS = (Limit(name="options_looked_at", value=2, tighter=Tighter.HIGHER, source="playbook 2.5"),)
