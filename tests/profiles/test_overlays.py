"""The overlays of Texas and Missouri, and England: what is their own."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from collabflow.core.event import Calendar
from collabflow.core.finding import Severity
from collabflow.core.values import Answer
from collabflow.profiles import us_missouri, us_texas
from collabflow.profiles.england_ehcp import (
    ENGLAND_EHCP,
    AdviceCirculated,
    AdviceSent,
    every_report_is_sent_in_time,
    everyone_whom_the_review_needs_is_invited,
)
from collabflow.profiles.law.clocks import Milestone, MilestoneReached
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS, RecessOffered
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingProposed, MeetingStarted
from collabflow.steps.s03_share_information import Progress, ProgressShared
from collabflow.steps.s05_joint_planning import PlanShared, PositionTaken
from profiles.journeys_of_law import notice_of_the_meeting
from profiles.of_law import due, found, subjects
from profiles.pairs_of_law import ABSENT, LATER, SOON, SPANISH, M, decided, given, proposed
from support import NOW, TODAY, days, folded, opened, unsound

# Texas ----------------------------------------------------------------------------------------


def test_in_an_emergency_a_late_notice_is_a_warning() -> None:
    case = folded(opened(), *proposed(MeetingKind.EMERGENCY, SOON), notice_of_the_meeting())

    (late,) = found(US_TEXAS, us_texas.every_meeting_is_told_in_time, case)

    assert late.severity is Severity.WARNING
    assert "2 school days" in late.reason(case)


def test_a_school_break_makes_a_notice_come_late() -> None:
    case = folded(opened(), *proposed(), notice_of_the_meeting())
    closed = US_TEXAS.with_calendar(Calendar(breaks_from=(TODAY + days(1),), breaks_to=(TODAY + days(4),)))

    assert subjects(US_TEXAS, us_texas.every_meeting_is_told_in_time, case) == []
    assert subjects(closed, us_texas.every_meeting_is_told_in_time, case) == [f"{M}/rosa"]


def test_a_meeting_without_an_agreed_time_is_not_late_yet() -> None:
    case = folded(opened(), proposed()[0], notice_of_the_meeting())

    assert subjects(US_TEXAS, us_texas.every_meeting_is_told_in_time, case) == []


def test_a_change_without_a_start_or_a_notice_is_not_late_yet() -> None:
    for events in (decided(starts=TODAY + days(2)), (*decided(), given())):
        assert subjects(US_TEXAS, us_texas.every_change_is_told_in_time, folded(opened(), *events)) == []


def test_a_recess_is_offered_to_a_caregiver_who_said_what_they_said_themselves() -> None:
    offered = RecessOffered(caregiver="rosa", strategies=("strategy-1",))

    assert list(offered.voices()) == []
    assert list(evolve(offered, answer=Answer.YES).voices()) == ["rosa"]
    assert unsound(evolve(offered, caregiver="kim"), opened()) == ["caregiver"]


def test_whoever_agrees_is_offered_no_recess() -> None:
    case = folded(opened(), *decided(), PositionTaken(party="rosa", strategies=("strategy-1",), position="agree"))

    assert subjects(US_TEXAS, us_texas.everyone_who_disagrees_was_offered_a_recess, case) == []


@pytest.mark.parametrize(("languages", "wants"), [(("es-MX",), True), (("es", "en"), False), (("vi",), False)])
def test_a_spanish_copy_is_owed_where_spanish_is_what_a_caregiver_speaks(
    languages: tuple[str, ...], wants: bool
) -> None:
    case = folded(opened(), evolve(SPANISH, languages=languages), PlanShared(to=("rosa",)))

    assert bool(subjects(US_TEXAS, us_texas.every_spanish_speaker_has_a_spanish_copy, case)) is wants


def test_a_recess_ends_after_ten_school_days() -> None:
    begun = folded(opened(), MilestoneReached(milestone=Milestone.RECESS_BEGUN))

    assert due(US_TEXAS, begun, TODAY) == {"texas_recess": TODAY + days(14)}
    assert due(US_TEXAS, folded(begun, MilestoneReached(milestone=Milestone.RECESS_OVER)), TODAY) == {}


def test_a_statement_of_ones_own_must_be_offered() -> None:
    weights = {rule.guard.code: rule for rule in US_TEXAS.catalogue}

    assert weights["PLAN_DISSENT_NOT_OFFERED"].severity is Severity.BLOCKER
    assert weights["PLAN_DISSENT_NOT_OFFERED"].guard.citation == "19 TAC 89.1050(g)(4)"


def test_the_name_of_the_texan_meeting_is_explained() -> None:
    asked = next(guard for guard in US_TEXAS.guards if guard.code == "INFO_TERM_NOT_EXPLAINED")
    talk = Progress(id="p", area="Plan", statement="We will meet at the ARD on Friday.")

    assert subjects(US_TEXAS, asked, folded(opened(), ProgressShared(progress=talk))) == ["p/ARD"]


# Missouri -------------------------------------------------------------------------------------


def test_a_family_that_comes_on_short_notice_is_kept_waiting_by_no_rule() -> None:
    case = folded(opened(), *proposed(slot=SOON), notice_of_the_meeting())

    assert subjects(US_MISSOURI, us_missouri.every_absent_caregiver_had_notice_in_time, case) == []


def test_without_a_parent_two_notices_in_good_time_are_on_record() -> None:
    absent = folded(opened(), *ABSENT, MeetingProposed(meeting=M, slots=(SOON, LATER)))
    timely = evolve(notice_of_the_meeting(), start=LATER.start)
    short = evolve(notice_of_the_meeting(), start=SOON.start)
    guard = us_missouri.every_absent_caregiver_had_notice_in_time

    assert subjects(US_MISSOURI, guard, folded(absent, timely, short, notice_of_the_meeting())) == ["rosa"]
    assert subjects(US_MISSOURI, guard, folded(absent, timely, timely)) == []


# England --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "asked"),
    [(None, True), (MeetingKind.ANNUAL_REVIEW, True), (MeetingKind.INTERIM_REVIEW, True), (MeetingKind.OTHER, False)],
)
def test_the_rules_of_a_review_are_asked_of_reviews_and_of_meetings_that_may_be_one(
    kind: MeetingKind | None, asked: bool
) -> None:
    case = folded(opened(), MeetingProposed(meeting=M, kind=kind, invitees=("rosa",)))

    assert bool(subjects(ENGLAND_EHCP, everyone_whom_the_review_needs_is_invited, case)) is asked
    assert bool(subjects(ENGLAND_EHCP, every_report_is_sent_in_time, case)) is asked


def test_advice_is_circulated_to_people_on_the_case_and_goes_on_with_the_next_meeting() -> None:
    assert unsound(AdviceCirculated(meeting="meeting-9", to=("nobody",)), opened()) == ["meeting", "to"]

    case = folded(opened(), *proposed(), AdviceCirculated(meeting=M, to=("rosa",)))
    assert case[AdviceSent].carried() == case[AdviceSent]
    assert unsound(AdviceCirculated(meeting=M, to=("rosa",)), case) == []


def test_after_a_review_meeting_its_report_and_a_decision_are_due() -> None:
    held = folded(opened(), *proposed(MeetingKind.ANNUAL_REVIEW), MeetingStarted(meeting=M))
    sent = folded(held, MilestoneReached(milestone=Milestone.REPORT_SENT))

    assert due(ENGLAND_EHCP, held, TODAY) == {
        "review_report": TODAY + days(14),
        "review_decision": TODAY + days(28),
        "plan_review": date(2027, 9, 7),
    }
    assert set(due(ENGLAND_EHCP, sent, TODAY)) == {"review_decision", "plan_review"}


def test_after_changes_were_proposed_the_family_has_its_time_and_the_final_plan_is_due() -> None:
    proposed_on = folded(opened(), MilestoneReached(milestone=Milestone.CHANGES_PROPOSED))
    final = folded(proposed_on, MilestoneReached(milestone=Milestone.PLAN_FINAL), at=NOW + days(40))

    assert due(ENGLAND_EHCP, proposed_on, TODAY) == {
        "family_comments": TODAY + days(15),
        "final_plan": TODAY + days(56),
    }
    assert due(ENGLAND_EHCP, final, TODAY) == {"plan_review": date(2027, 10, 17)}


def test_the_students_own_view_must_be_sought() -> None:
    weights = {rule.guard.code: rule for rule in ENGLAND_EHCP.catalogue}

    assert weights["LISTEN_STUDENT_VOICE_NOT_SOUGHT"].severity is Severity.BLOCKER
