"""What step 10 needs: a next time to talk, both sides' view of working together, and goals that still fit.

Views and goals are asked in the present pass. While a waiver after documented attempts stands for a caregiver,
nothing is asked of them; the summary still goes to them. To prefer not to say is an answer, here as everywhere.
Source: playbook 2.11 (b); cycle.md, room 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collabflow.core.case import Case
from collabflow.core.event import Context
from collabflow.core.finding import THE_FAMILY, THE_FAMILY_FIRST, Basis, Lack, Severity, Waivable
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import Action, ActionAssigned, Actions, ActionSettled
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.people import Party, RestrictionKind
from collabflow.core.values import Trigger
from collabflow.steps.s01_plan_meeting import to_be_invited
from collabflow.steps.s06_set_goals import GoalDropped, Goals
from collabflow.steps.s08_review_and_adjust import can_be_asked
from collabflow.steps.s10_follow_up.events import (
    AlignmentChecked,
    EfficacyAnswered,
    SummaryShared,
)
from collabflow.steps.s10_follow_up.facts import Alignment, Arranged, View, is_said
from collabflow.steps.s10_follow_up.record import FollowUp
from collabflow.steps.s10_follow_up.times import FollowUpAnswered, FollowUpProposed

# the next time to talk ------------------------------------------------------------------------


@guard(
    "FOLLOWUP_MEETING_NOT_ARRANGED",
    says="No follow-up meeting is arranged.",
    fix="Offer times; a call or a message will do as well.",
    remedies=(FollowUpProposed,),
    waivable=Waivable.REASON,
)
def a_follow_up_is_arranged(case: Case, context: Context) -> Iterator[Lack]:
    """A follow-up whose time has passed is over; the next one needs a time of its own."""
    if not case[FollowUp].ahead(context.now):
        yield Lack("follow_up")


@guard(
    "FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER",
    says="{who} has not confirmed the next follow-up.",
    fix="Ask them if the time works.",
    remedies=(FollowUpAnswered,),
    waivable=Waivable.ATTEMPTS,
)
def a_caregiver_has_confirmed_the_time(case: Case, context: Context) -> Iterator[Lack]:
    """One acceptance is enough for all but those who must not meet the person who gave it.

    Nothing is asked while nothing is arranged: that is told by itself, and may be waived by itself.
    """
    coming = case[FollowUp].ahead(context.now)
    if not coming:
        return
    deciders = to_be_invited(case, context.today) or case.caregivers(on=context.today)
    if not deciders:
        yield Lack("caregiver", who=THE_FAMILY_FIRST)
    present = {caregiver.id for caregiver in present_caregivers(case, on=context.today)}
    for caregiver in deciders:
        if caregiver.id in present and not _is_confirmed_for(caregiver, deciders, coming, context.today):
            yield Lack(caregiver.id, caregiver=caregiver.id, who=caregiver.id)


def _is_confirmed_for(caregiver: Party, deciders: tuple[Party, ...], coming: tuple[Arranged, ...], on: date) -> bool:
    """Whether a follow-up for this caregiver has a time accepted by somebody whom they may meet."""
    together = {other.id for other in deciders if not other.may_not_meet(caregiver, on)}
    mine = (arranged for arranged in coming if arranged.is_for(caregiver.id))
    return any(arranged.as_meeting.slot_accepted_by(together) is not None for arranged in mine)


# how working together went --------------------------------------------------------------------


@guard(
    "FOLLOWUP_EFFICACY_NOT_REASSESSED",
    says="We have not asked how working together went.",
    fix="Ask both sides.",
    remedies=(EfficacyAnswered,),
)
def somebody_looked_back(case: Case, context: Context) -> Iterator[Lack]:
    if not any(view.is_given for view in case[FollowUp].views_now):
        yield Lack("efficacy")


@guard(
    "FOLLOWUP_CAREGIVER_VIEW_MISSING",
    says="The view of {who} on working together is missing.",
    fix="Ask in the way they like; they may prefer not to say.",
    remedies=(EfficacyAnswered,),
    waivable=Waivable.ATTEMPTS,
)
def every_caregiver_was_asked_to_look_back(case: Case, context: Context) -> Iterator[Lack]:
    """Each caregiver is asked, and at least one has answered.

    Somebody who gave no answer counts as asked once another caregiver has answered; silence alone is no view.
    """
    record = case[FollowUp]
    caregivers = case.caregivers(on=context.today)
    is_answered = any(view.is_given for view in map(record.view_of, [c.id for c in caregivers]) if view)
    if not caregivers:
        yield Lack("caregiver", who=THE_FAMILY)
    for caregiver in can_be_asked(case, context.today):
        if not _is_enough(record.view_of(caregiver.id), is_answered=is_answered):
            yield Lack(caregiver.id, caregiver=caregiver.id, who=caregiver.id)


def _is_enough(view: View | None, *, is_answered: bool) -> bool:
    """Whether this caregiver answered, or was asked in vain where another one has answered."""
    return view is not None and (view.is_given or (view.no_answer and is_answered))


@guard(
    "FOLLOWUP_EDUCATOR_VIEW_MISSING",
    says="The school’s view on working together is missing.",
    fix="Add it.",
    remedies=(EfficacyAnswered,),
)
def the_school_looked_back(case: Case, context: Context) -> Iterator[Lack]:
    """The school cannot prefer not to say."""
    views = case[FollowUp].views_now
    if not any(view.is_told and case.is_educator(view.party, on=view.on) for view in views):
        yield Lack("educator")


# whether goals still fit ----------------------------------------------------------------------


@guard(
    "FOLLOWUP_ALIGNMENT_NOT_CHECKED",
    says="We have not checked that “{goal}” still fits.",
    fix="Ask both sides, and record what each of them says.",
    remedies=(AlignmentChecked, GoalDropped),
)
def every_goal_was_checked_from_both_sides(case: Case, context: Context) -> Iterator[Lack]:
    for goal in case[Goals].active:
        if not _is_checked(case[FollowUp].alignment_of(goal), case, context.today):
            yield Lack(goal.id, goal=goal.id)


def _is_checked(said: Alignment | None, case: Case, on: date) -> bool:
    """Whether both sides were asked; the family's side only as far as a caregiver can be asked."""
    if said is None or said.school is None:
        return False
    nobody_there = bool(case.caregivers(on=on)) and not present_caregivers(case, on=on)
    return nobody_there or any(case.is_caregiver(one.person, on=said.on) for one in said.family)


