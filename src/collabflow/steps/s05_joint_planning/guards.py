"""What deciding together needs: a decision, the family's word on it, and an outcome for every concern.

One caregiver's own position is enough for a decision to stand, and every other rights holder is asked as well.
Nobody has to agree, and nobody has to say why they do not; they have to be asked. While a waiver after
documented attempts stands for a caregiver, nothing is asked of them, and their place reads `not_present`.
Source: playbook 2.5 (b) and 4.1; cycle.md, room 5.
"""

from __future__ import annotations

from collections.abc import Iterator

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import A_CAREGIVER, Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.papers import Papers, StatementAttached
from collabflow.core.lifecycle.waivers import Waivers, present_caregivers
from collabflow.core.people import DECIDING
from collabflow.core.values import Answer, Position, StrategyId
from collabflow.steps.s01_plan_meeting import MeetingPlan
from collabflow.steps.s04_active_listening import Contribution, ContributionKind, ContributionTraced, Listening
from collabflow.steps.s05_joint_planning.events import (
    DecisionMade,
    PositionTaken,
    StrategyProposed,
)
from collabflow.steps.s05_joint_planning.facts import (
    ADOPTING,
    SETTLING,
    Decision,
    Outcome,
    Strategy,
    StrategyPosition,
)
from collabflow.steps.s05_joint_planning.record import (
    JointPlan,
    caregiver_positions,
    was_caregiver,
)

OFFERED = frozenset({Answer.YES, Answer.NO_ANSWER})
"""The answers to "was it offered?" that mean it was; no answer counts as asked."""


@guard(
    "PLAN_NO_DECISION",
    says="No decision is recorded on {strategy}.",
    fix="Write what was decided, even “no change”.",
    remedies=(DecisionMade, StrategyProposed),
)
def something_was_decided(case: Case, context: Context) -> Iterator[Lack]:
    """A withdrawn proposal decides nothing; a strategy that changed after its decision needs another."""
    plan = case[JointPlan]
    lacking = [s for s in plan.strategies if _has_lapsed(s) or _is_blank(s)]
    for strategy in lacking:
        yield Lack(strategy.id, strategy=strategy.id)
    if not lacking and all(strategy.is_withdrawn for strategy in plan.decided):
        yield Lack("plan", strategy=Phrase("the plan"))


def _has_lapsed(strategy: Strategy) -> bool:
    """Whether something was decided on what it was before and nothing on what it is now."""
    return strategy.lapsed is not None and strategy.lapsed.outcome is not Outcome.WITHDRAWN


def _is_blank(strategy: Strategy) -> bool:
    """Whether it is decided on and nobody can read what was decided."""
    return strategy.decision is not None and not strategy.is_withdrawn and not strategy.says_what


@guard(
    "PLAN_CAREGIVER_NOT_INVOLVED",
    says="No view from {who} is recorded on “{strategy}”.",
    fix="Ask and record it.",
    remedies=(PositionTaken,),
    waivable=Waivable.ATTEMPTS,
    standing=True,
)
def a_caregiver_has_spoken_to_every_decision(case: Case, context: Context) -> Iterator[Lack]:
    present = present_caregivers(case, on=context.today)
    is_nobody_known = not case.caregivers(on=context.today)
    for strategy in case[JointPlan].decided:
        if _was_spoken_to(case, strategy):
            continue
        if is_nobody_known:
            yield Lack(f"{strategy.id}/caregiver", strategy=strategy.id, who=A_CAREGIVER)
        for caregiver in present:
            yield Lack(f"{strategy.id}/{caregiver.id}", strategy=strategy.id, caregiver=caregiver.id, who=caregiver.id)


def _was_spoken_to(case: Case, strategy: Strategy) -> bool:
    """Whether a caregiver took a position on it, or took back a proposal of their own."""
    taken_back_by = strategy.decision.withdrawn_by if strategy.decision else None
    return was_caregiver(case, taken_back_by) or any(caregiver_positions(case, strategy))


