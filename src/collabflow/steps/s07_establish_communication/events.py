"""What happens in step 7: channels are proposed and ended, and each caregiver says whether they suit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES
from collabflow.core.values import Answer, ChannelId, PartyId
from collabflow.steps.s07_establish_communication.record import Answered, Channel, CommunicationPlan, Suits


@frozen(kw_only=True)
class ChannelProposed(Event):
    """The school proposes a way to keep in touch with one caregiver; a new proposal with the same id replaces it.

    A change ends what that caregiver said about the plan; proposing the same again changes nothing.
    """

    stored_as: ClassVar[str] = "establish_communication.channel_proposed"
    channel: Channel

    def voices(self) -> Iterator[PartyId]:
        if self.channel.preferred in (Answer.YES, Answer.NO):
            yield self.channel.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_caregiver(self.channel.caregiver, on=context.today):
            yield Unsound("channel.caregiver", "is not a caregiver on this case")
        if self.channel.contact is not None and not is_at_school(case, self.channel.contact, context.today):
            yield Unsound("channel.contact", "is not somebody from school on this case")
        known = case[CommunicationPlan].get(self.channel.id)
        if known is not None and known.caregiver != self.channel.caregiver:
            yield Unsound("channel.id", "is the id of a channel to somebody else; choose another")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan, channel = case[CommunicationPlan], self.channel
        before = plan.get(channel.id)
        if before == channel:
            return case
        if before is None:
            return case.with_record(plan.changed((*plan.channels, channel), channel.caregiver))
        channels = tuple(channel if known.id == channel.id else known for known in plan.channels)
        return case.with_record(plan.changed(channels, channel.caregiver, before.caregiver))


def is_at_school(case: Case, person: PartyId | None, on: date) -> bool:
    """Whether this person works for the school on this case on that day."""
    party = case.party(person, on=on)
    return party is not None and party.has_role(SCHOOL_ROLES)


@frozen(kw_only=True)
class ChannelEnded(Event):
    """A way to keep in touch is no longer used."""

    stored_as: ClassVar[str] = "establish_communication.channel_ended"
    channel: ChannelId
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[CommunicationPlan].get(self.channel) is None:
            yield Unsound("channel", "is not a channel in force")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[CommunicationPlan]
        affected = tuple(channel.caregiver for channel in plan.channels if channel.id == self.channel)
        kept = tuple(channel for channel in plan.channels if channel.id != self.channel)
        return case.with_record(plan.changed(kept, *affected))


@frozen(kw_only=True)
class CommunicationAnswered(Event):
    """A caregiver says whether the plan for keeping in touch suits them; `wish` is what they would rather have."""

    stored_as: ClassVar[str] = "establish_communication.communication_answered"
    caregiver: PartyId
    answer: Suits
    wish: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_caregiver(self.caregiver, on=context.today):
            yield Unsound("caregiver", "is not a caregiver on this case")
        elif not case[CommunicationPlan].of(self.caregiver):
            yield Unsound("caregiver", "has not been shown any channel yet")

    def apply(self, case: Case, entry: Entry) -> Case:
        said = Answered(caregiver=self.caregiver, answer=self.answer, wish=self.wish, on=entry.stamp.day)
        return case.with_record(case[CommunicationPlan].with_answer(said))
