"""Meetings: times and answers, topics, who was there, and what was arranged so that everyone could take part."""

from __future__ import annotations

from collabflow.core.lifecycle.needs import Requests
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.steps.s01_plan_meeting import Arrangement, Meeting, MeetingPlan, SlotAnswer

_TOLD = frozenset(
    {"id", "offers", "answers", "agenda", "copies", "started", "ended", "cancelled", "left", "agreed_before", "kind"}
)


def meetings(part: Part) -> Element | None:
    """Each meeting, then what was arranged, then what was asked for."""
    s, plan = part.speech, part[MeetingPlan]
    cards = [_meeting(meeting, part) for meeting in plan.meetings]
    arranged = list_of(_arranged(one, part) for one in plan.arrangements)
    asked = list_of(
        (s.person(r.asker), ": ", s.word(r.kind), details(r, s, tells=frozenset({"id", "asker", "kind"})))
        for r in part[Requests].requests
    )
    if not (cards or arranged or asked or part.says_nothing):
        return None
    return part.section(
        "meetings",
        s.tongue.say("Meetings", about="record"),
        cards or part.nothing(),
        part.group(s.tongue.say("Arranged so that everyone can take part", about="record"), arranged),
        part.group(s.tongue.say("Asked for by the family", about="record"), asked),
    )


def _meeting(meeting: Meeting, part: Part) -> Element:
    s = part.speech
    slot = meeting.confirmed_slot
    agreed = el("p", s.say("Agreed time: {time}", about="record", time=s.slot(slot))) if slot else None
    off = el("p", s.say("This meeting was called off.", about="record"), class_="mark") if meeting.cancelled else None
    on = el("p", s.say("It goes on in another meeting.", about="record"), class_="mark") if meeting.left else None
    return part.card(
        s.title("meeting", meeting.id),
        agreed,
        off,
        on,
        details(meeting, s, tells=_TOLD),
        part.piece(s.tongue.say("Times on offer", about="record"), _times(meeting, part)),
        part.piece(s.tongue.say("Topics", about="record"), _topics(meeting, part)),
        part.piece(s.tongue.say("How it went", about="record"), _course(meeting, part)),
        thing=("meeting", meeting.id),
    )


def _times(meeting: Meeting, part: Part) -> Content:
    s = part.speech
    return list_of(
        (
            s.slot(offer.slot),
            (" (", s.say("named by {who}", about="record", who=s.person(offer.by)), ")") if offer.by else None,
            list_of(_answer(a, part) for a in meeting.answers if a.start == offer.slot.start),
        )
        for offer in meeting.offers
    )


def _answer(answer: SlotAnswer, part: Part) -> Content:
    s = part.speech
    return (s.person(answer.caregiver), ": ", s.word(answer.reply))


def _topics(meeting: Meeting, part: Part) -> Content:
    s = part.speech
    copies = (
        (
            s.person(c.party),
            (", ", s.language(c.language)) if c.language else None,
            (", ", s.free(c.format)) if c.format else None,
        )
        for c in meeting.copies
    )
    topics = list_of(
        (el("strong", s.free(item.title)), details(item, s, tells=frozenset({"title"}))) for item in meeting.agenda
    )
    seen = list_of(copies)
    return (
        (topics, el("p", s.say("Who has seen the topics:", about="record")) if seen else None, seen) if topics else None
    )


def _course(meeting: Meeting, part: Part) -> Content:
    s = part.speech
    began = details(meeting.started, s, tells=frozenset({"at"})) if meeting.started else None
    over = details(meeting.ended, s, tells=frozenset({"at"})) if meeting.ended else None
    begun = (
        el("p", s.say("It began on {moment}.", about="record", moment=s.moment(meeting.started.at)))
        if meeting.started
        else None
    )
    return [piece for piece in (begun, began, over) if piece]


def _arranged(one: Arrangement, part: Part) -> Content:
    s = part.speech
    return (s.person(one.person), ": ", s.word(one.kind), details(one, s, tells=frozenset({"person", "kind"})))
