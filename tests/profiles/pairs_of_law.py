"""Every guard of every shipped law, shown failing and holding: what makes it lack, and what mends that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve

import journeys
from collabflow.core.event import Event
from collabflow.core.lifecycle.contacts import ContactAttempted
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.papers import ElectronicNoticesAnswered, RecordsAskedFor, RecordsGiven
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import Party
from collabflow.core.values import Answer, Method, Slot, Step
from collabflow.cycle.profile import Profile
from collabflow.goals.goal import Milestone
from collabflow.profiles import england_ehcp, us_missouri, us_texas
from collabflow.profiles.england_ehcp import ENGLAND_EHCP, AdviceCirculated
from collabflow.profiles.law.meetings import NoticeItem, ShorterNoticeAgreed
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
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS, RecessOffered
from collabflow.steps.s01_plan_meeting import (
    MeetingKind,
    MeetingProposed,
    MeetingStarted,
    SlotAnswered,
    SlotReply,
)
from collabflow.steps.s05_joint_planning import (
    Consent,
    ConsentGiven,
    ConsentKind,
    ConsentRevoked,
    DecisionMade,
    Notice,
    NoticeGiven,
    Outcome,
    PlanShared,
    PositionTaken,
    StrategyKind,
    StrategyProposed,
)
from collabflow.steps.s06_set_goals import GoalDrafted
from collabflow.steps.s08_review_and_adjust import ReviewHeld
from profiles.journeys_of_law import (
    ADE,
    english_team,
    notice_of_the_meeting,
    team,
    written_notice,
)
from support import KIM, LEE, MAYA, NOW, PARTIES, ROSA, TODAY, Pair, days

M = "meeting-1"
SLOT = Slot(start=NOW + timedelta(days=7))
SOON = Slot(start=NOW + timedelta(days=2))
LATER = Slot(start=NOW + timedelta(days=30))


def proposed(kind: MeetingKind = MeetingKind.INITIAL, slot: Slot = SLOT, *more: Party) -> tuple[Event, ...]:
    """A meeting of this kind at a time that Rosa accepted; she, Lee, Kim and these people are invited."""
    invitees = (ROSA.id, LEE.id, KIM.id, *(party.id for party in more))
    return (
        MeetingProposed(meeting=M, kind=kind, slots=(slot,), invitees=invitees),
        SlotAnswered(meeting=M, caregiver=ROSA.id, start=slot.start, reply=SlotReply.ACCEPTED),
    )


def decided(
    kind: StrategyKind = StrategyKind.STRATEGY, outcome: Outcome = Outcome.ADOPTED, **more: object
) -> tuple[Event, ...]:
    """One strategy and a decision on it."""
    return (
        StrategyProposed(strategy="strategy-1", kind=kind, what="A map club", **more),  # type: ignore[arg-type]
        DecisionMade(strategy="strategy-1", outcome=outcome),
    )


def given(**changes: object) -> NoticeGiven:
    """The written notice with these changes."""
    return NoticeGiven(notice=evolve(written_notice(), **changes))


def agreed(kind: ConsentKind = ConsentKind.SERVICES, **changes: object) -> ConsentGiven:
    """Rosa's informed agreement in writing, with these changes."""
    whole = Consent(
        id="consent-1",
        party=ROSA.id,
        kind=kind,
        activity="Speech lessons",
        informed_in="es",
        voluntary_explained=Answer.YES,
        in_writing=Answer.YES,
    )
    return ConsentGiven(consent=evolve(whole, **changes))


BEGUN = (*proposed(), team(), MeetingStarted(meeting=M, present=(ROSA.id, LEE.id)))
"""A meeting that began without Kim, who has a seat at it."""

EXCUSED = MemberExcused(meeting=M, party=KIM.id, caregiver=ROSA.id, in_writing=Answer.YES)

GOAL = journeys.reading_goal()

SPANISH = NeedsAsked(caregiver=ROSA.id, languages=("es-MX",))

