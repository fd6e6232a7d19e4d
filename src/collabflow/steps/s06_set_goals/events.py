"""What happens in step 6: goals are drafted, revised and dropped, and each person says where they stand.

Anyone may draft a goal. A position is its person's own word. An area goes without a goal only by deciding so together.
Source: playbook 2.7 (c) to (e); cycle.md, room 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from attrs import field, frozen

from collabflow.core.case import Case, Past
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import ContributionId, GoalId, PartyId, Position
from collabflow.goals.goal import Goal
from collabflow.steps.s03_share_information import SharedInformation
from collabflow.steps.s04_active_listening import Listening
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s05_joint_planning.events import WITHOUT_POSITION
from collabflow.steps.s06_set_goals.record import Area, DeclinedArea, GoalEnd, GoalPosition, Goals


@frozen(kw_only=True)
class GoalDrafted(Event):
    """Somebody drafts a goal, whole or in part. Drafting the same id again replaces it and so completes it."""

    stored_as: ClassVar[str] = "set_goals.goal_drafted"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | FAMILY_ROLES
    goal: Goal

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if any(known[Goals].has_ended(self.goal.id) for known in _passes(case)):
            yield Unsound("goal.id", "is the id of a goal that has ended; choose another")
        yield from _unfitting(self.goal, case, context)

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
        yield from _unfitting(self.goal, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        return case.with_record(case[Goals].with_goal(self.goal))


@frozen(kw_only=True)
class GoalPositionTaken(Event):
    """A person says where they stand on one or more goals; what they said before about these is replaced.

    `rejected` is the part they do not want and `why` their reason, both in their words and both optional.
    """

    stored_as: ClassVar[str] = "set_goals.goal_position_taken"
    party: PartyId
    goals: tuple[GoalId, ...]
    position: Position
    rejected: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.goals:
            yield "goals", "must name at least one goal"
        if self.position is Position.AGREE and (self.rejected or "").strip():
            yield "rejected", "does not go with `agree`; `agree_in_part` does"

    def voices(self) -> Iterator[PartyId]:
        yield self.party

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        party = case.party(self.party, on=context.today)
        if party is None:
            yield Unsound("party", "is not on this case")
        elif WITHOUT_POSITION.issuperset(party.roles):
            yield Unsound("party", "helps others to decide here and takes no position")
        for place, goal in enumerate(self.goals):
            yield from _not_in_force(f"goals[{place}]", goal, case)

    def apply(self, case: Case, entry: Entry) -> Case:
        goals, day = case[Goals], entry.stamp.day
        for goal in dict.fromkeys(self.goals):
            taken = GoalPosition(
                goal=goal,
                party=self.party,
                position=self.position,
                rejected=self.rejected,
                why=self.why,
                on=day,
                since=day,
            )
            goals = goals.with_position(taken)
        return case.with_record(goals)


@frozen(kw_only=True)
class GoalAreaDeclined(Event):
    """School and family decide together that an area needs no goal now, and say why.

    `agreed_by` are the caregivers who said so; recording the area again replaces the decision.
    """

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
        declined = DeclinedArea(area=self.area, why=self.why, agreed_by=self.agreed_by)
        return case.with_record(case[Goals].with_declined(declined))


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


# what does not fit this case ------------------------------------------------------------------


def _passes(case: Case) -> tuple[Case | Past, ...]:
    """This cycle and each earlier one."""
    return (case, *case.earlier)


def _not_in_force(field: str, goal: GoalId, case: Case) -> Iterator[Unsound]:
    if not case[Goals].is_active(goal):
        yield Unsound(field, "is not a goal in force on this case")


def _unfitting(goal: Goal, case: Case, context: Context) -> Iterator[Unsound]:
    """What the goal points at and this case, with its earlier cycles, does not know; and a start still to come."""
    if goal.owner is not None and not case.is_party(goal.owner, on=context.today):
        yield Unsound("goal.owner", "is not on this case")
    if goal.baseline is not None and goal.baseline.on > context.today:
        yield Unsound("goal.baseline.on", "has not come yet; the start is what was measured already")
    passes = _passes(case)
    for place, item in enumerate(goal.because_of):
        if not any(known[SharedInformation].has(item) for known in passes):
            yield Unsound(f"goal.because_of[{place}]", "was never shared here")
    yield from _never_said("goal.hopes", goal.hopes, passes)
    yield from _never_said("goal.student_hopes", goal.student_hopes, passes)
    for place, strategy in enumerate(goal.strategies):
        if not any(known[JointPlan].get(strategy) for known in passes):
            yield Unsound(f"goal.strategies[{place}]", "was never proposed here")


def _never_said(field: str, said: Iterable[ContributionId], passes: tuple[Case | Past, ...]) -> Iterator[Unsound]:
    for place, contribution in enumerate(said):
        if not any(known[Listening].get(contribution) for known in passes):
            yield Unsound(f"{field}[{place}]", "was never said here")
