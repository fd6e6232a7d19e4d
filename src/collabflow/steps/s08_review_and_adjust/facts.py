"""What a review is made of: checks of progress, who took part, what became of each goal, and what changes.

A check keeps the measure that was in force when it was made, so that a goal whose measure changes later never
mixes two kinds of numbers. Checks from school and from home are kept side by side.
Source: playbook 2.9 (a) and 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from attrs import evolve, field, frozen

from collabflow.core.fact import Fact, IdOf, Range
from collabflow.core.values import Count, Frequency, GoalId, MeetingId, PartyId, StrategyId
from collabflow.goals.goal import Goal, Measure
from collabflow.goals.progress import LARGEST, Point
from collabflow.steps.s06_set_goals import GoalEnd

ReviewId = Annotated[str, IdOf("Review")]
AdjustmentId = Annotated[str, IdOf("Adjustment")]
Amount = Annotated[int | float, Range(0)]
Value = Annotated[int | float, Range(-LARGEST, LARGEST)]
"""A measured value; beyond these bounds a float cannot tell one whole number from the next."""


class Where(StrEnum):
    """Where a check was made. Numbers from different places are shown side by side, never mixed."""

    SCHOOL = "school"
    HOME = "home"
    ELSEWHERE = "elsewhere"


class ReviewKind(StrEnum):
    """Why a review takes place."""

    SCHEDULED = "scheduled"
    INTERIM = "interim"
    ANNUAL = "annual"
    EMERGENCY = "emergency"
    CAREGIVER_REQUESTED = "caregiver_requested"


class TookPart(StrEnum):
    """How somebody took part in a review. Input sent before it counts."""

    YES = "yes"
    NO = "no"
    SENT_INPUT = "sent_input"


class GoalDecision(StrEnum):
    """What the review decides about a goal."""

    CONTINUE = "continue"
    RAISE = "raise"
    CHANGE_APPROACH = "change_approach"
    REVISE = "revise"
    MASTERED = "mastered"
    STOP = "stop"


ENDS = {GoalDecision.MASTERED: GoalEnd.MASTERED, GoalDecision.STOP: GoalEnd.STOPPED}
"""The decisions after which a goal is no longer worked on, and how it then ended."""

RESTARTS = frozenset({GoalDecision.RAISE, GoalDecision.CHANGE_APPROACH, GoalDecision.REVISE})
"""The decisions after which checks are looked at afresh (playbook 5.4, phase change)."""


class Target(StrEnum):
    """What an adjustment changes."""

    PLAN = "plan"
    GOALS = "goals"
    COMMUNICATION = "communication"


def is_said(words: str | None) -> bool:
    """Whether anything was written."""
    return bool((words or "").strip())


@frozen(kw_only=True)
class Cadence(Fact):
    """How often people review together, and since which day."""

    every: Frequency
    on: date


@frozen(kw_only=True)
class NextReview(Fact):
    """The day of the next review, which caregivers confirmed it, and in which round it was set."""

    on: date
    confirmed_by: tuple[PartyId, ...] = ()
    round: Count


@frozen(kw_only=True)
class Measured(Fact):
    """One check of one goal. `measure` is how the goal was measured then; `told_by` is who of the family told it."""

    goal: GoalId
    value: Value
    on: date
    where: Where = Where.SCHOOL
    told_by: PartyId | None = None
    note: str | None = field(default=None, repr=False)
    measure: Measure | None = None
    version: Count

    @property
    def point(self) -> Point:
        """The check as progress maths takes it."""
        return Point(on=self.on, value=self.value)

    def speaks_of(self, goal: Goal) -> bool:
        """Whether it tells of progress on the goal as it reads now: measured alike, and after the baseline."""
        if self.goal != goal.id or (goal.baseline is not None and self.on <= goal.baseline.on):
            return False
        return self.measure is None or goal.measure is None or _scale(self.measure) == _scale(goal.measure)


def _scale(measure: Measure) -> tuple[object, ...]:
    return measure.kind, (measure.unit or "").strip().lower(), measure.out_of


@frozen(kw_only=True)
class Participation(Fact):
    """How one person took part in a review, as the school records it: attendance, and nobody's word."""

    party: PartyId
    took_part: TookPart


@frozen(kw_only=True)
class Delivery(Fact):
    """How much of a strategy was planned since the last review and how much took place, for example in sessions."""

    strategy: StrategyId
    planned: Amount | None = None
    delivered: Amount | None = None
    why: str | None = field(default=None, repr=False)

    @property
    def is_checked(self) -> bool:
        """Whether both are known."""
        return self.planned is not None and self.delivered is not None


@frozen(kw_only=True)
class Review(Fact):
    """One talk of a round. A round may have several: people who must not meet are heard apart."""

    id: ReviewId
    round: Count
    on: date
    kind: ReviewKind | None = None
    meeting: MeetingId | None = None
    parties: tuple[Participation, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    summary: str | None = field(default=None, repr=False)

    def completed(self, other: Review) -> Review:
        """The review with what the other record of it adds; where both say something, the other one wins."""
        parties = {part.party: part for part in (*self.parties, *other.parties)}
        delivery = {item.strategy: item for item in (*self.delivery, *other.delivery)}
        return evolve(
            self,
            kind=other.kind or self.kind,
            meeting=other.meeting or self.meeting,
            parties=tuple(parties.values()),
            delivery=tuple(delivery.values()),
            summary=other.summary or self.summary,
        )


@frozen(kw_only=True)
class View(Fact):
    """What a caregiver thinks of how a goal goes, in their own words."""

    caregiver: PartyId
    words: str = field(default="", repr=False)


@frozen(kw_only=True)
class Reviewed(Fact):
    """What one round says about one goal: the decision, why, and the views of both sides.

    `checks` and `last_check` tell what there was to look at when it was reviewed.
    """

    goal: GoalId
    round: Count
    on: date
    decision: GoalDecision | None = None
    because: str | None = field(default=None, repr=False)
    team_view: str | None = field(default=None, repr=False)
    views: tuple[View, ...] = ()
    checks: Count = 0
    last_check: date | None = None

    @property
    def continues(self) -> bool:
        """Whether the goal goes on as it is."""
        return self.decision is GoalDecision.CONTINUE

    @property
    def heard(self) -> Iterator[PartyId]:
        """The caregivers whose view is on record here."""
        return (view.caregiver for view in self.views if is_said(view.words))


@frozen(kw_only=True)
class Adjustment(Fact):
    """Something that changes after a review: which goals it is for (none named: all), and the decision behind it."""

    id: AdjustmentId
    round: Count
    on: date
    strategy: StrategyId | None = None
    goals: tuple[GoalId, ...] = ()
    target: Target | None = None
    what: str = field(default="", repr=False)
    because: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class NoChange(Fact):
    """A round that changes nothing, and why."""

    round: Count
    on: date
    why: str | None = field(default=None, repr=False)
