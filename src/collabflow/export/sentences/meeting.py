"""Sentences for steps 1 and 2: planning a meeting, meeting, and getting to know each other."""

from __future__ import annotations

from collabflow.export.sentences.sentence import Sentence, told
from collabflow.export.speech import Speech, Words
from collabflow.steps.s01_plan_meeting import (
    AgendaSet,
    AgendaShared,
    MeetingCancelled,
    MeetingEnded,
    MeetingOutcome,
    MeetingProposed,
    MeetingStarted,
    NeedArranged,
    NeedKind,
    SlotAnswered,
    SlotReply,
)
from collabflow.steps.s02_build_rapport import InterestShown, PositiveRemarkShared, StrengthNamed


def proposed(event: MeetingProposed, s: Speech) -> Words:
    return s.say("The school proposed a meeting: {meeting}.", about="record", meeting=s.thing("meeting", event.meeting))


def answered_time(event: SlotAnswered, s: Speech) -> Words:
    who = s.person(event.caregiver)
    if event.reply is SlotReply.ACCEPTED:
        return s.say("{who} said yes to a time for the meeting.", about="record", who=who)
    if event.reply is SlotReply.DECLINED:
        return s.say("{who} said that the time does not suit.", about="record", who=who)
    if event.reply is SlotReply.COUNTER:
        return s.say("{who} named a time of their own.", about="record", who=who)
    return s.say("{who} was asked about the time and has not answered.", about="record", who=who)


def agenda(event: AgendaSet, s: Speech) -> Words:
    return s.say("Topics for the meeting were written down.", about="record")


def agenda_shared(event: AgendaShared, s: Speech) -> Words:
    return s.say("The topics of the meeting were shared with {people}.", about="record", people=s.people(event.to))


def arranged(event: NeedArranged, s: Speech) -> Words:
    who = s.person(event.person)
    if event.kind is NeedKind.INTERPRETER:
        return s.say("About an interpreter for {who}: {status}.", about="record", who=who, status=s.word(event.status))
    return s.say("About what helps {who} to take part: {status}.", about="record", who=who, status=s.word(event.status))


def cancelled(event: MeetingCancelled, s: Speech) -> Words:
    return s.say("The meeting was called off.", about="record")


def started(event: MeetingStarted, s: Speech) -> Words:
    if not event.present:
        return s.say("The meeting began.", about="record")
    return s.say("The meeting began. There were {people}.", about="record", people=s.people(event.present))


def ended(event: MeetingEnded, s: Speech) -> Words:
    if event.outcome is MeetingOutcome.HELD:
        return s.say("The meeting was held to its end.", about="record")
    if event.outcome is MeetingOutcome.CONTINUED:
        return s.say("The meeting ended and will go on another time.", about="record")
    return s.say("The meeting did not take place.", about="record")


def interest(event: InterestShown, s: Speech) -> Words:
    who = s.person(event.caregiver)
    if event.by is None:
        return s.say("The school asked {who} with interest.", about="record", who=who)
    return s.say("{asker} asked {who} with interest.", about="record", asker=s.person(event.by), who=who)


def remark(event: PositiveRemarkShared, s: Speech) -> Words:
    if event.said_by is None:
        return s.say("Something good was said.", about="record")
    return s.say("{who} said something good.", about="record", who=s.person(event.said_by))


def strength(event: StrengthNamed, s: Speech) -> Words:
    return s.say("{who} named a strength.", about="record", who=s.person(event.by))


SENTENCES: tuple[Sentence, ...] = (
    told(MeetingProposed, proposed, "meeting"),
    told(SlotAnswered, answered_time, "caregiver reply"),
    told(AgendaSet, agenda),
    told(AgendaShared, agenda_shared, "to"),
    told(NeedArranged, arranged, "person kind status"),
    told(MeetingCancelled, cancelled),
    told(MeetingStarted, started, "present"),
    told(MeetingEnded, ended, "outcome"),
    told(InterestShown, interest, "caregiver by"),
    told(PositiveRemarkShared, remark, "said_by remark"),
    told(StrengthNamed, strength, "by"),
)
