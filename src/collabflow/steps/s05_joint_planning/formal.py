"""Formal papers of step 5: consent, which a caregiver gives and may take back, and written notice.

Taking consent back never closes a case and never erases anything: it is one more fact, with a day. Whether
consent or notice is needed, and what follows when one of two caregivers takes consent back, is for the profile
of a place to say. Consent outlives the cycle in which it was given, so that it can be taken back in any later one.
Source: playbook 2.5 and 2.5.1 (the shapes of 34 CFR 300.9 and 300.503); cycle.md, the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import Fact, IdOf
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import Answer, Count, Evidence, LangTag, Method, PartyId, StrategyId
from collabflow.steps.s05_joint_planning.facts import (
    Option,
    Strategy,
)
from collabflow.steps.s05_joint_planning.record import JointPlan

SCHOOL_OR_SYSTEM = SCHOOL_ROLES | {Role.SYSTEM}
"""The school, or the embedding application that sends papers for it."""

ConsentId = Annotated[str, IdOf("Consent")]
NoticeId = Annotated[str, IdOf("Notice")]


class ConsentKind(StrEnum):
    """What a consent is for."""

    EVALUATION = "evaluation"
    REEVALUATION = "reevaluation"
    SERVICES = "services"
    RELEASE_OF_RECORDS = "release_of_records"
    OTHER_AGENCY = "other_agency"
    OTHER = "other"


@frozen(kw_only=True)
class Consent(Fact):
    """What one person agreed to: the activity, in which language they were informed, and which records go to whom.

    `voluntary_explained` says whether they were told that it is their free choice and can be taken back.
    `scope` says how far it reaches, `strategies` to which parts of the plan.
    """

    id: ConsentId
    party: PartyId
    kind: ConsentKind | None = None
    strategies: tuple[StrategyId, ...] = ()
    activity: str | None = field(default=None, repr=False)
    scope: str | None = field(default=None, repr=False)
    informed_in: LangTag | None = None
    voluntary_explained: Answer = Answer.NOT_ASKED
    in_writing: Answer = Answer.NOT_ASKED
    records_to_release: tuple[str, ...] = field(default=(), repr=False)
    release_to: tuple[str, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Revocation(Fact):
    """A person took a consent back, from that day on and not for what was done before."""

    party: PartyId
    in_writing: Answer = Answer.NOT_ASKED
    why: str | None = field(default=None, repr=False)
    evidence: tuple[Evidence, ...] = ()
    on: date
    version: Count


@frozen(kw_only=True)
class GivenConsent(Fact):
    """A consent as it was given, and everyone who took it back since."""

    consent: Consent
    evidence: tuple[Evidence, ...] = ()
    on: date
    version: Count
    revocations: tuple[Revocation, ...] = ()

    @property
    def revoked_on(self) -> date | None:
        """The first day on which somebody took it back; None while nobody has."""
        return min((revocation.on for revocation in self.revocations), default=None)


class NoticeAction(StrEnum):
    """Whether a written notice proposes something or refuses it."""

    PROPOSE = "propose"
    REFUSE = "refuse"


@frozen(kw_only=True)
class Notice(Fact):
    """A written notice about strategies, or about consent that was taken back: to whom, and what it says.

    The items are those of 34 CFR 300.503(b) and (c), each optional here: which of them must be there is for
    the profile of a place to say. `based_on` are the assessments and records behind the action. Where the
    language is not a written one, `translated_orally` and `understood` say how the family came to know it.
    """

    id: NoticeId
    to: tuple[PartyId, ...] = ()
    strategies: tuple[StrategyId, ...] = ()
    consents: tuple[ConsentId, ...] = ()
    action: NoticeAction | None = None
    description: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)
    based_on: tuple[str, ...] = field(default=(), repr=False)
    safeguards: str | None = field(default=None, repr=False)
    help_sources: tuple[str, ...] = field(default=(), repr=False)
    options: tuple[Option, ...] = field(default=(), repr=False)
    other_factors: str | None = field(default=None, repr=False)
    language: LangTag | None = None
    method: Method | None = None
    translated_orally: Answer = Answer.NOT_ASKED
    understood: Answer = Answer.NOT_ASKED
    effective_on: date | None = None


@frozen(kw_only=True)
class GivenNotice(Fact):
    """A notice as it was given: on which day, by the entry of which version, with what evidence."""

    notice: Notice
    on: date
    version: Count
    evidence: tuple[Evidence, ...] = ()


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Consents(Record):
    """Every consent given on this case, taken back or not. All of it carries over."""

    given: tuple[GivenConsent, ...] = ()

    def get(self, consent: ConsentId) -> GivenConsent | None:
        """The consent with this id."""
        return next((known for known in self.given if known.consent.id == consent), None)

    @property
    def in_force(self) -> tuple[GivenConsent, ...]:
        """The consents that nobody has taken back."""
        return tuple(known for known in self.given if not known.revocations)

    def covering(self, strategy: Strategy) -> tuple[GivenConsent, ...]:
        """The consents in force to this strategy as it reads now; one to an earlier wording does not cover it."""
        return tuple(g for g in self.in_force if strategy.id in g.consent.strategies and g.version > strategy.version)

    def with_given(self, given: GivenConsent) -> Self:
        """The record with this consent in the place of the one with its id, or at the end."""
        others = tuple(known for known in self.given if known.consent.id != given.consent.id)
        return evolve(self, given=(*others, given))

    def carried(self) -> Self:
        return self


@frozen(kw_only=True)
class WrittenNotices(Record):
    """The written notices given in this cycle; those about a consent stay with it in the next."""

    given: tuple[GivenNotice, ...] = ()

    def on(self, strategy: Strategy) -> tuple[GivenNotice, ...]:
        """The notices about this strategy as it reads now; one about an earlier wording is not."""
        return tuple(g for g in self.given if strategy.id in g.notice.strategies and g.version > strategy.version)

    def on_consent(self, consent: ConsentId) -> tuple[GivenNotice, ...]:
        """The notices about this consent, oldest first."""
        return tuple(g for g in self.given if consent in g.notice.consents)

    def carried(self) -> Self:
        return evolve(self, given=tuple(g for g in self.given if g.notice.consents))


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class ConsentGiven(Event):
    """A caregiver gives consent. Recording the same id again completes it; only the person who gave it may."""

    stored_as: ClassVar[str] = "joint_planning.consent_given"
    consent: Consent

    def voices(self) -> Iterator[PartyId]:
        yield self.consent.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_caregiver(self.consent.party, on=context.today):
            yield Unsound("consent.party", "is not a caregiver on this case")
        yield from unknown_strategies("consent.strategies", self.consent.strategies, case)
        known = case[Consents].get(self.consent.id)
        if known is not None and known.consent.party != self.consent.party:
            yield Unsound("consent.id", "is the id of somebody else's consent; choose another")
        if known is not None and known.revocations:
            yield Unsound("consent.id", "is the id of a consent that was taken back; a new one needs its own")

    def apply(self, case: Case, entry: Entry) -> Case:
        stamp = entry.stamp
        given = GivenConsent(consent=self.consent, evidence=stamp.evidence, on=stamp.day, version=entry.version)
        return case.with_record(case[Consents].with_given(given))


@frozen(kw_only=True)
class ConsentRevoked(Event):
    """A caregiver takes a consent back; it need not be the one who gave it. Nothing else changes by itself."""

    stored_as: ClassVar[str] = "joint_planning.consent_revoked"
    consent: ConsentId
    party: PartyId
    in_writing: Answer = Answer.NOT_ASKED
    why: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[Consents].get(self.consent) is None:
            yield Unsound("consent", "was never given on this case")
        if not case.is_caregiver(self.party, on=context.today):
            yield Unsound("party", "is not a caregiver on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        consents = case[Consents]
        stamp = entry.stamp
        revocation = Revocation(
            party=self.party,
            in_writing=self.in_writing,
            why=self.why,
            evidence=stamp.evidence,
            on=stamp.day,
            version=entry.version,
        )
        given = tuple(
            evolve(g, revocations=(*g.revocations, revocation)) if g.consent.id == self.consent else g
            for g in consents.given
        )
        return case.with_record(evolve(consents, given=given))


@frozen(kw_only=True)
class NoticeGiven(Event):
    """A written notice was given. Recording the same id again completes it."""

    stored_as: ClassVar[str] = "joint_planning.notice_given"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_OR_SYSTEM
    notice: Notice

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from absent("notice.to", self.notice.to, case, context)
        yield from unknown_strategies("notice.strategies", self.notice.strategies, case)
        for place, consent in enumerate(self.notice.consents):
            if case[Consents].get(consent) is None:
                yield Unsound(f"notice.consents[{place}]", "was never given on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        notices, stamp = case[WrittenNotices], entry.stamp
        given = GivenNotice(notice=self.notice, on=stamp.day, version=entry.version, evidence=stamp.evidence)
        others = tuple(known for known in notices.given if known.notice.id != self.notice.id)
        return case.with_record(evolve(notices, given=(*others, given)))


def unknown_strategies(field: str, strategies: tuple[StrategyId, ...], case: Case) -> Iterator[Unsound]:
    """The objection to an event about strategies that are not in the plan of this cycle, by place in its list."""
    for place, strategy in enumerate(strategies):
        if case[JointPlan].get(strategy) is None:
            yield Unsound(f"{field}[{place}]", "is not a strategy of this plan")


def absent(field: str, parties: tuple[PartyId, ...], case: Case, context: Context) -> Iterator[Unsound]:
    """The objection to an event about people who are not on this case, by place in its list."""
    for place, party in enumerate(parties):
        if not case.is_party(party, on=context.today):
            yield Unsound(f"{field}[{place}]", "is not on this case")