@guard(
    "FOLLOWUP_MISALIGNMENT_OPEN",
    says="“{goal}” no longer fits and has no next step.",
    fix="Go back to goals or planning, or record which of them follows.",
    remedies=(AlignmentChecked, GoalDropped, Trigger.REVISE_GOALS, Trigger.REVISE_PLAN),
)
def every_goal_that_does_not_fit_has_a_next_step(case: Case, context: Context) -> Iterator[Lack]:
    for goal in case[Goals].active:
        said = case[FollowUp].alignment_of(goal)
        if said is not None and said.is_off and said.follows is None:
            yield Lack(goal.id, goal=goal.id)


# what is left to do ---------------------------------------------------------------------------


@guard(
    "FOLLOWUP_SUMMARY_NOT_SHARED",
    says="{caregiver} has no summary.",
    fix="Send it in their language.",
    remedies=(SummaryShared,),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_caregiver_has_the_summary(case: Case, context: Context) -> Iterator[Lack]:
    """A caregiver who was absent needs it all the more; only an order about records keeps it from somebody."""
    for caregiver in case.caregivers(on=context.today):
        may_have_it = not caregiver.restricted(RestrictionKind.RECORDS_RESTRICTED_BY_ORDER, context.today)
        if may_have_it and not case[FollowUp].has_summary(caregiver.id):
            yield Lack(caregiver.id, caregiver=caregiver.id)


@guard(
    "FOLLOWUP_ACTION_NO_OWNER",
    says="The task “{action}” has no owner.",
    fix="Name a person on the case, or drop it with a reason.",
    remedies=(ActionAssigned, ActionSettled),
    severity=Severity.WARNING,
)
def every_task_has_an_owner(case: Case, context: Context) -> Iterator[Lack]:
    for action in case[Actions].open:
        if not case.is_party(action.owner, on=context.today):
            yield _task(action)


@guard(
    "FOLLOWUP_ACTION_NO_DATE",
    says="The task “{action}” has no date.",
    fix="Set a day, or drop it with a reason.",
    remedies=(ActionAssigned, ActionSettled),
    severity=Severity.WARNING,
)
def every_task_has_a_date(case: Case, context: Context) -> Iterator[Lack]:
    for action in case[Actions].open:
        if action.due is None:
            yield _task(action)


@guard(
    "FOLLOWUP_ACTION_OVERDUE",
    says="The task “{action}” is late; it was due by {due}.",
    fix="Do it, move it, or drop it with a reason.",
    remedies=(ActionAssigned, ActionSettled),
    basis=Basis.PRACTICE,
    severity=Severity.WARNING,
)
def every_task_is_in_time(case: Case, context: Context) -> Iterator[Lack]:
    for action in case[Actions].open:
        if action.due is not None and action.due < context.today:
            yield _task(action)


def _task(action: Action) -> Lack:
    """What lacks of a task; a task to hear an absent caregiver names them."""
    return Lack(action.id, action=action.id, due=action.due, caregiver=action.hears)


@guard(
    "FOLLOWUP_EFFICACY_NO_CHANGE",
    says="Somebody said what made it hard, and nothing changes after this feedback.",
    fix="Write one change.",
    remedies=(EfficacyAnswered,),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def something_changes_after_what_was_hard(case: Case, context: Context) -> Iterator[Lack]:
    views = case[FollowUp].views_now
    if any(view.names_a_difficulty for view in views) and not any(is_said(view.we_will_change) for view in views):
        yield Lack("efficacy")
