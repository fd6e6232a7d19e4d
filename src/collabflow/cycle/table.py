"""The table: every move of the cycle on one screen. The machine, the diagrams and the docs are drawn from it.

There is no row that skips a step. A completing move asks everything of the step it leaves and the standing
guards of the steps before it; a move back asks nothing but its reason, and takes the later steps out of the
completed ones.
Source: cycle.md, the table.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.people import EDUCATOR_ROLES, FAMILY_ROLES, Role
from collabflow.core.values import Ending, Status, Step, Trigger

PAUSED, CLOSED = Status.PAUSED.value, Status.CLOSED.value
STATES: tuple[str, ...] = (*(step.value for step in Step), PAUSED, CLOSED)
"""The states of the machine: the ten steps, in order, then paused and closed."""


class Asks(StrEnum):
    """Which guards a row asks."""

    NOTHING = "nothing"
    LEAVING = "the guards of the step it leaves"
    COMPLETING = "earlier steps completed, the guards of the step it leaves, and the standing guards"


@frozen(kw_only=True)
class Row:
    """One move: from which states, to which, on what terms.

    `needs` are fields that `Moved` must carry, each with the words for a reader. `when` chooses among rows that
    share a trigger and a state. `without` are codes that this row does not ask. `again` begins another cycle.
    """

    trigger: Trigger
    sources: tuple[str, ...]
    target: str
    asks: Asks = Asks.NOTHING
    needs: tuple[tuple[str, str], ...] = ()
    who: frozenset[Role]
    when: Callable[[Case], bool] | None = None
    without: tuple[str, ...] = ()
    again: bool = False


RUNS = frozenset({Role.CASE_MANAGER, Role.SCHOOL_ADMIN})
"""Who runs the cycle and completes its steps."""

ANYONE = EDUCATOR_ROLES | FAMILY_ROLES
"""Everybody on both sides: a family may always ask for another date, to be heard again, or for a review."""

WHY = ("why", "why")
ASKED_BY = ("asked_by", "who asked for it")

_steps = tuple(step.value for step in Step)


def _between(first: Step, last: Step) -> tuple[str, ...]:
    """The states from one step to another, both included."""
    return _steps[first.number - 1 : last.number]


def _paused_at(step: Step) -> Callable[[Case], bool]:
    return lambda case: case.step is step


def _may_reopen(case: Case) -> bool:
    return case.ending is not Ending.OPENED_IN_ERROR


_ADVANCES = tuple(
    Row(trigger=Trigger.ADVANCE, sources=(here,), target=there, asks=Asks.COMPLETING, who=RUNS)
    for here, there in pairwise(_steps)
)
_RESUMES = tuple(
    Row(trigger=Trigger.RESUME, sources=(PAUSED,), target=step.value, who=RUNS, when=_paused_at(step)) for step in Step
)

TABLE: tuple[Row, ...] = (
    *_ADVANCES,
    Row(
        trigger=Trigger.RESCHEDULE,
        sources=(Step.PLAN_MEETING,),
        target=Step.PLAN_MEETING,
        needs=(ASKED_BY, WHY),
        who=ANYONE,
    ),
    Row(
        trigger=Trigger.CONTINUE_MEETING,
        sources=_between(Step.BUILD_RAPPORT, Step.SET_GOALS),
        target=Step.PLAN_MEETING,
        needs=(("what", "what is left to talk about"),),
        who=EDUCATOR_ROLES,
    ),
    Row(
        trigger=Trigger.MORE_INFORMATION,
        sources=(Step.ACTIVE_LISTENING, Step.JOINT_PLANNING),
        target=Step.SHARE_INFORMATION,
        needs=(("what", "what is missing"), ("who", "who brings it")),
        who=EDUCATOR_ROLES,
    ),
    Row(
        trigger=Trigger.HEAR_AGAIN,
        sources=(Step.JOINT_PLANNING, Step.REVIEW_AND_ADJUST),
        target=Step.ACTIVE_LISTENING,
        needs=(("what", "the new concern or the different view"),),
        who=ANYONE,
    ),
    Row(
        trigger=Trigger.REVISE_PLAN,
        sources=(Step.SET_GOALS, Step.REVIEW_AND_ADJUST, Step.FOLLOW_UP),
        target=Step.JOINT_PLANNING,
        needs=(WHY,),
        who=EDUCATOR_ROLES,
    ),
    Row(
        trigger=Trigger.REVISE_GOALS,
        sources=(Step.REVIEW_AND_ADJUST, Step.FOLLOW_UP),
        target=Step.SET_GOALS,
        needs=(("goals", "which goals"), WHY),
        who=EDUCATOR_ROLES,
    ),
    Row(
        trigger=Trigger.REVISE_COMMUNICATION,
        sources=(Step.REVIEW_AND_ADJUST,),
        target=Step.ESTABLISH_COMMUNICATION,
        needs=(("what", "what is not working"),),
        who=EDUCATOR_ROLES,
    ),
    Row(
        trigger=Trigger.NEXT_REVIEW,
        sources=(Step.REVIEW_AND_ADJUST,),
        target=Step.REVIEW_AND_ADJUST,
        asks=Asks.LEAVING,
        who=RUNS,
    ),
    Row(
        trigger=Trigger.INTERIM_REVIEW,
        sources=(
            *_between(Step.JOINT_PLANNING, Step.ESTABLISH_COMMUNICATION),
            Step.PROVIDE_RESOURCES,
            Step.FOLLOW_UP,
        ),
        target=Step.REVIEW_AND_ADJUST,
        needs=(ASKED_BY, WHY),
        who=ANYONE,
    ),
    Row(
        trigger=Trigger.KEEP_REVIEWING,
        sources=(Step.FOLLOW_UP,),
        target=Step.REVIEW_AND_ADJUST,
        asks=Asks.COMPLETING,
        who=RUNS,
    ),
    Row(
        trigger=Trigger.NEXT_CYCLE,
        sources=(Step.FOLLOW_UP,),
        target=Step.PLAN_MEETING,
        asks=Asks.COMPLETING,
        who=RUNS,
        again=True,
    ),
    Row(
        trigger=Trigger.COMPLETE,
        sources=(Step.FOLLOW_UP,),
        target=CLOSED,
        asks=Asks.COMPLETING,
        who=RUNS,
        without=("FOLLOWUP_MEETING_NOT_ARRANGED", "FOLLOWUP_TIME_NOT_CONFIRMED_BY_CAREGIVER"),
    ),
    Row(
        trigger=Trigger.PAUSE,
        sources=_steps,
        target=PAUSED,
        needs=(WHY, ("review_on", "the day to look at it again")),
        who=RUNS,
    ),
    *_RESUMES,
    Row(
        trigger=Trigger.CLOSE,
        sources=(*_steps, PAUSED),
        target=CLOSED,
        needs=(("ending", "how it ends"), WHY),
        who=RUNS,
    ),
    Row(
        trigger=Trigger.REOPEN,
        sources=(CLOSED,),
        target=Step.PLAN_MEETING,
        needs=(WHY,),
        who=RUNS,
        when=_may_reopen,
        again=True,
    ),
)
"""Every move there is."""


def rows_from(state: str, table: tuple[Row, ...] = TABLE) -> tuple[Row, ...]:
    """The rows that leave this state, in the order of the table."""
    return tuple(row for row in table if state in row.sources)


def rows_of(trigger: Trigger, table: tuple[Row, ...] = TABLE) -> tuple[Row, ...]:
    """The rows of this trigger."""
    return tuple(row for row in table if row.trigger is trigger)
