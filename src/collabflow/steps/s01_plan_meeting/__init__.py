"""Step 1, plan the meeting: at a time that suits the caregivers, with an agenda and what people need to take part.

`meeting.py` holds one meeting, `record.py` the plan of all of them, `events.py` and `preparation.py` what happens,
`people.py` who is covered and what they need, the two files of guards what the step asks.
Source: playbook 2.1; cycle.md, room 1.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s01_plan_meeting import guards as _times
from collabflow.steps.s01_plan_meeting import preparation_guards as _prepared
from collabflow.steps.s01_plan_meeting.events import (
    MeetingCancelled,
    MeetingEnded,
    MeetingProposed,
    MeetingStarted,
    SlotAnswered,
)
from collabflow.steps.s01_plan_meeting.meeting import (
    AgendaCopy,
    AgendaItem,
    Ended,
    ItemPurpose,
    Meeting,
    MeetingKind,
    MeetingOutcome,
    Mode,
    Offer,
    SlotAnswer,
    SlotReply,
    Started,
)
from collabflow.steps.s01_plan_meeting.people import (
    access_needs_of,
    interpreter_arranged,
    is_understood,
    language_of,
    may_confirm,
    needs_interpreter,
    taking_part,
    to_be_invited,
)
from collabflow.steps.s01_plan_meeting.preparation import AgendaSet, AgendaShared, NeedArranged
from collabflow.steps.s01_plan_meeting.record import Arrangement, MeetingPlan, NeedKind, NeedStatus, Welcome

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "AgendaCopy",
    "AgendaItem",
    "AgendaSet",
    "AgendaShared",
    "Arrangement",
    "Ended",
    "ItemPurpose",
    "Meeting",
    "MeetingCancelled",
    "MeetingEnded",
    "MeetingKind",
    "MeetingOutcome",
    "MeetingPlan",
    "MeetingProposed",
    "MeetingStarted",
    "Mode",
    "NeedArranged",
    "NeedKind",
    "NeedStatus",
    "Offer",
    "SlotAnswer",
    "SlotAnswered",
    "SlotReply",
    "Started",
    "Welcome",
    "access_needs_of",
    "interpreter_arranged",
    "is_understood",
    "language_of",
    "may_confirm",
    "needs_interpreter",
    "taking_part",
    "to_be_invited",
]

EVENTS = (
    MeetingProposed,
    SlotAnswered,
    AgendaSet,
    AgendaShared,
    NeedArranged,
    MeetingCancelled,
    MeetingStarted,
    MeetingEnded,
)
GUARDS = (
    _times.a_caregiver_is_named,
    _times.every_caregiver_was_offered_a_time,
    _times.a_caregiver_confirmed_the_time,
    _times.no_time_clashes_with_the_family,
    _times.no_meeting_ahead_lies_in_the_past,
    _prepared.every_meeting_has_an_agenda,
    _prepared.every_caregiver_has_seen_the_agenda,
    _prepared.every_caregiver_was_asked_about_access,
    _prepared.every_access_need_is_arranged,
    _prepared.every_caregiver_was_asked_about_an_interpreter,
    _prepared.every_interpreter_is_booked,
    _prepared.every_interpreter_is_suitable,
    _times.nobody_meets_who_must_not,
    _times.nobody_waits_for_another_date,
    _prepared.every_family_was_asked_for_topics,
    _times.somebody_is_known_to_decide,
    _times.every_caregiver_was_told,
    _times.every_meeting_offers_a_choice,
    _prepared.every_agenda_fits_its_time,
)
LIMITS = (
    Limit(
        name="interpreted_meeting_factor", value=1.5, tighter=Tighter.HIGHER, source="playbook 2.1, expected_minutes"
    ),
)
