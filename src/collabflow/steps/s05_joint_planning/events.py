"""What happens while planning together: proposing, taking positions and deciding.

Everyone may propose, and each proposal keeps whose it is. A position is its person's own word. A decision is
recorded with the authority behind it; no field holds a vote.
Source: playbook 2.5 (c) to (e); cycle.md, room 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

from attrs import evolve, field, fields, frozen

from collabflow.core.case import Case, Past
from collabflow.core.event import Context, Entry, Event
from collabflow.core.fact import altered
from collabflow.core.finding import Unsound
from collabflow.core.people import Role
from collabflow.core.values import (
    Answer,
    ContributionId,
    InformationId,
    LangTag,
    PartyId,
    Position,
    Step,
    StrategyId,
)
from collabflow.steps.s03_share_information import SharedInformation
from collabflow.steps.s04_active_listening import Listening, TraceOutcome
from collabflow.steps.s05_joint_planning.facts import (
    ADOPTING,
    Decision,
    Detail,
    Dosage,
    Option,
    Outcome,
    PlanKind,
    Strategy,
    StrategyKind,
    StrategyPosition,
)
from collabflow.steps.s05_joint_planning.formal import SCHOOL_OR_SYSTEM, unknown_strategies
from collabflow.steps.s05_joint_planning.record import JointPlan

WITHOUT_POSITION = frozenset({Role.INTERPRETER, Role.TRANSLATOR, Role.FACILITATOR, Role.RECORDS_CUSTODIAN})
"""Roles that help others to decide: who has no other takes no position."""


@frozen(kw_only=True)
class StrategyProposed(Event):
    """Somebody proposes something for the plan. Proposing the same id again replaces the proposal as a whole.

    Where that changes what people saw, their positions end and the decision no longer stands; see `facts`.
    A family records a proposal of its own by naming itself in `proposed_by`.
    """

    stored_as: ClassVar[str] = "joint_planning.strategy_proposed"
    strategy: StrategyId
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

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.starts and self.ends and self.ends < self.starts:
            yield "ends", "must not be before `starts`"

    def voices(self) -> Iterator[PartyId]:
        if self.proposed_by is not None:
            yield self.proposed_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        for name in ("responsible", "proposed_by"):
            person = getattr(self, name)
            if person is not None and not case.is_party(person, on=context.today):
                yield Unsound(name, "is not on this case")
        yield from self._unknown_reasons(case)
        known, recorder = case[JointPlan].get(self.strategy), context.stamp.by
        if known and recorder.role not in SCHOOL_OR_SYSTEM and known.proposed_by != recorder.id:
            yield Unsound("strategy", "is somebody else's proposal; give yours an id of its own")

    def _unknown_reasons(self, case: Case) -> Iterator[Unsound]:
        """What it rests on and neither this cycle nor an earlier one knows."""
        passes: tuple[Case | Past, ...] = (case, *case.earlier)
        for place, said in enumerate(self.because_contributions):
            if not any(known[Listening].get(said) for known in passes):
                yield Unsound(f"because_contributions[{place}]", "was never said here")
        for place, item in enumerate(self.because_information):
            if not any(known[SharedInformation].has(item) for known in passes):
                yield Unsound(f"because_information[{place}]", "was never shared here")

    def apply(self, case: Case, entry: Entry) -> Case:
        plan = case[JointPlan]
        known, strategy = plan.get(self.strategy), self._proposal(entry)
        if known is None:
            return case.with_record(plan.with_strategy(strategy))
        strategy = known.proposed_again(strategy)
        case = case.with_record(plan.with_strategy(strategy))
        return case if known.decision is None else _with_traces(case, strategy)

    def _proposal(self, entry: Entry) -> Strategy:
        own = {f.name: getattr(self, f.name) for f in fields(type(self)) if f.name != "strategy"}
        return altered(Strategy(id=self.strategy, proposed_on=entry.stamp.day, version=entry.version), own)


@frozen(kw_only=True)
class PositionTaken(Event):
    """A person says where they stand on one or more strategies; what they said before about these is replaced.

    Who disagrees is asked which part and why: told in words, or `prefers_not_to_say`, or `no_answer`; all three
    count as asked. `statement_offered` is `yes` when they were offered to add a statement of their own, whatever
    they made of it. `without_meeting` is `yes` when they agree to decide this without a meeting.
    """

    stored_as: ClassVar[str] = "joint_planning.position_taken"
    party: PartyId
    strategies: tuple[StrategyId, ...]
    position: Position
    agreed_part: str | None = field(default=None, repr=False)
    rejected_part: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)
    prefers_not_to_say: tuple[Detail, ...] = ()
    no_answer: tuple[Detail, ...] = ()
    statement_offered: Answer = Answer.NOT_ASKED
    without_meeting: Answer = Answer.NOT_ASKED
    language: LangTag | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.strategies:
            yield "strategies", "must name at least one strategy"
        if self.position is Position.AGREE and self._told(Detail.REJECTED_PART):
            yield "rejected_part", "does not go with `agree`; `agree_in_part` does"
        for detail in Detail:
            if self._told(detail) + (detail in self.prefers_not_to_say) + (detail in self.no_answer) > 1:
                yield detail.value, "has more than one answer; give one"

    def voices(self) -> Iterator[PartyId]:
        yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        party = case.party(self.party, on=context.today)
        if party is None:
            yield Unsound("party", "is not on this case")
        elif WITHOUT_POSITION.issuperset(party.roles):
            yield Unsound("party", "helps others to decide here and takes no position")
        yield from unknown_strategies("strategies", self.strategies, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        plan, position = case[JointPlan], self._position(entry)
        for known in plan.strategies:
            if known.id in self.strategies:
                others = tuple(p for p in known.positions if p.party != self.party)
                plan = plan.with_strategy(evolve(known, positions=(*others, position)))
        return case.with_record(plan)

    def _told(self, detail: Detail) -> bool:
        return bool((getattr(self, detail.value) or "").strip())

    def _position(self, entry: Entry) -> StrategyPosition:
        answered = {*self.prefers_not_to_say, *self.no_answer}
        return StrategyPosition(
            party=self.party,
            position=self.position,
            agreed_part=self.agreed_part,
            rejected_part=self.rejected_part,
            why=self.why,
            asked=tuple(detail for detail in Detail if self._told(detail) or detail in answered),
            prefers_not_to_say=self.prefers_not_to_say,
            statement_offered=self.statement_offered,
            without_meeting=self.without_meeting,
            language=self.language,
            via=entry.stamp.via,
            on=entry.stamp.day,
            version=entry.version,
        )


@frozen(kw_only=True)
class DecisionMade(Event):
    """It is decided what becomes of a strategy, and under whose authority. Deciding again replaces the decision.

    The contributions in the strategy's reasons are traced to it: into the plan when it is adopted, for later
    when it is deferred, not taken up when it is not adopted; one that another decision took up stays there. A
    withdrawn proposal is no outcome for anybody's concern. Of an adoption in part, `rest` is what becomes of
    the other part. Whoever proposed it may take it back themselves, by naming themselves in `withdrawn_by`.
    """

    stored_as: ClassVar[str] = "joint_planning.decision_made"
    strategy: StrategyId
    outcome: Outcome
    under: PartyId | None = None
    under_role: Role | None = None
    why: str | None = field(default=None, repr=False)
    adopted_part: str | None = field(default=None, repr=False)
    rest: Outcome | None = None
    what_follows: str | None = field(default=None, repr=False)
    ways_offered: tuple[str, ...] = field(default=(), repr=False)
    time_offered: Answer = Answer.NOT_ASKED
    withdrawn_by: PartyId | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.outcome is not Outcome.ADOPTED_IN_PART:
            for name in ("adopted_part", "rest"):
                if getattr(self, name) is not None:
                    yield name, "is for a decision to adopt in part"
        if self.rest in ADOPTING:
            yield "rest", "is what becomes of the part that is not adopted: deferred, not adopted or withdrawn"
        if self.withdrawn_by is not None and self.outcome is not Outcome.WITHDRAWN:
            yield "withdrawn_by", "is for a proposal that is taken back"

    def voices(self) -> Iterator[PartyId]:
        if self.withdrawn_by is not None:
            yield self.withdrawn_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        known = case[JointPlan].get(self.strategy)
        if known is None:
            yield Unsound("strategy", "is not a strategy of this plan")
        elif self.withdrawn_by is not None and self.withdrawn_by != known.proposed_by:
            yield Unsound("withdrawn_by", "did not propose it")
        if self.under is not None and not case.is_party(self.under, on=context.today):
            yield Unsound("under", "is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        known = case[JointPlan].get(self.strategy)
        if known is None:
            return case
        strategy = evolve(known, decision=self._decision(case, entry), lapsed=None)
        return _with_traces(case.with_record(case[JointPlan].with_strategy(strategy)), strategy)

    def _decision(self, case: Case, entry: Entry) -> Decision:
        own = {f.name: getattr(self, f.name) for f in fields(type(self)) if f.name != "strategy"}
        made = Decision(
            outcome=self.outcome,
            decided_at=entry.stamp.occurred,
            version=entry.version,
            after_listening=Step.ACTIVE_LISTENING in case.completed,
        )
        return altered(made, own)


_TRACES = {
    Outcome.DEFERRED: TraceOutcome.LATER,
    Outcome.NOT_ADOPTED: TraceOutcome.NOT_TAKEN_UP,
}


def _with_traces(case: Case, strategy: Strategy) -> Case:
    """The case once what became of this strategy's reasons agrees with the decision that stands on it, if any.

    What led here is first let go, and taken up by the other decisions that rest on it.
    """
    listening = case[Listening]
    led_here = {c.id for c in listening.contributions if c.trace is not None and c.trace.strategy == strategy.id}
    listening = listening.changed(led_here, lambda c: evolve(c, trace=None))
    for other in case[JointPlan].strategies:
        if other.id != strategy.id:
            listening = _traced(listening, other, (said for said in other.because_contributions if said in led_here))
    return case.with_record(_traced(listening, strategy, (*strategy.because_contributions, *led_here)))


def _traced(listening: Listening, strategy: Strategy, said: Iterable[ContributionId]) -> Listening:
    """The record with these contributions traced to the strategy as its decision has it."""
    decision = strategy.decision
    if decision is None or decision.outcome is Outcome.WITHDRAWN:
        return listening
    if decision.outcome in ADOPTING:
        return listening.traced(said, strategy.id)
    taken_up = {c.id for c in listening.contributions if c.is_traced}
    open_still = (one for one in said if one not in taken_up)
    return listening.traced(open_still, strategy.id, outcome=_TRACES[decision.outcome], why=decision.why)
