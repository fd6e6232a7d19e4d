"""The federal rules of the United States: their own events, clocks, and what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from collabflow.core.case import Case
from collabflow.core.errors import Malformed, ProfileError
from collabflow.core.finding import Basis, Severity
from collabflow.core.lifecycle.contacts import ContactAttempted
from collabflow.core.lifecycle.papers import RecordsAskedFor, RecordsGiven
from collabflow.core.lifecycle.people import PartyChanged, PartyJoined
from collabflow.core.people import Authority, Party, Role
from collabflow.core.values import Answer
from collabflow.profiles.law.clocks import Milestone, MilestoneReached
from collabflow.profiles.us_idea import (
    US_IDEA,
    MemberExcused,
    MemberInputSent,
    PlanSection,
    PlanSectionWritten,
    RightsLeafletGiven,
    consent,
    meeting,
    notice,
    plan,
)
from collabflow.profiles.us_idea.events import IdeaPapers
from collabflow.steps.s01_plan_meeting import MeetingKind, MeetingProposed, MeetingStarted
from collabflow.steps.s05_joint_planning import ConsentKind, ConsentRevoked, Outcome, PlanKind, StrategyKind
from collabflow.steps.s08_review_and_adjust import ReviewHeld
from profiles.of_law import due, found, subjects
from profiles.pairs_of_law import BEGUN, EXCUSED, M, agreed, decided, given, proposed
from support import KIM, NOW, ROSA, TODAY, TOMAS, days, folded, opened, unsound

# events ---------------------------------------------------------------------------------------


def test_an_absence_is_agreed_by_a_caregiver_about_somebody_on_the_case() -> None:
    odd = MemberExcused(meeting="meeting-9", party="nobody", caregiver="kim")

    assert unsound(odd, opened()) == ["meeting", "caregiver", "party"]
    assert unsound(EXCUSED, folded(opened(), *proposed())) == []
    assert list(EXCUSED.voices()) == ["rosa"]


def test_agreeing_again_replaces_what_the_same_caregiver_said_of_the_same_absence() -> None:
    case = folded(opened(ROSA, TOMAS, KIM), *BEGUN, EXCUSED, evolve(EXCUSED, caregiver=TOMAS.id))
    case = folded(case, evolve(EXCUSED, in_writing=Answer.NO))

    said = {e.caregiver: e.in_writing for e in case[IdeaPapers].excusals_of("kim", M)}
    assert said == {"tomas": Answer.YES, "rosa": Answer.NO}


def test_input_is_sent_by_somebody_on_the_case_for_a_known_meeting() -> None:
    assert unsound(MemberInputSent(meeting="meeting-9", party="nobody"), opened()) == ["meeting", "party"]


def test_the_leaflet_is_given_to_caregivers() -> None:
    assert unsound(RightsLeafletGiven(to=("kim",)), opened()) == ["to"]
    assert unsound(RightsLeafletGiven(to=("rosa",)), opened()) == []


def test_only_the_part_about_tests_says_which_standards_they_follow() -> None:
    with pytest.raises(Malformed, match="other_standards"):
        PlanSectionWritten(section=PlanSection.TIME_APART, other_standards=Answer.YES)


def test_the_leaflet_goes_on_into_the_next_cycle_and_the_rest_is_written_anew() -> None:
    case = folded(opened(), *BEGUN, EXCUSED, RightsLeafletGiven(to=("rosa",)), MemberInputSent(meeting=M, party="kim"))

    carried = case[IdeaPapers].carried()

    assert carried == IdeaPapers(leaflets=case[IdeaPapers].leaflets)
    assert carried.last_leaflet("rosa") == TODAY


# what is owed and to whom ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "outcome", "more", "owed"),
    [
        (StrategyKind.SERVICE, Outcome.ADOPTED, {}, True),
        (StrategyKind.STRATEGY, Outcome.ADOPTED_IN_PART, {}, True),
        (StrategyKind.REFUSE_REQUEST, Outcome.ADOPTED, {}, True),
        (StrategyKind.REFUSE_REQUEST, Outcome.DEFERRED, {}, False),
        (StrategyKind.NO_CHANGE, Outcome.ADOPTED, {}, False),
        (StrategyKind.COMMUNICATION, Outcome.ADOPTED, {}, False),
        (StrategyKind.STRATEGY, Outcome.DEFERRED, {}, False),
        (StrategyKind.STRATEGY, Outcome.NOT_ADOPTED, {}, False),
        (StrategyKind.STRATEGY, Outcome.NOT_ADOPTED, {"proposed_by": "rosa"}, True),
        (StrategyKind.STRATEGY, Outcome.NOT_ADOPTED, {"proposed_by": "kim"}, False),
        (StrategyKind.STRATEGY, Outcome.ADOPTED, {"plan": PlanKind.IEP}, True),
        (StrategyKind.STRATEGY, Outcome.ADOPTED, {"plan": PlanKind.INFORMAL_STRATEGY}, False),
    ],
)
def test_notice_is_owed_when_the_plan_begins_or_refuses_something(
    kind: StrategyKind, outcome: Outcome, more: dict[str, object], owed: bool
) -> None:
    case = folded(opened(), *decided(kind, outcome, **more))

    assert (subjects(US_IDEA, notice.every_change_has_its_notice, case) != []) is owed


def test_notice_is_owed_to_every_caregiver_with_a_say_and_to_nobody_else() -> None:
    informed = evolve(TOMAS, authority=Authority.INFORMED_ONLY)

    both = folded(opened(ROSA, TOMAS), *decided(), given())
    one = folded(opened(ROSA, informed), *decided(), given())

    assert subjects(US_IDEA, notice.every_change_has_its_notice, both) == ["strategy-1/tomas"]
    assert subjects(US_IDEA, notice.every_change_has_its_notice, one) == []


def test_a_notice_after_the_start_can_be_gone_past_with_a_reason_only() -> None:
    case = folded(opened(), *decided(starts=TODAY), given())
    (late,) = found(US_IDEA, notice.every_notice_comes_before_the_change, case)

    assert late.waivable == "reason"
    assert subjects(US_IDEA, notice.every_notice_comes_before_the_change, folded(opened(), *decided(), given())) == []


def test_the_leaflet_is_owed_to_whoever_has_a_say() -> None:
    informed = evolve(TOMAS, authority=Authority.INFORMED_ONLY)

    assert subjects(US_IDEA, meeting.every_caregiver_has_the_leaflet, opened(ROSA, informed)) == ["rosa"]


def test_a_caregiver_who_has_a_meeting_of_their_own_is_owed_no_notice_of_another() -> None:
    case = folded(opened(ROSA, TOMAS, KIM), *proposed())

    assert subjects(US_IDEA, meeting.every_caregiver_has_notice, case) == [f"{M}/rosa"]


def test_nobody_is_absent_from_a_meeting_that_has_not_begun_or_was_left_for_another() -> None:
    assert subjects(US_IDEA, meeting.every_absence_was_agreed, folded(opened(), *BEGUN[:-1])) == []


def test_a_class_teacher_who_is_not_wanted_is_not_missed() -> None:
    no_class = evolve(BEGUN[2], regular_class=Answer.NO)
    case = folded(opened(), *BEGUN[:2], no_class, MeetingStarted(meeting=M, present=("rosa", "lee")))

    assert subjects(US_IDEA, meeting.every_absence_was_agreed, case) == []
    assert subjects(US_IDEA, meeting.everyone_excused_sent_input, case) == []


def test_a_report_is_owed_in_the_cycle_of_an_evaluation_only() -> None:
    import journeys

    review = folded(opened(), *proposed(MeetingKind.ANNUAL_REVIEW), journeys.step_3()[2])

    assert subjects(US_IDEA, plan.the_family_has_every_report, review) == []


def test_a_plan_of_another_kind_needs_no_parts_of_this_one() -> None:
    other = folded(opened(), *decided(plan=PlanKind.SECTION504))

    assert subjects(US_IDEA, plan.every_part_of_the_plan_is_written, other) == []
    assert subjects(US_IDEA, consent.consent_comes_first, other) == []


def test_taking_back_another_consent_than_that_to_services_asks_for_no_notice() -> None:
    case = folded(opened(), agreed(ConsentKind.OTHER_AGENCY), ConsentRevoked(consent="consent-1", party="rosa"))

    assert subjects(US_IDEA, consent.notice_follows_when_consent_is_taken_back, case) == []


def test_a_yes_of_somebody_without_a_say_is_no_consent() -> None:
    case = folded(opened(), *proposed(), *decided(StrategyKind.SERVICE), agreed())
    informed = PartyChanged(party="rosa", authority=Authority.INFORMED_ONLY)

    assert subjects(US_IDEA, consent.consent_comes_first, case) == []
    assert subjects(US_IDEA, consent.consent_comes_first, folded(case, informed)) == ["strategy-1"]


def tried(*, outcome: str = "no_answer", count: int = 2) -> Case:
    """A cycle about a new evaluation, in which Rosa was tried by phone and letter on two days."""
    case = folded(opened(), *proposed(MeetingKind.REEVALUATION), *decided(StrategyKind.ASSESSMENT))
    for day, method in [*enumerate(("phone", "letter"))][:count]:
        case = folded(case, ContactAttempted(caregiver="rosa", method=method, outcome=outcome), at=NOW + days(day))
    return case


def test_a_new_evaluation_goes_on_when_nobody_answered_in_spite_of_efforts() -> None:
    assert subjects(US_IDEA, consent.consent_comes_first, tried()) == []


@pytest.mark.parametrize("case", [tried(outcome="reached"), tried(count=1), tried(count=0)])
def test_it_does_not_where_somebody_answered_or_too_little_was_tried(case: Case) -> None:
    assert subjects(US_IDEA, consent.consent_comes_first, case) == ["strategy-1"]


def test_a_first_evaluation_needs_a_yes_however_often_one_tried() -> None:
    first = folded(tried(), MeetingProposed(meeting=M, kind=MeetingKind.INITIAL))

    assert subjects(US_IDEA, consent.consent_comes_first, first) == ["strategy-1"]


def test_a_meeting_of_another_kind_has_no_seats_to_fill() -> None:
    other = folded(opened(), *proposed(MeetingKind.OTHER))
    unsaid = folded(opened(), MeetingProposed(meeting=M, invitees=("rosa",)))

    assert subjects(US_IDEA, meeting.every_seat_is_filled, other) == []
    assert len(subjects(US_IDEA, meeting.every_seat_is_filled, unsaid)) == 4


# clocks ---------------------------------------------------------------------------------------


def test_a_plan_meeting_is_due_thirty_days_after_a_student_was_found_eligible() -> None:
    case = folded(opened(), MilestoneReached(milestone=Milestone.FOUND_ELIGIBLE))
    met = folded(case, *proposed(), MeetingStarted(meeting=M), at=NOW + days(7))

    assert due(US_IDEA, case, TODAY) == {"first_plan_meeting": TODAY + days(30)}
    assert due(US_IDEA, met, TODAY) == {}


def test_the_plan_is_looked_at_a_year_after_it_was_made_or_last_reviewed() -> None:
    made = folded(opened(), *decided())
    reviewed = folded(made, ReviewHeld(review="review-1", kind="annual"), at=NOW + days(300))

    assert due(US_IDEA, made, TODAY) == {"plan_review": date(2027, 9, 7)}
    assert due(US_IDEA, reviewed, TODAY) == {"plan_review": date(2028, 7, 4)}


def test_a_new_evaluation_is_due_three_years_after_the_last() -> None:
    case = folded(opened(), MilestoneReached(milestone=Milestone.EVALUATED))

    assert due(US_IDEA, case, TODAY) == {"new_evaluation": date(2029, 9, 7)}


def test_a_surrogate_is_found_within_thirty_days() -> None:
    needed = folded(opened(), MilestoneReached(milestone=Milestone.SURROGATE_NEEDED))
    ana = Party(id="ana", name="Ana Okafor", roles=(Role.SURROGATE,))

    assert due(US_IDEA, needed, TODAY) == {"surrogate": TODAY + days(30)}
    assert due(US_IDEA, folded(needed, PartyJoined(party=ana)), TODAY) == {}


def test_a_conduct_review_is_due_after_ten_school_days() -> None:
    begun = folded(opened(), MilestoneReached(milestone=Milestone.CONDUCT_DECISION))
    met = folded(begun, MilestoneReached(milestone=Milestone.CONDUCT_REVIEWED))

    assert due(US_IDEA, begun, TODAY) == {"conduct_review": TODAY + days(14)}
    assert due(US_IDEA, met, TODAY) == {}


def test_the_record_is_given_within_forty_five_days() -> None:
    asked = folded(opened(), RecordsAskedFor(request="request-1", asker="rosa"))

    assert due(US_IDEA, asked, TODAY) == {"records_request": TODAY + days(45)}
    assert due(US_IDEA, folded(asked, RecordsGiven(request="request-1")), TODAY) == {}


def test_a_student_is_told_a_year_before_rights_pass_to_them() -> None:
    known = folded(opened(), MilestoneReached(milestone=Milestone.RIGHTS_TRANSFER, on=date(2028, 5, 2)))
    told = folded(known, MilestoneReached(milestone=Milestone.RIGHTS_EXPLAINED))

    assert due(US_IDEA, known, TODAY) == {"rights_explained": date(2027, 5, 2)}
    assert due(US_IDEA, told, TODAY) == {}


# the profile ----------------------------------------------------------------------------------


def test_what_is_a_warning_by_practice_is_a_must_by_law_and_can_no_longer_be_left_out() -> None:
    weights = {rule.guard.code: rule for rule in US_IDEA.catalogue}
    for code in ("PLAN_COPY_NOT_GIVEN", "PLAN_IMPLEMENTERS_NOT_TOLD", "GOAL_T_TOO_LONG"):
        assert weights[code].severity is Severity.BLOCKER
        assert weights[code].guard.basis is Basis.LAW
        with pytest.raises(ProfileError, match="rests on law"):
            US_IDEA.without_practice_guard(code)
    assert weights["LISTEN_KIND_NOT_INVITED"].guard.basis is Basis.SEED
    assert weights["LISTEN_KIND_NOT_INVITED"].guard.citation == "34 CFR 300.324(a)(1)(ii)"
