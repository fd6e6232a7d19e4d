"""Sentences for what belongs to no step: people, needs, contacts, tasks, papers and waivers."""

from __future__ import annotations

from collabflow.core.lifecycle.contacts import (
    ActionAssigned,
    ActionSettled,
    ContactAttempted,
    ContactLogged,
    Direction,
    Settled,
)
from collabflow.core.lifecycle.needs import MeetingAsked, MeetingAskedAnswered, NeedsAsked, RequestKind
from collabflow.core.lifecycle.papers import ElectronicNoticesAnswered, RecordsAskedFor, RecordsGiven, StatementAttached
from collabflow.core.lifecycle.people import CaseOpened, PartyChanged, PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words

# people ---------------------------------------------------------------------------------------


def opened(event: CaseOpened, s: Speech) -> Words:
    student = s.free(event.student.name or event.student.id)
    return s.say("School and family began to work together for {student}.", about="record", student=student)


def joined(event: PartyJoined, s: Speech) -> Words:
    return s.say("{who} takes part from now on.", about="record", who=s.free(event.party.name))


def changed(event: PartyChanged, s: Speech) -> Words:
    return s.say("What we know about {who} changed.", about="record", who=s.person(event.party))


def left(event: PartyLeft, s: Speech) -> Words:
    return s.say("{who} no longer takes part.", about="record", who=s.person(event.party))


# needs and requests ---------------------------------------------------------------------------


def needs(event: NeedsAsked, s: Speech) -> Words:
    return s.say("{who} was asked what helps them to take part.", about="record", who=s.person(event.caregiver))


def asked_to_meet(event: MeetingAsked, s: Speech) -> Words:
    who = s.person(event.asker)
    if event.kind is RequestKind.ANOTHER_DATE:
        return s.say("{who} asked for another date.", about="record", who=who)
    if event.kind is RequestKind.REVIEW:
        return s.say("{who} asked for a review.", about="record", who=who)
    return s.say("{who} asked to talk.", about="record", who=who)


def answered_request(event: MeetingAskedAnswered, s: Speech) -> Words:
    return s.say("The school answered the request.", about="record")


# contacts and tasks ---------------------------------------------------------------------------


def attempted(event: ContactAttempted, s: Speech) -> Words:
    return s.say("The school tried to reach {who}.", about="record", who=s.person(event.caregiver))


def contact(event: ContactLogged, s: Speech) -> Words:
    who = s.person(event.caregiver)
    if event.direction is Direction.SCHOOL_TO_HOME:
        return s.say("The school got in touch with {who}.", about="record", who=who)
    if event.direction is Direction.HOME_TO_SCHOOL:
        return s.say("{who} got in touch with the school.", about="record", who=who)
    return s.say("{who} and the school were in touch.", about="record", who=who)


def assigned(event: ActionAssigned, s: Speech) -> Words:
    if event.owner is None:
        return s.say("A task was noted.", about="record")
    return s.say("{who} took on a task.", about="record", who=s.person(event.owner))


def settled(event: ActionSettled, s: Speech) -> Words:
    task = s.thing("action", event.action)
    if event.outcome is Settled.DONE:
        return s.say("A task is done: {task}", about="record", task=task)
    return s.say("A task was dropped: {task}", about="record", task=task)


# papers ---------------------------------------------------------------------------------------


def statement(event: StatementAttached, s: Speech) -> Words:
    who = s.person(event.party)
    if event.about is None:
        return s.say("{who} added a statement of their own.", about="record", who=who)
    entry = s.entry(event.about)
    return s.say("{who} added a statement of their own about {entry}.", about="record", who=who, entry=entry)


def asked_for_record(event: RecordsAskedFor, s: Speech) -> Words:
    return s.say("{who} asked to see the record.", about="record", who=s.person(event.asker))


def given_record(event: RecordsGiven, s: Speech) -> Words:
    return s.say("The record was given to the person who asked for it.", about="record")


def electronic_notices(event: ElectronicNoticesAnswered, s: Speech) -> Words:
    who, answer = s.person(event.caregiver), s.heading(event.answer)
    return s.say("May formal notices come to {who} by email? {answer}.", about="record", who=who, answer=answer)


def waived(event: FindingWaived, s: Speech) -> Words:
    if event.absent is None:
        return s.say("It was decided to go on although something is still missing.", about="record")
    who = s.person(event.absent)
    return s.say("It was decided to go on without {who} for now, and to hear them later.", about="record", who=who)


SENTENCES: tuple[Sentence, ...] = (
    told(CaseOpened, opened),
    told(PartyJoined, joined),
    told(PartyChanged, changed, "party"),
    told(PartyLeft, left, "party"),
    told(NeedsAsked, needs, "caregiver"),
    told(MeetingAsked, asked_to_meet, "asker kind request"),
    told(MeetingAskedAnswered, answered_request, "request"),
    told(ContactAttempted, attempted, "caregiver"),
    told(ContactLogged, contact, "caregiver direction contact"),
    told(ActionAssigned, assigned, "owner action"),
    told(ActionSettled, settled, "action outcome"),
    told(StatementAttached, statement, "party about"),
    told(RecordsAskedFor, asked_for_record, "asker request"),
    told(RecordsGiven, given_record, "request"),
    told(ElectronicNoticesAnswered, electronic_notices, "caregiver answer"),
    told(FindingWaived, waived, "absent"),
)
