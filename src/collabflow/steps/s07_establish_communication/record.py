"""What step 7 knows: the channels proposed to each caregiver, and who has said that they suit."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Calendar
from collabflow.core.fact import Fact, Range
from collabflow.core.lifecycle.contacts import AttemptOutcome, Contacts, Direction
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

    `preferred` is the caregiver's own word on whether this is how they like to be reached. `window` says on
    which days and hours; `reply_within_days` counts calendar days. `contact` is a person at school, or
    `contact_post` a post; `backup` is the way to use when this one fails.
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


@frozen(kw_only=True)
class Answered(Fact):
    """What one caregiver said about the plan as it stood, and when."""

    caregiver: PartyId
    answer: Suits
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

    def changed(self, channels: tuple[Channel, ...], *caregivers: PartyId) -> Self:
        """The record with these channels; what these caregivers said before ends: a yes covers what was seen."""
        still = tuple(said for said in self.answers if said.caregiver not in caregivers)
        return evolve(self, channels=channels, answers=still)

    def frequency_for(self, caregiver: PartyId) -> Frequency | None:
        """How often routine contact with this caregiver is planned: the most frequent of their channels."""
        agreed = [c.frequency for c in self.of(caregiver) if c.is_routine and c.frequency is not None]
        return min(agreed, key=lambda frequency: frequency.every_days, default=None)

    def carried(self) -> Self:
        return self

    def label(self, kind: str, value: str) -> str | None:
        channel = self.get(value) if kind == "channel" else None
        if channel is None:
            return None
        return channel.method.value.replace("_", " ") if channel.method else "this channel"


def last_contact(case: Case, caregiver: PartyId) -> date | None:
    """The day of the last contact with this caregiver, logged or reached by an attempt; None while there was none."""
    contacts = case[Contacts]
    days = [contact.at.date() for contact in contacts.with_caregiver(caregiver)]
    reached = (AttemptOutcome.REACHED, AttemptOutcome.RETURNED, AttemptOutcome.VISITED)
    days += [a.at.date() for a in contacts.attempts_for(caregiver, since=None) if a.outcome in reached]
    return max(days, default=None)


def contact_due(case: Case, caregiver: PartyId, *, factor: float, calendar: Calendar) -> date | None:
    """The last day on which contact is in time: last contact (or the caregiver's yes) plus frequency × factor.

    Days in school breaks do not count. None while nothing is agreed with this caregiver.
    """
    plan = case[CommunicationPlan]
    frequency, said = plan.frequency_for(caregiver), plan.answer_of(caregiver)
    if frequency is None or said is None or said.answer is not Suits.SUITS:
        return None
    last = last_contact(case, caregiver)
    day = said.on if last is None else max(last, said.on)
    left = int(frequency.every_days * factor)
    while left > 0:
        day += timedelta(days=1)
        left -= not calendar.in_break(day)
    return day
