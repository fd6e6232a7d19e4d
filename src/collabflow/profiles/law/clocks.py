"""Clocks: what a law wants done by a day that is counted from something else. Being late never stops anybody.

A clock is a deadline of a profile. Its number is a limit, so that a state or district can shorten it. What only a host
can know is recorded as a milestone.
Source: playbook 2.12; each clock cites its own law.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from attrs import evolve, frozen

from collabflow.core.case import Case, Record
from collabflow.core.event import Context, Entry, Event, Limit
from collabflow.core.fact import Fact
from collabflow.core.finding import Unsound
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.cycle.profile import Profile
from collabflow.cycle.rules import Due


class Milestone(StrEnum):
    """Something from which a law counts, or with which it stops counting."""

    EVALUATED = "evaluated"
    FOUND_ELIGIBLE = "found_eligible"
    SURROGATE_NEEDED = "surrogate_needed"
    CONDUCT_DECISION = "conduct_decision"
    CONDUCT_REVIEWED = "conduct_reviewed"
    RIGHTS_TRANSFER = "rights_transfer"
    RIGHTS_EXPLAINED = "rights_explained"
    RECESS_BEGUN = "recess_begun"
    RECESS_OVER = "recess_over"
    REPORT_SENT = "report_sent"
    DECISION_SENT = "decision_sent"
    CHANGES_PROPOSED = "changes_proposed"
    PLAN_FINAL = "plan_final"


@frozen(kw_only=True)
class Reached(Fact):
    """A milestone and its day."""

    milestone: Milestone
    on: date


@frozen(kw_only=True)
class Milestones(Record):
    """The milestones of this case. All of them carry over: some laws count in years."""

    reached: tuple[Reached, ...] = ()

    def last(self, milestone: Milestone) -> date | None:
        """The last day of this milestone; None while it was not reached."""
        return max((one.on for one in self.reached if one.milestone is milestone), default=None)

    def carried(self) -> Self:
        return self


@frozen(kw_only=True)
class MilestoneReached(Event):
    """A milestone, on the day it happened unless `on` names another. Only the day on which rights pass lies ahead."""

    stored_as: ClassVar[str] = "law.milestone_reached"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | {Role.SYSTEM}
    milestone: Milestone
    on: date | None = None

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        ahead = self.on is not None and self.on > context.stamp.day
        if ahead and self.milestone is not Milestone.RIGHTS_TRANSFER:
            yield Unsound("on", "has not come yet")

    def apply(self, case: Case, entry: Entry) -> Case:
        one = Reached(milestone=self.milestone, on=self.on or entry.stamp.day)
        known = case[Milestones]
        return case.with_record(evolve(known, reached=(*known.reached, one)))


# counting -------------------------------------------------------------------------------------


class Unit(StrEnum):
    """What a law counts in."""

    DAYS = "days"
    SCHOOL_DAYS = "school_days"
    MONTHS = "months"


def counted(unit: Unit, count: float, day: date, context: Context) -> date:
    """The day that lies so many days, school days or months after that one."""
    if unit is Unit.MONTHS:
        return months_after(day, int(count))
    if unit is Unit.SCHOOL_DAYS:
        return context.calendar.school_day_after(day, int(count))
    return day + timedelta(days=int(count))


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one where that month is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


Days = Callable[[Case, Context], date | None]
"""A day of this case, as its record tells; None where there is none."""


def reached(milestone: Milestone) -> Days:
    """The last day of that milestone."""
    return lambda case, _: case[Milestones].last(milestone)


def never(case: Case, context: Context) -> date | None:
    """No day: the clock starts again with its next beginning, and nothing else stops it."""
    return None


def due(kind: str, subject: str, on: date, citation: str) -> Due:
    """Something that a law wants by that day, under a key that stays."""
    return Due(key=f"{kind}:{subject}:{on.isoformat()}", kind=kind, subject=subject, on=on, citation=citation)


@frozen(kw_only=True)
class Clock:
    """A deadline of law: `limit` units after the day that `since` tells, until `until` tells a day as late as that."""

    kind: str
    limit: Limit
    unit: Unit
    since: Days
    until: Days = never

    def __call__(self, case: Case, context: Context) -> Iterator[Due]:
        since, until = self.since(case, context), self.until(case, context)
        if since is not None and (until is None or until < since):
            on = counted(self.unit, context.limits[self.limit.name], since, context)
            yield due(self.kind, case.id, on, self.limit.source)


def with_clocks(profile: Profile, *clocks: Clock) -> Profile:
    """The profile with these clocks and their numbers."""
    for clock in clocks:
        profile = profile.with_limits(clock.limit).with_deadline(clock.kind, clock)
    return profile


EVENTS = (MilestoneReached,)
