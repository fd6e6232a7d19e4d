"""Step 2, build rapport: a warm welcome, genuine interest, and a true word about what the student does well.

Acts are recorded here, warmth is not rated: there are no mood scores. Interest counts when somebody asked, also where
the family would rather not share; a quiet caregiver has done nothing wrong. The welcome and the introductions come
with room 1's `MeetingStarted`, how a person wishes to be called with `PartyChanged`.
Source: playbook 2.2; cycle.md, room 2.
"""

from collabflow.core.event import Limit
from collabflow.steps.s02_build_rapport.events import InterestShown, PositiveRemarkShared, StrengthNamed
from collabflow.steps.s02_build_rapport.guards import GUARDS
from collabflow.steps.s02_build_rapport.record import About, Interest, Rapport, Remark, RemarkId, Strength

EVENTS = (InterestShown, PositiveRemarkShared, StrengthNamed)
LIMITS: tuple[Limit, ...] = ()

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "About",
    "Interest",
    "InterestShown",
    "PositiveRemarkShared",
    "Rapport",
    "Remark",
    "RemarkId",
    "Strength",
    "StrengthNamed",
]