ABSENT = (
    ContactAttempted(caregiver=ROSA.id, method=Method.PHONE),
    FindingWaived(
        code="MEETING_TIME_NOT_CONFIRMED_BY_CAREGIVER",
        subject=ROSA.id,
        why="We tried two ways",
        step=Step.PLAN_MEETING,
        kind="attempts",
        absent=ROSA.id,
    ),
)
"""Rosa could not be reached, and going on without her was authorised."""


FEDERAL = (
    # the meeting
    Pair(
        guard=meeting.every_caregiver_has_notice,
        subject=f"{M}/rosa",
        given=proposed(),
        mend=(notice_of_the_meeting(),),
    ),
    Pair(
        guard=meeting.every_caregiver_has_notice,
        subject=f"{M}/rosa",
        given=(
            *proposed(),
            notice_of_the_meeting(),
            MeetingProposed(meeting=M, slots=(LATER,)),
            SlotAnswered(meeting=M, caregiver=ROSA.id, start=LATER.start, reply=SlotReply.ACCEPTED),
        ),
        mend=(notice_of_the_meeting(),),
    ),
    Pair(
        guard=meeting.every_notice_says_what_it_must,
        subject=f"{M}/rosa",
        given=(*proposed(), evolve(notice_of_the_meeting(), says=(NoticeItem.TIME, NoticeItem.PLACE))),
        mend=(evolve(notice_of_the_meeting(), says=tuple(NoticeItem)),),
    ),
    Pair(
        guard=meeting.every_notice_says_what_it_must,
        subject=f"{M}/rosa",
        given=(*proposed(MeetingKind.TRANSITION, SLOT, ADE), notice_of_the_meeting()),
        mend=(evolve(notice_of_the_meeting(), says=tuple(NoticeItem)[5:]),),
        parties=(*PARTIES, ADE),
    ),
    Pair(
        guard=meeting.every_seat_is_filled,
        subject=f"{M}/the_class_teacher",
        given=proposed(),
        mend=(team(),),
    ),
    Pair(
        guard=meeting.every_seat_is_filled,
        subject=f"{M}/the_class_teacher",
        given=(MeetingProposed(meeting=M, invitees=(ROSA.id, LEE.id)), team()),
        mend=(MeetingProposed(meeting=M, invitees=(ROSA.id, LEE.id, KIM.id)),),
    ),
    Pair(
        guard=meeting.every_seat_is_filled,
        subject=f"{M}/the_class_teacher",
        given=proposed(),
        mend=(evolve(team(), members=(), regular_class=Answer.NO),),
    ),
    Pair(
        guard=meeting.the_student_is_invited_to_plan_life_after_school,
        subject=M,
        given=proposed(MeetingKind.TRANSITION),
        mend=(MeetingProposed(meeting=M, invitees=(ROSA.id, LEE.id, MAYA.id)),),
        parties=(*PARTIES, MAYA),
    ),
    Pair(
        guard=meeting.the_student_is_invited_to_plan_life_after_school,
        subject=M,
        given=(*proposed(), evolve(notice_of_the_meeting(), says=(NoticeItem.AFTER_SCHOOL,))),
        mend=(MeetingProposed(meeting=M, invitees=(ROSA.id, LEE.id, MAYA.id)),),
        parties=(*PARTIES, MAYA),
    ),
    Pair(
        guard=meeting.every_caregiver_has_the_leaflet,
        subject="rosa",
        mend=(RightsLeafletGiven(to=(ROSA.id,)),),
    ),
    Pair(
        guard=meeting.every_caregiver_has_the_leaflet,
        subject="rosa",
        given=(RightsLeafletGiven(to=(ROSA.id,)),),
        mend=(RightsLeafletGiven(to=(ROSA.id,)),),
        mended_at=NOW + days(366),
    ),
    Pair(
        guard=meeting.nobody_waits_for_the_record,
        subject="request-1",
        given=(RecordsAskedFor(request="request-1", asker=ROSA.id),),
        mend=(RecordsGiven(request="request-1"),),
    ),
    # who stayed away
    Pair(guard=meeting.every_absence_was_agreed, subject=f"{M}/kim", given=BEGUN, mend=(EXCUSED,)),
    Pair(
        guard=meeting.every_absence_was_agreed,
        subject=f"{M}/kim",
        given=(*BEGUN, evolve(EXCUSED, in_writing=Answer.NO)),
        mend=(EXCUSED,),
    ),
    Pair(
        guard=meeting.every_absence_was_agreed,
        subject=f"{M}/kim",
        given=BEGUN,
        mend=(MeetingStarted(meeting=M, present=(ROSA.id, LEE.id, KIM.id)),),
    ),
    Pair(
        guard=meeting.everyone_excused_sent_input,
        subject=f"{M}/kim",
        given=(*BEGUN, EXCUSED),
        mend=(MemberInputSent(meeting=M, party=KIM.id),),
    ),
    Pair(
        guard=meeting.everyone_excused_sent_input,
        subject=f"{M}/kim",
        given=(*BEGUN, EXCUSED),
        mend=(evolve(EXCUSED, area_discussed=Answer.NO),),
    ),
    # the report and the parts of the plan
    Pair(
        guard=plan.the_family_has_every_report,
        subject="assessment-1",
        given=(*proposed(), journeys.step_3()[2]),
        mend=(
            evolve(
                journeys.step_3()[2],
                assessment=evolve(journeys.step_3()[2].assessment, copy_given_on=TODAY),  # type: ignore[attr-defined]
            ),
        ),
    ),
    *(
        Pair(
            guard=plan.every_part_of_the_plan_is_written,
            subject=section.value,
            given=(*proposed(MeetingKind.TRANSITION), *decided(), PlanSectionWritten(section=section)),
            mend=(PlanSectionWritten(section=section, statement="Maya reads maps with joy."),),
        )
        for section in PlanSection
    ),
    Pair(
        guard=plan.every_goal_says_when_progress_is_told,
        subject="goal-1",
        given=(GoalDrafted(goal=GOAL),),
        mend=(GoalDrafted(goal=evolve(GOAL, reports=GOAL.schedule)),),
    ),
    Pair(
        guard=plan.goals_have_smaller_steps_where_tests_differ,
        subject="goal-1",
        given=(
            GoalDrafted(goal=GOAL),
            PlanSectionWritten(section=PlanSection.TESTS, other_standards=Answer.YES),
        ),
        mend=(GoalDrafted(goal=evolve(GOAL, milestones=(Milestone(on=TODAY + days(90), value=60),))),),
    ),
    Pair(
        guard=plan.the_next_review_is_near_enough,
        subject="review",
        given=(*decided(), ReviewHeld(review="review-1", next_on=TODAY + days(400))),
        mend=(ReviewHeld(review="review-1", next_on=TODAY + days(360)),),
    ),
    Pair(
        guard=plan.the_next_review_is_near_enough,
        subject="review",
        given=(ReviewHeld(review="review-1", kind="annual", next_on=TODAY + days(400)),),
        mend=(ReviewHeld(review="review-1", next_on=TODAY + days(360)),),
    ),
    # written notice
    Pair(guard=notice.every_change_has_its_notice, subject="strategy-1/rosa", given=decided(), mend=(given(),)),
    Pair(
        guard=notice.every_change_has_its_notice,
        subject="strategy-1/rosa",
        given=decided(StrategyKind.REFUSE_REQUEST),
        mend=(given(action="refuse"),),
    ),
    Pair(
        guard=notice.every_change_has_its_notice,
        subject="strategy-1/rosa",
        given=decided(outcome=Outcome.NOT_ADOPTED, proposed_by=ROSA.id),
        mend=(DecisionMade(strategy="strategy-1", outcome=Outcome.DEFERRED),),
    ),
    Pair(
        guard=notice.every_change_has_its_notice,
        subject="strategy-1/rosa",
        given=(*decided(), given(), *decided(review_on=TODAY)),
        mend=(given(),),
    ),
    Pair(
        guard=notice.every_notice_is_whole,
        subject="strategy-1/rosa",
        given=(*decided(), NoticeGiven(notice=Notice(id="n", to=(ROSA.id,), strategies=("strategy-1",)))),
        mend=(given(help_sources=()),),
    ),
    Pair(
        guard=notice.every_notice_says_where_help_is,
        subject="strategy-1/rosa",
        given=(*decided(), given(help_sources=())),
        mend=(given(),),
    ),
    Pair(
        guard=notice.every_notice_comes_before_the_change,
        subject="strategy-1/rosa",
        given=(*decided(starts=TODAY), given()),
        mend=(*decided(starts=TODAY + days(1)), given()),
    ),
    Pair(
        guard=notice.every_notice_is_understood,
        subject="strategy-1/rosa",
        given=(*decided(), SPANISH, given(language="en")),
        mend=(given(language="es"),),
    ),
    Pair(
        guard=notice.every_notice_is_understood,
        subject="strategy-1/rosa",
        given=(*decided(), given(language=None)),
        mend=(given(language=None, translated_orally=Answer.YES, understood=Answer.YES),),
    ),
    Pair(
        guard=notice.email_is_used_only_where_it_was_chosen,
        subject="strategy-1/rosa",
        given=(*decided(), given(method=Method.EMAIL)),
        mend=(ElectronicNoticesAnswered(caregiver=ROSA.id, answer=Answer.YES),),
    ),
    Pair(
        guard=notice.email_is_used_only_where_it_was_chosen,
        subject="strategy-1/rosa",
        given=(*decided(), given(method=Method.EMAIL)),
        mend=(given(method=Method.LETTER),),
    ),
    # consent
    Pair(
        guard=consent.consent_comes_first,
        subject="strategy-1",
        given=(*proposed(), *decided(StrategyKind.SERVICE)),
        mend=(agreed(),),
    ),
    Pair(
        guard=consent.consent_comes_first,
        subject="strategy-1",
        given=(*proposed(), *decided(StrategyKind.SERVICE)),
        mend=(DecisionMade(strategy="strategy-1", outcome=Outcome.DEFERRED),),
    ),
    Pair(
        guard=consent.consent_comes_first,
        subject="strategy-1",
        given=(
            agreed(),
            ConsentRevoked(consent="consent-1", party=ROSA.id),
            *decided(StrategyKind.SERVICE),
        ),
        mend=(agreed(id="consent-2"),),
    ),
    Pair(
        guard=consent.consent_comes_first,
        subject="strategy-1",
        given=(*decided(StrategyKind.ASSESSMENT), agreed()),
        mend=(agreed(ConsentKind.EVALUATION, id="consent-2"),),
    ),
    Pair(
        guard=consent.consent_covers_what_is_planned,
        subject="strategy-1",
        given=(*decided(StrategyKind.ASSESSMENT), agreed(ConsentKind.REEVALUATION, strategies=("strategy-2",))),
        mend=(agreed(ConsentKind.REEVALUATION, strategies=("strategy-1",)),),
    ),
    Pair(
        guard=consent.consent_covers_what_is_planned,
        subject="strategy-1",
        given=(
            *decided(StrategyKind.ASSESSMENT),
            agreed(ConsentKind.EVALUATION, strategies=("strategy-1",)),
            *decided(StrategyKind.ASSESSMENT, review_on=TODAY),
        ),
        mend=(agreed(ConsentKind.EVALUATION, strategies=("strategy-1",)),),
    ),
    Pair(
        guard=consent.every_consent_is_informed,
        subject="consent-1",
        given=(ConsentGiven(consent=Consent(id="consent-1", party=ROSA.id)),),
        mend=(agreed(),),
    ),
    Pair(
        guard=consent.every_consent_is_informed,
        subject="consent-1",
        given=(agreed(ConsentKind.RELEASE_OF_RECORDS),),
        mend=(agreed(ConsentKind.RELEASE_OF_RECORDS, records_to_release=("The report",), release_to=("The clinic",)),),
    ),
    Pair(
        guard=consent.notice_follows_when_consent_is_taken_back,
        subject="consent-1",
        given=(agreed(), ConsentRevoked(consent="consent-1", party=ROSA.id)),
        mend=(given(strategies=(), consents=("consent-1",)),),
    ),
)

