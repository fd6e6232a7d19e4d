"""What step 10 knows: the follow-ups arranged, and what this pass heard about working together and the goals.

Each time the cycle keeps reviewing and comes back, it asks anew how working together went and whether the goals
fit; what was said before stays. A detour (to revise goals or the plan, or for a review that somebody asked for)
asks nobody twice: answers stay, and only goals that no longer fitted, or read differently now, are asked about
again. What is arranged stays in any case until its time has come.
Source: playbook 2.11 and 3.3; cycle.md, the table and room 10.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from attrs import evolve, frozen

from collabflow.core.case import Move, Record
from collabflow.core.finding import Phrase
from collabflow.core.values import Count, PartyId, Step, Trigger
from collabflow.goals.goal import Goal
from collabflow.steps.s01_plan_meeting import Meeting, MeetingPlan, SlotReply
from collabflow.steps.s10_follow_up.facts import (
    Alignment,
    Arranged,
    FollowUpId,
    FollowUpKind,
    SummaryCopy,
    View,
)

_HERE = Step.FOLLOW_UP


@frozen(kw_only=True)
class FollowUp(Record):
    """The follow-up of this cycle, pass by pass. `as_of` is the moment of the last thing recorded here."""

    turn: Count = 1
    as_of: datetime | None = None
    arranged: tuple[Arranged, ...] = ()
    views: tuple[View, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    summaries: tuple[SummaryCopy, ...] = ()

    def get(self, follow_up: FollowUpId) -> Arranged | None:
        """The follow-up with this id."""
        return next((known for known in self.arranged if known.id == follow_up), None)

    def ahead(self, now: datetime) -> tuple[Arranged, ...]:
        """The follow-ups with a time that has not begun, each with those times alone."""
        coming = (known.ahead(now) for known in self.arranged)
        return tuple(known for known in coming if known.offers)

    # this pass ----------------------------------------------------------------------------------

    @property
    def views_now(self) -> tuple[View, ...]:
        """What people say about working together in this pass."""
        return tuple(view for view in self.views if view.turn == self.turn)

    def view_of(self, party: PartyId) -> View | None:
        """What this person says about working together in this pass."""
        return next((view for view in self.views_now if view.party == party), None)

    def alignment_of(self, goal: Goal) -> Alignment | None:
        """What was said in this pass about the goal as it reads now."""
        now = (known for known in self.alignments if known.turn == self.turn and not known.settled)
        return next((known for known in now if known.goal == goal), None)

    def has_summary(self, party: PartyId) -> bool:
        """Whether this person was given the summary of this pass."""
        return any(copy.party == party and copy.turn == self.turn for copy in self.summaries)

    # what changes -------------------------------------------------------------------------------

    def with_arranged(self, arranged: Arranged, at: datetime) -> Self:
        """The record with this follow-up in the place of the one with its id, or at the end."""
        if self.get(arranged.id) is None:
            return evolve(self, arranged=(*self.arranged, arranged), as_of=at)
        same = tuple(arranged if known.id == arranged.id else known for known in self.arranged)
        return evolve(self, arranged=same, as_of=at)

    def with_view(self, view: View, at: datetime) -> Self:
        """The record with this view, added to what the person said before in this pass."""
        known = self.view_of(view.party)
        others = tuple(one for one in self.views if one is not known)
        return evolve(self, views=(*others, view if known is None else known.said_again(view)), as_of=at)

    def with_alignment(self, alignment: Alignment, at: datetime) -> Self:
        """The record with this said about a goal, added to what was said in this pass about the goal as it reads."""
        known = self.alignment_of(alignment.goal)
        others = tuple(one for one in self.alignments if one is not known)
        whole = alignment if known is None else known.said_again(alignment)
        return evolve(self, alignments=(*others, whole), as_of=at)

    def with_summary(self, copy: SummaryCopy, at: datetime) -> Self:
        """The record with one more copy given."""
        return evolve(self, summaries=(*self.summaries, copy), as_of=at)

    # moves --------------------------------------------------------------------------------------

    def after(self, move: Move) -> Self:
        if move.source is not _HERE or not move.reenters(_HERE):
            return self
        if move.trigger is Trigger.KEEP_REVIEWING:
            return evolve(self, turn=self.turn + 1)
        settled = tuple(evolve(a, settled=True) if a.turn == self.turn and a.is_off else a for a in self.alignments)
        return evolve(self, alignments=settled)

    def carried(self) -> MeetingPlan | None:
        """The meetings that the next cycle begins with: those confirmed whose time had not passed when last seen."""
        coming = () if self.as_of is None else self.ahead(self.as_of)
        confirmed = tuple(m for a in coming if a.kind is FollowUpKind.MEETING for m in _confirmed(a))
        return MeetingPlan(meetings=confirmed) if confirmed else None

    def label(self, kind: str, value: str) -> Phrase | None:
        known = self.get(value) if kind == "follow_up" else None
        return Phrase(known.kind.value, about="word") if known else None


def _confirmed(arranged: Arranged) -> tuple[Meeting, ...]:
    """The follow-up as a meeting of the next cycle, with those who confirmed its time; none while nobody has."""
    meeting = arranged.as_meeting
    slot = meeting.confirmed_slot
    if slot is None:
        return ()
    yes = (a for a in meeting.answers if a.reply is SlotReply.ACCEPTED and a.start == slot.start and a.could_confirm)
    plan = MeetingPlan.of_confirmed(meeting.id, slot, tuple(answer.caregiver for answer in yes))
    return tuple(evolve(known, mode=arranged.mode, place=arranged.place) for known in plan.meetings)
