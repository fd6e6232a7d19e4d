"""A meeting as step 1 knows it: the times offered and the answers, the agenda, who was there and how it ended.

A time is known by its start. Naming a time of one's own is a yes to it once the school takes it up; nobody confirms
twice. A meeting stands while it may still serve those it is for: not cancelled, not missed, not gone on elsewhere.
Source: playbook 2.1; cycle.md, room 1.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from attrs import field, frozen

from collabflow.core.fact import Fact, Range
from collabflow.core.values import Answer, LangTag, MeetingId, Minutes, PartyId, Slot

MeetingMinutes = Annotated[int, Range(5, 24 * 60)]


class MeetingKind(StrEnum):
    """What sort of meeting it is. An informal talk is no meeting: log it as a contact."""

    INITIAL = "initial"
    ANNUAL_REVIEW = "annual_review"
    INTERIM_REVIEW = "interim_review"
    EMERGENCY = "emergency"
    AMENDMENT = "amendment"
    REEVALUATION = "reevaluation"
    TRANSITION = "transition"
    FOLLOW_UP = "follow_up"
    OTHER = "other"


class Mode(StrEnum):
    """How people take part."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    HYBRID = "hybrid"


class SlotReply(StrEnum):
    """What a caregiver said about a time; `counter` names a time of their own, `no_answer` means asked in vain."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTER = "counter"
    NO_ANSWER = "no_answer"


class ItemPurpose(StrEnum):
    """What a topic is there for."""

    INFORM = "inform"
    DISCUSS = "discuss"
    DECIDE = "decide"


class MeetingOutcome(StrEnum):
    """How a meeting ended. A no-show is `not_held`, which counts against nobody."""

    HELD = "held"
    CONTINUED = "continued"
    NOT_HELD = "not_held"


@frozen(kw_only=True)
class Offer(Fact):
    """A time that can be accepted; `by` is the caregiver who named it, empty when the school did."""

    slot: Slot
    by: PartyId | None = None


@frozen(kw_only=True)
class SlotAnswer(Fact):
    """A caregiver's last word on one time. `could_confirm` tells whether they had a say in it on that day."""

    caregiver: PartyId
    start: datetime
    reply: SlotReply
    could_confirm: bool = True


@frozen(kw_only=True)
class AgendaItem(Fact):
    """A topic. `added_by` is who of the family (or their advocate) brought it, empty for the school's own topics."""

    title: str = field(repr=False)
    purpose: ItemPurpose | None = None
    minutes: Minutes | None = None
    led_by: PartyId | None = None
    added_by: PartyId | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.title.strip():
            yield "title", "must not be blank"

    @property
    def key(self) -> tuple[str, PartyId | None]:
        """What makes it the same topic when the agenda is set again: its title and who brought it."""
        return " ".join(self.title.casefold().split()), self.added_by


@frozen(kw_only=True)
class AgendaCopy(Fact):
    """The agenda as one person has seen it."""

    party: PartyId
    language: LangTag | None = None
    format: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Started(Fact):
    """A meeting began: who was there, whose role was explained, who welcomed the family and how."""

    at: datetime
    present: tuple[PartyId, ...] = ()
    introductions: tuple[PartyId, ...] = ()
    welcomed_by: PartyId | None = None
    welcome: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Ended(Fact):
    """A meeting ended, or did not take place: who stayed to the end, and the notes."""

    at: datetime
    outcome: MeetingOutcome
    stayed: tuple[PartyId, ...] = ()
    notes: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Meeting(Fact):
    """One meeting with a family.

    `agreed_before` marks a follow-up meeting that the cycle before has arranged. `left` says that it goes on in
    another meeting, which has an id of its own.
    """

    id: MeetingId
    kind: MeetingKind | None = None
    purposes: tuple[str, ...] = field(default=(), repr=False)
    offers: tuple[Offer, ...] = ()
    answers: tuple[SlotAnswer, ...] = ()
    mode: Mode | None = None
    place: str | None = field(default=None, repr=False)
    minutes: MeetingMinutes | None = None
    invitees: tuple[PartyId, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    family_topics: Answer = Answer.NOT_ASKED
    copies: tuple[AgendaCopy, ...] = ()
    started: Started | None = None
    ended: Ended | None = None
    cancelled: bool = False
    left: bool = False
    agreed_before: bool = False

    # times --------------------------------------------------------------------------------------

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The times on offer, in the order in which they were offered."""
        return tuple(offer.slot for offer in self.offers)

    def offer_at(self, start: datetime) -> Offer | None:
        """The offer that begins at that moment."""
        return next((offer for offer in self.offers if offer.slot.start == start), None)

    @property
    def confirmed_slot(self) -> Slot | None:
        """The time that a caregiver with a say accepted; where several were, one that suits all who accepted any."""
        return self.slot_accepted_by({answer.caregiver for answer in self.answers if answer.could_confirm})

    def slot_accepted_by(self, deciders: Container[PartyId]) -> Slot | None:
        """The time that stands when only these people's acceptances count: a common one, else the first accepted."""
        yes = [a for a in self.answers if a.reply is SlotReply.ACCEPTED and a.caregiver in deciders]
        starts = dict.fromkeys(answer.start for answer in yes)
        people = {answer.caregiver for answer in yes}
        common = [start for start in starts if people == {a.caregiver for a in yes if a.start == start}]
        return next((slot for start in (*common, *starts) for slot in self.slots if slot.start == start), None)

    def accepts(self, caregiver: PartyId, slot: Slot) -> bool:
        """Whether this caregiver named that time themselves, or their last word on it is yes."""
        named = (offer.slot for offer in self.offers if offer.by == caregiver)
        mine = (a.reply for a in self.answers if a.caregiver == caregiver and a.start == slot.start)
        return slot in named or SlotReply.ACCEPTED in mine

    @property
    def expected_minutes(self) -> int | None:
        """How long it is meant to take: as stated, else as long as the time agreed or the longest on offer."""
        slot = self.confirmed_slot
        return self.minutes or (slot.minutes if slot else max((s.minutes for s in self.slots), default=None))

    @property
    def lasts(self) -> timedelta:
        """How long it is meant to take; no time at all where nobody has said."""
        return timedelta(minutes=self.expected_minutes or 0)

    # people -------------------------------------------------------------------------------------

    @property
    def people(self) -> tuple[PartyId, ...]:
        """Whom it brings together: the invited, and who was there. Whoever answers about a time is invited."""
        return tuple(dict.fromkeys((*self.invitees, *(self.started.present if self.started else ()))))

    @property
    def attendees(self) -> tuple[PartyId, ...]:
        """Who was there, at the beginning or at the end; nobody when it was not held."""
        if self.started is None or self.was_missed:
            return ()
        return tuple(dict.fromkeys((*self.started.present, *(self.ended.stayed if self.ended else ()))))

    def is_told_to(self, person: PartyId) -> bool:
        """Whether this person surely knows of it: asked about a time, given the agenda, or there."""
        asked = (*(answer.caregiver for answer in self.answers), *(offer.by for offer in self.offers))
        return person in (*asked, *(copy.party for copy in self.copies), *self.attendees)

    # standing -----------------------------------------------------------------------------------

    @property
    def was_missed(self) -> bool:
        """Whether it was recorded as not held."""
        return self.ended is not None and self.ended.outcome is MeetingOutcome.NOT_HELD

    @property
    def is_standing(self) -> bool:
        """Whether it still serves those whom it is for."""
        return not (self.cancelled or self.left or self.was_missed)

    @property
    def is_ahead(self) -> bool:
        """Whether it stands and has not begun."""
        return self.is_standing and self.started is None
