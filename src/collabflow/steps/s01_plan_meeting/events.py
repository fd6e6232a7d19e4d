"""What happens to a meeting: it is proposed, answered, cancelled, begun and ended.

Recording a meeting again with the same id completes it: what is left out stays as it was, what is given replaces it.
An answer to a time covers the time, the place and the way of meeting as they were seen; when one of them changes, the
answer ends. The agenda and what is arranged for people are in `preparation.py`.
Source: playbook 2.1; cycle.md, room 1 and the laws of voice and change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import MeetingId, PartyId, Slot
from collabflow.steps.s01_plan_meeting.meeting import (
    Ended,
    Meeting,
    MeetingKind,
    MeetingMinutes,
    MeetingOutcome,
    Mode,
    Offer,
    SlotAnswer,
    SlotReply,
    Started,
)
from collabflow.steps.s01_plan_meeting.people import may_confirm
from collabflow.steps.s01_plan_meeting.record import MeetingPlan

SCHOOL_OR_SYSTEM = SCHOOL_ROLES | {Role.SYSTEM}
"""The school, or the calendar of the embedding application."""


def unknown() -> Unsound:
    """The objection to an event about a meeting that nobody proposed in this cycle."""
    return Unsound("meeting", "is not a meeting of this cycle; propose it first with MeetingProposed")


def strangers(case: Case, context: Context, name: str, people: Iterable[PartyId | None]) -> Iterator[Unsound]:
    """One objection for a field that names somebody who is not on the case today."""
    if any(person is not None and not case.is_party(person, on=context.today) for person in people):
        yield Unsound(name, "names somebody who is not on this case")


def _called_off() -> Unsound:
    return Unsound("meeting", "was called off or goes on in another one; propose the next under an id of its own")


# its time ----------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MeetingProposed(Event):
    """The school proposes a meeting: what for, at which times, where and how, and who is invited.

    Proposing it again replaces what is given: `slots` and `invitees` as whole lists. A time that a caregiver named
    and the school now lists is accepted by that caregiver. Answers to times that did not change stay.
    """

    stored_as: ClassVar[str] = "plan_meeting.meeting_proposed"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    meeting: MeetingId
    kind: MeetingKind | None = None
    purposes: tuple[str, ...] = field(default=(), repr=False)
    slots: tuple[Slot, ...] = ()
    mode: Mode | None = None
    place: str | None = field(default=None, repr=False)
    minutes: MeetingMinutes | None = None
    invitees: tuple[PartyId, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        if len({slot.start for slot in self.slots}) < len(self.slots):
            yield "slots", "must begin at different times"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case[MeetingPlan].of(self.meeting).is_standing:
            yield _called_off()
        yield from strangers(case, context, "invitees", self.invitees)

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        known = plan.of(self.meeting)
        offers = tuple(self._offer(slot, known) for slot in self.slots) or known.offers
        meeting = evolve(
            known,
            kind=self.kind or known.kind,
            purposes=self.purposes or known.purposes,
            offers=offers,
            answers=self._answers(known, offers, case, on=entry.stamp.day),
            mode=self.mode or known.mode,
            place=self.place or known.place,
            minutes=self.minutes or known.minutes,
            invitees=tuple(dict.fromkeys(self.invitees)) or known.invitees,
            agreed_before=known.agreed_before and not self.slots,
        )
        return case.with_record(plan.with_meeting(meeting))

    def _offer(self, slot: Slot, known: Meeting) -> Offer:
        """The offer of that time: a caregiver's own when they named exactly this one before."""
        before = known.offer_at(slot.start)
        return before if before is not None and before.slot == slot else Offer(slot=slot)

    def _answers(self, known: Meeting, offers: tuple[Offer, ...], case: Case, *, on: date) -> tuple[SlotAnswer, ...]:
        """The answers that still cover what is proposed, and the yes of those whose own time is taken up."""
        if self._is_elsewhere(known):
            return ()
        same = {offer.slot.start for offer in offers if offer.slot in known.slots}
        kept = tuple(a for a in known.answers if a.start in same and self._still_invites(a.caregiver))
        answered = {(answer.caregiver, answer.start) for answer in kept}
        named = ((o.by, o.slot.start) for o in offers if o.by is not None and o.slot in self.slots)
        taken_up = (
            SlotAnswer(caregiver=by, start=start, reply=SlotReply.ACCEPTED, could_confirm=may_confirm(case, by, on))
            for by, start in named
            if (by, start) not in answered and self._still_invites(by)
        )
        return (*kept, *taken_up)

    def _still_invites(self, caregiver: PartyId) -> bool:
        return not self.invitees or caregiver in self.invitees

    def _is_elsewhere(self, known: Meeting) -> bool:
        """Whether a stated place or way of meeting changes; filling in a blank is no change."""
        place = bool(self.place and known.place) and self.place != known.place
        return place or (self.mode is not None and known.mode not in (None, self.mode))


