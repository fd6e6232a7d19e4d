"""What step 1 needs of a meeting: each caregiver is covered by one, at a time that a caregiver has confirmed.

Every caregiver with a say is covered; in a meeting of several, one acceptance is enough, unless a restriction keeps
that person from the others. A meeting that has begun is still asked whether its time was confirmed: coming is no word
on whether the time suited. Only that its time has passed is then no longer said.
What a meeting's agenda and its people need is in `preparation_guards.py`.
Source: playbook 2.1; cycle.md, room 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import A_CAREGIVER, Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.needs import MeetingAskedAnswered, Needs, RequestKind, Requests
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import DECIDING, Authority, Party, RestrictionKind
from collabflow.core.values import Slot, Trigger
from collabflow.steps.s01_plan_meeting.events import (
    MeetingCancelled,
    MeetingEnded,
    MeetingProposed,
    MeetingStarted,
    SlotAnswered,
)
from collabflow.steps.s01_plan_meeting.meeting import Meeting
from collabflow.steps.s01_plan_meeting.people import confirmed_for, people_of, to_be_invited
from collabflow.steps.s01_plan_meeting.preparation import AgendaShared
from collabflow.steps.s01_plan_meeting.record import MeetingPlan


@guard(
    "MEETING_NO_CAREGIVER_IDENTIFIED",
    says="No caregiver who can take part is named for this cycle.",
    fix="Add the caregiver, surrogate or adult student.",
    remedies=(PartyJoined, PartyChanged),
)
def a_caregiver_is_named(case: Case, context: Context) -> Iterator[Lack]:
    """Somebody without a say, or who is only to be informed, cannot stand for the family."""
    if not to_be_invited(case, context.today):
        yield Lack("caregiver")


@guard(
    "MEETING_TIME_NOT_PROPOSED",
    says="No meeting time has been offered to {caregiver}.",
    fix="Invite them and offer at least two times.",
    remedies=(MeetingProposed,),
)
def every_caregiver_was_offered_a_time(case: Case, context: Context) -> Iterator[Lack]:
    """Offering is the school's part: it is asked for an absent caregiver too."""
    plan = case[MeetingPlan]
    invited = to_be_invited(case, context.today)
    if not invited:
        yield Lack("caregiver", caregiver=A_CAREGIVER)
    for caregiver in invited:
        if not any(meeting.offers for meeting in plan.standing_for(caregiver.id)):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER",
    says="{caregiver} has not confirmed that a meeting time works.",
    fix="Ask them; record their answer and how they gave it.",
    remedies=(SlotAnswered,),
    waivable=Waivable.ATTEMPTS,
)
def a_caregiver_confirmed_the_time(case: Case, context: Context) -> Iterator[Lack]:
    """One finding for each who could confirm, so that each absence is documented on its own; one yes ends them all."""
    today = context.today
    for caregiver in present_caregivers(case, on=today):
        has_a_say = caregiver in to_be_invited(case, today)
        if has_a_say and confirmed_for(case, caregiver, today) is None:
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "MEETING_TIME_CONFLICTS_WITH_FAMILY",
    says="The time of the {meeting} clashes with something {caregiver} told you about.",
    fix="Pick another time or ask again.",
    remedies=(SlotAnswered, MeetingProposed, Trigger.RESCHEDULE),
    waivable=Waivable.REASON,
)
def no_time_clashes_with_the_family(case: Case, context: Context) -> Iterator[Lack]:
    """The time agreed, or each time on offer while none is. A caregiver who accepts it, or named it, has answered."""
    for meeting in case[MeetingPlan].standing:
        agreed = meeting.confirmed_slot
        for caregiver in present_caregivers(case, on=context.today):
            if caregiver.id not in meeting.people:
                continue
            for slot in (agreed,) if agreed else meeting.slots:
                if _clashes(case, meeting, caregiver, slot):
                    subject = f"{meeting.id}/{caregiver.id}/{slot.start.isoformat()}"
                    yield Lack(subject, meeting=meeting.id, caregiver=caregiver.id, start=slot.start.isoformat())


def _clashes(case: Case, meeting: Meeting, caregiver: Party, slot: Slot) -> bool:
    if meeting.accepts(caregiver.id, slot):
        return False
    return any(avoid.clashes(slot) for avoid in case[Needs].of(caregiver.id).avoid)


@guard(
    "MEETING_TIME_IN_PAST",
    says="The time of the {meeting} has passed.",
    fix="Record that it was held, or find another time.",
    remedies=(MeetingStarted, MeetingEnded, MeetingProposed, MeetingCancelled, Trigger.RESCHEDULE),
)
def no_meeting_ahead_lies_in_the_past(case: Case, context: Context) -> Iterator[Lack]:
    """The time agreed; while none is, all the times on offer."""
    for meeting in case[MeetingPlan].standing:
        agreed = meeting.confirmed_slot
        slots = (agreed,) if agreed else meeting.slots
        if meeting.is_ahead and slots and all(slot.start < context.now for slot in slots):
            yield Lack(meeting.id, meeting=meeting.id)


