"""What step 6 needs: goals in both areas, complete letter by letter, that the family has spoken to.

One caregiver's own word on a goal is enough to go on; nobody has to agree, and where somebody does not it is always
told. The checks behind `GOAL_SMART_INCOMPLETE`, and behind every warning and prompt of a letter, live in `goals/smart`.
Source: playbook 2.7 (b) and 5.2; cycle.md, room 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY_FIRST, Basis, Lack, Phrase, Severity, Waivable
from collabflow.core.guard import Guard, guard
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Role
from collabflow.core.values import PartyId, Position
from collabflow.goals.goal import Domain, Goal
from collabflow.goals.smart import CHECKS, SmartCheck, Terms, blank, faults_of, letters_of
from collabflow.steps.s06_set_goals.events import (
    GoalAreaDeclined,
    GoalDrafted,
    GoalDropped,
    GoalPositionTaken,
    GoalRevised,
)
from collabflow.steps.s06_set_goals.record import Area, GoalEnd, Goals

_STUDENTS = frozenset({Role.STUDENT, Role.ADULT_STUDENT})
_AGREEING = frozenset({Position.AGREE, Position.AGREE_IN_PART})


@guard("GOAL_NONE", says="There are no goals yet.", fix="Add at least one.", remedies=(GoalDrafted,))
def there_is_a_goal(case: Case, context: Context) -> Iterator[Lack]:
    if not case[Goals].active:
        yield Lack("goals")


@guard(
    "GOAL_ACADEMIC_MISSING",
    says="There is no learning goal.",
    fix="Add one, or record together why none is needed now.",
    remedies=(GoalDrafted, GoalAreaDeclined),
    waivable=Waivable.REASON,
)
def there_is_an_academic_goal(case: Case, context: Context) -> Iterator[Lack]:
    goals = case[Goals]
    if not any(goal.domain is Domain.ACADEMIC for goal in goals.active) and not goals.has_declined(Area.ACADEMIC):
        yield Lack("academic")


@guard(
    "GOAL_SOCIAL_MISSING",
    says="There is no social goal.",
    fix="Add one, or record together why none is needed now.",
    remedies=(GoalDrafted, GoalAreaDeclined),
    waivable=Waivable.REASON,
)
def there_is_a_social_goal(case: Case, context: Context) -> Iterator[Lack]:
    goals = case[Goals]
    if not any(goal.is_social for goal in goals.active) and not goals.has_declined(Area.SOCIAL):
        yield Lack("social")


@guard(
    "GOAL_SMART_INCOMPLETE",
    says="“{goal}” is missing: {parts}.",
    fix="Open the goal and fill these parts.",
    remedies=(GoalDrafted, GoalRevised, GoalDropped),
    standing=True,
)
def every_goal_is_smart(case: Case, context: Context) -> Iterator[Lack]:
    terms = _terms(case, context)
    for goal in case[Goals].active:
        faults = faults_of(goal, terms)
        if faults:
            yield Lack(
                goal.id,
                goal=goal.id,
                letters=letters_of(faults),
                checks=tuple(check.code for check in faults),
                parts=tuple(Phrase(check.part, about=f"{check.code}.part") for check in faults),
            )


def _terms(case: Case, context: Context) -> Terms:
    agreed_on, has_left = partial(_agreed_on, case, context), partial(_has_left, case, context)
    return Terms(agreed_on=agreed_on, limits=context.limits, calendar=context.calendar, has_left=has_left)


def _has_left(case: Case, context: Context, person: PartyId) -> bool:
    return not case.is_party(person, on=context.today)


def _agreed_on(case: Case, context: Context, goal: Goal) -> date:
    """The day by which the end date of a goal is judged: when a caregiver first agreed, or else first spoke to it.

    Where no caregiver can be asked it is the day on which anybody did; until then it is today.
    """
    said = case[Goals].positions_on(goal.id)
    family = [position for position in said if case.is_caregiver(position.party, on=context.today)]
    agreed = [position for position in family if position.position in _AGREEING]
    return min((position.since for position in agreed or family or said), default=context.today)


@guard(
    "GOAL_CAREGIVER_NOT_CONSULTED",
    says="{caregiver} has not said what they think of “{goal}”.",
    fix="Ask, and record it.",
    remedies=(GoalPositionTaken, PartyJoined),
    waivable=Waivable.ATTEMPTS,
    standing=True,
)
def a_caregiver_has_spoken_to_every_goal(case: Case, context: Context) -> Iterator[Lack]:
    """Where there is no caregiver at all nobody was asked, so that does not pass either."""
    caregivers = {caregiver.id for caregiver in case.caregivers(on=context.today)}
    for goal in case[Goals].active:
        if any(position.party in caregivers for position in case[Goals].positions_on(goal.id)):
            continue
        if not caregivers:
            yield Lack(f"{goal.id}/caregiver", goal=goal.id, caregiver=THE_FAMILY_FIRST)
        for caregiver in present_caregivers(case, on=context.today):
            yield Lack(f"{goal.id}/{caregiver.id}", goal=goal.id, caregiver=caregiver.id)


@guard(
    "GOAL_NOT_AGREED",
    says="{caregiver} does not agree with “{goal}”.",
    fix="Revise it together, or record what they would rather have.",
    remedies=(GoalRevised, GoalPositionTaken, GoalDropped),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_agrees_with_every_goal(case: Case, context: Context) -> Iterator[Lack]:
    """A disagreement is told for as long as it lasts, with or without reasons; it stops nothing."""
    goals = case[Goals]
    for goal in goals.active:
        for said in goals.positions_on(goal.id):
            if said.position is Position.DISAGREE and case.is_caregiver(said.party, on=context.today):
                yield Lack(f"{goal.id}/{said.party}", goal=goal.id, caregiver=said.party)


@guard(
    "GOAL_DUPLICATE_UNMET",
    says="“{goal}” was not met last time and nothing has changed.",
    fix="Change the teaching, the step size or the goal.",
    remedies=(GoalDrafted, GoalRevised, GoalDropped),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def no_goal_repeats_an_unmet_one(case: Case, context: Context) -> Iterator[Lack]:
    """Goals are compared by their parts; a draft that does not say yet what the student will do repeats nothing."""
    unmet = [_approach(goal) for goal in _unmet_last_time(case, context)]
    for goal in case[Goals].active:
        if not (blank(goal.verb) or blank(goal.what)) and _approach(goal) in unmet:
            yield Lack(goal.id, goal=goal.id)


def _unmet_last_time(case: Case, context: Context) -> Iterator[Goal]:
    """The goals of the cycle before that ended unmet, or whose end came while they were still worked on."""
    for before in case.earlier[-1:]:
        yield from (ended.goal for ended in before[Goals].over if ended.how is not GoalEnd.MASTERED)
        yield from (goal for goal in before[Goals].active if goal.due_on is not None and goal.due_on < context.today)


def _approach(goal: Goal) -> tuple[object, ...]:
    """What would have to change: the goal, its step size, or the teaching."""
    action = " ".join(f"{goal.verb} {goal.what}".casefold().split())
    size = goal.target, tuple(milestone.value for milestone in goal.milestones)
    return action, goal.measure, goal.criterion, size, frozenset(goal.strategies), frozenset(goal.supports)


@guard(
    "GOAL_STUDENT_NOT_CONSULTED",
    says="The student has not been asked about “{goal}”.",
    fix="Ask in a way that suits them.",
    remedies=(GoalPositionTaken, PartyJoined),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def the_student_has_spoken_to_every_goal(case: Case, context: Context) -> Iterator[Lack]:
    goals = case[Goals]
    students = {party.id for party in case.with_roles(_STUDENTS, on=context.today)}
    for goal in goals.active:
        if not any(position.party in students for position in goals.positions_on(goal.id)):
            yield Lack(goal.id, goal=goal.id)


@guard(
    "GOAL_TOO_MANY",
    says="There are {count} goals, which is many.",
    fix="Ask the family which matter most now.",
    remedies=(GoalDropped,),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def the_goals_are_few_enough(case: Case, context: Context) -> Iterator[Lack]:
    count = len(case[Goals].active)
    if count > context.limits["goals_at_once"]:
        yield Lack("goals", count=count)


# the checks of each letter that do not block --------------------------------------------------


def _smart_guard(check: SmartCheck) -> Guard:
    """The guard of one SMART check that does not block: one finding for each goal that lacks it."""

    def every_goal_meets_it(case: Case, context: Context) -> Iterator[Lack]:
        terms = _terms(case, context)
        for goal in case[Goals].active:
            for params in check.lacks(goal, terms):
                yield Lack(goal.id, severity=None, goal=goal.id, **params)

    every_goal_meets_it.__name__ = f"every_goal_meets_{check.code.lower()}"
    made = guard(
        check.code,
        says=check.says,
        fix=check.fix,
        remedies=(GoalDrafted, GoalRevised),
        basis=Basis.PRACTICE,
        severity=check.severity,
    )
    return made(every_goal_meets_it)


SMART_WARNINGS = tuple(_smart_guard(check) for check in CHECKS if check.severity is Severity.WARNING)
"""A guard for every check of playbook 5.2 that warns."""

SMART_PROMPTS = tuple(_smart_guard(check) for check in CHECKS if check.severity is Severity.PROMPT)
"""A guard for every check of playbook 5.2 that only suggests."""
