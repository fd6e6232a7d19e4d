"""Step 6, set goals: SMART goals, academic and social, that the family has spoken to.

A goal is complete or it is not, letter by letter; the checks themselves live in `goals/smart.py`. A change to
a goal ends what people said about it before: a yes covers what was seen.
Source: playbook 2.7 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event, Limit, Tighter
from collabflow.core.fact import Fact
from collabflow.core.finding import Basis, Lack, Severity, Unsound, Waivable
from collabflow.core.guard import Guard, guard
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import CAREGIVER_ROLES, FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import GoalId, PartyId, Position, Trigger
from collabflow.goals import smart
from collabflow.goals.goal import Domain, Goal
from collabflow.goals.smart import CHECKS, SmartCheck, Terms, faults_of, letters_of
from collabflow.steps.s03_share_information import SharedInformation
from collabflow.steps.s04_active_listening import Listening
from collabflow.steps.s05_joint_planning import JointPlan


class Area(StrEnum):
    """The two areas in which the seed asks for goals."""

    ACADEMIC = "academic"
    SOCIAL = "social"


class GoalEnd(StrEnum):
    """How a goal ended."""

    MASTERED = "mastered"
    STOPPED = "stopped"
    DROPPED = "dropped"


@frozen(kw_only=True)
class GoalPosition(Fact):
    """Where one person stands on one goal, since which day."""

    goal: GoalId
    party: PartyId
    position: Position
    rejected: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)
    on: date


@frozen(kw_only=True)
class EndedGoal(Fact):
    """A goal that is no longer worked on, and how it ended."""

    goal: Goal
    how: GoalEnd
    why: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class DeclinedArea(Fact):
    """An area in which school and family decided together that no goal is needed now."""

    area: Area
    why: str | None = field(default=None, repr=False)
    agreed_by: tuple[PartyId, ...] = ()


# record ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Goals(Record):
    """The goals in force, what people say about them, and those that ended in this cycle."""

    active: tuple[Goal, ...] = ()
    over: tuple[EndedGoal, ...] = ()
    positions: tuple[GoalPosition, ...] = ()
    declined: tuple[DeclinedArea, ...] = ()

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Every goal of this cycle, those in force first."""
        return (*self.active, *(ended.goal for ended in self.over))

    def get(self, goal: GoalId) -> Goal | None:
        """The goal with this id, in force or ended."""
        return next((known for known in self.goals if known.id == goal), None)

    def is_active(self, goal: GoalId) -> bool:
        """Whether this goal is in force."""
        return any(known.id == goal for known in self.active)

    def positions_on(self, goal: GoalId) -> tuple[GoalPosition, ...]:
        """Where people stand on the goal as it reads now."""
        return tuple(position for position in self.positions if position.goal == goal)

    def agreed_on(self, goal: GoalId) -> date | None:
        """The first day on which somebody agreed to the goal as it reads now."""
        agreed = (p.on for p in self.positions_on(goal) if p.position is Position.AGREE)
        return min(agreed, default=None)

    def with_goal(self, goal: Goal) -> Self:
        """The record with this goal in force; if it reads differently now, what people said about it ends."""
        known = self.get(goal.id)
        if known is None:
            return evolve(self, active=(*self.active, goal))
        active = tuple(goal if g.id == goal.id else g for g in self.active)
        kept = self.positions if known == goal else tuple(p for p in self.positions if p.goal != goal.id)
        return evolve(self, active=active, positions=kept)

    def ended(self, goal: GoalId, how: GoalEnd, why: str | None = None) -> Self:
        """The record with this goal no longer in force."""
        over = tuple(EndedGoal(goal=g, how=how, why=why) for g in self.active if g.id == goal)
        return evolve(self, active=tuple(g for g in self.active if g.id != goal), over=(*self.over, *over))

    def has_declined(self, area: Area) -> bool:
        """Whether it was decided together, with a reason, that this area needs no goal now."""
        return any(d.area is area and d.agreed_by and not smart.blank(d.why) for d in self.declined)

    def carried(self) -> Self:
        kept = tuple(position for position in self.positions if self.is_active(position.goal))
        return type(self)(active=self.active, positions=kept)

    def label(self, kind: str, value: str) -> str | None:
        goal = self.get(value) if kind in ("goal", "goals") else None
        return goal.name if goal else None


