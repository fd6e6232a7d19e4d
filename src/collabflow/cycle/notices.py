"""Notices: who should be told what, as values, from what was just recorded or from what is due.

A notice names nobody and quotes nothing: it travels over telephones and mailboxes. It says that there is
something, and where to look, in the first language of whom it is for, as far as there is a catalogue for it. The
person who recorded a thing is not told of it.
Source: cycle.md, notices; playbook 8.3, pseudonymous titles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event
from collabflow.core.lifecycle.contacts import ActionAssigned
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.needs import MeetingAsked, MeetingAskedAnswered, Needs, Requests
from collabflow.core.people import Role
from collabflow.core.tongue import tongue
from collabflow.core.values import MeetingId, PartyId, Trigger
from collabflow.cycle.rules import Due
from collabflow.steps.s01_plan_meeting import (
    AgendaShared,
    MeetingCancelled,
    MeetingPlan,
    MeetingProposed,
    SlotAnswered,
)
from collabflow.steps.s04_active_listening import ContributionTraced, Listening
from collabflow.steps.s05_joint_planning import PlanShared
from collabflow.steps.s10_follow_up import FollowUpAnswered, FollowUpProposed, SummaryShared

TEXTS: Mapping[str, str] = {
    "meeting_offered": "The school offers times for a meeting. Please say which one suits you, or name another.",
    "meeting_answered": "A family has answered about a meeting time.",
    "meeting_cancelled": "A meeting was cancelled. The school will be in touch about it.",
    "meeting_rescheduled": "A meeting will be at another time. The school will offer new dates.",
    "meeting_asked": "A family asks for a meeting or another date. Please answer them.",
    "meeting_asked_answered": "The school has answered what you asked for.",
    "agenda_shared": "The agenda of your meeting is ready to read.",
    "plan_shared": "A copy of the plan is ready to read.",
    "summary_shared": "A summary of what was talked about is ready to read.",
    "action_assigned": "A task has your name on it.",
    "concern_answered": "There is an answer to something you raised.",
    "follow_up_offered": "The school would like to follow up with you. Please say when it suits you.",
    "follow_up_answered": "A family has answered about the follow-up.",
    "meeting_due": "A meeting is coming up.",
    "slot_unanswered_due": "A meeting time still waits for an answer.",
    "action_due": "A task is due.",
    "review_due": "A review is due.",
    "follow_up_due": "A follow-up is due.",
    "goal_due": "The end date of a goal has come.",
    "contact_due": "It is time to be in touch.",
    "pause_due": "A paused case should be looked at again.",
    "due": "Something is due.",
}
"""What a notice of each kind says."""


@frozen(kw_only=True)
class Notice:
    """Who should be told what: the kind, the recipient, the id of what it is about, and the words."""

    kind: str
    to: PartyId
    subject: str
    text: str


def notices(entry: Entry, after: Case) -> tuple[Notice, ...]:
    """The notices that this entry gives rise to, one a person and kind, in a fixed order."""
    day = entry.stamp.at.date()
    return tuple(
        Notice(kind=kind, to=person, subject=subject, text=_text(kind, person, after, day))
        for kind, person, subject in dict.fromkeys(_told(entry.event, after, day))
        if person != entry.stamp.by.id and after.is_party(person, on=day)
    )


def due_notices(item: Due, case: Case, on: date) -> tuple[Notice, ...]:
    """The notices of something due: to those whom it names, or else to whoever runs the case."""
    kind = f"{item.kind}_due"
    people = item.who or managers(case, on)
    return tuple(
        Notice(kind=kind, to=person, subject=item.subject, text=_text(kind, person, case, on))
        for person in dict.fromkeys(people)
        if case.is_party(person, on=on)
    )


def _text(kind: str, person: PartyId, case: Case, on: date) -> str:
    """The words of a notice, in the language that this person told or else the one on file."""
    party = case.party(person, on=on)
    languages = case[Needs].of(person).languages or (party.languages if party else ())
    return tongue(languages[0] if languages else "en").template(TEXTS.get(kind, TEXTS["due"]), about="notice")


def managers(case: Case, on: date) -> tuple[PartyId, ...]:
    """Who runs the case on that day."""
    return tuple(party.id for party in case.with_roles(frozenset({Role.CASE_MANAGER}), on=on))


# whom each event is told to: kind, person, subject --------------------------------------------

Told = Iterator[tuple[str, PartyId, str]]


def _told(event: Event, after: Case, on: date) -> Told:
    yield from _about_meetings(event, after, on)
    yield from _about_follow_ups(event, after, on)
    yield from _about_papers(event)
    yield from _about_what_was_asked(event, after, on)


def _about_meetings(event: Event, after: Case, on: date) -> Told:
    match event:
        case MeetingProposed() if event.slots:
            for person in _caregivers_of(event.meeting, after, on):
                yield "meeting_offered", person, event.meeting
        case SlotAnswered():
            for person in managers(after, on):
                yield "meeting_answered", person, event.meeting
        case MeetingCancelled():
            for person in after[MeetingPlan].of(event.meeting).people:
                yield "meeting_cancelled", person, event.meeting
        case Moved(trigger=Trigger.RESCHEDULE):
            for meeting in after[MeetingPlan].meetings:
                for person in _caregivers_of(meeting.id, after, on) if meeting.is_ahead else ():
                    yield "meeting_rescheduled", person, meeting.id


def _about_follow_ups(event: Event, after: Case, on: date) -> Told:
    match event:
        case FollowUpProposed():
            asked = event.caregivers or tuple(caregiver.id for caregiver in after.caregivers(on=on))
            for person in asked:
                yield "follow_up_offered", person, "follow_up"
        case FollowUpAnswered():
            for person in managers(after, on):
                yield "follow_up_answered", person, "follow_up"


def _about_papers(event: Event) -> Told:
    match event:
        case AgendaShared():
            yield from (("agenda_shared", person, event.meeting) for person in event.to)
        case PlanShared():
            yield from (("plan_shared", person, "plan") for person in event.to)
        case SummaryShared():
            yield from (("summary_shared", person, "summary") for person in event.to)


def _about_what_was_asked(event: Event, after: Case, on: date) -> Told:
    match event:
        case ActionAssigned() if event.owner is not None:
            yield "action_assigned", event.owner, event.action
        case ContributionTraced():
            said = after[Listening].get(event.contribution)
            if said is not None:
                yield "concern_answered", said.by, event.contribution
        case MeetingAsked():
            for person in managers(after, on):
                yield "meeting_asked", person, event.request
        case MeetingAskedAnswered():
            request = after[Requests].get(event.request)
            if request is not None:
                yield "meeting_asked_answered", request.asker, event.request


def _caregivers_of(meeting: MeetingId, after: Case, on: date) -> tuple[PartyId, ...]:
    people = after[MeetingPlan].of(meeting).people
    return tuple(person for person in people if after.is_caregiver(person, on=on))
