"""What step 8 knows: the rhythm of reviews, the checks of progress, and what each round of review came to.

Reviewing "regularly" is a loop inside the cycle, so the record counts rounds. A new round begins with the next
review, with an interim one, and with every move back past this step once it was completed. A move from here to an
earlier step and back (to plan again, or to hear somebody again) is part of the same round: nobody is asked to
meet again for a review that was held. What earlier rounds came to stays.
Source: playbook 2.9 and 3.3; cycle.md, the table and room 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from typing import Self

from attrs import evolve, frozen

from collabflow.core.case import Case, Move, Record
from collabflow.core.values import Count, GoalId, PartyId, Step, StrategyId, Trigger
from collabflow.goals.goal import Goal
from collabflow.steps.s08_review_and_adjust.facts import (
    ENDS,
    RESTARTS,
    Adjustment,
    Cadence,
    Delivery,
    Measured,
    NextReview,
    NoChange,
    Review,
    Reviewed,
    ReviewId,
    TookPart,
    Where,
    is_said,
)

_ANEW = frozenset({Trigger.NEXT_REVIEW, Trigger.INTERIM_REVIEW})
_HERE = Step.REVIEW_AND_ADJUST


@frozen(kw_only=True)
class Reviews(Record):
    """The reviews of this cycle, by round. The next cycle begins with the checks of the goals that go on."""

    round: Count = 1
    cadence: Cadence | None = None
    next: NextReview | None = None
    points: tuple[Measured, ...] = ()
    reviews: tuple[Review, ...] = ()
    reviewed: tuple[Reviewed, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    unchanged: tuple[NoChange, ...] = ()

    # this round ---------------------------------------------------------------------------------

    @property
    def held_now(self) -> tuple[Review, ...]:
        """The talks of this round."""
        return tuple(review for review in self.reviews if review.round == self.round)

    @property
    def reviewed_now(self) -> tuple[Reviewed, ...]:
        """What this round says about goals."""
        return tuple(said for said in self.reviewed if said.round == self.round)

    @property
    def adjusted_now(self) -> tuple[Adjustment, ...]:
        """What changes after this round."""
        return tuple(adjustment for adjustment in self.adjustments if adjustment.round == self.round)

    @property
    def changes_nothing(self) -> bool:
        """Whether it was recorded, with a reason, that nothing needs to change after this round."""
        return any(no.round == self.round and is_said(no.why) for no in self.unchanged)

    @property
    def next_set_now(self) -> NextReview | None:
        """The day of the next review, if it was set in this round and comes after its last talk."""
        held = max((review.on for review in self.held_now), default=None)
        coming = self.next
        if coming is None or coming.round != self.round or held is None or coming.on <= held:
            return None
        return coming

    def get(self, review: ReviewId) -> Review | None:
        """The talk of this round with this id, else the latest one of an earlier round."""
        return next((known for known in reversed(self.reviews) if known.id == review), None)

    def said_of(self, goal: GoalId) -> Reviewed | None:
        """What this round says about this goal."""
        return next((said for said in self.reviewed_now if said.goal == goal), None)

    def has_part_in(self, party: PartyId) -> bool:
        """Whether this person took part in this round, sent input, or (a caregiver) gave a view on a goal."""
        there = (part for review in self.held_now for part in review.parties)
        came = any(part.party == party and part.took_part is not TookPart.NO for part in there)
        return came or any(party in said.heard for said in self.reviewed_now)

    def delivery_now(self, strategy: StrategyId) -> Delivery | None:
        """What this round found about how much of this strategy took place."""
        found = [item for review in self.held_now for item in review.delivery if item.strategy == strategy]
        return max(reversed(found), key=lambda item: item.is_checked, default=None)

    # over time ----------------------------------------------------------------------------------

    @property
    def last_held(self) -> date | None:
        """The day of the last review of this cycle."""
        return max((review.on for review in self.reviews), default=None)

    @property
    def due(self) -> date | None:
        """When the next review is due: on the day that was set, else as the rhythm says; None while neither is."""
        last, coming = self.last_held, self.next
        if coming is not None and (last is None or coming.on > last):
            return coming.on
        if self.cadence is None:
            return None
        since = self.cadence.on if last is None else last
        return since + timedelta(days=ceil(self.cadence.every.every_days))

    def checks_of(self, goal: Goal, where: Where | None = None) -> tuple[Measured, ...]:
        """The checks that tell of progress on this goal as it reads now, oldest first; from one place, or all."""
        found = (p for p in self.points if p.speaks_of(goal) and where in (None, p.where))
        return tuple(sorted(found, key=lambda p: p.on))

    def changes_to(self, goal: GoalId) -> Iterator[date]:
        """The days on which the way of working on this goal changed."""
        yield from (said.on for said in self.reviewed if said.goal == goal and said.decision in RESTARTS)
        yield from (adjustment.on for adjustment in self.adjustments if goal in adjustment.goals)

    # what changes -------------------------------------------------------------------------------

    def with_cadence(self, cadence: Cadence) -> Self:
        """The record with this rhythm; agreeing on the same one again does not put off a review that is due."""
        is_same = self.cadence is not None and self.cadence.every == cadence.every
        return self if is_same else evolve(self, cadence=cadence)

    def with_check(self, check: Measured) -> Self:
        """The record with one more check."""
        return evolve(self, points=(*self.points, check))

    def with_no_change(self, none: NoChange) -> Self:
        """The record with this said of the round, in the place of what was said before."""
        others = tuple(known for known in self.unchanged if known.round != none.round)
        return evolve(self, unchanged=(*others, none))

    def with_review(self, review: Review) -> Self:
        """The record with this talk, completing the one of this round with its id."""
        known = next((held for held in self.held_now if held.id == review.id), None)
        if known is None:
            return evolve(self, reviews=(*self.reviews, review))
        whole = known.completed(review)
        return evolve(self, reviews=tuple(whole if held is known else held for held in self.reviews))

    def with_reviewed(self, said: Reviewed) -> Self:
        """The record with this said of a goal in this round.

        What is left out stays as it was. Another decision ends the views on the one before, and its reasons.
        """
        known = self.said_of(said.goal)
        if known is None:
            return evolve(self, reviewed=(*self.reviewed, said))
        others = tuple(one for one in self.reviewed if one is not known)
        return evolve(self, reviewed=(*others, _said_again(known, said)))

    def with_adjustment(self, adjustment: Adjustment) -> Self:
        """The record with this adjustment in the place of the one of this round with its id."""
        others = tuple(a for a in self.adjustments if (a.id, a.round) != (adjustment.id, adjustment.round))
        return evolve(self, adjustments=(*others, adjustment))

    def with_next(self, on: date, confirmed_by: tuple[PartyId, ...]) -> Self:
        """The record with this day for the next review; confirmations of another day end with it."""
        known = self.next.confirmed_by if self.next is not None and self.next.on == on else ()
        people = tuple(dict.fromkeys((*known, *confirmed_by)))
        return evolve(self, next=NextReview(on=on, confirmed_by=people, round=self.round))

    def after(self, move: Move) -> Self:
        back = move.source.number > _HERE.number and move.reenters(_HERE)
        return evolve(self, round=self.round + 1) if back or move.trigger in _ANEW else self

    def carried(self) -> Self | None:
        over = {said.goal for said in self.reviewed if said.decision in ENDS}
        kept = tuple(point for point in self.points if point.goal not in over)
        return type(self)(points=kept) if kept else None

    def label(self, kind: str, value: str) -> str | None:
        if kind != "adjustment":
            return None
        return next((a.what.strip() or None for a in reversed(self.adjustments) if a.id == value), None)


def _said_again(known: Reviewed, said: Reviewed) -> Reviewed:
    """What a round says of a goal after it was recorded again."""
    other_decision = None not in (known.decision, said.decision) and known.decision is not said.decision
    if other_decision:
        return said
    views = {view.caregiver: view for view in (*known.views, *said.views)}
    return evolve(
        said,
        decision=said.decision or known.decision,
        because=said.because or known.because,
        team_view=said.team_view or known.team_view,
        views=tuple(views.values()),
        checks=max(known.checks, said.checks),
        last_check=said.last_check or known.last_check,
    )


def last_change(case: Case, goal: GoalId) -> date | None:
    """The last day, in this cycle or an earlier one, on which the way of working on this goal changed."""
    passes = (case[Reviews], *(past[Reviews] for past in case.earlier))
    return max((day for reviews in passes for day in reviews.changes_to(goal)), default=None)
