"""Clocks of this law: what is due by when. All are questions about the calendar; none stops a family or a step.

Source: playbook 2.12; each number cites its own section.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from collabflow.core.case import Case
from collabflow.core.event import Context, Limit, Tighter
from collabflow.core.lifecycle.papers import Papers
from collabflow.core.people import Role
from collabflow.cycle.rules import Due
from collabflow.profiles.law.clocks import Clock, Milestone, Milestones, Unit, due, months_after, reached
from collabflow.profiles.law.meetings import last_begun
from collabflow.profiles.us_idea.plan import PLAN_REVIEW_MONTHS, last_looked_at


def _limit(name: str, value: float, source: str, tighter: Tighter = Tighter.LOWER) -> Limit:
    return Limit(name=name, value=value, tighter=tighter, source=source)


RECORDS_DAYS = _limit("records_days", 45, "34 CFR 300.613(a)")
RIGHTS_MONTHS = _limit("rights_explained_months", 12, "34 CFR 300.320(c)", Tighter.HIGHER)


def last_meeting(case: Case, context: Context) -> date | None:
    """The last day on which a meeting began, in this cycle or an earlier one."""
    return last_begun(case)


def last_surrogate(case: Case, context: Context) -> date | None:
    """The last day on which a surrogate parent who is still there joined."""
    members = (member for member in case.members if member.takes_part(context.today))
    return max((m.joined for m in members if Role.SURROGATE in m.latest.roles), default=None)


CLOCKS = (
    Clock(
        kind="first_plan_meeting",
        limit=_limit("first_plan_days", 30, "34 CFR 300.323(c)(1)"),
        unit=Unit.DAYS,
        since=reached(Milestone.FOUND_ELIGIBLE),
        until=last_meeting,
    ),
    Clock(kind="plan_review", limit=PLAN_REVIEW_MONTHS, unit=Unit.MONTHS, since=last_looked_at),
    Clock(
        kind="new_evaluation",
        limit=_limit("new_evaluation_months", 36, "34 CFR 300.303(b)(2)"),
        unit=Unit.MONTHS,
        since=reached(Milestone.EVALUATED),
    ),
    Clock(
        kind="surrogate",
        limit=_limit("surrogate_days", 30, "34 CFR 300.519(h)"),
        unit=Unit.DAYS,
        since=reached(Milestone.SURROGATE_NEEDED),
        until=last_surrogate,
    ),
    Clock(
        kind="conduct_review",
        limit=_limit("conduct_review_school_days", 10, "34 CFR 300.530(e)(1)"),
        unit=Unit.SCHOOL_DAYS,
        since=reached(Milestone.CONDUCT_DECISION),
        until=reached(Milestone.CONDUCT_REVIEWED),
    ),
)
"""What is counted from a day in the record."""


def records_requests(case: Case, context: Context) -> Iterator[Due]:
    """Every request to see the record that still waits; besides, it is answered before any meeting about the plan."""
    for request in case[Papers].waiting:
        on = request.asked_on + timedelta(days=int(context.limits[RECORDS_DAYS.name]))
        yield due("records_request", request.id, on, RECORDS_DAYS.source)


def rights_explained(case: Case, context: Context) -> Iterator[Due]:
    """Rights pass to the student on a day that the host records; before it, they are told what that means."""
    passing = case[Milestones].last(Milestone.RIGHTS_TRANSFER)
    if passing is not None and case[Milestones].last(Milestone.RIGHTS_EXPLAINED) is None:
        on = months_after(passing, -int(context.limits[RIGHTS_MONTHS.name]))
        yield due("rights_explained", case.id, on, RIGHTS_MONTHS.source)
