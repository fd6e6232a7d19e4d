"""England: the yearly review of an education, health and care plan, on top of the ten steps.

The rules about the review meeting are asked of review meetings and of those that say no kind; other talks are free.
What the local authority does afterwards is recorded as milestones, and its clocks tell what is due.
Source: Special Educational Needs and Disability Regulations 2014 (SI 2014/1530), regs 19, 20 and 22; Children and
Families Act 2014, section 44; playbook 2.3, 2.11 (f) and 2.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Self

from attrs import evolve, frozen

from collabflow.core.case import Case, Past, Record
from collabflow.core.event import Context, Entry, Event, Limit, Tighter
from collabflow.core.fact import Fact
from collabflow.core.finding import Basis, Lack, Unsound
from collabflow.core.guard import guard
from collabflow.core.people import SCHOOL_ROLES, Role
from collabflow.core.values import MeetingId, PartyId, Step, Trigger
from collabflow.cycle.profile import DEFAULT
from collabflow.profiles.law import clocks, meetings, seats
from collabflow.profiles.law.clocks import (
    Clock,
    Days,
    Milestone,
    Milestones,
    Unit,
    months_after,
    reached,
    with_clocks,
)
from collabflow.profiles.law.meetings import (
    MeetingNoticeGiven,
    first_told_on,
    invited_caregivers,
    last_begun,
    no_such_meeting,
)
from collabflow.profiles.law.seats import Seat, TeamNamed, empty_seats
from collabflow.steps.s01_plan_meeting import Meeting, MeetingKind, MeetingPlan, MeetingProposed
from collabflow.steps.s08_review_and_adjust import ReviewHeld, ReviewKind, Reviews

SEATS = (Seat.HEAD, Seat.LOCAL_AUTHORITY, Seat.HEALTH, Seat.SOCIAL_CARE)
"""Who is invited besides the family: reg 20(2)(b) to (e)."""

NOTICE_DAYS = Limit(name="england_notice_days", value=14, tighter=Tighter.HIGHER, source="SEND Regs 2014, reg 20(3)")
ADVICE_DAYS = Limit(name="england_advice_days", value=14, tighter=Tighter.HIGHER, source="SEND Regs 2014, reg 20(4)")
REVIEW_MONTHS = Limit(
    name="england_review_months", value=12, tighter=Tighter.LOWER, source="Children and Families Act 2014, s 44(1)"
)
COMMENT_DAYS = Limit(
    name="england_comment_days", value=15, tighter=Tighter.HIGHER, source="SEND Regs 2014, reg 22(2)(c)"
)

REVIEW_MEETINGS = frozenset({MeetingKind.ANNUAL_REVIEW, MeetingKind.INTERIM_REVIEW})


# advice ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Advice(Fact):
    """Advice and reports for a meeting were sent to these people on a day."""

    meeting: MeetingId
    to: tuple[PartyId, ...]
    on: date


@frozen(kw_only=True)
class AdviceSent(Record):
    """The advice that was sent around before meetings."""

    sent: tuple[Advice, ...] = ()

    def first_to(self, person: PartyId, meeting: MeetingId) -> date | None:
        """The first day on which this person was sent advice for that meeting."""
        return min((a.on for a in self.sent if a.meeting == meeting and person in a.to), default=None)

    def carried(self) -> Self:
        return self


@frozen(kw_only=True)
class AdviceCirculated(Event):
    """Advice and reports for a meeting were sent to everyone who is invited."""

    stored_as: ClassVar[str] = "england_ehcp.advice_circulated"
    recorders: ClassVar[frozenset[Role]] = SCHOOL_ROLES | {Role.SYSTEM}
    meeting: MeetingId
    to: tuple[PartyId, ...]

    def objections(self, case: Case, context: Context) -> Iterator[Unsound]:
        yield from no_such_meeting(case, self.meeting)
        if any(not case.is_party(person, on=context.today) for person in self.to):
            yield Unsound("to", "names somebody who is not on this case")

    def apply(self, case: Case, entry: Entry) -> Case:
        advice = Advice(meeting=self.meeting, to=self.to, on=entry.stamp.day)
        return case.with_record(evolve(case[AdviceSent], sent=(*case[AdviceSent].sent, advice)))


# guards ---------------------------------------------------------------------------------------


@guard(
    "EHCP_SEAT_NOT_INVITED",
    says="Nobody who is invited to the {meeting} has this part: {needs}.",
    fix="Name the person, and invite them.",
    remedies=(TeamNamed, MeetingProposed),
    basis=Basis.LAW,
    citation="SEND Regs 2014, reg 20(2)",
)
def everyone_whom_the_review_needs_is_invited(case: Case, context: Context) -> Iterator[Lack]:
    for meeting in case[MeetingPlan].standing:
        if may_be_a_review(meeting):
            for seat in empty_seats(case, meeting, SEATS):
                yield Lack(f"{meeting.id}/{seat.value}", meeting=meeting.id, needs=(seat.value,))


@guard(
    "EHCP_MEETING_NOTICE_LATE",
    says="{caregiver} was not told of the {meeting} {least} days ahead.",
    fix="Agree on a later day with the family, and tell them of it in good time.",
    remedies=(MeetingNoticeGiven, MeetingProposed, Trigger.RESCHEDULE),
    basis=Basis.LAW,
    citation="SEND Regs 2014, reg 20(3)",
)
def every_review_meeting_is_told_in_time(case: Case, context: Context) -> Iterator[Lack]:
    least = int(context.limits[NOTICE_DAYS.name])
    for meeting, caregiver in _review_meetings(case, context):
        if not _in_time(meeting, first_told_on(case, meeting, caregiver), least):
            yield Lack(f"{meeting.id}/{caregiver}", meeting=meeting.id, caregiver=caregiver, least=least)


@guard(
    "INFO_NOT_SENT_AHEAD",
    says="{caregiver} was not sent the reports {least} days before the {meeting}.",
    fix="Send them in good time, or agree on a later day with the family.",
    remedies=(AdviceCirculated, MeetingProposed, Trigger.RESCHEDULE),
    basis=Basis.LAW,
    citation="SEND Regs 2014, reg 20(4)",
)
def every_report_is_sent_in_time(case: Case, context: Context) -> Iterator[Lack]:
    least = int(context.limits[ADVICE_DAYS.name])
    for meeting, caregiver in _review_meetings(case, context):
        if not _in_time(meeting, case[AdviceSent].first_to(caregiver, meeting.id), least):
            yield Lack(f"{meeting.id}/{caregiver}", meeting=meeting.id, caregiver=caregiver, least=least)


def _review_meetings(case: Case, context: Context) -> Iterator[tuple[Meeting, PartyId]]:
    for meeting, caregiver in invited_caregivers(case, context):
        if may_be_a_review(meeting):
            yield meeting, caregiver.id


def may_be_a_review(meeting: Meeting) -> bool:
    """Whether it is a review meeting; one whose kind nobody said may be."""
    return meeting.kind is None or meeting.kind in REVIEW_MEETINGS


def _in_time(meeting: Meeting, on: date | None, least: int) -> bool:
    """Whether that day lies so many days before the meeting; while no time is agreed, any day will do."""
    slot = meeting.confirmed_slot
    return on is not None and (slot is None or on + timedelta(days=least) <= slot.start.date())


@guard(
    "EHCP_NEXT_REVIEW_TOO_LATE",
    says="The next review is on {day}, more than {months} months after the last one.",
    fix="Agree on a nearer day with the family.",
    remedies=(ReviewHeld,),
    basis=Basis.LAW,
    citation="Children and Families Act 2014, s 44(1)",
)
def the_next_review_is_within_a_year(case: Case, context: Context) -> Iterator[Lack]:
    months, coming = int(context.limits[REVIEW_MONTHS.name]), case[Reviews].next
    last = last_review(case, context)
    if coming is not None and last is not None and coming.on > months_after(last, months):
        yield Lack("review", day=coming.on, months=months)


def last_review(case: Case, context: Context) -> date | None:
    """The last day on which the plan was made final or reviewed as a whole, in this cycle or an earlier one."""
    passes: tuple[Case | Past, ...] = (case, *case.earlier)
    held = [r.on for known in passes for r in known[Reviews].reviews if r.kind is ReviewKind.ANNUAL]
    known = (case[Milestones].last(Milestone.PLAN_FINAL), last_review_meeting(case, context))
    return max((*held, *(day for day in known if day is not None)), default=None)


def last_review_meeting(case: Case, context: Context) -> date | None:
    """The last day on which a review meeting began, in this cycle or an earlier one."""
    return last_begun(case, REVIEW_MEETINGS)


# clocks ---------------------------------------------------------------------------------------


def _weeks(kind: str, count: int, source: str, since: Days, until: Milestone) -> Clock:
    limit = Limit(name=f"england_{kind}_days", value=7 * count, tighter=Tighter.LOWER, source=source)
    return Clock(kind=kind, limit=limit, unit=Unit.DAYS, since=since, until=reached(until))


CLOCKS = (
    Clock(kind="plan_review", limit=REVIEW_MONTHS, unit=Unit.MONTHS, since=last_review),
    _weeks("review_report", 2, "SEND Regs 2014, reg 20", last_review_meeting, Milestone.REPORT_SENT),
    _weeks("review_decision", 4, "SEND Regs 2014, reg 20", last_review_meeting, Milestone.DECISION_SENT),
    _weeks("final_plan", 8, "SEND Regs 2014, reg 22(3)", reached(Milestone.CHANGES_PROPOSED), Milestone.PLAN_FINAL),
    Clock(
        kind="family_comments",
        limit=COMMENT_DAYS,
        unit=Unit.DAYS,
        since=reached(Milestone.CHANGES_PROPOSED),
        until=reached(Milestone.PLAN_FINAL),
    ),
)
"""What is due after a review; the last is how long the family has at least to say what they think of the changes."""

_RULES = (
    DEFAULT.named("england-ehcp")
    .with_events(*meetings.EVENTS, *seats.EVENTS, *clocks.EVENTS, AdviceCirculated)
    .with_limits(NOTICE_DAYS, ADVICE_DAYS)
    .with_guard(everyone_whom_the_review_needs_is_invited, leaving=Step.PLAN_MEETING)
    .with_guard(every_review_meeting_is_told_in_time, leaving=Step.PLAN_MEETING)
    .with_guard(every_report_is_sent_in_time, leaving=Step.PLAN_MEETING)
    .with_guard(the_next_review_is_within_a_year, leaving=Step.REVIEW_AND_ADJUST)
    .with_law("LISTEN_STUDENT_VOICE_NOT_SOUGHT", citation="SEND Regs 2014, reg 19(a)", severity="blocker")
    .with_law("LISTEN_KIND_NOT_INVITED", citation="SEND Regs 2014, reg 19(a)")
)

ENGLAND_EHCP = with_clocks(_RULES, *CLOCKS)
"""The rules of England for the review of an education, health and care plan, on top of the ten steps."""
