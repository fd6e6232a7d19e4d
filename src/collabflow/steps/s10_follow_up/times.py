"""The next time to talk: a follow-up is proposed and answered, time by time, like a meeting.

An answer covers the time, the kind and the place as they were seen; when one of them changes, the answer ends.
Source: playbook 2.11 (a) and 2.1; cycle.md, room 10 and the laws of voice and change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import MeetingId, PartyId, Slot
from collabflow.steps.s01_plan_meeting import Mode, Offer, SlotAnswer, SlotReply, may_confirm, to_be_invited
from collabflow.steps.s10_follow_up.facts import Arranged, FollowUpId, FollowUpKind
from collabflow.steps.s10_follow_up.record import FollowUp

SCHOOL_OR_SYSTEM = SCHOOL_ROLES | {Role.SYSTEM}
"""The school, or the calendar of the embedding application."""


@frozen(kw_only=True)
class FollowUpProposed(Event):
    """The school proposes how and when people get back to each other: a meeting, a call or a message.

    Proposing the same id again replaces what is given and keeps what is left out. A time that a caregiver named
    and the school now lists is accepted by that caregiver. Another kind or place ends every answer; other times
    end the answers to the times that are gone.
    """

    stored_as: ClassVar[str] = "follow_up.follow_up_proposed"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    follow_up: FollowUpId
    kind: FollowUpKind | None = None
    slots: tuple[Slot, ...] = ()
    caregivers: tuple[PartyId, ...] = ()
    mode: Mode | None = None
    place: str | None = field(default=None, repr=False)
    about: str | None = field(default=None, repr=False)
    meeting: MeetingId | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if len({slot.start for slot in self.slots}) < len(self.slots):
            yield "slots", "must begin at different times"

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(not case.is_caregiver(person, on=context.today) for person in self.caregivers):
            yield Unsound("caregivers", "names somebody who is not a caregiver on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        record = case[FollowUp]
        known = record.get(self.follow_up) or Arranged(id=self.follow_up)
        offers = tuple(_offer(slot, known) for slot in self.slots) or known.offers
        arranged = evolve(
            known,
            kind=self.kind or known.kind,
            offers=offers,
            answers=self._answers(known, offers, case, on=entry.stamp.day),
            caregivers=tuple(dict.fromkeys(self.caregivers)) or known.caregivers,
            mode=self.mode or known.mode,
            place=self.place or known.place,
            about=self.about or known.about,
            meeting=self.meeting or known.meeting,
        )
        return case.with_record(record.with_arranged(arranged, entry.stamp.at))

    def _answers(self, known: Arranged, offers: tuple[Offer, ...], case: Case, *, on: date) -> tuple[SlotAnswer, ...]:
        """The answers that still cover what is proposed, and the yes of those whose own time is taken up."""
        if self._is_other_than(known):
            return ()
        same = {offer.slot.start for offer in known.offers if offer in offers}
        kept = tuple(a for a in known.answers if a.start in same and self._is_still_for(a.caregiver))
        answered = {(answer.caregiver, answer.start) for answer in kept}
        named = ((o.by, o.slot.start) for o in offers if o.by is not None and o.slot in self.slots)
        taken_up = tuple(
            SlotAnswer(caregiver=by, start=start, reply=SlotReply.ACCEPTED, could_confirm=_has_a_say(case, by, on))
            for by, start in named
            if (by, start) not in answered and self._is_still_for(by)
        )
        return (*kept, *taken_up)

    def _is_still_for(self, caregiver: PartyId) -> bool:
        return not self.caregivers or caregiver in self.caregivers

    def _is_other_than(self, known: Arranged) -> bool:
        """Whether a stated kind, place or way of meeting changes; filling in a blank is no change."""
        pairs = ((self.kind, known.kind if known.offers else None), (self.mode, known.mode), (self.place, known.place))
        return any(now and before and now != before for now, before in pairs)


def _offer(slot: Slot, known: Arranged) -> Offer:
    """The offer of that time: a caregiver's own when they named exactly this one before."""
    before = known.offer_at(slot.start)
    return before if before is not None and before.slot == slot else Offer(slot=slot)


@frozen(kw_only=True)
class FollowUpAnswered(Event):
    """A caregiver answers a time, by its `start`; without a start the answer is about all the times on offer.

    With `counter` they name a time of their own, which is then on offer as well.
    """

    stored_as: ClassVar[str] = "follow_up.follow_up_answered"
    follow_up: FollowUpId
    caregiver: PartyId
    reply: SlotReply
    start: datetime | None = None
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
        yield from not_a_caregiver(case, context, self.caregiver)
        known = case[FollowUp].get(self.follow_up)
        if known is None:
            yield Unsound("follow_up", "was never proposed; propose it first with FollowUpProposed")
            return
        if not known.is_for(self.caregiver):
            yield Unsound("caregiver", "is not one of those whom this follow-up is for")
        if self.start is not None and known.offer_at(self.start) is None:
            yield Unsound("start", "is not the start of a time on offer")
        if self.counter is not None and known.offer_at(self.counter.start) is not None:
            yield Unsound("counter", "begins when a time on offer does; answer that one")

    def apply(self, case: Case, entry: Entry) -> Case:
        record = case[FollowUp]
        known = record.get(self.follow_up) or Arranged(id=self.follow_up)
        starts = tuple(offer.slot.start for offer in known.offers) if self.start is None else (self.start,)
        kept = tuple(a for a in known.answers if a.caregiver != self.caregiver or a.start not in starts)
        counts = _has_a_say(case, self.caregiver, entry.stamp.day)
        new = tuple(
            SlotAnswer(caregiver=self.caregiver, start=start, reply=self.reply, could_confirm=counts)
            for start in starts
        )
        own = () if self.counter is None else (Offer(slot=self.counter, by=self.caregiver),)
        arranged = evolve(known, answers=(*kept, *new), offers=(*known.offers, *own))
        return case.with_record(record.with_arranged(arranged, entry.stamp.at))


def _has_a_say(case: Case, caregiver: PartyId, on: date) -> bool:
    """Whether this caregiver's yes settles the time: they have a say, or nobody of the family has."""
    return may_confirm(case, caregiver, on) or not to_be_invited(case, on)
