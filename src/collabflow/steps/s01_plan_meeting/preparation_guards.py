"""What step 1 needs of the preparation: an agenda that every family has seen, and what each person needs to take part.

Asking comes first: "none" and no answer are fine, a blank is not. Needs are asked of caregivers; for the student and
guests the file counts. No finding repeats what somebody said they need: it names the place in their list.
Source: playbook 2.1; cycle.md, room 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.needs import Needs, NeedsAsked, Topic
from collabflow.core.people import Role
from collabflow.core.values import Answer
from collabflow.steps.s01_plan_meeting.events import MeetingProposed
from collabflow.steps.s01_plan_meeting.meeting import Meeting
from collabflow.steps.s01_plan_meeting.people import (
    access_needs_of,
    arrangements_for,
    in_need,
    is_settled,
    is_understood,
    needs_interpreter,
    people_of,
    taking_part,
    to_be_invited,
)
from collabflow.steps.s01_plan_meeting.preparation import AgendaSet, AgendaShared, NeedArranged
from collabflow.steps.s01_plan_meeting.record import A_MEETING, Arrangement, MeetingPlan, NeedKind, NeedStatus

# agenda ---------------------------------------------------------------------------------------


@guard(
    "MEETING_AGENDA_MISSING",
    says="There is no agenda for the {meeting}.",
    fix="Add at least one topic and who leads it.",
    remedies=(AgendaSet,),
)
def every_meeting_has_an_agenda(case: Case, context: Context) -> Iterator[Lack]:
    standing = case[MeetingPlan].standing
    if not standing:
        yield Lack("meeting", meeting=A_MEETING)
    for meeting in standing:
        if not meeting.agenda:
            yield Lack(meeting.id, meeting=meeting.id)


@guard(
    "MEETING_AGENDA_NOT_SHARED",
    says="{caregiver} has not seen the agenda in a language that suits them.",
    fix="Send it in their language.",
    remedies=(AgendaShared,),
    waivable=Waivable.REASON,
)
def every_caregiver_has_seen_the_agenda(case: Case, context: Context) -> Iterator[Lack]:
    """Sending is the school's part: an absent caregiver gets the agenda too."""
    plan, today = case[MeetingPlan], context.today
    for caregiver in case.caregivers(on=today):
        meetings = plan.standing_for(caregiver.id)
        if not meetings and caregiver in to_be_invited(case, today):
            yield Lack(caregiver.id, caregiver=caregiver.id)
        for meeting in meetings:
            copies = (copy for copy in meeting.copies if copy.party == caregiver.id)
            if not any(is_understood(case, caregiver.id, copy.language, today) for copy in copies):
                yield Lack(f"{meeting.id}/{caregiver.id}", meeting=meeting.id, caregiver=caregiver.id)