@guard(
    "MEETING_CONTACT_RESTRICTION",
    says="{party} and {other} must not be together, and the {meeting} is for both.",
    fix="Plan separate meetings.",
    remedies=(MeetingProposed, MeetingCancelled, MeetingStarted, MeetingEnded),
    basis=Basis.PRACTICE,
)
def nobody_meets_who_must_not(case: Case, context: Context) -> Iterator[Lack]:
    """Looked at on the days on which the meeting may be. What has ended is history: no plan can mend it."""
    for meeting in case[MeetingPlan].standing:
        if meeting.ended is not None:
            continue
        days = _days_of(meeting, context.today)
        for one, other in combinations(_brought_together(case, meeting, context.today), 2):
            if any(one.may_not_meet(other, day) for day in days):
                yield Lack(f"{meeting.id}/{one.id}/{other.id}", party=one.id, other=other.id, meeting=meeting.id)


def _brought_together(case: Case, meeting: Meeting, today: date) -> tuple[Party, ...]:
    """Who is there once it has begun; until then everybody whom it is for."""
    there = meeting.started.present if meeting.started else meeting.people
    return tuple(party for party in people_of(case, meeting, today) if party.id in there)


def _days_of(meeting: Meeting, today: date) -> tuple[date, ...]:
    if meeting.started is not None or not meeting.offers:
        return (today,)
    agreed = meeting.confirmed_slot
    return tuple(slot.start.date() for slot in ((agreed,) if agreed else meeting.slots))


@guard(
    "PROCEED_WHILE_RESCHEDULE_OPEN",
    says="{caregiver} asked for another date and has had no answer.",
    fix="Offer dates; a deadline is not a reason to go on without them.",
    remedies=(MeetingAskedAnswered,),
    basis=Basis.PRACTICE,
)
def nobody_waits_for_another_date(case: Case, context: Context) -> Iterator[Lack]:
    for request in case[Requests].requests:
        waits = request.kind is RequestKind.ANOTHER_DATE and not request.answered
        if waits and case.is_caregiver(request.asker, on=context.today):
            yield Lack(request.id, caregiver=request.asker)


# warnings and prompts -------------------------------------------------------------------------


@guard(
    "MEETING_DECISION_AUTHORITY_UNKNOWN",
    says="It is not clear who can make school decisions for this student.",
    fix="Record who can, and on what basis.",
    remedies=(PartyChanged, PartyJoined),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def somebody_is_known_to_decide(case: Case, context: Context) -> Iterator[Lack]:
    today = context.today
    if not any(party.authority_on(today) in DECIDING for party in case.parties_on(today)):
        yield Lack("authority")


@guard(
    "MEETING_OTHER_CAREGIVER_NOT_INFORMED",
    says="A meeting is set and {caregiver} was not told.",
    fix="Tell them, in their language; a court order may say otherwise.",
    remedies=(AgendaShared, SlotAnswered),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_was_told(case: Case, context: Context) -> Iterator[Lack]:
    """One acceptance is enough, but the other household is told; not of a meeting with somebody they must not meet."""
    standing = case[MeetingPlan].standing
    for caregiver in present_caregivers(case, on=context.today):
        if _is_barred(caregiver, context.today) or any(meeting.is_told_to(caregiver.id) for meeting in standing):
            continue
        if any(meeting.confirmed_slot and _may_join(case, caregiver, meeting, context.today) for meeting in standing):
            yield Lack(caregiver.id, caregiver=caregiver.id)


def _is_barred(caregiver: Party, today: date) -> bool:
    by_order = caregiver.restricted(RestrictionKind.RECORDS_RESTRICTED_BY_ORDER, today)
    return bool(by_order) or caregiver.authority_on(today) is Authority.NONE


def _may_join(case: Case, caregiver: Party, meeting: Meeting, today: date) -> bool:
    people, days = people_of(case, meeting, today), _days_of(meeting, today)
    return not any(caregiver.may_not_meet(other, day) for other in people for day in days)


@guard(
    "MEETING_TIME_SINGLE_OFFER",
    says="Only one time was offered for the {meeting}.",
    fix="Offer a choice, including outside school hours.",
    remedies=(MeetingProposed, SlotAnswered),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def every_meeting_offers_a_choice(case: Case, context: Context) -> Iterator[Lack]:
    for meeting in case[MeetingPlan].meetings:
        by_school = [offer for offer in meeting.offers if offer.by is None]
        if meeting.is_ahead and not meeting.agreed_before and len(meeting.offers) == len(by_school) == 1:
            yield Lack(meeting.id, meeting=meeting.id)
