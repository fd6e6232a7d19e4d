"""Makers of a meeting and of what gets people to know each other there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from collabflow.core.event import Event
from collabflow.core.lifecycle.needs import Needs
from collabflow.core.people import CAREGIVER_ROLES, EDUCATOR_ROLES, FAMILY_ROLES, Party
from collabflow.core.values import Answer, PartyId, Slot
from collabflow.steps.s01_plan_meeting import (
    AgendaItem,
    AgendaSet,
    AgendaShared,
    Meeting,
    MeetingEnded,
    MeetingKind,
    MeetingOutcome,
    MeetingPlan,
    MeetingProposed,
    MeetingStarted,
    Mode,
    NeedArranged,
    NeedKind,
    NeedStatus,
    SlotAnswered,
    SlotReply,
)
from collabflow.steps.s01_plan_meeting.people import access_needs_of
from collabflow.steps.s02_build_rapport import About, InterestShown, PositiveRemarkShared
from collabflow.testing.rules.want import AHEAD, Maker, Want

_INVITED = EDUCATOR_ROLES | FAMILY_ROLES


def meetings(want: Want) -> tuple[Meeting, ...]:
    """The meetings that stand: those that the finding names first, then the latest."""
    standing = want.case[MeetingPlan].standing
    latest_first = standing[::-1]
    return tuple(sorted(latest_first, key=lambda meeting: meeting.id not in want.hints))


def invited(want: Want, first: tuple[PartyId, ...]) -> tuple[PartyId, ...]:
    """These people, and everybody else who may meet all of the others."""
    day = (want.now + AHEAD).date()
    together: list[Party] = []
    everyone = sorted(want.people, key=lambda party: party.id not in first)
    for party in everyone:
        if party.has_role(_INVITED) and not any(party.may_not_meet(other, day) for other in together):
            together.append(party)
    return tuple(party.id for party in together)


def slots(want: Want, people: tuple[PartyId, ...]) -> tuple[Slot, ...]:
    """Two times, some weeks ahead, that clash with nothing that these people told."""
    avoid = [one for person in people for one in want.case[Needs].of(person).avoid]
    found: list[Slot] = []
    for days in range(60):
        day = (want.now + AHEAD + timedelta(days=days)).date()
        slot = Slot(start=datetime.combine(day, time(16), want.now.tzinfo), minutes=90)
        if day.isoweekday() <= 5 and not any(one.clashes(slot) for one in avoid):
            found.append(slot)
        if len(found) == 2:
            break
    return tuple(found)


def proposed(want: Want) -> Iterator[MeetingProposed]:
    """A meeting for everybody who may meet: a new one, or other times or people for one that is planned."""
    first = want.caregivers[:1]
    together = invited(want, first)
    again = [_proposed(want, meeting.id, None, _with_named(want, meeting)) for meeting in meetings(want)]
    new = _proposed(want, want.fresh("meeting"), MeetingKind.INITIAL, together)
    yield from (*again, new) if want.named("Meeting") else (new, *again)
    for meeting in meetings(want):  # the same times, other people
        yield MeetingProposed(meeting=meeting.id, invitees=invited(want, first))
        yield MeetingProposed(meeting=meeting.id, invitees=_with_named(want, meeting))


def _proposed(want: Want, id: str, kind: MeetingKind | None, people: tuple[PartyId, ...]) -> MeetingProposed:
    times = slots(want, people)
    return MeetingProposed(
        meeting=id, kind=kind, slots=times, mode=Mode.IN_PERSON, place="The library", invitees=people
    )


def _with_named(want: Want, meeting: Meeting) -> tuple[PartyId, ...]:
    """Whom a meeting is for, the student and whoever is named besides, as far as they may meet."""
    students = (want.case.student.id,) if want.party(want.case.student.id) else ()
    day = (want.now + AHEAD).date()
    together: list[Party] = []
    for person in dict.fromkeys((*meeting.people, *want.named("Party"), *students)):
        party = want.party(person)
        if party is not None and not any(party.may_not_meet(other, day) for other in together):
            together.append(party)
    return tuple(party.id for party in together)


def answered(want: Want) -> Iterator[SlotAnswered]:
    """A caregiver accepts a time on offer, one to come if there is any."""
    for person in want.caregivers:
        for meeting in sorted(meetings(want), key=lambda meeting: person not in meeting.people):
            offers = sorted(meeting.slots, key=lambda slot: (slot.start.isoformat() not in want.hints, slot.start))
            for slot in sorted(offers, key=lambda slot: slot.start < want.now):
                yield SlotAnswered(meeting=meeting.id, caregiver=person, start=slot.start, reply=SlotReply.ACCEPTED)


def agenda(want: Want) -> Iterator[AgendaSet]:
    """One topic, led by somebody from school; the family was asked for theirs."""
    led_by = next(iter(want.educators), None)
    item = AgendaItem(title="What goes well, and what comes next", minutes=30, led_by=led_by)
    for meeting in meetings(want):
        yield AgendaSet(meeting=meeting.id, items=(item,), family_topics=Answer.YES)


def agenda_shared(want: Want) -> Iterator[AgendaShared]:
    """A caregiver gets the agenda in a language of theirs."""
    for person in want.caregivers:
        for meeting in meetings(want):
            yield AgendaShared(meeting=meeting.id, to=(person,), language=want.languages(person)[0])


def arranged(want: Want) -> Iterator[NeedArranged]:
    """What somebody needs is confirmed: each access need in their words, or a trained interpreter."""
    named = [party for party in want.people if party.id in want.hints] or list(want.people)
    for party in named:
        interpreter = NeedArranged(
            person=party.id,
            kind=NeedKind.INTERPRETER,
            status=NeedStatus.CONFIRMED,
            provider="The interpreting service",
            qualified=Answer.YES,
        )
        access = [
            NeedArranged(person=party.id, kind=NeedKind.ACCESS, what=what, status=NeedStatus.CONFIRMED)
            for what in access_needs_of(want.case, party)
        ]
        yield from (*access, interpreter) if want.is_about("ACCESS_NEED_NOT_ARRANGED") else (interpreter, *access)
        yield from _without_the_unfit(want, party)


def _without_the_unfit(want: Want, party: Party) -> Iterator[NeedArranged]:
    """A suitable interpreter in the place of each one that was arranged for this person."""
    for known in want.case[MeetingPlan].arrangements:
        if known.person == party.id and known.kind is NeedKind.INTERPRETER:
            yield NeedArranged(
                person=party.id,
                kind=NeedKind.INTERPRETER,
                meeting=known.meeting,
                status=NeedStatus.CONFIRMED,
                provider="The interpreting service",
                qualified=Answer.YES,
            )


def started(want: Want) -> Iterator[MeetingStarted]:
    """A meeting begins: everybody whom it is for and who may meet is there, introduced and welcomed."""
    for meeting in meetings(want):
        there = [party.id for party in want.people if party.id in _with_named(want, meeting)]
        at_school = [id for id in there if id in want.educators]
        yield MeetingStarted(
            meeting=meeting.id,
            present=tuple(there),
            introductions=tuple(id for id in there if not _is_family(want, id)),
            welcomed_by=next(iter(at_school), next(iter(want.educators), None)),
            welcome="Tea, and a walk past the maps that the class has drawn",
        )


def _is_family(want: Want, person: PartyId) -> bool:
    party = want.party(person)
    return party is not None and party.has_role(CAREGIVER_ROLES)


def ended(want: Want) -> Iterator[MeetingEnded]:
    """A meeting ends, held where it had begun."""
    for meeting in sorted(meetings(want), key=lambda meeting: meeting.ended is not None):
        if meeting.started is not None:
            yield MeetingEnded(meeting=meeting.id, outcome=MeetingOutcome.HELD)
        yield MeetingEnded(meeting=meeting.id, outcome=MeetingOutcome.NOT_HELD)


def interest(want: Want) -> Iterator[InterestShown]:
    """An educator asks with interest; where the family keeps in touch by letter, it answers."""
    by = next(iter(want.educators), None)
    for person in want.caregivers:
        topic = "What makes a free afternoon a good one"
        yield InterestShown(caregiver=person, by=by, topic=topic)
        yield InterestShown(
            caregiver=person,
            by=by,
            topic=topic,
            shared="We walk to the river and count the boats.",
            may_record=Answer.YES,
        )


def remark(want: Want) -> Iterator[PositiveRemarkShared]:
    """A true strength, with what the student did and when; one that was too general is said anew."""
    for id in (*want.named("Remark"), want.fresh("remark")):
        yield PositiveRemarkShared(
            remark=id,
            said_by=next(iter(want.educators), None),
            about=About.STUDENT,
            text="She led the class to the park with a map of her own.",
            example=f"On day {want.case.version} she drew every corner and nobody got lost.",
        )


MAKERS: dict[type[Event], Maker] = {
    MeetingProposed: proposed,
    SlotAnswered: answered,
    AgendaSet: agenda,
    AgendaShared: agenda_shared,
    NeedArranged: arranged,
    MeetingStarted: started,
    MeetingEnded: ended,
    InterestShown: interest,
    PositiveRemarkShared: remark,
}
