"""Step 4, active listening: the family's concerns, experiences and insights, heard and said back without judging.

Four files: `record` (what was heard), `events` (asking, voicing, taking back, telling what became of it), `saying_back`
(what an educator heard, and the reply) and `guards` (what this step needs). A contribution may be voiced at any step;
it counts from the moment it is.
Source: playbook 2.4; cycle.md, room 4.
"""

from collabflow.core.event import Limit
from collabflow.steps.s04_active_listening.events import (
    ContributionInvited,
    ContributionTraced,
    ContributionVoiced,
    ContributionWithdrawn,
)
from collabflow.steps.s04_active_listening.guards import GUARDS
from collabflow.steps.s04_active_listening.record import (
    Acknowledgement,
    Contribution,
    ContributionKind,
    Invitation,
    InvitationAnswer,
    KindAnswer,
    Listening,
    Reply,
    Sensitivity,
    Trace,
    TraceOutcome,
)
from collabflow.steps.s04_active_listening.saying_back import ContributionAcknowledged

EVENTS = (
    ContributionInvited,
    ContributionVoiced,
    ContributionAcknowledged,
    ContributionWithdrawn,
    ContributionTraced,
)
LIMITS: tuple[Limit, ...] = ()

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "Acknowledgement",
    "Contribution",
    "ContributionAcknowledged",
    "ContributionInvited",
    "ContributionKind",
    "ContributionTraced",
    "ContributionVoiced",
    "ContributionWithdrawn",
    "Invitation",
    "InvitationAnswer",
    "KindAnswer",
    "Listening",
    "Reply",
    "Sensitivity",
    "Trace",
    "TraceOutcome",
]
