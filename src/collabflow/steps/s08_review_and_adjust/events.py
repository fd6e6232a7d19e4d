"""What happens in step 8: a rhythm is set, progress is checked, a review is held, and each goal is looked at.

The school records who took part; that is attendance. What a caregiver thinks of a goal, a day they confirm and a
check they made at home are their own word. A caregiver who records it themselves records that and nothing else.
What comes of a review is in `outcomes.py`.
Source: playbook 2.9 (a), (c) and (d); cycle.md, room 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Unsound
from collabflow.core.people import FAMILY_ROLES, SCHOOL_ROLES, Role
from collabflow.core.values import Frequency, GoalId, MeetingId, PartyId
from collabflow.steps.s05_joint_planning import JointPlan
from collabflow.steps.s06_set_goals import Goals
from collabflow.steps.s08_review_and_adjust.facts import (
    ENDS,
    Cadence,
    Delivery,
    GoalDecision,
    Measured,
    Participation,
    Review,
    Reviewed,
    ReviewId,
    ReviewKind,
    Value,
    View,
    Where,
    is_said,
)
from collabflow.steps.s08_review_and_adjust.record import Reviews


@frozen(kw_only=True)
class ReviewCadenceSet(Event):
    """It is agreed how often people review together, and (with `next_on`) a day for the next review.

    Setting it again changes the rhythm or moves that day; without `next_on` the day stays. `confirmed_by` are the
    caregivers who said that the day suits them.
    """

    stored_as: ClassVar[str] = "review_and_adjust.review_cadence_set"
    every: Frequency
    next_on: date | None = None
    confirmed_by: tuple[PartyId, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.confirmed_by and self.next_on is None:
            yield "confirmed_by", "goes with the day that was confirmed; give `next_on`"

    def voices(self) -> Iterator[PartyId]:
        yield from self.confirmed_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if context.stamp.by.role in FAMILY_ROLES:
            yield Unsound("every", "is recorded by the school; ask for a review with MeetingAsked")
        if self.next_on is not None and self.next_on < context.stamp.day:
            yield Unsound("next_on", "has passed; choose a day to come")
        yield from _not_caregivers("confirmed_by", self.confirmed_by, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        reviews = case[Reviews].with_cadence(Cadence(every=self.every, on=entry.stamp.day))
        if self.next_on is not None:
            reviews = reviews.with_next(self.next_on, self.confirmed_by)
        return case.with_record(reviews)


@frozen(kw_only=True)
class ProgressMeasured(Event):
    """Somebody checked how far the student has come with a goal; `on` is by default the day it happened.

    The family brings checks of its own: `where` says where it was, `told_by` who of them tells it. Checks that
    disagree are both kept.
    """

    stored_as: ClassVar[str] = "review_and_adjust.progress_measured"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | FAMILY_ROLES | {Role.SYSTEM}
    goal: GoalId
    value: Value
    on: date | None = None
    where: Where = Where.SCHOOL
    told_by: PartyId | None = None
    note: str | None = field(default=None, repr=False)

    def voices(self) -> Iterator[PartyId]:
        if self.told_by is not None:
            yield self.told_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from unknown_goals("goal", (self.goal,), case)
        goal = case[Goals].get(self.goal)
        if goal is not None and goal.measure is not None and not goal.measure.can_be(self.value):
            yield Unsound("value", "is not one that the measure of this goal can have")
        if self.on is not None and self.on > context.stamp.day:
            yield Unsound("on", "has not come yet")
        if self.told_by is not None and not _is_family(self.told_by, case, context):
            yield Unsound("told_by", "is not a caregiver or the student on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        goal = case[Goals].get(self.goal)
        check = Measured(
            goal=self.goal,
            value=self.value,
            on=self.on or entry.stamp.day,
            where=self.where,
            told_by=self.told_by,
            note=self.note,
            measure=goal.measure if goal else None,
            version=entry.version,
        )
        return case.with_record(case[Reviews].with_check(check))


@frozen(kw_only=True)
class ReviewHeld(Event):
    """People reviewed together: who took part and how, what was delivered of what was planned, and when the next is.

    The same id again, in the same round, completes it: people and strategies that are named are replaced, what
    is left out stays. `confirmed_by` are the caregivers who said that the day of the next review suits them; a
    caregiver may record that alone.
    """

    stored_as: ClassVar[str] = "review_and_adjust.review_held"
    review: ReviewId
    kind: ReviewKind | None = None
    meeting: MeetingId | None = None
    parties: tuple[Participation, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    next_on: date | None = None
    confirmed_by: tuple[PartyId, ...] = ()
    summary: str | None = field(default=None, repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if len({part.party for part in self.parties}) < len(self.parties):
            yield "parties", "must name each person once"
        if len({item.strategy for item in self.delivery}) < len(self.delivery):
            yield "delivery", "must name each strategy once"

    def voices(self) -> Iterator[PartyId]:
        yield from self.confirmed_by

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if self._only_confirms and case[Reviews].next is None:
            yield Unsound("next_on", "is needed: no day is set that anybody could confirm")
        if self.next_on is not None and self.next_on <= context.stamp.day:
            yield Unsound("next_on", "must come after this review")
        if context.stamp.by.role in FAMILY_ROLES and not self._only_confirms:
            yield Unsound("review", "is recorded by the school; confirm the day alone, or ask with MeetingAsked")
        for place, part in enumerate(self.parties):
            if case.member(part.party) is None:
                yield Unsound(f"parties[{place}].party", "was never on this case")
        plans = (case[JointPlan], *(past[JointPlan] for past in case.earlier))
        for place, item in enumerate(self.delivery):
            if all(plan.get(item.strategy) is None for plan in plans):
                yield Unsound(f"delivery[{place}].strategy", "was never proposed here")
        yield from _not_caregivers("confirmed_by", self.confirmed_by, case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        reviews = case[Reviews]
        if not self._only_confirms:
            reviews = reviews.with_review(self._review(reviews.round, entry))
        day = self.next_on or (reviews.next.on if reviews.next and self.confirmed_by else None)
        if day is not None:
            reviews = reviews.with_next(day, self.confirmed_by)
        return case.with_record(reviews)

    @property
    def _only_confirms(self) -> bool:
        """Whether nothing is told but that caregivers confirm the day that is set."""
        told = (self.kind, self.meeting, self.next_on, self.summary, *self.parties, *self.delivery)
        return bool(self.confirmed_by) and all(part is None for part in told)

    def _review(self, number: int, entry: Entry) -> Review:
        return Review(
            id=self.review,
            round=number,
            on=entry.stamp.day,
            kind=self.kind,
            meeting=self.meeting,
            parties=self.parties,
            delivery=self.delivery,
            summary=self.summary,
        )


@frozen(kw_only=True)
class GoalReviewed(Event):
    """Goals were looked at together: what becomes of them, why, what the school sees, and what caregivers think.

    One record may speak of several goals that go the same way. `mastered` and `stop` end the goal: it is in
    force no longer, and stays reviewed. Recording it again in the same round completes it; another decision ends
    the views on the one before. Whoever of the family records it gives their view alone.
    """

    stored_as: ClassVar[str] = "review_and_adjust.goal_reviewed"
    goals: tuple[GoalId, ...]
    decision: GoalDecision | None = None
    because: str | None = field(default=None, repr=False)
    team_view: str | None = field(default=None, repr=False)
    views: tuple[View, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.goals:
            yield "goals", "must name at least one goal"
        if len({view.caregiver for view in self.views}) < len(self.views):
            yield "views", "must name each caregiver once"

    def voices(self) -> Iterator[PartyId]:
        yield from (view.caregiver for view in self.views if is_said(view.words))

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        if context.stamp.by.role in FAMILY_ROLES and not (self.decision is self.because is self.team_view is None):
            yield Unsound("decision", "is recorded by the school; give your view alone")
        yield from unknown_goals("goals", self.goals, case)
        for place, goal in enumerate(self.goals):
            known = case[Reviews].said_of(goal)
            has_ended = case[Goals].get(goal) is not None and not case[Goals].is_active(goal)
            if has_ended and (known is None or self.decision not in (None, known.decision)):
                yield Unsound(f"goals[{place}]", "has ended; correct the entry that ended it, or draft a new goal")
        for place, view in enumerate(self.views):
            yield from _not_caregivers(f"views[{place}].caregiver", (view.caregiver,), case, context)

    def apply(self, case: Case, entry: Entry) -> Case:
        for goal in dict.fromkeys(self.goals):
            case = case.with_record(case[Reviews].with_reviewed(self._reviewed(goal, case, entry)))
            if self.decision in ENDS:
                case = case.with_record(case[Goals].ended(goal, ENDS[self.decision], self.because))
        return case

    def _reviewed(self, goal: GoalId, case: Case, entry: Entry) -> Reviewed:
        reviews, known = case[Reviews], case[Goals].get(goal)
        checks = reviews.checks_of(known) if known is not None else ()
        return Reviewed(
            goal=goal,
            round=reviews.round,
            on=entry.stamp.day,
            decision=self.decision,
            because=self.because,
            team_view=self.team_view,
            views=self.views,
            checks=len(checks),
            last_check=checks[-1].on if checks else None,
        )


def unknown_goals(name: str, goals: tuple[GoalId, ...], case: Case) -> Iterator[Unsound]:
    """The objection to a field that names something which is not a goal of this cycle."""
    if any(case[Goals].get(goal) is None for goal in goals):
        yield Unsound(name, "names something that is not a goal of this cycle")


def _not_caregivers(name: str, people: tuple[PartyId, ...], case: Case, context: Context) -> Iterator[Unsound]:
    if any(not case.is_caregiver(person, on=context.today) for person in people):
        yield Unsound(name, "names somebody who is not a caregiver on this case")


def _is_family(person: PartyId, case: Case, context: Context) -> bool:
    party = case.party(person, on=context.today)
    return party is not None and party.has_role(FAMILY_ROLES)
