"""What step 1 knows: the meetings of this cycle, and what was arranged so that everyone can take part.

A family may have several meetings: people who must not meet get separate ones, and a meeting that ran out of time
goes on in another. A time that is given up takes the interpreter's booking with it.
Source: playbook 2.1; cycle.md, room 1 and the table (reschedule, continue_meeting).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from attrs import evolve, field, frozen

from collabflow.core.case import Move, Record
from collabflow.core.fact import Fact
from collabflow.core.finding import Phrase
from collabflow.core.values import Answer, MeetingId, PartyId, Slot, Trigger
from collabflow.steps.s01_plan_meeting.meeting import (
    Meeting,
    MeetingKind,
    MeetingOutcome,
    Offer,
    SlotAnswer,
    SlotReply,
    Started,
)


class NeedKind(StrEnum):
    """What was arranged."""

    ACCESS = "access"
    INTERPRETER = "interpreter"


class NeedStatus(StrEnum):
    """How far it is: asked for, confirmed, replaced by something the person agreed to, or declined by them."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ALTERNATIVE_AGREED = "alternative_agreed"
    DECLINED = "declined"


@frozen(kw_only=True)
class Arrangement(Fact):
    """Something arranged for one person, for one meeting or (where none is named) for every meeting of the cycle."""

    person: PartyId
    kind: NeedKind
    what: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None
    status: NeedStatus = NeedStatus.REQUESTED
    interpreter: PartyId | None = None
    provider: str | None = field(default=None, repr=False)
    qualified: Answer = Answer.NOT_ASKED
    alternative: str | None = field(default=None, repr=False)

    @property
    def key(self) -> tuple[PartyId, NeedKind, str, MeetingId | None]:
        """What makes it the same arrangement when it is recorded again; an interpreter is one per meeting."""
        what = self.what if self.kind is NeedKind.ACCESS else None
        return self.person, self.kind, plainly(what or ""), self.meeting

    @property
    def is_settled(self) -> bool:
        """Whether it is confirmed, or the person agreed to something else or to nothing."""
        return self.status is not NeedStatus.REQUESTED

    def serves(self, meeting: MeetingId) -> bool:
        """Whether it is for that meeting."""
        return self.meeting in (None, meeting)

    def meets(self, need: str) -> bool:
        """Whether it is for the need that was told in these words; letter case and spacing set aside."""
        return self.what is not None and plainly(self.what) == plainly(need)


def plainly(words: str) -> str:
    """The words without letter case and extra spacing, so that the same need is known again."""
    return " ".join(words.casefold().split())


@frozen(kw_only=True)
class Welcome(Fact):
    """A welcome at the beginning of a meeting: by whom, how, and who was there to hear it."""

    meeting: MeetingId
    by: PartyId
    how: str | None = field(default=None, repr=False)
    present: tuple[PartyId, ...] = ()


