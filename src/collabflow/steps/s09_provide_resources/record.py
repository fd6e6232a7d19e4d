"""Step 9, its record: what was offered to whom, what each caregiver said to it, and whether it still exists.

A change to an offer ends what was said about the old one, except a no: a no is final. Only the caregiver can change
their mind, by answering again.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from attrs import evolve, frozen

from collabflow.core.case import Record
from collabflow.core.finding import Phrase
from collabflow.core.values import Answer, PartyId, ResourceId
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s09_provide_resources.facts import (
    DECLINED,
    Check,
    OfferReply,
    Replied,
    Resource,
    ResourceKind,
    Search,
)


@frozen(kw_only=True)
class Resources(Record):
    """What was offered in this cycle and what became of it. `replies` stand in the order in which they were given."""

    resources: tuple[Resource, ...] = ()
    replies: tuple[Replied, ...] = ()
    checks: tuple[Check, ...] = ()
    searches: tuple[Search, ...] = ()

    # what is known --------------------------------------------------------------------------------

    def get(self, resource: ResourceId) -> Resource | None:
        """The resource with this id, offered or suggested."""
        return next((known for known in self.resources if known.id == resource), None)

    @property
    def offers(self) -> tuple[Resource, ...]:
        """What the school offers, in order: no drafts, no suggestions of a family's, nothing that is gone."""
        return tuple(r for r in self.resources if r.is_offer and not self.is_gone(r.id))

    def offered_to(self, caregiver: PartyId) -> tuple[Resource, ...]:
        """What the school offers this person."""
        return tuple(r for r in self.offers if caregiver in r.offered_to)

    def is_gone(self, resource: ResourceId) -> bool:
        """Whether the last check found that it no longer exists."""
        found = [check.still_there for check in self.checks if check.resource == resource]
        return bool(found) and found[-1] is Answer.NO

    def last_checked(self, resource: Resource) -> date | None:
        """The last day on which somebody made sure that it exists."""
        seen = (c.on for c in self.checks if c.resource == resource.id and c.still_there is Answer.YES)
        days = (*seen, *((resource.checked_on,) if resource.checked_on else ()))
        return max(days, default=None)

    def none_found(self, kind: ResourceKind) -> bool:
        """Whether somebody looked for this kind, said where, and found nothing."""
        return any(search.kind is kind and has_text(search.where) for search in self.searches)

    def reply_to(self, resource: Resource, caregiver: PartyId) -> OfferReply | None:
        """The last that this caregiver said about the resource, its kind, or all offers; None when not asked."""
        told = [r.reply for r in self.replies if r.caregiver == caregiver and _is_about(r, resource)]
        return told[-1] if told else None

    def declines(self, resource: Resource, caregiver: PartyId) -> bool:
        """Whether this caregiver does not want, or does not need, the resource."""
        return self.reply_to(resource, caregiver) in DECLINED

    def declines_kind(self, kind: ResourceKind, caregiver: PartyId) -> bool:
        """Whether the last that this caregiver said about the whole kind, or all kinds, is that they need none."""
        whole = (r for r in self.replies if r.caregiver == caregiver and r.resource is None)
        told = [r.reply for r in whole if r.kind in (None, kind)]
        return bool(told) and told[-1] in DECLINED

    def label(self, kind: str, value: str) -> str | Phrase | None:
        known = self.get(value) if kind == "resource" else None
        return known.name if known else None

    # what changes ---------------------------------------------------------------------------------

    def with_resource(self, resource: Resource) -> Self:
        """The record with this resource in the place of the one with its id, or at the end.

        The same offer made to further people adds them. Another one begins anew: what was found and said about it
        ends, except a no.
        """
        known = self.get(resource.id)
        if known is None:
            return evolve(self, resources=(*self.resources, resource))
        if _apart_from_audience(known) == _apart_from_audience(resource):
            audience = tuple(dict.fromkeys((*known.offered_to, *resource.offered_to)))
            resource = evolve(resource, offered_to=audience, checked_on=_later(known.checked_on, resource.checked_on))
            return self._with(resource)
        checks = tuple(c for c in self.checks if c.resource != resource.id or c.still_there is not Answer.NO)
        kept = tuple(r for r in self.replies if r.resource != resource.id or r.reply is OfferReply.NO)
        return evolve(self._with(resource), checks=checks, replies=kept)

    def _with(self, resource: Resource) -> Self:
        return evolve(self, resources=tuple(resource if r.id == resource.id else r for r in self.resources))

    def with_reply(self, replied: Replied) -> Self:
        """The record with this reply as the last one, in the place of an earlier one about the same."""
        others = tuple(r for r in self.replies if r.scope != replied.scope)
        return evolve(self, replies=(*others, replied))

    def with_check(self, check: Check) -> Self:
        """The record with one more check."""
        return evolve(self, checks=(*self.checks, check))

    def with_search(self, search: Search) -> Self:
        """The record with one more search that found nothing."""
        return evolve(self, searches=(*self.searches, search))


def _is_about(replied: Replied, resource: Resource) -> bool:
    if replied.resource is not None:
        return replied.resource == resource.id
    return replied.kind is None or replied.kind is resource.kind


def _apart_from_audience(resource: Resource) -> Resource:
    """What a caregiver is asked about: the offer, whoever it is made to and whenever it was checked."""
    return evolve(resource, offered_to=(), checked_on=None)


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days, default=None)
