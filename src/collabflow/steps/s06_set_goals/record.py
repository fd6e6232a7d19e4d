"""What step 6 knows: the goals in force, what people say about them, and those that ended.

A change to a goal ends what people said about it before: a yes covers what was seen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from attrs import evolve, field, frozen

from collabflow.core.case import Record
from collabflow.core.fact import Fact
from collabflow.core.values import GoalId, PartyId, Position
from collabflow.goals.goal import Goal
from collabflow.goals.smart import blank


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
    """Where one person stands on one goal: `on` is the day they last said so, `since` the day they first did."""

    goal: GoalId
    party: PartyId
    position: Position
    rejected: str | None = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)
    on: date
    since: date


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

    @property
    def is_decided_together(self) -> bool:
        """Whether a caregiver agreed to it and it says why."""
        return bool(self.agreed_by) and not blank(self.why)


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

    def has_ended(self, goal: GoalId) -> bool:
        """Whether this goal was in force in this cycle and is no longer."""
        return any(ended.goal.id == goal for ended in self.over)

    def positions_on(self, goal: GoalId) -> tuple[GoalPosition, ...]:
        """Where people stand on the goal as it reads now; for an ended goal, as it read at its end."""
        return tuple(position for position in self.positions if position.goal == goal)

    def position_of(self, party: PartyId, goal: GoalId) -> GoalPosition | None:
        """Where this person stands on the goal as it reads now; None while they have not said."""
        return next((position for position in self.positions_on(goal) if position.party == party), None)

    def with_goal(self, goal: Goal) -> Self:
        """The record with this goal in force; if it reads differently now, what people said about it ends.

        A goal that has ended stays ended.
        """
        known = self.get(goal.id)
        if known is None:
            return evolve(self, active=(*self.active, goal))
        if known == goal or self.has_ended(goal.id):
            return self
        active = tuple(goal if g.id == goal.id else g for g in self.active)
        return evolve(self, active=active, positions=tuple(p for p in self.positions if p.goal != goal.id))

    def with_position(self, position: GoalPosition) -> Self:
        """The record with this position in the place of what that person said about that goal before."""
        before = self.position_of(position.party, position.goal)
        if before is not None and before.position is position.position:
            position = evolve(position, since=before.since)
        others = tuple(p for p in self.positions if (p.party, p.goal) != (position.party, position.goal))
        return evolve(self, positions=(*others, position))

    def with_declined(self, declined: DeclinedArea) -> Self:
        """The record with this decision in the place of an earlier one about the same area."""
        others = tuple(known for known in self.declined if known.area is not declined.area)
        return evolve(self, declined=(*others, declined))

    def ended(self, goal: GoalId, how: GoalEnd, why: str | None = None) -> Self:
        """The record with this goal no longer in force."""
        over = tuple(EndedGoal(goal=g, how=how, why=why) for g in self.active if g.id == goal)
        return evolve(self, active=tuple(g for g in self.active if g.id != goal), over=(*self.over, *over))

    def has_declined(self, area: Area) -> bool:
        """Whether it was decided together, with a reason, that this area needs no goal now."""
        return any(declined.area is area and declined.is_decided_together for declined in self.declined)

    def carried(self) -> Self:
        """The goals in force go on with what people say about them; that an area needs no goal is asked again."""
        kept = tuple(position for position in self.positions if self.is_active(position.goal))
        return type(self)(active=self.active, positions=kept)

    def label(self, kind: str, value: str) -> str | None:
        goal = self.get(value) if kind in ("goal", "goals") else None
        return goal.name if goal else None
