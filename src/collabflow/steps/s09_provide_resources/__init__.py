"""Step 9, provide resources: materials, support groups and training that answer what the family said.

An offer may be recorded at any step, like everything else, and counts here: families need a phone number on day one.
From step 4 on, when the family has been heard, an offer can answer something they said; an earlier one that answers
nothing keeps the warning RESOURCE_NOT_LINKED until it is linked. A caregiver's no is final and needs no reason, and a
family's own suggestion is welcome but is not the school's offer. Nothing carries over: offers grow old.
Read `facts`, `record`, `events`, `guards`, in this order.
Source: playbook step 9; cycle.md, room 9.
"""

from collabflow.core.event import Limit, Tighter
from collabflow.steps.s09_provide_resources import guards as _needs
from collabflow.steps.s09_provide_resources.events import NoneFound, ResourceAnswered, ResourceChecked, ResourceOffered
from collabflow.steps.s09_provide_resources.facts import (
    DECLINED,
    NO_WORDS,
    SEED_KINDS,
    Check,
    Format,
    OfferReply,
    Replied,
    Resource,
    ResourceKind,
    Search,
)
from collabflow.steps.s09_provide_resources.record import Resources

__all__ = [
    "DECLINED",
    "EVENTS",
    "GUARDS",
    "LIMITS",
    "NO_WORDS",
    "SEED_KINDS",
    "Check",
    "Format",
    "NoneFound",
    "OfferReply",
    "Replied",
    "Resource",
    "ResourceAnswered",
    "ResourceChecked",
    "ResourceKind",
    "ResourceOffered",
    "Resources",
    "Search",
]

EVENTS = (ResourceOffered, ResourceAnswered, ResourceChecked, NoneFound)
GUARDS = (
    _needs.every_kind_was_offered,
    _needs.offers_come_in_the_family_language,
    _needs.offers_say_how_to_reach_them,
    _needs.offers_say_what_they_cost,
    _needs.staff_ties_are_declared,
    _needs.offers_answer_something,
    _needs.offers_were_checked_lately,
    _needs.everybody_was_asked_what_they_think,
    _needs.offers_are_few_enough,
)
LIMITS = (
    Limit(name="resource_check_days", value=365, tighter=Tighter.LOWER, source="playbook 2.10"),
    Limit(name="resources_at_once", value=7, tighter=Tighter.LOWER, source="playbook 2.10"),
)
