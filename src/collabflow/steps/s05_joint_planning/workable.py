"""What a workable plan needs: options that were looked at, a person, days, a dosage, and people who were told.

Person, days and dosage are part of what people answer to, so they are asked for while a strategy is still a
proposal; filling them in afterwards means asking people again. Nothing of it is asked of a decision to change
nothing, to refuse, to defer, not to adopt or to withdraw.
Source: playbook 2.5 (b) and 4.1; cycle.md, room 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import Basis, Lack, Severity
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import RestrictionKind
from collabflow.core.values import PartyId
from collabflow.steps.s05_joint_planning.events import (
    DecisionMade,
    StrategyProposed,
)
from collabflow.steps.s05_joint_planning.facts import (
    NOTHING_TO_DO,
    SETTLING,
    Dosage,
    Strategy,
    StrategyKind,
)
from collabflow.steps.s05_joint_planning.guards import OFFERED
from collabflow.steps.s05_joint_planning.record import JointPlan
from collabflow.steps.s05_joint_planning.telling import (
    ImplementerInformed,
    PlanShared,
)


@guard(
    "PLAN_OPTIONS_MISSING",
    says="Fewer than {least} options were looked at for “{strategy}”.",
    fix="Write what else was looked at, also “do nothing”, and why not.",
    remedies=(StrategyProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_decision_looked_at_options(case: Case, context: Context) -> Iterator[Lack]:
    least = context.limits["options_looked_at"]
    for strategy in case[JointPlan].with_outcome(SETTLING):
        if len({option.what.strip() for option in strategy.options} - {""}) < least:
            yield Lack(strategy.id, strategy=strategy.id, least=least)


@guard(
    "PLAN_OWNER_MISSING",
    says="Nobody is named for “{strategy}”.",
    fix="Name the person who carries it out, before people are asked what they think.",
    remedies=(StrategyProposed,),
    severity=Severity.WARNING,
)
def every_strategy_has_an_owner(case: Case, context: Context) -> Iterator[Lack]:
    for strategy in _to_be_worked_out(case):
        if strategy.responsible is None:
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "PLAN_START_MISSING",
    says="“{strategy}” has no day on which it starts.",
    fix="Set the day, before people are asked what they think.",
    remedies=(StrategyProposed,),
    severity=Severity.WARNING,
)
def every_strategy_has_a_start(case: Case, context: Context) -> Iterator[Lack]:
    for strategy in _to_be_worked_out(case):
        if strategy.starts is None:
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "PLAN_REVIEW_DATE_MISSING",
    says="“{strategy}” has no day on which to look at it again.",
    fix="Set the day, before people are asked what they think.",
    remedies=(StrategyProposed,),
    severity=Severity.WARNING,
)
def every_strategy_has_a_review_date(case: Case, context: Context) -> Iterator[Lack]:
    for strategy in _to_be_worked_out(case):
        if strategy.review_on is None:
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "PLAN_SERVICE_DOSAGE_INCOMPLETE",
    says="“{strategy}” does not say {needs}.",
    fix="Write how often, how long and where, before people are asked what they think.",
    remedies=(StrategyProposed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_service_says_how_much(case: Case, context: Context) -> Iterator[Lack]:
    for strategy in _to_be_worked_out(case):
        needs = tuple(_missing_from(strategy.dosage or Dosage()))
        if strategy.kind is StrategyKind.SERVICE and needs:
            yield Lack(strategy.id, strategy=strategy.id, needs=needs)


class Extent(StrEnum):
    """What a service has to say of its extent."""

    HOW_OFTEN = "how_often"
    HOW_LONG = "how_long"
    WHERE = "where"


def _missing_from(dosage: Dosage) -> Iterator[Extent]:
    if dosage.times is None or dosage.per is None:
        yield Extent.HOW_OFTEN
    if dosage.minutes_each is None:
        yield Extent.HOW_LONG
    if not (dosage.setting or "").strip():
        yield Extent.WHERE


def _to_be_worked_out(case: Case) -> Iterator[Strategy]:
    """The strategies that are to be done or may yet be: adopted, or proposed and still open."""
    for strategy in case[JointPlan].strategies:
        if strategy.is_to_be_done or (strategy.decision is None and strategy.kind not in NOTHING_TO_DO):
            yield strategy


@guard(
    "PLAN_COPY_NOT_GIVEN",
    says="{caregiver} has no copy of the plan as it stands.",
    fix="Give them one, in a language and form that suits them.",
    remedies=(PlanShared,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_has_a_copy(case: Case, context: Context) -> Iterator[Lack]:
    """A caregiver who was absent needs one all the more; only an order about records keeps it from somebody."""
    plan = case[JointPlan]
    if not plan.decided:
        return
    for caregiver in case.caregivers(on=context.today):
        may_have_one = not caregiver.restricted(RestrictionKind.RECORDS_RESTRICTED_BY_ORDER, context.today)
        if may_have_one and not plan.has_current_copy(caregiver.id):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "PLAN_IMPLEMENTERS_NOT_TOLD",
    says="{party} has not been told what to do for {strategies}.",
    fix="Tell them their part, and record it.",
    remedies=(ImplementerInformed,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def everyone_responsible_was_told(case: Case, context: Context) -> Iterator[Lack]:
    untold: dict[PartyId, list[str]] = {}
    for strategy in case[JointPlan].strategies:
        if strategy.responsible is not None and strategy.is_to_be_done and not strategy.responsible_was_told:
            untold.setdefault(strategy.responsible, []).append(strategy.id)
    for party, strategies in untold.items():
        yield Lack(party, party=party, strategies=tuple(strategies))


@guard(
    "DECISION_TIME_NOT_OFFERED",
    says="“{strategy}” was decided on the day it was first proposed, with no offer to think it over.",
    fix="Offer time to talk it over, and a day to come back to it.",
    remedies=(DecisionMade,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def people_were_offered_time_to_think(case: Case, context: Context) -> Iterator[Lack]:
    """A changed proposal is a new one: the family has seen it only since that day."""
    if case.caregivers(on=context.today) and not present_caregivers(case, on=context.today):
        return
    for strategy, decision in case[JointPlan].decisions(SETTLING):
        if decision.decided_on <= strategy.proposed_on and decision.time_offered not in OFFERED:
            yield Lack(strategy.id, strategy=strategy.id)
