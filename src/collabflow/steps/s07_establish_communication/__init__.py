"""Step 7, establish communication: how school and home keep in touch, and how often.

**How often school and home talk is decided in `how_often`**: a channel without a frequency is not a plan, and "as
needed" does not complete this step. Each caregiver has channels of their own and says for themselves whether they
suit; the plan goes on into the next cycle.
Read `record`, `events`, `how_often`, `guards`, in this order.
Source: playbook step 7; cycle.md, room 7.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s07_establish_communication import guards as _needs
from collabflow.steps.s07_establish_communication import how_often
from collabflow.steps.s07_establish_communication.events import ChannelEnded, ChannelProposed, CommunicationAnswered
from collabflow.steps.s07_establish_communication.how_often import contact_due, last_contact
from collabflow.steps.s07_establish_communication.record import Answered, Channel, CommunicationPlan, Purpose, Suits

__all__ = [
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "Answered",
    "Channel",
    "ChannelEnded",
    "ChannelProposed",
    "CommunicationAnswered",
    "CommunicationPlan",
    "Purpose",
    "Suits",
    "contact_due",
    "last_contact",
]

EVENTS = (ChannelProposed, ChannelEnded, CommunicationAnswered)
GUARDS = (
    _needs.there_is_a_way_to_keep_in_touch,
    how_often.routine_contact_says_how_often,
    _needs.the_school_can_reach_home,
    _needs.home_can_reach_the_school,
    _needs.every_caregiver_was_asked_how,
    _needs.every_caregiver_is_covered,
    _needs.every_caregiver_says_it_suits,
    _needs.every_channel_speaks_the_family_language,
    _needs.no_channel_breaks_a_restriction,
    _needs.every_channel_names_somebody_at_school,
    _needs.every_caregiver_has_an_urgent_path,
    _needs.every_channel_says_when_to_expect_an_answer,
    how_often.contact_is_in_time,
    how_often.contact_goes_both_ways,
    _needs.contact_is_not_only_about_difficulties,
)
LIMITS = (
    Limit(name="contact_overdue_factor", value=1.5, tighter=Tighter.LOWER, source="playbook 2.8"),
    Limit(name="one_sided_periods", value=2, tighter=Tighter.LOWER, source="playbook 2.8"),
    Limit(name="contacts_looked_at", value=5, tighter=Tighter.LOWER, source="playbook 2.8"),
)