@guard(
    "MEETING_AGENDA_CAREGIVER_NOT_ASKED",
    says="The family was not asked what they want to talk about at the {meeting}.",
    fix="Ask; add their topics.",
    remedies=(AgendaSet,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_family_was_asked_for_topics(case: Case, context: Context) -> Iterator[Lack]:
    for meeting in case[MeetingPlan].standing:
        brought = any(item.added_by is not None for item in meeting.agenda)
        if meeting.family_topics is Answer.NOT_ASKED and not brought:
            yield Lack(meeting.id, meeting=meeting.id)


@guard(
    "MEETING_AGENDA_TOO_LONG",
    says="The topics need more time than the {meeting} has.",
    fix="Drop topics or book longer.",
    remedies=(AgendaSet, MeetingProposed),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def every_agenda_fits_its_time(case: Case, context: Context) -> Iterator[Lack]:
    """With an interpreter everything is said twice, so the topics take longer."""
    for meeting in case[MeetingPlan].meetings:
        expected = meeting.expected_minutes
        if meeting.is_ahead and expected is not None and _minutes_of_topics(case, meeting, context) > expected:
            yield Lack(meeting.id, meeting=meeting.id)


def _minutes_of_topics(case: Case, meeting: Meeting, context: Context) -> float:
    interpreted = any(needs_interpreter(case, party) for party in people_of(case, meeting, context.today))
    factor = context.limits["interpreted_meeting_factor"] if interpreted else 1
    return factor * sum(item.minutes or 0 for item in meeting.agenda)


# needs ----------------------------------------------------------------------------------------


@guard(
    "ACCESS_NOT_ASKED",
    says="{caregiver} was not asked about access needs.",
    fix="Ask; “none” is a fine answer.",
    remedies=(NeedsAsked,),
)
def every_caregiver_was_asked_about_access(case: Case, context: Context) -> Iterator[Lack]:
    yield from _not_asked(case, context, Topic.ACCESS)


@guard(
    "INTERPRETER_NEED_NOT_ASKED",
    says="It is not known if {caregiver} wants an interpreter.",
    fix="Ask in their language.",
    remedies=(NeedsAsked,),
)
def every_caregiver_was_asked_about_an_interpreter(case: Case, context: Context) -> Iterator[Lack]:
    yield from _not_asked(case, context, Topic.INTERPRETER)


def _not_asked(case: Case, context: Context, topic: Topic) -> Iterator[Lack]:
    for caregiver in taking_part(case, context.today):
        if not case[Needs].of(caregiver.id).was_asked(topic):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "ACCESS_NEED_NOT_ARRANGED",
    says="Something {person} needs to take part is not arranged yet (number {number} of their list).",
    fix="Confirm it or agree on something else with them.",
    remedies=(NeedArranged,),
    waivable=Waivable.REASON,
)
def every_access_need_is_arranged(case: Case, context: Context) -> Iterator[Lack]:
    for person in in_need(case, context.today):
        arranged = arrangements_for(case, person.id, NeedKind.ACCESS, context.today)
        for number, need in enumerate(access_needs_of(case, person), start=1):
            if not is_settled(case, person.id, (known for known in arranged if known.meets(need))):
                yield Lack(f"{person.id}/access-{number}", person=person.id, number=number)


@guard(
    "INTERPRETER_NOT_ARRANGED",
    says="{person} needs an interpreter and none is booked.",
    fix="Book one or move the meeting.",
    remedies=(NeedArranged,),
)
def every_interpreter_is_booked(case: Case, context: Context) -> Iterator[Lack]:
    for person in in_need(case, context.today):
        arranged = arrangements_for(case, person.id, NeedKind.INTERPRETER, context.today)
        if needs_interpreter(case, person) and not is_settled(case, person.id, arranged):
            yield Lack(person.id, person=person.id)


@guard(
    "INTERPRETER_UNSUITABLE",
    says="Who is to interpret for {person} is a child, a family or team member, or not trained.",
    fix="Book a trained interpreter.",
    remedies=(NeedArranged,),
    basis=Basis.PRACTICE,
    waivable=Waivable.REASON,
)
def every_interpreter_is_suitable(case: Case, context: Context) -> Iterator[Lack]:
    """Whoever is on the case other than as an interpreter is there for something else, and should not interpret."""
    for person in in_need(case, context.today):
        arranged = arrangements_for(case, person.id, NeedKind.INTERPRETER, context.today)
        unfit = (known.interpreter or "provider" for known in arranged if _is_unfit(known, case, context))
        for who in dict.fromkeys(unfit):
            yield Lack(f"{person.id}/{who}", person=person.id)


def _is_unfit(arrangement: Arrangement, case: Case, context: Context) -> bool:
    over = arrangement.meeting is not None and not case[MeetingPlan].of(arrangement.meeting).is_standing
    if over or arrangement.status is NeedStatus.DECLINED:
        return False
    if arrangement.qualified is Answer.NO or arrangement.interpreter == case.student.id:
        return True
    party = case.party(arrangement.interpreter, on=context.today)
    return party is not None and (party.minor or party.sibling or Role.INTERPRETER not in party.roles)
