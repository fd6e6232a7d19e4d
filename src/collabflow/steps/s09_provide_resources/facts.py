"""Step 9, its facts: what can be offered, what a caregiver answers, and what a check finds.

Only an id is needed to save a draft of an offer; without words for what it is, it does not count as one.
Source: playbook 2.10 (a).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from collabflow.core.fact import Fact
from collabflow.core.finding import Phrase
from collabflow.core.values import Answer, ContributionId, GoalId, LangTag, Money, PartyId, ResourceId
from collabflow.steps.s02_build_rapport.record import has_text
from collabflow.steps.s03_share_information.facts import primary


class ResourceKind(StrEnum):
    """What kind of help it is."""

    MATERIAL = "material"
    SUPPORT_GROUP = "support_group"
    TRAINING = "training"
    SERVICE = "service"
    FINANCIAL = "financial"
    ADVOCACY = "advocacy"
    TECHNOLOGY = "technology"


SEED_KINDS = (ResourceKind.MATERIAL, ResourceKind.SUPPORT_GROUP, ResourceKind.TRAINING)
"""The kinds that the playbook names: resources, support groups and training."""


class Format(StrEnum):
    """How it is used."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    PHONE = "phone"
    PRINT = "print"


class OfferReply(StrEnum):
    """What a caregiver said to an offer. Silence is `no_answer`: they were asked."""

    INTERESTED = "interested"
    ALREADY_KNOW = "already_know"
    NOT_NOW = "not_now"
    NO = "no"
    NO_ANSWER = "no_answer"


DECLINED = frozenset({OfferReply.ALREADY_KNOW, OfferReply.NOT_NOW, OfferReply.NO})
"""The replies after which nothing more is asked about an offer; none of them needs a reason."""

NO_WORDS = "zxx"
"""The language tag of what has no words, such as a set of pictures: it suits every language (ISO 639)."""


@frozen(kw_only=True)
class Resource(Fact):
    """One thing offered to a family.

    `what` says in plain words what it is, `contact` how to reach it. It is `free`, or has a `price`. `languages` are
    those it comes in, `interpreting` those in which somebody helps with it; `zxx` is for what has no words.
    `why` says why it is offered, and `because_contributions` and `because_goals` link what was heard or agreed.
    `offered_to` left empty means every caregiver who is on the case when it is recorded. `staff_tie` says whether
    somebody at school is tied to the provider, `tie` what the family was told of it. `checked_on` is the day on
    which somebody last made sure that it exists. `suggested_by` is a family member whose suggestion this is: it is
    then no offer of the school's until the school offers the same id without it.
    """

    id: ResourceId
    kind: ResourceKind | None = None
    title: str | None = None
    what: str | None = None
    provider: str | None = None
    languages: tuple[LangTag, ...] = ()
    interpreting: tuple[LangTag, ...] = ()
    access_features: tuple[str, ...] = ()
    free: bool = False
    price: Money | None = None
    format: Format | None = None
    where: str | None = None
    when: str | None = None
    who_can_use: str | None = None
    contact: str | None = None
    checked_on: date | None = None
    why: str | None = field(default=None, repr=False)
    because_contributions: tuple[ContributionId, ...] = ()
    because_goals: tuple[GoalId, ...] = ()
    offered_to: tuple[PartyId, ...] = ()
    suggested_by: PartyId | None = None
    staff_tie: Answer = Answer.NOT_ASKED
    tie: str | None = field(default=None, repr=False)
    help_to_start: str | None = field(default=None, repr=False)
    help_by: PartyId | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.free and self.price is not None and self.price.amount > 0:
            yield "price", "must be left out of what is free"

    @property
    def is_offer(self) -> bool:
        """Whether the school offers it and says what it is; a draft or a family's suggestion is no offer."""
        return self.suggested_by is None and (has_text(self.what) or has_text(self.title))

    @property
    def is_free(self) -> bool:
        """Whether it is said to cost nothing."""
        return self.free or (self.price is not None and self.price.amount == 0)

    @property
    def says_cost(self) -> bool:
        """Whether it says what it costs, or that it is free."""
        return self.free or self.price is not None

    @property
    def is_linked(self) -> bool:
        """Whether it answers something that was said, or a goal."""
        return bool(self.because_contributions or self.because_goals)

    @property
    def tie_is_stated(self) -> bool:
        """Whether it is said that no staff is tied to it, or what the tie is."""
        return self.staff_tie is Answer.NO or (self.staff_tie is Answer.YES and has_text(self.tie))

    @property
    def name(self) -> str | Phrase:
        """What to call it for a reader."""
        kind = Phrase(self.kind.replace("_", " "), about="word") if self.kind else Phrase("the offer")
        return self.title or self.what or kind

    def suits(self, languages: frozenset[str]) -> bool:
        """Whether it comes, or is interpreted, in one of these languages; only the primary part of a tag counts."""
        offered = {primary(tag) for tag in (*self.languages, *self.interpreting)}
        return NO_WORDS in offered or not offered.isdisjoint(languages)


@frozen(kw_only=True)
class Replied(Fact):
    """What a caregiver last said about one resource, or one kind, or (both left empty) about all offers."""

    caregiver: PartyId
    reply: OfferReply
    resource: ResourceId | None = None
    kind: ResourceKind | None = None
    note: str | None = field(default=None, repr=False)

    @property
    def scope(self) -> tuple[PartyId, ResourceId | None, ResourceKind | None]:
        """Who said it about what: a later reply with the same scope replaces it."""
        return self.caregiver, self.resource, self.kind


@frozen(kw_only=True)
class Check(Fact):
    """Somebody looked whether a resource still exists."""

    resource: ResourceId
    on: date
    still_there: Answer = Answer.NOT_ASKED


@frozen(kw_only=True)
class Search(Fact):
    """Nothing of this kind was found; `where` one looked makes it count."""

    kind: ResourceKind
    where: str | None = None