TEXAS = (
    Pair(
        guard=us_texas.every_meeting_is_told_in_time,
        subject=f"{M}/rosa",
        given=(*proposed(slot=SOON), notice_of_the_meeting()),
        mend=(ShorterNoticeAgreed(caregiver=ROSA.id, meeting=M),),
    ),
    Pair(
        guard=us_texas.every_meeting_is_told_in_time,
        subject=f"{M}/rosa",
        given=(*proposed(MeetingKind.EMERGENCY, SOON), notice_of_the_meeting()),
        mend=(*proposed(MeetingKind.EMERGENCY, LATER), notice_of_the_meeting()),
    ),
    Pair(
        guard=us_texas.every_change_is_told_in_time,
        subject="strategy-1/rosa",
        given=(*decided(starts=TODAY + days(6)), given()),
        mend=(*decided(starts=TODAY + days(7)), given()),
    ),
    Pair(
        guard=us_texas.every_change_is_told_in_time,
        subject="strategy-1/rosa",
        given=(*decided(starts=TODAY + days(6)), given()),
        mend=(ShorterNoticeAgreed(caregiver=ROSA.id, strategies=("strategy-1",)),),
    ),
    Pair(
        guard=us_texas.everyone_who_disagrees_was_offered_a_recess,
        subject="strategy-1/rosa",
        given=(
            *decided(),
            PositionTaken(party=ROSA.id, strategies=("strategy-1",), position="disagree"),
        ),
        mend=(RecessOffered(caregiver=ROSA.id, strategies=("strategy-1",), answer=Answer.NO),),
    ),
    Pair(
        guard=us_texas.every_spanish_speaker_has_a_spanish_copy,
        subject="rosa",
        given=(SPANISH, PlanShared(to=(ROSA.id,), language="en")),
        mend=(PlanShared(to=(ROSA.id,), language="es"),),
    ),
)

