"""Step 5, its facts: strategies, where people stand on them, and what was decided.

People answer to what they see: kind, plan, words, person, days and dosage (`Strategy.seen`). When a proposal
changes any of these, positions end, the people told must be told again, and its decision no longer stands: it
stays in the journal, and in `lapsed` until there is another. Filling in the options that were looked at, or the
reasons, changes nothing that people answered to and keeps everything.
There is no vote and no tally, and nothing here counts positions.
Source: playbook 2.5 and 2.5.1; cycle.md, room 5 and the laws of voice and change.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from attrs import evolve, field, frozen

from collabflow.core.fact import Fact, Range
from collabflow.core.people import Role
from collabflow.core.values import (
    Answer,
    ContributionId,
    Count,
    InformationId,
    LangTag,
    Method,
    PartyId,
    Per,
    Position,
    StrategyId,
    Via,
)


class PlanKind(StrEnum):
    """The kind of plan that a strategy belongs to; it need not be a formal one."""

    IEP = "iep"
    SECTION504 = "section504"
    EHCP = "ehcp"
    ILP = "ilp"
    SEN_SUPPORT = "sen_support"
    BEHAVIOUR_SUPPORT = "behaviour_support"
    INFORMAL_STRATEGY = "informal_strategy"


class StrategyKind(StrEnum):
    """What is decided about. `no_change` and `refuse_request` are decisions like any other, with reasons."""

    STRATEGY = "strategy"
    ACCOMMODATION = "accommodation"
    MODIFICATION = "modification"
    SERVICE = "service"
    PLACEMENT = "placement"
    ASSESSMENT = "assessment"
    SUPPORT_FOR_STAFF = "support_for_staff"
    COMMUNICATION = "communication"
    NO_CHANGE = "no_change"
    REFUSE_REQUEST = "refuse_request"


class Outcome(StrEnum):
    """What was decided."""

    ADOPTED = "adopted"
    ADOPTED_IN_PART = "adopted_in_part"
    DEFERRED = "deferred"
    NOT_ADOPTED = "not_adopted"
    WITHDRAWN = "withdrawn"


ADOPTING = frozenset({Outcome.ADOPTED, Outcome.ADOPTED_IN_PART})
"""The outcomes after which something is to be done."""

SETTLING = ADOPTING | {Outcome.NOT_ADOPTED}
"""The outcomes that settle a matter; a deferred or withdrawn one may come back."""

DISAGREEING = frozenset({Position.DISAGREE, Position.AGREE_IN_PART})
"""The positions that leave something to be heard: which part, and why."""

NOTHING_TO_DO = frozenset({StrategyKind.NO_CHANGE, StrategyKind.REFUSE_REQUEST})
"""The kinds of decision that nobody carries out."""


class Detail(StrEnum):
    """What a person who disagrees is asked: each is a field of `StrategyPosition`."""

    REJECTED_PART = "rejected_part"
    WHY = "why"


class Reading(StrEnum):
    """How a person's place on a strategy reads: their position, or that they were absent, or not asked."""

    AGREE = "agree"
    AGREE_IN_PART = "agree_in_part"
    DISAGREE = "disagree"
    UNDECIDED = "undecided"
    DECLINED_TO_SAY = "declined_to_say"
    NOT_PRESENT = "not_present"
    NOT_ASKED = "not_asked"


@frozen(kw_only=True)
class Option(Fact):
    """One way that was looked at, "do nothing" included; `why_not` stays empty for the way that was chosen."""

    what: str = field(repr=False)
    why_not: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Dosage(Fact):
    """How much of a service: `times` in a stretch of time, `minutes_each`, where, by whom, in a group of how many."""

    times: Annotated[Decimal, Range(0.01, 100)] | None = None
    per: Per | None = None
    minutes_each: Annotated[int, Range(1, 24 * 60)] | None = None
    setting: str | None = None
    provider_role: Role | None = None
    group_size: Annotated[int, Range(1)] | None = None


@frozen(kw_only=True)
class StrategyPosition(Fact):
    """Where one person stands on one strategy as it reads now.

    `asked` are the details they were asked for, whether they told, preferred not to say or gave no answer.
    `statement_offered` says whether they were offered to add a statement of their own, `without_meeting`
    whether they agree to decide this without one. `version` is the entry in which they said it.
    """

    party: PartyId
    position: Position
    agreed_part: str | None = field(default=None, repr=False)
    rejected_part: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)
    asked: tuple[Detail, ...] = ()
    prefers_not_to_say: tuple[Detail, ...] = ()
    statement_offered: Answer = Answer.NOT_ASKED
    without_meeting: Answer = Answer.NOT_ASKED
    language: LangTag | None = None
    via: Via | None = None
    on: date
    version: Count

    @property
    def disagrees(self) -> bool:
        """Whether they disagree, wholly or in part."""
        return self.position in DISAGREEING

    @property
    def not_asked(self) -> tuple[Detail, ...]:
        """The details of their disagreement that nobody asked for."""
        return tuple(detail for detail in Detail if detail not in self.asked)


