"""What several laws share: notices of meetings, seats, and clocks with their milestones."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed
from collabflow.core.event import Calendar, Limit, Tighter
from collabflow.core.values import Answer
from collabflow.cycle.deadlines import deadlines
from collabflow.cycle.profile import DEFAULT
from collabflow.profiles.law.clocks import (
    Clock,
    Milestone,
    MilestoneReached,
    Milestones,
    Unit,
    counted,
    months_after,
    reached,
    with_clocks,
)
from collabflow.profiles.law.meetings import (
    MeetingNotices,
    ShorterNoticeAgreed,
    agreed_start,
    first_told_on,
    last_begun,
)
from collabflow.profiles.law.seats import Seat, Seated, TeamNamed, Teams
from collabflow.profiles.us_idea import US_IDEA
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingPlan, MeetingStarted
from profiles.journeys_of_law import notice_of_the_meeting, team
from profiles.of_law import context
from profiles.pairs_of_law import LATER, SLOT, M, proposed
from support import NOW, ROSA, TODAY, days, folded, opened, unsound

# notices --------------------------------------------------------------------------------------


def test_a_notice_tells_of_the_time_that_is_agreed_when_it_is_given() -> None:
    case = folded(opened(), *proposed(), notice_of_the_meeting())

    assert case[MeetingNotices].given[0].start == SLOT.start == agreed_start(case, M)
    assert first_told_on(case, case[MeetingPlan].of(M), "rosa") == TODAY


def test_a_notice_of_another_time_does_not_hold_once_a_time_is_agreed() -> None:
    early = folded(opened(), proposed()[0], evolve(notice_of_the_meeting(), start=LATER.start))
    assert first_told_on(early, early[MeetingPlan].of(M), "rosa") == TODAY

    agreed = folded(early, proposed()[1])
    assert first_told_on(agreed, agreed[MeetingPlan].of(M), "rosa") is None


def test_agreeing_to_shorter_notice_covers_the_time_that_was_agreed_then() -> None:
    case = folded(opened(), *proposed(), ShorterNoticeAgreed(caregiver=ROSA.id, meeting=M))
    moved = folded(case, *proposed(slot=LATER))

    assert case[MeetingNotices].agreed_shorter(case[MeetingPlan].of(M), "rosa")
    assert not moved[MeetingNotices].agreed_shorter(moved[MeetingPlan].of(M), "rosa")


@pytest.mark.parametrize("what", [{}, {"meeting": M, "strategies": ("strategy-1",)}])
def test_shorter_notice_is_for_a_meeting_or_for_strategies(what: dict[str, object]) -> None:
    with pytest.raises(Malformed, match="meeting"):
        ShorterNoticeAgreed(caregiver=ROSA.id, **what)  # type: ignore[arg-type]


def test_a_notice_names_a_meeting_of_this_cycle_and_people_who_are_there() -> None:
    assert unsound(notice_of_the_meeting(to=("nobody",)), opened()) == ["meeting", "to"]
    assert unsound(notice_of_the_meeting(), folded(opened(), *proposed())) == []


def test_only_a_caregiver_agrees_to_shorter_notice_and_only_of_a_known_meeting() -> None:
    agreed = ShorterNoticeAgreed(caregiver="kim", meeting="meeting-9")

    assert unsound(agreed, opened()) == ["caregiver", "meeting"]
    assert unsound(ShorterNoticeAgreed(caregiver=ROSA.id, strategies=("strategy-1",)), opened()) == []
    assert list(agreed.voices()) == ["kim"]


def test_the_last_meeting_that_began_is_known_by_kind() -> None:
    case = folded(opened(), *proposed(MeetingKind.INITIAL), MeetingStarted(meeting=M))

    assert last_begun(case) == TODAY
    assert last_begun(case, {MeetingKind.INITIAL}) == TODAY
    assert last_begun(case, {MeetingKind.ANNUAL_REVIEW}) is None
    assert last_begun(opened()) is None


# seats ----------------------------------------------------------------------------------------


def test_naming_the_team_again_replaces_it() -> None:
    case = folded(opened(), *proposed(), team(), TeamNamed(meeting=M, regular_class=Answer.NO))

    assert case[Teams].of(M).members == ()
    assert case[Teams].of(M).regular_class is Answer.NO


def test_a_seat_is_filled_by_somebody_on_the_case() -> None:
    named = TeamNamed(meeting=M, members=(Seated(seat=Seat.HEAD, party="nobody"),))

    assert unsound(named, opened()) == ["meeting", "members"]
    assert unsound(team(), folded(opened(), *proposed())) == []


# clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 9, 7), 36, date(2029, 9, 7)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_school_days_leave_out_weekends_and_breaks() -> None:
    break_ = Calendar(breaks_from=(TODAY + days(1),), breaks_to=(TODAY + days(4),))
    asked = evolve(context(DEFAULT), calendar=break_)

    assert counted(Unit.SCHOOL_DAYS, 1, TODAY, asked) == TODAY + days(7)
    assert counted(Unit.DAYS, 1, TODAY, asked) == TODAY + days(1)
    assert counted(Unit.MONTHS, 1, TODAY, asked) == date(2026, 10, 7)


TEN = Limit(name="ten_days", value=10, tighter=Tighter.LOWER, source="A law, section 1")
CLOCK = Clock(
    kind="talk",
    limit=TEN,
    unit=Unit.DAYS,
    since=reached(Milestone.FOUND_ELIGIBLE),
    until=reached(Milestone.EVALUATED),
)
TIMED = with_clocks(DEFAULT.with_events(MilestoneReached), CLOCK)


def test_a_clock_runs_from_a_milestone_until_another_and_cites_its_law() -> None:
    begun = folded(opened(), MilestoneReached(milestone=Milestone.FOUND_ELIGIBLE))
    met = folded(begun, MilestoneReached(milestone=Milestone.EVALUATED), at=NOW + days(3))
    again = folded(met, MilestoneReached(milestone=Milestone.FOUND_ELIGIBLE), at=NOW + days(5))

    assert [deadlines(case, TIMED, TODAY) for case in (opened(), met)] == [(), ()]
    (item,) = deadlines(begun, TIMED, TODAY)
    assert (item.kind, item.on, item.citation) == ("talk", TODAY + days(10), "A law, section 1")
    assert [item.on for item in deadlines(again, TIMED, TODAY)] == [TODAY + days(15)]


def test_a_district_can_shorten_a_clock() -> None:
    begun = folded(opened(), MilestoneReached(milestone=Milestone.FOUND_ELIGIBLE))

    assert [item.on for item in deadlines(begun, TIMED.with_limits(ten_days=5), TODAY)] == [TODAY + days(5)]
    assert TIMED.with_limits(ten_days=12).loosened == ("ten_days: 10 -> 12",)


def test_a_milestone_lies_in_the_past_but_for_the_day_on_which_rights_pass() -> None:
    ahead = TODAY + days(400)

    assert unsound(MilestoneReached(milestone=Milestone.EVALUATED, on=ahead), opened()) == ["on"]
    assert unsound(MilestoneReached(milestone=Milestone.EVALUATED, on=TODAY - days(9)), opened()) == []
    assert unsound(MilestoneReached(milestone=Milestone.RIGHTS_TRANSFER, on=ahead), opened()) == []


def test_milestones_and_notices_go_on_into_the_next_cycle_and_teams_do_not() -> None:
    case = folded(opened(), *proposed(), notice_of_the_meeting(), team(), MilestoneReached(milestone="evaluated"))

    assert case[Milestones].carried() == case[Milestones]
    assert case[MeetingNotices].carried() == case[MeetingNotices]
    assert case[Teams].carried() is None
    assert US_IDEA.event_named["law.milestone_reached"] is MilestoneReached