# events ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class GoalDrafted(Event):
    """Somebody drafts a goal, whole or in part. Drafting the same id again completes it."""

    stored_as: ClassVar[str] = "set_goals.goal_drafted"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | FAMILY_ROLES
    goal: Goal

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if case[Goals].get(self.goal.id) and not case[Goals].is_active(self.goal.id):
            yield Unsound("goal.id", "is the id of a goal that has ended; choose another")
        yield from _unknown_links(self.goal, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[Goals].with_goal(self.goal))


@frozen(kw_only=True)
class GoalRevised(Event):
    """A goal in force is changed, whole; positions on it are asked again."""

    stored_as: ClassVar[str] = "set_goals.goal_revised"
    goal: Goal
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _not_in_force("goal.id", self.goal.id, case)
        yield from _unknown_links(self.goal, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[Goals].with_goal(self.goal))


@frozen(kw_only=True)
class GoalPositionTaken(Event):
    """A person says where they stand on one or more goals."""

    stored_as: ClassVar[str] = "set_goals.goal_position_taken"
    party: PartyId
    goals: tuple[GoalId, ...]
    position: Position
    rejected: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.goals:
            yield "goals", "must name at least one goal"

    def voices(self) -> Iterator[PartyId]:
        yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if not case.is_party(self.party, on=context.today):
            yield Unsound("party", "is not on this case")
        for place, goal in enumerate(self.goals):
            yield from _not_in_force(f"goals[{place}]", goal, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        goals = case[Goals]
        kept = tuple(p for p in goals.positions if p.party != self.party or p.goal not in self.goals)
        taken = tuple(
            GoalPosition(
                goal=goal,
                party=self.party,
                position=self.position,
                rejected=self.rejected,
                why=self.why,
                on=entry.stamp.day,
            )
            for goal in dict.fromkeys(self.goals)
        )
        return case.with_record(evolve(goals, positions=(*kept, *taken)))


@frozen(kw_only=True)
class GoalAreaDeclined(Event):
    """School and family decide together that an area needs no goal now, and say why."""

    stored_as: ClassVar[str] = "set_goals.goal_area_declined"
    area: Area
    why: str | None = field(default=None, repr=False)
    agreed_by: tuple[PartyId, ...] = ()

    def voices(self) -> Iterator[PartyId]:
        yield from self.agreed_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        for place, party in enumerate(self.agreed_by):
            if not case.is_caregiver(party, on=context.today):
                yield Unsound(f"agreed_by[{place}]", "is not a caregiver on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        goals = case[Goals]
        others = tuple(d for d in goals.declined if d.area is not self.area)
        declined = DeclinedArea(area=self.area, why=self.why, agreed_by=self.agreed_by)
        return case.with_record(evolve(goals, declined=(*others, declined)))


@frozen(kw_only=True)
class GoalDropped(Event):
    """A goal is no longer worked on: it was mastered, stopped, or dropped, and why."""

    stored_as: ClassVar[str] = "set_goals.goal_dropped"
    goal: GoalId
    how: GoalEnd = GoalEnd.DROPPED
    why: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from _not_in_force("goal", self.goal, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[Goals].ended(self.goal, self.how, self.why))


def _not_in_force(field: str, goal: GoalId, case: Case) -> Iterator[Unsound]:
    if not case[Goals].is_active(goal):
        yield Unsound(field, "is not a goal in force on this case")


def _unknown_links(goal: Goal, case: Case, context: Context) -> Iterator[Unsound]:
    """What the goal points at and this case, with its earlier cycles, does not know."""
    if goal.owner is not None and not case.is_party(goal.owner, on=context.today):
        yield Unsound("goal.owner", "is not on this case")
    passes = (case, *case.earlier)
    if any(all(not known[SharedInformation].has(item) for known in passes) for item in goal.because_of):
        yield Unsound("goal.because_of", "names information that was never shared here")
    if any(all(known[Listening].get(said) is None for known in passes) for said in (*goal.hopes, *goal.student_hopes)):
        yield Unsound("goal.hopes", "names something that nobody said here")
    if any(all(known[JointPlan].get(plan) is None for known in passes) for plan in goal.strategies):
        yield Unsound("goal.strategies", "names a strategy that was never proposed here")


# guards ---------------------------------------------------------------------------------------


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
    for goal in case[Goals].active:
        faults = faults_of(goal, _terms(goal, case, context))
        if faults:
            yield Lack(
                goal.id,
                goal=goal.id,
                letters=letters_of(faults),
                checks=tuple(check.code for check in faults),
                parts=tuple(check.part for check in faults),
            )


@guard(
    "GOAL_CAREGIVER_NOT_CONSULTED",
    says="{caregiver} has not said what they think of “{goal}”.",
    fix="Ask, and record it.",
    remedies=(GoalPositionTaken,),
    waivable=Waivable.ATTEMPTS,
    standing=True,
)
def a_caregiver_has_spoken_to_every_goal(case: Case, context: Context) -> Iterator[Lack]:
    goals, caregivers = case[Goals], case.caregivers(on=context.today)
    known = {caregiver.id for caregiver in caregivers}
    for goal in goals.active:
        if any(position.party in known for position in goals.positions_on(goal.id)):
            continue
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
    goals = case[Goals]
    for goal in goals.active:
        for said in goals.positions_on(goal.id):
            if said.position is Position.DISAGREE and case.is_caregiver(said.party, on=context.today):
                yield Lack(f"{goal.id}/{said.party}", goal=goal.id, caregiver=said.party)


@guard(
    "GOAL_DUPLICATE_UNMET",
    says="“{goal}” was not met last time and nothing has changed.",
    fix="Change the teaching, the step size or the goal.",
    remedies=(GoalRevised, GoalDropped),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
    waivable=Waivable.REASON,
)
def no_goal_repeats_an_unmet_one(case: Case, context: Context) -> Iterator[Lack]:
    unmet = {_approach(goal) for goal in _unmet_last_time(case, context)}
    for goal in case[Goals].active:
        if _approach(goal) in unmet:
            yield Lack(goal.id, goal=goal.id)


def _unmet_last_time(case: Case, context: Context) -> Iterator[Goal]:
    """The goals of the cycle before that ended unmet, or whose end came while they were still worked on."""
    if not case.earlier:
        return
    before = case.earlier[-1][Goals]
    yield from (ended.goal for ended in before.over if ended.how is not GoalEnd.MASTERED)
    yield from (goal for goal in before.active if goal.due_on is not None and goal.due_on < context.today)


def _approach(goal: Goal) -> tuple[object, ...]:
    return goal.verb, goal.what, goal.measure, goal.target, goal.strategies


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


_STUDENTS = FAMILY_ROLES - CAREGIVER_ROLES | {Role.ADULT_STUDENT}


@guard(
    "GOAL_TOO_MANY",
    says="There are {count} goals, which is many.",
    fix="Ask the family which matter most now.",
    remedies=(GoalDropped, Trigger.REVISE_GOALS),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def the_goals_are_few_enough(case: Case, context: Context) -> Iterator[Lack]:
    count = len(case[Goals].active)
    if count > context.limits["goals_at_once"]:
        yield Lack("goals", count=count)


def _terms(goal: Goal, case: Case, context: Context) -> Terms:
    agreed_on = case[Goals].agreed_on(goal.id) or context.today
    return Terms(agreed_on=agreed_on, limits=context.limits, calendar=context.calendar)


def _smart_guard(check: SmartCheck) -> Guard:
    """The guard of one SMART check that does not block: one finding for each goal that lacks it."""

    def every_goal_meets_it(case: Case, context: Context) -> Iterator[Lack]:
        for goal in case[Goals].active:
            for params in check.lacks(goal, _terms(goal, case, context)):
                yield Lack(goal.id, goal=goal.id, **params)

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


EVENTS = (GoalDrafted, GoalRevised, GoalPositionTaken, GoalAreaDeclined, GoalDropped)
GUARDS = (
    there_is_a_goal,
    there_is_an_academic_goal,
    there_is_a_social_goal,
    every_goal_is_smart,
    a_caregiver_has_spoken_to_every_goal,
    every_caregiver_agrees_with_every_goal,
    no_goal_repeats_an_unmet_one,
    *(_smart_guard(check) for check in CHECKS if check.severity is Severity.WARNING),
    the_student_has_spoken_to_every_goal,
    the_goals_are_few_enough,
    *(_smart_guard(check) for check in CHECKS if check.severity is Severity.PROMPT),
)
LIMITS = (Limit(name="goals_at_once", value=8, tighter=Tighter.LOWER, source="playbook 2.7"), *smart.LIMITS)