@frozen(kw_only=True)
class Decision(Fact):
    """What was decided on a strategy, when, and under whose authority.

    `after_listening` says whether step 4 was completed when this was recorded. `rest` is what becomes of the
    part that was not adopted, `what_follows` what the school does next all the same, `ways_offered` what was
    offered to settle a disagreement. `withdrawn_by` took back a proposal of their own.
    """

    outcome: Outcome
    decided_at: datetime
    version: Count
    after_listening: bool
    under: PartyId | None = None
    under_role: Role | None = None
    why: str | None = field(default=None, repr=False)
    adopted_part: str | None = field(default=None, repr=False)
    rest: Outcome | None = None
    what_follows: str | None = field(default=None, repr=False)
    ways_offered: tuple[str, ...] = field(default=(), repr=False)
    time_offered: Answer = Answer.NOT_ASKED
    withdrawn_by: PartyId | None = None

    @property
    def decided_on(self) -> date:
        """The day on which it was decided, at the place where it was recorded."""
        return self.decided_at.date()


@frozen(kw_only=True)
class Told(Fact):
    """Somebody was told, or given a copy, on a day, by the entry of this version."""

    party: PartyId
    on: date
    version: Count
    language: LangTag | None = None
    method: Method | None = None


@frozen(kw_only=True)
class Strategy(Fact):
    """One thing proposed for the plan, with what people say about it and what was decided.

    `from_earlier_plan` marks support taken over from the plan of another school until it is decided on here.
    `proposed_on` and `version` are the day and entry from which it reads as it does now.
    """

    id: StrategyId
    kind: StrategyKind = StrategyKind.STRATEGY
    plan: PlanKind | None = None
    what: str = field(default="", repr=False)
    options: tuple[Option, ...] = field(default=(), repr=False)
    because_contributions: tuple[ContributionId, ...] = ()
    because_information: tuple[InformationId, ...] = ()
    responsible: PartyId | None = None
    starts: date | None = None
    ends: date | None = None
    review_on: date | None = None
    dosage: Dosage | None = None
    proposed_by: PartyId | None = None
    from_earlier_plan: bool = False
    proposed_on: date
    version: Count
    positions: tuple[StrategyPosition, ...] = ()
    decision: Decision | None = None
    lapsed: Decision | None = None
    told: tuple[Told, ...] = ()

    @property
    def seen(self) -> tuple[object, ...]:
        """What people answer to when they take a position; a change to any of it ends their answers."""
        return (
            self.kind,
            self.plan,
            self.what,
            self.responsible,
            self.starts,
            self.ends,
            self.review_on,
            self.dosage,
            self.from_earlier_plan,
        )

    @property
    def outcome(self) -> Outcome | None:
        """What was decided, or None while nothing is."""
        return self.decision.outcome if self.decision else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back and nobody needs to speak to it any more."""
        return self.outcome is Outcome.WITHDRAWN

    @property
    def is_to_be_done(self) -> bool:
        """Whether somebody has to carry it out: adopted, at least in part, and not a decision to change nothing."""
        return self.outcome in ADOPTING and self.kind not in NOTHING_TO_DO

    @property
    def says_what(self) -> bool:
        """Whether one can read what was decided; "no change" says it by itself."""
        return bool(self.what.strip()) or self.kind is StrategyKind.NO_CHANGE

    @property
    def responsible_was_told(self) -> bool:
        """Whether the person responsible was told after it was decided."""
        decided = self.decision.version if self.decision else 0
        return any(told.party == self.responsible and told.version > decided for told in self.told)

    def position_of(self, party: PartyId) -> StrategyPosition | None:
        """Where this person stands on the strategy as it reads now."""
        return next((position for position in self.positions if position.party == party), None)

    def proposed_again(self, proposal: Strategy) -> Strategy:
        """The strategy after another proposal with its id: the same in what people saw, or a changed one."""
        if proposal.seen != self.seen:
            return evolve(proposal, lapsed=self.decision or self.lapsed)
        return evolve(
            proposal,
            proposed_on=self.proposed_on,
            version=self.version,
            positions=self.positions,
            decision=self.decision,
            lapsed=self.lapsed,
            told=self.told,
        )