MISSOURI = (
    Pair(
        guard=us_missouri.every_absent_caregiver_had_notice_in_time,
        subject="rosa",
        given=(
            *ABSENT,
            MeetingProposed(meeting=M, slots=(SOON, LATER)),
            evolve(notice_of_the_meeting(), start=SOON.start),
            evolve(notice_of_the_meeting(), start=LATER.start),
        ),
        mend=(evolve(notice_of_the_meeting(), start=LATER.start),),
    ),
)

REVIEW = proposed(MeetingKind.ANNUAL_REVIEW, SLOT, ADE)
IN_TIME = proposed(MeetingKind.ANNUAL_REVIEW, LATER, ADE)

ENGLISH = (
    Pair(
        guard=england_ehcp.everyone_whom_the_review_needs_is_invited,
        subject=f"{M}/a_health_adviser",
        given=REVIEW,
        mend=(english_team(),),
        parties=(*PARTIES, ADE),
    ),
    Pair(
        guard=england_ehcp.every_review_meeting_is_told_in_time,
        subject=f"{M}/rosa",
        given=(*REVIEW, notice_of_the_meeting()),
        mend=(*IN_TIME, notice_of_the_meeting()),
        parties=(*PARTIES, ADE),
    ),
    Pair(
        guard=england_ehcp.every_report_is_sent_in_time,
        subject=f"{M}/rosa",
        given=IN_TIME,
        mend=(AdviceCirculated(meeting=M, to=(ROSA.id,)),),
        parties=(*PARTIES, ADE),
    ),
    Pair(
        guard=england_ehcp.the_next_review_is_within_a_year,
        subject="review",
        given=(ReviewHeld(review="review-1", kind="annual", next_on=TODAY + days(400)),),
        mend=(ReviewHeld(review="review-1", next_on=TODAY + days(360)),),
    ),
)

PAIRS: Mapping[str, tuple[Profile, tuple[Pair, ...]]] = {
    "us-idea": (US_IDEA, FEDERAL),
    "us-texas": (US_TEXAS, TEXAS),
    "us-missouri": (US_MISSOURI, MISSOURI),
    "england-ehcp": (ENGLAND_EHCP, ENGLISH),
}