@guard(
    "PLAN_DISAGREEMENT_DETAIL_MISSING",
    says="We do not know what {party} disagrees with in “{strategy}”, or why.",
    fix="Ask which part and why, and record it in their words; they may prefer not to say.",
    remedies=(PositionTaken,),
)
def everyone_who_disagrees_was_asked_what_and_why(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, said in _disagreements(case):
        if said.not_asked:
            yield Lack(f"{strategy.id}/{said.party}", strategy=strategy.id, party=said.party, needs=said.not_asked)


def _disagreements(case: Case) -> Iterator[tuple[Strategy, StrategyPosition]]:
    """Who disagrees with what, wholly or in part; a proposal that was withdrawn needs no more words."""
    for strategy in case[JointPlan].strategies:
        if not strategy.is_withdrawn:
            yield from ((strategy, said) for said in strategy.positions if said.disagrees)


@guard(
    "PLAN_CONTRIBUTION_UNTRACED",
    says="A family concern has no outcome.",
    fix="Link it to a decision, say who looks at it when, or say why not.",
    remedies=(ContributionTraced, DecisionMade),
    standing=True,
)
def every_concern_has_an_outcome(case: Case, context: Context) -> Iterator[Lack]:
    for contribution in case[Listening].standing:
        if contribution.kind is ContributionKind.CONCERN and not _has_outcome(case, contribution):
            yield Lack(contribution.id, contribution=contribution.id)


def _has_outcome(case: Case, contribution: Contribution) -> bool:
    """Whether its trace ends somewhere; a strategy is an outcome only once it is decided on."""
    trace = contribution.trace
    if trace is None or not trace.is_complete:
        return False
    return trace.strategy is None or _is_decided(case, trace.strategy)


def _is_decided(case: Case, strategy: StrategyId) -> bool:
    known = [plan.get(strategy) for plan in (case[JointPlan], *(past[JointPlan] for past in case.earlier))]
    return any(found is not None and found.outcome not in (None, Outcome.WITHDRAWN) for found in known)


@guard(
    "PLAN_ADOPTED_OVER_DISAGREEMENT",
    says="“{strategy}” was adopted although {caregiver} {kind}.",
    fix="Check that their reasons, their own statement and what follows are on record.",
    remedies=(DecisionMade, PositionTaken, StrategyProposed),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def nothing_was_adopted_over_disagreement(case: Case, context: Context) -> Iterator[Lack]:
    """It may be done; it is always told. Adopting in part what somebody agrees to in part is no disagreement."""
    for strategy in case[JointPlan].with_outcome(ADOPTING):
        for said in caregiver_positions(case, strategy):
            in_part = said.position is Position.AGREE_IN_PART and strategy.outcome is Outcome.ADOPTED
            if in_part or said.position is Position.DISAGREE:
                kind = Phrase("disagrees in part") if in_part else Phrase("disagrees")
                yield Lack(f"{strategy.id}/{said.party}", strategy=strategy.id, caregiver=said.party, kind=kind)


@guard(
    "PLAN_EACH_RIGHTS_HOLDER_NOT_ASKED",
    says="{caregiver} has not been asked about “{strategy}”.",
    fix="Ask what they think, and record it.",
    remedies=(PositionTaken,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_rights_holder_was_asked(case: Case, context: Context) -> Iterator[Lack]:
    day, waivers = context.today, case[Waivers]
    holders = [p for p in case.parties_on(day) if p.authority_on(day) in DECIDING and not waivers.is_absent(p.id)]
    for strategy in case[JointPlan].decided:
        for holder in holders:
            if not strategy.is_withdrawn and strategy.position_of(holder.id) is None:
                yield Lack(f"{strategy.id}/{holder.id}", strategy=strategy.id, caregiver=holder.id)


@guard(
    "PLAN_DISSENT_NOT_OFFERED",
    says="{party} was not offered to add their own statement about “{strategy}”.",
    fix="Offer it, and record that, or what they add.",
    remedies=(PositionTaken, StatementAttached),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def everyone_who_disagrees_may_add_a_statement(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, said in _disagreements(case):
        if said.statement_offered not in OFFERED and not _has_stated(case, strategy, said):
            yield Lack(f"{strategy.id}/{said.party}", strategy=strategy.id, party=said.party)


def _has_stated(case: Case, strategy: Strategy, said: StrategyPosition) -> bool:
    """Whether they attached a statement since the day the strategy has read as it does now."""
    statements = case[Papers].statements
    return any(one.party == said.party and one.on >= strategy.proposed_on for one in statements)


@guard(
    "PLAN_PREDETERMINED",
    says="“{strategy}” was decided before the family was heard.",
    fix="Bring it as a proposal, hear the family, and decide it then.",
    remedies=(DecisionMade,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def nothing_was_decided_before_the_family_was_heard(case: Case, context: Context) -> Iterator[Lack]:
    for strategy, decision in case[JointPlan].decisions(SETTLING):
        if not (decision.after_listening and _had_begun_to_meet(case, context, decision)):
            yield Lack(strategy.id, strategy=strategy.id)


def _had_begun_to_meet(case: Case, context: Context, decision: Decision) -> bool:
    """Whether a meeting of this cycle had started; with nobody there who could come, none is looked for."""
    started_at = case[MeetingPlan].first_started_at
    if started_at is None:
        return bool(case.caregivers(on=context.today)) and not present_caregivers(case, on=context.today)
    return started_at <= decision.decided_at