@frozen(kw_only=True)
class MeetingPlan(Record):
    """The meetings of this cycle and what was arranged for them. A new cycle begins with none, or with a follow-up."""

    meetings: tuple[Meeting, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()

    @classmethod
    def of_confirmed(cls, meeting: MeetingId, slot: Slot, caregivers: tuple[PartyId, ...]) -> Self:
        """The plan of a new cycle that begins with a follow-up meeting these caregivers have confirmed."""
        answers = (SlotAnswer(caregiver=c, start=slot.start, reply=SlotReply.ACCEPTED) for c in caregivers)
        known = Meeting(
            id=meeting,
            kind=MeetingKind.FOLLOW_UP,
            offers=(Offer(slot=slot),),
            answers=tuple(answers),
            invitees=tuple(caregivers),
            agreed_before=True,
        )
        return cls(meetings=(known,))

    # the meetings -------------------------------------------------------------------------------

    def get(self, meeting: MeetingId) -> Meeting | None:
        """The meeting with this id."""
        return next((known for known in self.meetings if known.id == meeting), None)

    def of(self, meeting: MeetingId) -> Meeting:
        """The meeting with this id, or a blank one."""
        return self.get(meeting) or Meeting(id=meeting)

    @property
    def standing(self) -> tuple[Meeting, ...]:
        """The meetings that count for step 1: not cancelled, not missed, not gone on in another."""
        return tuple(meeting for meeting in self.meetings if meeting.is_standing)

    def standing_for(self, person: PartyId) -> tuple[Meeting, ...]:
        """The standing meetings that cover this person."""
        return tuple(meeting for meeting in self.standing if person in meeting.people)

    def with_meeting(self, meeting: Meeting) -> Self:
        """The plan with this meeting in the place of the one with its id. A time given up unbooks its interpreter."""
        before = self.of(meeting.id)
        agreed = before.confirmed_slot
        plan = self if agreed in (None, meeting.confirmed_slot) else self._unbooked(meeting.id)
        if self.get(meeting.id) is None:
            return evolve(plan, meetings=(*plan.meetings, meeting))
        return evolve(plan, meetings=tuple(meeting if m.id == meeting.id else m for m in plan.meetings))

    def with_arrangement(self, arrangement: Arrangement) -> Self:
        """The plan with this arrangement in the place of the same one."""
        others = tuple(known for known in self.arrangements if known.key != arrangement.key)
        return evolve(self, arrangements=(*others, arrangement))

    def _unbooked(self, meeting: MeetingId) -> Self:
        """An interpreter comes at a time: when it is given up, the booking for that meeting is only a request again."""

        def one(known: Arrangement) -> Arrangement:
            booked = known.kind is NeedKind.INTERPRETER and known.status is NeedStatus.CONFIRMED
            return evolve(known, status=NeedStatus.REQUESTED) if booked and known.meeting == meeting else known

        return evolve(self, arrangements=tuple(map(one, self.arrangements)))

    # who was there ------------------------------------------------------------------------------

    @property
    def started(self) -> tuple[Meeting, ...]:
        """The meetings that have begun in this cycle, in the order in which they began."""
        begun = ((m.started, m) for m in self.meetings)
        return tuple(m for _, m in sorted(((s.at, m) for s, m in begun if s is not None), key=lambda pair: pair[0]))

    @property
    def first_started_at(self) -> datetime | None:
        """When the first meeting of this cycle began."""
        return min((m.started.at for m in self.meetings if m.started is not None), default=None)

    @property
    def attendees(self) -> tuple[PartyId, ...]:
        """Everyone who was at a meeting of this cycle that took place, each once."""
        return tuple(dict.fromkeys(person for meeting in self.started for person in meeting.attendees))

    def attended(self, person: PartyId) -> bool:
        """Whether this person was at a meeting of this cycle that was not recorded as not held."""
        return person in self.attendees

    @property
    def _beginnings(self) -> tuple[tuple[MeetingId, Started], ...]:
        return tuple((m.id, m.started) for m in self.started if m.started is not None and not m.was_missed)

    @property
    def welcomes(self) -> tuple[Welcome, ...]:
        """The welcomes at the meetings that took place, in order."""
        return tuple(
            Welcome(meeting=meeting, by=start.welcomed_by, how=start.welcome, present=start.present)
            for meeting, start in self._beginnings
            if start.welcomed_by is not None
        )

    def introduced(self, person: PartyId) -> bool:
        """Whether this person's role was explained at a meeting that took place."""
        return any(person in start.introductions for _, start in self._beginnings)

    # moves and words ----------------------------------------------------------------------------

    def after(self, move: Move) -> Self:
        """What a move does to the meetings.

        `reschedule` voids the times agreed for meetings that have not begun, and those that have passed;
        `continue_meeting` lets the meeting that was left go on in another one.
        """
        if move.trigger is Trigger.RESCHEDULE:
            plan = self
            for meeting in self.meetings:
                plan = plan.with_meeting(_without_its_time(meeting, move.at)) if meeting.is_ahead else plan
            return plan
        if move.trigger is Trigger.CONTINUE_MEETING:
            begun = [meeting.id for meeting in self.started if not meeting.was_missed]
            left = tuple(evolve(m, left=True) if _goes_on(m, begun[-1:]) else m for m in self.meetings)
            return evolve(self, meetings=left)
        return self

    def label(self, kind: str, value: str) -> Phrase | None:
        meeting = self.get(value) if kind == "meeting" else None
        if meeting is None:
            return None
        named = _NAMED.get(meeting.kind or MeetingKind.OTHER, A_MEETING)
        slot = meeting.confirmed_slot
        return Phrase("{meeting} on {day}", meeting=named, day=slot.start.date()) if slot else named


A_MEETING = Phrase("meeting")

_NAMED = {
    MeetingKind.INITIAL: Phrase("initial meeting"),
    MeetingKind.ANNUAL_REVIEW: Phrase("annual review meeting"),
    MeetingKind.INTERIM_REVIEW: Phrase("interim review meeting"),
    MeetingKind.EMERGENCY: Phrase("emergency meeting"),
    MeetingKind.AMENDMENT: Phrase("amendment meeting"),
    MeetingKind.REEVALUATION: Phrase("reevaluation meeting"),
    MeetingKind.TRANSITION: Phrase("transition meeting"),
    MeetingKind.FOLLOW_UP: Phrase("follow up meeting"),
}
"""What to call a meeting of each kind for a reader, after "the"."""


def _without_its_time(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting without the times that were accepted or have passed; the other times stay on offer."""
    given_up = {a.start for a in meeting.answers if a.reply is SlotReply.ACCEPTED}
    offers = tuple(o for o in meeting.offers if o.slot.start not in given_up and o.slot.start >= at)
    starts = {offer.slot.start for offer in offers}
    answers = tuple(answer for answer in meeting.answers if answer.start in starts)
    return evolve(meeting, offers=offers, answers=answers, agreed_before=False)


def _goes_on(meeting: Meeting, last: list[MeetingId]) -> bool:
    """Whether going on in another meeting leaves this one: the last that began, and any not held to its end."""
    unfinished = meeting.ended is None or meeting.ended.outcome is MeetingOutcome.CONTINUED
    return meeting.started is not None and (meeting.id in last or unfinished)
