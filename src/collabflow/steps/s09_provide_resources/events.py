"""Step 9, its events: what is offered, answered, checked, and looked for in vain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.lifecycle.contacts import not_a_caregiver
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import Answer, PartyId, ResourceId
from collabflow.steps.s04_active_listening import Listening
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s09_provide_resources.facts import Check, OfferReply, Replied, Resource, ResourceKind, Search
from collabflow.steps.s09_provide_resources.record import Resources


@frozen(kw_only=True)
class ResourceOffered(Event):
    """The school offers something, or a family member suggests it.

    The same id again completes or changes the offer, makes it to further people, or takes up a suggestion.
    """

    stored_as: ClassVar[str] = "provide_resources.resource_offered"
    resource: Resource

    def voices(self) -> Iterator[PartyId]:
        if self.resource.suggested_by is not None:
            yield self.resource.suggested_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _people_who_misfit(self.resource, case, context)
        yield from _links_that_lead_nowhere(self.resource, case)
        if self.resource.checked_on is not None and self.resource.checked_on > context.today:
            yield Unsound("resource.checked_on", "has not come yet")

    def apply(self, case: Case, entry: Entry) -> Case:
        resource = self.resource
        if not resource.offered_to:
            everybody = tuple(party.id for party in case.caregivers(on=entry.stamp.at.date()))
            resource = evolve(resource, offered_to=everybody)
        return case.with_record(case[Resources].with_resource(resource))


@frozen(kw_only=True)
class ResourceAnswered(Event):
    """A caregiver answers: about some resources, some kinds, or (`everything`) all offers, made and to come."""

    stored_as: ClassVar[str] = "provide_resources.resource_answered"
    caregiver: PartyId
    reply: OfferReply
    resources: tuple[ResourceId, ...] = ()
    kinds: tuple[ResourceKind, ...] = ()
    everything: bool = False
    note: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if not (self.resources or self.kinds or self.everything):
            yield "resources", "must name what was answered: resources, kinds, or everything"

    def voices(self) -> Iterator[PartyId]:
        if self.reply is not OfferReply.NO_ANSWER:
            yield self.caregiver

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from not_a_caregiver(case, context, self.caregiver)
        if any(case[Resources].get(resource) is None for resource in self.resources):
            yield Unsound("resources", "names something that was never offered")

    def apply(self, case: Case, entry: Entry) -> Case:
        record = case[Resources]
        for replied in self._replies():
            record = record.with_reply(replied)
        return case.with_record(record)

    def _replies(self) -> Iterator[Replied]:
        """One for all offers, one for each kind, one for each resource: the finer word comes last."""
        if self.everything:
            yield Replied(caregiver=self.caregiver, reply=self.reply, note=self.note)
        for kind in self.kinds:
            yield Replied(caregiver=self.caregiver, reply=self.reply, kind=kind, note=self.note)
        for resource in self.resources:
            yield Replied(caregiver=self.caregiver, reply=self.reply, resource=resource, note=self.note)


@frozen(kw_only=True)
class ResourceChecked(Event):
    """Somebody looked whether a resource still exists; a host may do so by itself.

    `on` is by default the day it happened. `still_there` is `no_answer` where nobody could be reached, which
    confirms nothing.
    """

    stored_as: ClassVar[str] = "provide_resources.resource_checked"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | {Role.SYSTEM}
    resource: ResourceId
    still_there: Answer = Answer.NOT_ASKED
    on: date | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[Resources].get(self.resource) is None:
            yield Unsound("resource", "was never offered")
        if self.on is not None and self.on > context.today:
            yield Unsound("on", "has not come yet")

    def apply(self, case: Case, entry: Entry) -> Case:
        check = Check(resource=self.resource, on=self.on or entry.stamp.day, still_there=self.still_there)
        return case.with_record(case[Resources].with_check(check))


@frozen(kw_only=True)
class NoneFound(Event):
    """Nothing of a kind was found; it counts once it says where one looked."""

    stored_as: ClassVar[str] = "provide_resources.none_found"
    kind: ResourceKind
    where: str | None = None

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[Resources].with_search(Search(kind=self.kind, where=self.where)))


def _people_who_misfit(resource: Resource, case: Case, context: Context) -> Iterator[Unsound]:
    if any(not case.is_party(party, on=context.today) for party in resource.offered_to):
        yield Unsound("resource.offered_to", "names somebody who is not on this case")
    if resource.help_by is not None and not case.is_party(resource.help_by, on=context.today):
        yield Unsound("resource.help_by", "is not on this case")
    if resource.suggested_by is None:
        return
    suggester = case.party(resource.suggested_by, on=context.today)
    if suggester is None or not suggester.has_role(FAMILY_ROLES):
        yield Unsound("resource.suggested_by", "is not a caregiver or the student; leave it out for the school's offer")
    known = case[Resources].get(resource.id)
    if known is not None and known.suggested_by != resource.suggested_by:
        yield Unsound("resource.id", "is the id of somebody else's offer; choose another")


def _links_that_lead_nowhere(resource: Resource, case: Case) -> Iterator[Unsound]:
    """What was heard or agreed in an earlier cycle may be linked as well."""
    heard = (case[Listening], *(past[Listening] for past in case.earlier))
    if any(all(listening.get(c) is None for listening in heard) for c in resource.because_contributions):
        yield Unsound("resource.because_contributions", "names something that nobody said here")
    agreed = (case[Goals], *(past[Goals] for past in case.earlier))
    if any(all(goals.get(g) is None for goals in agreed) for g in resource.because_goals):
        yield Unsound("resource.because_goals", "names something that is not a goal here")
