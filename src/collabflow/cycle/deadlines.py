"""Deadlines: what is due in a case, as pure queries with stable keys. No number of law lives here.

Being overdue and waiting for a family can both be true at once; a deadline never pushes anybody out.
Source: cycle.md, deadlines; playbook 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from collabflow.core.case import Case
from collabflow.core.event import Context, Stamp
from collabflow.core.lifecycle.contacts import Actions
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import SYSTEM
from collabflow.core.values import PartyId, Status
from collabflow.cycle.profile import Profile
from collabflow.cycle.rules import Due
from collabflow.steps.s01_plan_meeting import MeetingPlan
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s07_establish_communication import contact_due
from collabflow.steps.s08_review_and_adjust import Reviews
from collabflow.steps.s10_follow_up import FollowUp


def deadlines(case: Case, profile: Profile, today: date) -> tuple[Due, ...]:
    """Everything that is due in this case, past and to come, soonest first. A closed case owes only its tasks."""
    context = profile.context(_stamp(case, today))
    found = [*_tasks(case)]
    if case.status is Status.PAUSED:
        found += _pause(case)
    if case.status is not Status.CLOSED:
        found += [*_meetings(case), *_reviews(case), *_follow_ups(case, context)]
        found += [*_goals(case), *_contacts(case, context)]
        for _, deadline in profile.deadlines:
            found += deadline(case, context)
    return tuple(sorted(found, key=lambda due: (due.on, due.key)))


def _stamp(case: Case, today: date) -> Stamp:
    """A stamp of that day, in the offset in which the case was opened; deadlines look at the day only."""
    zone = case.opened_at.tzinfo if case.opened_at else UTC
    return Stamp(by=SYSTEM, at=datetime.combine(today, time(12), zone))


def _due(kind: str, subject: str, on: date, *who: PartyId | None) -> Due:
    people = tuple(person for person in who if person is not None)
    return Due(key=f"{kind}:{subject}:{on.isoformat()}", kind=kind, subject=subject, on=on, who=people)


def _tasks(case: Case) -> Iterator[Due]:
    for action in case[Actions].open:
        if action.due is not None:
            yield _due("action", action.id, action.due, action.owner)


def _pause(case: Case) -> Iterator[Due]:
    if case.review_on is not None:
        yield _due("pause", case.id, case.review_on)


def _meetings(case: Case) -> Iterator[Due]:
    for meeting in case[MeetingPlan].meetings:
        if not meeting.is_ahead:
            continue
        slot = meeting.confirmed_slot
        if slot is not None:
            yield _due("meeting", meeting.id, slot.start.date(), *meeting.people)
        elif meeting.slots:
            answered = {answer.caregiver for answer in meeting.answers}
            waiting = (person for person in meeting.people if person not in answered)
            first = min(offered.start.date() for offered in meeting.slots)
            yield _due("slot_unanswered", meeting.id, first, *waiting)


def _reviews(case: Case) -> Iterator[Due]:
    due = case[Reviews].due
    if due is not None:
        yield _due("review", "review", due)


def _follow_ups(case: Case, context: Context) -> Iterator[Due]:
    everybody = tuple(caregiver.id for caregiver in case.caregivers(on=context.today))
    for arranged in case[FollowUp].ahead(context.now):
        people, slot = arranged.caregivers or everybody, arranged.confirmed_slot
        if slot is not None:
            yield _due("follow_up", arranged.id, slot.start.date(), *people)
            continue
        answered = {answer.caregiver for answer in arranged.answers}
        first = min(offer.slot.start.date() for offer in arranged.offers)
        yield _due("slot_unanswered", arranged.id, first, *(person for person in people if person not in answered))


def _goals(case: Case) -> Iterator[Due]:
    for goal in case[Goals].active:
        if goal.due_on is not None:
            yield _due("goal", goal.id, goal.due_on, goal.owner)


def _contacts(case: Case, context: Context) -> Iterator[Due]:
    factor = context.limits["contact_overdue_factor"]
    for caregiver in present_caregivers(case, on=context.today):
        on = contact_due(case, caregiver.id, factor=factor, calendar=context.calendar)
        if on is not None:
            yield _due("contact", caregiver.id, on)