@frozen(kw_only=True)
class SlotAnswered(Event):
    """A caregiver answers a time, by its `start`; without a start the answer is about all the times on offer.

    With `counter` they name a time of their own, which is then on offer as well. An acceptance always says which time.
    """

    stored_as: ClassVar[str] = "plan_meeting.slot_answered"
    meeting: MeetingId
    caregiver: PartyId
    start: datetime | None = None
    reply: SlotReply
    counter: Slot | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.reply is SlotReply.ACCEPTED and self.start is None:
            yield "start", "must say which time was accepted"
        if (self.reply is SlotReply.COUNTER) != (self.counter is not None):
            yield "counter", "is the caregiver's own time; give it with the reply 'counter', and only then"

    def voices(self) -> Iterator[PartyId]:
        if self.reply is not SlotReply.NO_ANSWER:
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        meeting = case[MeetingPlan].get(self.meeting)
        if meeting is None:
            yield unknown()
            return
        if not meeting.is_standing:
            yield _called_off()
        if not case.is_caregiver(self.caregiver, on=context.today):
            yield Unsound("caregiver", "is not a caregiver on this case")
        if self.start is not None and meeting.offer_at(self.start) is None:
            yield Unsound("start", "is not the start of a time on offer")
        if self.counter is not None and meeting.offer_at(self.counter.start) is not None:
            yield Unsound("counter", "begins when a time on offer does; answer that one")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        meeting = plan.of(self.meeting)
        starts = tuple(slot.start for slot in meeting.slots) if self.start is None else (self.start,)
        kept = (a for a in meeting.answers if a.caregiver != self.caregiver or a.start not in starts)
        counts = may_confirm(case, self.caregiver, entry.stamp.day)
        new = (
            SlotAnswer(caregiver=self.caregiver, start=start, reply=self.reply, could_confirm=counts)
            for start in starts
        )
        own = () if self.counter is None else (Offer(slot=self.counter, by=self.caregiver),)
        invitees = meeting.invitees if self.caregiver in meeting.invitees else (*meeting.invitees, self.caregiver)
        meeting = evolve(meeting, answers=(*kept, *new), offers=(*meeting.offers, *own), invitees=invitees)
        return case.with_record(plan.with_meeting(meeting))


@frozen(kw_only=True)
class MeetingCancelled(Event):
    """A meeting that has not begun will not take place."""

    stored_as: ClassVar[str] = "plan_meeting.meeting_cancelled"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    meeting: MeetingId
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        meeting = case[MeetingPlan].get(self.meeting)
        if meeting is None:
            yield unknown()
        elif meeting.started is not None:
            yield Unsound("meeting", "has begun; record how it ended with MeetingEnded")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        return case.with_record(plan.with_meeting(evolve(plan.of(self.meeting), cancelled=True)))


# the meeting itself ---------------------------------------------------------------------------


@frozen(kw_only=True)
class MeetingStarted(Event):
    """A meeting began: who is there, whose role was explained, who welcomed the family and how.

    Recording it again completes it; it keeps the moment at which it was first recorded to begin.
    """

    stored_as: ClassVar[str] = "plan_meeting.meeting_started"
    meeting: MeetingId
    present: tuple[PartyId, ...] = ()
    introductions: tuple[PartyId, ...] = ()
    welcomed_by: PartyId | None = None
    welcome: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        meeting = case[MeetingPlan].get(self.meeting)
        if meeting is None:
            yield unknown()
        elif meeting.started is None and (meeting.cancelled or meeting.was_missed):
            yield Unsound("meeting", "was called off; propose the one that took place under an id of its own")
        yield from strangers(case, context, "present", self.present)
        yield from strangers(case, context, "introductions", self.introductions)
        yield from strangers(case, context, "welcomed_by", (self.welcomed_by,))

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        meeting = plan.of(self.meeting)
        known = meeting.started or Started(at=entry.stamp.occurred)
        started = evolve(
            known,
            present=tuple(dict.fromkeys(self.present)) or known.present,
            introductions=tuple(dict.fromkeys(self.introductions)) or known.introductions,
            welcomed_by=self.welcomed_by or known.welcomed_by,
            welcome=self.welcome or known.welcome,
        )
        return case.with_record(plan.with_meeting(evolve(meeting, started=started)))


@frozen(kw_only=True)
class MeetingEnded(Event):
    """A meeting ended: held, to be continued in another, or not held. Who stayed, and the notes.

    `not_held` is also how a meeting is recorded to which nobody could come.
    """

    stored_as: ClassVar[str] = "plan_meeting.meeting_ended"
    meeting: MeetingId
    outcome: MeetingOutcome
    stayed: tuple[PartyId, ...] = ()
    notes: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        meeting = case[MeetingPlan].get(self.meeting)
        yield from strangers(case, context, "stayed", self.stayed)
        if meeting is None:
            yield unknown()
        elif meeting.started is None and self.outcome is not MeetingOutcome.NOT_HELD:
            yield Unsound("meeting", "has not begun; record who was there with MeetingStarted first")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[MeetingPlan]
        meeting = plan.of(self.meeting)
        known = meeting.ended or Ended(at=entry.stamp.occurred, outcome=self.outcome)
        ended = evolve(
            known,
            outcome=self.outcome,
            stayed=tuple(dict.fromkeys(self.stayed)) or known.stayed,
            notes=self.notes or known.notes,
        )
        return case.with_record(plan.with_meeting(evolve(meeting, ended=ended)))
