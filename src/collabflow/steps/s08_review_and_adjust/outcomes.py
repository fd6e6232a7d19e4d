"""What comes of a review: something changes, by a joint decision, or nothing needs to, and why.

Source: playbook 2.9 (a); cycle.md, room 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.values import GoalId, StrategyId
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s08_review_and_adjust.events import unknown_goals
from collabflow.steps.s08_review_and_adjust.facts import Adjustment, AdjustmentId, NoChange, Target
from collabflow.steps.s08_review_and_adjust.record import Reviews


@frozen(kw_only=True)
class AdjustmentMade(Event):
    """Something changes after a review: what, for which goals (none named: all), and by which joint decision.

    `strategy` is the strategy of the plan on which it was decided. A change to a goal alone needs none: what
    caregivers say of the goal, from the day of the review on, is the joint decision.
    """

    stored_as: ClassVar[str] = "review_and_adjust.adjustment_made"
    adjustment: AdjustmentId
    strategy: StrategyId | None = None
    goals: tuple[GoalId, ...] = ()
    target: Target | None = None
    what: str = field(default="", repr=False)
    because: str | None = field(default=None, repr=False)

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from unknown_goals("goals", self.goals, case)
        if self.strategy is not None and case[JointPlan].get(self.strategy) is None:
            yield Unsound("strategy", "is not a strategy of this plan; propose it first with StrategyProposed")

    def apply(self, case: Case, entry: Entry) -> Case:
        reviews = case[Reviews]
        made = Adjustment(
            id=self.adjustment,
            round=reviews.round,
            on=entry.stamp.day,
            strategy=self.strategy,
            goals=self.goals,
            target=self.target,
            what=self.what,
            because=self.because,
        )
        return case.with_record(reviews.with_adjustment(made))


@frozen(kw_only=True)
class NoChangeNeeded(Event):
    """The review changes nothing, and why. It is not needed when every goal continues."""

    stored_as: ClassVar[str] = "review_and_adjust.no_change_needed"
    why: str | None = field(default=None, repr=False)

    def apply(self, case: Case, entry: Entry) -> Case:
        reviews = case[Reviews]
        none = NoChange(round=reviews.round, on=entry.stamp.day, why=self.why)
        return case.with_record(reviews.with_no_change(none))
