"""What step 8 needs: a rhythm, a review that everybody is part of, every goal looked at, and a result.

All of it is asked of the present round. While a waiver after documented attempts stands for a caregiver, nothing
is asked of them.
Source: playbook 2.9 (b); cycle.md, room 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collabflow.core.case import Case
from collabflow.core.event import EVERY_DAY, Context
from collabflow.core.finding import THE_FAMILY_FIRST, Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import DECIDING, Party, Role
from collabflow.core.values import PartyId
from collabflow.goals.goal import Goal
from collabflow.steps.s01_plan_meeting import taking_part, to_be_invited
from collabflow.steps.s05_joint_planning import (
    DecisionMade,
    JointPlan,
    PositionTaken,
    StrategyKind,
    caregiver_positions,
)
from collabflow.steps.s06_set_goals import GoalDropped, GoalPositionTaken, GoalRevised, Goals
from collabflow.steps.s08_review_and_adjust.events import (
    GoalReviewed,
    ProgressMeasured,
    ReviewCadenceSet,
    ReviewHeld,
)
from collabflow.steps.s08_review_and_adjust.facts import Adjustment, is_said
from collabflow.steps.s08_review_and_adjust.outcomes import AdjustmentMade, NoChangeNeeded
from collabflow.steps.s08_review_and_adjust.pace import is_slow
from collabflow.steps.s08_review_and_adjust.record import Reviews


def can_be_asked(case: Case, on: date) -> tuple[Party, ...]:
    """The caregivers whose part is asked for: those with a say, or covered by a meeting, who are not absent.

    Where no caregiver has a say, everyone who is there is asked: somebody of the family always is.
    """
    asked = taking_part(case, on)
    return asked if asked or to_be_invited(case, on) else present_caregivers(case, on=on)


def relevant_parties(case: Case, on: date) -> tuple[PartyId, ...]:
    """Who belongs in a review: who owns a goal, carries out what was decided, or decides, and the student.

    A student is one of them once they are a party of the case, which is how a student takes part.
    """
    owners = (goal.owner for goal in case[Goals].active)
    responsible = (strategy.responsible for strategy in case[JointPlan].strategies if strategy.is_to_be_done)
    deciding = (p.id for p in present_caregivers(case, on=on) if p.authority_on(on) in DECIDING)
    students = (party.id for party in case.with_roles(frozenset({Role.STUDENT}), on=on))
    absent = {p.id for p in case.caregivers(on=on)} - {p.id for p in present_caregivers(case, on=on)}
    everybody = (case.party(p, on=on) for p in dict.fromkeys((*owners, *responsible, *deciding, *students)))
    return tuple(party.id for party in everybody if party is not None and party.id not in absent)


@guard(
    "REVIEW_CADENCE_MISSING",
    says="It does not say how often we review.",
    fix="Agree a rhythm together.",
    remedies=(ReviewCadenceSet,),
)
def there_is_a_rhythm(case: Case, context: Context) -> Iterator[Lack]:
    if case[Reviews].cadence is None:
        yield Lack("cadence")


@guard(
    "REVIEW_NOT_TOGETHER",
    says="{who} has not been part of this review.",
    fix="Meet, call, or ask for their view.",
    remedies=(ReviewHeld, GoalReviewed),
    waivable=Waivable.ATTEMPTS,
)
def the_family_is_part_of_the_review(case: Case, context: Context) -> Iterator[Lack]:
    """One caregiver is enough here; that each who decides takes part is asked by REVIEW_PARTY_MISSING."""
    caregivers = case.caregivers(on=context.today)
    if any(case[Reviews].has_part_in(caregiver.id) for caregiver in caregivers):
        return
    if not caregivers:
        yield Lack("caregiver", who=THE_FAMILY_FIRST)
    for caregiver in can_be_asked(case, context.today):
        yield Lack(caregiver.id, caregiver=caregiver.id, who=caregiver.id)


@guard(
    "REVIEW_PARTY_MISSING",
    says="{party} has not taken part or sent a view.",
    fix="Get their input.",
    remedies=(ReviewHeld, GoalReviewed),
    waivable=Waivable.REASON,
)
def everyone_relevant_takes_part(case: Case, context: Context) -> Iterator[Lack]:
    for party in relevant_parties(case, context.today):
        if not case[Reviews].has_part_in(party):
            yield Lack(party, party=party)


@guard(
    "REVIEW_GOAL_SKIPPED",
    says="“{goal}” was not reviewed.",
    fix="Look at it together, and record what becomes of it.",
    remedies=(GoalReviewed, GoalDropped),
)
def every_goal_is_reviewed(case: Case, context: Context) -> Iterator[Lack]:
    for goal in case[Goals].active:
        said = case[Reviews].said_of(goal.id)
        if said is None or said.decision is None:
            yield Lack(goal.id, goal=goal.id)


@guard(
    "REVIEW_NO_DATA",
    says="There is no progress information about “{goal}”.",
    fix="Collect some, or explain.",
    remedies=(ProgressMeasured, GoalDropped),
    waivable=Waivable.REASON,
)
def every_goal_has_been_checked(case: Case, context: Context) -> Iterator[Lack]:
    """A goal that was reviewed with checks and then got a new baseline in this round is not asked again."""
    reviews = case[Reviews]
    for goal in case[Goals].active:
        said = reviews.said_of(goal.id)
        if not reviews.checks_of(goal) and not (said and said.checks):
            yield Lack(goal.id, goal=goal.id)


@guard(
    "REVIEW_SLOW_PROGRESS_UNADDRESSED",
    says="Progress on “{goal}” is slower than planned and nothing changes.",
    fix="Change something, or say why not.",
    remedies=(GoalReviewed, AdjustmentMade, GoalRevised),
    waivable=Waivable.REASON,
)
def slow_progress_is_answered(case: Case, context: Context) -> Iterator[Lack]:
    """A goal that is slow only when school breaks count as teaching is told as a warning."""
    for goal in case[Goals].active:
        said = case[Reviews].said_of(goal.id)
        if said is None or not said.continues or is_said(said.because):
            continue
        if is_slow(case, goal, context, calendar=context.calendar):
            yield Lack(goal.id, goal=goal.id)
        elif is_slow(case, goal, context, calendar=EVERY_DAY):
            yield Lack(goal.id, severity=Severity.WARNING, goal=goal.id)


@guard(
    "REVIEW_CHANGE_WITHOUT_DECISION",
    says="The change “{adjustment}” has no joint decision.",
    fix="Record it in joint planning.",
    remedies=(AdjustmentMade, DecisionMade, PositionTaken, GoalPositionTaken),
)
def every_change_rests_on_a_joint_decision(case: Case, context: Context) -> Iterator[Lack]:
    for adjustment in case[Reviews].adjusted_now:
        if not _is_decided_together(case, adjustment, context.today):
            yield Lack(adjustment.id, adjustment=adjustment.id)


def _is_decided_together(case: Case, adjustment: Adjustment, on: date) -> bool:
    """Whether a decision stands behind it to which a caregiver has spoken, as far as one can be asked."""
    if adjustment.strategy is None:
        return bool(adjustment.goals) and all(_is_agreed_since(case, goal) for goal in adjustment.goals)
    strategy = case[JointPlan].get(adjustment.strategy)
    if strategy is None or strategy.decision is None:
        return False
    nobody_there = bool(case.caregivers(on=on)) and not present_caregivers(case, on=on)
    return nobody_there or any(caregiver_positions(case, strategy))


def _is_agreed_since(case: Case, goal: str) -> bool:
    """Whether a caregiver has said what they think of this goal since it was reviewed in this round."""
    said = case[Reviews].said_of(goal)
    taken = case[Goals].positions_on(goal)
    return said is not None and any(p.on >= said.on and case.is_caregiver(p.party, on=p.on) for p in taken)


@guard(
    "REVIEW_OUTCOME_MISSING",
    says="It is not recorded what comes of the review for {goal}.",
    fix="Record what changes, or that nothing needs to change and why.",
    remedies=(AdjustmentMade, NoChangeNeeded, GoalReviewed),
)
def the_review_has_a_result(case: Case, context: Context) -> Iterator[Lack]:
    """Goals that continue are a result by themselves. Each other one needs an adjustment, or the reason for none."""
    reviews = case[Reviews]
    if reviews.changes_nothing:
        return
    decided = [said for said in reviews.reviewed_now if said.decision is not None]
    changed = reviews.adjusted_now
    if not decided and not changed:
        yield Lack("review", goal=Phrase("the goals"))
    for said in decided:
        if not said.continues and not any(said.goal in (a.goals or (said.goal,)) for a in changed):
            yield Lack(said.goal, goal=said.goal)


@guard(
    "REVIEW_NEXT_DATE_MISSING",
    says="There is no next review date.",
    fix="Set one.",
    remedies=(ReviewHeld, ReviewCadenceSet),
)
def the_next_review_has_a_date(case: Case, context: Context) -> Iterator[Lack]:
    if case[Reviews].next_set_now is None:
        yield Lack("next_review")


@guard(
    "REVIEW_OVERDUE",
    says="A review is late; it was due by {due}.",
    fix="Hold it, or agree a new date with the family.",
    remedies=(ReviewHeld, ReviewCadenceSet),
    severity=Severity.WARNING,
)
def reviews_are_in_time(case: Case, context: Context) -> Iterator[Lack]:
    due = case[Reviews].due
    if due is not None and due < context.today:
        yield Lack("review", due=due)


@guard(
    "REVIEW_DATA_STALE",
    says="The latest check of “{goal}” is old; it was on {day}.",
    fix="Do a new check.",
    remedies=(ProgressMeasured, GoalDropped),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_goal_was_checked_lately(case: Case, context: Context) -> Iterator[Lack]:
    for goal in case[Goals].active:
        checks = case[Reviews].checks_of(goal)
        if checks and _is_stale(goal, (context.today - checks[-1].on).days, context):
            outside = context.calendar.days_outside_breaks(checks[-1].on, context.today)
            rested = not _is_stale(goal, outside, context)  # a school break softens it, and never makes it disappear
            yield Lack(goal.id, severity=Severity.PROMPT if rested else None, goal=goal.id, day=checks[-1].on)


def _is_stale(goal: Goal, days: int, context: Context) -> bool:
    """Whether so many days without a check are too many for how often this goal is to be checked."""
    return goal.schedule is not None and days > goal.schedule.every_days * context.limits["stale_data_factor"]


@guard(
    "REVIEW_DELIVERY_NOT_CHECKED",
    says="We did not check if “{strategy}” really took place.",
    fix="Compare what was planned with what took place.",
    remedies=(ReviewHeld,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def planned_and_delivered_are_compared(case: Case, context: Context) -> Iterator[Lack]:
    for strategy in case[JointPlan].strategies:
        is_service = strategy.kind is StrategyKind.SERVICE and strategy.is_to_be_done
        if not is_service or (strategy.starts is not None and strategy.starts > context.today):
            continue
        found = case[Reviews].delivery_now(strategy.id)
        if found is None or not found.is_checked:
            yield Lack(strategy.id, strategy=strategy.id)


@guard(
    "REVIEW_NEXT_DATE_NOT_CONFIRMED",
    says="No caregiver has confirmed the next review.",
    fix="Ask them.",
    remedies=(ReviewHeld, ReviewCadenceSet),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def a_caregiver_has_confirmed_the_next_review(case: Case, context: Context) -> Iterator[Lack]:
    """Where every caregiver is absent, nobody can be asked."""
    coming, day = case[Reviews].next_set_now, context.today
    nobody_there = bool(case.caregivers(on=day)) and not present_caregivers(case, on=day)
    if coming is not None and not nobody_there and not any(case.is_caregiver(p, on=day) for p in coming.confirmed_by):
        yield Lack("next_review")
