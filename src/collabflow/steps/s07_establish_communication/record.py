"""What step 7 knows: the channels proposed to each caregiver, and who has said that they suit.

A changed channel ends what its caregiver said about the plan: a yes covers what was seen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.fact import Fact, Range
from collabflow.core.finding import Phrase
from collabflow.core.lifecycle.contacts import Direction
from collabflow.core.people import Party
from collabflow.core.values import Answer, ChannelId, Frequency, LangTag, Method, PartyId


class Purpose(StrEnum):
    """What a channel is for."""

    ROUTINE = "routine"
    PROGRESS = "progress"
    URGENT = "urgent"
    DOCUMENTS = "documents"
    MEETINGS = "meetings"


class Suits(StrEnum):
    """What a caregiver says about the plan for keeping in touch."""

    SUITS = "suits"
    IN_PART = "in_part"
    DOES_NOT_SUIT = "does_not_suit"


@frozen(kw_only=True)
class Channel(Fact):
    """One way to keep in touch with one caregiver, as proposed to them.

    `preferred` is the caregiver's own word on whether this is how they like to be reached; no answer counts as asked.
    `language` may be a sign language, for example `ase` on a video call; `interpreter` says that somebody interprets.
    `frequency` is how often it is used; "as needed" is none. `window` says on which days and hours;
    `reply_within_days` counts calendar days. `contact` is a person at school, or `contact_post` a post that somebody
    always holds; `backup` is the way to use when this one fails.
    """

    id: ChannelId
    caregiver: PartyId
    preferred: Answer = Answer.NOT_ASKED
    purpose: Purpose | None = None
    direction: Direction | None = None
    method: Method | None = None
    language: LangTag | None = None
    interpreter: bool = False
    frequency: Frequency | None = None
    window: str | None = field(default=None, repr=False)
    reply_within_days: Annotated[int, Range(0, 366)] | None = None
    contact: PartyId | None = None
    contact_post: str | None = field(default=None, repr=False)
    backup: Method | None = None

    @property
    def is_routine(self) -> bool:
        """Whether it is for routine contact; a channel that does not say is taken to be."""
        return self.purpose in (None, Purpose.ROUTINE)

    def goes(self, direction: Direction) -> bool:
        """Whether it can be used in this direction."""
        return self.direction in (direction, Direction.BOTH)

    @property
    def name(self) -> Phrase:
        """What to call it for a reader, after "by": "phone", "text message"."""
        return way_in_words(self.method) if self.method else Phrase("this channel")


_WAYS = {
    Method.SMS: Phrase("text message"),
    Method.VIDEO: Phrase("video call"),
    Method.IN_PERSON: Phrase("talking in person"),
}


def way_in_words(method: Method) -> Phrase:
    """A way of contact in plain words, to stand after "by"."""
    return _WAYS.get(method) or Phrase(method.value.replace("_", " "), about="word")


@frozen(kw_only=True)
class Answered(Fact):
    """What one caregiver said about the plan as it stands, when, and what they would rather have."""

    caregiver: PartyId
    answer: Suits
    wish: str | None = field(default=None, repr=False)
    on: date


@frozen(kw_only=True)
class CommunicationPlan(Record):
    """The channels in force, and what each caregiver says about theirs. The next cycle begins with it."""

    channels: tuple[Channel, ...] = ()
    answers: tuple[Answered, ...] = ()

    def get(self, channel: ChannelId) -> Channel | None:
        """The channel with this id."""
        return next((known for known in self.channels if known.id == channel), None)

    def of(self, caregiver: PartyId) -> tuple[Channel, ...]:
        """The channels proposed to this caregiver."""
        return tuple(channel for channel in self.channels if channel.caregiver == caregiver)

    def answer_of(self, caregiver: PartyId) -> Answered | None:
        """What this caregiver said about the plan as it stands."""
        return next((said for said in self.answers if said.caregiver == caregiver), None)

    @property
    def suits(self) -> tuple[PartyId, ...]:
        """The caregivers who said that the plan as it stands suits them."""
        return tuple(said.caregiver for said in self.answers if said.answer is Suits.SUITS)

    def with_answer(self, said: Answered) -> Self:
        """The record with this answer in the place of what the caregiver said before."""
        others = tuple(known for known in self.answers if known.caregiver != said.caregiver)
        return evolve(self, answers=(*others, said))

    def changed(self, channels: tuple[Channel, ...], *caregivers: PartyId) -> Self:
        """The record with these channels; what these caregivers said before ends."""
        still = tuple(said for said in self.answers if said.caregiver not in caregivers)
        return evolve(self, channels=channels, answers=still)

    def frequency_for(self, caregiver: PartyId) -> Frequency | None:
        """How often routine contact with this caregiver is planned: by the most frequent of their channels."""
        agreed = [c.frequency for c in self.of(caregiver) if c.is_routine and c.frequency is not None]
        return min(agreed, key=lambda frequency: frequency.every_days, default=None)

    def carried(self) -> Self:
        """The plan goes on as it is, with what each caregiver said about it."""
        return self

    def label(self, kind: str, value: str) -> Phrase | None:
        channel = self.get(value) if kind == "channel" else None
        return channel.name if channel else None


def in_plan(case: Case, on: date) -> tuple[Party, ...]:
    """The caregivers of that day for whom at least one channel is in force."""
    plan = case[CommunicationPlan]
    return tuple(caregiver for caregiver in case.caregivers(on=on) if plan.of(caregiver.id))


def in_use(case: Case, on: date) -> tuple[Channel, ...]:
    """The channels to caregivers of that day; one to somebody who has left asks for nothing and helps nobody."""
    return tuple(c for c in case[CommunicationPlan].channels if case.is_caregiver(c.caregiver, on=on))
