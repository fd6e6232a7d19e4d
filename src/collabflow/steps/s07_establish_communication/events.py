"""What happens in step 7: channels are proposed and ended, and each caregiver says whether they suit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import Answer, ChannelId, PartyId
from collabflow.steps.s07_establish_communication.record import Answered, Channel, CommunicationPlan, Suits


@frozen(kw_only=True)
class ChannelProposed(Event):
    """The school proposes a way to keep in touch with one caregiver; a new proposal with the same id replaces it."""

    stored_as: ClassVar[str] = "establish_communication.channel_proposed"
    channel: Channel

    def voices(self) -> Iterator[PartyId]:
        if self.channel.preferred in (Answer.YES, Answer.NO):
            yield self.channel.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_caregiver(self.channel.caregiver, on=context.today):
            yield Unsound("channel.caregiver", "is not a caregiver on this case")
        contact = self.channel.contact and case.party(self.channel.contact, on=context.today)
        if self.channel.contact and (not contact or not contact.has_role(SCHOOL_ROLES)):
            yield Unsound("channel.contact", "is not somebody from school on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[CommunicationPlan]
        before = plan.get(self.channel.id)
        if before is None:
            channels = (*plan.channels, self.channel)
        else:
            channels = tuple(self.channel if c.id == before.id else c for c in plan.channels)
        affected = (self.channel.caregiver,) if before is None else (self.channel.caregiver, before.caregiver)
        return case.with_record(plan if before == self.channel else plan.changed(channels, *affected))


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
    """A caregiver says whether the plan for keeping in touch suits them."""

    stored_as: ClassVar[str] = "establish_communication.communication_answered"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES
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
        plan = case[CommunicationPlan]
        others = tuple(said for said in plan.answers if said.caregiver != self.caregiver)
        said = Answered(caregiver=self.caregiver, answer=self.answer, on=entry.stamp.day)
        return case.with_record(evolve(plan, answers=(*others, said)))
